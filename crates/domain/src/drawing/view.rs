use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Fault, Point};
use crate::coded::coded;

coded! {
    /// What a step of a draft does.
    StepKind {
        Import = "import",
        Move = "move",
        Insert = "insert",
        Remove = "remove",
        Draw = "draw",
        Split = "split",
        Merge = "merge",
        Say = "say",
        Drop = "drop",
    }
}

coded! {
    /// What becomes of a cell.
    ChangeKind {
        New = "new",
        Redrawn = "redrawn",
        Renamed = "renamed",
        Ended = "ended",
    }
}

/// When a grid was cut, and what began and ended then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutView {
    /// From when it holds; null = the first grid, since ever.
    pub at: Option<DateTime<Utc>>,
    /// Who did it; null = a command, or nobody knows any more.
    pub by: Option<String>,
    /// When they did it, if that was written down.
    pub made_at: Option<DateTime<Utc>>,
    /// Codes, ascending.
    pub new: Vec<String>,
    pub redrawn: Vec<String>,
    pub ended: Vec<String>,
    /// Cells that held from then on.
    pub cells: u32,
}

/// That somebody has a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftBrief {
    pub changed_at: DateTime<Utc>,
    /// Steps that hold.
    pub steps: u32,
}

/// The page of the grid: what holds, and how it came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridPage {
    pub as_of: DateTime<Utc>,
    /// Cells that hold now.
    pub cells: u32,
    /// Of those, cells in which nobody works now.
    pub unstaffed: u32,
    /// Newest first.
    pub cuts: Vec<CutView>,
    /// The caller's own.
    pub draft: Option<DraftBrief>,
}

/// A cell by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellLine {
    pub code: String,
    pub name: String,
}

/// What the chosen cell says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellWords {
    pub code: String,
    pub name: String,
    pub township: Option<String>,
    pub community: Option<String>,
    pub dedicated: bool,
    pub rural: bool,
    pub corners: u32,
    /// Square metres, to about a hundredth.
    pub area_m2: f64,
    /// Those with a border in common.
    pub neighbours: Vec<CellLine>,
}

/// What becomes of a cell, and from which it takes its ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellChange {
    pub kind: ChangeKind,
    pub code: String,
    pub name: String,
    /// Of one that is redrawn or new: codes with shares of its area, the largest first.
    pub from: Vec<(String, f64)>,
}

/// A draft as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftView {
    /// Number of the last change; 0 = there is no draft yet, and this is the grid as it holds.
    pub version: u64,
    /// Steps that hold, and those that may be done again.
    pub steps: Vec<StepKind>,
    pub undone: Vec<StepKind>,
    /// The grid was cut anew since the draft was begun.
    pub stale: bool,
    /// Codes of cells that both the draft and that cut change.
    pub both_change: Vec<String>,
    pub errors: Vec<Fault>,
    pub warnings: Vec<Fault>,
    /// Faults that are not told one by one.
    pub more: usize,
    pub changes: Vec<CellChange>,
    pub cells: Vec<CellLine>,
    pub chosen: Option<CellWords>,
    /// The next free code beside the chosen cell, or in the region.
    pub proposed: String,
    /// West, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// The first day from which it may hold, in the region's zone: `2026-12-31`.
    pub first_day: Option<String>,
    /// The day that the form begins with: today, where that is possible.
    pub proposed_day: String,
    /// Too many corners for the map of a page: only import and export.
    pub too_large: bool,
}

/// A cell as the map draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnCell {
    pub code: String,
    pub name: String,
    /// Exactly as stored, not closed.
    pub ring: Vec<Point>,
    /// The draft changes it.
    pub changed: bool,
}

/// What the map has to draw anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnCells {
    pub version: u64,
    /// These are all there are; else the others stay as they were.
    pub whole: bool,
    pub cells: Vec<DrawnCell>,
    /// Codes of cells that are there no more.
    pub gone: Vec<String>,
}
