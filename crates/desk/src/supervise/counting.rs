//! One walk over the cases of a period, however many things are counted of them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::DepartmentCode;
use domain::board::figures::Share;
use domain::clock::{start_of_day, working_between};
use domain::supervise::control_chart::{FEWEST_OF, Week};
use domain::supervise::gaming::Closure;
use domain::supervise::{Asked, LedPart, Tally};
use store::cases::RuleBook;
use store::supervise::Picture;

use crate::DeskError;

/// Weeks that control charts show at least.
const WEEKS: i64 = 26;

/// From inclusive, to exclusive.
pub(super) type Span = (DateTime<Utc>, DateTime<Utc>);

/// The instants of what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spans {
    pub(super) period: Span,
    pub(super) compared: Span,
    /// Mondays of the weeks of control charts, oldest first.
    pub(super) mondays: Vec<NaiveDate>,
    /// When each of these weeks begins, and when the last one ends.
    weeks: Vec<DateTime<Utc>>,
}

impl Spans {
    /// Days begin at midnight in `zone`. The last week is that of the period's last day, or of `today` if that comes
    /// before.
    pub(super) fn of(asked: &Asked, zone: Tz, today: NaiveDate) -> Self {
        let at = |day: NaiveDate| start_of_day(day, zone);
        let last = (asked.to - Days::new(1)).min(today);
        let monday = |day: NaiveDate| day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        let count = ((asked.to - asked.from).num_days() / 7 + 1)
            .max(WEEKS)
            .unsigned_abs();
        let mondays: Vec<NaiveDate> = (0..count)
            .rev()
            .map(|back| monday(last) - Days::new(7 * back))
            .collect();
        let end = monday(last) + Days::new(7);
        Self {
            period: (at(asked.from), at(asked.to)),
            compared: (at(asked.compare_from), at(asked.compare_to)),
            weeks: mondays.iter().copied().chain([end]).map(at).collect(),
            mondays,
        }
    }

    /// What has to be read, each instant once.
    fn to_read(&self) -> Vec<Span> {
        let weeks = self.weeks.first().copied().zip(self.weeks.last().copied());
        let mut spans: Vec<Span> = [self.period, self.compared].into_iter().chain(weeks).collect();
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::new();
        for (from, to) in spans {
            match merged.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => merged.push((from, to)),
            }
        }
        merged
    }

    /// Which week an instant lies in.
    fn week(&self, at: DateTime<Utc>) -> Option<usize> {
        let after = self.weeks.partition_point(|begin| *begin <= at);
        after.checked_sub(1).filter(|week| *week < self.mondays.len())
    }
}

/// Unit by code; [`DepartmentCode::UNASSIGNED`] where nobody leads.
pub(super) fn unit_of(part: &LedPart) -> &str {
    part.department.as_deref().unwrap_or(DepartmentCode::UNASSIGNED)
}

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) period: BTreeMap<String, Tally>,
    pub(super) compared: BTreeMap<String, Tally>,
    /// Of the unit asked for, by who is in charge.
    pub(super) people: BTreeMap<String, Tally>,
    /// By unit, a tally for each week.
    weeks: HashMap<String, Vec<Tally>>,
    /// Cases of the period that are closed now.
    pub(super) closures: Vec<Closure>,
}

impl Counted {
    /// Reads the cases of `spans` and counts them as they stand at `as_of`; those of `named` by person too.
    pub(super) async fn read(
        picture: &mut Picture,
        spans: &Spans,
        rules: &RuleBook,
        as_of: DateTime<Utc>,
        named: Option<&str>,
    ) -> Result<Self, DeskError> {
        let mut counted = Self::default();
        for span in spans.to_read() {
            picture
                .led_parts(span, named, |part| counted.add(&part, spans, rules, as_of, named))
                .await?;
        }
        Ok(counted)
    }

    fn add(
        &mut self,
        part: &LedPart,
        spans: &Spans,
        rules: &RuleBook,
        as_of: DateTime<Utc>,
        named: Option<&str>,
    ) {
        let Some(received) = DateTime::from_timestamp(part.fact.received_at, 0) else {
            return;
        };
        let within = |(from, to): Span| from <= received && received < to;
        let wait = part.signed.map(|(given, signed)| {
            let wait = working_between(given, signed, &rules.calendar, rules.zone);
            u32::try_from(wait.num_minutes()).unwrap_or(u32::MAX)
        });
        let unit = unit_of(part);
        if within(spans.period) {
            tally(&mut self.period, unit).add(part, wait, as_of);
            self.closures.extend(closure(part));
            if named == Some(unit) {
                let person = part.in_charge.as_deref().unwrap_or(DepartmentCode::UNASSIGNED);
                tally(&mut self.people, person).add(part, wait, as_of);
            }
        }
        if within(spans.compared) {
            tally(&mut self.compared, unit).add(part, wait, as_of);
        }
        if let Some(week) = spans.week(received) {
            let weeks = self.weeks.entry(unit.to_owned());
            let weeks = weeks.or_insert_with(|| vec![Tally::default(); spans.mondays.len()]);
            weeks[week].add(part, wait, as_of);
        }
    }

    /// Units that have weeks, by code.
    pub(super) fn charted(&self) -> Vec<&str> {
        let mut units: Vec<&str> = self.weeks.keys().map(String::as_str).collect();
        units.retain(|unit| *unit != DepartmentCode::UNASSIGNED);
        units.sort_unstable();
        units
    }

    /// The weekly on-time rate of a unit, or of all.
    pub(super) fn rates(&self, unit: Option<&str>) -> Vec<Week> {
        self.weekly(unit, Week::default(), |week, tally| {
            week.successes += tally.counts.closed_on_time;
            week.trials += tally.counts.denominator();
            week.running += tally.running;
        })
    }

    /// The weekly median of the working minutes until a unit signed, or all did, and of how many.
    pub(super) fn waits(&self, unit: Option<&str>) -> Vec<(Option<f64>, u64)> {
        let waits = self.weekly(unit, Vec::new(), |week: &mut Vec<u32>, tally| {
            week.extend(&tally.waits);
        });
        let value = |waits: Vec<u32>| {
            let median = domain::supervise::median(&waits).filter(|_| waits.len() >= FEWEST_OF);
            (median.map(f64::from), waits.len() as u64)
        };
        waits.into_iter().map(value).collect()
    }

    fn weekly<T: Clone>(&self, unit: Option<&str>, empty: T, add: impl Fn(&mut T, &Tally)) -> Vec<T> {
        let of_unit = |code: &str| unit.is_none_or(|unit| unit == code);
        let count = self.weeks.values().next().map_or(0, Vec::len);
        let mut weeks = vec![empty; count];
        for (_, tallies) in self.weeks.iter().filter(|(code, _)| of_unit(code)) {
            for (week, tally) in weeks.iter_mut().zip(tallies) {
                add(week, tally);
            }
        }
        weeks
    }
}

fn tally<'a>(tallies: &'a mut BTreeMap<String, Tally>, unit: &str) -> &'a mut Tally {
    tallies.entry(unit.to_owned()).or_default()
}

/// The case as a closure, if it is closed at a known time and somebody leads it.
fn closure(part: &LedPart) -> Option<Closure> {
    let fact = &part.fact;
    let closed_at = fact
        .closed_at
        .filter(|_| fact.closed && fact.share == Share::Case)?;
    Some(Closure {
        case: part.case.clone(),
        department: part.department.clone()?,
        closed_at,
        due_at: fact.due_at,
        reopened_at: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
    }

    fn spans() -> Spans {
        let asked = Asked {
            from: day(6, 1),
            to: day(7, 1),
            compare_from: day(5, 2),
            compare_to: day(6, 1),
            department: None,
            person: None,
            hours: 24,
        };
        // A Tuesday.
        Spans::of(&asked, chrono_tz::Asia::Shanghai, day(6, 30))
    }

    #[test]
    fn charts_end_with_the_week_of_the_last_day_and_have_half_a_year() {
        let spans = spans();
        assert_eq!(spans.mondays.len(), 26);
        assert_eq!(spans.mondays.last(), Some(&day(6, 29)));
        let monday = start_of_day(day(6, 29), chrono_tz::Asia::Shanghai);
        assert_eq!(spans.week(monday), Some(25));
        assert_eq!(spans.week(monday - chrono::TimeDelta::seconds(1)), Some(24));
        assert_eq!(spans.week(monday + chrono::TimeDelta::days(7)), None);
    }

    #[test]
    fn what_overlaps_is_read_once() {
        let spans = spans();
        let read = spans.to_read();
        let end = start_of_day(day(7, 6), chrono_tz::Asia::Shanghai);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].1, end);
    }
}
