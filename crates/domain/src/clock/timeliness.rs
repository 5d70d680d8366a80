use chrono::{DateTime, Utc};

use crate::board::figures::{self, CaseFact};
use crate::case::Timeliness;

/// How a case stands against its clock as of `as_of`: the class the figures count it in
/// ([`CaseFact::timeliness`]), with the open classes told apart by colour.
///
/// An open case with a limit is paused while suspended, red once past its limit, and before that
/// coloured by the share of [start, due] that is left: green above a half, yellow to a fifth, orange
/// from there on. The share is of elapsed time, so that anyone can recompute a colour from the three
/// published times. `start` is when the clock began: the dispatch, or the receipt where a source set
/// the limit.
#[must_use]
pub fn timeliness(start: DateTime<Utc>, fact: &CaseFact, as_of: DateTime<Utc>) -> Timeliness {
    let now = as_of.timestamp();
    match fact.timeliness(now) {
        figures::Timeliness::NoLimit => Timeliness::NoLimit,
        figures::Timeliness::OnTime => Timeliness::OnTime,
        figures::Timeliness::Late => Timeliness::Late,
        figures::Timeliness::Suspended => Timeliness::Paused,
        figures::Timeliness::Overdue => Timeliness::Red,
        figures::Timeliness::Running if fact.suspended => Timeliness::Paused,
        figures::Timeliness::Running => {
            let due = fact.due_at.unwrap_or(now);
            colour(due - now, due - start.timestamp())
        }
    }
}

/// Products instead of quotients: exact, and defined where nothing is left of nothing.
fn colour(left: i64, whole: i64) -> Timeliness {
    if left * 2 > whole {
        Timeliness::Green
    } else if left * 5 > whole {
        Timeliness::Yellow
    } else {
        Timeliness::Orange
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::figures::Verdict;
    use chrono::TimeZone;

    fn at(second: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(second, 0).single().expect("valid time")
    }

    fn open() -> CaseFact {
        CaseFact {
            received_at: 0,
            due_at: Some(1000),
            closed: false,
            closed_at: None,
            verdict: None,
            suspended: false,
            satisfied: None,
            share: crate::board::figures::Share::Case,
            steps: crate::board::figures::Steps::default(),
        }
    }

    #[test]
    fn colours_change_at_a_half_a_fifth_and_after_the_limit() {
        let colours: Vec<_> = [0, 499, 500, 799, 800, 1000, 1001]
            .map(|now| timeliness(at(0), &open(), at(now)))
            .into();
        use Timeliness::{Green, Orange, Red, Yellow};
        assert_eq!(colours, [Green, Green, Yellow, Yellow, Orange, Orange, Red]);
    }

    #[test]
    fn a_suspended_case_is_paused_before_and_after_its_limit() {
        let fact = CaseFact {
            suspended: true,
            ..open()
        };
        assert_eq!(timeliness(at(0), &fact, at(10)), Timeliness::Paused);
        assert_eq!(timeliness(at(0), &fact, at(5000)), Timeliness::Paused);
    }

    #[test]
    fn a_closed_case_is_on_time_or_late_for_ever() {
        let closed = |second| CaseFact {
            closed: true,
            closed_at: Some(second),
            ..open()
        };
        assert_eq!(timeliness(at(0), &closed(1000), at(9000)), Timeliness::OnTime);
        assert_eq!(timeliness(at(0), &closed(1001), at(9000)), Timeliness::Late);
        let told = CaseFact {
            due_at: None,
            verdict: Some(Verdict::OnTime),
            ..open()
        };
        assert_eq!(timeliness(at(0), &told, at(9000)), Timeliness::OnTime);
        let free = CaseFact {
            due_at: None,
            ..open()
        };
        assert_eq!(timeliness(at(0), &free, at(9000)), Timeliness::NoLimit);
    }
}
