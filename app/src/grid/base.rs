//! What lies under the map in the browser: borders, names and ground of our own, and the tiles that somebody chooses.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Map};
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement, UrlSearchParams};

use crate::map::base::wire::{Basemap, Ground};
use crate::map::base::{BaseMap, TileSet};
use crate::map::browser::{ask, numbers};
use crate::map::wire::Grid;
use crate::ui::events::listen;

/// Where the browser remembers a choice.
const REMEMBERED: &str = "lianqin.base";

/// How much of the shades is seen over the ground, and over tiles.
const OVER_GROUND: f64 = 0.84;
const OVER_TILES: f64 = 0.6;

/// Tiles of ground that are kept, and asked for at once.
const KEPT: u32 = 80;
const AT_ONCE: u32 = 36;

pub(crate) struct Base {
    stage: Element,
    map: Rc<BaseMap>,
    /// Zooms of nearer ground.
    levels: RefCell<Vec<u32>>,
    far: RefCell<Array>,
    /// Answers by their address.
    near: Map,
    /// What is drawn: the level and the tiles of it.
    drawn: RefCell<String>,
    has_ground: Cell<bool>,
    /// Of the tiles chosen now: whether any came, and whether it was said that none do.
    came: Cell<bool>,
    /// Counts choices, so that a late tile of an earlier one says nothing.
    choice: Cell<u32>,
    shade: Box<dyn Fn(f64)>,
}

impl Base {
    /// `shade` is told how much of the shades is to be seen.
    pub(crate) fn start(stage: &Element, map: Rc<BaseMap>, shade: impl Fn(f64) + 'static) -> Rc<Self> {
        let base = Rc::new(Self {
            stage: stage.clone(),
            map,
            levels: RefCell::default(),
            far: RefCell::default(),
            near: Map::new(),
            drawn: RefCell::default(),
            has_ground: Cell::new(false),
            came: Cell::new(false),
            choice: Cell::new(0),
            shade: Box::new(shade),
        });
        let asking = Rc::clone(&base);
        spawn_local(async move {
            // Without it the map still shows its cells.
            let _ = asking.load().await;
        });
        base.offer();
        if let Ok(Some(theme)) = window().match_media("(prefers-color-scheme: dark)") {
            let themed = Rc::clone(&base);
            listen(&theme, "change", move |_| themed.map.repaint());
        }
        base
    }

    /// Names of the cells.
    pub(crate) fn take_grid(&self, grid: &Grid) {
        self.map.take_grid(grid);
    }

    async fn load(self: Rc<Self>) -> Result<(), JsValue> {
        let basemap: Basemap = ask(&self.address("", &["region", "lang"])?, None).await?;
        self.far.replace(basemap.ground());
        self.has_ground.set(basemap.ground().length() > 0);
        let levels = basemap.levels();
        self.levels.replace(js_sys::Uint32Array::new(&levels).to_vec());
        self.map.take(&basemap);
        self.shade_over();
        if levels.length() > 0 {
            let rested = Rc::clone(&self);
            self.map.on_rest(move || rested.look());
            self.look();
        }
        Ok(())
    }

    fn address(&self, of: &str, names: &[&str]) -> Result<String, JsValue> {
        let query = UrlSearchParams::new()?;
        for name in names {
            let value = self.stage.get_attribute(&("data-".to_owned() + name));
            query.set(name, &value.unwrap_or_default());
        }
        Ok("/api/v1/basemap".to_owned() + of + "?" + &String::from(query.to_string()))
    }

    /// Draws the ground of the level that belongs to this zoom, once its tiles are there.
    fn look(self: &Rc<Self>) {
        let zoom = self.map.zoom();
        let level = self
            .levels
            .borrow()
            .iter()
            .copied()
            .rfind(|level| f64::from(*level) + 1.0 <= zoom);
        let Some(level) = level else {
            if !self.drawn.replace(String::new()).is_empty() {
                self.map.draw_ground(&self.far.borrow());
            }
            return;
        };
        let [left, right, top, bottom] = self.map.tiles(level);
        if (right - left + 1) * (bottom - top + 1) > AT_ONCE {
            return;
        }
        let (mut places, mut wanted) = (Vec::new(), String::new());
        for x in left..=right {
            for y in top..=bottom {
                let place = "/".to_owned() + &level.to_string() + "/" + &x.to_string() + "/" + &y.to_string();
                wanted += &place;
                places.push(place);
            }
        }
        if *self.drawn.borrow() == wanted {
            return;
        }
        self.drawn.replace(wanted.clone());
        let base = Rc::clone(self);
        spawn_local(async move {
            let ground = Array::new();
            for place in places {
                // What does not come is not drawn; the map goes on.
                let Ok(tile) = base.near_tile(&place).await else {
                    continue;
                };
                for part in tile.iter() {
                    ground.push(&part);
                }
            }
            // Meanwhile somebody may look elsewhere.
            if *base.drawn.borrow() == wanted {
                base.map.draw_ground(&in_order(&ground));
            }
        });
    }

    async fn near_tile(&self, place: &str) -> Result<Array, JsValue> {
        let address = self.address(place, &["region"])?;
        let name = JsValue::from(&address);
        if self.near.has(&name) {
            return Ok(self.near.get(&name).unchecked_into());
        }
        let tile: Array = ask(&address, None).await?;
        if self.near.size() >= KEPT {
            self.near.clear();
        }
        self.near.set(&name, &tile);
        Ok(tile)
    }

    /// The choice of a base map, where there is one.
    fn offer(self: &Rc<Self>) {
        let Ok(Some(chooser)) = self.stage.query_selector(".map-bases") else {
            return;
        };
        let said = UrlSearchParams::new_with_str(&window().location().search().unwrap_or_default())
            .ok()
            .and_then(|query| query.get("base"));
        if said.is_none()
            && let Some(key) = storage().and_then(|storage| storage.get_item(REMEMBERED).ok().flatten())
            && let Some(field) = fields(&chooser)
                .into_iter()
                .find(|field| data(field, "key") == key)
        {
            field.set_checked(true);
            say_in_address(&field.value());
        }
        self.lay(&chooser);
        let base = Rc::clone(self);
        listen(&chooser.clone(), "change", move |_| {
            if let Some(field) = base.lay(&chooser) {
                if let Some(storage) = storage() {
                    // Full or forbidden: then it is not remembered.
                    let _ = storage.set_item(REMEMBERED, &data(&field, "key"));
                }
                say_in_address(&field.value());
            }
        });
    }

    /// Lays the map on what is chosen.
    fn lay(self: &Rc<Self>, chooser: &Element) -> Option<HtmlInputElement> {
        let field = fields(chooser).into_iter().find(HtmlInputElement::checked)?;
        let choice = self.choice.get() + 1;
        self.choice.set(choice);
        self.came.set(false);
        self.say("");
        self.name(&data(&field, "credit"));
        let list = |name: &str| numbers(&field, name).unwrap_or_default();
        let zooms = list("data-zooms");
        let zoom = |at: u32, usual: f64| zooms.get(at).as_f64().unwrap_or(usual);
        let tiles = TileSet {
            templates: list("data-templates")
                .iter()
                .filter_map(|one| one.as_string())
                .collect(),
            subdomains: list("data-subdomains"),
            zooms: [zoom(0, 0.0), zoom(1, 18.0)],
            is_shifted: field.has_attribute("data-shifted"),
        };
        let base = Rc::clone(self);
        self.map.lay(&tiles, move |came| {
            if base.choice.get() == choice {
                base.tile(came);
            }
        });
        self.shade_over();
        Some(field)
    }

    /// A tile came, or did not. That none come is said once, and taken back with the first that does.
    fn tile(&self, came: bool) {
        if came && !self.came.replace(true) {
            self.say("");
            self.shade_over();
        } else if !came && !self.came.get() {
            self.say("data-failed");
        }
    }

    fn shade_over(&self) {
        let opacity = if self.came.get() {
            OVER_TILES
        } else if self.has_ground.get() {
            OVER_GROUND
        } else {
            1.0
        };
        (self.shade)(opacity);
    }

    fn say(&self, word: &str) {
        if let Ok(Some(note)) = self.stage.query_selector(".map-base-note") {
            let words = note.get_attribute(word);
            if note.text_content() != words {
                note.set_text_content(words.as_deref());
            }
        }
    }

    /// Names who is to be named: we, and whose tiles they are.
    fn name(&self, credit: &str) {
        if let Ok(Some(line)) = self.stage.query_selector(".map-attribution") {
            let own = line.get_attribute("data-own").unwrap_or_default();
            let between = if own.is_empty() || credit.is_empty() {
                ""
            } else {
                " · "
            };
            line.set_text_content(Some(&(credit.to_owned() + between + &own)));
        }
    }
}

/// Tiles come one after another; what lies below must be drawn first in all of them.
fn in_order(ground: &Array) -> Array {
    let ordered = Array::new();
    for kind in ["green", "water", "building", "road", "boundary"] {
        for rank in [3, 2, 1] {
            for part in ground.iter() {
                let ground: &Ground = part.unchecked_ref();
                if ground.rank() == rank && ground.kind() == kind {
                    ordered.push(&part);
                }
            }
        }
    }
    ordered
}

fn fields(chooser: &Element) -> Vec<HtmlInputElement> {
    let Ok(list) = chooser.query_selector_all("input") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.item(at)?.dyn_into().ok())
        .collect()
}

fn data(field: &HtmlInputElement, name: &str) -> String {
    field
        .get_attribute(&("data-".to_owned() + name))
        .unwrap_or_default()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Rewrites the address of the page, so that it leads to this base map.
fn say_in_address(value: &str) {
    let Ok(query) = window()
        .location()
        .search()
        .and_then(|search| UrlSearchParams::new_with_str(&search))
    else {
        return;
    };
    if value.is_empty() {
        query.delete("base");
    } else {
        query.set("base", value);
    }
    let query = String::from(query.to_string());
    let path = window().location().pathname().unwrap_or_default();
    let hash = window().location().hash().unwrap_or_default();
    let address = path + if query.is_empty() { "" } else { "?" } + &query + &hash;
    // Refused only for another origin.
    let _ = window()
        .history()
        .map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}
