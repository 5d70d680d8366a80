//! The cells of a draft as the browser holds them: typed views of parsed JSON.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::map::Place;

#[wasm_bindgen]
extern "C" {
    /// [`domain::drawing::DrawnCells`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type Cells;
    #[wasm_bindgen(method, getter)]
    pub(super) fn whole(this: &Cells) -> bool;
    /// Of [`Cell`].
    #[wasm_bindgen(method, getter)]
    pub(super) fn cells(this: &Cells) -> Array;
    /// Of codes.
    #[wasm_bindgen(method, getter)]
    pub(super) fn gone(this: &Cells) -> Array;

    /// [`domain::drawing::DrawnCell`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(super) type Cell;
    #[wasm_bindgen(method, getter)]
    pub(super) fn code(this: &Cell) -> String;
    /// Of pairs of longitude and latitude.
    #[wasm_bindgen(method, getter)]
    pub(super) fn ring(this: &Cell) -> Array;
    #[wasm_bindgen(method, getter)]
    pub(super) fn changed(this: &Cell) -> bool;
}

/// A cell to be drawn.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) code: String,
    pub(super) ring: Vec<Place>,
    pub(super) changed: bool,
}

/// Takes what the server says into the cells that are known.
pub(super) fn take(known: &mut Vec<Drawn>, told: &Cells) {
    if told.whole() {
        known.clear();
    }
    let gone: Vec<Option<String>> = told.gone().iter().map(|code| code.as_string()).collect();
    known.retain(|cell| !gone.iter().any(|code| code.as_deref() == Some(&cell.code)));
    for cell in told.cells().iter() {
        let cell: Cell = cell.unchecked_into();
        let drawn = Drawn {
            code: cell.code(),
            ring: cell
                .ring()
                .iter()
                .map(|pair| place(pair.unchecked_ref()))
                .collect(),
            changed: cell.changed(),
        };
        match known.iter_mut().find(|known| known.code == drawn.code) {
            Some(before) if !told.whole() => *before = drawn,
            _ => known.push(drawn),
        }
    }
}

fn place(pair: &Array) -> Place {
    let number = |at| pair.get(at).as_f64().unwrap_or(f64::NAN);
    (number(0), number(1))
}
