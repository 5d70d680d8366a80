use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Right;
use domain::board::figures::{CaseFact, Share, Steps};
use domain::case::{Role, State};
use domain::clock::{Limit, due, timeliness};
use domain::desk::Forecast;
use domain::supervise::{Asked, CaseLine, CasePage, Kind, LISTED, LedPart, OpenPart};
use domain::{DepartmentCode, Lang};
use store::cases::RuleBook;
use store::supervise::{CaseRecord, Picture};
use store::workbench::RegionNames;
use uuid::Uuid;

use super::counting::{Span, Spans, unit_of};
use super::overview::check_department;
use super::query::SuperviseQuery;
use crate::file::shown;
use crate::names::named;
use crate::{Caller, Desk, DeskError};

/// Working minutes in which a demand is to be answered: a day of the default hours.
const ANSWER_WITHIN: u32 = 420;

impl Desk {
    /// The cases behind a number of [`Desk::supervise`].
    pub async fn supervised_cases(
        &self,
        caller: &Caller,
        query: &SuperviseQuery,
        lang: Lang,
    ) -> Result<CasePage, DeskError> {
        caller.needs(Right::Oversee)?;
        caller.needs(Right::SeeEveryCase)?;
        let kind = query
            .kind
            .ok_or_else(|| DeskError::invalid("kind", "choose one"))?;
        let as_of = self.now();
        let rules = self.rules(&caller.region).await?;
        let today = as_of.with_timezone(&rules.zone).date_naive();
        let asked = query.resolve(today)?;
        let names = self.names(&caller.region, lang).await?;
        check_department(&asked, &names)?;
        let period = Spans::of(&asked, rules.zone, today).period;
        let mut picture = Picture::take(&self.db, &caller.region).await?;
        let found = found(&mut picture, kind, &asked, period, as_of).await?;
        let total = found.total;
        let records = picture.cases(&found.codes()).await?;
        picture.close().await?;
        let rows = records
            .into_iter()
            .map(|record| line(record, caller, &names, &rules, as_of));
        Ok(CasePage {
            kind,
            department: asked
                .department
                .as_deref()
                .map(|code| named(&names.departments, code)),
            total,
            rows: rows.collect(),
            ticket: Uuid::new_v4().to_string(),
            answer_by: due(as_of, Limit::working(ANSWER_WITHIN), &rules.calendar, rules.zone),
            as_of,
            asked,
        })
    }
}

async fn found(
    picture: &mut Picture,
    kind: Kind,
    asked: &Asked,
    period: Span,
    as_of: DateTime<Utc>,
) -> Result<Shortlist, DeskError> {
    let is_asked = |unit: Option<&str>| {
        let unit = unit.unwrap_or(DepartmentCode::UNASSIGNED);
        asked.department.as_deref().is_none_or(|asked| asked == unit)
    };
    let in_charge = |part: &LedPart| {
        let person = part.in_charge.as_deref().unwrap_or(DepartmentCode::UNASSIGNED);
        asked.person.as_deref().is_none_or(|asked| asked == person)
    };
    let named = asked.person.as_ref().and(asked.department.as_deref());
    let mut found = Shortlist::default();
    match kind {
        _ if kind.is_of_now() => {
            let soon = TimeDelta::hours(i64::from(asked.hours));
            for part in picture.open_parts().await? {
                if is_asked(part.department.as_deref()) && kind.holds_now(&part, as_of, soon) {
                    let first_due = due_of(kind, &part).map_or(i64::MAX, |due| due.timestamp());
                    found.add(first_due, part.case);
                }
            }
        }
        Kind::Extended => {
            let cases = picture.extensions(period).await?;
            let asked_for =
                |unit: &store::supervise::MoreTime| unit.asked > 0 && is_asked(unit.department.as_deref());
            for (place, case) in cases.into_iter().filter(asked_for).enumerate() {
                found.add(i64::try_from(place).unwrap_or(i64::MAX), case.case);
            }
        }
        Kind::Bounced => {
            let (paths, total) = picture.paths(period).await?;
            let through = |unit: &String| is_asked(Some(unit));
            for (place, path) in paths.into_iter().enumerate() {
                if path.departments.iter().any(through) {
                    found.add(i64::try_from(place).unwrap_or(i64::MAX), path.case);
                }
            }
            if asked.department.is_none() {
                found.total = total;
            }
        }
        _ => {
            picture
                .led_parts(period, named, |part| {
                    if is_asked(Some(unit_of(&part))) && in_charge(&part) && kind.holds_of(&part, as_of) {
                        found.add(-part.fact.received_at, part.case);
                    }
                })
                .await?;
        }
    }
    Ok(found)
}

/// The due that a list of open parts is ordered by.
fn due_of(kind: Kind, part: &OpenPart) -> Option<DateTime<Utc>> {
    match kind {
        Kind::Unsigned => part.sign_due_at,
        Kind::PastPromise => part.original_due_at,
        _ => part.current_due_at,
    }
}

/// The first of many cases, without keeping them all.
#[derive(Debug, Default)]
struct Shortlist {
    total: usize,
    kept: Vec<(i64, String)>,
}

impl Shortlist {
    /// Adds a case with its place in the order.
    fn add(&mut self, place: i64, case: String) {
        self.total += 1;
        self.kept.push((place, case));
        if self.kept.len() >= 8 * LISTED {
            self.kept.sort_unstable();
            self.kept.truncate(2 * LISTED);
        }
    }

    /// The first ones, in order, each once.
    fn codes(mut self) -> Vec<String> {
        self.kept.sort_unstable();
        let mut seen = HashSet::new();
        let cases = self.kept.into_iter().map(|(_, case)| case);
        cases
            .filter(|case| seen.insert(case.clone()))
            .take(LISTED)
            .collect()
    }
}

/// A case as lists show it.
pub(crate) fn line(
    record: CaseRecord,
    caller: &Caller,
    names: &RegionNames,
    rules: &RuleBook,
    as_of: DateTime<Utc>,
) -> CaseLine {
    let fact = CaseFact {
        received_at: record.received_at.timestamp(),
        due_at: record
            .current_due_at
            .filter(|_| !record.state.clock_stopped())
            .map(|due| due.timestamp()),
        closed: matches!(record.state, State::Closed | State::Archived),
        closed_at: record.closed_at.map(|at| at.timestamp()),
        verdict: None,
        suspended: record.suspended,
        satisfied: None,
        share: Share::default(),
        steps: Steps::default(),
    };
    // What the lifecycle asks of a demand; it has the last word when one is made.
    let lead = record.lead_department.as_deref();
    let demands = caller.person.memberships.iter().any(|held| {
        held.role == Role::Supervisor && (held.department.is_none() || held.department.as_deref() != lead)
    });
    let may_supervise = demands && !record.state.is_over() && record.supervision_due_at.is_none();
    CaseLine {
        code: shown(&record.public_code),
        category: named(&names.categories, &record.category),
        title: record.title,
        state: record.state,
        department: lead.map(|code| named(&names.departments, code)),
        received_at: record.received_at,
        original_due_at: record.original_due_at,
        current_due_at: record.current_due_at,
        forecast: Forecast {
            original: rules.is_forecast(record.original_due_at),
            current: rules.is_forecast(record.current_due_at),
            ..Forecast::default()
        },
        timeliness: timeliness(record.clock_started_at, &fact, as_of),
        supervision_due_at: record.supervision_due_at,
        may_supervise,
        version: record.version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortlist_keeps_the_first_of_many_and_counts_them_all() {
        let mut list = Shortlist::default();
        for place in (0..1_000).rev() {
            list.add(place, format!("C{place:04}"));
        }
        assert_eq!(list.total, 1_000);
        let codes = list.codes();
        assert_eq!(
            (codes.len(), codes[0].as_str(), codes[49].as_str()),
            (50, "C0000", "C0049")
        );
    }

    #[test]
    fn a_case_that_is_counted_twice_is_listed_once() {
        let mut list = Shortlist::default();
        list.add(2, "A".to_owned());
        list.add(1, "A".to_owned());
        list.add(3, "B".to_owned());
        assert_eq!(
            (list.total, list.codes()),
            (3, vec!["A".to_owned(), "B".to_owned()])
        );
    }
}
