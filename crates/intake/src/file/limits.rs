//! How much of anything is read. What is larger is refused or rejected with these numbers in the message: memory is
//! bounded by them, whatever somebody sends.

/// Longest record, in bytes as it is written. A longer line is a rejected row of which this much is kept.
pub const MAX_RECORD_BYTES: usize = 4 << 20;

/// Most columns of a file or an object: as many as a sheet can have.
pub const MAX_COLUMNS: usize = 16_384;

/// Longest name of a column, in bytes.
pub const MAX_COLUMN_NAME_BYTES: usize = 1_000;

/// Longest cell, in characters; a row with a longer one is rejected.
pub const MAX_CELL_CHARS: usize = 65_536;

/// Most bytes that the texts shared by the cells of a workbook may unpack to. They are held in memory.
pub const MAX_SHARED_TEXT_BYTES: u64 = 256 << 20;

/// Most texts that the cells of a workbook may share: sixteen for each of the format's full million rows.
pub(super) const MAX_SHARED_TEXTS: u64 = 16 << 20;

/// Most bytes that any other part of a workbook which is held in memory may unpack to.
pub(super) const MAX_WORKBOOK_PART_BYTES: u64 = 32 << 20;

/// Most bytes that a sheet may unpack to. A sheet of the format's full million rows stays far below.
pub const MAX_SHEET_BYTES: u64 = 2 << 30;

/// An archive may unpack to this many bytes whatever it looks like …
pub(super) const FREE_BYTES: u64 = 256 << 20;

/// … and beyond that to this many times what was read of it. Lists come to ten or twenty times, repetitive ones to a
/// hundred; the format's bound is 1,032.
pub(super) const MOST_TIMES: u64 = 500;
