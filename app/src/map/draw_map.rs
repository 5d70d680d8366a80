//! The map on which a grid is drawn: cells, the corners of the chosen one, and a line that somebody draws.
//!
//! Shapes carry classes, so that the style sheet colours them in both themes. Who draws what is decided by the island.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use leaflet::{
    DivIconOptions, Event, FeatureGroup, LatLng, Map, MapOptions, Marker, MarkerOptions, MouseEvent,
    Point as Pixels, Polygon, Polyline, PolylineOptions,
};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::area_map::{bounds, hear};
use super::layers::{DivIcon, INDEX, index_of, set};
use super::wire::Bbox;

/// Longitude and latitude.
pub(crate) type Place = (f64, f64);

/// What something that happens to a shape is.
type ToEvent = fn(u32, Place) -> DrawEvent;

/// So many pixels are near.
const REACH: f64 = 12.0;
/// Corners in view that are given handles; with more, one looks nearer first.
const MOST: usize = 250;
/// Where a fault is looked at.
const CLOSE: f64 = 16.0;

/// What somebody did with the map. Numbers are positions in the lists that were drawn last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum DrawEvent {
    Cell(u32),
    Click(Place),
    Over(Place),
    /// A corner or, behind these, the middle of a side.
    Grabbed(u32),
    Dragged(Place),
    Dropped,
    Picked(u32),
    /// Right click, or a finger that stays.
    Held(u32),
    /// Moved or zoomed.
    Moved,
}

pub(crate) struct DrawMap {
    map: Map,
    cells: FeatureGroup,
    chosen: FeatureGroup,
    corners: FeatureGroup,
    line: FeatureGroup,
    polygons: Vec<Polygon>,
    /// Listen to every marker of a corner.
    heard: Vec<(&'static str, JsValue)>,
}

impl DrawMap {
    /// Makes a map in an empty element; `None` where Leaflet did not load.
    pub(crate) fn new(container: &HtmlElement, whole: Bbox) -> Option<Self> {
        if !Reflect::has(&js_sys::global(), &"L".into()).unwrap_or(false) {
            return None;
        }
        let options = MapOptions::new();
        options.set_attribution_control(false);
        options.set_zoom_control(false);
        options.set_zoom_snap(0.25);
        options.set_wheel_px_per_zoom_level(120.0);
        options.set_max_zoom(20.0);
        set(&options, "doubleClickZoom", false);
        let map = Map::new_with_element(container, &options).ok()?;
        map.fit_bounds(&bounds(whole));
        let [cells, chosen, corners, line] = std::array::from_fn(|_| FeatureGroup::new());
        for group in [&cells, &chosen, &line, &corners] {
            map.add_layer(group);
        }
        Some(Self {
            map,
            cells,
            chosen,
            corners,
            line,
            polygons: Vec::new(),
            heard: Vec::new(),
        })
    }

    /// Tells what people do, as long as the page is open.
    pub(crate) fn listen(&mut self, on_event: impl Fn(DrawEvent) + 'static) {
        let on_event = Rc::new(on_event);
        let tell = Rc::clone(&on_event);
        hear(&self.cells, "click", move |event| {
            if let Some(index) = index_of(&event) {
                tell(DrawEvent::Cell(index));
            }
        });
        let on_map = |kind: &str, to_event: fn(Place) -> DrawEvent| {
            let tell = Rc::clone(&on_event);
            hear(&self.map, kind, move |event| {
                let place = event.unchecked_into::<MouseEvent>().lat_lng();
                tell(to_event((place.lng(), place.lat())));
            });
        };
        on_map("click", DrawEvent::Click);
        on_map("mousemove", DrawEvent::Over);
        let tell = Rc::clone(&on_event);
        hear(&self.map, "moveend", move |_| tell(DrawEvent::Moved));
        // Markers raise these for themselves only. One listener for all there will ever be.
        let kinds: [(&'static str, ToEvent); 5] = [
            ("dragstart", |index, _| DrawEvent::Grabbed(index)),
            ("drag", |_, place| DrawEvent::Dragged(place)),
            ("dragend", |_, _| DrawEvent::Dropped),
            ("click", |index, _| DrawEvent::Picked(index)),
            ("contextmenu", |index, _| DrawEvent::Held(index)),
        ];
        self.heard = kinds
            .into_iter()
            .map(|(kind, to_event)| {
                let tell = Rc::clone(&on_event);
                let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                    let marker: Marker = event.target().unchecked_into();
                    if let Some(index) = index_in(&marker) {
                        let place = marker.get_lat_lng();
                        tell(to_event(index, (place.lng(), place.lat())));
                    }
                });
                (kind, listener.into_js_value())
            })
            .collect();
    }

    /// Draws all cells anew: their rings, and whether the draft changes each.
    pub(crate) fn show_cells<'a>(&mut self, cells: impl Iterator<Item = (&'a [Place], bool)>) {
        self.cells.clear_layers();
        self.polygons.clear();
        for (index, (ring, changed)) in (0_u32..).zip(cells) {
            let class = if changed { "draw-cell changed" } else { "draw-cell" };
            let options = shape(class, true);
            set(&options, INDEX, index);
            let polygon = Polygon::new_with_options(&pairs(ring), &options);
            self.cells.add_layer(&polygon);
            self.polygons.push(polygon);
        }
    }

    /// The shape of one cell while something is dragged.
    pub(crate) fn bend(&self, index: usize, ring: &[Place]) {
        if let Some(polygon) = self.polygons.get(index) {
            polygon.set_lat_lngs(&pairs(ring));
        }
    }

    /// Marks the chosen cell and, with `corners`, gives it corners to be dragged if there are not too many in view; one may
    /// be picked.
    pub(crate) fn show_chosen(&self, ring: Option<&[Place]>, corners: bool, picked: Option<u32>) {
        self.chosen.clear_layers();
        self.corners.clear_layers();
        let Some(ring) = ring else { return };
        self.chosen.add_layer(&Polygon::new_with_options(
            &pairs(ring),
            &shape("draw-chosen", false),
        ));
        let view = self.map.get_bounds();
        let seen = |place: &Place| view.contains(&LatLng::new(place.1, place.0));
        if !corners || ring.iter().filter(|place| seen(place)).count() > MOST {
            return;
        }
        let count = ring.len();
        let corners = ring.iter().enumerate().map(|(at, place)| (at, *place, true));
        let middles = (0..count).map(|at| {
            let (a, b) = (ring[at], ring[(at + 1) % count]);
            (
                count + at,
                (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1)),
                false,
            )
        });
        for (at, place, is_corner) in corners.chain(middles).filter(|(_, place, _)| seen(place)) {
            let index = u32::try_from(at).unwrap_or(u32::MAX);
            let class = match (is_corner, picked == Some(index)) {
                (true, true) => "draw-corner picked",
                (true, false) => "draw-corner",
                (false, true) => "draw-middle picked",
                (false, false) => "draw-middle",
            };
            self.corners.add_layer(&self.marker(place, index, class));
        }
    }

    fn marker(&self, place: Place, index: u32, class: &str) -> Marker {
        let icon = DivIconOptions::new();
        icon.set_class_name(class.to_owned());
        icon.set_icon_size(Pixels::new(18.0, 18.0));
        let options = MarkerOptions::new();
        set(&options, INDEX, index);
        options.set_icon(DivIcon::new(&icon).unchecked_into());
        options.set_draggable(true);
        // They are many and can be dragged only; what can be said in words is in the forms.
        options.set_keyboard(false);
        options.set_auto_pan(true);
        let marker = Marker::new_with_options(&LatLng::new(place.1, place.0), &options);
        for (kind, listener) in &self.heard {
            marker.on(kind, listener);
        }
        marker
    }

    /// Where the marker of a corner is while it is dragged.
    pub(crate) fn put_corner(&self, index: u32, place: Place) {
        for layer in self.corners.get_layers() {
            let marker: Marker = layer.unchecked_into();
            if index_in(&marker) == Some(index) {
                marker.set_lat_lng(&LatLng::new(place.1, place.0));
            }
        }
    }

    /// What is drawn so far, closed or not, with the place that a pointer means.
    pub(crate) fn show_line(&self, places: &[Place], pointer: Option<Place>) {
        self.line.clear_layers();
        let all: Vec<Place> = places.iter().copied().chain(pointer).collect();
        if all.is_empty() {
            return;
        }
        self.line.add_layer(&Polyline::new_with_options(
            &pairs(&all),
            &shape("draw-line", false),
        ));
        for (at, place) in all.iter().enumerate() {
            let icon = DivIconOptions::new();
            let is_drawn = at < places.len();
            icon.set_class_name(
                if is_drawn {
                    "draw-point"
                } else {
                    "draw-point ahead"
                }
                .to_owned(),
            );
            icon.set_icon_size(Pixels::new(12.0, 12.0));
            let options = MarkerOptions::new();
            options.set_icon(DivIcon::new(&icon).unchecked_into());
            options.set_interactive(false);
            options.set_keyboard(false);
            self.line.add_layer(&Marker::new_with_options(
                &LatLng::new(place.1, place.0),
                &options,
            ));
        }
    }

    /// Degrees of longitude and latitude that are near to a place on the screen.
    pub(crate) fn reach(&self, place: Place) -> (f64, f64) {
        let there = self.beside(place, (REACH, -REACH));
        ((there.0 - place.0).abs(), (there.1 - place.1).abs())
    }

    /// The place that is so many pixels to the right of another, and below it.
    pub(crate) fn beside(&self, place: Place, (x, y): (f64, f64)) -> Place {
        let pixel = self
            .map
            .lat_lng_to_container_point(&LatLng::new(place.1, place.0));
        let there = self
            .map
            .container_point_to_lat_lng(&Pixels::new(pixel.x() + x, pixel.y() + y));
        (there.lng(), there.lat())
    }

    /// Brings a place into view, if it is not.
    pub(crate) fn bring(&self, place: Place) {
        let place = LatLng::new(place.1, place.0);
        if !self.map.get_bounds().contains(&place) {
            self.map.pan_to(&place);
        }
    }

    /// Goes near a place and marks it.
    pub(crate) fn look_at(&self, place: Place) {
        let zoom = self.map.get_zoom().max(CLOSE);
        self.map.set_view(&LatLng::new(place.1, place.0), zoom);
        self.show_line(&[], Some(place));
    }

    /// Nearer by so many levels, or farther.
    pub(crate) fn zoom_by(&self, levels: f64) {
        self.map.set_zoom(self.map.get_zoom() + levels);
    }

    /// Shows a ring and as much again around it.
    pub(crate) fn look_around(&self, ring: &[Place]) {
        let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let [west, south, east, north] = ring.iter().fold(start, |[west, south, east, north], (lng, lat)| {
            [west.min(*lng), south.min(*lat), east.max(*lng), north.max(*lat)]
        });
        let (wide, high) = ((east - west) / 2.0, (north - south) / 2.0);
        self.map
            .fit_bounds(&bounds([west - wide, south - high, east + wide, north + high]));
    }
}

fn index_in(marker: &Marker) -> Option<u32> {
    let options = Reflect::get(marker, &"options".into()).ok()?;
    let index = Reflect::get(&options, &INDEX.into()).ok()?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the position in a list"
    )]
    let index = index as u32;
    Some(index)
}

fn shape(class: &str, interactive: bool) -> PolylineOptions {
    let options = PolylineOptions::new();
    options.set_class_name(class.to_owned());
    options.set_interactive(interactive);
    options.set_smooth_factor(0.0);
    options
}

/// As Leaflet wants it: pairs of latitude and longitude.
fn pairs(places: &[Place]) -> Array {
    let pairs = Array::new();
    for (lng, lat) in places {
        pairs.push(&Array::of2(&(*lat).into(), &(*lng).into()));
    }
    pairs
}
