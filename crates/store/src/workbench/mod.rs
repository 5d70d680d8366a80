//! What the workbench reads: queues in due order, and whole case files with everything private.

mod file;
mod names;
mod on_map;
mod queue;
mod unplaced;

pub use file::{PrivateFile, StaffEvent, case_id_of, code_of, private_file};
pub use names::{Names, RegionNames, has_category, has_department, has_township, region_names};
pub use on_map::{MatterKind, cases_on_map, matter_kinds, newest_batch};
pub use queue::{QueueFilter, QueueRecord, queue, waiting};
pub use unplaced::{UnplacedRow, same_addresses, unplaced};
