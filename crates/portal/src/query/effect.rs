use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::RegionCode;
use domain::clock::start_of_day;

use super::fields::{Fields, Pairs};
use super::period::Period;
use crate::{Portal, PortalError};

/// Months on either side of a date, and in all where no date is named, unless `from` or `to` say otherwise.
const AROUND: u32 = 12;
const WITHOUT_DATE: u32 = 24;
/// Months that are looked at in one answer.
const MOST: usize = 240;

/// `region, change, from, to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectQuery {
    pub region: RegionCode,
    /// The first day of "after".
    pub change: Option<NaiveDate>,
    period: Period,
}

impl EffectQuery {
    /// Reads the parameters of a comparison.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        let change = fields.parsed::<NaiveDate>("change", "is a date (2026-07-01)")?;
        let period = Period::read(&mut fields)?;
        fields.finish()?;
        let query = Self {
            region,
            change,
            period,
        };
        // Ends that do not fit together are found here, not while answering.
        query.edges(portal.now(), portal.picture(&query.region)?.zone)?;
        Ok(query)
    }

    /// Where months begin and end: the first moment looked at, midnights that begin a month, the last moment. At least two,
    /// ascending.
    pub(crate) fn edges(&self, now: DateTime<Utc>, zone: Tz) -> Result<Vec<DateTime<Utc>>, PortalError> {
        if self
            .change
            .is_some_and(|change| !(1970..=2200).contains(&change.year()))
        {
            return Err(PortalError::invalid(
                "change",
                "lies between the years 1970 and 2200",
            ));
        }
        let first_of = |date: NaiveDate| date.with_day(1).unwrap_or(date);
        let today = now.with_timezone(&zone).date_naive();
        let back = self.change.map_or(WITHOUT_DATE - 1, |_| AROUND);
        let around = first_of(self.change.unwrap_or(today));
        let (from, to) = self.period.given(zone);
        let from = from.unwrap_or_else(|| start_of_day(around - Months::new(back), zone));
        let to = to.unwrap_or_else(|| match self.change {
            Some(_) => start_of_day(around + Months::new(AROUND), zone).min(now),
            None => now,
        });
        if let Some(change) = self.change {
            let at = start_of_day(change, zone);
            if at <= from || to <= at {
                return Err(PortalError::invalid(
                    "change",
                    "lies inside the period, after its beginning and before its end",
                ));
            }
        }
        if to <= from {
            return Err(PortalError::invalid("to", "the period ends before it begins"));
        }
        let mut edges = vec![from];
        let mut month = first_of(from.with_timezone(&zone).date_naive()) + Months::new(1);
        while start_of_day(month, zone) < to {
            edges.push(start_of_day(month, zone));
            month = month + Months::new(1);
            if edges.len() > MOST {
                return Err(PortalError::invalid(
                    "from",
                    format!("begins at most {MOST} months before the end"),
                ));
            }
        }
        edges.push(to);
        Ok(edges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn query(change: Option<&str>, from: Option<&str>, to: Option<&str>) -> EffectQuery {
        let pairs: Vec<(String, String)> = [("from", from), ("to", to)]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        let mut fields = Fields::new(&pairs).expect("short");
        EffectQuery {
            region: RegionCode::parse("demo-1").expect("a code"),
            change: change.map(|date| date.parse().expect("a date")),
            period: Period::read(&mut fields).expect("a period"),
        }
    }

    fn days(query: &EffectQuery) -> Vec<String> {
        let now = "2026-11-23T04:00:00Z".parse().expect("a time");
        let edges = query.edges(now, ZONE).expect("edges");
        assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
        let day = |at: &DateTime<Utc>| at.with_timezone(&ZONE).format("%m-%d").to_string();
        edges.iter().map(day).collect()
    }

    fn fault(query: &EffectQuery) -> String {
        let now = "2026-11-23T04:00:00Z".parse().expect("a time");
        match query.edges(now, ZONE) {
            Err(PortalError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn months_begin_at_midnight_in_the_region_and_the_ends_may_cut_them() {
        let some = query(Some("2026-03-10"), Some("2026-01-20"), Some("2026-04-05"));
        assert_eq!(days(&some), ["01-20", "02-01", "03-01", "04-01", "04-05"]);
        let whole = query(Some("2026-03-01"), Some("2026-02-01"), Some("2026-04-01"));
        assert_eq!(days(&whole), ["02-01", "03-01", "04-01"]);
    }

    #[test]
    fn without_ends_a_year_on_either_side_is_looked_at_as_far_as_it_has_come() {
        let edges = days(&query(Some("2026-06-15"), None, None));
        assert_eq!(
            (edges.len(), &*edges[0], &*edges[edges.len() - 1]),
            (19, "06-01", "11-23")
        );
        let edges = days(&query(None, None, None));
        assert_eq!(
            (edges.len(), &*edges[0], &*edges[edges.len() - 1]),
            (25, "12-01", "11-23")
        );
    }

    #[test]
    fn a_date_lies_inside_its_period_and_no_answer_is_endless() {
        assert_eq!(fault(&query(Some("2026-12-01"), None, None)), "change");
        assert_eq!(
            fault(&query(Some("2026-01-01"), Some("2026-01-01"), None)),
            "change"
        );
        assert_eq!(fault(&query(Some("0001-01-01"), None, None)), "change");
        assert_eq!(fault(&query(None, Some("2026-12-01"), None)), "to");
        assert_eq!(fault(&query(None, Some("1990-01-01"), None)), "from");
    }
}
