//! Where the map is and which cell is chosen, as parts of the page's address: whoever is sent it sees the same.

use std::rc::Rc;

use js_sys::Number;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::UrlSearchParams;

use super::Explorer;
use crate::grid::mode::{CELL, VIEW};
use crate::map::browser::{numbers, say_in_address};
use crate::map::wire::Shape;

impl Explorer {
    /// Goes where the address says.
    pub(super) fn recall_view(&self) {
        if let Some(view) = numbers(&self.stage, "data-look")
            && let (Some(lng), Some(lat), Some(zoom)) =
                (view.get(0).as_f64(), view.get(1).as_f64(), view.get(2).as_f64())
        {
            self.map.borrow().go_to(lng, lat, zoom);
        }
    }

    /// Writes into the address where the map is; the whole region needs no words.
    pub(super) fn remember_view(&self) {
        let map = self.map.borrow();
        let (lng, lat) = map.middle();
        let view = [(lng, 5), (lat, 5), (map.zoom(), 2)].map(|(number, digits)| {
            let text = Number::from(number).to_fixed(digits);
            text.map(String::from).unwrap_or_default()
        });
        // Refused only for another origin.
        let _ = say_in_address(VIEW, (!map.is_whole()).then(|| view.join(",")).as_deref());
    }

    /// Chooses the cell that the address names, if the grid has it.
    pub(super) fn recall_chosen(self: &Rc<Self>) {
        let chosen = || -> Result<Option<String>, JsValue> {
            Ok(UrlSearchParams::new_with_str(&window().location().search()?)?.get(CELL))
        };
        let Ok(Some(chosen)) = chosen() else { return };
        let index = {
            let grid = self.grid.borrow();
            let is_chosen = |cell: JsValue| cell.unchecked_into::<Shape>().code() == chosen;
            grid.as_ref()
                .and_then(|grid| {
                    (0..)
                        .zip(grid.cells().iter())
                        .find(|(_, cell)| is_chosen(cell.clone()))
                })
                .map(|(index, _)| index)
        };
        if let Some(index) = index {
            self.choose_area(index);
        }
    }

    /// Writes into the address which cell is chosen; where none is, none is marked either.
    pub(super) fn remember_chosen(&self, code: Option<&str>) {
        if code.is_none() {
            self.map.borrow().choose(None);
        }
        // Refused only for another origin.
        let _ = say_in_address(CELL, code);
    }
}
