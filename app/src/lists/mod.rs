//! Lists that administrators bring: the list of them, and the page of each, on which its columns are named, its first rows
//! are looked at, and its import is followed.
//!
//! Plain forms throughout; while an import runs its page asks again by itself.

pub(crate) mod api;
mod choose;
mod list_page;
mod preview;
mod progress;
mod run_page;

pub(crate) use list_page::ListsPage;
pub(crate) use run_page::ListPage;
