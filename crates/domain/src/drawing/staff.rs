use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::board::UnitRef;
use crate::coded::coded;

coded! {
    /// What somebody does in a cell.
    Duty {
        /// Grid worker (网格员).
        Worker = "worker",
        /// Head of the grid (网格长).
        Leader = "leader",
    }
}

/// Somebody who works in a cell for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// Code and name of the cell.
    pub cell: UnitRef,
    /// Whether the cell holds now.
    pub cell_holds: bool,
    pub duty: Duty,
    /// Id and name.
    pub person: UnitRef,
    pub valid_from: DateTime<Utc>,
    /// First moment they do it no more; null = no end is set.
    pub valid_to: Option<DateTime<Utc>>,
}

/// Who works in which cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    pub as_of: DateTime<Utc>,
    /// Of the cell asked for, or of all; by cell, newest first.
    pub rows: Vec<StaffRow>,
    /// Cells that hold now.
    pub cells: Vec<UnitRef>,
    /// Codes of those in which nobody works now.
    pub unstaffed: Vec<String>,
    /// People of the region who may be chosen: id and name.
    pub people: Vec<UnitRef>,
}

/// Who works in the cell of a case now; for staff only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellStaff {
    pub duty: Duty,
    pub name: String,
    /// How to reach them, if they have said so.
    pub phone: Option<String>,
}
