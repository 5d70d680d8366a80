//! Drawing an area on the map: corner by corner with mouse, finger or keys, or what is in view at once. The corners go into the
//! hidden field of the filter form, which tells everybody else.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use domain::area::{AreaFault, DrawnArea};
use js_sys::{Array, JsString, Number};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::form::FORM;
use crate::map::browser::numbers;
use crate::map::{Place, Sketch, SketchEvent};
use crate::ui::events::{listen, pointed_at};

/// An address says places to a metre.
const UNITS: f64 = 1e5;

/// The tool and what it has drawn.
pub(super) struct Draw {
    /// `.area-tools`, which carries the words.
    tools: Element,
    sketch: Sketch,
    /// Corners of the line that is being drawn.
    corners: RefCell<Vec<Place>>,
    is_drawing: Cell<bool>,
    /// The press that closed the area is still being told of: it chooses nothing.
    is_closing: Rc<Cell<bool>>,
}

impl Draw {
    /// Follows the buttons of the tool on a stage; none where the page has no tool.
    pub(super) fn follow(stage: &Element, sketch: Sketch) -> Option<Rc<Self>> {
        let draw = Rc::new(Self {
            tools: stage.query_selector(".area-tools").ok().flatten()?,
            sketch,
            corners: RefCell::default(),
            is_drawing: Cell::new(false),
            is_closing: Rc::default(),
        });
        let pressed = Rc::clone(&draw);
        listen(&draw.tools, "click", move |event| pressed.press(&event));
        let pointed = Rc::clone(&draw);
        draw.sketch.listen(move |event| pointed.point(event));
        let typed = Rc::clone(&draw);
        listen(&document(), "keydown", move |event| {
            typed.key(event.unchecked_ref());
        });
        if let Some(form) = document().get_element_by_id(FORM) {
            let dropped = Rc::clone(&draw);
            listen(&form, "click", move |event| {
                if pointed_at(&event, "[data-drop=area]").is_some() {
                    event.prevent_default();
                    dropped.choose("");
                }
            });
        }
        Some(draw)
    }

    /// While somebody draws, a press on the map is a corner and nothing else.
    pub(super) fn takes_presses(&self) -> bool {
        self.is_drawing() || self.is_closing.get()
    }

    fn is_drawing(&self) -> bool {
        self.is_drawing.get()
    }

    /// Draws the area of the page, or the line that is being drawn.
    pub(super) fn show(&self) {
        if self.is_drawing() {
            return self.sketch.draw(&self.corners.borrow(), false, &self.color());
        }
        let ring = document().query_selector("[data-ring]").ok().flatten();
        let ring = ring.and_then(|ring| numbers(&ring, "data-ring"));
        let corners: Vec<Place> = ring
            .unwrap_or_default()
            .iter()
            .filter_map(|corner| {
                let corner: Array = corner.dyn_into().ok()?;
                Some((corner.get(0).as_f64()?, corner.get(1).as_f64()?))
            })
            .collect();
        self.sketch.draw(&corners, true, &self.color());
    }

    fn press(&self, event: &Event) {
        let Some(button) = pointed_at(event, "button[data-area]") else {
            return;
        };
        match button.get_attribute("data-area").as_deref() {
            Some("view") => {
                self.stop();
                self.close(&self.sketch.view());
            }
            _ if self.is_drawing() => self.stop(),
            _ => self.begin(),
        }
    }

    fn begin(&self) {
        self.is_drawing.set(true);
        self.corners.take();
        self.mark();
        self.say("data-how");
        self.show();
        self.sketch.focus();
    }

    fn stop(&self) {
        self.is_drawing.set(false);
        self.corners.take();
        self.mark();
        self.say("");
        self.show();
    }

    /// What the button and the pointer show.
    fn mark(&self) {
        let is_drawing = self.is_drawing();
        self.sketch.set_zooms_twice(!is_drawing);
        if let Ok(Some(button)) = self.tools.query_selector("[data-area=draw]") {
            let pressed = if is_drawing { "true" } else { "false" };
            let _ = button.set_attribute("aria-pressed", pressed);
        }
        if let Some(stage) = self.tools.parent_element() {
            let _ = stage.class_list().toggle_with_force("drawing", is_drawing);
        }
        if !is_drawing {
            self.aim(false);
        }
    }

    fn point(&self, event: SketchEvent) {
        if !self.is_drawing() {
            return;
        }
        match event {
            SketchEvent::Over(place) => {
                let mut corners = self.corners.borrow().clone();
                if !corners.is_empty() {
                    corners.push(place);
                    self.sketch.draw(&corners, false, &self.color());
                }
            }
            SketchEvent::Point(place) => {
                let (first, last) = {
                    let corners = self.corners.borrow();
                    (corners.first().copied(), corners.last().copied())
                };
                let is_near = |corner: Option<Place>| corner.is_some_and(|it| self.sketch.is_near(it, place));
                if self.corners.borrow().len() >= DrawnArea::FEWEST && is_near(first) {
                    self.finish();
                } else if !is_near(last) {
                    self.corners.borrow_mut().push(place);
                    self.show();
                }
            }
            SketchEvent::Twice => self.finish(),
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if !self.is_drawing() || pointed_at(event, "input, select, textarea").is_some() {
            return;
        }
        match event.key().as_str() {
            // The map moves by itself; now it tells which place is meant.
            "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" => return self.aim(true),
            // On a button it would press that.
            " " if pointed_at(event, "button, a").is_none() => {
                self.aim(true);
                self.point(SketchEvent::Point(self.sketch.middle()));
            }
            "Escape" => self.stop(),
            // On the button it would end the drawing, too.
            "Enter" if !self.corners.borrow().is_empty() => self.finish(),
            "Backspace" => {
                self.corners.borrow_mut().pop();
                self.show();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Shows a cross in the middle of the map, where a key sets a corner.
    fn aim(&self, is_aiming: bool) {
        if let Some(stage) = self.tools.parent_element() {
            let _ = stage.class_list().toggle_with_force("aiming", is_aiming);
        }
    }

    fn finish(&self) {
        let corners = self.corners.borrow().clone();
        if self.close(&corners) {
            self.is_drawing.set(false);
            let is_closing = Rc::clone(&self.is_closing);
            is_closing.set(true);
            set_timeout(move || is_closing.set(false), Duration::ZERO);
            self.corners.take();
            self.mark();
        }
    }

    /// Takes these corners as the area, or says what is wrong with them.
    fn close(&self, corners: &[Place]) -> bool {
        let whole: Vec<(i32, i32)> = corners
            .iter()
            .map(|(lng, lat)| (units(*lng), units(*lat)))
            .collect();
        let rounded: Vec<Place> = whole
            .iter()
            .map(|(lng, lat)| (f64::from(*lng) / UNITS, f64::from(*lat) / UNITS))
            .collect();
        match DrawnArea::new(&rounded) {
            Ok(_) => {
                self.say("");
                let corner = |(lng, lat): &Place| text(*lng) + "," + &text(*lat);
                let corners: Vec<String> = rounded.iter().map(corner).collect();
                self.choose(&corners.join(";"));
                true
            }
            Err(AreaFault::Crossing { first, second }) => {
                self.say("data-crossing");
                self.put("{a}", first);
                self.put("{b}", second);
                false
            }
            Err(AreaFault::TooMany { .. }) => {
                self.say("data-many");
                false
            }
            Err(_) => {
                self.say("data-few");
                false
            }
        }
    }

    /// Puts the corners, or none, into the form, as if somebody had typed them there.
    fn choose(&self, corners: &str) {
        let Some(form) = document().get_element_by_id(FORM) else {
            return;
        };
        let Ok(Some(field)) = form.query_selector("input[name=area]") else {
            return;
        };
        field.unchecked_into::<HtmlInputElement>().set_value(corners);
        if let Ok(event) = Event::new("change") {
            // Only a listener could refuse it.
            let _ = form.dispatch_event(&event);
        }
    }

    fn line(&self) -> Option<HtmlElement> {
        let line = document().query_selector(".area-say").ok().flatten()?;
        line.dyn_into().ok()
    }

    /// Says the words of an attribute; of none, nothing.
    fn say(&self, attribute: &str) {
        if let Some(line) = self.line() {
            line.set_text_content(self.tools.get_attribute(attribute).as_deref());
        }
    }

    fn put(&self, place: &str, number: usize) {
        if let Some(line) = self.line() {
            let said = JsString::from(line.text_content().unwrap_or_default());
            line.set_text_content(Some(&String::from(said.replace(place, &number.to_string()))));
        }
    }

    fn color(&self) -> String {
        let style = window().get_computed_style(&self.tools);
        let style = style.ok().flatten();
        style
            .and_then(|style| style.get_property_value("--brand").ok())
            .unwrap_or_default()
    }
}

fn units(degrees: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180e5 fits in 32 bits; casts saturate"
    )]
    let units = (degrees * UNITS).round() as i32;
    units
}

/// Formatting floats would cost the bundle kilobytes; the browser can.
fn text(number: f64) -> String {
    Number::from(number)
        .to_string_with_radix(10)
        .map_or_else(|_| String::new(), String::from)
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::map::AreaMap;
    use crate::test_page::{find, raise, show, text as shown};

    /// A map of a tenth of a degree with the tool, and the form that its areas go into.
    fn draw() -> Rc<Draw> {
        show(
            r#"<form id="map-filters"><input type="hidden" name="area"><a href="/map" data-drop="area">x</a></form>
            <div class="map-stage">
                <div class="map-host" style="width: 400px; height: 300px"></div>
                <div class="area-tools" data-how="how" data-few="few" data-many="many" data-crossing="{a} and {b}">
                    <button type="button" data-area="draw"></button><button type="button" data-area="view"></button>
                </div>
                <p class="area-say"></p>
            </div>"#,
        );
        let host = find(".map-host");
        let map = AreaMap::new(host.unchecked_ref(), [121.0, 28.0, 121.1, 28.1], false).unwrap();
        Draw::follow(&find(".map-stage"), map.sketch()).unwrap()
    }

    fn press(selector: &str) {
        find(selector).unchecked_into::<HtmlElement>().click();
    }

    fn field() -> String {
        let field: HtmlInputElement = find("input[name=area]").unchecked_into();
        field.value()
    }

    fn key(name: &str) {
        let script =
            format!("new KeyboardEvent('keydown', {{ key: '{name}', bubbles: true, cancelable: true }})");
        raise(&find(".area-tools"), &script);
    }

    #[wasm_bindgen_test]
    fn corners_are_taken_until_the_first_one_is_pointed_at_again() {
        let draw = draw();
        draw.point(SketchEvent::Point((121.02, 28.02)));
        assert!(draw.corners.borrow().is_empty(), "nobody draws yet");
        press("[data-area=draw]");
        assert!(draw.is_drawing());
        assert_eq!(shown(".area-say"), "how");
        for corner in [
            (121.02, 28.02),
            (121.06, 28.02),
            (121.06, 28.02),
            (121.041_234_5, 28.07),
        ] {
            draw.point(SketchEvent::Point(corner));
        }
        draw.point(SketchEvent::Point((121.020_1, 28.02)));
        assert_eq!(field(), "121.02,28.02;121.06,28.02;121.04123,28.07");
        assert!(!draw.is_drawing());
        assert!(draw.takes_presses(), "the last press is none on a cell");
        press("[data-drop=area]");
        assert_eq!(field(), "");
    }

    #[wasm_bindgen_test]
    fn a_line_that_meets_itself_stays_open_until_it_is_mended() {
        let draw = draw();
        press("[data-area=draw]");
        for corner in [(121.0, 28.0), (121.08, 28.08), (121.08, 28.0), (121.0, 28.08)] {
            draw.point(SketchEvent::Point(corner));
        }
        key("Enter");
        assert_eq!(shown(".area-say"), "1 and 3");
        assert_eq!((draw.is_drawing(), field()), (true, String::new()));
        key("Backspace");
        key("Enter");
        assert_eq!(field(), "121,28;121.08,28.08;121.08,28");
    }

    #[wasm_bindgen_test]
    fn escape_leaves_the_area_that_there_was() {
        let draw = draw();
        press("[data-area=view]");
        let kept = field();
        assert_eq!(kept.split(';').count(), 4);
        press("[data-area=draw]");
        draw.point(SketchEvent::Point((121.02, 28.02)));
        draw.point(SketchEvent::Twice);
        assert_eq!(shown(".area-say"), "few");
        key("Escape");
        assert_eq!((draw.is_drawing(), field()), (false, kept));
        assert_eq!(
            find("[data-area=draw]").get_attribute("aria-pressed").as_deref(),
            Some("false")
        );
    }

    #[wasm_bindgen_test]
    fn by_keyboard_a_corner_is_set_in_the_middle_of_the_map_and_fields_keep_their_keys() {
        let draw = draw();
        press("[data-area=draw]");
        assert!(
            find(".map-host").contains(document().active_element().as_deref()),
            "arrows move the map"
        );
        key(" ");
        assert!(find(".map-stage").class_list().contains("aiming"));
        let middle = draw.sketch.middle();
        assert_eq!(*draw.corners.borrow(), [middle]);
        key(" ");
        assert_eq!(
            draw.corners.borrow().len(),
            1,
            "the same place is the same corner"
        );
        let typed = "new KeyboardEvent('keydown', { key: 'Backspace', bubbles: true, cancelable: true })";
        raise(&find("input[name=area]"), typed);
        assert_eq!(draw.corners.borrow().len(), 1);
        key("Escape");
        assert!(!find(".map-stage").class_list().contains("aiming"));
    }
}
