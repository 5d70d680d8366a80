//! Which cases are one matter. The rules are [`domain::fusion`]'s; this module brings pairs together by their
//! keys and keeps what was found, in the transaction that stores the records.
//!
//! A join takes no clock away. A case is merged only while nobody answers for it: it has no limit, no verdict of
//! its source, is not closed, nobody has acted on it, and no other unit has it than the case it is merged into. Every
//! other case of a matter keeps its own clock and counts as before; it only shows where it belongs.

mod candidates;
mod decide;
mod effects;
mod opening;
mod party;
mod plan;
mod read;
mod rows;
mod writes;

pub use decide::{FusionError, decide_pair, keep_apart};
pub use read::{latest_texts, matter, proposals, repeat_figures};

pub(crate) use decide::{note_deed, speaks_of_matters};
pub(crate) use effects::merge_new;
pub(crate) use opening::{opening, take_turns};
pub(crate) use party::{Present, is_free, stored};
pub(crate) use plan::{Item, Plan};
pub(crate) use rows::note_closing;

/// Who acts when the machine merges a case or takes it out again.
pub(crate) const MACHINE: &str = "system:fusion";
