//! The map of staff: every layer of elements, and every case where it really lies for those who may read its file.
//!
//! No public page names anything of it, so that none has two faces.

mod api;
mod browser;
mod lines;
mod page;

pub(crate) use api::{StaffCases, StaffMap};
pub(crate) use page::StaffMapPage;
