//! Where the map is, as a part of the page's address: whoever is sent the address sees the same.

use js_sys::Number;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

use super::Explorer;
use crate::grid::mode::VIEW;
use crate::map::browser::numbers;

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
        let _ = set_view((!map.is_whole()).then(|| view.join(",")));
    }
}

fn set_view(view: Option<String>) -> Result<(), JsValue> {
    let location = window().location();
    let query = UrlSearchParams::new_with_str(&location.search()?)?;
    match view {
        Some(view) => query.set(VIEW, &view),
        None => query.delete(VIEW),
    }
    // A comma says the same and can be read.
    let query = String::from(query.to_string().split("%2C").join(","));
    let address = if query.is_empty() {
        location.pathname()?
    } else {
        location.pathname()? + "?" + &query
    };
    window()
        .history()?
        .replace_state_with_url(&JsValue::NULL, "", Some(&address))
}
