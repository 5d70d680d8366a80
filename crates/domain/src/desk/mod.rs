//! What the workbench shows: queues, case files with the actions that are possible now, and why others are not.

mod file;
mod queue;

pub use file::{Change, DeskCall, DeskEvent, DeskFile, DeskMark, DeskPart, DeskWhistle, Offer, Why};
pub use queue::{Queue, QueueCount, QueuePage, QueueRow};
