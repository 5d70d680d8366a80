//! Where somebody stands, into the two fields of the form.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlInputElement, Position};

/// Makes the button `[data-locate]` of this page fill `lng` and `lat`; it is shown only where that works.
#[island]
pub(crate) fn Locate() -> impl IntoView {
    view! { <span hidden use:listen></span> }
}

fn listen(_: Element) {
    let document = leptos::prelude::document();
    let Ok(Some(button)) = document.query_selector("[data-locate]") else {
        return;
    };
    let asked = button.clone();
    let tapped = Closure::<dyn Fn()>::new(move || ask(&asked));
    if button
        .add_event_listener_with_callback("click", tapped.as_ref().unchecked_ref())
        .is_ok()
    {
        tapped.forget();
        // Without script there is nothing to tap.
        let _ = button.remove_attribute("hidden");
    }
}

fn ask(button: &Element) {
    let Ok(geolocation) = window().navigator().geolocation() else {
        return said(button, "data-failed");
    };
    let (found, failed) = (button.clone(), button.clone());
    let success = Closure::once_into_js(move |position: Position| {
        let coordinates = position.coords();
        fill("input[name=lng]", coordinates.longitude());
        fill("input[name=lat]", coordinates.latitude());
        said(&found, "data-found");
    });
    let failure = Closure::once_into_js(move || said(&failed, "data-failed"));
    let asked = geolocation
        .get_current_position_with_error_callback(success.unchecked_ref(), Some(failure.unchecked_ref()));
    if asked.is_err() {
        said(button, "data-failed");
    }
}

/// A field of the page by its selector.
pub(crate) fn field(selector: &str) -> Option<HtmlInputElement> {
    let field = leptos::prelude::document().query_selector(selector).ok()??;
    field.dyn_into().ok()
}

/// Six decimals are a decimetre. The browser writes the number: Rust's own way of it would be a tenth of the bundle.
pub(crate) fn fill(selector: &str, degrees: f64) {
    let field = field(selector);
    let text = js_sys::Number::from(degrees).to_fixed(6);
    if let (Some(field), Ok(text)) = (field, text) {
        field.set_value(&String::from(text));
        // Whoever shows the place on a map listens to this.
        if let Ok(changed) = web_sys::Event::new("change") {
            let _ = field.dispatch_event(&changed);
        }
    }
}

/// The page brings the words; the button carries them.
fn said(button: &Element, attribute: &str) {
    if let Some(words) = button.get_attribute(attribute) {
        button.set_text_content(Some(&words));
    }
}
