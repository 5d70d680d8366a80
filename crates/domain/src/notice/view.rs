//! What pages, the live stream and administrators are shown of notices.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Addressee, NoticeKind};
use crate::board::UnitRef;
use crate::coded::coded;

/// Counting unread notices stops here: more is "99+".
pub const UNREAD_MOST: u32 = 100;

/// A notice as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    pub id: String,
    pub kind: NoticeKind,
    /// Through which of their units or roles the reader gets it.
    pub to: Addressee,
    /// Name of the unit it is for, in the reader's language; null for a role, a person or a unit without a name.
    pub to_name: Option<String>,
    /// Public code with hyphens.
    pub code: String,
    pub serial: String,
    pub category: UnitRef,
    pub due_at: Option<DateTime<Utc>>,
    /// Whether that due is a forecast: it falls into a year whose holidays are not announced yet.
    pub due_is_forecast: bool,
    pub at: DateTime<Utc>,
    pub read: bool,
}

/// A page of notices: unread ones first, each newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    pub rows: Vec<NoticeRow>,
    /// Counted up to [`UNREAD_MOST`].
    pub unread: u32,
    /// Cursor of the next page; null on the last one.
    pub next: Option<String>,
    pub as_of: DateTime<Utc>,
}

/// A message of the live stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveNotice {
    /// Counted up to [`UNREAD_MOST`].
    pub unread: u32,
    /// The newest notice, read or not.
    pub latest: Option<LatestNotice>,
}

/// The newest notice of a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestNotice {
    pub kind: NoticeKind,
    /// Public code with hyphens.
    pub code: String,
    pub at: DateTime<Utc>,
}

coded! {
    /// How notices leave the house.
    ChannelKind {
        Email = "email",
        Webhook = "webhook",
    }
}

coded! {
    /// How far a delivery has come.
    DeliveryState {
        /// Is sent at its next attempt.
        Waiting = "waiting",
        /// A sender has it; if it is not heard of by the end of its lease, the same is sent again.
        Sending = "sending",
        /// The other side has taken it.
        Sent = "sent",
        /// Given up: waits for somebody to look.
        Dead = "dead",
    }
}

/// Where an addressee's notices are sent besides the workbench.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub id: String,
    pub to: Addressee,
    /// As in [`NoticeRow::to_name`].
    pub to_name: Option<String>,
    pub kind: ChannelKind,
    /// An e-mail address, or the URL of a webhook.
    pub target: String,
    /// Whether new notices are sent there.
    pub active: bool,
    pub created_at: DateTime<Utc>,
}

/// A delivery that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    pub id: String,
    pub channel: ChannelKind,
    pub target: String,
    pub to: Addressee,
    /// As in [`NoticeRow::to_name`].
    pub to_name: Option<String>,
    pub kind: NoticeKind,
    /// Public code of the case, with hyphens.
    pub code: String,
    pub attempts: u16,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// What administrators see of deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterPage {
    /// Newest first.
    pub rows: Vec<DeadLetter>,
    /// Cursor of the next page; null on the last one.
    pub next: Option<String>,
    /// How many are on their way.
    pub waiting: u64,
    pub as_of: DateTime<Utc>,
}
