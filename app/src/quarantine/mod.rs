//! Rows that could not be taken: the list, one row to be mended, and the question before one is discarded.

pub(crate) mod api;
mod list_page;
mod row_page;

pub(crate) use list_page::QuarantineListPage;
pub(crate) use row_page::{DiscardPage, QuarantinedRowPage};
