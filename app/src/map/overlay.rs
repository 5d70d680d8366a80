//! A canvas of our own over the map: marks of which there may be tens of thousands. Leaflet is asked for the centre and
//! the zoom only; places are projected here, each once, and drawing looks at those in view.

use leaflet::{Evented, LatLng, Map};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, CanvasWindingRule, HtmlCanvasElement, HtmlElement, Path2d};

use super::palette::Palette;
use super::wire::on_earth;

/// Pixels of a tile.
const TILE: f64 = 256.0;
/// Radius of the disc under an icon, and width of the icon, in pixels.
const DISC: f64 = 11.0;
const ICON: f64 = 15.0;
/// Width of the field of an icon.
const FIELD: f64 = 24.0;
/// Around a chosen mark.
const RING: f64 = 17.0;

/// What the view does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViewEvent {
    /// It is somewhere else now: draw again.
    Moved,
    /// It came to rest.
    Rested,
    /// It flies to another zoom: nothing can be drawn until it is there.
    Flies,
}

/// A place in Web Mercator, the world from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct World {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl World {
    pub(crate) fn at(lng: f64, lat: f64) -> Self {
        let sine = lat.clamp(-85.0, 85.0).to_radians().sin();
        let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
        Self {
            x: lng / 360.0 + 0.5,
            y,
        }
    }
}

/// The view as it is now: from a place of the world to pixels of the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    /// Pixels of the whole world.
    pub(crate) scale: f64,
    /// The place in the upper left corner, in pixels of the world.
    left: f64,
    top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl View {
    pub(crate) fn pixel(&self, place: World) -> (f64, f64) {
        (place.x * self.scale - self.left, place.y * self.scale - self.top)
    }

    /// Whether a pixel is in view, or so near that its mark is.
    pub(crate) fn shows(&self, (x, y): (f64, f64)) -> bool {
        x > -DISC && y > -DISC && x < self.width + DISC && y < self.height + DISC
    }
}

/// The canvas over one map.
pub(crate) struct Overlay {
    map: Map,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Overlay {
    /// Lays a canvas over a map, which goes on hearing the pointer.
    pub(super) fn over(map: &Map, container: &HtmlElement) -> Option<Self> {
        let canvas: HtmlCanvasElement = web_sys::window()?
            .document()?
            .create_element("canvas")
            .ok()?
            .dyn_into()
            .ok()?;
        canvas.set_class_name("map-overlay");
        canvas.set_attribute("aria-hidden", "true").ok()?;
        container.append_child(&canvas).ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self {
            map: map.clone(),
            canvas,
            context,
        })
    }

    /// Tells what the view does, as long as the page is open.
    pub(crate) fn listen(&self, on_event: impl Fn(ViewEvent) + Clone + 'static) {
        let target: &Evented = &self.map;
        for (kind, event) in [
            ("move", ViewEvent::Moved),
            ("zoom", ViewEvent::Moved),
            ("resize", ViewEvent::Moved),
            ("moveend", ViewEvent::Rested),
            ("zoomanim", ViewEvent::Flies),
        ] {
            let on_event = on_event.clone();
            let heard = Closure::<dyn FnMut(JsValue)>::new(move |_| on_event(event));
            target.on(kind, heard.into_js_value().unchecked_ref());
        }
    }

    pub(crate) fn view(&self) -> View {
        let (centre, size) = (self.map.get_center(), self.map.get_size());
        let scale = TILE * self.map.get_zoom().exp2();
        let middle = World::at(centre.lng(), centre.lat());
        View {
            scale,
            left: middle.x * scale - size.x() / 2.0,
            top: middle.y * scale - size.y() / 2.0,
            width: size.x(),
            height: size.y(),
        }
    }

    pub(crate) fn zoom(&self) -> f64 {
        self.map.get_zoom()
    }

    /// West, south, east, north of what is in view, and half as much around it.
    pub(crate) fn around(&self) -> [f64; 4] {
        let bounds = self.map.get_bounds();
        let (low, high) = (bounds.get_south_west(), bounds.get_north_east());
        let [west, south, east, north] = [low.lng(), low.lat(), high.lng(), high.lat()];
        let (wide, high) = ((east - west) / 4.0, (north - south) / 4.0);
        on_earth([west - wide, south - high, east + wide, north + high])
    }

    /// Two levels nearer, around a place.
    pub(crate) fn nearer(&self, lng: f64, lat: f64) {
        let zoom = (self.map.get_zoom() + 2.0).min(self.map.get_max_zoom());
        self.map.set_view(&LatLng::new(lat, lng), zoom);
    }

    /// Brings a place into view, if it is not.
    pub(crate) fn bring(&self, lng: f64, lat: f64) {
        let place = LatLng::new(lat, lng);
        if !self.map.get_bounds().contains(&place) {
            self.map.pan_to(&place);
        }
    }

    /// Empties the canvas and fits it to the map and the screen.
    pub(crate) fn clear(&self, view: &View) {
        let ratio = web_sys::window()
            .map_or(1.0, |window| window.device_pixel_ratio())
            .max(1.0);
        let (width, height) = (whole(view.width * ratio), whole(view.height * ratio));
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        // Of a canvas none of these fails.
        let _ = self.context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        self.context.clear_rect(0.0, 0.0, view.width, view.height);
        self.context.set_text_align("center");
        self.context.set_text_baseline("middle");
    }

    /// Hides what is drawn while the map flies.
    pub(crate) fn hide(&self) {
        self.context.clear_rect(
            0.0,
            0.0,
            f64::from(self.canvas.width()),
            f64::from(self.canvas.height()),
        );
    }

    /// One mark: an icon on a disc, and how many there are if there are several.
    pub(crate) fn mark(&self, (x, y): (f64, f64), icon: &Path2d, count: u32, palette: &Palette) {
        let context = &self.context;
        context.begin_path();
        let _ = context.arc(x, y, DISC, 0.0, std::f64::consts::TAU);
        context.set_fill_style_str(&palette.ground);
        context.fill();
        context.set_stroke_style_str(&palette.open);
        context.set_line_width(1.5);
        context.stroke();
        context.save();
        let size = ICON / FIELD;
        let _ = context.translate(x - ICON / 2.0, y - ICON / 2.0);
        let _ = context.scale(size, size);
        context.set_fill_style_str(&palette.chosen);
        context.fill_with_path_2d_and_winding(icon, CanvasWindingRule::Evenodd);
        context.restore();
        if count > 1 {
            self.number((x + DISC - 1.0, y - DISC + 1.0), count, palette);
        }
    }

    fn number(&self, (x, y): (f64, f64), count: u32, palette: &Palette) {
        let context = &self.context;
        let text = super::layers::short(count);
        let half = 3.0 + 3.2 * f64::from(u32::try_from(text.len()).unwrap_or(4));
        context.set_fill_style_str(&palette.open);
        context.begin_path();
        let _ = context.arc(x - half + 7.0, y, 7.0, 1.57, 4.71);
        let _ = context.arc(x + half - 7.0, y, 7.0, 4.71, 7.85);
        context.fill();
        context.set_font("600 10px system-ui, sans-serif");
        context.set_fill_style_str(&palette.ground);
        let _ = context.fill_text(&text, x, y + 0.5);
    }

    /// A ring around a chosen mark.
    pub(crate) fn ring(&self, (x, y): (f64, f64), palette: &Palette) {
        self.context.begin_path();
        let _ = self.context.arc(x, y, RING, 0.0, std::f64::consts::TAU);
        self.context.set_stroke_style_str(&palette.chosen);
        self.context.set_line_width(2.5);
        self.context.stroke();
    }
}

/// The outline of an icon, as a canvas draws it.
pub(crate) fn path(outline: &str) -> Option<Path2d> {
    Path2d::new_with_path_string(outline).ok()
}

fn whole(pixels: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a screen has fewer pixels, and none below nothing"
    )]
    let whole = pixels.round().max(0.0) as u32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_where_leaflet_projects_it() {
        // L.CRS.EPSG3857.latLngToPoint([28.65, 121.26], 10)
        let place = World::at(121.26, 28.65);
        let scale = TILE * 1024.0;
        assert!(
            (place.x * scale - 219_370.837).abs() < 0.01,
            "{}",
            place.x * scale
        );
        assert!(
            (place.y * scale - 109_281.685).abs() < 0.01,
            "{}",
            place.y * scale
        );
        assert_eq!(World::at(0.0, 0.0), World { x: 0.5, y: 0.5 });
    }
}
