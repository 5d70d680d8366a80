//! What lies under the map in the browser: borders, names and ground of our own, and the tiles that somebody chooses.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement, UrlSearchParams};

use super::form::listen;
use crate::map::base::wire::{Basemap, Ground};
use crate::map::base::{BaseMap, TileSet};
use crate::map::browser::{ask, numbers};
use crate::map::wire::{Grid, bbox};

/// Where the browser remembers a choice.
const REMEMBERED: &str = "lianqin.base";

/// How much of the shades is seen over the ground, and over tiles.
const OVER_GROUND: f64 = 0.84;
const OVER_TILES: f64 = 0.6;

/// Tiles of ground that are kept, and asked for at once.
const KEPT: usize = 80;
const AT_ONCE: u32 = 36;

pub(super) struct Base {
    stage: Element,
    map: Rc<BaseMap>,
    /// Zooms of nearer ground.
    levels: RefCell<Vec<u32>>,
    far: RefCell<Array>,
    /// Answers by their address.
    near: RefCell<HashMap<String, Array>>,
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
    pub(super) fn start(stage: &Element, map: Rc<BaseMap>, shade: impl Fn(f64) + 'static) -> Rc<Self> {
        let base = Rc::new(Self {
            stage: stage.clone(),
            map,
            levels: RefCell::default(),
            far: RefCell::default(),
            near: RefCell::default(),
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
    pub(super) fn take_grid(&self, grid: &Grid) {
        self.map.take_grid(grid);
    }

    async fn load(self: Rc<Self>) -> Result<(), JsValue> {
        let basemap: Basemap = ask(&self.address("", &["region", "lang"])?, None).await?;
        self.far.replace(basemap.ground());
        self.has_ground.set(basemap.ground().length() > 0);
        let levels = basemap.levels();
        let zoom = |level: JsValue| level.as_f64().map(whole);
        self.levels.replace(levels.iter().filter_map(zoom).collect());
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
        let (view, zoom) = self.map.view();
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
        let [west, south, east, north] = bbox(&view);
        let (from, to) = (tile(level, west, north), tile(level, east, south));
        if (to.0 - from.0 + 1) * (to.1 - from.1 + 1) > AT_ONCE {
            return;
        }
        let places: Vec<(u32, u32)> = (from.0..=to.0)
            .flat_map(|x| (from.1..=to.1).map(move |y| (x, y)))
            .collect();
        let wanted = level.to_string()
            + ":"
            + &places
                .iter()
                .map(|(x, y)| x.to_string() + "/" + &y.to_string() + " ")
                .collect::<String>();
        if *self.drawn.borrow() == wanted {
            return;
        }
        self.drawn.replace(wanted.clone());
        let base = Rc::clone(self);
        spawn_local(async move {
            let ground = Array::new();
            for (x, y) in places {
                // What does not come is not drawn; the map goes on.
                let Ok(tile) = base.near_tile(level, x, y).await else {
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

    async fn near_tile(&self, level: u32, x: u32, y: u32) -> Result<Array, JsValue> {
        let place = "/".to_owned() + &level.to_string() + "/" + &x.to_string() + "/" + &y.to_string();
        let address = self.address(&place, &["region"])?;
        if let Some(kept) = self.near.borrow().get(&address) {
            return Ok(kept.clone());
        }
        let tile: Array = ask(&address, None).await?;
        let mut near = self.near.borrow_mut();
        if near.len() >= KEPT {
            near.clear();
        }
        near.insert(address, tile.clone());
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
    const ORDER: [&str; 5] = ["green", "water", "building", "road", "boundary"];
    let mut parts: Vec<JsValue> = ground.iter().collect();
    parts.sort_by_key(|part| {
        let part: &Ground = part.unchecked_ref();
        let kind = part.kind();
        (
            ORDER.iter().position(|known| *known == kind),
            std::cmp::Reverse(part.rank()),
        )
    });
    parts.into_iter().collect()
}

/// The tile of Web Mercator that holds a place.
fn tile(zoom: u32, lng: f64, lat: f64) -> (u32, u32) {
    let count = f64::from(1_u32 << zoom);
    let north = lat.to_radians().tan().asinh() / std::f64::consts::PI;
    let at = |share: f64| whole((share * count).min(count - 1.0));
    (at(lng / 360.0 + 0.5), at((1.0 - north) / 2.0))
}

fn whole(number: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and tiles are few"
    )]
    let whole = number as u32;
    whole
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_in_its_tile() {
        assert_eq!(tile(0, 121.26, 28.65), (0, 0));
        assert_eq!(tile(12, 121.26, 28.65), (3427, 1706));
        assert_eq!(tile(12, 181.0, -89.0), (4095, 4095));
    }
}
