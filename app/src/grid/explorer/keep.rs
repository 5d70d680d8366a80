//! Image and print: what only a script can offer. The image is made by a module of its own (`app/js/map_image.js`), which
//! is loaded when somebody first asks for one, so that nobody else pays for it.

use leptos::prelude::{document, window};
use web_sys::Element;

use crate::grid::form::{listen, pointed_at};

/// Shows the buttons and hears them.
pub(super) fn offer() {
    let Ok(Some(place)) = document().query_selector(".map-keep") else {
        return;
    };
    let _ = place.remove_attribute("hidden");
    listen(&place, "click", |event| {
        let Some(button) = pointed_at(&event, "[data-keep]") else {
            return;
        };
        match button.get_attribute("data-keep").as_deref() {
            Some("image") => load(&button),
            _ => {
                // Refused where a page must not: then nothing happens.
                let _ = window().print();
            }
        }
    });
}

/// Loads the module that makes images, once; it goes on by itself.
fn load(button: &Element) {
    let Some(source) = button.get_attribute("data-script") else {
        return;
    };
    let _ = button.remove_attribute("data-script");
    let (Ok(script), Ok(Some(head))) = (document().create_element("script"), document().query_selector("head")) else {
        return;
    };
    let (failed, again) = (button.clone(), source.clone());
    listen(&script, "error", move |_| {
        // For the next click.
        let _ = failed.set_attribute("data-script", &again);
        if let Ok(Some(status)) = document().query_selector(".map-status") {
            status.set_text_content(failed.get_attribute("data-failed").as_deref());
        }
    });
    let _ = script.set_attribute("type", "module");
    let _ = script.set_attribute("src", &source);
    let _ = head.append_child(&script);
}
