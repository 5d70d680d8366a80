//! A resident's report: `/report` in two steps, and the receipt that its ticket leads to.
//!
//! What a form sent is taken by the server before a page is rendered; the pages here show values only. All of it works
//! without script; with it, a place is pointed at on a map.

mod api;
mod form;
mod page;
mod pick;
mod receipt;

use domain::case::Lookalike;

use crate::cases::Qr;

pub(crate) use form::PICTURE_WIDTH;
pub(crate) use page::ReportPage;
pub(crate) use pick::PickPlace;

/// What the page shows.
#[derive(Debug, Clone)]
pub enum ReportShown {
    Form(ReportStep),
    Receipt(Box<ReceiptView>),
    /// Sent too often.
    TooMany {
        seconds: u32,
    },
}

/// A step of the form.
#[derive(Debug, Clone)]
pub struct ReportStep {
    /// What the case is known by to whoever reports it; the same form sent twice opens one case.
    pub ticket: String,
    /// What may be the same matter; `None` = the first step, in which it is not known yet.
    pub lookalikes: Option<Vec<Lookalike>>,
}

/// What whoever reported is told.
#[derive(Debug, Clone)]
pub struct ReceiptView {
    pub ticket: String,
    /// Public code with hyphens.
    pub code: String,
    /// Name of the kind of matter.
    pub category: String,
    /// Path of the page that the code leads to; none where the kind is not shown case by case.
    pub link: Option<String>,
    /// Of that page; drawn when the page is.
    pub(crate) qr: Option<Qr>,
    /// Pictures added.
    pub files: usize,
    /// More can be added.
    pub takes_files: bool,
}

impl ReceiptView {
    /// The receipt of the case with this code.
    #[must_use]
    pub fn new(ticket: String, code: String, category: String, link: Option<String>) -> Self {
        Self {
            ticket,
            code,
            category,
            link,
            qr: None,
            files: 0,
            takes_files: false,
        }
    }
}
