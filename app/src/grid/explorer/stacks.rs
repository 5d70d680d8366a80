//! Cases at one place: the mark that holds them, and the legs it opens into.

use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::{Drawn, Explorer};
use crate::map::AreaMap;
use crate::map::spider::{MOST_LEGS, focus_stack, focused_leg};
use crate::ui::number::grouped;

impl Explorer {
    pub(super) fn draw_points(&self, map: &mut AreaMap, points: &Array) {
        let focused = focused_leg();
        let label = self.stage.get_attribute("data-stack").unwrap_or_default();
        map.show_points(points, &label);
        // What was spread out before the map moved stays so.
        let (lng, lat) = self.spread.get().unwrap_or((f64::NAN, f64::NAN));
        match map.stack_at(lng, lat) {
            Some(number) => map.unfold(number, points, Some(focused.as_deref().unwrap_or_default())),
            None => self.spread.set(None),
        }
    }

    /// Spreads a stack out, or folds it if it is.
    pub(super) fn choose_stack(&self, number: u32) {
        let map = self.map.borrow();
        let (Drawn::Points(points), Some(stack)) = (&*self.drawn.borrow(), map.stack(number)) else {
            return;
        };
        self.remember_chosen(None);
        let place = Some((stack.lng, stack.lat));
        if self.spread.replace(place) == place {
            drop(map);
            self.fold();
            return;
        }
        let count = stack.members.len();
        self.panel
            .show("stack", false, &[("count", Some(grouped(count as u64)))]);
        if count > MOST_LEGS
            && let Ok(Some(line)) = document().query_selector(".map-panel [data-slot=more]")
        {
            let words = js_sys::JsString::from(line.get_attribute("data-words").unwrap_or_default())
                .replace("{shown}", &MOST_LEGS.to_string())
                .replace("{total}", &grouped(count as u64));
            line.set_text_content(Some(&String::from(words)));
        }
        map.unfold(number, points, None);
    }

    /// Folds what is spread out and gives its mark the focus; tells whether anything was.
    pub(super) fn fold(&self) -> bool {
        let map = self.map.borrow();
        let place = self.spread.take();
        let had_focus = focused_leg().is_some();
        let was_spread = map.fold();
        if let Some((lng, lat)) = place
            && had_focus
            && let Some(number) = map.stack_at(lng, lat)
        {
            focus_stack(number);
        }
        was_spread
    }

    /// Escape folds, wherever on the map the focus is.
    pub(super) fn hear_key(self: &Rc<Self>, event: &Event) {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.as_deref() == Some("Escape") && self.fold() {
            self.panel.clear();
        }
    }
}
