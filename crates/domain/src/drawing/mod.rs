//! Drawing the grid in the browser: what is wrong with a grid and where, why a drawing was not changed, and what the
//! pages of it show.

mod fault;
mod refused;
mod staff;
mod view;

pub use fault::{Fault, What};
pub use refused::Refused;
pub use staff::{CellStaff, Duty, StaffRow, StaffView};
pub use view::{
    CellChange, CellLine, CellWords, ChangeKind, CutView, DraftBrief, DraftView, DrawnCell, DrawnCells,
    GridPage, StepKind,
};

/// Longitude and latitude in degrees, WGS-84.
pub type Point = (f64, f64);
