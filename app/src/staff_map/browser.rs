//! The map of staff in the browser: layers are the elements' own; here are the cases.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::Array;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, Element, Event, KeyboardEvent};

use crate::elements;
use crate::filters::question;
use crate::grid::{Base, Panel, Stacks, share};
use crate::map::browser::{ask, ask_grid, is_touch, numbers};
use crate::map::wire::{self, bbox, whole_numbers};
use crate::map::{AreaMap, HAS_MAPS, MapEvent, aim};
use crate::ui::events::{listen, pointed_at};
use crate::ui::number::grouped;

/// After a failure.
const RETRY: Duration = Duration::from_secs(5);

enum Drawn {
    Nothing,
    Cells(Array),
    Points(Array),
}

struct StaffMap {
    stage: Element,
    panel: Panel,
    map: Rc<RefCell<AreaMap>>,
    base: Rc<Base>,
    grid: RefCell<Option<wire::Grid>>,
    /// Shade, cases and overdue ones of each cell, in the order of the grid.
    figures: RefCell<Vec<i32>>,
    drawn: RefCell<Drawn>,
    stacks: Stacks,
    /// A newer one takes the older back.
    question: RefCell<Option<AbortController>>,
}

/// Makes a map in `host`; without Leaflet the server's picture stays.
pub(super) fn start(host: Element) {
    if !HAS_MAPS {
        return;
    }
    let Some(map) = StaffMap::new(&host).map(Rc::new) else {
        return;
    };
    if let Some(overlay) = map.map.borrow().overlay() {
        let chosen = Rc::clone(&map);
        elements::follow(&map.stage, overlay, move || chosen.map.borrow().choose(None));
    }
    // Out of the call that raised the event: Leaflet also raises them while we are drawing.
    let listener = Rc::clone(&map);
    map.map.borrow().listen(move |event| {
        let map = Rc::clone(&listener);
        spawn_local(async move { map.handle(event) });
    });
    let tools = Rc::clone(&map);
    listen(&map.stage, "click", move |event| tools.use_tool(&event));
    let keys = Rc::clone(&map);
    listen(&map.stage, "keydown", move |event| keys.hear_key(&event));
    let aimed = Rc::clone(&map);
    aim::follow(&map.stage, move || aimed.choose_middle());
    let closing = Rc::clone(&map);
    listen(map.panel.element(), "click", move |event| {
        if pointed_at(&event, ".panel-close").is_some() {
            let map = closing.map.borrow();
            closing.stacks.fold(&map);
            map.choose(None);
            closing.panel.clear();
        }
    });
    spawn_local(async move { map.load().await });
}

impl StaffMap {
    fn new(host: &Element) -> Option<Self> {
        let stage = host.closest(".map-stage").ok().flatten()?;
        let label = stage.get_attribute("data-label").unwrap_or_default();
        host.set_attribute("aria-label", &label).ok()?;
        let whole = bbox(&numbers(&stage, "data-view")?);
        let map = AreaMap::new(host.unchecked_ref(), whole, is_touch())?;
        let map = Rc::new(RefCell::new(map));
        let shaded = Rc::clone(&map);
        let base = Base::start(&stage, map.borrow().base(), move |opacity| {
            let map = Rc::clone(&shaded);
            // Out of the call in which the map may be busy.
            spawn_local(async move { map.borrow_mut().set_opacity(opacity) });
        });
        Some(Self {
            panel: Panel::find()?,
            map,
            base,
            grid: RefCell::default(),
            figures: RefCell::default(),
            drawn: RefCell::new(Drawn::Nothing),
            stacks: Stacks::default(),
            question: RefCell::default(),
            stage,
        })
    }

    async fn load(self: Rc<Self>) {
        if let Ok(grid) = ask_grid(&self.stage).await {
            self.map.borrow_mut().draw_grid(&grid);
            self.base.take_grid(&grid);
            self.grid.replace(Some(grid));
            self.shade();
        }
        let at = numbers(&self.stage, "data-at").map(|at| (at.get(0).as_f64(), at.get(1).as_f64()));
        if let Some((Some(lng), Some(lat))) = at {
            self.map.borrow().look_at(lng, lat);
        }
        // Setting a class does not fail.
        let _ = self.stage.class_list().add_1("ready");
        self.ask();
    }

    /// As the server's picture is.
    fn shade(&self) {
        let picture = self.stage.query_selector(".grid-picture").ok().flatten();
        let figures = picture
            .as_ref()
            .and_then(|picture| numbers(picture, "data-cells"))
            .map(|cells| whole_numbers(&cells))
            .unwrap_or_default();
        let around = picture.as_ref().unwrap_or(&self.stage);
        let shades = figures
            .iter()
            .step_by(3)
            .map(|shade| u8::try_from(*shade).unwrap_or(0));
        self.map.borrow_mut().shade(shades, around);
        self.figures.replace(figures);
    }

    /// Asks for the cases in view, where the page shows any.
    fn ask(self: &Rc<Self>) {
        let Some(address) = self.stage.get_attribute("data-ask") else {
            return;
        };
        if let Some(older) = self.question.take() {
            older.abort();
        }
        if self.map.borrow().is_shaded() {
            self.drawn.replace(Drawn::Nothing);
            return self.map.borrow_mut().show_areas();
        }
        let Ok(question) = AbortController::new() else {
            return;
        };
        let signal = question.signal();
        self.question.replace(Some(question));
        let map = Rc::clone(self);
        spawn_local(async move {
            let said = match map.ask_within(&address, &signal).await {
                Ok(()) => None,
                Err(_) if signal.aborted() => return,
                Err(_) => {
                    let again = Rc::clone(&map);
                    set_timeout(move || again.ask(), RETRY);
                    map.status()
                        .and_then(|status| status.get_attribute("data-failed"))
                }
            };
            if let Some(status) = map.status() {
                status.set_text_content(said.as_deref());
            }
        });
    }

    async fn ask_within(&self, address: &str, signal: &AbortSignal) -> Result<(), JsValue> {
        let query = question(&self.stage.get_attribute("data-region").unwrap_or_default())?;
        query.set("bbox", &self.map.borrow().bbox());
        query.set("zoom", &self.map.borrow().cell_zoom().to_string());
        let url = address.to_owned() + "?" + &String::from(query.to_string());
        let found: wire::CasesOnMap = ask(&url, Some(signal)).await?;
        let drawn = if found.cells().length() > 0 {
            Drawn::Cells(found.cells())
        } else {
            Drawn::Points(found.points())
        };
        let mut map = self.map.borrow_mut();
        match &drawn {
            Drawn::Nothing => map.show_areas(),
            Drawn::Cells(cells) => map.show_cells(cells),
            Drawn::Points(points) => {
                let label = self.stage.get_attribute("data-stack").unwrap_or_default();
                self.stacks.draw(&mut map, points, &label);
            }
        }
        self.drawn.replace(drawn);
        Ok(())
    }

    fn handle(self: &Rc<Self>, event: MapEvent) {
        match event {
            MapEvent::Moved => self.ask(),
            MapEvent::Incident(index) => self.choose(index),
            MapEvent::Stack(number) => {
                if let Drawn::Points(points) = &*self.drawn.borrow() {
                    self.stacks
                        .choose(&self.map.borrow(), points, number, &self.panel);
                }
            }
            MapEvent::Area(index) => self.choose_area(index),
            MapEvent::Over(_) | MapEvent::OverIncident(_) | MapEvent::Station(_) => {}
        }
    }

    /// What lies in the middle of the map, as if somebody pointed at it.
    fn choose_middle(self: &Rc<Self>) {
        let marks = match &*self.drawn.borrow() {
            Drawn::Nothing => Vec::new(),
            Drawn::Cells(cells) => wire::middles(cells),
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

    /// A cell of the grid, with the way to its cases: this page, narrowed to it.
    fn choose_area(&self, index: u32) {
        let grid = self.grid.borrow();
        let Some(shape) = grid.as_ref().map(|grid| grid.cells().get(index)) else {
            return;
        };
        if shape.is_undefined() || !self.stage.has_attribute("data-ask") {
            return;
        }
        let shape: wire::Shape = shape.unchecked_into();
        let figures = self.figures.borrow();
        let cell = figures.get(index as usize * 3..).unwrap_or_default();
        let number = |at: usize| cell.get(at).map_or(0, |number| u64::from(number.unsigned_abs()));
        let (count, overdue) = (number(1), number(2));
        self.map.borrow().choose(Some(&shape));
        let narrowed = question(&self.stage.get_attribute("data-region").unwrap_or_default()).map(|query| {
            query.set("grid", &shape.code());
            "?".to_owned() + &String::from(query.to_string())
        });
        self.panel.show(
            "area",
            overdue > 0,
            &[
                ("name", Some(shape.name())),
                ("township", Some(shape.township().unwrap_or_default())),
                ("count", Some(grouped(count))),
                ("overdue", Some(grouped(overdue))),
                ("share", share(count, overdue)),
                ("href", narrowed.ok()),
            ],
        );
    }

    fn choose(&self, index: u32) {
        match &*self.drawn.borrow() {
            Drawn::Nothing => {}
            Drawn::Cells(cells) => self.map.borrow().zoom_into(cells.get(index).unchecked_ref()),
            Drawn::Points(points) => {
                let point: wire::Point = points.get(index).unchecked_into();
                let cases = self.stage.get_attribute("data-cases").unwrap_or_default();
                self.panel.show(
                    "case",
                    point.overdue(),
                    &[
                        ("code", Some(point.code())),
                        ("state", Some(point.state())),
                        ("href", Some(cases + "/" + &point.code())),
                    ],
                );
            }
        }
    }

    fn use_tool(&self, event: &Event) {
        let tool = pointed_at(event, "button[data-tool]").and_then(|tool| tool.get_attribute("data-tool"));
        let map = self.map.borrow();
        match tool.as_deref() {
            Some("in") => map.zoom_by(1.0),
            Some("out") => map.zoom_by(-1.0),
            Some(_) => map.show_whole(),
            None => {}
        }
    }

    /// Escape folds, wherever on the map the focus is.
    fn hear_key(&self, event: &Event) {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.as_deref() == Some("Escape") && self.stacks.fold(&self.map.borrow()) {
            self.panel.clear();
        }
    }

    fn status(&self) -> Option<Element> {
        let side = self.stage.parent_element()?;
        side.query_selector(".map-status").ok().flatten()
    }
}
