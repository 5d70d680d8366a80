//! The joint-service stations and police posts of a region.

mod api;
mod page;

pub(crate) use page::StationsPage;
