//! Administration of policy and stations: each deed checks its right, reads its form, and changes one thing.
//!
//! What may be done is said by [`domain::access`], what a field may hold by [`domain::policy`], how it is
//! stored and logged by [`store::policy`]. Nothing here decides anything else.

mod calendars;
mod categories;
mod default_leads;
mod departments;
mod elements;
mod limits;
mod log;
mod stations;
mod weights;

pub use log::LogQuery;

use domain::Lang;
use domain::board::UnitRef;
use store::policy::{By, ChangeError, Named};

use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Who changes something, now.
    pub(crate) fn by<'a>(&self, caller: &'a Caller) -> By<'a> {
        By {
            region: &caller.region,
            person: &caller.person.id,
            now: self.now(),
        }
    }
}

impl From<ChangeError> for DeskError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::NotFound,
            ChangeError::Field(fault) => Self::Field(fault),
            ChangeError::Refused(refusal) => Self::Filing(refusal),
            ChangeError::Store(error) => Self::Store(error),
        }
    }
}

/// What may be chosen, in the reader's language.
fn choices(named: &[Named], lang: Lang) -> Vec<UnitRef> {
    named
        .iter()
        .filter(|thing| thing.active)
        .map(|thing| UnitRef {
            code: thing.code.clone(),
            name: lang.pick(&thing.name, thing.name_en.as_deref()).to_owned(),
        })
        .collect()
}

/// Says the name in the reader's language, where it is known.
fn say(unit: &mut UnitRef, named: &[Named], lang: Lang) {
    if let Some(thing) = named.iter().find(|thing| thing.code == unit.code) {
        unit.name = lang.pick(&thing.name, thing.name_en.as_deref()).to_owned();
    }
}
