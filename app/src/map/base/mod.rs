//! What the map lies on: borders and names of a region's areas, its ground, and tiles where somebody configured them.
//!
//! From below: ground, tiles, shades, borders, names. Tiles that do not come leave the ground to be seen. Everything but tiles is
//! drawn from what the server answers; nothing is fetched here.

mod crs;
mod names;
mod paint;
pub(crate) mod wire;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Object};
use leaflet::{Canvas, CanvasOptions, Layer, Map, Path, PathOptions};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use self::names::{Names, Of};
use self::paint::{Paint, options, set, weight};
use self::wire::{Basemap, Border, Ground};
use super::area_map::hear;
use super::layers::corners;
use super::wire::{Bbox, Grid, bbox, whole_numbers};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Layer, js_namespace = L, js_name = TileLayer)]
    type Tiles;
    #[wasm_bindgen(constructor, js_namespace = L, js_class = TileLayer)]
    fn new(template: &str, options: &Object) -> Tiles;

    #[wasm_bindgen(extends = Path, js_namespace = L, js_name = Polyline)]
    type Lines;
    #[wasm_bindgen(constructor, js_namespace = L, js_class = Polyline)]
    fn new(corners: &Array, options: &Object) -> Lines;

    #[wasm_bindgen(extends = Path, js_namespace = L, js_name = Polygon)]
    type Areas;
    #[wasm_bindgen(constructor, js_namespace = L, js_class = Polygon)]
    fn new(corners: &Array, options: &Object) -> Areas;
}

/// Levels nearer than the whole region from which communities have borders.
const COMMUNITIES_FROM: f64 = 0.9;

/// Tiles that somebody configured.
#[derive(Debug, Clone, Default)]
pub(crate) struct TileSet {
    /// Addresses with `{z}`, `{x}` and `{y}`; the lowest first.
    pub(crate) templates: Vec<String>,
    /// What stands for `{s}`.
    pub(crate) subdomains: Array,
    /// Zooms there are tiles of; nearer ones are enlarged.
    pub(crate) zooms: [f64; 2],
    /// Whether they lie in GCJ-02.
    pub(crate) is_shifted: bool,
}

/// A path with its colour's name.
struct Drawn {
    path: Path,
    /// Of the custom property.
    colour: String,
    is_filled: bool,
}

/// The base of one map.
pub(crate) struct BaseMap {
    map: Map,
    whole_zoom: f64,
    names: RefCell<Names>,
    ground_renderer: Canvas,
    border_renderer: Canvas,
    ground: RefCell<Vec<Drawn>>,
    /// Of townships and of communities.
    borders: [RefCell<Option<Path>>; 2],
    tiles: RefCell<Vec<Tiles>>,
    is_shifted: Cell<bool>,
}

impl BaseMap {
    pub(super) fn new(map: Map, whole_zoom: f64) -> Rc<Self> {
        let renderer = |pane: &str| {
            map.create_pane_by_name(pane);
            let options = CanvasOptions::new();
            options.set_pane(pane.to_owned());
            options.set_padding(0.3);
            Canvas::with_options(&options)
        };
        let (ground_renderer, border_renderer) = (renderer("ground"), renderer("borders"));
        let canvas: HtmlCanvasElement = web_sys::window()
            .and_then(|window| window.document()?.create_element("canvas").ok())
            .unwrap_or_else(|| map.create_pane_by_name("names").into())
            .unchecked_into();
        let _ = map.create_pane_by_name("names").append_child(&canvas);
        let base = Rc::new(Self {
            whole_zoom,
            names: RefCell::new(Names::new(canvas)),
            ground_renderer,
            border_renderer,
            ground: RefCell::default(),
            borders: Default::default(),
            tiles: RefCell::default(),
            is_shifted: Cell::new(false),
            map,
        });
        let rested = Rc::clone(&base);
        base.on_rest(move || rested.rest());
        // Circles come later than the view they belong to: names go round them then.
        let is_awaited = Rc::new(Cell::new(false));
        for kind in ["layeradd", "layerremove"] {
            let (base, is_awaited) = (Rc::clone(&base), Rc::clone(&is_awaited));
            hear(&base.map.clone(), kind, move |_| {
                if !is_awaited.replace(true) {
                    let (base, is_awaited) = (Rc::clone(&base), Rc::clone(&is_awaited));
                    request_animation_frame(move || {
                        is_awaited.set(false);
                        base.write_names();
                    });
                }
            });
        }
        // Leaflet enlarges what it draws itself while it zooms; our names are written again afterwards.
        for (kind, is_zooming) in [("zoomstart", true), ("zoomend", false)] {
            let container = base.map.get_container();
            hear(&base.map, kind, move |_| {
                let _ = container.class_list().toggle_with_force("is-zooming", is_zooming);
            });
        }
        base
    }

    /// Calls whenever the map has come to rest.
    pub(crate) fn on_rest(&self, handle: impl Fn() + 'static) {
        hear(&self.map, "moveend", move |_| handle());
    }

    /// Names of the cells, and where stations stand.
    pub(crate) fn take_grid(&self, grid: &Grid) {
        self.names.borrow_mut().take_grid(grid);
        self.rest();
    }

    /// Draws borders, and the ground as it is seen from far.
    pub(crate) fn take(&self, basemap: &Basemap) {
        let [townships, communities] = [basemap.townships(), basemap.communities()];
        for (slot, (areas, weight)) in self.borders.iter().zip([(&townships, 2.0), (&communities, 1.0)]) {
            let rings = Array::new();
            for area in areas.iter() {
                for ring in area.unchecked_ref::<Border>().rings().iter() {
                    rings.push(&Array::of1(&corners(&whole_numbers(ring.unchecked_ref()))));
                }
            }
            let options = options("borders", &self.border_renderer);
            set(&options, "weight", weight);
            slot.replace(Some(Areas::new(&rings, &options).unchecked_into()));
        }
        {
            let mut names = self.names.borrow_mut();
            names.take(Of::Township, townships.iter().map(JsCast::unchecked_into));
            names.take(Of::Community, communities.iter().map(JsCast::unchecked_into));
        }
        self.draw_ground(&basemap.ground());
        self.repaint();
    }

    /// Replaces the ground.
    pub(crate) fn draw_ground(&self, ground: &Array) {
        let names = Array::new();
        let mut drawn = Vec::new();
        let mut add = |path: Path, kind: &str, is_filled: bool| {
            drawn.push(Drawn {
                path,
                colour: kind.to_owned(),
                is_filled,
            });
        };
        for part in ground.iter() {
            let part: &Ground = part.unchecked_ref();
            let kind = part.kind();
            let options = options("ground", &self.ground_renderer);
            set(&options, "weight", weight(&kind, part.rank()));
            if let Some(lines) = part.lines() {
                let lines = nested(&lines);
                add(Lines::new(&lines, &options).unchecked_into(), &kind, false);
            }
            if let Some(areas) = part.areas() {
                let nested: Array = areas.iter().map(|area| nested(area.unchecked_ref())).collect();
                let options = options_of_area(&self.ground_renderer);
                add(Areas::new(&nested, &options).unchecked_into(), &kind, true);
            }
            for name in part.names().unwrap_or_default().iter() {
                names.push(&name);
            }
        }
        let old = self.ground.replace(drawn);
        for drawn in self.ground.borrow().iter() {
            self.map.add_layer(&drawn.path);
        }
        for drawn in old {
            drawn.path.remove();
        }
        self.names
            .borrow_mut()
            .take(Of::Ground, names.iter().map(JsCast::unchecked_into));
        self.repaint();
    }

    /// Takes the colours that hold now.
    pub(crate) fn repaint(&self) {
        let paint = self.paint();
        for drawn in self.ground.borrow().iter() {
            let options = PathOptions::new();
            let colour = paint.ground(&drawn.colour);
            set(
                &options,
                if drawn.is_filled { "fillColor" } else { "color" },
                colour,
            );
            drawn.path.set_style(&options);
        }
        for (slot, colour) in self
            .borders
            .iter()
            .zip(["--border-township", "--border-community"])
        {
            if let Some(path) = &*slot.borrow() {
                let options = PathOptions::new();
                options.set_color(paint.get(colour));
                path.set_style(&options);
            }
        }
        self.rest();
    }

    /// Lays the map on tiles, on none if there are no templates. Tells of each tile whether it came.
    pub(crate) fn lay(&self, set_of: &TileSet, on_tile: impl Fn(bool) + Clone + 'static) {
        for tiles in self.tiles.take() {
            tiles.remove();
        }
        if self.is_shifted.replace(set_of.is_shifted) != set_of.is_shifted {
            self.project(set_of.is_shifted);
        }
        let [least, most] = set_of.zooms;
        for template in &set_of.templates {
            let options = Object::new();
            set(&options, "minNativeZoom", least);
            set(&options, "maxNativeZoom", most);
            set(&options, "subdomains", &set_of.subdomains);
            // Who gives out keys looks from where they are used; the rest of our address is nobody's business.
            set(&options, "referrerPolicy", "origin");
            let tiles = Tiles::new(template, &options);
            for (kind, came) in [("tileload", true), ("tileerror", false)] {
                let on_tile = on_tile.clone();
                hear(&tiles, kind, move |_| on_tile(came));
            }
            self.map.add_layer(&tiles);
            self.tiles.borrow_mut().push(tiles);
        }
    }

    pub(crate) fn zoom(&self) -> f64 {
        self.map.get_zoom()
    }

    /// Columns and rows, from and to, of the tiles of a zoom that are seen.
    pub(crate) fn tiles(&self, zoom: u32) -> [u32; 4] {
        let [west, south, east, north] = view(&self.map);
        let (from, to) = (crs::tile(zoom, west, north), crs::tile(zoom, east, south));
        [from.0, to.0, from.1, to.1].map(whole)
    }

    /// Everything where it is, in the reference system of the tiles.
    fn project(&self, is_shifted: bool) {
        let (centre, zoom) = (self.map.get_center(), self.map.get_zoom());
        if let Ok(options) = js_sys::Reflect::get(&self.map, &"options".into()) {
            set(&options, "crs", crs::system(is_shifted));
        }
        let again = Object::new();
        set(&again, "reset", true);
        self.map.set_view_with_options(&centre, zoom, &again);
    }

    fn paint(&self) -> Paint {
        Paint::read(&self.map.get_container())
    }

    /// Shows what belongs to this zoom.
    fn rest(&self) {
        let is_near = self.map.get_zoom() - self.whole_zoom >= COMMUNITIES_FROM;
        for (slot, is_shown) in self.borders.iter().zip([true, is_near]) {
            if let Some(path) = &*slot.borrow()
                && self.map.has_layer(path) != is_shown
            {
                if is_shown {
                    self.map.add_layer(path);
                } else {
                    path.remove();
                }
            }
        }
        // Where a township ends, a community does too.
        if let Some(townships) = &*self.borders[0].borrow() {
            townships.bring_to_front();
        }
        self.write_names();
    }

    fn write_names(&self) {
        self.names.borrow().draw(&self.map, &self.paint());
    }
}

/// West, south, east, north of what is seen.
fn view(map: &Map) -> Bbox {
    let bounds = "[".to_owned() + &map.get_bounds().to_bbox_string() + "]";
    bbox(js_sys::JSON::parse(&bounds).unwrap_or_default().unchecked_ref())
}

fn whole(number: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "tiles and pixels are few, and a float cast saturates"
    )]
    let whole = number as u32;
    whole
}

/// Encoded lines as Leaflet wants them.
fn nested(lines: &Array) -> Array {
    lines
        .iter()
        .map(|line| corners(&whole_numbers(line.unchecked_ref())))
        .collect()
}

fn options_of_area(renderer: &Canvas) -> Object {
    let options = options("ground", renderer);
    set(&options, "fill", true);
    set(&options, "stroke", false);
    options
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser;
