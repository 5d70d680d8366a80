//! Single shapes: how an area, a count, an incident and a station look.

use js_sys::{Array, Reflect};
use leaflet::{
    Canvas, CircleMarker, DivIconOptions, Event, LatLng, Layer, Marker, MarkerOptions, PathOptions,
    Point as Size, Polygon, Polyline, PolylineOptions,
};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::palette::Palette;
use super::wire::{Bbox, Cell, Point, Station, bbox};

#[wasm_bindgen]
extern "C" {
    /// Of the bindings (0.5), `DivIcon` makes an `L.Icon`, which wants an image.
    #[wasm_bindgen(extends = leaflet::Icon, js_namespace = L, js_name = DivIcon)]
    pub(super) type DivIcon;

    #[wasm_bindgen(constructor, js_namespace = L, js_class = DivIcon)]
    pub(super) fn new(options: &DivIconOptions) -> DivIcon;
}

/// Name of the property that tells which shape a mouse event is about.
pub(super) const INDEX: &str = "index";

/// As [`INDEX`], of stacks.
const STACK: &str = "stack";

/// Radius of an incident's dot, in pixels.
const DOT: f64 = 6.0;

/// Radius of the ring around a place, in pixels.
const RING: f64 = 18.0;

/// Codes of the states in which nothing more happens by itself: drawn hollow.
const OVER: [&str; 4] = ["closed", "archived", "rejected", "merged"];

pub(super) fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    // Setting a property of a plain object does not fail.
    let _ = Reflect::set(object, &name.into(), &value.into());
}

/// Which shape of its list an event is about.
pub(super) fn index_of(event: &Event) -> Option<u32> {
    number_of(event, INDEX)
}

/// Which stack an event is about.
pub(super) fn stack_of(event: &Event) -> Option<u32> {
    number_of(event, STACK)
}

fn number_of(event: &Event, name: &str) -> Option<u32> {
    let options = Reflect::get(&event.layer(), &"options".into()).ok()?;
    let index = Reflect::get(&options, &name.into()).ok()?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the position in a list"
    )]
    let index = index as u32;
    Some(index)
}

/// Whether an event is the Enter key.
pub(super) fn is_enter(event: &Event) -> bool {
    let pressed = Reflect::get(event, &"originalEvent".into());
    let key = pressed.and_then(|pressed| Reflect::get(&pressed, &"key".into()));
    key.is_ok_and(|key| key == "Enter")
}

/// An encoded ring as Leaflet wants it: pairs of latitude and longitude.
pub(super) fn corners(ring: &[i32]) -> Array {
    let corners = Array::new();
    for (lng, lat) in domain::area::decode(ring) {
        corners.push(&Array::of2(&lat.into(), &lng.into()));
    }
    corners
}

pub(super) fn middle([west, south, east, north]: Bbox) -> LatLng {
    LatLng::new(f64::midpoint(south, north), f64::midpoint(west, east))
}

/// One cell of the grid, not shaded yet.
pub(super) fn area(ring: &[i32], index: u32, renderer: &Canvas) -> Polygon {
    let options = PolylineOptions::new();
    set(&options, INDEX, index);
    options.set_renderer(renderer.clone().into());
    options.set_weight(1.0);
    options.set_fill_opacity(1.0);
    // Whole cells, or neighbours would show gaps.
    options.set_smooth_factor(0.0);
    Polygon::new_with_options(&corners(ring), &options)
}

/// A hexagon that stands on a corner, in its box; not shaded yet. Between the ends of one so small latitudes are as good as
/// evenly spread.
pub(super) fn hex([west, south, east, north]: Bbox, index: u32, renderer: &Canvas) -> Polygon {
    let options = PolylineOptions::new();
    set(&options, INDEX, index);
    options.set_renderer(renderer.clone().into());
    options.set_weight(1.0);
    options.set_fill_opacity(1.0);
    options.set_smooth_factor(0.0);
    let middle = f64::midpoint(west, east);
    let quarter = (north - south) / 4.0;
    let corners = Array::new();
    for (lat, lng) in [
        (north, middle),
        (north - quarter, east),
        (south + quarter, east),
        (south, middle),
        (south + quarter, west),
        (north - quarter, west),
    ] {
        corners.push(&Array::of2(&lat.into(), &lng.into()));
    }
    Polygon::new_with_options(&corners, &options)
}

/// A line around the region, or around the chosen cell.
pub(super) fn line(ring: &[i32], color: &str, weight: f64, renderer: &Canvas) -> Polygon {
    let options = PolylineOptions::new();
    options.set_renderer(renderer.clone().into());
    options.set_color(color.to_owned());
    options.set_weight(weight);
    options.set_fill(false);
    options.set_interactive(false);
    Polygon::new_with_options(&corners(ring), &options)
}

/// Shades an area.
pub(super) fn shade(area: &Polygon, color: &str, stroke: &str, opacity: f64) {
    let options = PathOptions::new();
    options.set_fill_color(color.to_owned());
    options.set_color(stroke.to_owned());
    options.set_fill_opacity(opacity);
    area.set_style(&options);
}

/// Colours a line.
pub(super) fn stroke(line: &Polygon, color: &str) {
    let options = PathOptions::new();
    options.set_color(color.to_owned());
    line.set_style(&options);
}

/// Several cases in one circle: its area grows with their number, its rim says whether any is late.
/// The number is a label of its own, because the canvas renderer writes no text.
pub(super) fn cluster(cell: &Cell, index: u32, renderer: &Canvas, palette: &Palette, add: impl Fn(&Layer)) {
    let place = middle(bbox(&cell.bbox()));
    let is_late = cell.overdue() > 0;
    let (rim, weight) = if is_late {
        (&palette.late, 3.0)
    } else {
        (&palette.ground, 1.5)
    };
    let dot = Dot {
        radius: radius(cell.count()),
        rim,
        weight,
        fill: &palette.open,
    };
    add(&dot.at(&place, index, renderer));

    let icon = DivIconOptions::new();
    icon.set_class_name("cluster-count".to_owned());
    icon.set_html(short(cell.count()));
    icon.set_icon_size(Size::new(44.0, 18.0));
    let label = MarkerOptions::new();
    label.set_icon(DivIcon::new(&icon).unchecked_into());
    label.set_interactive(false);
    label.set_keyboard(false);
    add(&Marker::new_with_options(&place, &label));
}

fn radius(count: u32) -> f64 {
    (8.0 + 1.6 * f64::from(count).sqrt()).min(28.0)
}

/// A number in at most four characters.
pub(super) fn short(count: u32) -> String {
    let (number, unit) = match count {
        0..10_000 => (count, ""),
        10_000..1_000_000 => (count / 1000, "k"),
        _ => (count / 1_000_000, "M"),
    };
    number.to_string() + unit
}

/// One incident. Open: filled. Open and late: filled, larger, with a ring around it. Closed: hollow.
pub(super) fn incident(
    point: &Point,
    index: u32,
    renderer: &Canvas,
    palette: &Palette,
    add: impl Fn(&Layer),
) {
    let place = LatLng::new(point.lat(), point.lng());
    let dot = |radius, rim, weight, fill| {
        let dot = Dot {
            radius,
            rim,
            weight,
            fill,
        };
        add(&dot.at(&place, index, renderer));
    };
    if point.overdue() {
        dot(DOT + 4.0, &palette.late, 2.0, &palette.ground);
        dot(DOT, &palette.late, 0.0, &palette.late);
    } else if OVER.contains(&point.state().as_str()) {
        dot(DOT - 0.5, &palette.closed, 2.0, &palette.ground);
    } else {
        dot(DOT, &palette.ground, 1.5, &palette.open);
    }
}

/// What a case says first: 0 where it is open and late, 1 where it is open, 2 where it is over.
pub(super) fn rank(point: &Point) -> u8 {
    if point.overdue() {
        0
    } else if OVER.contains(&point.state().as_str()) {
        2
    } else {
        1
    }
}

/// Of a [`rank`].
fn class_of(rank: u8) -> &'static str {
    match rank {
        0 => " is-late",
        1 => " is-open",
        _ => " is-over",
    }
}

/// Several cases at exactly one place: a square with their number, as its first one is. A button that a keyboard reaches.
pub(super) fn stack(place: &LatLng, number: u32, count: usize, rank: u8, label: String) -> Layer {
    let icon = DivIconOptions::new();
    icon.set_class_name("map-stack of-".to_owned() + &number.to_string() + class_of(rank));
    icon.set_html(count.to_string());
    icon.set_icon_size(Size::new(28.0, 28.0));
    button(place, &icon, label, STACK, number)
}

/// The end of a leg: one case of a stack that is spread out.
pub(super) fn leg(place: &LatLng, index: u32, point: &Point) -> Layer {
    let icon = DivIconOptions::new();
    icon.set_class_name("map-leg".to_owned() + class_of(rank(point)));
    icon.set_icon_size(Size::new(28.0, 28.0));
    button(place, &icon, point.code(), INDEX, index)
}

fn button(place: &LatLng, icon: &DivIconOptions, title: String, of: &str, number: u32) -> Layer {
    let options = MarkerOptions::new();
    set(&options, of, number);
    options.set_icon(DivIcon::new(icon).unchecked_into());
    options.set_title(title);
    // What gets the focus is in view already; to move the map would take it away again.
    set(&options, "autoPanOnFocus", false);
    options.set_z_index_offset(1_000.0);
    Marker::new_with_options(place, &options).unchecked_into()
}

pub(super) fn leg_line(place: &LatLng, foot: &LatLng, palette: &Palette, renderer: &Canvas) -> Layer {
    let options = PolylineOptions::new();
    options.set_renderer(renderer.clone().into());
    options.set_color(palette.closed.clone());
    options.set_weight(1.5);
    options.set_interactive(false);
    Polyline::new_with_options(&Array::of2(place, foot), &options).unchecked_into()
}

/// A ring around a place; what lies there is to be seen.
pub(super) fn ring(place: &LatLng, renderer: &Canvas, palette: &Palette) -> Layer {
    let options = PathOptions::new();
    set(&options, "radius", RING);
    options.set_renderer(renderer.clone().into());
    options.set_color(palette.chosen.clone());
    options.set_fill(false);
    options.set_interactive(false);
    CircleMarker::new_with_options(place, &options).unchecked_into()
}

struct Dot<'a> {
    radius: f64,
    rim: &'a str,
    weight: f64,
    fill: &'a str,
}

impl Dot<'_> {
    fn at(&self, place: &LatLng, index: u32, renderer: &Canvas) -> Layer {
        // Circle markers take their options untyped; they are those of a path and a radius.
        let options = PathOptions::new();
        set(&options, INDEX, index);
        set(&options, "radius", self.radius);
        options.set_renderer(renderer.clone().into());
        options.set_color(self.rim.to_owned());
        options.set_weight(self.weight);
        options.set_fill_color(self.fill.to_owned());
        options.set_fill_opacity(1.0);
        CircleMarker::new_with_options(place, &options).unchecked_into()
    }
}

/// A station carries the mark and its name, a police post a plain ring. Both are buttons a keyboard reaches.
pub(super) fn station(station: &Station, index: u32) -> Layer {
    let icon = DivIconOptions::new();
    let is_station = station.kind() == "station";
    icon.set_class_name(if is_station { "map-station" } else { "map-post" }.to_owned());
    if is_station && let Some(name) = label(&station.name()) {
        // An element, so that no name becomes markup; the bindings know text only.
        set(&icon, "html", name);
    }
    icon.set_icon_size(Size::new(22.0, 22.0));
    let options = MarkerOptions::new();
    set(&options, INDEX, index);
    options.set_icon(DivIcon::new(&icon).unchecked_into());
    options.set_title(station.name());
    options.set_alt(station.name());
    Marker::new_with_options(&LatLng::new(station.lat(), station.lng()), &options).unchecked_into()
}

fn label(text: &str) -> Option<Element> {
    let label = web_sys::window()?.document()?.create_element("span").ok()?;
    label.set_text_content(Some(text));
    Some(label)
}

#[cfg(test)]
mod tests {
    use domain::case::State;

    use super::*;

    #[test]
    fn a_count_fits_into_its_circle() {
        assert_eq!(
            [7, 9_999, 10_000, 123_456, 2_500_000].map(short),
            ["7", "9999", "10k", "123k", "2M"]
        );
        assert!(radius(1) < radius(50) && radius(1_000_000) <= 28.0);
    }

    #[test]
    fn a_state_is_drawn_hollow_if_the_filters_call_it_over() {
        for &state in State::ALL {
            assert_eq!(
                OVER.contains(&state.code()),
                crate::filters::is_over(state),
                "{}",
                state.code()
            );
        }
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use js_sys::JSON;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_ring_lies_where_it_was_encoded() {
        let ring = domain::area::encode(&[(121.26, 28.65), (121.27, 28.65), (121.27, 28.64)]);
        let corners = String::from(JSON::stringify(&corners(&ring)).unwrap());
        assert_eq!(corners, "[[28.65,121.26],[28.65,121.27],[28.64,121.27]]");
    }
}
