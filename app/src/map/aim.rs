//! Pointing by keyboard: arrows move the map under a cross in its middle, Enter chooses what lies there.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use crate::ui::events::{listen, pointed_at};

/// Follows the keys of the map in `stage`. While somebody draws on it they mean something else.
pub(crate) fn follow(stage: &Element, on_choose: impl Fn() + 'static) {
    let typed = stage.clone();
    listen(stage, "keydown", move |event| {
        if !is_on_map(&event) || typed.class_list().contains("drawing") {
            return;
        }
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        match key.as_deref() {
            Some("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "+" | "-") => aim(&typed, true),
            Some("Enter") => {
                event.prevent_default();
                aim(&typed, true);
                on_choose();
            }
            _ => {}
        }
    });
    for kind in ["focusout", "pointerdown"] {
        let left = stage.clone();
        listen(stage, kind, move |event| {
            if kind == "pointerdown" || is_on_map(&event) {
                aim(&left, false);
            }
        });
    }
}

/// The map itself has the focus, not a mark or a button on it.
fn is_on_map(event: &Event) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some() && target == pointed_at(event, ".map-host")
}

fn aim(stage: &Element, is_aiming: bool) {
    let _ = stage.class_list().toggle_with_force("aiming", is_aiming);
}
