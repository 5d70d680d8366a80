//! A map on which a place is pointed at.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

use crate::map::browser::{ask_grid, is_touch, numbers};
use crate::map::wire::bbox;
use crate::map::{AreaMap, HAS_MAPS};
use crate::ui::{field, fill};

const LNG: &str = "input[name=lng]";
const LAT: &str = "input[name=lat]";

/// Makes a map in `.pick-stage`, which carries region and extent, and fills the fields `lng` and `lat`.
#[island]
pub(crate) fn PickPlace() -> impl IntoView {
    view! { <div class="map-host" role="application" use:start></div> }
}

fn start(host: Element) {
    if !HAS_MAPS {
        return;
    }
    let Ok(Some(fold)) = host.closest("details:not([open])") else {
        make(&host);
        return;
    };
    // Folded away, a map has no size: it is made when it comes into sight.
    let is_made = Cell::new(false);
    let opened = Closure::<dyn Fn()>::new(move || {
        if !is_made.replace(true) {
            make(&host);
        }
    });
    if fold
        .add_event_listener_with_callback("toggle", opened.as_ref().unchecked_ref())
        .is_ok()
    {
        opened.forget();
    }
}

fn make(host: &Element) {
    let Ok(Some(stage)) = host.closest(".pick-stage") else {
        return;
    };
    let Some(whole) = numbers(&stage, "data-view") else {
        return;
    };
    let Some(mut map) = AreaMap::new(host.unchecked_ref(), bbox(&whole), is_touch()) else {
        return;
    };
    let _ = host.set_attribute(
        "aria-label",
        &stage.get_attribute("data-label").unwrap_or_default(),
    );
    spawn_local(async move {
        if let Ok(grid) = ask_grid(&stage).await {
            map.draw_grid(&grid);
            let cells = usize::try_from(grid.cells().length()).unwrap_or(0);
            map.shade(std::iter::repeat_n(0, cells), &stage);
        }
        // Setting a class does not fail.
        let _ = stage.class_list().add_1("ready");
        let map = Rc::new(map);
        map.pick(|lng, lat| {
            fill(LNG, lng);
            fill(LAT, lat);
        });
        follow_fields(&map);
    });
}

/// The fields may be filled already, typed into, or filled by the button that asks where somebody stands.
fn follow_fields(map: &Rc<AreaMap>) {
    show(map);
    for selector in [LNG, LAT] {
        let map = Rc::clone(map);
        let changed = Closure::<dyn Fn()>::new(move || show(&map));
        if let Some(field) = field(selector)
            && field
                .add_event_listener_with_callback("change", changed.as_ref().unchecked_ref())
                .is_ok()
        {
            changed.forget();
        }
    }
}

fn show(map: &AreaMap) {
    let number = |selector| {
        let text = field(selector)?.value();
        let number = js_sys::Number::parse_float(&text);
        (!number.is_nan()).then_some(number)
    };
    if let (Some(lng), Some(lat)) = (number(LNG), number(LAT)) {
        map.mark(lng, lat);
    }
}
