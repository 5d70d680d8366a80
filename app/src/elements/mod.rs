//! Elements of the grid: layers of the maps, and their administration.
//!
//! The server draws the control with its layers, marks in its picture, and the panel; in the browser [`follow`] draws
//! the marks on a canvas over whatever map stands in the stage, and fills the panel in.

pub(crate) mod api;
mod browser;
mod control;
mod element_page;
mod import_page;
mod kinds_page;
mod list_page;
mod marks;
mod near;
mod panel;
mod picture;
mod wire;

pub(crate) use browser::follow;
pub(crate) use control::{LayerControl, hidden};
pub(crate) use element_page::ElementPage;
pub(crate) use import_page::ElementImportPage;
pub(crate) use kinds_page::{ElementKindPage, ElementKindsPage};
pub(crate) use list_page::ElementsPage;
pub(crate) use panel::ElementPanel;
pub(crate) use picture::ElementPicture;
