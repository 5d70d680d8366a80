use chrono::{DateTime, Utc};
use domain::case::{Assignment, CaseState};
use domain::clock::{Mark, mark_at, next_mark};

/// What is stored of a part so that queue and sweep find it: derived from the case, nobody decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) is_open: bool,
    /// Colour its clock has reached.
    pub(crate) mark: Option<Mark>,
    /// When it changes next.
    pub(crate) next_mark_at: Option<DateTime<Utc>>,
}

impl Standing {
    /// How `part` of `case` stands at `now`. A paused clock and one without a limit never change.
    pub(crate) fn of(case: &CaseState, part: &Assignment, now: DateTime<Utc>) -> Self {
        let is_open = case.is_open_part(part);
        let due = part
            .current_due_at
            .filter(|_| is_open && case.clock.suspended_at.is_none());
        let mark = due.and_then(|due| mark_at(part.assigned_at, due, now));
        Self {
            is_open,
            mark,
            next_mark_at: due
                .and_then(|due| next_mark(part.assigned_at, due, mark))
                .map(|(_, at)| at),
        }
    }
}
