//! The page around the map: what is sent, and the parts that the server draws anew.

use js_sys::Number;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, NodeList, RequestInit,
    Response, SupportedType, UrlSearchParams,
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

/// The card of a form that has what was drawn, and was not sent.
pub(super) const WAITING: &str = "[data-waits]:not([hidden])";

/// What became of something that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Done,
    /// The page says why.
    Refused,
    /// It is not known.
    Lost,
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

/// Sends a step, or only asks for the page, and puts what comes back in place.
pub(super) async fn send(address: &str, fields: Option<&UrlSearchParams>) -> Answer {
    let sent = drawn_by_server(address, fields).await;
    show("[data-lost]", sent.is_err());
    sent.unwrap_or(Answer::Lost)
}

async fn drawn_by_server(address: &str, fields: Option<&UrlSearchParams>) -> Result<Answer, JsValue> {
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
    let focused = page.active_element();
    let (mut had_focus, mut goes_on) = (false, None);
    for name in ["panel", "review"] {
        let selector = "[data-part=".to_owned() + name + "]";
        let (Some(old), Some(new)) = (page.query_selector(&selector)?, newer.query_selector(&selector)?)
        else {
            // Another page altogether, such as that for signing in.
            return Err(JsValue::NULL);
        };
        had_focus |= focused
            .as_ref()
            .is_some_and(|focused| old.contains(Some(focused)));
        let adopted: Element = page.import_node_with_deep(&new, true)?.dyn_into()?;
        goes_on = carry(&old, &adopted, fields)?.or(goes_on);
        old.replace_with_with_node_1(&adopted)?;
    }
    // Whoever was typing goes on. Whoever cannot see the page hears why nothing happened, and nobody's focus is lost.
    let panel = || {
        find(".draw-panel")
            .filter(|_| had_focus)
            .map(JsCast::unchecked_into)
    };
    if let Some(element) = goes_on.or_else(panel) {
        let element: HtmlElement = element;
        element.focus()?;
    }
    Ok(if response.ok() {
        Answer::Done
    } else {
        Answer::Refused
    })
}

/// Whether a form says what was sent, whatever version it was sent with.
fn says(form: &Element, sent: &UrlSearchParams) -> bool {
    let words = |fields: UrlSearchParams| {
        fields.delete("version");
        String::from(fields.to_string())
    };
    let sent = UrlSearchParams::new_with_str(&String::from(sent.to_string())).map(words);
    let said = fields_of(form.unchecked_ref()).map(words);
    said.is_some() && said == sent.ok()
}

/// Takes over what was entered in forms of the same address and not sent, and gives the field in which somebody is typing.
fn carry(
    old: &Element,
    new: &Element,
    sent: Option<&UrlSearchParams>,
) -> Result<Option<HtmlElement>, JsValue> {
    let focused = document().active_element();
    let mut goes_on = None;
    for form in all(&old.query_selector_all("form[data-deed]")?) {
        let deed = form.get_attribute("data-deed").unwrap_or_default();
        // What was entered since then is another thing.
        if sent.is_some_and(|sent| says(&form, sent)) {
            continue;
        }
        let drawn = form
            .closest(WAITING)?
            .and_then(|card| card.get_attribute("data-waits"));
        let twin = new
            .query_selector(&("form[data-deed=".to_owned() + &deed + "]"))?
            .filter(|twin| twin.get_attribute("action") == form.get_attribute("action"));
        let Some(twin) = twin else {
            if drawn.is_some() {
                // The cell for which it was drawn is not the chosen one now.
                show("[data-undone]", true);
            }
            continue;
        };
        if let Some(card) = twin.closest("[data-waits]")?.filter(|_| drawn.is_some()) {
            card.remove_attribute("hidden")?;
        }
        if let (Some(_), Some(fold)) = (form.closest("details[open]")?, twin.closest("details")?) {
            fold.set_attribute("open", "")?;
        }
        let twins = all(&twin.query_selector_all("[name]")?);
        for field in all(&form.query_selector_all("[name]")?) {
            let same =
                |attribute, other: &Element| other.get_attribute(attribute) == field.get_attribute(attribute);
            let is_box = field.get_attribute("type").as_deref() == Some("checkbox");
            let other = twins
                .iter()
                .find(|other| same("name", other) && (!is_box || same("value", other)));
            let Some(other) = other else { continue };
            // A choice is none, and has its value under the same name.
            let (from, to): (&HtmlInputElement, &HtmlInputElement) =
                (field.unchecked_ref(), other.unchecked_ref());
            let is_hidden = field.get_attribute("type").as_deref() == Some("hidden");
            if is_hidden && drawn != field.get_attribute("name") {
                continue;
            }
            if is_box {
                if drawn.is_some() || from.checked() != from.default_checked() {
                    to.set_checked(from.checked());
                }
            } else if drawn.is_some() || from.value() != first_value(&field)? {
                to.set_value(&from.value());
            }
            if focused.as_ref() == Some(&field) {
                goes_on = Some(other.clone().unchecked_into());
            }
        }
    }
    Ok(goes_on)
}

/// What a field said when it came.
fn first_value(field: &Element) -> Result<String, JsValue> {
    Ok(match field.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.default_value(),
        None => field
            .query_selector("option[selected]")?
            .and_then(|option| option.get_attribute("value"))
            .unwrap_or_default(),
    })
}

fn all(list: &NodeList) -> Vec<Element> {
    (0..list.length())
        .filter_map(|at| list.item(at)?.dyn_into().ok())
        .collect()
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
    point_out();
}

/// Leads to the form that waits.
pub(super) fn point_out() {
    let Some(card) = find(WAITING) else { return };
    if let Ok(Some(field)) = card.query_selector("input[name$=_name]") {
        card.scroll_into_view();
        let _ = field.unchecked_ref::<HtmlElement>().focus();
    }
}
