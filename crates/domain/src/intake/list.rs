//! A list that somebody brings in the browser: what is seen of it, how it shall be read, and what came of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ImportSummary, RowFault};
use crate::coded::coded;

/// The fields of a record that a column can be, in the order shown to people.
pub const LIST_FIELDS: [&str; 21] = [
    "external_id",
    "received_at",
    "category",
    "parent_category",
    "department",
    "township",
    "community",
    "address",
    "lng",
    "lat",
    "title",
    "narrative",
    "reporter",
    "due_at",
    "closed_at",
    "closed",
    "verdict",
    "duplicate",
    "satisfied",
    "source",
    "version",
];

coded! {
    /// What kind of file a list is.
    ListFormat {
        /// Delimited text.
        Text = "text",
        /// Lines of JSON.
        Objects = "objects",
        /// A workbook (.xlsx).
        Workbook = "workbook",
    }
}

coded! {
    /// How an import that was begun stands.
    ListState {
        Running = "running",
        Done = "done",
        /// It ended before the end of the file; what came before stands.
        Failed = "failed",
        /// The server was stopped in the middle; what came before stands.
        CutOff = "cut_off",
    }
}

/// A column with the first cells that have something in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListColumn {
    pub name: String,
    pub values: Vec<String>,
}

/// Where a field comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFrom {
    /// As the mapping it began with says, which takes more than one column for it.
    AsMapped,
    /// The content of the row itself; identifiers only.
    Content,
    Column(String),
}

/// How a list shall be read, as the form says it. A field that is not named is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListChoices {
    /// The mapping it begins with: the name of a shipped one, or the id of a saved one.
    pub base: String,
    /// Under which name it is saved; empty until it is.
    pub name: String,
    /// Code of one of the eight systems; empty where a column says it.
    pub system: String,
    /// Code of a coordinate system.
    pub coordinates: String,
    /// Format of times; empty = the usual ones.
    pub time: String,
    pub fields: BTreeMap<String, FieldFrom>,
}

/// A row as it would be taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewedRow {
    pub line: u64,
    pub external_id: String,
    pub received_at: DateTime<Utc>,
    pub category: Option<String>,
    pub department: Option<String>,
    pub township: Option<String>,
    /// WGS-84 longitude, latitude.
    pub place: Option<(f64, f64)>,
    pub closed: bool,
}

/// A row that could not be taken, without its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultyRow {
    pub line: u64,
    pub field: Option<String>,
    pub reason: RowFault,
}

/// What the beginning of a list comes to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPreview {
    /// Rows looked at.
    pub looked: u64,
    /// Of these, rows that cannot be taken.
    pub faulty: u64,
    /// The first that can.
    pub rows: Vec<PreviewedRow>,
    /// The first that cannot.
    pub faults: Vec<FaultyRow>,
}

/// A list that was brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BroughtList {
    pub id: String,
    pub region: String,
    pub file_name: String,
    pub bytes: u64,
    pub format: ListFormat,
    pub gzipped: bool,
    pub columns: Vec<ListColumn>,
    /// Name of who brought it.
    pub by: String,
    pub brought_at: DateTime<Utc>,
    pub choices: ListChoices,
    /// Null until the columns have been named.
    pub preview: Option<ListPreview>,
}

/// The import of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRun {
    pub state: ListState,
    /// Name of the mapping.
    pub mapping: String,
    /// Name of who began it.
    pub by: String,
    pub began_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub summary: ImportSummary,
    /// Bytes of the file read, and in all.
    pub bytes: u64,
    pub bytes_total: u64,
    /// Why it was not read to its end.
    pub failure: Option<String>,
}

/// A list with how its import stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListView {
    pub list: BroughtList,
    pub run: Option<ListRun>,
    /// Mappings to begin with: what stands in the form, and what people call it.
    pub bases: Vec<(String, String)>,
    /// Another list is being imported into this region.
    pub busy: bool,
}

/// One line of the lists of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLine {
    pub id: String,
    pub file_name: String,
    pub by: String,
    pub brought_at: DateTime<Utc>,
    pub run: Option<ListRun>,
}
