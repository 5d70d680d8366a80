//! Names on the map, on a canvas of their own: townships from far, communities nearer, cells near by. None lies over another.

use domain::map::Room;
use leaflet::{LatLng, Map, Point};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::paint::Paint;
use super::wire::Border;
use super::{view, whole};
use crate::map::wire::{Bbox, Grid, Shape, Station, bbox, whole_numbers};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["L", "DomUtil"], js_name = setPosition)]
    fn set_position(element: &HtmlCanvasElement, at: &Point);
    #[wasm_bindgen(js_namespace = ["L", "DomUtil"], js_name = getPosition)]
    fn get_position(element: &JsValue) -> Point;

    #[wasm_bindgen(extends = Map)]
    type Layered;
    #[wasm_bindgen(method, js_name = containerPointToLayerPoint)]
    fn container_point_to_layer_point(this: &Layered, point: &Point) -> Point;
}

/// What a name is of; in the order in which they take their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Township,
    Community,
    Ground,
    Cell,
}

impl Of {
    const ALL: [Self; 4] = [Self::Township, Self::Community, Self::Ground, Self::Cell];

    /// Its letters, and how high they are in pixels.
    fn font(self) -> (&'static str, f64) {
        match self {
            Self::Township => ("600 14px ", 14.0),
            Self::Community => ("12.5px ", 12.5),
            Self::Ground => ("italic 12px ", 12.0),
            Self::Cell => ("11.5px ", 11.5),
        }
    }

    /// So many times as wide as its name an area is before it gets it.
    fn room(self) -> f64 {
        match self {
            Self::Township => 0.4,
            Self::Community => 1.9,
            Self::Ground => 0.9,
            Self::Cell => 1.1,
        }
    }

    fn colour(self) -> &'static str {
        match self {
            Self::Township => "--ink",
            Self::Community | Self::Cell => "--name",
            Self::Ground => "--name-ground",
        }
    }
}

struct Name {
    text: String,
    at: (f64, f64),
    /// Degrees from west to east of what has the name.
    wide: f64,
}

/// A mark that has its name already.
struct Mark {
    at: (f64, f64),
    name: Option<String>,
}

/// Around a letter, so that it can be read on anything.
const HALO: f64 = 3.0;
/// Left free around a name.
const GAP: f64 = 3.0;

/// All names, and where they are drawn.
pub(super) struct Names {
    canvas: HtmlCanvasElement,
    names: [Vec<Name>; 4],
    marks: Vec<Mark>,
}

impl Names {
    pub(super) fn new(canvas: HtmlCanvasElement) -> Self {
        Self {
            canvas,
            names: Default::default(),
            marks: Vec::new(),
        }
    }

    /// Names of cells, and the stations, round which no name is written.
    pub(super) fn take_grid(&mut self, grid: &Grid) {
        let cells = grid.cells();
        self.names[Of::Cell as usize] = cells
            .iter()
            .filter_map(|cell| {
                let cell: Shape = cell.unchecked_into();
                let ring = domain::area::decode(&whole_numbers(&cell.ring()));
                let lngs = || ring.iter().map(|(lng, _)| *lng);
                Some(Name {
                    at: domain::area::name_point(&ring)?,
                    wide: lngs().fold(f64::MIN, f64::max) - lngs().fold(f64::MAX, f64::min),
                    text: cell.name(),
                })
            })
            .collect();
        self.marks = grid
            .stations()
            .iter()
            .map(|station| {
                let station: Station = station.unchecked_into();
                Mark {
                    at: (station.lng(), station.lat()),
                    name: (station.kind() == "station").then(|| station.name()),
                }
            })
            .collect();
    }

    /// Names of borders or of the ground.
    pub(super) fn take(&mut self, of: Of, borders: impl Iterator<Item = Border>) {
        self.names[of as usize] = borders
            .map(|border| {
                let [west, _, east, _] = bbox(&border.bbox());
                let at = border.at();
                let degrees = |index| at.get(index).as_f64().unwrap_or(f64::NAN);
                Name {
                    text: border.name(),
                    at: (degrees(0), degrees(1)),
                    wide: east - west,
                }
            })
            .collect();
    }

    /// Writes what there is room for.
    pub(super) fn draw(&self, map: &Map, paint: &Paint) {
        let size = map.get_size();
        let (wide, high) = (size.x(), size.y());
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        self.canvas.set_width(whole(wide * ratio));
        self.canvas.set_height(whole(high * ratio));
        let style = self.canvas.style();
        for (name, length) in [("width", wide), ("height", high)] {
            let _ = style.set_property(name, &(whole(length).to_string() + "px"));
        }
        let origin = map
            .unchecked_ref::<Layered>()
            .container_point_to_layer_point(&Point::new(0.0, 0.0));
        set_position(&self.canvas, &origin);
        let Ok(Some(context)) = self.canvas.get_context("2d") else {
            return;
        };
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let _ = context.scale(ratio, ratio);
        context.set_text_align("center");
        context.set_text_baseline("middle");
        context.set_line_join("round");
        context.set_line_width(HALO);
        context.set_stroke_style_str(&paint.get("--card"));
        let family = paint.get("font-family");
        let pen = Pen {
            context,
            map,
            view: view(map),
            // At the equator, where nothing is shifted.
            per_degree: map.project(&LatLng::new(0.0, 1.0)).x() - map.project(&LatLng::new(0.0, 0.0)).x(),
        };
        let mut room = Room::default();
        pen.font("13px ", &family);
        for mark in &self.marks {
            pen.block(&mut room, mark);
        }
        block_circles(&mut room, map, &origin);
        for of in Of::ALL {
            let (font, letter) = of.font();
            pen.font(font, &family);
            pen.context.set_fill_style_str(&paint.get(of.colour()));
            for name in &self.names[of as usize] {
                pen.write(&mut room, name, letter, of.room());
            }
        }
    }
}

/// Round the numbers of circles, which lie above.
fn block_circles(room: &mut Room, map: &Map, origin: &Point) {
    let Ok(circles) = map.get_container().query_selector_all(".cluster-count") else {
        return;
    };
    for circle in (0..circles.length()).filter_map(|at| circles.item(at)) {
        let at = get_position(&circle);
        let (x, y) = (at.x() - origin.x(), at.y() - origin.y());
        room.block([x - 20.0, y - 16.0, x + 20.0, y + 16.0]);
    }
}

struct Pen<'a> {
    context: CanvasRenderingContext2d,
    map: &'a Map,
    /// West, south, east, north of what is seen.
    view: Bbox,
    /// Pixels of a degree of longitude.
    per_degree: f64,
}

impl Pen<'_> {
    fn font(&self, font: &str, family: &str) {
        self.context.set_font(&(font.to_owned() + family));
    }

    fn width(&self, text: &str) -> f64 {
        self.context
            .measure_text(text)
            .map_or(f64::INFINITY, |measured| measured.width())
    }

    fn is_seen(&self, (lng, lat): (f64, f64)) -> bool {
        let [west, south, east, north] = self.view;
        (west..=east).contains(&lng) && (south..=north).contains(&lat)
    }

    fn spot(&self, (lng, lat): (f64, f64)) -> (f64, f64) {
        let point = self.map.lat_lng_to_container_point(&LatLng::new(lat, lng));
        (point.x(), point.y())
    }

    fn write(&self, room: &mut Room, name: &Name, letter: f64, factor: f64) {
        // No name is narrower than a letter: most names of a far view need no look at all.
        let space = name.wide * self.per_degree;
        if !self.is_seen(name.at) || space < letter * factor {
            return;
        }
        let width = self.width(&name.text);
        if space < width * factor {
            return;
        }
        let (x, middle) = self.spot(name.at);
        let (half, tall) = (width / 2.0 + GAP, letter * 0.6 + GAP);
        // What stands in the middle already is gone round, by as much as the area has room.
        let line = 2.0 * tall;
        for away in [0.0, -line, line, -2.0 * line, 2.0 * line] {
            let y = middle + away;
            if away.abs() * 3.0 <= space && room.take([x - half, y - tall, x + half, y + tall]) {
                let _ = self.context.stroke_text(&name.text, x, y);
                let _ = self.context.fill_text(&name.text, x, y);
                return;
            }
        }
    }

    /// A station's name stands to its right.
    fn block(&self, room: &mut Room, mark: &Mark) {
        let (x, y) = self.spot(mark.at);
        let right = mark.name.as_deref().map_or(8.0, |name| 20.0 + self.width(name));
        room.block([x - 10.0, y - 10.0, x + right, y + 12.0]);
    }
}
