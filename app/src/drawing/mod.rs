//! The grid that administrators draw: what holds and how it came to be, files, a draft on a map, and who works in its cells.
//!
//! Every step of a draft is a plain form, so that what can be said in words needs no script. The island [`map`] of the draft
//! only fills such forms: it draws what the server has, tells it which corner went where, and puts the parts of the page that
//! the server drew anew in place.

mod api;
mod case_card;
mod draft_page;
mod faults;
mod grid_page;
mod map;
mod panel;
mod review;
mod staff_page;

pub(crate) use api::get_cell_staff;
pub(crate) use case_card::CellStaffCard;
pub(crate) use draft_page::DraftPage;
pub(crate) use grid_page::GridPage;
pub(crate) use staff_page::GridStaffPage;
