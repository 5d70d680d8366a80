//! Maps whose tiles lie in GCJ-02. Everything that is ours stays in WGS-84: the projection shifts it, so that it lies where
//! the tiles show it, to less than a millimetre at any zoom, and what is pointed at comes back in WGS-84.

use domain::area::gcj02::{shifted, unshifted};
use js_sys::{Math, Object, Reflect};
use leaflet::{LatLng, Point};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Object)]
    #[derive(Clone)]
    type Projection;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["L", "Projection"], js_name = SphericalMercator)]
    static MERCATOR: Projection;
    #[wasm_bindgen(method)]
    fn project(this: &Projection, place: &LatLng) -> Point;
    #[wasm_bindgen(method)]
    fn unproject(this: &Projection, point: &Point) -> LatLng;

    #[wasm_bindgen(extends = Object)]
    #[derive(Clone)]
    type System;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["L", "CRS"], js_name = EPSG3857)]
    static WEB_MERCATOR: System;
    #[wasm_bindgen(method, js_name = latLngToPoint)]
    fn lat_lng_to_point(this: &System, place: &LatLng, zoom: f64) -> Point;
}

/// The reference system of a map: Web Mercator, of shifted places if need be.
pub(super) fn system(is_shifted: bool) -> Object {
    let usual = WEB_MERCATOR.with(Clone::clone);
    if !is_shifted {
        return usual.into();
    }
    let mercator = MERCATOR.with(Clone::clone);
    let projection = Object::create(&mercator);
    let (there, back) = (mercator.clone(), mercator);
    let project = Closure::<dyn Fn(LatLng) -> Point>::new(move |place: LatLng| {
        let (lng, lat) = shifted((place.lng(), place.lat()), Math::sin);
        there.project(&LatLng::new(lat, lng))
    });
    let unproject = Closure::<dyn Fn(Point) -> LatLng>::new(move |point: Point| {
        let place = back.unproject(&point);
        let (lng, lat) = unshifted((place.lng(), place.lat()), Math::sin);
        LatLng::new(lat, lng)
    });
    let system = Object::create(&usual);
    // Setting properties of plain objects does not fail.
    let _ = Reflect::set(&projection, &"project".into(), &project.into_js_value());
    let _ = Reflect::set(&projection, &"unproject".into(), &unproject.into_js_value());
    let _ = Reflect::set(&system, &"projection".into(), &projection);
    system
}

/// Column and row of the tile of Web Mercator that holds a place; fractions tell where in it.
pub(super) fn tile(zoom: u32, lng: f64, lat: f64) -> (f64, f64) {
    let point = WEB_MERCATOR.with(|system| system.lat_lng_to_point(&LatLng::new(lat, lng), zoom.into()));
    (point.x() / 256.0, point.y() / 256.0)
}
