//! What happens behind the map in the browser: which question is asked when, and what is drawn from the
//! answer. The map follows three things, the filter, the view and the live feed. The address of the page is the
//! only memory of the filter.

mod keep;
mod modes;
mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, JsString};
use leptos::prelude::{document, set_timeout, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, Element, Event, KeyboardEvent, UrlSearchParams};

use super::base::Base;
use super::downloads;
use super::draw::Draw;
use super::form::follow_form;
use super::mode::Mode;
use super::panel::Panel;
use super::panel_more::{self, More};
use super::rows::share;
use super::stacks::Stacks;
use crate::filters::question;
use crate::live;
use crate::map::browser::{ask, ask_grid, is_touch, numbers, shown_grid};
use crate::map::wire::{self, bbox, whole_numbers};
use crate::map::{AreaMap, HAS_MAPS, MapEvent, aim};
use crate::ui::events::{listen, pointed_at};
use crate::ui::number::grouped;

/// From this zoom on a street fills the map and every incident is drawn.
const STREET: f64 = 16.0;
/// So few incidents are drawn one by one at any zoom beyond the areas'.
const FEW: u32 = 150;
/// After a failure.
const RETRY: Duration = Duration::from_secs(5);

/// What lies on the shades.
enum Drawn {
    Nothing,
    Cells(Array),
    Hexes(Array),
    Heat(Array),
    Points(Array),
}

struct Explorer {
    /// `.map-stage`, which carries addresses and coordinates.
    stage: Element,
    /// The line that says how the map stands to its data; carries the words.
    status: Element,
    panel: Panel,
    more: More,
    draw: Option<Rc<Draw>>,
    map: Rc<RefCell<AreaMap>>,
    base: Rc<Base>,
    grid: RefCell<Option<wire::Grid>>,
    /// Shade, cases and overdue ones of each cell, in the order of the grid.
    figures: RefCell<Vec<i32>>,
    /// Cases of the period compared with, in the same order; empty where none is.
    before: RefCell<Vec<i32>>,
    drawn: RefCell<Drawn>,
    /// About incidents; a newer one takes the older back.
    question: RefCell<Option<AbortController>>,
    is_redrawing: Cell<bool>,
    /// The hexagon that the panel speaks of.
    chosen_hex: RefCell<Option<wire::Cell>>,
    stacks: Stacks,
}

/// Makes a map in `host`; without Leaflet the server's picture stays.
pub(super) fn start(host: Element) {
    if !HAS_MAPS {
        return;
    }
    let Some(explorer) = Explorer::new(&host).map(Rc::new) else {
        return;
    };
    if let Some(overlay) = explorer.map.borrow().overlay() {
        let chosen = Rc::clone(&explorer);
        crate::elements::follow(&explorer.stage, overlay, move || chosen.remember_chosen(None));
    }
    explorer.take_page();
    // Out of the call that raised the event: Leaflet also raises them while we are drawing.
    let listener = Rc::clone(&explorer);
    explorer.map.borrow().listen(move |event| {
        let explorer = Rc::clone(&listener);
        spawn_local(async move { explorer.handle(event) });
    });
    spawn_local(Rc::clone(&explorer).load());

    let changed = Rc::clone(&explorer);
    follow_form(move || {
        changed.close();
        let changed = Rc::clone(&changed);
        spawn_local(async move {
            changed.redraw().await;
        });
    });
    let tools = Rc::clone(&explorer);
    listen(&explorer.stage, "click", move |event| tools.use_tool(&event));
    let closing = Rc::clone(&explorer);
    listen(explorer.panel.element(), "click", move |event| {
        if pointed_at(&event, ".panel-close").is_some() {
            closing.close();
        } else if pointed_at(&event, ".panel-zoom").is_some() {
            closing.zoom_into_hex();
        }
    });
    let keys = Rc::clone(&explorer);
    listen(&explorer.stage, "keydown", move |event| keys.hear_key(&event));
    let aimed = Rc::clone(&explorer);
    aim::follow(&explorer.stage, move || aimed.choose_middle());
    keep::offer(&explorer.stage);
    if let Ok(Some(theme)) = window().match_media("(prefers-color-scheme: dark)") {
        let themed = Rc::clone(&explorer);
        listen(&theme, "change", move |_| themed.take_page());
    }
    live::follow(|_| true, move || Rc::clone(&explorer).redraw());
}

impl Explorer {
    fn new(host: &Element) -> Option<Self> {
        let stage = host.closest(".map-stage").ok().flatten()?;
        host.set_attribute("aria-label", &stage.get_attribute("data-label")?)
            .ok()?;
        let whole = bbox(&numbers(&stage, "data-view")?);
        let map = AreaMap::new(host.unchecked_ref(), whole, is_touch())?;
        let draw = Draw::follow(&stage, map.sketch());
        let map = Rc::new(RefCell::new(map));
        let shaded = Rc::clone(&map);
        let base = Base::start(&stage, map.borrow().base(), move |opacity| {
            let map = Rc::clone(&shaded);
            // Out of the call in which the map may be busy.
            spawn_local(async move { map.borrow_mut().set_opacity(opacity) });
        });
        Some(Self {
            status: document().query_selector(".map-status").ok().flatten()?,
            panel: Panel::find()?,
            more: More::default(),
            draw,
            map,
            base,
            grid: RefCell::default(),
            figures: RefCell::default(),
            before: RefCell::default(),
            drawn: RefCell::new(Drawn::Nothing),
            question: RefCell::default(),
            is_redrawing: Cell::new(false),
            chosen_hex: RefCell::default(),
            stacks: Stacks::default(),
            stage,
        })
    }

    async fn load(self: Rc<Self>) {
        if self.take_grid().await.is_err() {
            self.say("data-failed");
            set_timeout(move || spawn_local(self.load()), RETRY);
            return;
        }
        self.take_page();
        if let Some(place) = numbers(&self.stage, "data-at")
            && let (Some(lng), Some(lat)) = (place.get(0).as_f64(), place.get(1).as_f64())
        {
            self.map.borrow().look_at(lng, lat);
        }
        self.recall_view();
        self.recall_chosen();
        // Setting a class does not fail.
        let _ = self.stage.class_list().add_1("ready");
        self.ask_incidents();
    }

    async fn take_grid(&self) -> Result<(), JsValue> {
        let grid = ask_grid(&self.stage).await?;
        self.map.borrow_mut().draw_grid(&grid);
        self.base.take_grid(&grid);
        self.grid.replace(Some(grid));
        Ok(())
    }

    /// Whether the page has figures of another grid than the map: it was drawn anew.
    fn has_old_grid(&self) -> bool {
        let (shown, grid) = (shown_grid(&self.stage), self.grid.borrow());
        shown
            .zip(grid.as_ref())
            .is_some_and(|(shown, grid)| shown != grid.tag())
    }

    /// Takes the grid that the page has figures of.
    async fn renew_grid(self: Rc<Self>) {
        match self.take_grid().await {
            Ok(()) if !self.has_old_grid() => self.take_page(),
            // Or the page is the older one.
            _ => self.failed(),
        }
    }

    /// Has the server draw the page again, for another filter or newer data; gives the version it reached.
    async fn redraw(self: Rc<Self>) -> Option<u64> {
        if self.is_redrawing.replace(true) {
            // Whoever is at it looks at the address again.
            return None;
        }
        let reached = loop {
            let asked = document().url().ok();
            let reached = live::redraw().await;
            if document().url().ok() == asked {
                break reached;
            }
        };
        self.is_redrawing.set(false);
        if reached.is_err() {
            self.failed();
            return None;
        }
        self.take_page();
        self.ask_incidents();
        reached.ok()
    }

    /// Reads shades and figures from the server's picture, and colours from the style sheet.
    fn take_page(self: &Rc<Self>) {
        if self.has_old_grid() {
            spawn_local(Rc::clone(self).renew_grid());
            return;
        }
        let Ok(Some(picture)) = self.stage.query_selector(".grid-picture") else {
            return;
        };
        if let Some(cells) = numbers(&picture, "data-cells") {
            self.figures.replace(whole_numbers(&cells));
        }
        let before = numbers(&picture, "data-before");
        self.before
            .replace(before.as_ref().map(whole_numbers).unwrap_or_default());
        let figures = self.figures.borrow();
        let shades = figures
            .iter()
            .step_by(3)
            .map(|shade| u8::try_from(*shade).unwrap_or(0));
        self.map.borrow_mut().shade(shades, &picture);
        self.draw();
        if let Some(draw) = &self.draw {
            draw.show();
        }
        self.follow_view();
    }

    fn handle(self: &Rc<Self>, event: MapEvent) {
        match event {
            MapEvent::Moved => {
                self.follow_view();
                self.remember_view();
                self.ask_incidents();
            }
            _ if self.draw.as_ref().is_some_and(|draw| draw.takes_presses()) => {}
            MapEvent::Over(area) => self.say_over(area),
            MapEvent::Area(index) => self.choose_area(index),
            MapEvent::Incident(index) => self.choose_incident(index),
            MapEvent::OverIncident(index) => self.say_over_incident(index),
            MapEvent::Stack(number) => self.choose_stack(number),
            MapEvent::Station(index) => self.choose_station(index),
        }
    }

    fn use_tool(&self, event: &Event) {
        let Some(tool) = pointed_at(event, "button[data-tool]") else {
            return;
        };
        let map = self.map.borrow();
        match tool.get_attribute("data-tool").as_deref() {
            Some("in") => map.zoom_by(1.0),
            Some("out") => map.zoom_by(-1.0),
            _ => map.show_whole(),
        }
    }

    /// The files of what is in view.
    fn follow_view(&self) {
        if let Ok(query) = self.query() {
            downloads::follow_view(&query, &self.map.borrow().bbox());
        }
    }

    fn close(&self) {
        self.more.cancel();
        self.panel.clear();
        let map = self.map.borrow();
        self.stacks.fold(&map);
        self.remember_chosen(None);
    }

    /// The shape of a cell, its cases and its overdue ones.
    fn area(&self, index: u32) -> Option<(wire::Shape, u64, u64)> {
        let grid = self.grid.borrow();
        let shape = grid.as_ref()?.cells().get(index);
        let figures = self.figures.borrow();
        let cell = figures.get(index as usize * 3..)?;
        let number = |at: usize| cell.get(at).map_or(0, |number| u64::from(number.unsigned_abs()));
        (!shape.is_undefined()).then(|| (shape.unchecked_into(), number(1), number(2)))
    }

    /// Cases of a cell in the period compared with.
    fn before_of(&self, index: u32) -> Option<String> {
        let before = self.before.borrow();
        let count = before.get(index as usize)?;
        Some(grouped(count.unsigned_abs().into()))
    }

    /// What the pointer is over; the panel says it in words.
    fn say_over(&self, area: Option<u32>) {
        let said = area
            .and_then(|index| self.area(index))
            .map(|(shape, count, overdue)| {
                let before = area.and_then(|index| self.before_of(index));
                let before = before.map(|before| before + " → ").unwrap_or_default();
                let mut said = shape.name() + " · " + &before + &grouped(count);
                if overdue > 0 {
                    said = said + " · ▲ " + &grouped(overdue);
                }
                said
            });
        if let Ok(Some(line)) = self.stage.query_selector(".map-over") {
            line.set_text_content(said.as_deref());
        }
    }

    fn choose_area(self: &Rc<Self>, index: u32) {
        let Some((shape, count, overdue)) = self.area(index) else {
            return;
        };
        self.map.borrow().choose(Some(&shape));
        self.remember_chosen(Some(&shape.code()));
        let Ok(query) = self.query() else { return };
        query.set("grid", &shape.code());
        self.panel.show(
            "area",
            overdue > 0,
            &[
                ("name", Some(shape.name())),
                ("township", Some(shape.township().unwrap_or_default())),
                ("count", Some(grouped(count))),
                ("before", self.before_of(index)),
                ("overdue", Some(grouped(overdue))),
                ("share", share(count, overdue)),
                ("href", Some(format_url(&(self.cases() + "?"), &query))),
            ],
        );
        if let Some(signal) = self.more.begin() {
            let explorer = Rc::clone(self);
            query.set("lang", &self.stage.get_attribute("data-lang").unwrap_or_default());
            let url = format_url("/api/v1/summary?", &query);
            spawn_local(async move {
                let panel = explorer.panel.element();
                // What is missing is one tap away: the list of the cell's cases.
                let _ = panel_more::fill(panel, &url, |code| explorer.case(code), &signal).await;
            });
        }
    }

    fn choose_incident(&self, index: u32) {
        self.more.cancel();
        match &*self.drawn.borrow() {
            Drawn::Nothing | Drawn::Heat(_) => {}
            Drawn::Hexes(cells) => self.choose_hex(cells, index),
            Drawn::Cells(cells) => self.map.borrow().zoom_into(cells.get(index).unchecked_ref()),
            Drawn::Points(points) => {
                self.remember_chosen(None);
                let point: wire::Point = points.get(index).unchecked_into();
                self.panel.show(
                    "case",
                    point.overdue(),
                    &[
                        ("code", Some(point.code())),
                        ("state", Some(point.state())),
                        ("href", Some(self.case(&point.code()))),
                    ],
                );
            }
        }
    }

    fn choose_stack(&self, number: u32) {
        let map = self.map.borrow();
        if let Drawn::Points(points) = &*self.drawn.borrow() {
            self.remember_chosen(None);
            self.stacks.choose(&map, points, number, &self.panel);
        }
    }

    /// What lies in the middle of the map, as if somebody pointed at it.
    fn choose_middle(self: &Rc<Self>) {
        let marks = match &*self.drawn.borrow() {
            Drawn::Nothing | Drawn::Heat(_) => Vec::new(),
            Drawn::Cells(cells) | Drawn::Hexes(cells) => wire::middles(cells),
            Drawn::Points(points) => wire::places(points),
        };
        let chosen = {
            let grid = self.grid.borrow();
            self.map.borrow().in_middle(marks.into_iter(), grid.as_ref())
        };
        if let Some(event) = chosen {
            self.handle(event);
        }
    }

    /// Escape folds, wherever on the map the focus is.
    fn hear_key(&self, event: &Event) {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.as_deref() == Some("Escape") && self.stacks.fold(&self.map.borrow()) {
            self.panel.clear();
        }
    }

    fn choose_station(&self, index: u32) {
        self.more.cancel();
        self.remember_chosen(None);
        let grid = self.grid.borrow();
        let Some(station) = grid.as_ref().map(|grid| grid.stations().get(index)) else {
            return;
        };
        let station: wire::Station = station.unchecked_into();
        let names = |units: Array| Some(String::from(units.join(&self.panel.separator())));
        self.panel.show(
            "station",
            false,
            &[
                ("name", Some(station.name())),
                ("address", Some(station.address())),
                ("resident", names(station.resident_units())),
                ("on_call", names(station.on_call_units())),
                ("anchor", Some("station-".to_owned() + &station.code())),
            ],
        );
    }

    /// Asks for what the present zoom shows on top of the shades.
    fn ask_incidents(self: &Rc<Self>) {
        if self.grid.borrow().is_none() {
            return;
        }
        if let Some(older) = self.question.take() {
            older.abort();
        }
        if self.mode() == Mode::Grid && self.map.borrow().is_shaded() {
            self.take(Drawn::Nothing);
            return;
        }
        let Ok(question) = AbortController::new() else {
            return;
        };
        let signal = question.signal();
        self.question.replace(Some(question));
        let explorer = Rc::clone(self);
        spawn_local(async move {
            if explorer.ask_within(&signal).await.is_err() && !signal.aborted() {
                explorer.failed();
            }
        });
    }

    async fn ask_within(&self, signal: &AbortSignal) -> Result<(), JsValue> {
        let zoom = self.map.borrow().zoom();
        let query = self.query()?;
        query.set("bbox", &self.map.borrow().bbox());
        if self.ask_mode(zoom, &query, signal).await? {
            return Ok(());
        }
        let points = format_url("/api/v1/points?", &query);
        if zoom < STREET {
            query.set("zoom", &self.map.borrow().cell_zoom().to_string());
            let cells: wire::Cells = ask(&format_url("/api/v1/cells?", &query), Some(signal)).await?;
            if cells.total() > FEW {
                self.take(Drawn::Cells(cells.cells()));
                return Ok(());
            }
        }
        let points: wire::Points = ask(&points, Some(signal)).await?;
        let (shown, total) = (points.points().length(), points.total());
        self.take(Drawn::Points(points.points()));
        if points.truncated() {
            let words = self.status.get_attribute("data-truncated").unwrap_or_default();
            let words = JsString::from(words)
                .replace("{shown}", &grouped(shown.into()))
                .replace("{total}", &grouped(total.into()));
            self.status.set_text_content(Some(&String::from(words)));
        }
        Ok(())
    }

    fn take(&self, drawn: Drawn) {
        self.drawn.replace(drawn);
        self.draw();
        self.status.set_text_content(None);
    }

    fn draw(&self) {
        let mut map = self.map.borrow_mut();
        match &*self.drawn.borrow() {
            Drawn::Hexes(cells) => return self.draw_hexes(&mut map, cells),
            Drawn::Heat(cells) => return self.draw_heat(&mut map, cells),
            Drawn::Nothing => map.show_areas(),
            Drawn::Cells(cells) => map.show_cells(cells),
            Drawn::Points(points) => {
                let label = self.stage.get_attribute("data-stack").unwrap_or_default();
                self.stacks.draw(&mut map, points, &label);
            }
        }
        modes::hide_legends();
    }

    /// Says so, and asks for everything again a little later.
    fn failed(self: &Rc<Self>) {
        self.say("data-failed");
        let explorer = Rc::clone(self);
        set_timeout(
            move || {
                spawn_local(async move {
                    explorer.redraw().await;
                });
            },
            RETRY,
        );
    }

    fn say(&self, word: &str) {
        self.status
            .set_text_content(self.status.get_attribute(word).as_deref());
    }

    /// The region, and what the address chooses by.
    fn query(&self) -> Result<UrlSearchParams, JsValue> {
        question(&self.stage.get_attribute("data-region").unwrap_or_default())
    }

    /// Path of the case list.
    fn cases(&self) -> String {
        self.stage.get_attribute("data-cases").unwrap_or_default()
    }

    /// The file of one case.
    fn case(&self, code: &str) -> String {
        let region = self.stage.get_attribute("data-region").unwrap_or_default();
        self.cases() + "/" + code + "?region=" + &region
    }
}

fn format_url(path: &str, query: &UrlSearchParams) -> String {
    path.to_owned() + &String::from(query.to_string())
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser;

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser_modes;
