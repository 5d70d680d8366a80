//! Cases: loaded under lock, changed by one function each, one transaction each.

mod contact;
mod identity;
mod open;
mod placement;
pub(crate) mod read;
mod rules;
mod standing;
mod sweep;
mod token;
mod write;

pub use contact::{Reporter, contact, forget_contacts};
pub use identity::Identity;
pub use open::{OpenCase, exists, open_cases};
pub use placement::{Placement, place_case};
pub use rules::{CategoryPolicy, RuleBook};
pub use sweep::{Swept, sweep};
pub use token::renew_public_token;
pub use write::{ActError, ActRequest, Acted, act, acted, changes, open_case};

pub(crate) use read::{ASSIGNMENT, AssignmentRow, CASE, CaseRow, case_state, current_lead, lock_case};
pub(crate) use rules::limit_of;
pub(crate) use standing::Standing;
pub(crate) use write::{keep, notify};

/// A public code as people write it.
pub(crate) fn shown_code(code: &str) -> String {
    domain::case::code::CaseCode::parse(code).map_or_else(|_| code.to_owned(), |code| code.to_string())
}
