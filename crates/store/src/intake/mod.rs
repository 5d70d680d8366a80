//! Taking records of source systems in: stored verbatim and versioned, each new one a case.

mod areas;
mod batch;
mod case;
mod crosswalk;
mod cursors;
mod fusing;
mod keys;
mod lists;
mod names;
mod persons;
mod quarantine;
mod update;
mod versions;

pub use areas::{RegionRow, ensure_region, region, regions};
pub use batch::{BatchCounts, Became, ImportState, PlacedRecord, take_batch, take_batch_telling};
pub use cursors::{move_pull_cursor, pull_cursor};
pub use keys::{IntakeKey, KeyEntry, NewKey, StoredMapping, add_key, key_of, keys, revoke_key};
pub use lists::{note_import, save_mapping, saved_mapping, saved_mappings};
pub(crate) use persons::{NamedPerson, note_named};
pub use persons::{Renamed, begin_key, key_in_use, rename_persons};
pub use quarantine::{
    Cells, NewQuarantined, Quarantined, end_quarantined, open_rows, quarantine, quarantined,
};
