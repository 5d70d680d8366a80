//! A made-up district with a made-up past: for demonstrations, tests and measurements.
//!
//! Everything is invented — the outline, the names, the people — and the region says that it is synthetic.
//! Deterministic from a seed: no I/O, no clock, no randomness of its own. What happens to a case happens
//! through [`domain::case::lifecycle`] only; this crate proposes steps and never sets a state.
//!
//! - [`district`]: areas, grid, units, kinds, stations.
//! - [`element_kinds`] and [`elements`]: patrol points, cameras and others in it.
//! - [`ground`]: a river, roads and green for it to lie on.
//! - [`histories`]: cases with all that has happened to them, as a stream.
//! - [`Reports`], [`Course`] and [`Crowd`]: the same, one step at a time, for the live simulator.

mod areas;
mod catalogue;
mod course;
mod crowd;
mod departments;
mod district;
mod elements;
mod fate;
mod ground;
mod heat;
mod hexes;
mod history;
mod kinds;
mod names;
mod office;
mod outline;
mod people;
mod random;
mod report;
mod rhythm;
mod staff;
mod stations;
mod terrain;
mod texts;

pub use course::{Course, Step};
pub use crowd::{Crowd, Deed};
pub use district::{REGION, district, region_defaults};
pub use elements::{element_kinds, elements};
pub use ground::ground;
pub use history::{Histories, HistoryConfig, histories};
pub use report::Reports;
pub use rhythm::intensity;
pub use staff::{INITIAL_PASSWORD, StaffMember, staff};
