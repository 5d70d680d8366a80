//! How one case counts, and what a sum of such counts says: the figures of the sunning board.
//!
//! Every figure of the project comes from here: [`CaseFact::timeliness`] classifies *one* case at
//! one instant, [`Counts::of`] turns the class into ones and zeroes, and a board, a chart or a map
//! only adds up. The module knows no cohort: the caller chooses the cases (by convention those
//! received in `[from, to)`), and it ranks nothing (see the ranking module beside this one).
//!
//! All times are unix seconds. The rules, with `as_of` the instant of the figure:
//!
//! * A case has a **standard** if it has a limit (`due_at`) or its source gave a verdict.
//! * It is **closed** if it is marked closed or carries a source's verdict, unless it is known to
//!   have been closed only after `as_of`. A verdict means "closed, closing time unknown".
//! * It is **past its limit** if `due_at < as_of`: in the second `due_at` it can still be closed
//!   on time.
//! * It is **due** if it has a standard and is closed or past its limit.
//! * It was closed **on time** if the source's verdict says so, else if `closed_at <= due_at`.
//!   A closed case with a limit, no verdict and no closing time is due and closed but *not* on
//!   time: what happened at an unknown time cannot be shown to have been on time.
//! * While it is open and past its limit it is either suspended or **overdue**; so always
//!   `due = due_closed + suspended + overdue_open`.
//!
//! Only closing has a history here; suspension and [`Steps`] are taken as they are known today.
//!
//! What happened at the hand-overs (signing, first contact, returns) belongs to the unit that it happened
//! to: a case that one unit returned and another has now is one [`Share::Case`] of the second and one
//! [`Share::FormerLead`] of the first, so that both keep it in their counts.

use std::iter::Sum;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::coded::coded;

/// The word of a source system that decided a case itself and sent no times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    OnTime,
    Late,
}

/// As what a unit counts a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Share {
    /// It leads the case, or nobody does: the case with everything about it.
    #[default]
    Case,
    /// It led the case and returned it or gave it away: its own hand-over alone.
    FormerLead,
    /// It co-handles: what was handed over to it, and whether that is done.
    CoHandler,
}

/// Whether a case follows an earlier one within the window of the repeat figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Repeats {
    /// From the same place.
    pub place: bool,
    /// By the same person.
    pub person: bool,
    /// Of the same matter.
    pub matter: bool,
}

/// What happened to a case besides closing: settled when it happens, whatever the clock says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Steps {
    /// It was given to the unit.
    pub dispatched: bool,
    /// The unit signed within its limit.
    pub signed_in_time: bool,
    /// It spoke with whoever reported within its limit.
    pub contacted_in_time: bool,
    /// It returned the case as not competent.
    pub returned: bool,
    /// The verifier sent it back, or it was opened again.
    pub reworked: bool,
    /// Answer of the call-back: `None` = not called, or not said.
    pub solved: Option<bool>,
    pub repeats: Repeats,
    /// Working minutes from dispatch to closing, where both are known.
    pub handling: Option<u32>,
    /// A co-handler's part is done.
    pub completed: bool,
}

/// What the figures need to know of one case. Times are unix seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CaseFact {
    pub received_at: i64,
    /// The limit in force (the current due, extensions included); `None` = no limit.
    pub due_at: Option<i64>,
    pub closed: bool,
    /// When it was closed, if known. Ignored while the case is open.
    pub closed_at: Option<i64>,
    /// The source's own verdict. It wins over the computed one and means that the case is closed;
    /// whoever reopens a case drops it.
    pub verdict: Option<Verdict>,
    pub suspended: bool,
    /// Answer of the call-back: `None` = not called, or no verdict given.
    pub satisfied: Option<bool>,
    /// As what the unit counts it.
    pub share: Share,
    pub steps: Steps,
}

coded!(
    /// Where a case stands against its limit at one instant. Each case is in exactly one class.
    Timeliness {
        /// No limit and no verdict: in no on-time figure, whether open or closed.
        NoLimit = "no_limit",
        /// Open, the limit not passed: in no on-time figure yet.
        Running = "running",
        /// Open, past its limit and suspended: left out of the denominator.
        Suspended = "suspended",
        /// Open, past its limit, not suspended.
        Overdue = "overdue",
        /// Closed within the limit, or by the source's verdict.
        OnTime = "on_time",
        /// Closed after the limit, at an unknown time, or late by the source's verdict.
        Late = "late",
    }
);

impl Timeliness {
    /// The classes that are due: a standard, and closed or past it.
    pub const DUE: [Self; 4] = [Self::Suspended, Self::Overdue, Self::OnTime, Self::Late];
    /// Those that the on-time and closing rates are divided by.
    pub const MEASURED: [Self; 3] = [Self::Overdue, Self::OnTime, Self::Late];
    /// Due and closed.
    pub const DUE_CLOSED: [Self; 2] = [Self::OnTime, Self::Late];
}

coded!(
    /// What figures count besides the clock, and the published file of a case tells: what a list can be narrowed to.
    Counted {
        /// Closed, with or without a standard.
        Closed = "closed",
        /// Returned by the unit as not competent.
        Returned = "returned",
        /// Sent back by the verifier, or opened again.
        Reworked = "reworked",
        /// Given to the unit as co-handler.
        HandedOver = "handed_over",
        /// Of these: fed back.
        Completed = "completed",
    }
);

impl Counted {
    /// Whether it is about what one unit did, not about the case: the unit is then any that took part, not the one
    /// that leads now.
    #[must_use]
    pub fn is_of_a_part(self) -> bool {
        matches!(self, Self::Returned | Self::HandedOver | Self::Completed)
    }
}

impl CaseFact {
    /// Was the case closed at `as_of`?
    #[must_use]
    #[inline]
    pub fn is_closed(&self, as_of: i64) -> bool {
        (self.closed || self.verdict.is_some()) && self.closed_at.is_none_or(|at| at <= as_of)
    }

    /// Open, past its limit and not suspended at `as_of`. The map and the board share this rule.
    #[must_use]
    #[inline]
    pub fn is_overdue(&self, as_of: i64) -> bool {
        self.due_at.is_some_and(|due| due < as_of) && !self.suspended && !self.is_closed(as_of)
    }

    #[must_use]
    #[inline]
    pub fn timeliness(&self, as_of: i64) -> Timeliness {
        if self.is_closed(as_of) {
            return match (self.verdict, self.due_at, self.closed_at) {
                (Some(Verdict::OnTime), _, _) => Timeliness::OnTime,
                (Some(Verdict::Late), _, _) => Timeliness::Late,
                (None, None, _) => Timeliness::NoLimit,
                (None, Some(due), Some(closed)) if closed <= due => Timeliness::OnTime,
                (None, Some(_), _) => Timeliness::Late,
            };
        }
        match self.due_at {
            None => Timeliness::NoLimit,
            Some(due) if due >= as_of => Timeliness::Running,
            Some(_) if self.suspended => Timeliness::Suspended,
            Some(_) => Timeliness::Overdue,
        }
    }
}

/// The counts every rate is made of; add them over a cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Cases of the cohort.
    pub received: u64,
    /// With a standard, and closed or past the limit.
    pub due: u64,
    /// Due, open and suspended: taken out of the denominator.
    pub suspended: u64,
    /// All closed cases, with or without a standard.
    pub closed: u64,
    /// Closed and due.
    pub due_closed: u64,
    pub closed_on_time: u64,
    /// Open, past the limit, not suspended.
    pub overdue_open: u64,
    /// Call-backs that brought a verdict.
    pub verdicts: u64,
    /// Call-backs whose verdict was positive.
    pub satisfied: u64,
    /// Given to the unit, former leads included.
    pub dispatched: u64,
    /// Of `dispatched`: signed within the limit.
    pub signed_in_time: u64,
    /// Of `dispatched`: first contact within the limit.
    pub contacted_in_time: u64,
    /// Of `dispatched`: returned as not competent.
    pub returned: u64,
    /// Reworked or reopened.
    pub reworked: u64,
    /// Call-backs that said whether it is solved.
    pub answers: u64,
    /// Of `answers`: solved.
    pub solved: u64,
    /// Parts given to the unit as co-handler.
    pub handed_over: u64,
    /// Of `handed_over`: fed back.
    pub completed: u64,
    /// Of `received`: follows an earlier record from the same place within the window.
    pub repeat_place: u64,
    /// Of `received`: follows an earlier record by the same person.
    pub repeat_person: u64,
    /// Of `received`: follows an earlier record of the same matter.
    pub repeat_matter: u64,
}

impl Counts {
    /// One case, as it stood at `as_of`.
    #[must_use]
    #[inline]
    pub fn of(fact: &CaseFact, as_of: i64) -> Self {
        use Timeliness::{OnTime, Overdue, Suspended};
        let steps = &fact.steps;
        let hand_over = Self {
            dispatched: u64::from(steps.dispatched),
            signed_in_time: u64::from(steps.signed_in_time),
            contacted_in_time: u64::from(steps.contacted_in_time),
            returned: u64::from(steps.returned),
            ..Self::default()
        };
        match fact.share {
            Share::Case => {}
            Share::FormerLead => return hand_over,
            Share::CoHandler => {
                return Self {
                    handed_over: 1,
                    completed: u64::from(steps.completed),
                    ..Self::default()
                };
            }
        }
        let class = fact.timeliness(as_of);
        Self {
            received: 1,
            due: u64::from(Timeliness::DUE.contains(&class)),
            suspended: u64::from(class == Suspended),
            closed: u64::from(fact.is_closed(as_of)),
            due_closed: u64::from(Timeliness::DUE_CLOSED.contains(&class)),
            closed_on_time: u64::from(class == OnTime),
            overdue_open: u64::from(class == Overdue),
            verdicts: u64::from(fact.satisfied.is_some()),
            satisfied: u64::from(fact.satisfied == Some(true)),
            reworked: u64::from(steps.reworked),
            answers: u64::from(steps.solved.is_some()),
            solved: u64::from(steps.solved == Some(true)),
            repeat_place: u64::from(steps.repeats.place),
            repeat_person: u64::from(steps.repeats.person),
            repeat_matter: u64::from(steps.repeats.matter),
            ..hand_over
        }
    }

    /// What the on-time and closing rates are divided by: due − suspended.
    #[must_use]
    pub fn denominator(&self) -> u64 {
        self.due.saturating_sub(self.suspended)
    }

    /// 结案率: due_closed / (due − suspended), 0 to 1; `None` where that is 0.
    #[must_use]
    pub fn closing_rate(&self) -> Option<f64> {
        ratio(self.due_closed, self.denominator())
    }

    /// 按期结案率: closed_on_time / (due − suspended), 0 to 1; `None` where that is 0.
    #[must_use]
    pub fn on_time_rate(&self) -> Option<f64> {
        ratio(self.closed_on_time, self.denominator())
    }

    /// 满意率: satisfied / call-backs with a verdict, 0 to 1; `None` without one.
    #[must_use]
    pub fn satisfaction(&self) -> Option<f64> {
        ratio(self.satisfied, self.verdicts)
    }

    /// 签收及时率: signed_in_time / dispatched.
    #[must_use]
    pub fn signing_rate(&self) -> Option<f64> {
        ratio(self.signed_in_time, self.dispatched)
    }

    /// 响应率: contacted_in_time / dispatched.
    #[must_use]
    pub fn response_rate(&self) -> Option<f64> {
        ratio(self.contacted_in_time, self.dispatched)
    }

    /// 回退率: returned / dispatched.
    #[must_use]
    pub fn return_rate(&self) -> Option<f64> {
        ratio(self.returned, self.dispatched)
    }

    /// 重办率: reworked / closed. Can exceed 1, since a reopened case is open again.
    #[must_use]
    pub fn rework_rate(&self) -> Option<f64> {
        ratio(self.reworked, self.closed)
    }

    /// 解决率: solved / call-backs that said whether it is.
    #[must_use]
    pub fn solved_rate(&self) -> Option<f64> {
        ratio(self.solved, self.answers)
    }

    /// 流转交办办结率: completed / handed over.
    #[must_use]
    pub fn completion_rate(&self) -> Option<f64> {
        ratio(self.completed, self.handed_over)
    }

    /// 重复报警率 by place, by person and by matter: three figures, never one.
    #[must_use]
    pub fn repeat_rates(&self) -> [Option<f64>; 3] {
        [self.repeat_place, self.repeat_person, self.repeat_matter].map(|count| ratio(count, self.received))
    }

    /// Call-backs with a verdict per closed case, to be shown beside [`Self::satisfaction`]. Can
    /// exceed 1, since a case is called back before it is closed.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        ratio(self.verdicts, self.closed)
    }
}

impl AddAssign for Counts {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.due += other.due;
        self.suspended += other.suspended;
        self.closed += other.closed;
        self.due_closed += other.due_closed;
        self.closed_on_time += other.closed_on_time;
        self.overdue_open += other.overdue_open;
        self.verdicts += other.verdicts;
        self.satisfied += other.satisfied;
        self.dispatched += other.dispatched;
        self.signed_in_time += other.signed_in_time;
        self.contacted_in_time += other.contacted_in_time;
        self.returned += other.returned;
        self.reworked += other.reworked;
        self.answers += other.answers;
        self.solved += other.solved;
        self.handed_over += other.handed_over;
        self.completed += other.completed;
        self.repeat_place += other.repeat_place;
        self.repeat_person += other.repeat_person;
        self.repeat_matter += other.repeat_matter;
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

/// Exact: counts of cases stay far below 2^53.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_000;

    fn open() -> CaseFact {
        CaseFact {
            received_at: 0,
            due_at: None,
            closed: false,
            closed_at: None,
            verdict: None,
            suspended: false,
            satisfied: None,
            share: Share::Case,
            steps: Steps::default(),
        }
    }

    fn counts(fact: CaseFact) -> Counts {
        Counts::of(&fact, NOW)
    }

    /// Tianmen's published month: 972 due, 911 closed, 737 on time → 93.72 % and 75.82 %.
    #[test]
    fn the_published_rates_of_tianmen_come_out() {
        let due = Some(500);
        let on_time = CaseFact {
            due_at: due,
            closed: true,
            closed_at: Some(400),
            ..open()
        };
        let late = CaseFact {
            closed_at: Some(600),
            ..on_time
        };
        let overdue = CaseFact {
            due_at: due,
            ..open()
        };
        let total: Counts = std::iter::repeat_n(on_time, 737)
            .chain(std::iter::repeat_n(late, 911 - 737))
            .chain(std::iter::repeat_n(overdue, 972 - 911))
            .map(counts)
            .sum();
        assert_eq!(
            (total.due, total.due_closed, total.closed_on_time),
            (972, 911, 737)
        );
        let percent = |rate: Option<f64>| format!("{:.2}", rate.unwrap() * 100.0);
        assert_eq!(percent(total.closing_rate()), "93.72");
        assert_eq!(percent(total.on_time_rate()), "75.82");
    }

    #[test]
    fn a_case_still_open_and_not_yet_due_counts_in_no_on_time_figure() {
        let running = counts(CaseFact {
            due_at: Some(NOW + 1),
            ..open()
        });
        assert_eq!(
            running,
            Counts {
                received: 1,
                ..Counts::default()
            }
        );
    }

    #[test]
    fn the_second_of_the_limit_still_belongs_to_it() {
        let at_limit = CaseFact {
            due_at: Some(NOW),
            ..open()
        };
        assert_eq!(at_limit.timeliness(NOW), Timeliness::Running);
        assert_eq!(at_limit.timeliness(NOW + 1), Timeliness::Overdue);
        let closed = CaseFact {
            closed: true,
            closed_at: Some(NOW),
            ..at_limit
        };
        assert_eq!(closed.timeliness(NOW), Timeliness::OnTime);
    }

    #[test]
    fn a_case_without_a_limit_counts_in_no_on_time_figure_even_when_closed() {
        let closed = counts(CaseFact {
            closed: true,
            closed_at: Some(1),
            ..open()
        });
        assert_eq!(
            closed,
            Counts {
                received: 1,
                closed: 1,
                ..Counts::default()
            }
        );
        assert_eq!(closed.on_time_rate(), None);
    }

    #[test]
    fn a_case_closed_before_its_limit_is_due_at_once() {
        let early = counts(CaseFact {
            due_at: Some(NOW * 2),
            closed: true,
            closed_at: Some(1),
            ..open()
        });
        assert_eq!((early.due, early.due_closed, early.closed_on_time), (1, 1, 1));
    }

    #[test]
    fn a_case_closed_after_as_of_was_open_then() {
        let fact = CaseFact {
            due_at: Some(500),
            closed: true,
            closed_at: Some(NOW + 1),
            ..open()
        };
        assert_eq!(fact.timeliness(NOW), Timeliness::Overdue);
        assert_eq!(fact.timeliness(NOW + 1), Timeliness::Late);
        assert_eq!(counts(fact).closed, 0);
    }

    #[test]
    fn a_case_closed_at_an_unknown_time_cannot_be_shown_on_time() {
        let unknown = counts(CaseFact {
            due_at: Some(NOW * 2),
            closed: true,
            ..open()
        });
        assert_eq!(
            (
                unknown.due,
                unknown.due_closed,
                unknown.closed_on_time,
                unknown.closed
            ),
            (1, 1, 0, 1)
        );
    }

    #[test]
    fn a_source_verdict_means_closed_and_needs_no_times() {
        let on_time = counts(CaseFact {
            verdict: Some(Verdict::OnTime),
            ..open()
        });
        assert_eq!(
            on_time,
            Counts {
                received: 1,
                due: 1,
                closed: 1,
                due_closed: 1,
                closed_on_time: 1,
                ..Counts::default()
            }
        );
        let late = counts(CaseFact {
            verdict: Some(Verdict::Late),
            ..open()
        });
        assert_eq!((late.due, late.due_closed, late.closed_on_time), (1, 1, 0));
    }

    #[test]
    fn a_source_verdict_wins_over_the_computed_one() {
        let fact = CaseFact {
            due_at: Some(500),
            closed: true,
            closed_at: Some(600),
            verdict: Some(Verdict::OnTime),
            ..open()
        };
        assert_eq!(fact.timeliness(NOW), Timeliness::OnTime);
    }

    #[test]
    fn a_suspended_case_past_its_limit_leaves_the_denominator() {
        let fact = CaseFact {
            due_at: Some(500),
            suspended: true,
            ..open()
        };
        let waiting = counts(fact);
        assert_eq!((waiting.due, waiting.suspended, waiting.overdue_open), (1, 1, 0));
        assert_eq!(waiting.denominator(), 0);
        assert_eq!(waiting.closing_rate(), None);
        assert!(!fact.is_overdue(NOW));
        let closed = counts(CaseFact {
            closed: true,
            closed_at: Some(400),
            ..fact
        });
        assert_eq!((closed.suspended, closed.closed_on_time), (0, 1));
    }

    #[test]
    fn satisfaction_is_over_the_call_backs_with_a_verdict() {
        let closed = CaseFact {
            closed: true,
            ..open()
        };
        let total: Counts = [
            closed,
            CaseFact {
                satisfied: Some(true),
                ..closed
            },
            CaseFact {
                satisfied: Some(false),
                ..closed
            },
            CaseFact {
                satisfied: Some(true),
                ..closed
            },
        ]
        .map(counts)
        .into_iter()
        .sum();
        assert_eq!((total.verdicts, total.satisfied, total.closed), (3, 2, 4));
        assert_eq!(total.satisfaction(), Some(2.0 / 3.0));
        assert_eq!(total.coverage(), Some(0.75));
        assert_eq!(Counts::default().satisfaction(), None);
    }

    #[test]
    fn a_returned_case_counts_at_both_units() {
        let now = counts(CaseFact {
            due_at: Some(500),
            steps: Steps {
                dispatched: true,
                signed_in_time: true,
                ..Steps::default()
            },
            ..open()
        });
        let before = counts(CaseFact {
            due_at: Some(500),
            share: Share::FormerLead,
            steps: Steps {
                dispatched: true,
                returned: true,
                ..Steps::default()
            },
            ..open()
        });
        let both: Counts = [now, before].into_iter().sum();
        assert_eq!((both.received, both.due, both.dispatched), (1, 1, 2));
        assert_eq!((both.signing_rate(), both.return_rate()), (Some(0.5), Some(0.5)));
    }

    #[test]
    fn a_co_handlers_part_is_handed_over_and_nothing_else() {
        let part = counts(CaseFact {
            due_at: Some(500),
            closed: true,
            satisfied: Some(true),
            share: Share::CoHandler,
            steps: Steps {
                completed: true,
                ..Steps::default()
            },
            ..open()
        });
        let expected = Counts {
            handed_over: 1,
            completed: 1,
            ..Counts::default()
        };
        assert_eq!(part, expected);
        assert_eq!(part.completion_rate(), Some(1.0));
    }

    prop_compose! {
        fn any_fact()(
            due_at in proptest::option::of(0_i64..20),
            closed: bool,
            closed_at in proptest::option::of(0_i64..20),
            verdict in proptest::option::of(prop_oneof![Just(Verdict::OnTime), Just(Verdict::Late)]),
            suspended: bool,
            satisfied in proptest::option::of(any::<bool>()),
        ) -> CaseFact {
            CaseFact {
                received_at: 0, due_at, closed, closed_at, verdict, suspended, satisfied,
                share: Share::Case, steps: Steps::default(),
            }
        }
    }

    proptest! {
        #[test]
        fn every_due_case_is_closed_suspended_or_overdue(fact in any_fact(), as_of in 0_i64..20) {
            let one = Counts::of(&fact, as_of);
            prop_assert_eq!(one.due, one.due_closed + one.suspended + one.overdue_open);
            prop_assert!(one.closed_on_time <= one.due_closed && one.due_closed <= one.closed);
            prop_assert_eq!(one.overdue_open == 1, fact.is_overdue(as_of));
        }
    }
}
