//! Cases as the public sees them: the list, one case's file, and what its QR code shows.

pub(crate) mod api;
mod clocks;
mod file_page;
mod list_page;
mod place;
mod progress;
mod scan_page;
mod sign;
mod timeline;
mod units;
mod when;

pub(crate) use api::Qr;
pub(crate) use file_page::CaseFilePage;
pub(crate) use list_page::CasesPage;
pub(crate) use scan_page::ScanPage;
pub(crate) use sign::{ClockSign, StateSign};
