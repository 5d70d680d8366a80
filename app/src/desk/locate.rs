//! Where somebody stands, into the two fields of the form.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlInputElement, Position};

/// Makes the button `[data-locate]` of this page fill `lng` and `lat`; it is shown only where that works.
#[island]
pub(super) fn Locate() -> impl IntoView {
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
        fill("lng", coordinates.longitude());
        fill("lat", coordinates.latitude());
        said(&found, "data-found");
    });
    let failure = Closure::once_into_js(move || said(&failed, "data-failed"));
    let asked = geolocation
        .get_current_position_with_error_callback(success.unchecked_ref(), Some(failure.unchecked_ref()));
    if asked.is_err() {
        said(button, "data-failed");
    }
}

/// Six decimals are a decimetre.
fn fill(name: &str, degrees: f64) {
    let field = leptos::prelude::document()
        .query_selector(&format!("input[name={name}]"))
        .ok()
        .flatten()
        .and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.set_value(&format!("{degrees:.6}"));
    }
}

/// The page brings the words; the button carries them.
fn said(button: &Element, attribute: &str) {
    if let Some(words) = button.get_attribute(attribute) {
        button.set_text_content(Some(&words));
    }
}
