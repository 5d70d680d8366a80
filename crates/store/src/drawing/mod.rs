//! The grid as administrators keep it: how it came to be, drafts of the next one, and who works in its cells.

mod drafts;
mod history;
mod staff;

use domain::drawing::Refused;
use thiserror::Error;

use crate::StoreError;

pub use drafts::{Draft, DraftStep, NewStep, Seen, add_step, draft, drafted, forget, go_to, take_over};
pub use history::{codes_ever, cuts};
pub use staff::{Assignment, assign, end, of_cell, people, staff, unstaffed};

/// Why a drawing was not changed. Nothing was written.
#[derive(Debug, Error)]
pub enum DrawingError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for DrawingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
