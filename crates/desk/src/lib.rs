//! The staff side: what people with an account, a token or a code may ask and do.
//!
//! The twin of `portal`. It holds a [`store::Db`], checks every question and every deed against the rights
//! in [`domain::access`] and the lifecycle in [`domain::case::lifecycle`], and is asked by pages and by the
//! staff API alike, so that both allow and refuse the same. It renders nothing, holds no SQL, and the public
//! side never gets a handle to it.

mod acting;
mod error;
mod file;
mod names;
mod opening;
mod people;
mod placer;
mod queue;
mod rules;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::access::{Person, Right};
use store::Db;

pub use acting::{Deed, MAX_TEXT, MAX_UNITS};
pub use error::DeskError;
use names::NameBooks;
pub use opening::{NewCase, Opened};
pub use placer::Placer;
pub use queue::QueueQuery;
use rules::RuleBooks;

/// Everything the staff side can reach. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    db: Db,
    rules: Arc<RuleBooks>,
    names: Arc<NameBooks>,
}

impl Desk {
    /// The staff side of this database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            rules: Arc::default(),
            names: Arc::default(),
        }
    }

    /// The time now: the one clock of the staff side. A client's clock is never asked.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Somebody who has shown who they are, in the region they are working in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub region: RegionCode,
    /// Id and the roles held in `region`.
    pub person: Person,
    /// Name shown to colleagues.
    pub name: String,
}

impl Caller {
    /// Refuses who lacks a right.
    pub fn needs(&self, right: Right) -> Result<(), DeskError> {
        if self.person.may(right) {
            Ok(())
        } else {
            Err(DeskError::Forbidden(right))
        }
    }
}
