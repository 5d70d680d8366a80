use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Right;
use domain::board::UnitRef;
use domain::supervise::compare::difference;
use domain::supervise::control_chart::{p_chart, xmr};
use domain::supervise::funnel::funnel;
use domain::supervise::gaming::{Flag, FlagKind, Path, flags};
use domain::supervise::{
    Asked, Bounce, Bounces, ChartView, ComparedRow, Comparison, Extensions, FlagView, FunnelUnit, FunnelView,
    LISTED, Measure, NowCounts, NowRow, Overview, PeriodRow, Tally, WhistleRow,
};
use domain::{DepartmentCode, Lang};
use store::supervise::{CalledUnit, MoreTime, Picture};
use store::workbench::RegionNames;
use uuid::Uuid;

use super::counting::{Counted, Spans};
use super::query::SuperviseQuery;
use crate::file::shown;
use crate::names::{choices, named};
use crate::{Caller, Desk, DeskError};

/// Units with a control chart of their own beside that of all: those in which something changed lately.
const CHARTED: usize = 6;
/// Weeks in which a change is of late.
const LATELY: usize = 8;

impl Desk {
    /// How the units of the caller's region do.
    pub async fn supervise(
        &self,
        caller: &Caller,
        query: &SuperviseQuery,
        lang: Lang,
    ) -> Result<Overview, DeskError> {
        caller.needs(Right::Oversee)?;
        let as_of = self.now();
        let rules = self.rules(&caller.region).await?;
        let today = as_of.with_timezone(&rules.zone).date_naive();
        let asked = query.resolve(today)?;
        let names = self.names(&caller.region, lang).await?;
        check_department(&asked, &names)?;
        let spans = Spans::of(&asked, rules.zone, today);
        let may_open = caller.person.may(Right::SeeEveryCase);
        // People are told apart within one unit, and only to who may open its cases.
        let named = asked.department.as_deref().filter(|_| may_open);

        let mut picture = Picture::take(&self.db, &caller.region).await?;
        let open = picture.open_parts().await?;
        let counted = Counted::read(&mut picture, &spans, &rules, as_of, named).await?;
        let extensions = by_unit(&picture.extensions(spans.period).await?);
        let (paths, path_count) = picture.paths(spans.period).await?;
        let mut closures = picture.reopenings(spans.period).await?;
        let ratings = picture.ratings(spans.period).await?;
        let called = picture.called(spans.period).await?;
        let groups = picture.peer_groups().await?;
        let bounces = bounces(&mut picture, &asked, &paths, path_count, &names, may_open).await?;
        picture.close().await?;

        closures.extend(counted.closures.iter().cloned());
        let found = flags(&closures, &ratings, &paths);
        let raters = found.iter().filter(|flag| flag.kind == FlagKind::SameRatings);
        let callers = raters.map(|flag| flag.subject.as_str());
        let people = self
            .called(callers.chain(counted.people.keys().map(String::as_str)), lang)
            .await?;
        let look = Look {
            asked: &asked,
            names: &names,
        };
        let mut by_now: BTreeMap<String, NowCounts> = BTreeMap::new();
        let soon = TimeDelta::hours(i64::from(asked.hours));
        for part in &open {
            let unit = part.department.as_deref().unwrap_or(DepartmentCode::UNASSIGNED);
            by_now.entry(unit.to_owned()).or_default().add(part, as_of, soon);
        }
        let mut now_total = NowCounts::default();
        open.iter().for_each(|part| now_total.add(part, as_of, soon));
        Ok(Overview {
            departments: choices(&names).departments,
            may_open,
            now: look.now(by_now),
            now_total,
            period: look.period(&counted.period, &extensions),
            period_total: total(&counted.period, &extensions),
            comparison: look.comparison(&counted, &spans),
            bounces,
            whistles: look.whistles(called),
            funnels: look.funnels(&counted.period, &groups),
            charts: look.charts(&counted, &spans),
            people: in_charge(&counted.people, &people),
            flags: look.flags(found, &people, may_open),
            views: store::supervise::views(&self.db, &caller.region, caller.id()?).await?,
            as_of,
            asked,
        })
    }

    /// What these people are called, by how events name them.
    async fn called(
        &self,
        people: impl Iterator<Item = &str>,
        lang: Lang,
    ) -> Result<HashMap<String, String>, DeskError> {
        let ids: Vec<Uuid> = people.filter_map(|id| id.parse().ok()).collect();
        let names = store::people::names(&self.db, &ids).await?;
        let name = |(id, (zh, en)): (Uuid, (String, Option<String>))| {
            (id.to_string(), lang.pick(&zh, en.as_deref()).to_owned())
        };
        Ok(names.into_iter().map(name).collect())
    }
}

/// The unit asked for must be one, or nobody.
pub(super) fn check_department(asked: &Asked, names: &RegionNames) -> Result<(), DeskError> {
    match asked.department.as_deref() {
        Some(unit) if unit != DepartmentCode::UNASSIGNED && !names.departments.contains_key(unit) => {
            Err(DeskError::invalid("department", "there is no such department"))
        }
        _ => Ok(()),
    }
}

/// What is shown of the numbers, and under which names.
struct Look<'a> {
    asked: &'a Asked,
    names: &'a RegionNames,
}

impl Look<'_> {
    fn shows(&self, unit: &str) -> bool {
        self.asked.department.as_deref().is_none_or(|asked| asked == unit)
    }

    fn unit(&self, code: &str) -> UnitRef {
        named(&self.names.departments, code)
    }

    fn now(&self, counts: BTreeMap<String, NowCounts>) -> Vec<NowRow> {
        let mut rows: Vec<NowRow> = counts
            .into_iter()
            .filter(|(code, _)| self.shows(code))
            .map(|(code, counts)| NowRow {
                unit: self.unit(&code),
                counts,
            })
            .collect();
        rows.sort_by_key(|row| {
            let NowCounts { overdue, soon, .. } = row.counts;
            (std::cmp::Reverse((overdue, soon)), row.unit.name.clone())
        });
        rows
    }

    fn period(
        &self,
        tallies: &BTreeMap<String, Tally>,
        extensions: &HashMap<String, Extensions>,
    ) -> Vec<PeriodRow> {
        let mut rows: Vec<PeriodRow> = tallies
            .iter()
            .filter(|(code, _)| self.shows(code))
            .map(|(code, tally)| PeriodRow {
                unit: self.unit(code),
                counts: tally.counts,
                no_verdict: tally.no_verdict,
                median_wait: tally.median_wait(),
                extensions: extensions.get(code).copied().unwrap_or_default(),
            })
            .collect();
        rows.sort_by(|a, b| a.unit.name.cmp(&b.unit.name));
        rows
    }

    fn comparison(&self, counted: &Counted, spans: &Spans) -> Comparison {
        let units: BTreeSet<&String> = counted.period.keys().chain(counted.compared.keys()).collect();
        let empty = Tally::default();
        let mut rows: Vec<ComparedRow> = units
            .into_iter()
            .filter(|code| self.shows(code) && *code != DepartmentCode::UNASSIGNED)
            .map(|code| {
                let before = &counted.compared.get(code).unwrap_or(&empty).counts;
                let after = &counted.period.get(code).unwrap_or(&empty).counts;
                ComparedRow {
                    unit: self.unit(code),
                    received: [before.received, after.received],
                    on_time: difference(
                        (before.closed_on_time, before.denominator()),
                        (after.closed_on_time, after.denominator()),
                    ),
                    signing: difference(
                        (before.signed_in_time, before.dispatched),
                        (after.signed_in_time, after.dispatched),
                    ),
                    returns: difference(
                        (before.returned, before.dispatched),
                        (after.returned, after.dispatched),
                    ),
                    satisfaction: difference(
                        (before.satisfied, before.verdicts),
                        (after.satisfied, after.verdicts),
                    ),
                }
            })
            .collect();
        rows.sort_by(|a, b| a.unit.name.cmp(&b.unit.name));
        let (from, to) = spans.compared;
        Comparison { from, to, rows }
    }

    fn whistles(&self, called: Vec<CalledUnit>) -> Vec<WhistleRow> {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        called
            .into_iter()
            .filter(|unit| self.shows(unit.department.as_deref().unwrap_or_default()))
            .map(|unit| WhistleRow {
                called: count(unit.called),
                answered: count(unit.answered),
                declined: count(unit.declined),
                arrived: count(unit.arrived),
                median_arrival: unit.median_arrival.map(|minutes| minutes.round() as u32),
                unit: match unit.department {
                    Some(code) => self.unit(&code),
                    None => UnitRef::default(),
                },
            })
            .collect()
    }

    /// A funnel for each peer group that is large enough: a unit is compared with its peers, whoever is asked for.
    fn funnels(
        &self,
        tallies: &BTreeMap<String, Tally>,
        groups: &HashMap<String, String>,
    ) -> Vec<FunnelView> {
        let mut members: BTreeMap<&str, Vec<FunnelUnit>> = BTreeMap::new();
        for (code, tally) in tallies {
            let due = tally.counts.denominator();
            if let Some(group) = groups.get(code).filter(|_| due > 0) {
                members.entry(group).or_default().push(FunnelUnit {
                    unit: self.unit(code),
                    on_time: tally.counts.closed_on_time,
                    due,
                });
            }
        }
        members
            .into_iter()
            .filter_map(|(group, mut units)| {
                units.sort_by_key(|unit| std::cmp::Reverse(unit.due));
                let counts: Vec<(u64, u64)> = units.iter().map(|unit| (unit.on_time, unit.due)).collect();
                Some(FunnelView {
                    group: group.to_owned(),
                    funnel: funnel(&counts)?,
                    units,
                })
            })
            .collect()
    }

    fn charts(&self, counted: &Counted, spans: &Spans) -> Vec<ChartView> {
        let on_time = |unit: Option<&str>| {
            Some(ChartView {
                unit: unit.map(|code| self.unit(code)),
                measure: Measure::OnTime,
                weeks: spans.mondays.clone(),
                chart: p_chart(&counted.rates(unit))?,
            })
        };
        let wait = |unit: Option<&str>| {
            Some(ChartView {
                unit: unit.map(|code| self.unit(code)),
                measure: Measure::Wait,
                weeks: spans.mondays.clone(),
                chart: xmr(&counted.waits(unit))?,
            })
        };
        let asked = self.asked.department.as_deref();
        let mut charts: Vec<ChartView> = [on_time(asked), wait(asked)].into_iter().flatten().collect();
        if asked.is_none() {
            let mut changed: Vec<ChartView> = counted
                .charted()
                .into_iter()
                .filter_map(|unit| on_time(Some(unit)))
                .filter(|view| view.chart.signals(LATELY) > 0)
                .collect();
            changed.sort_by_key(|view| std::cmp::Reverse(view.chart.signals(LATELY)));
            changed.truncate(CHARTED);
            charts.extend(changed);
        }
        charts
    }

    fn flags(&self, found: Vec<Flag>, callers: &HashMap<String, String>, may_open: bool) -> Vec<FlagView> {
        let is_person = |flag: &Flag| flag.kind == FlagKind::SameRatings;
        let at = |second: i64| DateTime::<Utc>::from_timestamp(second, 0).unwrap_or_default();
        found
            .into_iter()
            .filter(|flag| self.asked.department.is_none() || !is_person(flag) && self.shows(&flag.subject))
            .map(|flag| FlagView {
                kind: flag.kind,
                subject: if is_person(&flag) {
                    callers.get(&flag.subject).cloned().unwrap_or(flag.subject)
                } else {
                    self.unit(&flag.subject).name
                },
                count: flag.count,
                of: flag.of,
                span: flag.span.map(|span| span.map(at)),
                level: flag.level,
                elsewhere: flag.elsewhere,
                cases: if may_open {
                    flag.cases.iter().map(|code| shown(code)).collect()
                } else {
                    Vec::new()
                },
            })
            .collect()
    }
}

/// A line for each person, by name; who has not signed stands last.
fn in_charge(tallies: &BTreeMap<String, Tally>, names: &HashMap<String, String>) -> Vec<PeriodRow> {
    let mut rows: Vec<PeriodRow> = tallies
        .iter()
        .map(|(code, tally)| PeriodRow {
            unit: UnitRef {
                name: names.get(code).unwrap_or(code).clone(),
                code: code.clone(),
            },
            counts: tally.counts,
            no_verdict: tally.no_verdict,
            median_wait: tally.median_wait(),
            extensions: Extensions::default(),
        })
        .collect();
    rows.sort_by(|a, b| {
        let key = |row: &PeriodRow| (row.unit.code == DepartmentCode::UNASSIGNED, row.unit.name.clone());
        key(a).cmp(&key(b))
    });
    rows
}

fn by_unit(asked: &[MoreTime]) -> HashMap<String, Extensions> {
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    let mut units: HashMap<String, Extensions> = HashMap::new();
    for case in asked {
        let code = case.department.as_deref().unwrap_or(DepartmentCode::UNASSIGNED);
        let unit = units.entry(code.to_owned()).or_default();
        unit.asked += count(case.asked);
        unit.approved += count(case.approved);
        unit.refused += count(case.refused);
    }
    units
}

/// All units together; its unit is nobody.
fn total(tallies: &BTreeMap<String, Tally>, extensions: &HashMap<String, Extensions>) -> PeriodRow {
    let mut all = Tally::default();
    for tally in tallies.values() {
        all.counts += tally.counts;
        all.no_verdict += tally.no_verdict;
        all.waits.extend(&tally.waits);
    }
    let mut more = Extensions::default();
    for unit in extensions.values() {
        more.asked += unit.asked;
        more.approved += unit.approved;
        more.refused += unit.refused;
    }
    PeriodRow {
        unit: UnitRef::default(),
        counts: all.counts,
        no_verdict: all.no_verdict,
        median_wait: all.median_wait(),
        extensions: more,
    }
}

async fn bounces(
    picture: &mut Picture,
    asked: &Asked,
    paths: &[Path],
    total: usize,
    names: &RegionNames,
    may_open: bool,
) -> Result<Bounces, DeskError> {
    let asked = asked.department.as_ref();
    let shown_paths: Vec<&Path> = paths
        .iter()
        .filter(|path| asked.is_none_or(|unit| path.departments.contains(unit)))
        .collect();
    let total = if asked.is_some() { shown_paths.len() } else { total };
    let first = shown_paths.into_iter().take(LISTED);
    let of_code: HashMap<&str, &Path> = first.clone().map(|path| (path.case.as_str(), path)).collect();
    let codes: Vec<String> = first.map(|path| path.case.clone()).collect();
    let cases = picture.cases(&codes).await?;
    let bounce = cases.into_iter().filter_map(|case| {
        let path = of_code.get(case.public_code.as_str())?;
        let units = path
            .departments
            .iter()
            .map(|code| named(&names.departments, code));
        Some(Bounce {
            code: if may_open {
                shown(&case.public_code)
            } else {
                String::new()
            },
            state: case.state,
            path: units.collect(),
            received_at: case.received_at,
        })
    });
    Ok(Bounces {
        total,
        cases: bounce.collect(),
    })
}
