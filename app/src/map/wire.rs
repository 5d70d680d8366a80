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
    #[wasm_bindgen(method, getter)]
    pub(crate) fn tag(this: &Grid) -> String;
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

    /// [`domain::map::CasesOnMap`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type CasesOnMap;
    /// Of [`Cell`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn cells(this: &CasesOnMap) -> Array;
    /// Of [`Point`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn points(this: &CasesOnMap) -> Array;

    /// [`domain::map::SummaryView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Summary;
    /// Of [`ValueCount`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn kinds(this: &Summary) -> Array;
    /// Of [`Latest`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn latest(this: &Summary) -> Array;

    /// [`domain::map::ValueCount`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type ValueCount;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn code(this: &ValueCount) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &ValueCount) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn count(this: &ValueCount) -> u32;

    /// [`domain::case::CaseSummary`], as far as a line needs it.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Latest;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn code(this: &Latest) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn category(this: &Latest) -> Named;

    /// [`domain::board::UnitRef`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Named;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &Named) -> String;
}

/// West, south, east, north.
pub(crate) type Bbox = [f64; 4];

/// The four numbers of a JSON array; NaN where there are fewer.
pub(crate) fn bbox(array: &Array) -> Bbox {
    [0, 1, 2, 3].map(|index| array.get(index).as_f64().unwrap_or(f64::NAN))
}

/// Longitude and latitude of the middle of each cell.
pub(crate) fn middles(cells: &Array) -> Vec<(f64, f64)> {
    let middle = |cell: wasm_bindgen::JsValue| {
        let [west, south, east, north] = bbox(&cell.unchecked_into::<Cell>().bbox());
        (f64::midpoint(west, east), f64::midpoint(south, north))
    };
    cells.iter().map(middle).collect()
}

/// Longitude and latitude of each point.
pub(crate) fn places(points: &Array) -> Vec<(f64, f64)> {
    let place = |point: wasm_bindgen::JsValue| {
        let point: Point = point.unchecked_into();
        (point.lng(), point.lat())
    };
    points.iter().map(place).collect()
}

/// What of a box is on earth. Seen from far, a map shows more than the world, and nobody may ask for that; of a view wholly beside
/// it, the whole world.
pub(crate) fn on_earth([west, south, east, north]: Bbox) -> Bbox {
    let on = [
        west.max(-180.0),
        south.max(-90.0),
        east.min(180.0),
        north.min(90.0),
    ];
    if on[0] < on[2] && on[1] < on[3] {
        on
    } else {
        [-180.0, -90.0, 180.0, 90.0]
    }
}

/// The whole numbers of a JSON array.
pub(crate) fn whole_numbers(array: &Array) -> Vec<i32> {
    js_sys::Int32Array::new(array).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_for_what_lies_beyond_the_world() {
        assert_eq!(
            on_earth([-200.0, -95.0, 190.0, 91.0]),
            [-180.0, -90.0, 180.0, 90.0]
        );
        assert_eq!(on_earth([121.0, 28.0, 121.4, 28.7]), [121.0, 28.0, 121.4, 28.7]);
        // A map that was moved past the edge shows nothing that there is.
        assert_eq!(on_earth([190.0, 0.0, 200.0, 10.0]), [-180.0, -90.0, 180.0, 90.0]);
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use domain::case::State;
    use domain::map;
    use js_sys::JSON;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn parsed<T: JsCast>(json: &str) -> T {
        JSON::parse(json).unwrap().unchecked_into()
    }

    fn sent<T: JsCast>(answer: &impl serde::Serialize) -> T {
        parsed(&serde_json::to_string(answer).unwrap())
    }

    #[wasm_bindgen_test]
    fn a_grid_is_read_as_the_server_writes_it() {
        let grid: Grid = sent(&map::GridView {
            region: "r1".to_owned(),
            tag: "t1".to_owned(),
            bbox: [121.0, 28.0, 122.0, 29.0],
            outline: vec![vec![4, 5]],
            cells: vec![map::GridShape {
                code: "g1".to_owned(),
                name: "东城一".to_owned(),
                township: None,
                ring: vec![1, -2, 3],
            }],
            stations: vec![map::StationView {
                code: "s1".to_owned(),
                name: "东城站".to_owned(),
                kind: "police_post".to_owned(),
                township: None,
                address: "大街1号".to_owned(),
                speciality: None,
                lng: 121.5,
                lat: 28.5,
                resident_units: vec!["公安".to_owned()],
                on_call_units: vec![],
            }],
        });
        assert_eq!(grid.tag(), "t1");
        assert_eq!(whole_numbers(grid.outline().get(0).unchecked_ref()), [4, 5]);
        let shape: Shape = grid.cells().get(0).unchecked_into();
        assert_eq!([shape.code(), shape.name()], ["g1", "东城一"]);
        assert_eq!(shape.township(), None);
        assert_eq!(whole_numbers(&shape.ring()), [1, -2, 3]);
        let station: Station = grid.stations().get(0).unchecked_into();
        assert_eq!(
            [station.code(), station.name(), station.kind(), station.address()],
            ["s1", "东城站", "police_post", "大街1号"]
        );
        assert_eq!([station.lng(), station.lat()], [121.5, 28.5]);
        assert_eq!(station.resident_units().join("、"), "公安");
        assert_eq!(station.on_call_units().length(), 0);
    }

    #[wasm_bindgen_test]
    fn incidents_are_read_as_the_server_writes_them() {
        let cells: Cells = sent(&map::CellsView {
            version: 7,
            total: 12,
            unplaced: 0,
            cells: vec![map::CellView {
                id: "c".to_owned(),
                bbox: [1.0, 2.0, 3.0, 4.0],
                count: 12,
                overdue: 5,
            }],
        });
        let cell: Cell = cells.cells().get(0).unchecked_into();
        assert_eq!([cells.total(), cell.count(), cell.overdue()], [12, 12, 5]);
        assert_eq!(bbox(&cell.bbox()), [1.0, 2.0, 3.0, 4.0]);

        let points: Points = sent(&map::PointsView {
            version: 7,
            total: 300,
            truncated: true,
            points: vec![map::PointView {
                code: "LQ-1".to_owned(),
                lng: 121.5,
                lat: 28.5,
                state: State::Closed,
                overdue: false,
            }],
        });
        assert!(points.truncated());
        assert_eq!(points.total(), 300);
        let point: Point = points.points().get(0).unchecked_into();
        assert_eq!([point.code(), point.state()], ["LQ-1", State::Closed.code()]);
        assert_eq!([point.lng(), point.lat()], [121.5, 28.5]);
        assert!(!point.overdue());
    }

    #[wasm_bindgen_test]
    fn a_box_with_too_few_numbers_is_nowhere() {
        assert_eq!(bbox(&parsed("[121.5, 28, 122, 29]")), [121.5, 28.0, 122.0, 29.0]);
        assert!(bbox(&parsed("[121.5, 28]"))[2..].iter().all(|side| side.is_nan()));
    }
}
