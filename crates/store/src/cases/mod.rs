//! Cases: loaded under lock, changed by one function each, one transaction each.

mod identity;
mod open;
pub(crate) mod read;
mod standing;
mod write;

pub use identity::Identity;
pub use open::{OpenCase, exists, open_cases};
pub use read::{CategoryPolicy, RuleBook};
pub use write::{ActError, ActRequest, Acted, act, acted, changes, open_case};

pub(crate) use read::current_lead;
pub(crate) use standing::Standing;
