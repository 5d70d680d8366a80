//! The page around the map: what is sent, and the parts that the server draws anew.

use js_sys::Number;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, Element, FormData, HtmlElement, HtmlFormElement, RequestInit, Response, SupportedType,
    UrlSearchParams,
};

use crate::map::Place;

#[wasm_bindgen]
extern "C" {
    /// The bindings know no way from a form to a query.
    #[wasm_bindgen(js_name = URLSearchParams)]
    type Fields;
    #[wasm_bindgen(constructor, js_class = URLSearchParams)]
    fn new(form: &FormData) -> Fields;
}

/// The first element of the page that a selector names.
pub(super) fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// What stands in an attribute of the panel.
pub(super) fn of_panel(name: &str) -> String {
    find(".draw-panel")
        .and_then(|panel| panel.get_attribute(name))
        .unwrap_or_default()
}

pub(super) fn show(selector: &str, is_shown: bool) {
    if let Some(element) = find(selector) {
        // Setting an attribute does not fail.
        let _ = element.toggle_attribute_with_force("hidden", !is_shown);
    }
}

/// A place as forms write it. The browser writes the numbers: Rust's own way of it would be a tenth of the bundle.
pub(super) fn written(place: Place) -> String {
    let number = |degrees: f64| {
        let text = Number::from(degrees).to_string_with_radix(10);
        text.map(String::from).unwrap_or_default()
    };
    number(place.0) + "," + &number(place.1)
}

/// What a form says.
pub(super) fn fields_of(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    Some(Fields::new(&data).unchecked_into())
}

/// Sends a step, or only asks for the page, and puts what comes back in place. False: it is not known what became of it.
pub(super) async fn send(address: &str, fields: Option<&UrlSearchParams>) -> bool {
    let sent = drawn_by_server(address, fields).await;
    show("[data-lost]", sent.is_err());
    sent.is_ok()
}

async fn drawn_by_server(address: &str, fields: Option<&UrlSearchParams>) -> Result<(), JsValue> {
    let options = RequestInit::new();
    if let Some(fields) = fields {
        options.set_method("POST");
        options.set_body(fields);
    }
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(address, &options))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    let newer = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    let page = document();
    let mut had_focus = false;
    for name in ["panel", "review"] {
        let selector = "[data-part=".to_owned() + name + "]";
        let (Some(old), Some(new)) = (page.query_selector(&selector)?, newer.query_selector(&selector)?)
        else {
            // Another page altogether, such as that for signing in.
            return Err(JsValue::NULL);
        };
        had_focus |= page
            .active_element()
            .is_some_and(|focused| old.contains(Some(&focused)));
        let adopted: Element = page.import_node_with_deep(&new, true)?.dyn_into()?;
        old.replace_with_with_node_1(&adopted)?;
    }
    // Whoever cannot see the page hears why nothing happened, and nobody's focus is lost.
    if let Some(panel) = find(".draw-panel").filter(|_| had_focus) {
        panel.unchecked_ref::<HtmlElement>().focus()?;
    }
    Ok(())
}

/// Shows the form that waits for what was drawn, with it in the field `name`.
pub(super) fn hand_over(name: &str, places: &[Place]) {
    let Some(card) = find(&("[data-waits=".to_owned() + name + "]")) else {
        return;
    };
    let text = places
        .iter()
        .map(|place| written(*place))
        .collect::<Vec<_>>()
        .join(";");
    let _ = card.remove_attribute("hidden");
    if let Ok(Some(field)) = card.query_selector(&("input[name=".to_owned() + name + "]")) {
        let _ = field.set_attribute("value", &text);
    }
    if let Ok(Some(field)) = card.query_selector("input[name$=_name]") {
        card.scroll_into_view();
        let _ = field.unchecked_ref::<HtmlElement>().focus();
    }
}
