//! Who is told of what: the smart instruction (智能指令推送).
//!
//! [`of_event`] and [`of_marks`] are the only places that decide it. They look at a case before and after
//! an action, or at a part and the colours its clock has reached, and name the addressees; they know neither
//! people nor channels. The write path stores what they say in the transaction of the change itself.
//!
//! A notice says that something waits and where to look. It carries no narrative, no place and no name, so
//! that it can go out by channels we do not control.

mod delivery;
mod rules;
#[cfg(test)]
mod tests;
mod view;

pub use delivery::{Outcome, outcome_of_status, pause_after};
pub use rules::{of_event, of_marks};
pub use view::{
    Channel, ChannelKind, DeadLetter, DeadLetterPage, DeliveryState, LatestNotice, LiveNotice, NoticePage,
    NoticeRow, UNREAD_MOST,
};

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::case::Role;
use crate::coded::coded;

coded! {
    /// What a notice is about.
    NoticeKind {
        /// Somebody reported a matter: it waits to be taken on.
        Reported = "reported",
        /// You lead.
        Lead = "lead",
        /// You co-handle.
        CoHandle = "co_handle",
        /// Your part has ended.
        Released = "released",
        /// 吹哨: you are called to a place.
        Whistle = "whistle",
        /// A lead or a co-handler asks for more time.
        ExtensionAsked = "extension_asked",
        ExtensionApproved = "extension_approved",
        ExtensionRefused = "extension_refused",
        /// A unit says that it is not competent: the case waits for another lead.
        Returned = "returned",
        /// The lead says that it is done: waits to be verified.
        FedBack = "fed_back",
        /// The verifier sent it back.
        Rework = "rework",
        /// A closed case is open again.
        Reopened = "reopened",
        /// 督办: a supervisor demands an answer.
        Supervised = "supervised",
        /// The demand was answered.
        SupervisionAnswered = "supervision_answered",
        /// At most a fifth of the time is left.
        Orange = "orange",
        /// It is past its limit.
        Red = "red",
    }
}

/// Whom a notice is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Addressee {
    /// Everybody of a unit.
    Unit(String),
    /// Everybody who holds a role in the region.
    Role(Role),
    /// One person, or a guest.
    Person(String),
}

impl Addressee {
    /// The addressee that `text`, as [`fmt::Display`] writes it, stands for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            _ if rest.is_empty() => None,
            "unit" => Some(Self::Unit(rest.to_owned())),
            "role" => Role::from_code(rest).map(Self::Role),
            "person" => Some(Self::Person(rest.to_owned())),
            _ => None,
        }
    }
}

/// `unit:<code>`, `role:<code>` or `person:<id>`: the form in the database.
impl fmt::Display for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(code) => write!(f, "unit:{code}"),
            Self::Role(role) => write!(f, "role:{}", role.code()),
            Self::Person(id) => write!(f, "person:{id}"),
        }
    }
}

impl From<Addressee> for String {
    fn from(addressee: Addressee) -> Self {
        addressee.to_string()
    }
}

impl TryFrom<String> for Addressee {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("unit:<code>, role:<code> or person:<id>")
    }
}

/// One thing to tell one addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub to: Addressee,
    pub kind: NoticeKind,
    /// By when what it asks for is to be done, where there is a limit.
    pub due_at: Option<DateTime<Utc>>,
}
