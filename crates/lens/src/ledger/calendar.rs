//! Days as the region counts them, as numbers.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use domain::clock::start_of_day;

use crate::pack::DAY;

/// First and last year whose days are told apart. What lies before or after is one long day each: still
/// counted to the second, only more slowly.
const YEARS: (i32, i32) = (1990, 2100);

/// Where days begin: day 0 is everything before [`YEARS`].
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    /// Ascending; the first is the end of day 0.
    starts: Arc<[i64]>,
}

impl Calendar {
    pub(super) fn utc() -> Self {
        let first = NaiveDate::from_ymd_opt(YEARS.0, 1, 1).unwrap_or_default();
        let begin = (first - NaiveDate::default()).num_days();
        let days = i64::from(YEARS.1 - YEARS.0) * 365;
        Self {
            starts: (begin..begin + days).map(|day| day * DAY).collect(),
        }
    }

    pub(super) fn of(zone: Tz) -> Self {
        let first = NaiveDate::from_ymd_opt(YEARS.0, 1, 1).unwrap_or_default();
        let days = i64::from(YEARS.1 - YEARS.0) * 365;
        Self {
            starts: (0..days)
                .map(|day| start_of_day(first + TimeDelta::days(day), zone).timestamp())
                .collect(),
        }
    }

    /// The day that holds `at`.
    #[inline]
    pub(super) fn day_of(&self, at: i64) -> usize {
        let first = self.starts[0];
        if at < first {
            return 0;
        }
        // Days are 23 to 25 hours long, and skipped hours come back: the guess is a day off at most.
        let guess = usize::try_from((at - first) / DAY)
            .unwrap_or(0)
            .min(self.starts.len() - 1);
        let mut day = guess;
        while day + 1 < self.starts.len() && self.starts[day + 1] <= at {
            day += 1;
        }
        while self.starts[day] > at {
            day -= 1;
        }
        day + 1
    }

    /// What the times of a day are held relative to: its first second, if it has one.
    pub(super) fn base(&self, day: usize) -> i64 {
        let start = day.checked_sub(1).and_then(|at| self.starts.get(at));
        start.map_or(self.starts[0] - DAY, |start| *start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_lies_in_its_day() {
        for zone in [
            chrono_tz::UTC,
            chrono_tz::Asia::Shanghai,
            chrono_tz::America::New_York,
        ] {
            let calendar = Calendar::of(zone);
            for at in (640_000_000_i64..2_000_000_000).step_by(7_777_777) {
                let day = calendar.day_of(at);
                assert!(
                    calendar.base(day) <= at && at < calendar.base(day + 1),
                    "{zone} {at}"
                );
            }
            assert_eq!(calendar.day_of(i64::MIN), 0);
            assert_eq!(calendar.day_of(i64::MAX), calendar.starts.len());
        }
    }

    #[test]
    fn days_begin_at_local_midnight() {
        let calendar = Calendar::of(chrono_tz::Asia::Shanghai);
        // 2026-11-30 00:00 in Shanghai.
        let midnight = 1_795_968_000;
        let day = calendar.day_of(midnight);
        assert_eq!(calendar.base(day), midnight);
        assert_eq!(calendar.day_of(midnight - 1), day - 1);
    }
}
