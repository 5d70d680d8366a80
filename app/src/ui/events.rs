//! Listening on a page in the browser.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget};

/// The nearest element of this kind around where an event happened.
pub(crate) fn pointed_at(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()
}

/// Listens as long as the page lives.
pub(crate) fn listen(target: &EventTarget, name: &str, handle: impl FnMut(Event) + 'static) {
    add(target, name, false, handle);
}

/// The same, before anything within `target` hears of it.
pub(crate) fn listen_first(target: &EventTarget, name: &str, handle: impl FnMut(Event) + 'static) {
    add(target, name, true, handle);
}

fn add(target: &EventTarget, name: &str, is_first: bool, handle: impl FnMut(Event) + 'static) {
    let handle = Closure::<dyn FnMut(Event)>::new(handle).into_js_value();
    // Fails only for a target that takes no listeners; these do.
    let _ = target.add_event_listener_with_callback_and_bool(name, handle.unchecked_ref(), is_first);
}
