//! Hexagons and density in the browser: what is asked for, what is drawn of it, and the numbers of their legend.

use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Element, UrlSearchParams};

use super::{Drawn, Explorer, STREET, format_url};
use crate::grid::mode::{Mode, measure_of};
use crate::grid::rows::share;
use crate::map::AreaMap;
use crate::map::browser::ask;
use crate::map::ground::length;
use crate::map::scale::{Measure, Scale};
use crate::map::whole_zoom;
use crate::map::wire::{self, bbox};
use crate::ui::number::grouped;

/// Cells of density are made for this many levels below the map's: 8 pixels apart.
const FINER: f64 = 2.0;

impl Explorer {
    fn picture(&self) -> Option<Element> {
        self.stage.query_selector(".grid-picture").ok().flatten()
    }

    /// As the server's picture says.
    pub(super) fn mode(&self) -> Mode {
        let mode = self
            .picture()
            .and_then(|picture| picture.get_attribute("data-mode"));
        Mode::from_code(&mode.unwrap_or_default())
    }

    fn measure(&self) -> Measure {
        self.picture().as_ref().map(measure_of).unwrap_or_default()
    }

    /// What the mode shows at this zoom in place of circles; false where that is what it shows.
    pub(super) async fn ask_mode(
        &self,
        zoom: f64,
        query: &UrlSearchParams,
        signal: &AbortSignal,
    ) -> Result<bool, JsValue> {
        let mode = self.mode();
        if zoom >= STREET || mode == Mode::Grid {
            return Ok(false);
        }
        let query = UrlSearchParams::new_with_str(&String::from(query.to_string()))?;
        let level = if mode == Mode::Hex {
            query.set("shape", "hex");
            // The nearest level, not the one below: 23 to 45 pixels wide.
            zoom + 0.5
        } else {
            query.set("bbox", &self.map.borrow().bbox_around());
            zoom + FINER
        };
        query.set("zoom", &whole_zoom(level).to_string());
        let cells: wire::Cells = ask(&format_url("/api/v1/cells?", &query), Some(signal)).await?;
        self.take(if mode == Mode::Hex {
            Drawn::Hexes(cells.cells())
        } else {
            Drawn::Heat(cells.cells())
        });
        Ok(true)
    }

    pub(super) fn draw_hexes(&self, map: &mut AreaMap, cells: &Array) {
        let counts = cells
            .iter()
            .map(|cell| u64::from(cell.unchecked_into::<wire::Cell>().count()));
        let scale = Scale::of_counts(self.measure(), counts);
        map.show_hexes(cells, |cell| {
            scale.shade(cell.count().into(), cell.overdue().into())
        });
        let Some(legend) = show_legend(".legend-hex") else {
            return;
        };
        // Of an empty view nothing is told: the words of the one before go on to hold.
        let first: wire::Cell = cells.get(0).unchecked_into();
        if cells.length() > 0 {
            fill_title(
                &legend,
                "{across}",
                &length(map.metres_across(bbox(&first.bbox()))),
            );
        }
        let labels = scale.labels();
        for (step, entry) in entries(&legend, "li[data-step]").into_iter().enumerate() {
            let label = labels.get(step).map(String::as_str);
            let _ = entry.toggle_attribute_with_force("hidden", label.is_none());
            if let Ok(Some(place)) = entry.query_selector("span") {
                place.set_text_content(label);
            }
        }
    }

    pub(super) fn draw_heat(&self, map: &mut AreaMap, cells: &Array) {
        let measure = self.measure();
        let (ramp, radius) = map.show_heat(cells, |cell| match measure {
            Measure::Count => cell.count(),
            Measure::Overdue => cell.overdue(),
        });
        let Some(legend) = show_legend(".legend-heat") else {
            return;
        };
        fill_title(&legend, "{radius}", &length(radius));
        for (tick, place) in ramp.ticks().into_iter().zip(entries(&legend, "ol li")) {
            place.set_text_content(Some(&grouped(tick)));
        }
    }

    /// Says what a hexagon holds, and offers to go nearer.
    pub(super) fn choose_hex(&self, cells: &Array, index: u32) {
        let cell: wire::Cell = cells.get(index).unchecked_into();
        let (count, overdue) = (u64::from(cell.count()), u64::from(cell.overdue()));
        self.chosen_hex.replace(Some(cell));
        self.remember_chosen(None);
        self.panel.show(
            "hex",
            overdue > 0,
            &[
                ("count", Some(grouped(count))),
                ("overdue", Some(grouped(overdue))),
                ("share", share(count, overdue)),
            ],
        );
    }

    /// Goes nearer to the hexagon that the panel speaks of.
    pub(super) fn zoom_into_hex(self: &Rc<Self>) {
        if let Some(cell) = &*self.chosen_hex.borrow() {
            self.map.borrow().zoom_into(cell);
        }
    }

    /// What the pointer is over besides areas; the panel says it in words.
    pub(super) fn say_over_incident(&self, index: Option<u32>) {
        let drawn = self.drawn.borrow();
        let said = match (&*drawn, index) {
            (Drawn::Hexes(cells), Some(index)) => {
                let cell: wire::Cell = cells.get(index).unchecked_into();
                let mut said = grouped(cell.count().into());
                if cell.overdue() > 0 {
                    said = said + " · ▲ " + &grouped(cell.overdue().into());
                }
                Some(said)
            }
            _ => None,
        };
        if let Ok(Some(line)) = self.stage.query_selector(".map-over") {
            line.set_text_content(said.as_deref());
        }
    }
}

/// Shows one of the legends of modes and hides the others; none where the page has none.
fn show_legend(which: &str) -> Option<Element> {
    let place = document().query_selector(".legend-mode").ok().flatten()?;
    for legend in entries(&place, ".legend-hex, .legend-heat") {
        let _ = legend.toggle_attribute_with_force("hidden", !legend.matches(which).unwrap_or(false));
    }
    place.query_selector(which).ok().flatten()
}

/// Neither hexagons nor density are shown.
pub(super) fn hide_legends() {
    show_legend(".none");
}

/// Writes a number into the words that come with a legend.
fn fill_title(legend: &Element, slot: &str, value: &str) {
    let words = legend.get_attribute("data-title").unwrap_or_default();
    if let Ok(Some(title)) = legend.query_selector(".legend-title") {
        let words = js_sys::JsString::from(words).replace(slot, value);
        title.set_text_content(Some(&String::from(words)));
    }
}

pub(super) fn entries(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    let found = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
    found.collect()
}
