//! Cases as the public sees them: the list, one case's file, and what its QR code shows.

pub(crate) mod api;
mod clocks;
mod code;
mod file_page;
mod guest;
mod list_page;
mod place;
mod progress;
mod scan_page;
mod sign;
mod timeline;
mod units;
mod voice;
mod when;

pub(crate) use api::Qr;
pub use code::{CodeFault, CodeShown, GuestView};
pub(crate) use file_page::CaseFilePage;
pub(crate) use list_page::CasesPage;
pub(crate) use scan_page::ScanPage;
pub(crate) use sign::{ClockSign, StateSign};
