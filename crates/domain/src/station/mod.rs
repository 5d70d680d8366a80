//! Joint-service stations 1+X+Y: filing (报备), approval by somebody else (审核), moving in (进驻), leaving.
//!
//! One small table decides, for a station as a whole and for every unit at it. One party branch, X resident
//! units that take turns on duty, Y units on call with a liaison.

mod filing;
mod form;
mod view;

pub use filing::{Filing, Refusal, Status, Step, TABLE, decide, file, steps, table};
pub use form::{DutyDraft, DutyForm, StationDraft, StationForm, StationKind, UnitDraft, UnitForm, UnitKind};
pub use view::{DutyRow, StationFile, StationRow, StationsView, UnitRow};
