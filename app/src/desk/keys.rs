//! The keyboard at the queue: J and K go from line to line, Enter opens as links do, N begins a new case.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Listens while the page is open. Keys typed into a field, or with a modifier, are left alone.
#[island]
pub(super) fn QueueKeys() -> impl IntoView {
    view! { <span hidden use:listen></span> }
}

fn listen(_: Element) {
    let document = leptos::prelude::document();
    let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || is_typing() {
            return;
        }
        match event.key().as_str() {
            "j" | "J" => go(1),
            "k" | "K" => go(-1),
            "n" | "N" => {
                let link = document_link("a[href*='/desk/new']");
                if let Some(link) = link {
                    link.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    });
    let listened = document.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
    if listened.is_ok() {
        // As long as the page.
        pressed.forget();
    }
}

fn is_typing() -> bool {
    leptos::prelude::document()
        .active_element()
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"))
}

fn document_link(selector: &str) -> Option<HtmlElement> {
    let found = leptos::prelude::document().query_selector(selector).ok()??;
    found.dyn_into().ok()
}

/// Moves the focus by one line; from nowhere, to the first.
fn go(step: i32) {
    let document = leptos::prelude::document();
    let Ok(links) = document.query_selector_all(".queue-link") else {
        return;
    };
    let count = i32::try_from(links.length()).unwrap_or(0);
    let link = |at: i32| -> Option<HtmlElement> { links.item(u32::try_from(at).ok()?)?.dyn_into().ok() };
    let focused = document.active_element();
    let here = (0..count)
        .find(|at| link(*at).is_some_and(|link| focused.as_ref().is_some_and(|focused| **link == **focused)));
    let next = here.map_or(0, |here| (here + step).clamp(0, (count - 1).max(0)));
    if let Some(link) = link(next) {
        // A line that cannot be focused is still there to be tapped.
        let _ = link.focus();
    }
}
