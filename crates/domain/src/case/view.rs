//! A case as the public sees it: values of the published projection, nothing else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::{Action, AssignmentRole, Reason, State};
use crate::board::UnitRef;
use crate::publication::Rounding;
use crate::source::SourceSystem;

/// How a case stands against its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// Open, more than half of the time left.
    Green,
    /// Open, at most half left.
    Yellow,
    /// Open, at most a fifth left.
    Orange,
    /// Open and past the limit.
    Red,
    /// Closed within the limit.
    OnTime,
    /// Closed after it.
    Late,
    /// Clock paused.
    Paused,
    /// No limit: in no on-time figure.
    NoLimit,
}

/// The original and the current limit; always shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePair {
    pub original: DateTime<Utc>,
    pub current: DateTime<Utc>,
}

/// Where, as far as published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceRef {
    pub township: Option<UnitRef>,
    pub community: Option<UnitRef>,
    pub grid: Option<UnitRef>,
    /// Longitude, latitude as published (exact or an anchor), if any.
    pub point: Option<[f64; 2]>,
}

/// One line of a case list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// Public code with hyphen and check character, e.g. `7K3M-9QXA-4`.
    pub code: String,
    pub category: UnitRef,
    pub state: State,
    pub timeliness: Timeliness,
    pub source: SourceSystem,
    pub department: UnitRef,
    pub place: PlaceRef,
    /// As published: rounded down by `received_rounding`.
    pub received_at: DateTime<Utc>,
    pub received_rounding: Rounding,
    pub due: Option<DuePair>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// A case as it stands since a published batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseChange {
    /// Version of the data that the batch made.
    pub version: u64,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Public code with hyphens.
    pub code: String,
    /// The case; none = it was withdrawn from the public.
    pub case: Option<CaseSummary>,
}

/// What changed after a cursor, each case once, as it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangePage {
    pub items: Vec<CaseChange>,
    /// What to ask with next time: `since`.
    pub next: String,
    /// There is more already.
    pub more: bool,
}

/// A case that may be the matter somebody is about to report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lookalike {
    pub case: CaseSummary,
    /// Distance of the published places, where both have one.
    pub metres: Option<u32>,
}

/// A unit's part in a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitPart {
    pub department: UnitRef,
    pub role: AssignmentRole,
    pub assigned_at: DateTime<Utc>,
    pub signed_at: Option<DateTime<Utc>>,
    pub feedback_at: Option<DateTime<Utc>>,
    pub released_at: Option<DateTime<Utc>>,
    pub due: Option<DuePair>,
}

/// One event of the public timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicEvent {
    pub seq: u32,
    pub action: Action,
    pub at: DateTime<Utc>,
    pub from: Option<State>,
    pub to: State,
    pub department: Option<UnitRef>,
    pub reason: Option<Reason>,
    /// The current due the action set, where it moved it.
    pub due_at: Option<DateTime<Utc>>,
}

/// One case, one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFile {
    #[serde(flatten)]
    pub summary: CaseSummary,
    /// Lead first, then co-handlers, in order of assignment.
    pub units: Vec<UnitPart>,
    /// Oldest first.
    pub timeline: Vec<PublicEvent>,
    /// Public QR token: the page is `/c/{region}.{token}`.
    pub token: String,
}

/// A page of cases.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    pub items: Vec<CaseSummary>,
    /// Cursor of the next page; null on the last one.
    pub next: Option<String>,
}
