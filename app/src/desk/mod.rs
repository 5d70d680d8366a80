//! The workbench: queues in due order, case files with what can be done, a new case, the sheet to print.

mod actions;
mod api;
mod company;
mod file_page;
mod keys;
mod new_page;
mod print_page;
mod queue_page;
mod record;

pub(crate) use api::{Company, PrintSheet};
pub(crate) use file_page::DeskFilePage;
pub(crate) use new_page::NewCasePage;
pub(crate) use print_page::PrintPage;
pub(crate) use queue_page::QueuePage;
pub(crate) use record::forecast;
