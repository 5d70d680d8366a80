//! The Leaflet boundary: the only place that knows Leaflet, and what its pictures share with the
//! server's.
//!
//! [`AreaMap`] draws what it is told (areas in shades, counts in circles, incidents as points, stations)
//! and tells what people do with it ([`MapEvent`]). It deliberately fetches nothing and knows no words
//! and no addresses: the island of the map page does. Everything but stations and the numbers in circles is drawn by
//! one canvas renderer. [`base`] is what it lies on: borders, names and ground of our own; tiles only where somebody
//! configured them, so that otherwise no third party hears of a visit.
//!
//! [`scale`] and [`svg`] are the server's half: it alone decides the shades and draws the picture that needs no
//! script.

pub(crate) mod aim;
mod area_map;
pub(crate) mod base;
pub(crate) mod browser;
#[cfg(test)]
mod colour_vision;
pub(crate) mod density;
mod draw_map;
mod gate;
pub(crate) mod ground;
pub(crate) mod icons;
mod layers;
pub(crate) mod overlay;
mod palette;
pub(crate) mod scale;
mod sketch;
pub(crate) mod sources;
pub(crate) mod svg;
pub(crate) mod wire;

pub(crate) use area_map::{AreaMap, MapEvent, spider, whole_zoom};
pub(crate) use draw_map::{DrawEvent, DrawMap};
pub(crate) use gate::HAS_MAPS;
pub(crate) use palette::{Palette, SHADES};
pub(crate) use sketch::{Place, Sketch, SketchEvent};
