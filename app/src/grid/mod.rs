//! The grid map: the page, its picture, and the island that makes a map of it.
//!
//! The server draws: the picture with its shades, the legend, the table, what a panel looks like. In the browser
//! [`MapView`] puts a Leaflet map over the picture; after a change of the filter or of the data it has the page
//! drawn again and reads the new shades from it, so there is one place that decides them.

pub(crate) mod api;
mod area_tools;
mod base;
mod bases;
mod case_panels;
mod choropleth;
mod combs;
mod downloads;
mod draw;
mod explorer;
mod form;
mod map_view;
mod mode;
mod near;
mod page;
mod panel;
mod panel_more;
mod rows;
mod search;
mod shading;
mod sheet;
mod stacks;
mod stage;
mod table;
mod time_bar;
mod times;
mod versus;

pub(crate) use api::AreaNames;
pub(crate) use base::Base;
pub(crate) use bases::MapCredit;
pub(crate) use case_panels::{AreaPanel, CasePanel, StackPanel, marks};
pub(crate) use choropleth::{Choropleth, Legend, Picture};
pub(crate) use combs::zoom_of;
pub(crate) use map_view::MapView;
pub(crate) use mode::Mode;
pub(crate) use page::MapPage;
pub(crate) use panel::Panel;
pub(crate) use rows::share;
pub(crate) use shading::Shading;
pub(crate) use stacks::Stacks;
pub(crate) use versus::{Compared, Comparison};
