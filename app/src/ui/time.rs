//! Times as people read them, in the region's zone. Used on the server only.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

/// `2026-11-23`.
#[must_use]
pub(crate) fn day(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d").to_string()
}

/// `2026-11-23 14:32`.
#[must_use]
pub(crate) fn minute(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-23 14:32:05`.
#[must_use]
pub(crate) fn second(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `14:32` today, else `11-22`, or `2016-12-31` in another year: for lists of what happened last.
#[must_use]
pub(crate) fn recent(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let (at, now) = (at.with_timezone(&zone), now.with_timezone(&zone));
    let form = if at.date_naive() == now.date_naive() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%m-%d"
    } else {
        "%Y-%m-%d"
    };
    at.format(form).to_string()
}

/// For `<time datetime>`.
#[must_use]
pub(crate) fn machine(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_time_is_shown_in_the_regions_zone() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = Utc
            .with_ymd_and_hms(2026, 11, 22, 17, 30, 5)
            .single()
            .expect("valid time");
        assert_eq!(day(at, zone), "2026-11-23");
        assert_eq!(second(at, zone), "2026-11-23 01:30:05");
        assert_eq!(recent(at, at, zone), "01:30");
        assert_eq!(recent(at, at + chrono::Duration::days(1), zone), "11-23");
        assert_eq!(recent(at, at + chrono::Duration::days(60), zone), "2026-11-23");
        assert_eq!(machine(at), "2026-11-22T17:30:05Z");
    }
}
