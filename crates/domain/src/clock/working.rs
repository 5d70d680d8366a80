use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Calendar, at_local};

/// The working time in [a, b), in real elapsed time (an hour that clocks skip is not worked, one that
/// comes twice is worked twice when a session spans it). Zero where b is not after a.
#[must_use]
pub fn working_between(a: DateTime<Utc>, b: DateTime<Utc>, calendar: &Calendar, zone: Tz) -> TimeDelta {
    let mut total = TimeDelta::zero();
    if b <= a {
        return total;
    }
    let last = b.with_timezone(&zone).date_naive();
    for date in a
        .with_timezone(&zone)
        .date_naive()
        .iter_days()
        .take_while(|date| *date <= last)
    {
        for (from, to) in sessions(date, calendar, zone) {
            total += (to.min(b) - from.max(a)).max(TimeDelta::zero());
        }
    }
    total
}

/// [`working_between`] in whole minutes, those begun left out.
#[must_use]
pub fn working_minutes(a: DateTime<Utc>, b: DateTime<Utc>, calendar: &Calendar, zone: Tz) -> u32 {
    u32::try_from(working_between(a, b, calendar, zone).num_minutes()).unwrap_or(u32::MAX)
}

/// The earliest instant at which `time` of working time has passed since `from`: a limit that is used up
/// at the end of a session ends there, not when the next one begins. Nothing to add gives `from`.
/// Beyond the calendar's range (year 262142) the last representable instant.
#[must_use]
pub fn add_working(from: DateTime<Utc>, time: TimeDelta, calendar: &Calendar, zone: Tz) -> DateTime<Utc> {
    let mut left = time;
    if left <= TimeDelta::zero() {
        return from;
    }
    for date in from.with_timezone(&zone).date_naive().iter_days() {
        for (start, end) in sessions(date, calendar, zone) {
            let start = start.max(from);
            let here = (end - start).max(TimeDelta::zero());
            if left <= here {
                return start + left;
            }
            left -= here;
        }
    }
    DateTime::<Utc>::MAX_UTC
}

/// The working sessions of one local day as instants; none on a day off.
fn sessions<'a>(
    date: NaiveDate,
    calendar: &'a Calendar,
    zone: Tz,
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + use<'a> {
    let hours = if calendar.is_working_day(date) {
        calendar.hours_on(date).sessions()
    } else {
        &[]
    };
    hours.iter().map(move |(from, to)| {
        (
            at_local(date.and_time(*from), zone),
            at_local(date.and_time(*to), zone),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveTime, TimeZone};
    use chrono_tz::{America::New_York, Asia::Shanghai};
    use proptest::prelude::*;

    use crate::clock::{CalendarDays, Limit, WorkingHours, due};

    fn local(zone: Tz, text: &str) -> DateTime<Utc> {
        at_local(text.parse().expect("valid local time"), zone)
    }

    fn shown(at: DateTime<Utc>, zone: Tz) -> String {
        at.with_timezone(&zone).format("%m-%d %H:%M").to_string()
    }

    #[test]
    fn limits_skip_lunch_nights_and_weekends() {
        let calendar = Calendar::china();
        let friday = local(Shanghai, "2026-11-20T11:00:00");
        let after = |minutes| {
            shown(
                due(friday, Limit::working(minutes), &calendar, Shanghai),
                Shanghai,
            )
        };
        assert_eq!(after(0), "11-20 11:00");
        assert_eq!(after(60), "11-20 12:00");
        assert_eq!(after(61), "11-20 14:01");
        assert_eq!(after(270), "11-20 17:30");
        assert_eq!(after(271), "11-23 08:31");
        let urgent = due(friday, Limit::continuous(24 * 60), &calendar, Shanghai);
        assert_eq!(shown(urgent, Shanghai), "11-21 11:00");
    }

    #[test]
    fn a_limit_that_begins_outside_working_hours_runs_from_the_next_session() {
        let calendar = Calendar::china();
        for begin in [
            "2026-11-21T03:00:00",
            "2026-11-22T23:59:59",
            "2026-11-20T17:30:00",
        ] {
            let end = due(local(Shanghai, begin), Limit::working(30), &calendar, Shanghai);
            assert_eq!(shown(end, Shanghai), "11-23 09:00", "{begin}");
        }
    }

    #[test]
    fn holidays_are_skipped_and_make_up_workdays_count() {
        let calendar = Calendar::china();
        // National Day 2026: off from Thursday 1 to Wednesday 7 October, Saturday 10 is worked.
        let eve = local(Shanghai, "2026-09-30T16:30:00");
        let after = |minutes| shown(due(eve, Limit::working(minutes), &calendar, Shanghai), Shanghai);
        assert_eq!(after(60 + 420), "10-08 17:30");
        assert_eq!(after(60 + 3 * 420), "10-10 17:30");
        assert_eq!(after(60 + 3 * 420 + 30), "10-12 09:00");
    }

    #[test]
    fn an_hour_that_clocks_skip_is_not_worked() {
        // A night shift over the change of clocks in New York on Sunday 8 March 2026.
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("valid time");
        let hours = WorkingHours::new(vec![(at(0), at(6))]).expect("one session");
        let sunday = NaiveDate::from_ymd_opt(2026, 3, 8).expect("valid date");
        let days = CalendarDays {
            workdays: [sunday].into(),
            ..CalendarDays::default()
        };
        let calendar = Calendar {
            hours,
            days,
            ..Calendar::default()
        };
        let midnight = local(New_York, "2026-03-08T00:00:00");
        let noon = local(New_York, "2026-03-08T12:00:00");
        assert_eq!(
            working_between(midnight, noon, &calendar, New_York),
            TimeDelta::hours(5)
        );
    }

    #[test]
    fn a_working_day_counts_the_same_on_both_sides_of_a_change_of_clocks() {
        let calendar = Calendar::default();
        let friday = local(New_York, "2026-10-30T16:30:00");
        // Clocks go back on Sunday 1 November 2026.
        let end = due(friday, Limit::working(120), &calendar, New_York);
        assert_eq!(shown(end, New_York), "11-02 09:30");
        assert_eq!(end - friday, TimeDelta::hours(66));
    }

    prop_compose! {
        fn any_instant()(second in 0_i64..4 * 366 * 86_400) -> DateTime<Utc> {
            Utc.with_ymd_and_hms(2024, 1, 1, 0, 0, 0).single().expect("valid time") + TimeDelta::seconds(second)
        }
    }

    proptest! {
        #[test]
        fn working_time_added_then_measured_is_the_same(
            from in any_instant(), seconds in 0_i64..60 * 25_200, zone in proptest::sample::select(vec![Shanghai, New_York]),
        ) {
            let time = TimeDelta::seconds(seconds);
            let calendar = Calendar::china();
            let end = add_working(from, time, &calendar, zone);
            prop_assert_eq!(working_between(from, end, &calendar, zone), time);
            if seconds > 0 {
                let earlier = end - TimeDelta::seconds(1);
                prop_assert!(working_between(from, earlier, &calendar, zone) < time, "not the earliest");
            }
        }

        #[test]
        fn working_time_adds_up(a in any_instant(), first in 0_i64..3_000_000, second in 0_i64..3_000_000) {
            let (b, calendar) = (a + TimeDelta::seconds(first), Calendar::china());
            let c = b + TimeDelta::seconds(second);
            let between = |x, y| working_between(x, y, &calendar, Shanghai);
            prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
            prop_assert!(between(a, c) <= c - a);
            prop_assert_eq!(between(c, a), TimeDelta::zero());
        }
    }
}
