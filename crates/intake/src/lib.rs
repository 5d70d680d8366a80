//! Turns the files that source systems hand over into [`domain::intake::IncomingRecord`]s, by a
//! mapping: a TOML file that says which column is what (its format is in `mappings/README.md`).
//!
//! ```text
//! file ──▶ rows of text ──▶ records ──▶ (server: store)
//!          file::           convert::
//!          encoding, CSV,   what each cell means, by the
//!          XLSX, JSON       mapping; a bad row is a Rejected
//!          lines, gzip      ▲
//! objects of a push ────────┘
//! ```
//!
//! Nothing is lost on the way: every row of the file becomes exactly one record or one
//! [`domain::intake::Rejected`] with its line and reason, and a bad row never stops the ones after it.
//!
//! It deliberately knows no database, no network, no runtime and no clock: it reads the one file it is
//! given. It decides nothing about cases either: whether a record is new, which limit it gets and
//! whether it was closed in time is for `store` and `domain`.

mod content_hash;
mod convert;
mod coordinates;
mod elements;
mod error;
mod file;
mod look;
mod mapping;
mod reader;
mod rejects;
mod text_mark;

pub use content_hash::content_hash;
pub use convert::ObjectConverter;
pub use coordinates::CoordinateSystem;
pub use elements::{ELEMENT_COLUMNS, ElementRows, ElementRules, MAX_ELEMENTS, read_elements};
pub use error::IntakeError;
pub use file::{
    MAX_CELL_CHARS, MAX_COLUMN_NAME_BYTES, MAX_COLUMNS, MAX_RECORD_BYTES, MAX_SHARED_TEXT_BYTES,
    MAX_SHEET_BYTES, Object,
};
pub use look::Look;
pub use mapping::{KeyFrom, Mapping, Pull, PullKey, RegionText, System, Written};
pub use reader::RecordReader;
pub use rejects::RejectsWriter;
pub use text_mark::{ABSENT, mark_text, unmark_text};
