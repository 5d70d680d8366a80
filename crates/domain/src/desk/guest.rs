use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::AttachmentInfo;
use crate::board::UnitRef;
use crate::case::{Action, Capacity, DuePair, PublicEvent, Reason, State, Timeliness, UnitPart};

/// What a guest sees of the one case they were invited to: what they need to come and to help, never the
/// narrative, never what others noted, no names of persons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuestSheet {
    /// Public code with hyphens.
    pub code: String,
    /// The guest's own name, as they were invited.
    pub name: String,
    pub capacity: Capacity,
    pub category: UnitRef,
    /// The place as staff wrote it.
    pub address: Option<String>,
    pub township: Option<UnitRef>,
    pub community: Option<UnitRef>,
    pub grid: Option<UnitRef>,
    pub state: State,
    pub timeliness: Timeliness,
    pub due: Option<DuePair>,
    /// In order of assignment.
    pub units: Vec<UnitPart>,
    /// Oldest first.
    pub events: Vec<GuestEvent>,
    /// The latest whistle that called this guest.
    pub call: Option<GuestCall>,
    /// What the guest may do now, in the order of [`Action::ALL`].
    pub offers: Vec<Action>,
    /// What this guest has added.
    pub attachments: Vec<AttachmentInfo>,
    pub version: u32,
    pub as_of: DateTime<Utc>,
}

/// One event as a guest sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuestEvent {
    #[serde(flatten)]
    pub event: PublicEvent,
    /// The guest's own doing.
    pub own: bool,
    /// The guest's own note.
    pub note: Option<String>,
}

/// A whistle that calls the guest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuestCall {
    /// Where to, in words.
    pub place: String,
    pub blown_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub declined: Option<Reason>,
    pub arrived_at: Option<DateTime<Utc>>,
}

/// A guest of a case, as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestInfo {
    /// Id of their code; a whistle calls them by `guest:<code id>`.
    pub code_id: String,
    pub name: String,
    pub capacity: Capacity,
    /// Who invited them, by id.
    pub invited_by: String,
    pub invited_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// When the code was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The code of a new guest. The token is told to whoever invites: only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub code_id: String,
    /// Path of the guest's page, `/c/{region}.{token}`.
    pub path: String,
    pub expires_at: DateTime<Utc>,
    /// The same action had invited them before; nobody was invited now.
    pub repeated: bool,
}
