use js_sys::{Array, JSON};
use leaflet::LatLng;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::*;
use crate::map::AreaMap;
use crate::test_page::{find, show};

fn map() -> Rc<BaseMap> {
    show(r#"<div class="map-host" style="width: 600px; height: 400px"></div>"#);
    let host: HtmlElement = find(".map-host").unchecked_into();
    let map = AreaMap::new(&host, [121.0, 28.0, 121.2, 28.2], false).unwrap();
    map.base()
}

fn tiles(is_shifted: bool) -> TileSet {
    TileSet {
        // Of the page itself: no stranger is asked.
        templates: vec!["/no-tile/{z}/{x}/{y}".to_owned()],
        subdomains: Array::new(),
        zooms: [1.0, 18.0],
        is_shifted,
    }
}

fn spot(base: &BaseMap, lng: f64, lat: f64) -> (f64, f64) {
    let point = base.map.lat_lng_to_container_point(&LatLng::new(lat, lng));
    (point.x(), point.y())
}

#[wasm_bindgen_test]
fn what_is_ours_lies_where_shifted_tiles_show_it() {
    let base = map();
    let place = (121.09, 28.13);
    let usual = spot(&base, place.0, place.1);
    let centre = base.map.get_center();
    // Where a place of these numbers lies, relative to the one in the middle, if nothing is shifted.
    let shifted = domain::area::gcj02::wgs84_to_gcj02(place);
    let middle = domain::area::gcj02::wgs84_to_gcj02((centre.lng(), centre.lat()));
    let (a, b) = (spot(&base, shifted.0, shifted.1), spot(&base, middle.0, middle.1));

    base.lay(&tiles(true), |_| {});
    let (here, now) = (
        spot(&base, place.0, place.1),
        spot(&base, centre.lng(), centre.lat()),
    );
    let near = |a: f64, b: f64| (a - b).abs() <= 1.0;
    assert!(near(here.0 - now.0, a.0 - b.0) && near(here.1 - now.1, a.1 - b.1));
    let moved = base.map.get_center();
    assert!((moved.lng() - centre.lng()).abs() < 1e-6 && (moved.lat() - centre.lat()).abs() < 1e-6);

    base.lay(&TileSet::default(), |_| {});
    let back = spot(&base, place.0, place.1);
    assert!(
        near(back.0, usual.0) && near(back.1, usual.1),
        "{back:?} {usual:?}"
    );
}

#[wasm_bindgen_test]
fn a_place_that_is_pointed_at_on_shifted_tiles_is_told_in_wgs84() {
    let base = map();
    base.lay(&tiles(true), |_| {});
    let place = LatLng::new(28.07, 121.04);
    let point = base.map.project_with_zoom(&place, 18.0);
    let back = base.map.unproject_with_zoom(&point, 18.0);
    assert!((back.lat() - 28.07).abs() < 1e-8 && (back.lng() - 121.04).abs() < 1e-8);
}

#[wasm_bindgen_test]
fn other_tiles_take_the_place_of_those_before() {
    let base = map();
    base.lay(&tiles(false), |_| {});
    base.lay(&tiles(false), |_| {});
    assert_eq!(base.tiles.borrow().len(), 1);
    base.lay(&TileSet::default(), |_| {});
    let left = find(".leaflet-tile-pane").child_element_count();
    assert_eq!(left, 0);
}

#[wasm_bindgen_test]
fn another_ground_takes_the_place_of_the_one_before() {
    let base = map();
    let ground: Array = JSON::parse(
        r#"[{ "kind": "water", "rank": 1, "areas": [[[12100000, 2800000, 1000, 0, 0, 1000]]], "lines": [[12100000, 2800000, 500, 500]] }]"#,
    )
    .unwrap()
    .unchecked_into();
    base.draw_ground(&ground);
    base.draw_ground(&ground);
    assert_eq!(base.ground.borrow().len(), 2);
    let mut layers = 0;
    for drawn in base.ground.borrow().iter() {
        layers += i32::from(base.map.has_layer(&drawn.path));
    }
    assert_eq!(layers, 2);
}
