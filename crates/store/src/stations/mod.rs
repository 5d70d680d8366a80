//! Joint-service stations: their filing, their units, their roster. The table in [`domain::station`] decides;
//! this module locks, asks it, and writes what it says with a line of the log of administration.

mod read;
mod roster;
mod write;

pub use read::{file, list, people};
pub use roster::{add_turn, on_duty, remove_turn};
pub use write::{change, file_station, file_unit, step_station, step_unit};
