//! The figures looked at as a whole: counted once more from the events, and times measured anew.

mod handling;
mod recount;

pub use handling::measure_again;
pub use recount::{Found, Recount, last_recount, recount};
