//! What an adapter hands over: one record of a source system, read but not yet a case.

mod fault;
mod list;
mod quarantine;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::board::figures::Verdict;
use crate::publication::{Rounding, Tier};
use crate::source::SourceSystem;

pub use fault::RowFault;
pub use list::{
    BroughtList, FaultyRow, FieldFrom, LIST_FIELDS, ListChoices, ListColumn, ListFormat, ListLine,
    ListPreview, ListRun, ListState, ListView, PreviewedRow,
};
pub use quarantine::{QuarantineEnd, QuarantinePage, QuarantinedRow};

/// A named thing as a source calls it: the code is its identity, the name may vary over time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    /// Code, unique per region and kind; equal to the name where the source has no code.
    pub code: String,
    /// Name as written in the source.
    pub name: String,
}

/// One record, converted: times are UTC, coordinates WGS-84, missing values `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncomingRecord {
    /// Line of the file (header = 1) or position in the batch, for messages.
    pub line: u64,
    /// One of the eight systems.
    pub source: SourceSystem,
    /// The source's own identifier of the record.
    pub external_id: String,
    /// Which version of it this is, where the source counts or dates them: the greater is the newer.
    #[serde(default)]
    pub version: Option<i64>,
    /// Who reported it: number, account or name, normalised. Private; outside only its pseudonym.
    #[serde(default)]
    pub person: Option<String>,
    /// Every column as it stood, by header; stored verbatim.
    pub verbatim: BTreeMap<String, String>,
    /// SHA-256 over the verbatim content in a canonical form; equal content, equal hash.
    pub content_hash: [u8; 32],
    /// When the source received it.
    pub received_at: DateTime<Utc>,
    /// Subject line, if the source has one. Private.
    pub title: Option<String>,
    /// Text of the matter. Private.
    pub narrative: Option<String>,
    /// Kind of matter, leaf level.
    pub category: Option<Named>,
    /// The kind above it.
    pub parent_category: Option<Named>,
    /// Unit that disposes; `None` = unassigned.
    pub department: Option<Named>,
    /// Street, town or township.
    pub township: Option<Named>,
    /// Community.
    pub community: Option<Named>,
    /// Address as written. Private.
    pub address: Option<String>,
    /// WGS-84 longitude, latitude.
    pub place: Option<(f64, f64)>,
    /// Limit set by the source.
    pub due_at: Option<DateTime<Utc>>,
    /// When the source closed it.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether the source regards it as closed (with or without a time).
    pub closed: bool,
    /// The source's own verdict (in time / overtime), if it gives one that counts.
    pub verdict: Option<Verdict>,
    /// The source regards it as a duplicate of another record.
    pub duplicate: bool,
    /// Satisfied or not, where the source asked.
    pub satisfied: Option<bool>,
    /// Publication tier of its category when the import creates it.
    pub tier: Tier,
    /// Rounding of its category when the import creates it.
    pub rounding: Rounding,
}

/// A row that could not become a record. Nothing of it is lost: it goes to the rejects file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Line of the file (header = 1).
    pub line: u64,
    /// The column at fault, where one is.
    pub field: Option<String>,
    /// What is wrong.
    pub reason: RowFault,
    /// The row as it stood.
    pub row: Vec<String>,
    /// Names of its cells, where each row has its own; else they are those of the file.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// The last line of `lianqin import --json`. `read = new + updated + unchanged + rejected`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// Data rows read.
    pub read: u64,
    /// Records seen for the first time.
    pub new: u64,
    /// Records whose content is a new version.
    pub updated: u64,
    /// Rows whose content equals a stored version, or that came after a newer one.
    pub unchanged: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Taken rows without a usable place on the map.
    pub unplaced: u64,
    /// New records that belong to a matter another record had brought.
    pub joined: u64,
    /// Where the rejected rows are, if there are any.
    pub rejects_file: Option<String>,
}

/// What an import knows of a region that does not exist yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionDefaults {
    /// Name shown to people.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// IANA time zone, e.g. `Asia/Shanghai`.
    pub time_zone: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Code scheme: `cn` or `h3`.
    pub scheme: String,
}
