use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Filing, StationDraft, Step, UnitKind};
use crate::board::UnitRef;

/// A line of the list of stations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationRow {
    pub station: StationDraft,
    pub filing: Filing,
    /// Units that have moved in: resident, on call.
    pub moved_in: [u16; 2],
    /// Units that wait for an approval.
    pub waiting: u16,
}

/// The page of stations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationsView {
    pub rows: Vec<StationRow>,
    pub townships: Vec<UnitRef>,
    /// Whether the reader may file a station.
    pub may_file: bool,
}

/// A unit at a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// Number of the filing within the station.
    pub number: u16,
    pub department: UnitRef,
    pub kind: UnitKind,
    pub liaison_name: Option<String>,
    pub liaison_phone: Option<String>,
    pub filing: Filing,
    /// Steps that the reader may take now.
    pub steps: Vec<Step>,
}

/// A turn on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRow {
    pub number: u32,
    pub department: UnitRef,
    pub name: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// A station with everything about it, as staff see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationFile {
    pub station: StationDraft,
    pub filing: Filing,
    /// Steps that the reader may take now.
    pub steps: Vec<Step>,
    /// Those that stand before those that have ended, in the order of filing.
    pub units: Vec<UnitRow>,
    /// Turns that have not ended, in order.
    pub roster: Vec<DutyRow>,
    pub townships: Vec<UnitRef>,
    /// Units in use.
    pub departments: Vec<UnitRef>,
    /// Whether the reader may change it, file units and write the roster.
    pub may_file: bool,
    pub as_of: DateTime<Utc>,
}
