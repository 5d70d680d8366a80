use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How far an open clock has run: what the sweep records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// At most half of the time is left.
    Yellow,
    /// At most a fifth is left.
    Orange,
    /// It is past its limit.
    Red,
}

impl Mark {
    /// In the order in which they come.
    pub const ALL: [Self; 3] = [Self::Yellow, Self::Orange, Self::Red];

    /// The code in the database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }

    /// The mark with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.code() == code)
    }

    /// The first second at which a clock that runs from `start` to `due` has this colour; the same
    /// thresholds as [`super::timeliness`].
    #[must_use]
    pub fn at(self, start: DateTime<Utc>, due: DateTime<Utc>) -> DateTime<Utc> {
        let whole = (due.timestamp() - start.timestamp()).max(0);
        let left = match self {
            Self::Yellow => whole / 2,
            Self::Orange => whole / 5,
            Self::Red => -1,
        };
        due - TimeDelta::seconds(left)
    }
}

/// The next mark of a clock that runs from `start` to `due` and has reached `so_far`, with its moment; `None`
/// once it is red.
#[must_use]
pub fn next_mark(
    start: DateTime<Utc>,
    due: DateTime<Utc>,
    so_far: Option<Mark>,
) -> Option<(Mark, DateTime<Utc>)> {
    Mark::ALL
        .into_iter()
        .find(|mark| so_far.is_none_or(|reached| *mark > reached))
        .map(|mark| (mark, mark.at(start, due)))
}

/// The mark that a clock has reached at `now`.
#[must_use]
pub fn mark_at(start: DateTime<Utc>, due: DateTime<Utc>, now: DateTime<Utc>) -> Option<Mark> {
    Mark::ALL
        .into_iter()
        .rev()
        .find(|mark| mark.at(start, due).timestamp() <= now.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::figures::CaseFact;
    use crate::case::Timeliness;
    use crate::clock::timeliness;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(second, 0).single().expect("valid time")
    }

    proptest! {
        #[test]
        fn a_mark_comes_at_the_very_second_the_colour_changes(start in 0_i64..10_000, length in 0_i64..10_000) {
            let due = start + length;
            let colour = |now: i64| {
                let fact = CaseFact {
                    received_at: start, due_at: Some(due), closed: false, closed_at: None, verdict: None,
                    suspended: false, satisfied: None,
                    share: crate::board::figures::Share::Case,
                    steps: crate::board::figures::Steps::default(),
                };
                match timeliness(at(start), &fact, at(now)) {
                    Timeliness::Yellow => Some(Mark::Yellow),
                    Timeliness::Orange => Some(Mark::Orange),
                    Timeliness::Red => Some(Mark::Red),
                    _ => None,
                }
            };
            for mark in Mark::ALL {
                let moment = mark.at(at(start), at(due)).timestamp();
                prop_assert!(colour(moment) >= Some(mark));
                prop_assert!(colour(moment - 1) < Some(mark));
                prop_assert_eq!(mark_at(at(start), at(due), at(moment)), colour(moment));
            }
        }
    }

    #[test]
    fn marks_follow_each_other_and_end_with_red() {
        let next = |so_far| next_mark(at(0), at(1000), so_far).map(|(mark, at)| (mark, at.timestamp()));
        assert_eq!(next(None), Some((Mark::Yellow, 500)));
        assert_eq!(next(Some(Mark::Yellow)), Some((Mark::Orange, 800)));
        assert_eq!(next(Some(Mark::Orange)), Some((Mark::Red, 1001)));
        assert_eq!(next(Some(Mark::Red)), None);
    }
}
