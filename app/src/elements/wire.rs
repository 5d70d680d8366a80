//! GeoJSON of elements as the browser holds it.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type Features;
    /// Of [`Feature`].
    #[wasm_bindgen(method, getter)]
    pub(super) fn features(this: &Features) -> Array;

    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type Feature;
    #[wasm_bindgen(method, getter)]
    pub(super) fn geometry(this: &Feature) -> Geometry;
    #[wasm_bindgen(method, getter)]
    pub(super) fn properties(this: &Feature) -> Properties;

    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type Geometry;
    #[wasm_bindgen(method, getter)]
    pub(super) fn coordinates(this: &Geometry) -> Array;

    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type Properties;
    #[wasm_bindgen(method, getter)]
    pub(super) fn kind(this: &Properties) -> String;
    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Properties) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn address(this: &Properties) -> Option<String>;
    /// Where several stand in one.
    #[wasm_bindgen(method, getter)]
    pub(super) fn count(this: &Properties) -> Option<u32>;
}

impl Feature {
    /// Longitude, latitude.
    pub(super) fn place(&self) -> (f64, f64) {
        let at = self.geometry().coordinates();
        let number = |index| at.get(index).as_f64().unwrap_or(f64::NAN);
        (number(0), number(1))
    }
}
