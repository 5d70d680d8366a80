//! The grid map: the page, its picture, and the island that makes a map of it.
//!
//! The server draws: the picture with its shades, the legend, the table, what a panel looks like. In the browser
//! [`MapView`] puts a Leaflet map over the picture; after a change of the filter or of the data it has the page
//! drawn again and reads the new shades from it, so there is one place that decides them.

pub(crate) mod api;
mod base;
mod bases;
mod choropleth;
mod explorer;
mod form;
mod map_view;
mod page;
mod panel;
mod rows;
mod search;
mod stage;
mod time_bar;
mod times;

pub(crate) use choropleth::Choropleth;
pub(crate) use map_view::MapView;
pub(crate) use page::MapPage;
