//! Elements of the grid and their kinds: read, changed one by one, imported. The public side reads views of the same
//! tables ([`crate::published`]).

mod files;
mod kinds;
mod read;
mod write;

pub use files::{brought, keep, mark_done, tell};
pub use kinds::{add_kind, change_kind, kinds, kinds_counted, put_kinds};
pub use read::{Sought, every, find, in_box, list};
pub use write::{add, carry_out, change, retire};
