//! The tools: choosing and bending, drawing a cell, splitting one. What they do is sent in order by [`steps`]; what keys do
//! is in [`keys`].

mod keys;
mod steps;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use domain::area::snap;
use js_sys::Function;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlFormElement, UrlSearchParams};

use super::page::{WAITING, fields_of, find, hand_over, of_panel, point_out, show, written};
use super::wire::Drawn;
use crate::map::browser::numbers;
use crate::map::wire::bbox;
use crate::map::{DrawEvent, DrawMap, Place};
use crate::ui::events::{listen, listen_first, pointed_at};
use steps::Step;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Choose,
    Draw,
    Split,
}

/// A corner, or the two ends of the side whose middle it is, and where it is now.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bend {
    from: Place,
    to: Option<Place>,
    at: Place,
}

impl Bend {
    /// A ring that has what is bent, as it is then.
    fn of(&self, ring: &[Place]) -> Option<Vec<Place>> {
        let count = ring.len();
        let found = match self.to {
            None => ring.iter().position(|corner| same(*corner, self.from)),
            Some(to) => (0..count).find(|at| {
                let (a, b) = (ring[*at], ring[(at + 1) % count]);
                (same(a, self.from) && same(b, to)) || (same(a, to) && same(b, self.from))
            }),
        }?;
        let mut bent = ring.to_vec();
        match self.to {
            None => bent[found] = self.at,
            Some(_) => bent.insert(found + 1, self.at),
        }
        Some(bent)
    }
}

/// What a pointer drags, or keys.
#[derive(Clone, Copy)]
struct Drag {
    /// Position of its marker.
    index: u32,
    bend: Bend,
}

struct Board {
    stage: Element,
    map: RefCell<DrawMap>,
    /// As the server has them, and of which version of the draft.
    kept: RefCell<Vec<Drawn>>,
    version: RefCell<String>,
    /// As they are seen: bent by what the server has still to keep.
    cells: RefCell<Vec<Drawn>>,
    chosen: RefCell<String>,
    tool: Cell<Tool>,
    /// Of the line that is drawn, or that waits for its form.
    places: RefCell<Vec<Place>>,
    drag: Cell<Option<Drag>>,
    /// Waits until nothing is dragged.
    dropped: RefCell<Option<Function>>,
    /// A corner, or the middle of a side.
    picked: Cell<Option<Place>>,
    /// The first is on its way, the others wait for what comes of it.
    steps: RefCell<VecDeque<Step>>,
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
    // Before Leaflet, whose arrows move the map.
    listen_first(&page, "keydown", move |event| keys.key(event.unchecked_ref()));
    let forms = Rc::clone(&board);
    listen(&page, "submit", move |event| forms.submit(&event));
    let leaving = Rc::clone(&board);
    listen(&window(), "beforeunload", move |event| {
        if leaving.would_lose() {
            event.prevent_default();
        }
    });
    spawn_local(async move {
        let told = board.ask().await;
        board.take_in(told);
        board.draw();
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
            kept: RefCell::default(),
            version: RefCell::default(),
            cells: RefCell::default(),
            chosen: RefCell::default(),
            tool: Cell::new(Tool::Choose),
            places: RefCell::default(),
            drag: Cell::new(None),
            dropped: RefCell::default(),
            picked: Cell::new(None),
            steps: RefCell::default(),
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

    /// Draws the cells as they will be once everything is kept.
    fn draw(&self) {
        let mut bent = self.kept.borrow().clone();
        for bend in self.steps.borrow().iter().filter_map(Step::bend) {
            for cell in &mut bent {
                if let Some(ring) = bend.of(&cell.ring) {
                    cell.ring = ring;
                }
            }
        }
        self.cells.replace(bent);
        let cells = self.cells.borrow();
        let shapes = cells.iter().map(|cell| (cell.ring.as_slice(), cell.changed));
        self.map.borrow_mut().show_cells(shapes);
        drop(cells);
        self.draw_chosen();
    }

    fn draw_chosen(&self) {
        let ring = self.ring();
        let corners = self.tool.get() == Tool::Choose;
        let shown = (!ring.is_empty()).then_some(ring.as_slice());
        self.map
            .borrow()
            .show_chosen(shown, corners, self.picked_of(&ring));
    }

    /// Position of the handle that is picked.
    fn picked_of(&self, ring: &[Place]) -> Option<u32> {
        let picked = self.picked.get()?;
        let at = handles(ring).iter().position(|handle| same(*handle, picked))?;
        u32::try_from(at).ok()
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

    /// A step on the chosen cell.
    fn do_it(self: &Rc<Self>, what: &str, pairs: &[(&str, Place)], bend: Option<Bend>) {
        let Ok(fields) = UrlSearchParams::new() else {
            return;
        };
        fields.append("do", what);
        for (name, place) in pairs {
            fields.append(name, &written(*place));
        }
        self.put(Step::say(None, &fields, bend));
    }

    /// Whether a line waits for its form, which has not been sent.
    fn waits(&self) -> bool {
        find(WAITING).is_some() && !self.steps.borrow().iter().any(Step::is_drawn)
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
                if let Some(code) = code.filter(|code| *code != self.asked_for()) {
                    self.go_to(code, false);
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
                self.release();
                self.pick(index);
            }
            DrawEvent::Held(index) => {
                self.release();
                self.pick(index);
                self.remove_picked();
            }
            DrawEvent::Moved if self.drag.get().is_none() => self.draw_chosen(),
            _ => {}
        }
    }

    /// Chooses a cell, unless that would take the form away for which a line was drawn.
    fn go_to(self: &Rc<Self>, cell: String, look: bool) {
        if self.waits() {
            self.tell();
            point_out();
        } else {
            self.put(Step::Ask { cell, look });
        }
    }

    fn pick(&self, index: u32) {
        let handles = handles(&self.ring());
        self.picked.set(handles.get(index as usize).copied());
        self.draw_chosen();
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

    fn grab(self: &Rc<Self>, index: u32) {
        let ring = self.ring();
        let (at, count) = (index as usize, ring.len());
        let Some(place) = handles(&ring).get(at).copied() else {
            return;
        };
        let (from, to) = if at < count {
            (place, None)
        } else {
            (ring[at - count], Some(ring[(at + 1 - count) % count]))
        };
        match self.drag.get() {
            // Keys have begun to move it.
            Some(drag) if drag.index == index => return,
            Some(drag) => {
                // Nothing is drawn anew: the pointer holds a marker.
                self.drag.set(None);
                self.keep(drag.bend);
            }
            None => {}
        }
        let bend = Bend { from, to, at: place };
        self.drag.set(Some(Drag { index, bend }));
    }

    fn drag_to(&self, place: Place) {
        if let Some(Drag { bend, .. }) = self.drag.get() {
            self.bend_to(self.meant(place, bend.to.is_none().then_some(bend.from)));
        }
    }

    /// Bends every cell that has what is dragged.
    fn bend_to(&self, at: Place) {
        let Some(mut drag) = self.drag.get() else { return };
        drag.bend.at = at;
        self.drag.set(Some(drag));
        let map = self.map.borrow();
        map.put_corner(drag.index, at);
        for (index, cell) in self.cells.borrow().iter().enumerate() {
            if let Some(ring) = drag.bend.of(&cell.ring) {
                map.bend(index, &ring);
            }
        }
    }

    fn keep(self: &Rc<Self>, bend: Bend) {
        let Bend { from, to, at } = bend;
        match to {
            None if same(from, at) => {}
            None => self.do_it("move", &[("from", from), ("to", at)], Some(bend)),
            Some(to) => self.do_it("insert", &[("from", from), ("to", to), ("at", at)], Some(bend)),
        }
    }

    /// Keeps what is dragged, if anything is.
    fn release(self: &Rc<Self>) {
        let Some(Drag { bend, .. }) = self.drag.take() else {
            return;
        };
        self.picked.set(self.picked.get().map(|_| bend.at));
        self.keep(bend);
        self.let_go();
    }

    /// Nothing is dragged now.
    fn let_go(&self) {
        self.draw();
        if let Some(go_on) = self.dropped.take() {
            // Resolving a promise does not fail.
            let _ = go_on.call0(&JsValue::NULL);
        }
    }

    fn remove_picked(self: &Rc<Self>) {
        self.release();
        let picked = self.picked.get();
        let corner = picked.filter(|picked| self.ring().iter().any(|corner| same(*corner, *picked)));
        if let Some(corner) = corner {
            self.picked.set(None);
            self.do_it("remove", &[("at", corner)], None);
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
            // It stays to be seen until what its form says is kept.
            self.map.borrow().show_line(&places, None);
            hand_over(name, &places);
            self.places.replace(places);
            self.tell();
        }
    }

    /// Takes a tool; what another one has drawn is given up.
    fn take(self: &Rc<Self>, tool: Tool) {
        self.release();
        let lacks_cell = tool == Tool::Split && self.chosen.borrow().is_empty();
        self.tool.set(if lacks_cell { Tool::Choose } else { tool });
        self.places.borrow_mut().clear();
        self.map.borrow().show_line(&[], None);
        show(WAITING, false);
        self.tell();
        if lacks_cell {
            hint("data-none-chosen");
        }
        self.draw_chosen();
    }

    /// Says which tool it is, how it is used, and how it is laid down.
    fn tell(&self) {
        let (tool, waits) = (self.tool.get(), self.waits());
        let name = match tool {
            Tool::Choose => "choose",
            Tool::Draw => "draw",
            Tool::Split => "split",
        };
        for other in ["choose", "draw", "split"] {
            if let Some(button) = find(&("[data-tool=".to_owned() + other + "]")) {
                let is_it = other == name;
                let _ = button.set_attribute("aria-pressed", if is_it { "true" } else { "false" });
                if is_it {
                    say(&button.get_attribute("data-hint").unwrap_or_default());
                }
            }
        }
        if waits {
            hint("data-waiting");
        }
        let drawing = tool != Tool::Choose;
        show("[data-tool=finish]", drawing);
        show("[data-tool=cancel]", drawing || waits);
        let _ = self.stage.class_list().toggle_with_force("drawing", drawing);
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
            Some("choose") if self.waits() => point_out(),
            Some("in") => self.map.borrow().zoom_by(1.0),
            Some("out") => self.map.borrow().zoom_by(-1.0),
            _ => self.take(Tool::Choose),
        }
    }

    /// The forms of steps go this way, so that the map stays. Those that end the draft load a page, after what is on its
    /// way.
    fn submit(self: &Rc<Self>, event: &Event) {
        let Some(form) = pointed_at(event, "form") else {
            return;
        };
        let form: HtmlFormElement = form.unchecked_into();
        let is_choice = form.class_name() == "draw-choose";
        let deed = form.get_attribute("data-deed").unwrap_or_default();
        let stays = matches!(
            deed.as_str(),
            "undo" | "redo" | "say" | "merge" | "split" | "draw" | "drop"
        );
        if !(is_choice || stays) {
            if !deed.is_empty() && self.has_unsent() {
                event.prevent_default();
                self.put(Step::Leave { deed });
            }
            return;
        }
        let Some(fields) = fields_of(&form) else { return };
        event.prevent_default();
        if is_choice {
            return self.go_to(fields.get("cell").unwrap_or_default(), true);
        }
        self.put(Step::say(Some(form.action()), &fields, None));
    }
}

/// What can be grabbed: the corners of a ring and, behind these, the middles of its sides.
fn handles(ring: &[Place]) -> Vec<Place> {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    let middles = ends.map(|(a, b)| (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1)));
    ring.iter().copied().chain(middles).collect()
}

/// Says one of the words that the hint carries.
fn hint(attribute: &str) {
    let words = find(".draw-hint").and_then(|hint| hint.get_attribute(attribute));
    say(&words.unwrap_or_default());
}

fn say(words: &str) {
    // What stands there already is not told again.
    if let Some(hint) = find(".draw-hint").filter(|hint| hint.text_content().as_deref() != Some(words)) {
        hint.set_text_content(Some(words));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Place; 4] = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];

    #[test]
    fn a_bend_moves_its_corner_and_leaves_rings_that_do_not_have_it() {
        let bend = Bend {
            from: (2.0, 0.0),
            to: None,
            at: (3.0, 1.0),
        };
        let bent = [(0.0, 0.0), (3.0, 1.0), (2.0, 2.0), (0.0, 2.0)];
        assert_eq!(bend.of(&SQUARE).as_deref(), Some(bent.as_slice()));
        assert_eq!(bend.of(&bent), None);
    }

    #[test]
    fn a_bend_puts_a_corner_into_its_side_whichever_way_the_ring_goes() {
        // The side that closes the ring.
        let bend = Bend {
            from: (0.0, 0.0),
            to: Some((0.0, 2.0)),
            at: (-1.0, 1.0),
        };
        let bent = bend.of(&SQUARE).expect("a side");
        assert_eq!(bent.len(), 5);
        assert_eq!(bent[4], (-1.0, 1.0));
        let back = [(2.0, 2.0), (2.0, 0.0), (0.0, 0.0), (0.0, 2.0)];
        let bent = bend.of(&back).expect("a side");
        assert_eq!(bent[3], (-1.0, 1.0));
    }

    #[test]
    fn handles_are_corners_and_behind_them_the_middles_of_their_sides() {
        let handles = handles(&SQUARE);
        assert_eq!(handles[..4], SQUARE);
        assert_eq!(handles[4..], [(1.0, 0.0), (2.0, 1.0), (1.0, 2.0), (0.0, 1.0)]);
    }
}
