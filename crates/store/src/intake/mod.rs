//! Taking records of source systems in: stored verbatim and versioned, each new one a case.

mod areas;
mod batch;
mod case;
mod crosswalk;
mod fusing;
mod names;
mod update;
mod versions;

pub use areas::{RegionRow, ensure_region, region, regions};
pub use batch::{BatchCounts, ImportState, PlacedRecord, take_batch};
