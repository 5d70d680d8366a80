//! Rows that could not be taken, for the people who mend them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::RowFault;

/// A row in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedRow {
    pub id: String,
    /// Code of the system it came from; empty where its list mixes several.
    pub system: String,
    /// Name of the mapping it was read by.
    pub mapping: String,
    /// Line of the file, or place in the batch.
    pub line: u64,
    /// Column at fault, where one is.
    pub field: Option<String>,
    /// What is wrong.
    pub reason: RowFault,
    pub came_at: DateTime<Utc>,
    /// Columns and cells in their order; left out in lists.
    #[serde(default)]
    pub cells: Vec<(String, String)>,
}

/// Part of the list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinePage {
    pub rows: Vec<QuarantinedRow>,
    /// Whether there are older ones.
    pub more: bool,
}

/// How a row leaves quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuarantineEnd {
    /// It was mended and is a record now.
    Mended,
    /// Nobody wants it.
    Discarded,
}

impl QuarantineEnd {
    /// The code in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mended => "mended",
            Self::Discarded => "discarded",
        }
    }
}
