use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::clock::start_of_day;

use super::fields::Fields;
use crate::PortalError;

/// Days of a period that names no beginning.
const DEFAULT_DAYS: u64 = 30;

/// A day in the region's zone, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Day(NaiveDate),
    At(DateTime<Utc>),
}

impl Moment {
    fn parse(field: &str, text: &str) -> Result<Self, PortalError> {
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Self::in_range(date.year())
                .then_some(Self::Day(date))
                .ok_or_else(|| Self::out_of_range(field));
        }
        // A plus sign that nobody escaped arrives as a space.
        let at = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).map_err(|_| {
            PortalError::invalid(
                field,
                "is a date (2026-07-01) or an RFC 3339 time (2026-07-01T08:00:00+08:00)",
            )
        })?;
        Self::in_range(at.year())
            .then_some(Self::At(at.to_utc()))
            .ok_or_else(|| Self::out_of_range(field))
    }

    fn in_range(year: i32) -> bool {
        (1970..=2200).contains(&year)
    }

    fn out_of_range(field: &str) -> PortalError {
        PortalError::invalid(field, "lies between the years 1970 and 2200")
    }

    fn utc(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Day(date) => start_of_day(date, zone),
            Self::At(at) => at,
        }
    }
}

/// The moment whose state counts: the end of a day, or an instant; else now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AsOf(Option<Moment>);

impl AsOf {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, PortalError> {
        let text = fields.one("as_of")?;
        text.map(|text| Moment::parse("as_of", text))
            .transpose()
            .map(Self)
    }

    /// A day that is not over yet counts as it stands now.
    pub(crate) fn resolve(self, now: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>, PortalError> {
        let (begins, at) = match self.0 {
            None => return Ok(now),
            Some(Moment::Day(date)) => (start_of_day(date, zone), start_of_day(date + Days::new(1), zone)),
            Some(Moment::At(at)) => (at, at),
        };
        if begins > now {
            return Err(PortalError::invalid("as_of", "lies in the future"));
        }
        Ok(at.min(now))
    }

    /// Whether a moment was named.
    #[must_use]
    pub fn is_given(self) -> bool {
        self.0.is_some()
    }
}

/// A period: from inclusive, to exclusive, days beginning at midnight in the region's zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    from: Option<Moment>,
    to: Option<Moment>,
}

impl Period {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, PortalError> {
        Self::named(fields, ["from", "to"])
    }

    /// As [`Self::read`], where the ends have other names.
    pub(super) fn named(fields: &mut Fields<'_>, [from, to]: [&str; 2]) -> Result<Self, PortalError> {
        let mut moment = |name| {
            fields
                .one(name)?
                .map(|text| Moment::parse(name, text))
                .transpose()
        };
        Ok(Self {
            from: moment(from)?,
            to: moment(to)?,
        })
    }

    /// Between two moments.
    pub(crate) fn between((from, to): (DateTime<Utc>, DateTime<Utc>)) -> Self {
        Self {
            from: Some(Moment::At(from)),
            to: Some(Moment::At(to)),
        }
    }

    /// Both ends. Without `to` the period ends now; without `from` it is the thirty days up to its end, the
    /// last one included.
    pub fn resolve(
        &self,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Result<(DateTime<Utc>, DateTime<Utc>), PortalError> {
        let to = self.to.map_or(now, |to| to.utc(zone));
        let from = match (self.from, self.to) {
            (Some(from), _) => from.utc(zone),
            // Thirty days that end at a midnight begin at one; those that end now include today.
            (None, Some(Moment::Day(date))) => start_of_day(date - Days::new(DEFAULT_DAYS), zone),
            (None, _) => start_of_day(
                to.with_timezone(&zone).date_naive() - Days::new(DEFAULT_DAYS - 1),
                zone,
            ),
        };
        if from > to {
            let field = if self.to.is_some() { "to" } else { "from" };
            return Err(PortalError::invalid(field, "the period ends before it begins"));
        }
        Ok((from, to))
    }

    /// The ends that were given.
    pub(crate) fn given(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        (
            self.from.map(|from| from.utc(zone)),
            self.to.map(|to| to.utc(zone)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn period(pairs: &[(&str, &str)]) -> Result<Period, PortalError> {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Period::read(&mut Fields::new(&pairs)?)
    }

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 4, 0, 0)
            .single()
            .expect("valid time")
    }

    #[test]
    fn fuzz_periods() {
        testkit::fuzz(
            "period",
            &[
                b"2018-01-01 2019-01-01",
                b"2026-11-23T04:00:00Z ",
                b"+262142-12-31 1",
            ],
            |bytes| {
                let text = String::from_utf8_lossy(bytes);
                let (from, to) = text.split_once(' ').unwrap_or((&text, ""));
                let _ = period(&[("from", from), ("to", to)])
                    .and_then(|period| period.resolve(now(), chrono_tz::Asia::Shanghai));
            },
        );
    }

    #[test]
    fn dates_begin_at_midnight_in_the_region() {
        let (from, to) = period(&[("from", "2018-01-01"), ("to", "2019-01-01")])
            .and_then(|period| period.resolve(now(), chrono_tz::Asia::Shanghai))
            .expect("a period");
        assert_eq!(from.to_rfc3339(), "2017-12-31T16:00:00+00:00");
        assert_eq!(to.to_rfc3339(), "2018-12-31T16:00:00+00:00");
    }

    #[test]
    fn without_ends_a_period_is_the_last_thirty_days_with_today() {
        let (from, to) = Period::default()
            .resolve(now(), chrono_tz::Asia::Shanghai)
            .expect("a period");
        assert_eq!(from.to_rfc3339(), "2026-10-24T16:00:00+00:00");
        assert_eq!(to, now());
    }

    #[test]
    fn a_moment_may_carry_a_zone_with_its_plus_lost() {
        let given = period(&[("from", "2018-01-01T00:00:00 08:00")]).expect("a period");
        let (from, _) = given.given(chrono_tz::UTC);
        assert_eq!(
            from.map(|at| at.to_rfc3339()),
            Some("2017-12-31T16:00:00+00:00".into())
        );
    }

    #[test]
    fn a_bad_time_names_its_field() {
        for (name, value) in [
            ("from", "yesterday"),
            ("to", "2026-13-01"),
            ("from", "0001-01-01"),
        ] {
            let error = period(&[(name, value)]).expect_err("not a time");
            assert!(
                matches!(error, PortalError::Invalid { field, .. } if field == name),
                "{value}"
            );
        }
        let backwards = period(&[("from", "2026-02-01"), ("to", "2026-01-01")]).expect("two dates");
        let error = backwards.resolve(now(), chrono_tz::UTC).expect_err("backwards");
        assert!(matches!(error, PortalError::Invalid { field, .. } if field == "to"));
    }
}
