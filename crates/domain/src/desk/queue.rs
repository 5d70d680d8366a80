use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Choices, Forecast};
use crate::board::UnitRef;
use crate::case::{AssignmentRole, State, Timeliness};
use crate::coded::coded;

coded! {
    /// A list of cases that wait for somebody.
    Queue {
        /// Open parts, lead and co, of the units somebody acts for; in due order.
        Mine = "mine",
        /// Whistles that called one's unit and wait for an answer or an arrival.
        Whistles = "whistles",
        /// Reported, not taken on yet.
        Reception = "reception",
        /// Taken on, returned or reopened: waits for a lead.
        Dispatch = "dispatch",
        /// The lead or a co-handler asks for an extension; a line for each.
        Extensions = "extensions",
        /// Fed back, to be verified.
        Verification = "verification",
        /// Fed back or verified, nobody has called back yet.
        CallBacks = "call_backs",
        /// Verified, to be closed.
        Closing = "closing",
        /// Waits for the answer to a supervisor's demand.
        Supervised = "supervised",
        /// Opened by oneself.
        Opened = "opened",
    }
}

/// One line of a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueRow {
    /// Public code with hyphens.
    pub code: String,
    pub serial: String,
    pub category: UnitRef,
    pub title: Option<String>,
    pub state: State,
    /// The part it stands here for, in [`Queue::Mine`] and for a co-handler that asks in [`Queue::Extensions`].
    pub part: Option<AssignmentRole>,
    /// Unit of that part, elsewhere the lead.
    pub department: Option<UnitRef>,
    pub township: Option<UnitRef>,
    pub received_at: DateTime<Utc>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    /// By when to sign, while that is not done.
    pub sign_due_at: Option<DateTime<Utc>>,
    /// Which of these dues are forecasts.
    pub forecast: Forecast,
    pub timeliness: Timeliness,
    /// Whether more time is asked for, for this part as a co-handler's or for the case.
    pub extension_asked: bool,
    pub supervised: bool,
    pub whistles: u16,
    pub version: u32,
}

/// How many wait in a queue; counted up to a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueCount {
    pub queue: Queue,
    pub waiting: u8,
}

impl QueueCount {
    /// Counting stops here: more is "99+".
    pub const MOST: u8 = 100;
}

/// A page of a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueuePage {
    pub queue: Queue,
    pub rows: Vec<QueueRow>,
    /// Cursor of the next page; null on the last one.
    pub next: Option<String>,
    /// The queues that the caller has, with what waits in them.
    pub counts: Vec<QueueCount>,
    pub choices: Choices,
    pub as_of: DateTime<Utc>,
}
