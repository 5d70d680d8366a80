//! Fields of forms, one function per kind of field. White space around a value is never part of it.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::{Fault, FieldFault};
use crate::clock::{WorkingHours, at_local, start_of_day};

/// Text that must be there, of at most `most` characters.
pub fn text(field: &'static str, value: &str, most: u32) -> Result<String, FieldFault> {
    optional(field, value, most)?.ok_or_else(|| FieldFault::new(field, Fault::Empty))
}

/// Text of at most `most` characters; none where there is only white space.
pub fn optional(field: &'static str, value: &str, most: u32) -> Result<Option<String>, FieldFault> {
    let value = value.trim();
    let too_long = value.chars().count() > most as usize;
    if too_long || value.chars().any(char::is_control) {
        return Err(FieldFault::new(field, Fault::TooLong { most }));
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}

/// A code of 1 to 64 characters.
pub fn code<T: FromStr>(field: &'static str, value: &str) -> Result<T, FieldFault> {
    let value = text(field, value, 64)?;
    value
        .parse()
        .map_err(|_| FieldFault::new(field, Fault::TooLong { most: 64 }))
}

/// A code, or none.
pub fn optional_code<T: FromStr>(field: &'static str, value: &str) -> Result<Option<T>, FieldFault> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    code(field, value).map(Some)
}

/// One of a known set.
pub fn choice<T>(
    field: &'static str,
    value: &str,
    known: impl Fn(&str) -> Option<T>,
) -> Result<T, FieldFault> {
    known(value.trim()).ok_or_else(|| FieldFault::new(field, Fault::Choice))
}

/// A whole number.
pub fn number(field: &'static str, value: &str, from: i32, to: i32) -> Result<i32, FieldFault> {
    let number: Option<i32> = value.trim().parse().ok();
    number
        .filter(|number| (from..=to).contains(number))
        .ok_or_else(|| FieldFault::new(field, Fault::Number { from, to }))
}

/// Degrees of a longitude (`most` 180) or latitude (`most` 90).
pub fn degrees(field: &'static str, value: &str, most: i32) -> Result<f64, FieldFault> {
    let degrees: Option<f64> = value.trim().parse().ok();
    degrees
        .filter(|degrees| degrees.abs() <= f64::from(most))
        .ok_or_else(|| {
            FieldFault::new(
                field,
                Fault::Number {
                    from: -most,
                    to: most,
                },
            )
        })
}

/// A day of the years in which people plan.
pub fn day(field: &'static str, value: &str) -> Result<NaiveDate, FieldFault> {
    let day: Option<NaiveDate> = value.trim().parse().ok();
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or(NaiveDate::MIN);
    let last = NaiveDate::from_ymd_opt(2199, 12, 31).unwrap_or(NaiveDate::MAX);
    day.filter(|day| (first..=last).contains(day))
        .ok_or_else(|| FieldFault::new(field, Fault::Day))
}

/// A local day and time, as browsers send it (`2026-12-31T08:30`).
pub fn moment(field: &'static str, value: &str, zone: Tz) -> Result<DateTime<Utc>, FieldFault> {
    let wrong = || FieldFault::new(field, Fault::Moment);
    let value = value.trim().replace(' ', "T");
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&value, format).ok())
        .ok_or_else(wrong)?;
    day(field, &local.date().to_string()).map_err(|_| wrong())?;
    Ok(at_local(local, zone))
}

/// From when a new version holds: nothing or today = from `now` on, a later day = from its midnight in
/// `zone`. The past is history: nobody rewrites what held then.
pub fn valid_from(
    field: &'static str,
    value: &str,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, FieldFault> {
    if value.trim().is_empty() {
        return Ok(now);
    }
    let day = day(field, value)?;
    let today = now.with_timezone(&zone).date_naive();
    match day.cmp(&today) {
        std::cmp::Ordering::Less => Err(FieldFault::new(field, Fault::InPast)),
        std::cmp::Ordering::Equal => Ok(now),
        std::cmp::Ordering::Greater => Ok(start_of_day(day, zone)),
    }
}

/// Sessions of a working day, such as `08:30-12:00 14:00-17:30`.
pub fn hours(field: &'static str, value: &str) -> Result<WorkingHours, FieldFault> {
    let wrong = || FieldFault::new(field, Fault::Hours);
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").map_err(|_| wrong());
    let plain = value.replace(['–', '—', '至'], "-").replace('：', ":");
    let sessions = plain
        .split(|c: char| c.is_whitespace() || ",;，；、".contains(c))
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (from, to) = part.split_once('-').ok_or_else(wrong)?;
            Ok((time(from)?, time(to)?))
        })
        .collect::<Result<Vec<_>, FieldFault>>()?;
    WorkingHours::new(sessions).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault<T: std::fmt::Debug>(result: Result<T, FieldFault>) -> Fault {
        result.expect_err("a fault").fault
    }

    #[test]
    fn white_space_is_no_text_and_control_characters_are_refused() {
        assert_eq!(text("name", " 城管 ", 4), Ok("城管".to_owned()));
        assert_eq!(fault(text("name", "  ", 4)), Fault::Empty);
        assert_eq!(fault(text("name", "abcde", 4)), Fault::TooLong { most: 4 });
        assert_eq!(fault(text("name", "a\u{7}b", 4)), Fault::TooLong { most: 4 });
        assert_eq!(optional("name", " ", 4), Ok(None));
    }

    #[test]
    fn a_version_holds_from_now_or_from_the_midnight_of_a_later_day() {
        let zone = chrono_tz::Asia::Shanghai;
        let now = "2026-11-27T01:00:00Z".parse().expect("a time");
        let from = |value| valid_from("valid_from", value, zone, now);
        assert_eq!(from(""), Ok(now));
        assert_eq!(from("2026-11-27"), Ok(now));
        assert_eq!(
            from("2026-11-28"),
            Ok("2026-11-27T16:00:00Z".parse().expect("a time"))
        );
        assert_eq!(fault(from("2026-11-26")), Fault::InPast);
        assert_eq!(fault(from("soon")), Fault::Day);
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        let plain = hours("hours", "08:30-12:00, 14:00-17:30").expect("hours");
        assert_eq!(plain, WorkingHours::default());
        assert_eq!(
            hours("hours", "08：30至12：00、14:00–17:30").expect("hours"),
            plain
        );
        for wrong in ["", "8", "12:00-08:30", "08:00-12:00 11:00-17:00", "08:00-25:00"] {
            assert_eq!(fault(hours("hours", wrong)), Fault::Hours, "{wrong}");
        }
    }

    #[test]
    fn numbers_and_places_have_their_limits() {
        assert_eq!(number("n", " 7 ", 1, 9), Ok(7));
        for wrong in ["", "0", "10", "7.5", "99999999999999999999"] {
            assert_eq!(
                fault(number("n", wrong, 1, 9)),
                Fault::Number { from: 1, to: 9 },
                "{wrong}"
            );
        }
        assert_eq!(degrees("lat", "28.65", 90), Ok(28.65));
        for wrong in ["", "NaN", "inf", "91"] {
            assert!(degrees("lat", wrong, 90).is_err(), "{wrong}");
        }
    }
}
