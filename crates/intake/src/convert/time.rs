//! Times as files write them, in UTC.
//!
//! A time without an offset is local to the region. Where clocks go back, a local time exists twice: the
//! earlier one is meant. Where they go forward, it does not exist: it is moved forward by the length of
//! the gap, so 02:30 becomes 03:30. A date alone is its midnight.

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{
    DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc,
};
use chrono_tz::Tz;

/// Years outside these are slips of the pen or other people's way of writing "never".
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Always understood, whatever the mapping lists, because they cannot be misread; the first is also what
/// date cells of workbooks become.
const ALWAYS: [&str; 5] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M",
];

/// Understood as well where a mapping lists no formats: still year first, so nothing is guessed.
const WHEN_NONE_LISTED: [&str; 8] = [
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日",
];

/// The formats of one mapping, ready to use.
#[derive(Debug, Clone)]
pub(crate) struct TimeFormats {
    formats: Vec<Format>,
}

#[derive(Debug, Clone)]
enum Format {
    Pattern(Vec<Item<'static>>),
    /// Days since 1899-12-30, as a workbook counts.
    Excel,
    UnixSeconds,
    UnixMilliseconds,
}

impl Format {
    fn new(text: &str) -> Result<Self, String> {
        match text {
            "excel" => return Ok(Self::Excel),
            "unix" => return Ok(Self::UnixSeconds),
            "unix_ms" => return Ok(Self::UnixMilliseconds),
            _ => {}
        }
        let wrong = || {
            format!("`{text}` is not a time format: write it with %Y %m %d %H %M %S, or excel, unix, unix_ms")
        };
        let items = StrftimeItems::new(text).parse_to_owned().map_err(|_| wrong())?;
        let has_a_field = items
            .iter()
            .any(|item| matches!(item, Item::Numeric(..) | Item::Fixed(_)));
        if has_a_field {
            Ok(Self::Pattern(items))
        } else {
            Err(wrong())
        }
    }

    fn read(&self, text: &str, zone: Tz) -> Option<DateTime<Utc>> {
        match self {
            Self::Pattern(items) => read_pattern(text, items, zone),
            Self::Excel => {
                let days = text
                    .parse::<f64>()
                    .ok()
                    .filter(|days| (1.0..110_000.0).contains(days))?;
                let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
                Some(to_utc(
                    epoch + Duration::seconds((days * 86_400.0).round() as i64),
                    zone,
                ))
            }
            Self::UnixSeconds => DateTime::from_timestamp(text.parse().ok()?, 0),
            Self::UnixMilliseconds => DateTime::from_timestamp_millis(text.parse().ok()?),
        }
    }
}

impl TimeFormats {
    /// From the mapping's list; the error says which entry is none.
    pub(crate) fn new(listed: &[String]) -> Result<Self, String> {
        let extra: &[&str] = if listed.is_empty() { &WHEN_NONE_LISTED } else { &[] };
        let formats = listed
            .iter()
            .map(String::as_str)
            .chain(ALWAYS)
            .chain(extra.iter().copied());
        Ok(Self {
            formats: formats.map(Format::new).collect::<Result<_, _>>()?,
        })
    }

    /// The instant `text` names in `zone`, or `None` if no format fits. RFC 3339 is always understood.
    pub(crate) fn read(&self, text: &str, zone: Tz) -> Option<DateTime<Utc>> {
        let plausible = |at: &DateTime<Utc>| YEARS.contains(&at.year());
        self.formats
            .iter()
            .find_map(|format| format.read(text, zone).filter(plausible))
            .or_else(|| {
                DateTime::parse_from_rfc3339(text)
                    .ok()
                    .map(|at| at.to_utc())
                    .filter(plausible)
            })
    }
}

fn read_pattern(text: &str, items: &[Item<'static>], zone: Tz) -> Option<DateTime<Utc>> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, items.iter()).ok()?;
    if parsed.offset().is_some() {
        return parsed.to_datetime().ok().map(|at| at.to_utc());
    }
    // Far from the bounds of what can be calculated with.
    let date = parsed
        .to_naive_date()
        .ok()
        .filter(|date| (1800..2300).contains(&date.year()))?;
    let no_time = parsed.hour_div_12().is_none() && parsed.hour_mod_12().is_none();
    let time = if no_time {
        NaiveTime::MIN
    } else {
        parsed.to_naive_time().ok()?
    };
    Some(to_utc(date.and_time(time), zone))
}

/// A local time in UTC, by the rules at the head of this module.
fn to_utc(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => {
            // The offset in force before the gap. Gaps are an hour or less, but for a few changes of the
            // date line, which took a whole day.
            let before = [Duration::hours(3), Duration::hours(26)]
                .into_iter()
                .find_map(|back| zone.offset_from_local_datetime(&(local - back)).earliest());
            let seconds = before.map_or(0, |offset| offset.fix().local_minus_utc());
            (local - Duration::seconds(i64::from(seconds))).and_utc()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America::New_York, Asia::Shanghai, Pacific::Apia};

    fn read(listed: &[&str], text: &str, zone: Tz) -> Option<String> {
        let listed: Vec<String> = listed.iter().map(|&format| format.to_owned()).collect();
        TimeFormats::new(&listed)
            .unwrap()
            .read(text, zone)
            .map(|at| at.format("%FT%TZ").to_string())
    }

    #[test]
    fn a_time_without_an_offset_is_local_to_the_region() {
        assert_eq!(
            read(&[], "2018-07-04 17:24:41", Shanghai).unwrap(),
            "2018-07-04T09:24:41Z"
        );
        assert_eq!(
            read(&["%Y/%m/%d %H:%M:%S"], "2020/1/6 12:09:38", Shanghai).unwrap(),
            "2020-01-06T04:09:38Z"
        );
        assert_eq!(
            read(&[], "2020年1月6日9时05分", Shanghai).unwrap(),
            "2020-01-06T01:05:00Z"
        );
        assert_eq!(
            read(&["%d.%m.%y %I:%M %p"], "06.01.20 03:09 PM", Shanghai).unwrap(),
            "2020-01-06T07:09:00Z"
        );
    }

    #[test]
    fn a_date_alone_is_its_midnight() {
        assert_eq!(read(&[], "2013-06-17", New_York).unwrap(), "2013-06-17T04:00:00Z");
        assert_eq!(
            read(&["%m/%d/%Y"], "6/17/2013", New_York).unwrap(),
            "2013-06-17T04:00:00Z"
        );
    }

    #[test]
    fn an_offset_in_the_text_wins_over_the_region() {
        assert_eq!(
            read(&[], "2018-07-04T17:24:41+02:00", Shanghai).unwrap(),
            "2018-07-04T15:24:41Z"
        );
        assert_eq!(
            read(&[], "2018-07-04T17:24:41.5Z", Shanghai).unwrap(),
            "2018-07-04T17:24:41Z"
        );
        assert_eq!(
            read(&["%d %b %Y %H:%M %z"], "4 Jul 2018 17:24 -0400", Shanghai).unwrap(),
            "2018-07-04T21:24:00Z"
        );
    }

    #[test]
    fn a_time_that_exists_twice_is_the_earlier_one() {
        // 2016-11-06 in New York: 02:00 EDT becomes 01:00 EST.
        assert_eq!(
            read(&[], "2016-11-06 01:30:00", New_York).unwrap(),
            "2016-11-06T05:30:00Z"
        );
    }

    #[test]
    fn a_time_that_does_not_exist_moves_forward_by_the_gap() {
        // 2016-03-13 in New York: 02:00 EST becomes 03:00 EDT.
        assert_eq!(
            read(&[], "2016-03-13 02:30:00", New_York).unwrap(),
            "2016-03-13T07:30:00Z"
        );
        // Samoa left out the whole of 2011-12-30.
        assert_eq!(
            read(&[], "2011-12-30 12:00:00", Apia).unwrap(),
            "2011-12-30T22:00:00Z"
        );
    }

    #[test]
    fn numbers_are_times_only_where_the_mapping_says_so() {
        assert_eq!(read(&[], "43782.472465277802", Shanghai), None);
        assert_eq!(
            read(&["excel"], "43782.472465277802", Shanghai).unwrap(),
            "2019-11-13T03:20:21Z"
        );
        assert_eq!(
            read(&["unix"], "1530696281", Shanghai).unwrap(),
            "2018-07-04T09:24:41Z"
        );
        assert_eq!(
            read(&["unix_ms"], "1530696281000", Shanghai).unwrap(),
            "2018-07-04T09:24:41Z"
        );
    }

    #[test]
    fn nonsense_and_implausible_years_are_no_times() {
        for text in [
            "",
            "soon",
            "2018-13-01",
            "0001-01-01 00:00:00",
            "2018-07-04 25:00:00",
            "9999-12-31",
            "07/04/2018",
            "2023-02-30",
            "2023-02-29 10:00:00",
            "2023-00-10",
            "0000-01-01",
            "0-1-1",
            "20000-01-01",
            "+262142-12-31 23:59:59",
            "-262143-01-01",
            "2023-01-01 25:61",
            "2023-01-01 23:61:00",
            "2023-01-01T24:00:00Z",
            "2023-01-01T10:00:00+99:99",
            "2023-1-1 1:1:1 and more",
            "2023-01-01\0",
        ] {
            assert_eq!(read(&[], text, Shanghai), None, "{text:?}");
        }
    }

    #[test]
    fn numbers_far_beyond_any_time_are_none() {
        for text in [
            "1e300",
            "-1e300",
            "NaN",
            "inf",
            "9223372036854775807",
            "-9223372036854775808",
            "1e999",
        ] {
            assert_eq!(
                read(&["excel", "unix", "unix_ms"], text, Shanghai),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn a_format_that_is_none_is_refused_when_the_mapping_is_read() {
        assert!(TimeFormats::new(&["%Q".to_owned()]).is_err());
        assert!(TimeFormats::new(&["yyyy-mm-dd".to_owned()]).is_err());
    }
}
