//! Counts of many cases per unit, in half the room and added by whole vectors.

use domain::board::figures::Counts;

/// Fields of [`Counts`].
const FIELDS: usize = 21;

/// [`Counts`] of at most four billion cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum([u32; FIELDS]);

impl Sum {
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "counts of the cases of one region"
    )]
    pub(super) fn of(counts: &Counts) -> Self {
        let Counts {
            received,
            due,
            suspended,
            closed,
            due_closed,
            closed_on_time,
            overdue_open,
            verdicts,
            satisfied,
            dispatched,
            signed_in_time,
            contacted_in_time,
            returned,
            reworked,
            answers,
            solved,
            handed_over,
            completed,
            repeat_place,
            repeat_person,
            repeat_matter,
        } = *counts;
        Self(
            [
                received,
                due,
                suspended,
                closed,
                due_closed,
                closed_on_time,
                overdue_open,
                verdicts,
                satisfied,
                dispatched,
                signed_in_time,
                contacted_in_time,
                returned,
                reworked,
                answers,
                solved,
                handed_over,
                completed,
                repeat_place,
                repeat_person,
                repeat_matter,
            ]
            .map(|count| count as u32),
        )
    }

    pub(super) fn counts(&self) -> Counts {
        let [
            received,
            due,
            suspended,
            closed,
            due_closed,
            closed_on_time,
            overdue_open,
            verdicts,
            satisfied,
            dispatched,
            signed_in_time,
            contacted_in_time,
            returned,
            reworked,
            answers,
            solved,
            handed_over,
            completed,
            repeat_place,
            repeat_person,
            repeat_matter,
        ] = self.0.map(u64::from);
        Counts {
            received,
            due,
            suspended,
            closed,
            due_closed,
            closed_on_time,
            overdue_open,
            verdicts,
            satisfied,
            dispatched,
            signed_in_time,
            contacted_in_time,
            returned,
            reworked,
            answers,
            solved,
            handed_over,
            completed,
            repeat_place,
            repeat_person,
            repeat_matter,
        }
    }

    #[inline]
    pub(super) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = mine.wrapping_add(*theirs);
        }
    }

    #[inline]
    pub(super) fn take(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = mine.wrapping_sub(*theirs);
        }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }
}
