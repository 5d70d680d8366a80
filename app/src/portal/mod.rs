//! Pages that compose several features, and what every page shows when something is not as asked.

mod about_page;
mod api;
mod framed;
mod home_page;
mod home_sheet;
mod method;
mod method_page;
mod overview;
mod problem;
mod regions;

pub(crate) use about_page::AboutPage;
pub(crate) use api::{Area, Places, WeightsInWords, get_overview, get_places};
pub(crate) use framed::framed;
pub(crate) use home_page::{Areas, HomePage};
pub(crate) use home_sheet::item as live_item;
pub(crate) use method_page::MethodPage;
pub(crate) use overview::{HomeView, recent};
pub(crate) use problem::{NotFoundPage, Problem, UnknownRegionPage};
