//! What islands with a map share: their questions, and what stands on the page for them.

use js_sys::{Array, JSON};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Element, RequestCache, RequestInit, Response, UrlSearchParams};

use super::wire;

/// The grid of the region and in the language that `stage` names in its attributes. Browsers keep it for a while: where the picture
/// on the page is of another grid, it is asked for anew.
pub(crate) async fn ask_grid(stage: &Element) -> Result<wire::Grid, JsValue> {
    let query = UrlSearchParams::new()?;
    for name in ["region", "lang"] {
        let value = stage.get_attribute(&("data-".to_owned() + name));
        query.set(name, &value.unwrap_or_default());
    }
    let url = "/api/v1/grid?".to_owned() + &String::from(query.to_string());
    let options = RequestInit::new();
    let grid: wire::Grid = ask_with(&url, &options).await?;
    let shown = shown_grid(stage);
    if shown.is_none() || shown == Some(grid.tag()) {
        return Ok(grid);
    }
    options.set_cache(RequestCache::Reload);
    ask_with(&url, &options).await
}

/// The tag of the grid that the picture in `stage` has figures of.
pub(crate) fn shown_grid(stage: &Element) -> Option<String> {
    let picture = stage.query_selector(".grid-picture").ok().flatten()?;
    picture.get_attribute("data-grid")
}

/// Asks the open interface.
pub(crate) async fn ask<T: JsCast>(url: &str, signal: Option<&AbortSignal>) -> Result<T, JsValue> {
    let options = RequestInit::new();
    options.set_signal(signal);
    ask_with(url, &options).await
}

async fn ask_with<T: JsCast>(url: &str, options: &RequestInit) -> Result<T, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(url, options))
        .await?
        .unchecked_into();
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    Ok(JsFuture::from(response.json()?).await?.unchecked_into())
}

/// Says something in the address of the page, or no more.
pub(crate) fn say_in_address(name: &str, value: Option<&str>) -> Result<(), JsValue> {
    let location = window().location();
    let query = UrlSearchParams::new_with_str(&location.search()?)?;
    match value {
        Some(value) => query.set(name, value),
        None if query.has(name) => query.delete(name),
        None => return Ok(()),
    }
    // A comma says the same and can be read.
    let query = String::from(query.to_string().split("%2C").join(","));
    let mark = if query.is_empty() { "" } else { "?" };
    let address = location.pathname()? + mark + &query;
    window()
        .history()?
        .replace_state_with_url(&JsValue::NULL, "", Some(&address))
}

/// The JSON array in an attribute.
pub(crate) fn numbers(element: &Element, attribute: &str) -> Option<Array> {
    JSON::parse(&element.get_attribute(attribute)?)
        .ok()?
        .dyn_into()
        .ok()
}

/// Whether fingers point, not a mouse.
pub(crate) fn is_touch() -> bool {
    window()
        .match_media("(pointer: coarse)")
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}
