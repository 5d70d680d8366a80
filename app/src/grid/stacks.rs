//! Cases at one place: the mark that holds them, and the legs it opens into.

use std::cell::Cell;

use js_sys::{Array, JsString};
use leptos::prelude::document;

use super::panel::Panel;
use crate::map::AreaMap;
use crate::map::spider::{MOST_LEGS, focus_stack, focused_leg};
use crate::ui::number::grouped;

/// The stacks of a map, of which one may be spread out.
#[derive(Default)]
pub(crate) struct Stacks {
    /// Where the stack is that is spread out.
    spread: Cell<Option<(f64, f64)>>,
}

impl Stacks {
    /// Draws single cases; `label` says how many lie at one place. What was spread out before the map moved stays so.
    pub(crate) fn draw(&self, map: &mut AreaMap, points: &Array, label: &str) {
        let focused = focused_leg();
        map.show_points(points, label);
        let (lng, lat) = self.spread.get().unwrap_or((f64::NAN, f64::NAN));
        match map.stack_at(lng, lat) {
            Some(number) => map.unfold(number, points, Some(focused.as_deref().unwrap_or_default())),
            None => self.spread.set(None),
        }
    }

    /// Spreads a stack out, or folds it if it is.
    pub(crate) fn choose(&self, map: &AreaMap, points: &Array, number: u32, panel: &Panel) {
        let Some(stack) = map.stack(number) else {
            return;
        };
        let place = Some((stack.lng, stack.lat));
        if self.spread.get() == place {
            self.fold(map);
            return;
        }
        self.spread.set(place);
        let count = stack.members.len();
        panel.show("stack", false, &[("count", Some(grouped(count as u64)))]);
        if count > MOST_LEGS
            && let Ok(Some(line)) = document().query_selector(".map-panel [data-slot=more]")
        {
            let words = JsString::from(line.get_attribute("data-words").unwrap_or_default())
                .replace("{shown}", &MOST_LEGS.to_string())
                .replace("{total}", &grouped(count as u64));
            line.set_text_content(Some(&String::from(words)));
        }
        map.unfold(number, points, None);
    }

    /// Folds what is spread out and gives its mark the focus; tells whether anything was.
    pub(crate) fn fold(&self, map: &AreaMap) -> bool {
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
}
