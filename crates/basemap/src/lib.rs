//! The basemap of our own: borders of areas made of their cells, and the ground they lie on.
//!
//! [`border`] dissolves the sides that the cells of a township share. [`read`] takes rivers, roads, green and buildings from
//! a file of GeoJSON; [`tiles`] cuts and simplifies them for each [`Level`] at which the map shows them, bounded in size.
//!
//! Pure: no database, no files. Coordinates on the wire are whole numbers of 1e-5 degrees, about a metre.

mod clip;
mod dissolve;
mod feature;
pub mod limits;
mod read;
mod simplify;
mod tiles;

pub use dissolve::{border, dissolve};
pub use feature::{Bbox, Feature, Line, Shape};
pub use read::{Fault, Unreadable, What, read};
pub use tiles::{Cut, LEVELS, Level, Tile, Wide, tiles};
