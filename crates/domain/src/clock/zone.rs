use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The first instant of `date` in `zone`. Where the clocks skip midnight that is the end of the gap;
/// where midnight comes twice, the first.
#[must_use]
pub fn start_of_day(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    at_local(date.and_time(NaiveTime::MIN), zone)
}

/// The first instant at which the clocks of `zone` show `local` or later. A time that is skipped when
/// clocks go forward gives the end of the gap, a time that comes twice its first coming; so later local
/// times never give earlier instants.
#[must_use]
pub fn at_local(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => end_of_gap(local, zone),
    }
}

/// Searches the end of the gap that holds `local`, to the second. No zone is more than 15 hours from UTC
/// and no gap longer than a day (Samoa left out 30 December 2011), so it lies within 40 hours.
fn end_of_gap(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let base = Utc.from_utc_datetime(&local);
    let reached = |seconds: i64| {
        (base + TimeDelta::seconds(seconds))
            .with_timezone(&zone)
            .naive_local()
            >= local
    };
    let (mut before, mut after) = (-40 * 3600, 40 * 3600);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if reached(middle) {
            after = middle;
        } else {
            before = middle;
        }
    }
    base + TimeDelta::seconds(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("valid date")
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let start = start_of_day(day(2026, 11, 23), chrono_tz::Asia::Shanghai);
        assert_eq!(start.to_rfc3339(), "2026-11-22T16:00:00+00:00");
        let start = start_of_day(day(2026, 7, 1), chrono_tz::America::New_York);
        assert_eq!(start.to_rfc3339(), "2026-07-01T04:00:00+00:00");
    }

    #[test]
    fn where_midnight_is_skipped_the_day_begins_at_the_end_of_the_gap() {
        // Clocks in Brazil went from 23:59:59 to 01:00 on 4 November 2018.
        let start = start_of_day(day(2018, 11, 4), chrono_tz::America::Sao_Paulo);
        assert_eq!(start.to_rfc3339(), "2018-11-04T03:00:00+00:00");
        // Samoa left out 30 December 2011 altogether.
        let start = start_of_day(day(2011, 12, 30), chrono_tz::Pacific::Apia);
        assert_eq!(start, start_of_day(day(2011, 12, 31), chrono_tz::Pacific::Apia));
    }

    #[test]
    fn where_midnight_comes_twice_the_day_begins_at_the_first() {
        // Clocks in Cuba go back from 01:00 to 00:00 on 1 November 2026.
        let start = start_of_day(day(2026, 11, 1), chrono_tz::America::Havana);
        assert_eq!(start.to_rfc3339(), "2026-11-01T04:00:00+00:00");
    }

    #[test]
    fn days_of_change_have_23_and_25_hours() {
        let zone = chrono_tz::America::New_York;
        let hours = |date: NaiveDate| {
            (start_of_day(date.succ_opt().expect("next day"), zone) - start_of_day(date, zone)).num_hours()
        };
        assert_eq!(hours(day(2026, 3, 8)), 23);
        assert_eq!(hours(day(2026, 11, 1)), 25);
        assert_eq!(hours(day(2026, 11, 2)), 24);
    }
}
