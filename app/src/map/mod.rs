//! The Leaflet boundary: the only place that knows Leaflet, and what its pictures share with the
//! server's.
//!
//! [`AreaMap`] draws what it is told (areas in shades, counts in circles, incidents as points, stations)
//! and tells what people do with it ([`MapEvent`]). It deliberately fetches nothing and knows no words
//! and no addresses: the island of the map page does. Everything but stations and the numbers in circles is drawn by
//! one canvas renderer; there are no tiles, so no third party hears of a visit.
//!
//! [`scale`] and [`svg`] are the server's half: it alone decides the shades and draws the picture that needs no
//! script.

mod area_map;
pub(crate) mod browser;
mod draw_map;
mod layers;
mod palette;
pub(crate) mod scale;
pub(crate) mod svg;
pub(crate) mod wire;

pub(crate) use area_map::{AreaMap, MapEvent};
pub(crate) use draw_map::{DrawEvent, DrawMap, Place};
