use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::clock::start_of_day;
use domain::map::Step;

use super::fields::{Fields, Pairs};
use super::map::MapFilter;
use crate::{Portal, PortalError};

/// A filter and `step`.
#[derive(Debug, Clone, PartialEq)]
pub struct HistogramQuery {
    pub filter: MapFilter,
    /// Else the shortest that gives few bars.
    pub step: Option<Step>,
}

/// Bars where no step was asked for.
const FEW: usize = 100;
/// Bars of one answer.
const MOST: usize = 2_000;

impl HistogramQuery {
    /// Reads the parameters of the histogram.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let step = fields
            .one("step")?
            .map(|code| {
                Step::from_code(code)
                    .ok_or_else(|| PortalError::invalid("step", "is one of day, week, month"))
            })
            .transpose()?;
        fields.finish()?;
        Ok(Self { filter, step })
    }

    /// Where the bars of a period begin, and where the last one ends; whole steps, so that the first begins at or
    /// before the period, and the last ends at or after it.
    pub(crate) fn edges(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        zone: Tz,
    ) -> Result<(Step, Vec<DateTime<Utc>>), PortalError> {
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let step = match self.step {
            Some(step) => step,
            None => Step::ALL
                .iter()
                .copied()
                .find(|step| count(*step, day(from), day(to)) <= FEW)
                .unwrap_or(Step::Month),
        };
        if count(step, day(from), day(to)) > MOST {
            return Err(PortalError::invalid(
                "step",
                format!("would give more than {MOST} bars"),
            ));
        }
        let mut edges = Vec::new();
        let mut at = begin(step, day(from));
        loop {
            let edge = start_of_day(at, zone);
            edges.push(edge);
            if edge >= to {
                return Ok((step, edges));
            }
            at = next(step, at).ok_or_else(|| PortalError::invalid("to", "lies too far ahead"))?;
        }
    }
}

/// The first day of the step that holds `day`.
fn begin(step: Step, day: NaiveDate) -> NaiveDate {
    match step {
        Step::Day => day,
        Step::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
        Step::Month => day - Days::new(u64::from(day.day0())),
    }
}

fn next(step: Step, day: NaiveDate) -> Option<NaiveDate> {
    match step {
        Step::Day => day.checked_add_days(Days::new(1)),
        Step::Week => day.checked_add_days(Days::new(7)),
        Step::Month => day.checked_add_months(Months::new(1)),
    }
}

/// About how many steps there are between two days: never too few.
fn count(step: Step, from: NaiveDate, to: NaiveDate) -> usize {
    let days = (to - from).num_days().unsigned_abs();
    let days_of_a_step = match step {
        Step::Day => 1,
        Step::Week => 7,
        Step::Month => 28,
    };
    usize::try_from(days / days_of_a_step + 1).unwrap_or(usize::MAX)
}
