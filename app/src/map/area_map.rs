mod middle;
mod modes;
pub(crate) mod spider;

use std::rc::Rc;

use js_sys::Array;
use leaflet::{
    Canvas, CanvasOptions, Event, Evented, FeatureGroup, Handler, LatLng, LatLngBounds, Map, MapOptions,
    MouseEvent, Polygon,
};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::base::BaseMap;
use super::layers;
use super::overlay::Overlay;
use super::palette::Palette;
use super::scale::Shade;
use super::sketch::Sketch;
use super::wire::{Bbox, Cell, Grid, Shape, Station, bbox, on_earth, whole_numbers};
use spider::Stack;

/// Opacity of the shades while circles or dots lie on them.
const FAINT: f64 = 0.35;

/// Nothing is known below the size of a house.
const MAX_ZOOM: f64 = 18.0;

/// So many levels nearer than the whole region, areas give way to circles.
const CIRCLES_FROM: f64 = 1.25;
/// Circles are made for this many levels above the map's: 64 pixels apart.
const COARSER: f64 = 1.0;

/// A zoom as the API takes it.
pub(crate) fn whole_zoom(zoom: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let whole = zoom.clamp(0.0, 24.0) as u8;
    whole
}

/// Where a single place is looked at: its street and the next ones.
const PLACE_ZOOM: f64 = 15.0;

/// A box as the API takes it: `west,south,east,north`.
fn asked_for(bounds: &LatLngBounds) -> String {
    let (low, high) = (bounds.get_south_west(), bounds.get_north_east());
    let [west, south, east, north] = on_earth([low.lng(), low.lat(), high.lng(), high.lat()]);
    LatLngBounds::new(&LatLng::new(south, west), &LatLng::new(north, east)).to_bbox_string()
}

/// What somebody did with the map. Numbers are positions in the lists that were drawn last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MapEvent {
    /// Moved or zoomed, and came to rest.
    Moved,
    /// The pointer is over an area, or over none.
    Over(Option<u32>),
    Area(u32),
    /// A circle or a dot, whichever is drawn.
    Incident(u32),
    /// The pointer is over a circle, a dot or a hexagon, or over none.
    OverIncident(Option<u32>),
    /// Several cases at one place, by the number of [`AreaMap::stack`].
    Stack(u32),
    Station(u32),
}

/// A Leaflet map in an element of ours, for as long as the page is open.
pub(crate) struct AreaMap {
    map: Map,
    container: HtmlElement,
    whole: LatLngBounds,
    /// Zoom at which the whole region fits.
    whole_zoom: f64,
    whole_middle: LatLng,
    renderer: Canvas,
    palette: Palette,
    areas: FeatureGroup,
    cells: Vec<Polygon>,
    /// Of the cells, in the same order.
    shades: Vec<Shade>,
    outline: Vec<Polygon>,
    is_faint: bool,
    /// Of the shades while they speak: what lies below is seen through them.
    opacity: f64,
    incidents: FeatureGroup,
    /// Density, in place of them.
    heat: FeatureGroup,
    stacks: Vec<Stack>,
    /// Legs of the stack that is spread out.
    spider: FeatureGroup,
    stations: FeatureGroup,
    choice: FeatureGroup,
}

impl AreaMap {
    /// Makes a map of `whole` in an empty element, fitted as the server's picture is. `None` where Leaflet did
    /// not load; the page then keeps that picture.
    ///
    /// On a touch screen one finger goes on scrolling the page and two move the map; elsewhere the wheel
    /// zooms only while the map has the focus. So the map never holds the page.
    pub(crate) fn new(container: &HtmlElement, whole: Bbox, is_touch: bool) -> Option<Self> {
        if !js_sys::Reflect::has(&js_sys::global(), &"L".into()).unwrap_or(false) {
            return None;
        }
        let renderer_options = CanvasOptions::new();
        renderer_options.set_padding(0.3);
        renderer_options.set_tolerance(if is_touch { 10.0 } else { 2.0 });
        let renderer = Canvas::with_options(&renderer_options);

        let options = MapOptions::new();
        options.set_renderer(renderer.clone().into());
        options.set_attribution_control(false);
        options.set_zoom_control(false);
        // Any zoom, so that the map fits exactly where the picture was.
        options.set_zoom_snap(0.0);
        options.set_wheel_px_per_zoom_level(120.0);
        options.set_max_zoom(MAX_ZOOM);
        options.set_dragging(!is_touch);
        options.set_scroll_wheel_zoom(false);
        options.set_fade_animation(false);
        let map = Map::new_with_element(container, &options).ok()?;

        let [west, south, east, north] = whole;
        let (wide, high) = ((east - west) / 2.0, (north - south) / 2.0);
        let around = bounds([west - wide, south - high, east + wide, north + high]);
        let whole = bounds(whole);
        map.fit_bounds(&whole);
        let (whole_zoom, whole_middle) = (map.get_zoom(), map.get_center());
        map.set_min_zoom(whole_zoom - 1.0);
        map.set_max_bounds(&around);

        let [areas, incidents, heat, spider, stations, choice] = std::array::from_fn(|_| FeatureGroup::new());
        for group in [&areas, &heat, &choice, &incidents, &stations, &spider] {
            map.add_layer(group);
        }
        Some(Self {
            map,
            container: container.clone(),
            whole,
            whole_zoom,
            whole_middle,
            renderer,
            palette: Palette::default(),
            areas,
            cells: Vec::new(),
            shades: Vec::new(),
            outline: Vec::new(),
            is_faint: false,
            opacity: 1.0,
            incidents,
            heat,
            stacks: Vec::new(),
            spider,
            stations,
            choice,
        })
    }

    /// Tells what people do, as long as the page is open. Leaflet also raises events while it is told to draw.
    pub(crate) fn listen(&self, on_event: impl Fn(MapEvent) + 'static) {
        let on_event = Rc::new(on_event);
        let on = |target: &Evented, kind: &str, to_event: fn(&Event) -> Option<MapEvent>| {
            let on_event = Rc::clone(&on_event);
            hear(target, kind, move |event| {
                if let Some(event) = to_event(&event) {
                    on_event(event);
                }
            });
        };
        on(&self.map, "moveend", |_| Some(MapEvent::Moved));
        on(&self.areas, "click", |event| {
            layers::index_of(event).map(MapEvent::Area)
        });
        on(&self.areas, "mouseover", |event| {
            Some(MapEvent::Over(layers::index_of(event)))
        });
        on(&self.areas, "mouseout", |_| Some(MapEvent::Over(None)));
        for group in [&self.incidents, &self.spider] {
            on(group, "click", chosen);
            on(group, "keypress", |event| {
                chosen(event).filter(|_| layers::is_enter(event))
            });
        }
        on(&self.incidents, "mouseover", |event| {
            Some(MapEvent::OverIncident(layers::index_of(event)))
        });
        on(&self.incidents, "mouseout", |_| {
            Some(MapEvent::OverIncident(None))
        });
        on(&self.stations, "click", |event| {
            layers::index_of(event).map(MapEvent::Station)
        });
        // Leaflet makes markers buttons, but leaves the key to us.
        on(&self.stations, "keypress", |event| {
            layers::index_of(event)
                .filter(|_| layers::is_enter(event))
                .map(MapEvent::Station)
        });
        for (kind, enable) in [("focus", true), ("blur", false)] {
            let map = self.map.clone();
            hear(&self.map, kind, move |_| set_wheel(&map, enable));
        }
    }

    /// Draws the ground, in place of what was there: cells without shade, the region's outline, stations.
    pub(crate) fn draw_grid(&mut self, grid: &Grid) {
        for group in [&self.areas, &self.stations, &self.choice] {
            group.clear_layers();
        }
        self.cells.clear();
        self.outline.clear();
        for (index, cell) in (0..).zip(grid.cells().iter()) {
            let cell: Shape = cell.unchecked_into();
            let area = layers::area(&whole_numbers(&cell.ring()), index, &self.renderer);
            self.areas.add_layer(&area);
            self.cells.push(area);
        }
        for ring in grid.outline().iter() {
            let ring = whole_numbers(ring.unchecked_ref());
            let line = layers::line(&ring, &self.palette.outline, 1.25, &self.renderer);
            self.areas.add_layer(&line);
            self.outline.push(line);
        }
        for (index, station) in (0..).zip(grid.stations().iter()) {
            let station: Station = station.unchecked_into();
            self.stations.add_layer(&layers::station(&station, index));
        }
    }

    /// Shades the cells, in the order of the grid, in the colours that hold for `element` now. The caller draws
    /// incidents again, which have colours too.
    pub(crate) fn shade(&mut self, shades: impl Iterator<Item = Shade>, element: &web_sys::Element) {
        self.palette = Palette::read(element);
        self.shades = shades.collect();
        self.paint();
        for line in &self.outline {
            layers::stroke(line, &self.palette.outline);
        }
    }

    /// Nothing lies on the shades: they speak.
    pub(crate) fn show_areas(&mut self) {
        self.clear(false);
    }

    /// Replaces what lies on the shades by circles with numbers.
    pub(crate) fn show_cells(&mut self, cells: &Array) {
        self.clear(true);
        for (index, cell) in (0..).zip(cells.iter()) {
            let cell: Cell = cell.unchecked_into();
            layers::cluster(&cell, index, &self.renderer, &self.palette, |layer| {
                self.incidents.add_layer(layer);
            });
        }
    }

    /// Marks one cell of the grid, or none.
    pub(crate) fn choose(&self, shape: Option<&Shape>) {
        self.choice.clear_layers();
        if let Some(shape) = shape {
            let ring = whole_numbers(&shape.ring());
            let line = layers::line(&ring, &self.palette.chosen, 3.0, &self.renderer);
            self.choice.add_layer(&line);
        }
    }

    /// Somewhere to draw a line on this map.
    pub(crate) fn sketch(&self) -> Sketch {
        Sketch::new(&self.map, &self.renderer)
    }

    /// A canvas over this map, for marks of which there are many.
    pub(crate) fn overlay(&self) -> Option<Overlay> {
        Overlay::over(&self.map, &self.container)
    }

    /// What is in view: `west,south,east,north`.
    pub(crate) fn bbox(&self) -> String {
        asked_for(&self.map.get_bounds())
    }

    pub(crate) fn zoom(&self) -> f64 {
        self.map.get_zoom()
    }

    /// The zoom to ask for circles at.
    pub(crate) fn cell_zoom(&self) -> u8 {
        whole_zoom(self.zoom() - COARSER)
    }

    /// Whether it is so far away that shades say more than circles.
    pub(crate) fn is_shaded(&self) -> bool {
        !self.cells.is_empty() && self.depth() < CIRCLES_FROM
    }

    /// How many levels nearer than the whole region the map is.
    pub(crate) fn depth(&self) -> f64 {
        self.map.get_zoom() - self.whole_zoom
    }

    /// Longitude and latitude of the middle of the view.
    pub(crate) fn middle(&self) -> (f64, f64) {
        let middle = self.map.get_center();
        (middle.lng(), middle.lat())
    }

    /// Whether it is where it began.
    pub(crate) fn is_whole(&self) -> bool {
        let at = |place: &LatLng| self.map.lat_lng_to_container_point(place);
        let apart = at(&self.map.get_center()).distance_to(&at(&self.whole_middle));
        self.depth().abs() < 0.01 && apart < 2.0
    }

    pub(crate) fn go_to(&self, lng: f64, lat: f64, zoom: f64) {
        self.map.set_view(&LatLng::new(lat, lng), zoom);
    }

    /// Nearer by so many levels, or farther.
    pub(crate) fn zoom_by(&self, levels: f64) {
        self.map.set_zoom(self.map.get_zoom() + levels);
    }

    /// Two levels nearer, around a cell.
    pub(crate) fn zoom_into(&self, cell: &Cell) {
        let zoom = (self.map.get_zoom() + 2.0).min(MAX_ZOOM);
        self.map.set_view(&layers::middle(bbox(&cell.bbox())), zoom);
    }

    /// Goes to one place and marks it.
    pub(crate) fn look_at(&self, lng: f64, lat: f64) {
        let place = LatLng::new(lat, lng);
        self.choice
            .add_layer(&layers::ring(&place, &self.renderer, &self.palette));
        self.map.set_view(&place, PLACE_ZOOM);
    }

    /// Tells which place is pointed at, and marks it.
    pub(crate) fn pick(self: &Rc<Self>, on_place: impl Fn(f64, f64) + 'static) {
        let map = Rc::clone(self);
        hear(&self.map, "click", move |event| {
            let place = event.unchecked_into::<MouseEvent>().lat_lng();
            map.mark(place.lng(), place.lat());
            on_place(place.lng(), place.lat());
        });
    }

    /// Marks one place.
    pub(crate) fn mark(&self, lng: f64, lat: f64) {
        self.choice.clear_layers();
        self.choice.add_layer(&layers::ring(
            &LatLng::new(lat, lng),
            &self.renderer,
            &self.palette,
        ));
    }

    pub(crate) fn show_whole(&self) {
        self.map.fit_bounds(&self.whole);
    }

    /// What the map lies on: borders, names, the ground, tiles.
    pub(crate) fn base(&self) -> Rc<BaseMap> {
        BaseMap::new(self.map.clone(), self.whole_zoom)
    }

    /// How much of the shades is seen while they speak.
    pub(crate) fn set_opacity(&mut self, opacity: f64) {
        self.opacity = opacity;
        self.paint();
    }

    fn set_faint(&mut self, is_faint: bool) {
        if self.is_faint != is_faint {
            self.is_faint = is_faint;
            // Names go below what lies on the shades.
            let _ = self
                .map
                .get_container()
                .class_list()
                .toggle_with_force("is-faint", is_faint);
            self.paint();
        }
    }

    /// Leaflet draws once, however many cells change.
    fn paint(&self) {
        let opacity = if self.is_faint { FAINT } else { self.opacity };
        for (cell, shade) in self.cells.iter().zip(&self.shades) {
            layers::shade(cell, self.palette.shade(*shade), &self.palette.ground, opacity);
        }
    }
}

/// One case or several at one place.
fn chosen(event: &Event) -> Option<MapEvent> {
    let case = layers::index_of(event).map(MapEvent::Incident);
    case.or_else(|| layers::stack_of(event).map(MapEvent::Stack))
}

/// Listens as long as the page lives.
pub(super) fn hear(target: &Evented, kind: &str, handle: impl FnMut(Event) + 'static) {
    target.on(kind, &Closure::<dyn FnMut(Event)>::new(handle).into_js_value());
}

/// Leaflet keeps its handlers as properties of the map; the bindings have none for the wheel's.
fn set_wheel(map: &JsValue, enable: bool) {
    if let Ok(handler) = js_sys::Reflect::get(map, &"scrollWheelZoom".into()) {
        let handler: Handler = handler.unchecked_into();
        if enable {
            handler.enable();
        } else {
            handler.disable();
        }
    }
}

pub(super) fn bounds([west, south, east, north]: Bbox) -> LatLngBounds {
    LatLngBounds::new(&LatLng::new(south, west), &LatLng::new(north, east))
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use std::cell::RefCell;

    use js_sys::{JSON, Reflect};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::test_page::{find, js, raise, show, text};

    fn map() -> Option<AreaMap> {
        show(r#"<div class="map-host" style="width: 400px; height: 300px"></div>"#);
        AreaMap::new(
            find(".map-host").unchecked_ref(),
            [121.0, 28.0, 121.2, 28.2],
            false,
        )
    }

    /// With one station, called `name`.
    fn map_with(name: &str) -> AreaMap {
        let mut map = map().unwrap();
        let grid = format!(
            r#"{{ "cells": [], "outline": [], "stations": [
                {{ "code": "s", "kind": "station", "name": "{name}", "lng": 121.1, "lat": 28.1 }}
            ] }}"#
        );
        map.draw_grid(JSON::parse(&grid).unwrap().unchecked_ref());
        map
    }

    #[wasm_bindgen_test]
    fn a_station_is_chosen_by_the_enter_key_and_by_no_other() {
        let map = map_with("东城站");
        let chosen = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&chosen);
        map.listen(move |event| heard.borrow_mut().push(event));
        let station = find(".map-station");
        assert_eq!(station.get_attribute("tabindex").as_deref(), Some("0"));
        raise(
            &station,
            "new KeyboardEvent('keypress', { key: 'a', bubbles: true })",
        );
        assert_eq!(*chosen.borrow(), []);
        raise(
            &station,
            "new KeyboardEvent('keypress', { key: 'Enter', bubbles: true })",
        );
        assert_eq!(*chosen.borrow(), [MapEvent::Station(0)]);
    }

    #[wasm_bindgen_test]
    fn a_stations_name_never_becomes_markup() {
        let _map = map_with("<b>站</b>");
        assert_eq!(text(".map-station"), "<b>站</b>");
    }

    #[wasm_bindgen_test]
    fn the_wheel_moves_the_page_unless_the_map_has_the_focus() {
        let map = map().unwrap();
        map.listen(|_| {});
        let wheel = || {
            let handler = Reflect::get(&map.map, &"scrollWheelZoom".into()).unwrap();
            handler.unchecked_into::<Handler>().enabled()
        };
        let host: HtmlElement = find(".map-host").unchecked_into();
        assert!(!wheel());
        host.focus().unwrap();
        assert!(wheel());
        host.blur().unwrap();
        assert!(!wheel());
    }

    #[wasm_bindgen_test]
    fn without_leaflet_there_is_no_map() {
        let leaflet = js("const leaflet = window.L; delete window.L; leaflet");
        let map = map();
        Reflect::set(&js_sys::global(), &"L".into(), &leaflet).unwrap();
        assert!(map.is_none());
        assert_eq!(
            find(".map-host").child_element_count(),
            0,
            "the picture is not covered"
        );
    }
}
