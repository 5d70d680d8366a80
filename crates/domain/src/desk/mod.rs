//! What the workbench shows: queues, case files with the actions that are possible now, and why others are not.

mod attachment;
mod contact;
mod file;
mod forecast;
mod guest;
mod queue;

use serde::{Deserialize, Serialize};

use crate::board::UnitRef;

pub use attachment::{AttachmentInfo, FileKind, file_name};
pub use contact::Contact;
pub use file::{Change, DeskCall, DeskEvent, DeskFile, DeskMark, DeskPart, DeskWhistle, Offer, Why};
pub use forecast::Forecast;
pub use guest::{GuestCall, GuestEvent, GuestInfo, GuestSheet, Invitation};
pub use queue::{Queue, QueueCount, QueuePage, QueueRow};

/// What the form of a new case begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCaseForm {
    pub choices: Choices,
    /// What the case's id is made of: the same form sent twice opens one case.
    pub ticket: String,
}

/// What forms of the workbench offer to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub departments: Vec<UnitRef>,
    pub categories: Vec<UnitRef>,
    pub townships: Vec<UnitRef>,
}
