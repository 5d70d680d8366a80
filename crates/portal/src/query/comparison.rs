use chrono::{DateTime, Days, Months, Utc};
use chrono_tz::Tz;
use domain::clock::{at_local, start_of_day};
use domain::map::{Versus, VersusFault};
use thiserror::Error;

use super::fields::{Fields, Pairs};
use super::period::Period;
use crate::{Portal, PortalError};

/// First moment, and the first after it.
pub(crate) type Span = (DateTime<Utc>, DateTime<Utc>);

/// Two periods that follow the same question, and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The period asked for.
    pub period: Span,
    /// What it is compared with.
    pub other: Span,
}

impl Comparison {
    /// Parameters of a comparison besides those of the period.
    pub const FIELDS: [&str; 3] = ["vs", "vs_from", "vs_to"];

    /// Reads `region`, `from` and `to`, and what they are compared with: `vs`, with `vs_from` and `vs_to` for days of
    /// one's own. Any other
    /// parameter is somebody else's. `None` where no comparison is asked for; without `to` the period ends now.
    pub fn parse(
        pairs: &Pairs,
        portal: &Portal,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, ComparisonError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        Self::read(&mut fields, portal.picture(&region)?.zone, now)
    }

    fn read(fields: &mut Fields<'_>, zone: Tz, now: DateTime<Utc>) -> Result<Option<Self>, ComparisonError> {
        // A field that says nothing asks for no comparison, whatever days stand beside it.
        let Some(code) = fields.one("vs")? else {
            return Ok(None);
        };
        let versus = Versus::from_code(code).ok_or(refused("vs", VersusFault::Unknown))?;
        let own = Period::named(fields, ["vs_from", "vs_to"]).map_err(|error| match error {
            PortalError::Invalid { field, .. } if field == "vs_to" => refused("vs_to", VersusFault::Date),
            PortalError::Invalid { .. } => refused("vs_from", VersusFault::Date),
            other => other.into(),
        })?;
        let own = own.given(zone);
        let (from, to) = Period::read(fields)?.given(zone);
        let from = from.ok_or(refused("from", VersusFault::NoBeginning))?;
        let period = (from, to.unwrap_or(now));
        if period.0 >= period.1 {
            return Err(refused("to", VersusFault::Backwards));
        }
        let (other, field) = match versus {
            Versus::Previous => (previous(period, zone), "vs"),
            Versus::Year => ((year_before(period.0, zone), year_before(period.1, zone)), "vs"),
            Versus::Own => {
                let from = own.0.ok_or(refused("vs_from", VersusFault::Missing))?;
                let to = own.1.ok_or(refused("vs_to", VersusFault::Missing))?;
                ((from, to), "vs_to")
            }
        };
        if other.0 >= other.1 {
            return Err(refused(field, VersusFault::Backwards));
        }
        if other.0 < period.1 && period.0 < other.1 {
            return Err(refused(field, VersusFault::Overlap));
        }
        Ok(Some(Self { period, other }))
    }

    /// What part of both together the period asked for is, by its length; in (0, 1).
    #[must_use]
    pub fn share(&self) -> f64 {
        let length = |(from, to): Span| (to - from).num_seconds() as f64;
        let (period, other) = (length(self.period), length(self.other));
        period / (period + other)
    }
}

/// Why two periods are not compared.
#[derive(Debug, Error)]
pub enum ComparisonError {
    /// What a reader can put right.
    #[error("{field}: {}", fault.code())]
    Refused { field: &'static str, fault: VersusFault },
    #[error(transparent)]
    Portal(#[from] PortalError),
}

fn refused(field: &'static str, fault: VersusFault) -> ComparisonError {
    ComparisonError::Refused { field, fault }
}

/// As long, and just before: as many days where it is made of whole ones.
fn previous((from, to): Span, zone: Tz) -> Span {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let (first, end) = (day(from), day(to));
    if start_of_day(first, zone) == from && start_of_day(end, zone) == to {
        let days = Days::new((end - first).num_days().unsigned_abs());
        if let Some(before) = first.checked_sub_days(days) {
            return (start_of_day(before, zone), from);
        }
    }
    (from - (to - from), from)
}

/// The same time of the same day a year earlier; of 29 February, the 28th.
fn year_before(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&zone).naive_local();
    local
        .checked_sub_months(Months::new(12))
        .map_or(at, |before| at_local(before, zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Shanghai;

    fn read(query: &[(&str, &str)]) -> Result<Option<Comparison>, ComparisonError> {
        let pairs: Vec<(String, String)> = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let now = "2026-11-23T04:00:00Z".parse().expect("a time");
        Comparison::read(&mut Fields::new(&pairs)?, Shanghai, now)
    }

    /// The days of what is compared with, as the region names them.
    fn other(query: &[(&str, &str)]) -> [String; 2] {
        let Comparison { other, .. } = read(query).expect("no mistake").expect("a comparison");
        [other.0, other.1].map(|at| at.with_timezone(&Shanghai).format("%F %R").to_string())
    }

    fn refused(query: &[(&str, &str)]) -> (&'static str, VersusFault) {
        match read(query) {
            Err(ComparisonError::Refused { field, fault }) => (field, fault),
            read => panic!("{read:?}"),
        }
    }

    const MAY: [(&str, &str); 2] = [("from", "2026-05-01"), ("to", "2026-06-01")];

    #[test]
    fn without_a_wish_nothing_is_compared() {
        assert_eq!(read(&MAY).expect("no mistake"), None);
        assert_eq!(
            read(&[MAY[0], ("vs", ""), ("vs_from", "2026-01-01")]).expect("no mistake"),
            None
        );
    }

    #[test]
    fn the_period_before_has_as_many_days_and_the_year_before_the_same_ones() {
        let with = |vs| [MAY[0], MAY[1], ("vs", vs)];
        assert_eq!(other(&with("previous")), ["2026-03-31 00:00", "2026-05-01 00:00"]);
        assert_eq!(other(&with("year")), ["2025-05-01 00:00", "2025-06-01 00:00"]);
        let leap = [("from", "2024-02-01"), ("to", "2024-02-29"), ("vs", "year")];
        assert_eq!(other(&leap), ["2023-02-01 00:00", "2023-02-28 00:00"]);
    }

    #[test]
    fn a_period_that_is_not_over_is_compared_with_as_much_time() {
        // It is noon in Shanghai.
        let open = |vs| [("from", "2026-11-21"), ("vs", vs)];
        assert_eq!(other(&open("previous")), ["2026-11-18 12:00", "2026-11-21 00:00"]);
        assert_eq!(other(&open("year")), ["2025-11-21 00:00", "2025-11-23 12:00"]);
    }

    #[test]
    fn own_days_are_weighed_by_their_length() {
        let own = [
            MAY[0],
            MAY[1],
            ("vs", "own"),
            ("vs_from", "2026-01-01"),
            ("vs_to", "2026-04-04"),
        ];
        let comparison = read(&own).expect("no mistake").expect("a comparison");
        assert!((comparison.share() - 0.25).abs() < 1e-9, "{}", comparison.share());
    }

    #[test]
    fn a_mistake_names_its_field() {
        use VersusFault::{Backwards, Date, Missing, NoBeginning, Overlap, Unknown};
        let with = |more: &[(&'static str, &'static str)]| refused(&[&MAY, more].concat());
        let own = |from, to| with(&[("vs", "own"), ("vs_from", from), ("vs_to", to)]);
        assert_eq!(refused(&[("vs", "previous")]), ("from", NoBeginning));
        assert_eq!(
            refused(&[("from", "2027-01-01"), ("vs", "previous")]),
            ("to", Backwards)
        );
        assert_eq!(with(&[("vs", "century")]), ("vs", Unknown));
        assert_eq!(with(&[("vs", "own")]), ("vs_from", Missing));
        assert_eq!(
            with(&[("vs", "own"), ("vs_from", "2025-01-01")]),
            ("vs_to", Missing)
        );
        assert_eq!(own("2025-13-01", "2025-02-01"), ("vs_from", Date));
        assert_eq!(own("2025-02-01", "2025-01-01"), ("vs_to", Backwards));
        assert_eq!(own("2026-04-01", "2026-05-02"), ("vs_to", Overlap));
        let long = [("from", "2024-01-01"), ("to", "2026-01-01"), ("vs", "year")];
        assert_eq!(
            refused(&long),
            ("vs", Overlap),
            "a year before lies within two years"
        );
    }
}
