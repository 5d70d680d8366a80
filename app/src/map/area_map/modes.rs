//! Hexagons and density: pictures of all places at once, which lie on cells without shades.

use js_sys::{Array, Uint8ClampedArray};
use leaflet::{LatLng, LatLngBounds, Layer, Point as Pixel};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};

use super::{AreaMap, asked_for};
use crate::map::density::{Density, RADIUS, Ramp};
use crate::map::layers;
use crate::map::scale::Shade;
use crate::map::wire::{Bbox, Cell, bbox};

#[wasm_bindgen]
extern "C" {
    /// Not in the bindings (0.5). Leaflet takes any element: it lies where it belongs and grows with the map while it zooms.
    #[wasm_bindgen(extends = Layer, js_namespace = L, js_name = SVGOverlay)]
    type Overlay;

    #[wasm_bindgen(constructor, js_namespace = L, js_class = SVGOverlay)]
    fn new(element: &Element, bounds: &LatLngBounds) -> Overlay;
}

/// So much of the view is drawn around it, each way, so that a map that is moved is not empty there.
const AROUND: f64 = 0.2;

impl AreaMap {
    /// What density is asked for: the view and some of what lies around it.
    pub(crate) fn bbox_around(&self) -> String {
        asked_for(&self.around())
    }

    fn around(&self) -> LatLngBounds {
        let size = self.map.get_size();
        let (left, top) = (size.x() * AROUND, size.y() * AROUND);
        let corner = |x: f64, y: f64| self.map.container_point_to_lat_lng(&Pixel::new(x, y));
        LatLngBounds::new(&corner(-left, size.y() + top), &corner(size.x() + left, -top))
    }

    /// Width of a box on the ground, in metres.
    pub(crate) fn metres_across(&self, [west, south, east, north]: Bbox) -> f64 {
        let lat = f64::midpoint(south, north);
        self.map
            .distance(&LatLng::new(lat, west), &LatLng::new(lat, east))
    }

    /// Metres of a pixel in the middle of the view.
    fn metres(&self) -> f64 {
        let size = self.map.get_size();
        let corner = |x: f64| {
            self.map
                .container_point_to_lat_lng(&Pixel::new(x, size.y() / 2.0))
        };
        let (west, east) = (corner(0.0), corner(size.x()));
        self.map.distance(&west, &east) / size.x().max(1.0)
    }

    /// Replaces what lies on the cells by hexagons.
    pub(crate) fn show_hexes(&mut self, cells: &Array, shade: impl Fn(&Cell) -> Shade) {
        self.clear(false);
        for (index, cell) in (0..).zip(cells.iter()) {
            let cell: Cell = cell.unchecked_into();
            let hex = layers::hex(bbox(&cell.bbox()), index, &self.renderer);
            let colour = self.palette.shade(shade(&cell));
            layers::shade(&hex, colour, &self.palette.ground, 1.0);
            self.incidents.add_layer(&hex);
        }
    }

    /// Replaces what lies on the cells by the density of what `weigh` takes of each cell. Gives what the colours
    /// stand for, in cases per square kilometre, and the radius it is smoothed over, in metres.
    pub(crate) fn show_heat(&mut self, cells: &Array, weigh: impl Fn(&Cell) -> u32) -> (Ramp, f64) {
        self.clear(false);
        let view = self.map.get_size();
        let (left, top) = (view.x() * AROUND, view.y() * AROUND);
        let size = (pixels(view.x() + 2.0 * left), pixels(view.y() + 2.0 * top));
        let spots = cells.iter().map(|cell| {
            let cell: Cell = cell.unchecked_into();
            let at = self
                .map
                .lat_lng_to_container_point(&layers::middle(bbox(&cell.bbox())));
            #[expect(clippy::cast_precision_loss, reason = "cases of one cell stay far below 2^24")]
            let weight = weigh(&cell) as f32;
            (pixels(at.x() + left), pixels(at.y() + top), weight)
        });
        let density = Density::of(size, spots);

        let metres = self.metres();
        let per_square_km = 1e6 / (metres * metres);
        let seen = density.most_within(pixels(left), pixels(top), size);
        let ramp = Ramp::up_to(f64::from(seen) * per_square_km);
        if let Some(canvas) = self.paint_density(&density, |value| ramp.at(f64::from(value) * per_square_km))
        {
            let _ = canvas.class_list().add_1("map-heat");
            self.heat.add_layer(&Overlay::new(&canvas, &self.around()));
        }
        (ramp, f64::from(RADIUS) * metres)
    }

    /// One dot of the canvas per value; the style sheet makes it large and smooth.
    fn paint_density(&self, density: &Density, at: impl Fn(f32) -> f64) -> Option<HtmlCanvasElement> {
        let colours = self.palette.ramp();
        let mut bytes = Vec::with_capacity(density.values.len() * 4);
        for value in &density.values {
            bytes.extend(colours.at(at(*value)));
        }
        let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        let wide = u32::try_from(density.wide).ok()?;
        let image =
            ImageData::new_with_js_u8_clamped_array(&Uint8ClampedArray::from(bytes.as_slice()), wide).ok()?;
        canvas.set_width(wide);
        canvas.set_height(image.height());
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.put_image_data(&image, 0.0, 0.0).ok()?;
        Some(canvas)
    }

    /// Nothing lies on the cells any more.
    pub(super) fn clear(&mut self, is_faint: bool) {
        self.incidents.clear_layers();
        self.heat.clear_layers();
        self.stacks.clear();
        self.fold();
        self.set_faint(is_faint);
    }
}

fn pixels(length: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a screen is small")]
    let pixels = length as f32;
    pixels
}
