use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Choices, Contact, Forecast};
use crate::area::PlacedBy;
use crate::board::UnitRef;
use crate::case::{Action, AssignmentRole, CaseState, Reason, Refusal, Role, State, Timeliness};
use crate::clock::Mark;
use crate::source::SourceSystem;

/// What somebody did meanwhile: told to whoever acts on an older version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub seq: u32,
    pub action: Action,
    pub role: Role,
    pub department: Option<String>,
    pub at: DateTime<Utc>,
}

/// Why an action is not possible now, for people; see [`Refusal`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    WrongState,
    WrongRole,
    WrongUnit,
    Missing { field: String },
    Invalid { field: String, rule: String },
    CoHandlersOpen { units: Vec<String> },
    OwnWork,
    TooLate,
    NotCalled,
}

impl From<&Refusal> for Why {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::WrongState { .. } => Self::WrongState,
            Refusal::WrongRole { .. } => Self::WrongRole,
            Refusal::WrongUnit { .. } => Self::WrongUnit,
            Refusal::Missing { field, .. } => Self::Missing {
                field: (*field).to_owned(),
            },
            Refusal::Invalid { field, rule } => Self::Invalid {
                field: (*field).to_owned(),
                rule: (*rule).to_owned(),
            },
            Refusal::CoHandlersOpen(units) => Self::CoHandlersOpen { units: units.clone() },
            Refusal::OwnWork => Self::OwnWork,
            Refusal::TooLate => Self::TooLate,
            Refusal::NotCalled => Self::NotCalled,
        }
    }
}

/// An action that one of the caller's roles knows, and whether it is possible now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub action: Action,
    /// Null = possible; what the command must hold is seen when it is sent.
    pub refused: Option<Why>,
}

/// A unit's part, with its names and stage clocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskPart {
    pub department: UnitRef,
    pub role: AssignmentRole,
    pub assigned_at: DateTime<Utc>,
    pub sign_due_at: Option<DateTime<Utc>>,
    pub signed_at: Option<DateTime<Utc>>,
    pub contact_due_at: Option<DateTime<Utc>>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    /// Which of these dues are forecasts.
    pub forecast: Forecast,
    /// Until when a co-handler asks to have, while nobody has decided.
    pub extension_until: Option<DateTime<Utc>>,
    pub feedback_at: Option<DateTime<Utc>>,
    pub released_at: Option<DateTime<Utc>>,
}

/// One event, with names and notes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskEvent {
    pub seq: u32,
    pub action: Action,
    pub role: Role,
    /// Who, by name; the id where no name is known.
    pub actor: String,
    pub at: DateTime<Utc>,
    pub from: Option<State>,
    pub to: State,
    pub department: Option<UnitRef>,
    pub reason: Option<Reason>,
    pub due_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
}

/// A whistle with the names of those it called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskWhistle {
    pub place: String,
    pub blown_by: String,
    pub blown_at: DateTime<Utc>,
    pub calls: Vec<DeskCall>,
}

/// One who was called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskCall {
    pub callee: UnitRef,
    pub answered_at: Option<DateTime<Utc>>,
    pub declined: Option<Reason>,
    pub arrived_at: Option<DateTime<Utc>>,
}

/// A colour that a part's clock has reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskMark {
    pub department: UnitRef,
    pub mark: Mark,
    pub due_at: DateTime<Utc>,
    pub reached_at: DateTime<Utc>,
}

/// One case, one file, as staff see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskFile {
    /// Internal identity.
    pub case_id: String,
    /// Public code with hyphens.
    pub code: String,
    pub serial: String,
    pub category: UnitRef,
    pub source: SourceSystem,
    pub title: Option<String>,
    pub narrative: Option<String>,
    pub address: Option<String>,
    pub township: Option<UnitRef>,
    pub community: Option<UnitRef>,
    pub grid: Option<UnitRef>,
    /// Exact longitude, latitude.
    pub place: Option<[f64; 2]>,
    /// Who says where it lies, if whoever reported it does not.
    pub placed_by: Option<PlacedBy>,
    /// Whoever reported it themselves, and said how to reach them.
    pub contact: Option<Contact>,
    /// Whether the public sees it as a case.
    pub listed: bool,
    pub case: CaseState,
    /// Which of the dues of `case.clock` are forecasts.
    pub forecast: Forecast,
    pub timeliness: Timeliness,
    pub parts: Vec<DeskPart>,
    /// Oldest first.
    pub events: Vec<DeskEvent>,
    pub whistles: Vec<DeskWhistle>,
    pub marks: Vec<DeskMark>,
    /// In the order of [`Action::ALL`].
    pub offers: Vec<Offer>,
    /// What the action ids of this view are made of: the same tap of the same view acts once.
    pub ticket: String,
    /// Guests of the case, to be called by a whistle.
    pub guests: Vec<UnitRef>,
    pub choices: Choices,
    pub as_of: DateTime<Utc>,
}
