//! Image and print: what only a script can offer. The image is made by a module of its own (`app/js/map_image.js`), which
//! is loaded when somebody first asks for one, so that nobody else pays for it.

use js_sys::Number;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::ui::events::{listen, pointed_at};

/// Pixels of a line on a sheet of A4, between its margins.
const PAPER: f64 = 680.0;

/// Shows the buttons and hears them.
pub(super) fn offer(stage: &Element) {
    // However a page is sent to the printer.
    let printed = stage.clone();
    listen(&window(), "beforeprint", move |_| {
        fit_paper(&printed);
    });
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
    let (Ok(script), Ok(Some(head))) = (
        document().create_element("script"),
        document().query_selector("head"),
    ) else {
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

/// Tells the style sheet how large the map is on the screen, and by how much it is to be smaller so that a sheet holds
/// all of it: a canvas does not flow.
fn fit_paper(stage: &Element) -> Option<()> {
    let rect = stage.get_bounding_client_rect();
    let scale = (PAPER / rect.width().max(1.0)).min(1.0);
    let style = stage.dyn_ref::<HtmlElement>()?.style();
    for (name, number, unit) in [
        ("--paper-wide", rect.width(), "px"),
        ("--paper-high", rect.height(), "px"),
        ("--paper-scale", scale, ""),
    ] {
        let number = String::from(Number::from(number).to_fixed(3).ok()?);
        style.set_property(name, &(number + unit)).ok()?;
    }
    Some(())
}
