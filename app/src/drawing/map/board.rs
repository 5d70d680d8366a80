//! The tools: choosing and bending, drawing a cell, splitting one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::area::snap;
use leptos::prelude::document;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, KeyboardEvent, UrlSearchParams};

use super::page::{fields_of, find, hand_over, of_panel, send, show, written};
use super::wire::{self, Drawn};
use crate::map::browser::{ask, numbers};
use crate::map::wire::bbox;
use crate::map::{DrawEvent, DrawMap, Place};
use crate::ui::events::{listen, pointed_at};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Choose,
    Draw,
    Split,
}

/// What is being dragged.
struct Drag {
    /// Position of its marker.
    index: u32,
    /// A corner, or the two ends of the side whose middle it is.
    from: Place,
    to: Option<Place>,
    /// Where it is now.
    at: Place,
}

struct Board {
    stage: Element,
    map: RefCell<DrawMap>,
    cells: RefCell<Vec<Drawn>>,
    chosen: RefCell<String>,
    tool: Cell<Tool>,
    /// Of the line that is drawn.
    places: RefCell<Vec<Place>>,
    drag: RefCell<Option<Drag>>,
    picked: Cell<Option<u32>>,
    /// A step is on its way: the next waits for what comes of it.
    is_busy: Cell<bool>,
}

/// Makes the map in `host`; without Leaflet the forms stay.
pub(super) fn start(host: &Element) {
    let Some(board) = Board::new(host).map(Rc::new) else {
        return;
    };
    let listener = Rc::clone(&board);
    board.map.borrow_mut().listen(move |event| {
        // Out of the call that raised it: Leaflet also raises events while it is told to draw.
        let board = Rc::clone(&listener);
        spawn_local(async move { board.handle(event) });
    });
    let page = document();
    let tools = Rc::clone(&board);
    listen(&page, "click", move |event| tools.click(&event));
    let keys = Rc::clone(&board);
    listen(&page, "keydown", move |event| keys.key(event.unchecked_ref()));
    let forms = Rc::clone(&board);
    listen(&page, "submit", move |event| forms.submit(&event));
    spawn_local(async move {
        board.load("").await;
        let chosen = of_panel("data-cell");
        board.choose(chosen, true);
        let _ = board.stage.class_list().add_1("ready");
    });
}

fn same(a: Place, b: Place) -> bool {
    // A millimetre, as the server has it.
    (a.0 - b.0).abs() <= 1e-8 && (a.1 - b.1).abs() <= 1e-8
}

impl Board {
    fn new(host: &Element) -> Option<Self> {
        let stage = host.closest(".draw-stage").ok().flatten()?;
        host.set_attribute("aria-label", &stage.get_attribute("data-label")?)
            .ok()?;
        let whole = bbox(&numbers(&stage, "data-view")?);
        Some(Self {
            map: RefCell::new(DrawMap::new(host.unchecked_ref(), whole)?),
            stage,
            cells: RefCell::default(),
            chosen: RefCell::default(),
            tool: Cell::new(Tool::Choose),
            places: RefCell::default(),
            drag: RefCell::default(),
            picked: Cell::new(None),
            is_busy: Cell::new(false),
        })
    }

    fn address(&self, attribute: &str) -> String {
        self.stage.get_attribute(attribute).unwrap_or_default()
    }

    /// The address of the draft with a cell chosen.
    fn page_of(&self, code: &str) -> String {
        self.address("data-page") + &String::from(js_sys::encode_uri_component(code))
    }

    /// Asks for what has changed since a version, and draws it.
    async fn load(&self, since: &str) {
        let asked = ask::<wire::Cells>(&(self.address("data-cells") + since), None).await;
        show("[data-lost]", asked.is_err());
        if let Ok(told) = asked {
            wire::take(&mut self.cells.borrow_mut(), &told);
        }
        self.draw();
    }

    fn draw(&self) {
        let cells = self.cells.borrow();
        let shapes = cells.iter().map(|cell| (cell.ring.as_slice(), cell.changed));
        self.map.borrow_mut().show_cells(shapes);
        drop(cells);
        self.draw_chosen();
    }

    fn draw_chosen(&self) {
        let (cells, chosen) = (self.cells.borrow(), self.chosen.borrow());
        let ring = cells
            .iter()
            .find(|cell| cell.code == *chosen)
            .map(|cell| cell.ring.as_slice());
        let corners = self.tool.get() == Tool::Choose;
        self.map.borrow().show_chosen(ring, corners, self.picked.get());
    }

    fn choose(&self, code: String, look: bool) {
        self.picked.set(None);
        self.chosen.replace(code);
        self.draw_chosen();
        if !look {
            return;
        }
        let (cells, chosen) = (self.cells.borrow(), self.chosen.borrow());
        if let Some(cell) = cells.iter().find(|cell| cell.code == *chosen) {
            self.map.borrow().look_around(&cell.ring);
        }
    }

    /// Sends a step, or asks for the page of a cell, and draws what came of it.
    fn step(self: &Rc<Self>, address: String, fields: Option<UrlSearchParams>, look: bool) {
        if self.is_busy.replace(true) {
            return;
        }
        let board = Rc::clone(self);
        spawn_local(async move {
            let _ = board.stage.class_list().add_1("busy");
            let before = of_panel("data-version");
            if send(&address, fields.as_ref()).await && of_panel("data-version") != before {
                board.load(&before).await;
            } else {
                // What was bent goes back.
                board.draw();
            }
            let chosen = of_panel("data-cell");
            if chosen != *board.chosen.borrow() {
                board.choose(chosen, look);
            }
            let _ = board.stage.class_list().remove_1("busy");
            board.is_busy.set(false);
        });
    }

    /// A step on the chosen cell.
    fn do_it(self: &Rc<Self>, what: &str, pairs: &[(&str, Place)]) {
        let Ok(fields) = UrlSearchParams::new() else {
            return;
        };
        fields.append("do", what);
        fields.append("version", &of_panel("data-version"));
        for (name, place) in pairs {
            fields.append(name, &written(*place));
        }
        let address = self.page_of(&self.chosen.borrow());
        self.step(address, Some(fields), false);
    }

    fn handle(self: &Rc<Self>, event: DrawEvent) {
        let drawing = self.tool.get() != Tool::Choose;
        match event {
            DrawEvent::Cell(index) if !drawing => {
                let code = self
                    .cells
                    .borrow()
                    .get(index as usize)
                    .map(|cell| cell.code.clone());
                if let Some(code) = code.filter(|code| *code != *self.chosen.borrow()) {
                    self.step(self.page_of(&code), None, false);
                }
            }
            DrawEvent::Click(place) if drawing => self.add(place),
            DrawEvent::Over(place) if drawing && !self.places.borrow().is_empty() => {
                let ahead = self.meant(place, None);
                self.map.borrow().show_line(&self.places.borrow(), Some(ahead));
            }
            DrawEvent::Grabbed(index) => self.grab(index),
            DrawEvent::Dragged(place) => self.drag_to(place),
            DrawEvent::Dropped => self.release(),
            DrawEvent::Picked(index) => {
                self.picked.set(Some(index));
                self.draw_chosen();
            }
            DrawEvent::Held(index) => {
                self.picked.set(Some(index));
                self.remove_picked();
            }
            DrawEvent::Moved if self.drag.borrow().is_none() => self.draw_chosen(),
            _ => {}
        }
    }

    /// The place that a pointer means: a corner or side near it, if there is one.
    fn meant(&self, place: Place, moving: Option<Place>) -> Place {
        let reach = self.map.borrow().reach(place);
        let (cells, places) = (self.cells.borrow(), self.places.borrow());
        let rings = cells.iter().map(|cell| cell.ring.as_slice());
        let own = places.iter().map(std::slice::from_ref);
        snap(rings.chain(own), place, reach, moving).map_or(place, domain::area::Snapped::place)
    }

    fn ring(&self) -> Vec<Place> {
        let (cells, chosen) = (self.cells.borrow(), self.chosen.borrow());
        let cell = cells.iter().find(|cell| cell.code == *chosen);
        cell.map(|cell| cell.ring.clone()).unwrap_or_default()
    }

    fn grab(&self, index: u32) {
        let ring = self.ring();
        let (at, count) = (index as usize, ring.len());
        let drag = if at < count {
            Drag {
                index,
                from: ring[at],
                to: None,
                at: ring[at],
            }
        } else if at < 2 * count {
            let (from, to) = (ring[at - count], ring[(at + 1 - count) % count]);
            Drag {
                index,
                from,
                to: Some(to),
                at: from,
            }
        } else {
            return;
        };
        self.drag.replace(Some(drag));
    }

    /// Bends every cell that has what is dragged.
    fn drag_to(&self, place: Place) {
        let mut drag = self.drag.borrow_mut();
        let Some(drag) = drag.as_mut() else { return };
        drag.at = self.meant(place, drag.to.is_none().then_some(drag.from));
        let map = self.map.borrow();
        map.put_corner(drag.index, drag.at);
        for (index, cell) in self.cells.borrow().iter().enumerate() {
            let mut ring = cell.ring.clone();
            let count = ring.len();
            let found = match drag.to {
                None => ring.iter().position(|corner| same(*corner, drag.from)),
                Some(to) => (0..count).find(|at| {
                    let (a, b) = (ring[*at], ring[(at + 1) % count]);
                    (same(a, drag.from) && same(b, to)) || (same(a, to) && same(b, drag.from))
                }),
            };
            match (found, drag.to) {
                (Some(at), None) => ring[at] = drag.at,
                (Some(at), Some(_)) => ring.insert(at + 1, drag.at),
                (None, _) => continue,
            }
            map.bend(index, &ring);
        }
    }

    fn release(self: &Rc<Self>) {
        let Some(drag) = self.drag.take() else { return };
        match drag.to {
            None if !same(drag.from, drag.at) => self.do_it("move", &[("from", drag.from), ("to", drag.at)]),
            Some(to) => self.do_it("insert", &[("from", drag.from), ("to", to), ("at", drag.at)]),
            None => self.draw(),
        }
    }

    fn remove_picked(self: &Rc<Self>) {
        let ring = self.ring();
        let corner = self
            .picked
            .take()
            .and_then(|index| ring.get(index as usize).copied());
        if let Some(corner) = corner {
            self.do_it("remove", &[("at", corner)]);
        }
    }

    /// One more place of the line; the last one again, or the first of a ring, ends it.
    fn add(self: &Rc<Self>, place: Place) {
        let place = self.meant(place, None);
        let (ends, closes) = {
            let places = self.places.borrow();
            let ends = places.last().is_some_and(|last| same(*last, place));
            (
                ends,
                places.len() > 2 && places.first().is_some_and(|first| same(*first, place)),
            )
        };
        if ends || (closes && self.tool.get() == Tool::Draw) {
            return self.finish();
        }
        self.places.borrow_mut().push(place);
        self.map.borrow().show_line(&self.places.borrow(), None);
    }

    fn finish(self: &Rc<Self>) {
        let places = self.places.borrow().clone();
        let (name, least) = match self.tool.get() {
            Tool::Draw => ("ring", 3),
            Tool::Split => ("line", 2),
            Tool::Choose => return,
        };
        if places.len() >= least {
            self.take(Tool::Choose);
            // It stays to be seen until the form is sent.
            self.map.borrow().show_line(&places, None);
            hand_over(name, &places);
        }
    }

    fn take(&self, tool: Tool) {
        self.tool.set(tool);
        self.places.borrow_mut().clear();
        self.map.borrow().show_line(&[], None);
        let name = match tool {
            Tool::Choose => "choose",
            Tool::Draw => "draw",
            Tool::Split => "split",
        };
        let mut words = String::new();
        for other in ["choose", "draw", "split"] {
            if let Some(button) = find(&("[data-tool=".to_owned() + other + "]")) {
                let is_it = other == name;
                let _ = button.set_attribute("aria-pressed", if is_it { "true" } else { "false" });
                if is_it {
                    words = button.get_attribute("data-hint").unwrap_or_default();
                }
            }
        }
        let hint = find(".draw-hint");
        if tool == Tool::Split && self.chosen.borrow().is_empty() {
            words = hint
                .as_ref()
                .and_then(|hint| hint.get_attribute("data-none-chosen"))
                .unwrap_or_default();
            self.tool.set(Tool::Choose);
        }
        if let Some(hint) = hint {
            hint.set_text_content(Some(&words));
        }
        let drawing = self.tool.get() != Tool::Choose;
        show("[data-tool=finish]", drawing);
        show("[data-tool=cancel]", drawing);
        let _ = self.stage.class_list().toggle_with_force("drawing", drawing);
        self.draw_chosen();
    }

    fn click(self: &Rc<Self>, event: &Event) {
        if let Some(button) = pointed_at(event, "[data-look]") {
            let text = button.get_attribute("data-look").unwrap_or_default();
            if let Some((lng, lat)) = text.split_once(',') {
                let number = js_sys::Number::parse_float;
                self.map.borrow().look_at((number(lng), number(lat)));
                self.stage.scroll_into_view();
            }
        }
        let Some(button) = pointed_at(event, "[data-tool]") else {
            return;
        };
        match button.get_attribute("data-tool").as_deref() {
            Some("draw") => self.take(Tool::Draw),
            Some("split") => self.take(Tool::Split),
            Some("finish") => self.finish(),
            Some("in") => self.map.borrow().zoom_by(1.0),
            Some("out") => self.map.borrow().zoom_by(-1.0),
            _ => self.take(Tool::Choose),
        }
    }

    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        if pointed_at(event, "input, select, textarea, button, a").is_some() {
            return;
        }
        let drawing = self.tool.get() != Tool::Choose;
        match event.key().as_str() {
            "Enter" if drawing => self.finish(),
            "Escape" if drawing => self.take(Tool::Choose),
            "Delete" | "Backspace" if !drawing => self.remove_picked(),
            "z" if event.ctrl_key() || event.meta_key() => self.do_it("undo", &[]),
            "y" if event.ctrl_key() || event.meta_key() => self.do_it("redo", &[]),
            _ => return,
        }
        event.prevent_default();
    }

    /// The forms of steps go this way, so that the map stays. Those that end the draft load a page.
    fn submit(self: &Rc<Self>, event: &Event) {
        let Some(form) = pointed_at(event, "form") else {
            return;
        };
        let form: HtmlFormElement = form.unchecked_into();
        let is_choice = form.class_name() == "draw-choose";
        let deed = form.get_attribute("data-deed");
        let stays = matches!(
            deed.as_deref(),
            Some("undo" | "redo" | "say" | "merge" | "split" | "draw" | "drop")
        );
        if !(is_choice || stays) {
            return;
        }
        let Some(fields) = fields_of(&form) else { return };
        event.prevent_default();
        if is_choice {
            let code = fields.get("cell").unwrap_or_default();
            return self.step(self.page_of(&code), None, true);
        }
        self.map.borrow().show_line(&[], None);
        self.step(form.action(), Some(fields), false);
    }
}
