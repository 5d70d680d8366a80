//! Policy that administrators keep: kinds of matter, limits, default leads, units, calendars, weights.
//!
//! Every change is one function and one transaction that also writes the log of administration. What holds
//! now is never overwritten where history hangs on it: limits, default leads, hours and weights get a new version
//! with the date from which it holds. Dues that are set already never move.

pub mod calendars;
pub mod categories;
mod change;
pub mod default_leads;
pub mod departments;
pub mod limits;
mod names;
pub mod weights;

pub use change::{By, ChangeError};
pub use names::{Named, Names, names};

pub(crate) use change::{lock_region, log};
