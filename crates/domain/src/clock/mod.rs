//! Time as people live it: working hours, holidays, limits, and how a case stands against its limit.
//!
//! Storage is UTC, people live in the region's zone; every function here takes both the instant and the
//! zone. It deliberately never asks what time it is: `now` is passed in.

mod calendar;
mod limit;
mod mark;
mod timeliness;
mod working;
mod zone;

pub use calendar::{
    Calendar, CalendarDay, CalendarDays, CalendarError, CalendarSheet, DayKind, WorkingHours,
};
pub use limit::{Limit, LimitKind, Stage, StageLimits, due};
pub use mark::{Mark, mark_at, next_mark};
pub use timeliness::timeliness;
pub use working::{add_working, working_between, working_minutes};
pub use zone::{at_local, start_of_day};
