//! When things are done: shares of a case's own time, moved into office hours.

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::{CaseState, Rules};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::Course;
use crate::kinds::Pace;
use crate::office::{Lean, in_office};

/// A case at one moment, with what is needed to plan on.
pub(super) struct Moment<'a> {
    pub(super) course: &'a Course,
    pub(super) case: &'a CaseState,
    pub(super) since: DateTime<Utc>,
    pub(super) earliest: DateTime<Utc>,
    pub(super) rules: Rules<'a>,
    pub(super) rng: ChaCha8Rng,
}

impl Moment<'_> {
    /// The moment of a thing done once, at a share of the first promise; none if it is over, or would come
    /// after the promise of today.
    pub(super) fn once_at(&self, share: f64) -> Option<DateTime<Utc>> {
        let (first, due) = self.case.dispatched_at.zip(self.case.clock.original_due_at)?;
        let at = first + scaled(due - first, share);
        let real = at.max(self.earliest);
        let in_time = self.case.clock.current_due_at.is_some_and(|due| real < due);
        (self.since < at && in_time).then_some(at)
    }

    /// So many minutes after the last step, sooner rather than later; urgent kinds at once.
    pub(super) fn soon(&mut self, least: f64, most: f64) -> DateTime<Utc> {
        let draw: f64 = self.rng.random();
        let minutes = least + (most - least) * draw * draw;
        let minutes = if self.is_urgent() {
            (minutes / 10.0).max(0.7)
        } else {
            minutes
        };
        self.office(
            self.since + TimeDelta::seconds(seconds(minutes * 60.0)),
            Lean::Later,
        )
    }

    /// The moment when this share of the case's own time, from dispatch to closing, has passed.
    pub(super) fn at_share(&self, share: f64) -> DateTime<Utc> {
        let course = self.course;
        let first = self.case.dispatched_at.unwrap_or(self.since);
        let due = self
            .case
            .clock
            .current_due_at
            .unwrap_or(first + TimeDelta::days(3));
        let pace = course.fate.pace;
        // Late ones are a little late more often than very late.
        let whole = if course.is_late(self.case) {
            1.03 - 0.8 * (1.0 - pace).max(1e-6).ln()
        } else {
            0.12 + 0.8 * pace
        };
        first + scaled(due - first, share * whole.min(5.0))
    }

    pub(super) fn lean(&self) -> Lean {
        if self.course.is_late(self.case) {
            Lean::Later
        } else {
            Lean::Earlier
        }
    }

    pub(super) fn is_urgent(&self) -> bool {
        self.course.kind.pace == Pace::Urgent
    }

    /// Into office hours, unless the kind runs round the clock.
    pub(super) fn office(&self, at: DateTime<Utc>, lean: Lean) -> DateTime<Utc> {
        if self.is_urgent() {
            return at;
        }
        // Drawn anew from a copy: how a moment is moved does not change what else is drawn.
        in_office(at, lean, self.rules.calendar, &mut self.rng.clone())
    }
}

pub(super) fn scaled(time: TimeDelta, share: f64) -> TimeDelta {
    TimeDelta::seconds(seconds(time.as_seconds_f64() * share))
}

#[expect(clippy::cast_possible_truncation, reason = "years at most")]
pub(super) fn seconds(seconds: f64) -> i64 {
    seconds as i64
}
