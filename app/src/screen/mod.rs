//! The wall screen: what a command centre looks at for days, made of parts of other pages.

mod api;
mod page;
mod sheet;

pub(crate) use page::ScreenPage;
