//! Layers in the browser: which are ticked, what is asked for them, what is drawn, what somebody points at.
//!
//! The control on the page says everything else: the icons, the counts, the address to ask, the words.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::element::{NO_LAYER, STATION_LAYERS};
use js_sys::Array;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Element, Event, HtmlInputElement, MouseEvent, Path2d, UrlSearchParams};

use super::marks::{Item, Mark, hit, in_view, marks};
use super::near::{Near, cases, fixed};
use super::wire::{Feature, Features};
use crate::grid::Panel;
use crate::map::Palette;
use crate::map::browser::{ask, is_touch, say_in_address};
use crate::map::overlay::{Overlay, View, ViewEvent, World, path};
use crate::ui::events::{listen, listen_first, pointed_at};

/// Up to so many elements are fetched at once; of more only those around the view.
const WHOLE: u32 = 3_000;
/// From this zoom on the server puts none together.
const SINGLE_FROM: f64 = 17.0;
/// Elements in view that are listed.
const LISTED: usize = 5;

/// A layer that has an icon.
struct Kind {
    code: String,
    icon: Path2d,
    name: String,
    count: u32,
}

struct Layers {
    stage: Element,
    control: Element,
    boxes: Vec<HtmlInputElement>,
    /// Says the ticked layers to the form of the page.
    said: Option<HtmlInputElement>,
    kinds: Vec<Kind>,
    overlay: Overlay,
    panel: Panel,
    palette: RefCell<Palette>,
    features: RefCell<Array>,
    items: RefCell<Vec<Item>>,
    /// With the scale that they are for.
    marks: RefCell<(f64, Vec<Mark>)>,
    chosen: Cell<Option<World>>,
    /// What was asked last; a newer question takes the older back.
    asked: RefCell<String>,
    question: RefCell<Option<AbortController>>,
    near: Near,
    on_choose: Box<dyn Fn()>,
    /// Where the pointer went down.
    pressed: Cell<(i32, i32)>,
}

/// Draws the layers over the map in `stage`; nothing where the page has no control for them. Calls `on_choose` when the panel begins
/// to speak of an element, and of nothing else any more.
pub(crate) fn follow(stage: &Element, overlay: Overlay, on_choose: impl Fn() + 'static) {
    let Some(layers) = Layers::new(stage, overlay, Box::new(on_choose)).map(Rc::new) else {
        return;
    };
    layers.say();
    let moved = Rc::clone(&layers);
    layers.overlay.listen(move |event| match event {
        ViewEvent::Moved => moved.draw(),
        ViewEvent::Flies => moved.overlay.hide(),
        ViewEvent::Rested => {
            moved.draw();
            moved.list();
            moved.load();
        }
    });
    let ticked = Rc::clone(&layers);
    listen(&layers.control, "change", move |_| {
        ticked.say();
        ticked.write_address();
        ticked.load();
    });
    listen_to_pointer(&layers);
    let closing = Rc::clone(&layers);
    listen(layers.panel.element(), "click", move |event| {
        if pointed_at(&event, ".panel-close").is_some() {
            closing.panel.clear();
            closing.choose_none();
        }
    });
    let listed = Rc::clone(&layers);
    listen(&layers.control, "click", move |event| {
        let number = pointed_at(&event, "[data-item]").and_then(|button| button.get_attribute("data-item"));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            listed.choose(number);
        }
    });
    if let Ok(Some(theme)) = window().match_media("(prefers-color-scheme: dark)") {
        let themed = Rc::clone(&layers);
        listen(&theme, "change", move |_| {
            themed.palette.replace(Palette::read(&themed.stage));
            themed.draw();
        });
    }
    layers.load();
}

fn listen_to_pointer(layers: &Rc<Layers>) {
    let pressed = Rc::clone(layers);
    listen_first(&layers.stage, "pointerdown", move |event| {
        if let Some(mouse) = event.dyn_ref::<MouseEvent>() {
            pressed.pressed.set((mouse.client_x(), mouse.client_y()));
        }
    });
    // Before the map hears of it: a mark lies on what is below it.
    let clicked = Rc::clone(layers);
    listen_first(&layers.stage, "click", move |event| {
        if let Some(mark) = clicked.under(&event) {
            event.stop_propagation();
            clicked.point(mark);
        } else if pointed_at(&event, ".map-host").is_some() {
            clicked.choose_none();
        }
    });
    let over = Rc::clone(layers);
    listen(&layers.stage, "mousemove", move |event| {
        let is_over = over.under(&event).is_some();
        let _ = over.stage.class_list().toggle_with_force("over-mark", is_over);
    });
}

impl Layers {
    fn new(stage: &Element, overlay: Overlay, on_choose: Box<dyn Fn()>) -> Option<Self> {
        let control = document().query_selector(".map-layers").ok().flatten()?;
        let found = control.query_selector_all("input[name=layers]").ok()?;
        let inputs = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlInputElement>().ok());
        let (boxes, said): (Vec<_>, Vec<_>) = inputs.partition(|input| input.type_() == "checkbox");
        let mut kinds = Vec::new();
        for input in &boxes {
            // One field of the form says them all.
            let _ = input.remove_attribute("name");
            let row = input.closest("li").ok().flatten()?;
            let Ok(Some(drawn)) = row.query_selector(".element-icon path") else {
                continue;
            };
            let count = input.get_attribute("data-count");
            let name = row.query_selector(".layer-name").ok().flatten();
            kinds.push(Kind {
                code: input.value(),
                icon: path(&drawn.get_attribute("d")?)?,
                name: name.and_then(|name| name.text_content()).unwrap_or_default(),
                count: count.and_then(|count| count.parse().ok()).unwrap_or(0),
            });
        }
        Some(Self {
            palette: RefCell::new(Palette::read(stage)),
            stage: stage.clone(),
            control,
            boxes,
            said: said.into_iter().next(),
            kinds,
            overlay,
            panel: Panel::find()?,
            features: RefCell::default(),
            items: RefCell::default(),
            marks: RefCell::default(),
            chosen: Cell::default(),
            asked: RefCell::default(),
            question: RefCell::default(),
            near: Near::default(),
            on_choose,
            pressed: Cell::default(),
        })
    }

    /// Codes of the ticked layers.
    fn ticked(&self) -> Vec<String> {
        let ticked = self.boxes.iter().filter(|input| input.checked());
        ticked.map(HtmlInputElement::value).collect()
    }

    /// What the address says of the ticked layers; nothing where they are the usual ones.
    fn words(&self) -> Option<String> {
        let ticked = self.ticked();
        let is_usual = self
            .boxes
            .iter()
            .all(|input| STATION_LAYERS.contains(&input.value().as_str()) == input.checked());
        if is_usual {
            None
        } else if ticked.is_empty() {
            Some(NO_LAYER.to_owned())
        } else {
            Some(ticked.join(","))
        }
    }

    /// Tells the form and the style sheet what is ticked.
    fn say(&self) {
        let words = self.words();
        if let Some(said) = &self.said {
            said.set_disabled(words.is_none());
            said.set_value(words.as_deref().unwrap_or_default());
        }
        let ticked = self.ticked();
        let off: Vec<&str> = STATION_LAYERS
            .into_iter()
            .filter(|code| !ticked.iter().any(|known| known == code))
            .collect();
        let _ = self.stage.set_attribute("data-off", &off.join(" "));
    }

    fn write_address(&self) {
        // Refused only for another origin.
        let _ = say_in_address("layers", self.words().as_deref());
    }

    /// Asks for what the ticked layers need, if that is not there.
    fn load(self: &Rc<Self>) {
        let ticked = self.ticked();
        let shown: Vec<&Kind> = self
            .kinds
            .iter()
            .filter(|kind| ticked.contains(&kind.code))
            .collect();
        let Some(url) = self.url(&shown) else {
            self.asked.take();
            self.give_up();
            self.take(Array::new());
            return;
        };
        if *self.asked.borrow() == url {
            return;
        }
        self.asked.replace(url.clone());
        self.give_up();
        let Ok(question) = AbortController::new() else {
            return;
        };
        let signal = question.signal();
        self.question.replace(Some(question));
        let layers = Rc::clone(self);
        spawn_local(async move {
            match ask::<Features>(&url, Some(&signal)).await {
                _ if signal.aborted() => {}
                Ok(found) => {
                    layers.take(found.features());
                    layers.status(None);
                }
                Err(_) => {
                    layers.asked.take();
                    layers.status(layers.control.get_attribute("data-failed"));
                }
            }
        });
    }

    /// Takes back the question that is open: its answer would show what is wanted no more.
    fn give_up(&self) {
        if let Some(older) = self.question.take() {
            older.abort();
        }
    }

    fn url(&self, shown: &[&Kind]) -> Option<String> {
        if shown.is_empty() {
            return None;
        }
        let query = UrlSearchParams::new().ok()?;
        let region = self.stage.get_attribute("data-region").unwrap_or_default();
        query.set("region", &region);
        let codes: Vec<&str> = shown.iter().map(|kind| kind.code.as_str()).collect();
        query.set("kind", &codes.join(","));
        if shown.iter().map(|kind| kind.count).sum::<u32>() > WHOLE {
            let around = self.overlay.around().map(|side| fixed(side, 5));
            query.set("bbox", &around.join(","));
            let zoom = self.overlay.zoom();
            if zoom < SINGLE_FROM {
                query.set("zoom", &fixed(zoom.floor(), 0));
            }
        }
        let address = self.control.get_attribute("data-address").unwrap_or_default();
        Some(address + "?" + &String::from(query.to_string()))
    }

    fn take(&self, features: Array) {
        let number = |code: &str| self.kinds.iter().position(|kind| kind.code == code);
        let items = features.iter().map(|feature| {
            let feature: Feature = feature.unchecked_into();
            let (lng, lat) = feature.place();
            let of = feature.properties();
            let kind = number(&of.kind()).and_then(|kind| u8::try_from(kind).ok());
            Item {
                place: World::at(lng, lat),
                kind: kind.unwrap_or(u8::MAX),
                count: of.count().unwrap_or(1),
            }
        });
        self.items.replace(items.collect());
        self.features.replace(features);
        self.marks.replace((0.0, Vec::new()));
        self.draw();
        self.list();
    }

    fn draw(&self) {
        let view = self.overlay.view();
        {
            let mut drawn = self.marks.borrow_mut();
            if (drawn.0 - view.scale).abs() > 0.5 {
                *drawn = (view.scale, marks(&self.items.borrow(), view.scale));
            }
        }
        self.overlay.clear(&view);
        let palette = self.palette.borrow();
        for mark in &self.marks.borrow().1 {
            let pixel = view.pixel(mark.place);
            if let Some(kind) = self
                .kinds
                .get(usize::from(mark.kind))
                .filter(|_| view.shows(pixel))
            {
                self.overlay.mark(pixel, &kind.icon, mark.count, &palette);
            }
        }
        if let Some(place) = self.chosen.get() {
            self.overlay.ring(view.pixel(place), &palette);
        }
    }

    /// The mark under the pointer, unless the pointer moved the map.
    fn under(&self, event: &Event) -> Option<Mark> {
        let mouse: &MouseEvent = event.dyn_ref()?;
        let host = pointed_at(event, ".map-host")?;
        // Stations are buttons of their own.
        if pointed_at(event, ".leaflet-marker-icon").is_some() {
            return None;
        }
        let (from_x, from_y) = self.pressed.get();
        let is_drag = (mouse.client_x() - from_x).abs() + (mouse.client_y() - from_y).abs() > 8;
        if event.type_() == "click" && is_drag {
            return None;
        }
        let at = host.get_bounding_client_rect();
        let pixel = (
            f64::from(mouse.client_x()) - at.left(),
            f64::from(mouse.client_y()) - at.top(),
        );
        let reach = if is_touch() { 20.0 } else { 13.0 };
        hit(&self.marks.borrow().1, &self.overlay.view(), pixel, reach)
    }

    /// Several come apart, one is told of.
    fn point(self: &Rc<Self>, mark: Mark) {
        if mark.count == 1 || self.overlay.zoom() >= SINGLE_FROM {
            self.choose(mark.item);
            return;
        }
        let feature: Feature = self.features.borrow().get(mark.item).unchecked_into();
        let (lng, lat) = feature.place();
        self.overlay.nearer(lng, lat);
    }

    fn choose_none(&self) {
        if self.chosen.take().is_some() {
            self.draw();
        }
    }

    fn choose(self: &Rc<Self>, number: u32) {
        let feature = self.features.borrow().get(number);
        if feature.is_undefined() {
            return;
        }
        let feature: Feature = feature.unchecked_into();
        let (lng, lat) = feature.place();
        let of = feature.properties();
        let kind = self.kinds.iter().find(|kind| kind.code == of.kind());
        let place = World::at(lng, lat);
        let link = self.link(lng, lat);
        let known = vec![
            ("name", of.name()),
            ("kind", kind.map(|kind| kind.name.clone())),
            ("address", of.address()),
            ("href", link),
        ];
        self.chosen.set(Some(place));
        (self.on_choose)();
        self.panel.show("element", false, &known);
        self.overlay.bring(lng, lat);
        self.draw();
        let layers = Rc::clone(self);
        spawn_local(async move {
            let nearest = layers.near.station(&layers.stage, (lng, lat)).await;
            let cases = cases(&layers.stage, (lng, lat)).await;
            // Something else may have been pointed at meanwhile.
            if layers.chosen.get() == Some(place) {
                let (station, metres) = nearest.unzip();
                let found = [("station", station), ("metres", metres), ("cases", cases)];
                layers
                    .panel
                    .show("element", false, &[known, found.to_vec()].concat());
            }
        });
    }

    /// The address of the map that shows this place with these layers.
    fn link(&self, lng: f64, lat: f64) -> Option<String> {
        let map = self.control.get_attribute("data-map")?;
        let mark = if map.contains('?') { "&" } else { "?" };
        let at = fixed(lng, 6) + "," + &fixed(lat, 6);
        Some(match self.words() {
            Some(layers) => map + mark + "layers=" + &layers + "&at=" + &at,
            None => map + mark + "at=" + &at,
        })
    }

    /// Lists what is in view: who has no pointer chooses there.
    fn list(&self) {
        let Ok(Some(list)) = self.control.query_selector(".layer-list") else {
            return;
        };
        list.set_inner_html("");
        if let Ok(Some(more)) = self.control.query_selector(".layer-more") {
            more.remove();
        }
        let view: View = self.overlay.view();
        let features = self.features.borrow();
        let found = in_view(&self.items.borrow(), &view, LISTED);
        for number in &found {
            let feature: Feature = features.get(*number).unchecked_into();
            let item = document().create_element("li");
            let button = document().create_element("button");
            if let (Ok(item), Ok(button)) = (item, button) {
                let _ = button.set_attribute("type", "button");
                let _ = button.set_attribute("data-item", &number.to_string());
                button.set_text_content(feature.properties().name().as_deref());
                let _ = item.append_child(&button);
                let _ = list.append_child(&item);
            }
        }
        if let Ok(Some(title)) = self.control.query_selector(".layer-title") {
            title.set_text_content(title.get_attribute("data-in-view").as_deref());
            let _ = title.toggle_attribute_with_force("hidden", found.is_empty());
        }
    }

    fn status(&self, words: Option<String>) {
        if let Ok(Some(line)) = self.control.query_selector(".layer-status") {
            line.set_text_content(words.as_deref());
        }
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser;
