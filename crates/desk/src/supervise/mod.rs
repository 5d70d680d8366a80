//! Supervision (督查): what is late, what bounces, what changed and what only looks well, with the cases behind it.

mod cases;
mod counting;
mod overview;
mod query;
mod views;

pub(crate) use cases::line;
pub use query::SuperviseQuery;
