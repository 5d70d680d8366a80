//! The map as an image: what is shown, with its title, its filters, its legend and its source. Made by the browser from
//! the page, so that it says what the page says.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Date;
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, CanvasRenderingContext2d, CssStyleDeclaration, Element, Event, HtmlAnchorElement,
    HtmlCanvasElement, HtmlImageElement, Url,
};

use super::modes::entries;
use crate::grid::form::{listen, pointed_at};
use crate::map::Palette;

/// Dots of the image to a pixel of the page.
const FINE: f64 = 2.0;
const MARGIN: f64 = 24.0;
/// Narrower maps get room for their legend.
const LEAST: f64 = 640.0;
const LINE: f64 = 20.0;

/// Offers what only a script can do.
pub(super) fn offer() {
    let Ok(Some(place)) = document().query_selector(".map-keep") else {
        return;
    };
    let _ = place.remove_attribute("hidden");
    listen(&place, "click", |event: Event| {
        let Some(button) = pointed_at(&event, "[data-keep]") else {
            return;
        };
        if button.get_attribute("data-keep").as_deref() == Some("print") {
            let _ = window().print();
        } else if save(&button).is_none() {
            say(button.get_attribute("data-failed").as_deref());
        }
    });
}

fn say(words: Option<&str>) {
    if let Ok(Some(status)) = document().query_selector(".map-status") {
        status.set_text_content(words);
    }
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

fn style_of(element: &Element) -> Option<CssStyleDeclaration> {
    window().get_computed_style(element).ok().flatten()
}

fn value(style: &CssStyleDeclaration, name: &str) -> String {
    style.get_property_value(name).unwrap_or_default()
}

fn words(element: &Element) -> String {
    let text = element.text_content().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Draws, and has the browser keep the file. None where something is missing or the browser refuses.
fn save(button: &Element) -> Option<()> {
    let sheet = Sheet::new()?;
    // Once to see how high it becomes, once to draw.
    let high = sheet.lay()?;
    sheet.begin(high);
    sheet.lay()?;
    if sheet.left_out.get() {
        say(button.get_attribute("data-without").as_deref());
    } else {
        say(None);
    }
    let name = button.get_attribute("data-name")?;
    let day = String::from(Date::new_0().to_iso_string());
    let file = name + "-" + day.get(..10)? + ".png";
    let failed = button.get_attribute("data-failed");
    let keep = Closure::once_into_js(move |blob: JsValue| {
        if keep(blob, &file).is_none() {
            say(failed.as_deref());
        }
    });
    sheet.canvas.to_blob(keep.unchecked_ref()).ok()
}

fn keep(blob: JsValue, file: &str) -> Option<()> {
    let blob: Blob = blob.dyn_into().ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(file);
    link.click();
    Url::revoke_object_url(&url).ok()
}

struct Sheet {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    host: Element,
    wide: f64,
    family: String,
    ink: String,
    muted: String,
    ground: String,
    is_drawn: Cell<bool>,
    /// Something of another site could not be drawn.
    left_out: Rc<Cell<bool>>,
}

impl Sheet {
    fn new() -> Option<Self> {
        let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        let host = find(".map-host")?;
        let style = style_of(&find(".map-card")?)?;
        Some(Self {
            context: canvas.get_context("2d").ok()??.dyn_into().ok()?,
            wide: host.get_bounding_client_rect().width().max(LEAST) + 2.0 * MARGIN,
            host,
            canvas,
            family: value(&style, "font-family"),
            ink: value(&style, "--ink"),
            muted: value(&style, "--muted"),
            ground: value(&style, "--card"),
            is_drawn: Cell::new(false),
            left_out: Rc::default(),
        })
    }

    /// From now on what is laid is drawn, too.
    fn begin(&self, high: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an image is small"
        )]
        let [wide, high] = [self.wide * FINE, high * FINE].map(|side| side as u32);
        self.canvas.set_width(wide);
        self.canvas.set_height(high);
        let _ = self.context.scale(FINE, FINE);
        self.is_drawn.set(true);
        self.fill(&self.ground, 0.0, 0.0, self.wide, f64::from(high));
    }

    /// Everything from above; gives where it ends.
    fn lay(&self) -> Option<f64> {
        let mut y = MARGIN;
        y = self.text(&words(&find("h1")?), MARGIN, y + 6.0, 22.0, &self.ink) + 4.0;
        y = self.text(&words(&find(".map-said")?), MARGIN, y, 14.0, &self.muted) + 8.0;
        y = self.map(y) + 12.0;
        let side = find(".map-side")?;
        for legend in entries(&side, ".legend, .legend-heat") {
            let is_hidden = legend.closest("[hidden]").ok().flatten().is_some();
            if !is_hidden {
                y = self.legend(&legend, y);
            }
        }
        y = self.marks(&entries(&side, ".map-marks li"), y) + 6.0;
        Some(self.text(&words(&find(".map-source")?), MARGIN, y, 12.0, &self.muted) + MARGIN / 2.0)
    }

    fn fill(&self, colour: &str, x: f64, y: f64, wide: f64, high: f64) {
        if self.is_drawn.get() {
            self.context.set_fill_style_str(colour);
            self.context.fill_rect(x, y, wide, high);
        }
    }

    /// A circle with a rim.
    fn dot(&self, (x, y): (f64, f64), radius: f64, fill: &str, rim: Option<(&str, f64)>) {
        if !self.is_drawn.get() {
            return;
        }
        self.context.begin_path();
        let _ = self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
        self.context.set_fill_style_str(fill);
        self.context.fill();
        if let Some((colour, width)) = rim {
            self.context.set_stroke_style_str(colour);
            self.context.set_line_width(width);
            self.context.stroke();
        }
    }

    fn set_font(&self, size: f64, weight: &str) {
        #[expect(clippy::cast_possible_truncation, reason = "some pixels")]
        let size = (size as i32).to_string();
        self.context
            .set_font(&(weight.to_owned() + " " + &size + "px " + &self.family));
    }

    fn width_of(&self, text: &str) -> f64 {
        self.context
            .measure_text(text)
            .map_or(0.0, |measured| measured.width())
    }

    /// Text from a place on, in as many lines as it needs; gives where the next one begins.
    fn text(&self, text: &str, x: f64, y: f64, size: f64, colour: &str) -> f64 {
        self.set_font(size, if size > 20.0 { "600" } else { "400" });
        let room = self.wide - MARGIN - x;
        let (mut y, mut line) = (y, String::new());
        let write = |line: &str, y: &mut f64| {
            if self.is_drawn.get() {
                self.context.set_fill_style_str(colour);
                let _ = self.context.fill_text(line, x, *y + size);
            }
            *y += size * 1.45;
        };
        for letter in text.chars() {
            line.push(letter);
            if self.width_of(&line) > room {
                // Between words where there are any, else between characters.
                let at = match line.rfind(' ') {
                    Some(space) if space > line.len() / 2 => space + 1,
                    _ => line.len() - letter.len_utf8(),
                };
                let rest = line.split_off(at);
                write(&line, &mut y);
                line = rest;
            }
        }
        if !line.is_empty() {
            write(&line, &mut y);
        }
        y
    }

    /// The title of a legend, and its entries side by side.
    fn legend(&self, legend: &Element, y: f64) -> f64 {
        let mut y = y;
        for title in entries(legend, ".legend-title, .legend-said") {
            y = self.text(&words(&title), MARGIN, y, 13.0, &self.ink);
        }
        if legend.query_selector(".heat-ramp").ok().flatten().is_some() {
            return self.ramp(legend, y);
        }
        let mut x = MARGIN;
        for entry in entries(legend, "li:not([hidden])") {
            let swatch = entry.query_selector("i").ok().flatten();
            let colour = swatch
                .and_then(|swatch| style_of(&swatch))
                .map(|style| value(&style, "background-color"));
            (x, y) = self.entry(&words(&entry), (x, y), |(x, y)| {
                if let Some(colour) = &colour {
                    self.fill(&self.muted, x, y, 22.0, 14.0);
                    self.fill(colour, x + 0.5, y + 0.5, 21.0, 13.0);
                }
            });
        }
        y + LINE + 6.0
    }

    /// One entry of a flow: in the next line where it does not fit. Gives where the next one stands.
    fn entry(&self, text: &str, (x, y): (f64, f64), draw: impl Fn((f64, f64))) -> (f64, f64) {
        self.set_font(13.0, "400");
        let wide = 28.0 + self.width_of(text) + 18.0;
        let (x, y) = if x > MARGIN && x + wide > self.wide - MARGIN {
            (MARGIN, y + LINE + 2.0)
        } else {
            (x, y)
        };
        draw((x, y + 2.0));
        self.text(text, x + 28.0, y, 13.0, &self.ink);
        (x + wide, y)
    }

    /// The colours of density over their numbers.
    fn ramp(&self, legend: &Element, y: f64) -> f64 {
        const WIDE: f64 = 320.0;
        let colours = Palette::read(legend).ramp();
        for at in 0..u16::try_from(WIDE as i32).unwrap_or(0) {
            let [red, green, blue, opacity] = colours.at(f64::from(at) / WIDE);
            let colour = "rgb(".to_owned()
                + &[red, green, blue].map(|part| part.to_string()).join(" ")
                + " / "
                + &(u32::from(opacity) * 100 / 255).to_string()
                + "%)";
            self.fill(&colour, MARGIN + f64::from(at), y + 2.0, 1.0, 12.0);
        }
        let ticks = entries(legend, "ol li");
        let steps = ticks.len().saturating_sub(1).max(1) as f64;
        for (at, tick) in ticks.iter().enumerate() {
            let text = words(tick);
            self.set_font(12.0, "400");
            let back = self.width_of(&text) * at as f64 / steps;
            self.text(
                &text,
                MARGIN + WIDE * at as f64 / steps - back,
                y + 15.0,
                12.0,
                &self.ink,
            );
        }
        y + 15.0 + LINE + 6.0
    }

    /// What the marks mean.
    fn marks(&self, entries: &[Element], y: f64) -> f64 {
        let (mut x, mut y) = (MARGIN, y);
        for entry in entries {
            let is_seen = style_of(entry).is_none_or(|style| value(&style, "visibility") != "hidden");
            let mark = entry.query_selector("i").ok().flatten();
            if let (true, Some(mark)) = (is_seen, mark) {
                (x, y) = self.entry(&words(entry), (x, y), |(x, y)| {
                    self.mark(&mark, (x + 11.0, y + 7.0))
                });
            }
        }
        y + LINE
    }

    /// A mark of the style sheet, around a place.
    fn mark(&self, mark: &Element, at: (f64, f64)) {
        let Some(style) = style_of(mark) else { return };
        let colour = |name: &str| value(&style, name);
        let (brand, late, sun) = (colour("--brand"), colour("--late"), colour("--sun-core"));
        let class = mark.class_name();
        let is = |kind: &str| class.contains(kind);
        if is("station") {
            self.dot(at, 7.5, &self.ground, Some((&brand, 2.0)));
            self.dot(at, 3.0, &sun, None);
        } else if is("post") {
            self.dot(at, 4.5, &self.ground, Some((&brand, 2.5)));
        } else if is("stack") {
            self.boxed(mark, at, 9.0);
        } else if is("late") {
            self.dot(at, 7.0, &self.ground, Some((&late, 2.0)));
            self.dot(at, 4.0, &late, None);
        } else if is("closed") || is("over") {
            self.dot(at, 5.0, &self.ground, Some((&self.muted, 2.0)));
        } else if is("cluster") {
            self.dot(at, 6.5, &brand, Some((&late, 2.0)));
        } else if is("open") {
            self.dot(at, 6.0, &brand, None);
        } else {
            self.boxed(mark, at, 7.0);
        }
    }

    /// A square in the colours of the style sheet, with what is written in it.
    fn boxed(&self, mark: &Element, (x, y): (f64, f64), half: f64) {
        let Some(style) = style_of(mark) else { return };
        self.fill(
            &value(&style, "border-top-color"),
            x - half,
            y - half,
            2.0 * half,
            2.0 * half,
        );
        let inner = half - 2.0;
        self.fill(
            &value(&style, "background-color"),
            x - inner,
            y - inner,
            2.0 * inner,
            2.0 * inner,
        );
        self.centred(&words(mark), (x, y), 12.0, &value(&style, "color"));
    }

    fn centred(&self, text: &str, (x, y): (f64, f64), size: f64, colour: &str) {
        if self.is_drawn.get() && !text.is_empty() {
            self.set_font(size, "600");
            self.context.set_fill_style_str(colour);
            let _ = self
                .context
                .fill_text(text, x - self.width_of(text) / 2.0, y + size * 0.36);
        }
    }

    /// What the map shows, where it shows it; gives where it ends.
    fn map(&self, y: f64) -> f64 {
        let around = self.host.get_bounding_client_rect();
        let (wide, high) = (around.width(), around.height());
        if !self.is_drawn.get() {
            return y + high;
        }
        self.context.save();
        self.context.begin_path();
        self.context.rect(MARGIN, y, wide, high);
        self.context.clip();
        let place = |element: &Element| {
            let rect = element.get_bounding_client_rect();
            (
                MARGIN + rect.left() - around.left(),
                y + rect.top() - around.top(),
                rect.width(),
                rect.height(),
            )
        };
        for shown in entries(&self.host, "img.leaflet-tile, canvas") {
            let (x, y, wide, high) = place(&shown);
            let _ = match shown.dyn_ref::<HtmlCanvasElement>() {
                Some(canvas) => self
                    .context
                    .draw_image_with_html_canvas_element_and_dw_and_dh(canvas, x, y, wide, high),
                None => self.tile(&shown, (x, y, wide, high)),
            };
        }
        for mark in entries(&self.host, ".leaflet-marker-pane > *") {
            let (x, y, wide, high) = place(&mark);
            let middle = (x + wide / 2.0, y + high / 2.0);
            if mark.class_list().contains("cluster-count") {
                self.centred(&words(&mark), middle, 12.0, &self.ground);
                continue;
            }
            self.mark(&mark, middle);
            if let Ok(Some(name)) = mark.query_selector("span") {
                let (x, y, wide, high) = place(&name);
                self.fill(&self.ground, x, y, wide, high);
                self.text(&words(&name), x + 3.0, y, 12.0, &self.ink);
            }
        }
        self.context.restore();
        if self.is_drawn.get() {
            self.context.set_stroke_style_str(&self.muted);
            self.context.set_line_width(0.5);
            self.context.stroke_rect(MARGIN, y, wide, high);
        }
        y + high
    }

    /// A tile of our own, or one that its site lets others draw; any other would spoil the whole image.
    fn tile(&self, tile: &Element, (x, y, wide, high): (f64, f64, f64, f64)) -> Result<(), JsValue> {
        let Some(tile) = tile.dyn_ref::<HtmlImageElement>() else {
            return Ok(());
        };
        let ours = window().location().origin()?;
        if !tile.src().starts_with(&ours) && tile.cross_origin().is_none() {
            self.left_out.set(true);
            return Ok(());
        }
        self.context
            .draw_image_with_html_image_element_and_dw_and_dh(tile, x, y, wide, high)
    }
}
