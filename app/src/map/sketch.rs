//! A line that somebody draws on a map, corner by corner.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use leaflet::{
    Canvas, CircleMarker, Evented, FeatureGroup, Handler, LatLng, Map, MouseEvent, PathOptions, Polygon,
    Polyline, PolylineOptions,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FocusOptions, HtmlElement};

use super::area_map::hear;
use super::wire::on_earth;

/// Radius of a corner, in pixels.
const CORNER: f64 = 5.0;
/// Nearer than this, in pixels, a corner is meant.
const NEAR: f64 = 14.0;

/// Longitude and latitude.
pub(crate) type Place = (f64, f64);

/// What somebody does while a line is being drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SketchEvent {
    /// The pointer is there.
    Over(Place),
    Point(Place),
    /// Pressed twice.
    Twice,
}

/// What is drawn on one map.
pub(crate) struct Sketch {
    map: Map,
    renderer: Canvas,
    group: FeatureGroup,
}

impl Sketch {
    pub(super) fn new(map: &Map, renderer: &Canvas) -> Self {
        let group = FeatureGroup::new();
        map.add_layer(&group);
        Self {
            map: map.clone(),
            renderer: renderer.clone(),
            group,
        }
    }

    /// Tells what people do with the pointer, as long as the page is open, whether anything is being drawn or not.
    pub(crate) fn listen(&self, on_event: impl Fn(SketchEvent) + 'static) {
        let on_event = Rc::new(on_event);
        let on = |kind: &str, to_event: fn(Place) -> SketchEvent| {
            let on_event = Rc::clone(&on_event);
            let target: &Evented = &self.map;
            hear(target, kind, move |event| {
                let place = event.unchecked_into::<MouseEvent>().lat_lng();
                on_event(to_event((place.lng(), place.lat())));
            });
        };
        on("click", SketchEvent::Point);
        on("mousemove", SketchEvent::Over);
        on("dblclick", |_| SketchEvent::Twice);
    }

    /// Replaces what is drawn: a line, around an area where it is closed, with its corners while it is open.
    pub(crate) fn draw(&self, corners: &[Place], is_closed: bool, color: &str) {
        self.group.clear_layers();
        if corners.is_empty() {
            return;
        }
        let line = Array::new();
        for (lng, lat) in corners {
            line.push(&Array::of2(&(*lat).into(), &(*lng).into()));
        }
        let options = PolylineOptions::new();
        options.set_renderer(self.renderer.clone().into());
        options.set_color(color.to_owned());
        options.set_weight(3.0);
        options.set_smooth_factor(0.0);
        options.set_interactive(false);
        if is_closed {
            options.set_fill_opacity(0.06);
            self.group.add_layer(&Polygon::new_with_options(&line, &options));
            return;
        }
        options.set_fill(false);
        self.group.add_layer(&Polyline::new_with_options(&line, &options));
        for (lng, lat) in corners {
            let options = PathOptions::new();
            let _ = Reflect::set(&options, &"radius".into(), &CORNER.into());
            options.set_renderer(self.renderer.clone().into());
            options.set_color(color.to_owned());
            options.set_fill_color(color.to_owned());
            options.set_fill_opacity(1.0);
            options.set_interactive(false);
            let corner = CircleMarker::new_with_options(&LatLng::new(*lat, *lng), &options);
            self.group.add_layer(&corner);
        }
    }

    /// Whether two places are the same to a finger.
    pub(crate) fn is_near(&self, a: Place, b: Place) -> bool {
        let [a, b] = [a, b].map(|(lng, lat)| {
            let at = self.map.lat_lng_to_container_point(&LatLng::new(lat, lng));
            (at.x(), at.y())
        });
        (a.0 - b.0).hypot(a.1 - b.1) < NEAR
    }

    /// The middle of the view.
    pub(crate) fn middle(&self) -> Place {
        let middle = self.map.get_center();
        (middle.lng(), middle.lat())
    }

    /// Lets the arrows move the map.
    pub(crate) fn focus(&self) {
        let Ok(host) = self.map.get_container().dyn_into::<HtmlElement>() else {
            return;
        };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // Refused for what cannot be focused; a map can.
        let _ = host.focus_with_options(&options);
    }

    /// The corners of what is in view.
    pub(crate) fn view(&self) -> [Place; 4] {
        let bounds = self.map.get_bounds();
        let (from, to) = (bounds.get_south_west(), bounds.get_north_east());
        let [west, south, east, north] = on_earth([from.lng(), from.lat(), to.lng(), to.lat()]);
        [(west, north), (east, north), (east, south), (west, south)]
    }

    /// Whether pressing twice zooms, as it does while nothing is drawn.
    pub(crate) fn set_zooms_twice(&self, zooms: bool) {
        let map: &JsValue = &self.map;
        if let Ok(handler) = Reflect::get(map, &"doubleClickZoom".into()) {
            let handler: Handler = handler.unchecked_into();
            if zooms {
                handler.enable();
            } else {
                handler.disable();
            }
        }
    }
}
