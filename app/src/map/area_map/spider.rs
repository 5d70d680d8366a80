//! Cases at one place: one mark with their number, which opens into a leg for each. Published places are blurred to
//! few anchors, so that this is the usual case.

use js_sys::{Array, JsString, Math, Reflect};
use leaflet::{LatLng, Point as Pixel};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::AreaMap;
use crate::map::layers;
use crate::map::wire::Point;

/// Legs that are spread out at most; a phone has room for them.
pub(crate) const MOST_LEGS: usize = 40;

/// Between two legs, and between two rings of them, in pixels.
const APART: f64 = 36.0;
/// From the place to the first ring.
const REACH: f64 = 46.0;

/// Cases at exactly one place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stack {
    pub(crate) lng: f64,
    pub(crate) lat: f64,
    /// Positions in the list of points: late ones first, then open, then closed ones.
    pub(crate) members: Vec<u32>,
}

impl AreaMap {
    /// Replaces what lies on the shades by single incidents, and by one mark where several lie at one place. `label` says
    /// so, with `{count}` for their number.
    pub(crate) fn show_points(&mut self, points: &Array, label: &str) {
        self.clear(true);
        let mut places: Vec<((u64, u64), u8, u32)> = Vec::new();
        for (index, point) in (0..).zip(points.iter()) {
            let point: Point = point.unchecked_into();
            let place = (point.lng().to_bits(), point.lat().to_bits());
            places.push((place, layers::rank(&point), index));
        }
        places.sort_unstable();
        for same in places.chunk_by(|a, b| a.0 == b.0) {
            let [(place, rank, index), others @ ..] = same else {
                continue;
            };
            if others.is_empty() {
                let point: Point = points.get(*index).unchecked_into();
                layers::incident(&point, *index, &self.renderer, &self.palette, |layer| {
                    self.incidents.add_layer(layer);
                });
                continue;
            }
            let stack = Stack {
                lng: f64::from_bits(place.0),
                lat: f64::from_bits(place.1),
                members: same.iter().map(|(_, _, index)| *index).collect(),
            };
            let count = stack.members.len();
            let number = u32::try_from(self.stacks.len()).unwrap_or(u32::MAX);
            let label = JsString::from(label).replace("{count}", &count.to_string());
            let place = LatLng::new(stack.lat, stack.lng);
            self.incidents
                .add_layer(&layers::stack(&place, number, count, *rank, String::from(label)));
            self.stacks.push(stack);
        }
    }

    /// The stack with this number.
    pub(crate) fn stack(&self, number: u32) -> Option<&Stack> {
        self.stacks.get(number as usize)
    }

    /// The number of the stack at a place, if there is one now.
    pub(crate) fn stack_at(&self, lng: f64, lat: f64) -> Option<u32> {
        let is_at =
            |stack: &Stack| stack.lng.to_bits() == lng.to_bits() && stack.lat.to_bits() == lat.to_bits();
        let at = self.stacks.iter().position(is_at)?;
        u32::try_from(at).ok()
    }

    /// Spreads a stack out, and moves the map so that every leg is in it. The leg of the case `code` gets the focus, or the
    /// first one where none is named.
    pub(crate) fn unfold(&self, number: u32, points: &Array, focus: Option<&str>) {
        self.fold();
        let Some(stack) = self.stack(number) else { return };
        let place = LatLng::new(stack.lat, stack.lng);
        let middle = self.map.lat_lng_to_layer_point(&place);
        let members = &stack.members[..stack.members.len().min(MOST_LEGS)];
        let offsets = offsets(members.len());
        for (index, (x, y)) in members.iter().zip(&offsets) {
            let point: Point = points.get(*index).unchecked_into();
            let foot = Pixel::new(middle.x() + x, middle.y() + y);
            let foot = self.map.layer_point_to_lat_lng(&foot);
            let line = layers::leg_line(&place, &foot, &self.palette, &self.renderer);
            self.spider.add_layer(&line);
            self.spider.add_layer(&layers::leg(&foot, *index, &point));
        }
        let first = members
            .first()
            .map(|index| points.get(*index).unchecked_into::<Point>().code());
        if let Some(code) = focus.map(str::to_owned).or(first) {
            focus_leg(&code);
        }
        self.bring_in(
            &place,
            offsets.last().map_or(0.0, |(x, y)| (x * x + y * y).sqrt()) + APART,
        );
    }

    /// Folds a stack that is spread out; tells whether one was.
    pub(crate) fn fold(&self) -> bool {
        let legs = document().query_selector(".map-leg").ok().flatten();
        self.spider.clear_layers();
        legs.is_some()
    }

    /// Moves the map if something so large around a place would not be in it.
    fn bring_in(&self, place: &LatLng, radius: f64) {
        let (at, size) = (self.map.lat_lng_to_container_point(place), self.map.get_size());
        let beyond = |at: f64, size: f64| {
            let (low, high) = (at - radius, at + radius - size);
            match (low < 0.0, high > 0.0) {
                (true, false) => low,
                (false, true) => high,
                // Larger than the map: its middle will do.
                (true, true) => at - size / 2.0,
                (false, false) => 0.0,
            }
        };
        let (x, y) = (beyond(at.x(), size.x()), beyond(at.y(), size.y()));
        if x.abs() > 1.0 || y.abs() > 1.0 {
            self.map.pan_by(&Pixel::new(x, y));
        }
    }
}

/// The case whose leg has the focus.
pub(crate) fn focused_leg() -> Option<String> {
    let focused = document().active_element()?;
    focused
        .class_list()
        .contains("map-leg")
        .then(|| focused.get_attribute("title"))?
}

fn focus_leg(code: &str) {
    focus(&(".map-leg[title='".to_owned() + code + "']"));
}

/// Gives the mark of a stack the focus back.
pub(crate) fn focus_stack(number: u32) {
    focus(&(".map-stack.of-".to_owned() + &number.to_string()));
}

fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // The page does not jump: what gets the focus is in view.
        let options = js_sys::Object::new();
        let _ = Reflect::set(&options, &"preventScroll".into(), &true.into());
        let _ = element.focus_with_options(options.unchecked_ref());
    }
}

/// Where legs end, from the place: in rings around it.
fn offsets(count: usize) -> Vec<(f64, f64)> {
    use std::f64::consts::TAU;
    let mut offsets = Vec::with_capacity(count);
    let mut radius = REACH;
    while offsets.len() < count {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a ring has some ten places"
        )]
        let room = (TAU * radius / APART) as usize;
        let here = room.min(count - offsets.len());
        for at in 0..here {
            #[expect(clippy::cast_precision_loss, reason = "a ring has some ten places")]
            let turn = TAU * at as f64 / here as f64;
            // From above, with the clock. By the browser: our own sines would cost the bundle kilobytes.
            offsets.push((radius * Math::sin(turn), -radius * Math::cos(turn)));
        }
        radius += APART;
    }
    offsets
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn legs_end_apart_from_each_other_and_from_their_place() {
        for count in 2..=MOST_LEGS {
            let offsets = offsets(count);
            assert_eq!(offsets.len(), count);
            for (at, (x, y)) in offsets.iter().enumerate() {
                assert!((REACH - 1e-9..160.0).contains(&x.hypot(*y)));
                for (other_x, other_y) in &offsets[at + 1..] {
                    let apart = (x - other_x).hypot(y - other_y);
                    assert!(apart >= 33.0, "{apart} of {count}");
                }
            }
        }
    }
}
