//! Taking records of source systems in: stored verbatim and versioned, each new one a case.

mod areas;
mod write;

pub use areas::{RegionRow, ensure_region, region, regions};
pub use write::{BatchCounts, ImportState, PlacedRecord, take_batch};
