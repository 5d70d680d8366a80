//! Colours of the basemap, and how its lines look.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleDeclaration, Element};

/// Colours and type, read from the style sheet so that both themes hold.
pub(super) struct Paint(Option<CssStyleDeclaration>);

impl Paint {
    /// What holds for `element` now.
    pub(super) fn read(element: &Element) -> Self {
        let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
        Self(style)
    }

    /// The value of a property.
    pub(super) fn get(&self, property: &str) -> String {
        self.0
            .as_ref()
            .and_then(|style| style.get_property_value(property).ok())
            .unwrap_or_default()
    }

    /// The colour `--ground-…` of a kind of ground.
    pub(super) fn ground(&self, kind: &str) -> JsValue {
        self.get(&("--ground-".to_owned() + kind)).into()
    }
}

/// Options of a path that nobody can point at.
pub(super) fn options(pane: &str, renderer: &JsValue) -> Object {
    let options: Object =
        JSON::parse(r#"{"interactive":false,"fill":false,"fillOpacity":1,"smoothFactor":0.5}"#)
            .map(JsCast::unchecked_into)
            .unwrap_or_default();
    set(&options, "pane", pane);
    set(&options, "renderer", renderer);
    options
}

pub(super) fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    // Setting a property of a plain object does not fail.
    let _ = Reflect::set(object, &name.into(), &value.into());
}

/// How wide a line of the ground is, in pixels.
pub(super) fn weight(kind: &str, rank: u8) -> f64 {
    match (kind, rank) {
        ("road", 1) => 3.0,
        ("road", 2) => 2.0,
        ("water", 1) => 2.5,
        ("boundary", _) => 1.5,
        _ => 1.25,
    }
}
