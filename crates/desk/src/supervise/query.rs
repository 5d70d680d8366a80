use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};
use domain::supervise::{Asked, Kind};

use crate::DeskError;

/// Days of a period that names no beginning.
const DEFAULT_DAYS: i64 = 30;
/// Longest period, in days: everything of it is read.
const MOST_DAYS: i64 = 366;
/// Hours ahead in which a due is near, where nothing is said.
const DEFAULT_HOURS: u32 = 24;
const HOURS: RangeInclusive<u32> = 1..=168;

/// What to look at, as an address says it. Unknown names are refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuperviseQuery {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    compare_from: Option<NaiveDate>,
    compare_to: Option<NaiveDate>,
    department: Option<String>,
    person: Option<String>,
    hours: Option<u32>,
    /// What a list is about.
    pub kind: Option<Kind>,
}

impl SuperviseQuery {
    /// Reads the pairs of a query string. `region` is left to whoever found the caller.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, DeskError> {
        let mut query = Self::default();
        for (name, value) in pairs {
            if value.is_empty() {
                continue;
            }
            match name.as_str() {
                "region" => {}
                "from" => query.from = Some(day("from", value)?),
                "to" => query.to = Some(day("to", value)?),
                "compare_from" => query.compare_from = Some(day("compare_from", value)?),
                "compare_to" => query.compare_to = Some(day("compare_to", value)?),
                "department" => query.department = Some(value.clone()),
                "person" => query.person = Some(value.clone()),
                "hours" => {
                    let hours = value.parse().ok().filter(|hours| HOURS.contains(hours));
                    let hours = hours.ok_or_else(|| DeskError::invalid("hours", "1 to 168 hours"))?;
                    query.hours = Some(hours);
                }
                "kind" => {
                    let kind = Kind::from_code(value);
                    query.kind = Some(kind.ok_or_else(|| DeskError::invalid("kind", "not a known value"))?);
                }
                _ => return Err(DeskError::invalid("query", format!("unknown parameter {name}"))),
            }
        }
        Ok(query)
    }

    /// The same with what was left open filled in: the last thirty days, beside as many before them.
    pub(super) fn resolve(&self, today: NaiveDate) -> Result<Asked, DeskError> {
        let to = self.to.unwrap_or(today + Days::new(1));
        let from = self.from.unwrap_or(to - days(DEFAULT_DAYS));
        let length = length("from", from, to)?;
        let (compare_from, compare_to) = match (self.compare_from, self.compare_to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, from + length),
            (None, to) => {
                let to = to.unwrap_or(from);
                (to - length, to)
            }
        };
        self::length("compare_from", compare_from, compare_to)?;
        if self.person.is_some() && self.department.is_none() {
            return Err(DeskError::invalid("person", "is of one department: name it"));
        }
        Ok(Asked {
            from,
            to,
            compare_from,
            compare_to,
            department: self.department.clone(),
            person: self.person.clone(),
            hours: self.hours.unwrap_or(DEFAULT_HOURS),
        })
    }
}

fn days(count: i64) -> Days {
    Days::new(count.unsigned_abs())
}

/// The days from one day to another, if a period may have so many.
fn length(field: &'static str, from: NaiveDate, to: NaiveDate) -> Result<Days, DeskError> {
    let count = (to - from).num_days();
    if (1..=MOST_DAYS).contains(&count) {
        Ok(days(count))
    } else {
        Err(DeskError::invalid(field, "1 to 366 days"))
    }
}

fn day(field: &'static str, text: &str) -> Result<NaiveDate, DeskError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| (1970..=2200).contains(&day.year()))
        .ok_or_else(|| DeskError::invalid(field, "a date such as 2026-07-01"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(pairs: &[(&str, &str)]) -> Result<Asked, DeskError> {
        let owned: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let today = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a day");
        SuperviseQuery::parse(&owned)?.resolve(today)
    }

    fn spans(pairs: &[(&str, &str)]) -> String {
        let asked = resolved(pairs).expect("a question");
        let Asked {
            from,
            to,
            compare_from,
            compare_to,
            ..
        } = asked;
        format!("{from}..{to} | {compare_from}..{compare_to}")
    }

    #[test]
    fn a_period_is_compared_with_as_many_days_before_it_unless_others_are_named() {
        assert_eq!(spans(&[]), "2026-06-02..2026-07-02 | 2026-05-03..2026-06-02");
        let june = [("from", "2026-06-01"), ("to", "2026-07-01")];
        assert_eq!(spans(&june), "2026-06-01..2026-07-01 | 2026-05-02..2026-06-01");
        let year_before = [june.as_slice(), &[("compare_from", "2025-06-01")]].concat();
        assert_eq!(
            spans(&year_before),
            "2026-06-01..2026-07-01 | 2025-06-01..2025-07-01"
        );
    }

    #[test]
    fn what_cannot_be_asked_is_refused_by_the_name_of_its_field() {
        for (name, value, field) in [
            ("from", "yesterday", "from"),
            ("to", "2026-02-30", "to"),
            ("from", "2026-07-02", "from"),
            ("from", "2024-01-01", "from"),
            ("from", "+262142-01-01", "from"),
            ("person", "somebody", "person"),
            ("compare_to", "1969-12-31", "compare_to"),
            ("hours", "0", "hours"),
            ("hours", "many", "hours"),
            ("kind", "everything", "kind"),
            ("colour", "red", "query"),
        ] {
            let Err(DeskError::Invalid { field: named, .. }) = resolved(&[(name, value)]) else {
                panic!("{name}={value} was taken");
            };
            assert_eq!(named, field, "{name}={value}");
        }
        assert!(
            resolved(&[("from", ""), ("department", "")]).is_ok(),
            "an empty field asks nothing"
        );
    }
}
