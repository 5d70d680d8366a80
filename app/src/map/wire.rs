//! What the open interface answers, as the browser holds it: typed views of parsed JSON.
//!
//! The browser's own parser reads it and nothing is copied; decoding the types of `domain` there would cost every
//! visitor some hundred kilobytes of code. `domain::map` says what the fields mean.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// [`domain::map::GridView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Grid;
    /// Of [`Shape`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn cells(this: &Grid) -> Array;
    /// Of encoded rings.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn outline(this: &Grid) -> Array;
    /// Of [`Station`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn stations(this: &Grid) -> Array;

    /// [`domain::map::GridShape`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Shape;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn code(this: &Shape) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &Shape) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn township(this: &Shape) -> Option<String>;
    /// Encoded: `domain::area::decode`.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn ring(this: &Shape) -> Array;

    /// [`domain::map::StationView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Station;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn code(this: &Station) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &Station) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn kind(this: &Station) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn address(this: &Station) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn lng(this: &Station) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn lat(this: &Station) -> f64;
    /// Of names.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn resident_units(this: &Station) -> Array;
    /// Of names.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn on_call_units(this: &Station) -> Array;

    /// [`domain::map::CellsView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Cells;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn total(this: &Cells) -> u32;
    /// Of [`Cell`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn cells(this: &Cells) -> Array;

    /// [`domain::map::CellView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Cell;
    /// West, south, east, north.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn bbox(this: &Cell) -> Array;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn count(this: &Cell) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn overdue(this: &Cell) -> u32;

    /// [`domain::map::PointsView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Points;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn total(this: &Points) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn truncated(this: &Points) -> bool;
    /// Of [`Point`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn points(this: &Points) -> Array;

    /// [`domain::map::PointView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Point;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn code(this: &Point) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn lng(this: &Point) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn lat(this: &Point) -> f64;
    /// Code of a `domain::case::State`.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn state(this: &Point) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn overdue(this: &Point) -> bool;
}

/// West, south, east, north.
pub(crate) type Bbox = [f64; 4];

/// The four numbers of a JSON array; NaN where there are fewer.
pub(crate) fn bbox(array: &Array) -> Bbox {
    [0, 1, 2, 3].map(|index| array.get(index).as_f64().unwrap_or(f64::NAN))
}

/// The whole numbers of a JSON array.
pub(crate) fn whole_numbers(array: &Array) -> Vec<i32> {
    js_sys::Int32Array::new(array).to_vec()
}
