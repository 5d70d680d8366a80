//! The map engine: a rebuildable, versioned, columnar picture of the incidents, held in memory.
//!
//! [`Lens`] answers the map (cells, hexagons, points, the nearest, figures per area or code, facets, histograms) under any
//! conjunction of filters; [`Ledger`] answers the board over *every* case, placed or not. Both are
//! fed by whoever reads the database, take increments, and stamp every answer with the version
//! they were at.
//!
//! The crate is pure compute. It knows no database, no runtime and no clock: `as_of` is passed in,
//! and what a code means (which category is 17?) is the caller's business. It judges no case
//! either: what is closed, due or overdue is `domain::board::figures`.
//!
//! # How it is laid out
//!
//! Incidents lie in segments of 30 days by receipt: immutable columns (`columns`, 24 bytes an incident), sorted
//! inside along a Z-order curve over Web Mercator, in blocks of 4096 rows with the first and last
//! receipt and a signature per attribute. A query skips blocks, ands byte masks over the small columns
//! of the rest, and reads times and places of the survivors only; what needs no look is counted by the
//! difference of positions, tile by tile, and months at rest are added up once for all questions.
//!
//! Changes are looked at one by one until they are some thousands, then sorted into one young segment of any
//! month; a merge folds that into the months, within [`Lens::apply`] or, by [`Lens::begin_merge`], on
//! another thread beside it.
//!
//! Views answer whatever they are given, in bounded time and memory; [`Lens::check`] and [`Invalid`] say what a
//! caller should refuse.
//!
//! # Two pictures
//!
//! The published and the staff picture are different types and cannot stand in for each other:
//!
//! ```
//! use lens::{Lens, Public};
//! fn serve(_: &Lens<Public>) {}
//! serve(&Lens::new());
//! ```
//!
//! ```compile_fail
//! use lens::{Lens, Public, Staff};
//! fn serve(_: &Lens<Public>) {}
//! serve(&Lens::<Staff>::new());
//! ```

mod answers;
mod bytes;
mod cells;
mod check;
mod classes;
mod code_box;
mod column;
mod columns;
mod condition;
mod cover;
mod facets;
mod filter;
mod frames;
mod geo;
mod held;
mod hexes;
mod histogram;
mod incident;
mod key_index;
mod keys;
mod ledger;
mod lens;
mod merge;
mod nearest;
mod pack;
mod picture;
mod points;
mod query;
mod quiet;
mod region;
mod scan;
mod segment;
mod snapshot;
mod spots;
mod stored;
mod tail;
mod tally;
mod views;

pub use answers::{
    Cell, CellsAnswer, ClassesAnswer, FacetAnswer, FacetsAnswer, Hex, HexesAnswer, HistogramAnswer,
    NearestAnswer, Point, PointsAnswer, StreetAnswer, Tally, TallyAnswer, TopAnswer,
};
pub use cells::{CELL_LEVELS, MAX_CELLS, MAX_ZOOM};
pub use check::{Invalid, MAX_BUCKETS, MAX_POINTS, MAX_VALUES};
pub use filter::{CodeSet, Dimension, Filter, TimeRange};
pub use frames::{read_frame, write_frame};
pub use geo::{Bbox, BboxError, CellId, POLE, Spot};
pub use hexes::HexId;
pub use incident::{Change, Incident, NO_COMMUNITY, NO_DEPARTMENT, NO_GRID, NO_TOWNSHIP};
pub use ledger::{
    BoardAnswer, Fact, FactChange, Group, Ledger, MixCount, SeriesAnswer, UNASSIGNED, UnitAnswer,
};
pub use lens::Lens;
pub use merge::{MergeJob, Merged};
pub use nearest::EARTH;
pub use picture::{Picture, Public, Staff};
pub use snapshot::SnapshotError;
