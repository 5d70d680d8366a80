//! The grid as people draw it: read from a file, checked, compared with the grid that holds.
//!
//! A file of GeoJSON or a zipped Shapefile becomes [`Cell`]s; whatever is wrong with it becomes a [`Fault`] that says where:
//! which feature, ring and corner, at which longitude and latitude. A checked grid and the one that holds make a [`Plan`]:
//! which cells stay, which are drawn anew, which end, and from which old ones a new one takes its area. A [`Sketch`] is a grid that
//! somebody is drawing.
//!
//! Pure: no database, no clock, no files. It decides nothing about cases. Every input is bounded ([`limits`]): more is refused
//! before it costs time or memory.

mod anchors;
mod cell;
mod codes;
mod cover;
mod edges;
mod findings;
pub mod limits;
mod measure;
mod plan;
mod properties;
mod read;
mod ring;
mod sketch;
mod write;

pub use anchors::{anchors, kept_or_made};
pub use cell::{Cell, Kind, Point, Ring};
pub use codes::CodeRule;
pub use domain::drawing::{Fault, What};
pub use findings::{Checked, Findings, Gaps, Rules, check};
pub use plan::{Change, Descent, Plan, Standing, plan};
pub use properties::{Field, Properties, PropertyError};
pub use read::{Outline, Outlines, Sheet, Unreadable, outlines, read};
pub use sketch::{Changed, Edit, Sketch, Step, Words, extent};
pub use write::write;
