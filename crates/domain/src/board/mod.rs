//! The sunning board: figures, intervals, fair ranking, and what a board looks like on the wire.

mod assemble;
pub mod figures;
pub mod handling;
pub mod interval;
pub mod ranking;
mod view;

pub use assemble::{UnitCounts, assemble};
pub use view::{BoardRow, BoardView, Figures, UnitRef};
