//! Cases that lie nowhere yet.

mod api;
mod page;

pub(crate) use page::UnplacedPage;
