//! What supervision is counted from, read as of one moment: open parts, the shares of a period's cases, who led
//! them, what was asked for, called back and opened again; and the views that somebody keeps.
//!
//! Nothing is counted here but what SQL alone can count; whether a case is overdue or on time is decided in
//! `domain`. Every query is of one region, and of what is open or of the cases received in a period.

mod flow;
mod lines;
mod picture;
mod views;

pub use flow::{CalledUnit, MoreTime};
pub use lines::CaseRecord;
pub use picture::Picture;
pub use views::{put_view, remove_view, views};
