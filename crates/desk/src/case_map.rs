//! Every case of a region where it really lies: `Lens<Staff>`, for those who may read every file.
//!
//! A picture is made when somebody first asks for it, and brought up to the last batch of the publisher with every question:
//! staff ask seldom, and what they see is never older than what the public sees.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::access::Right;
use domain::map::{AreasView, CasesOnMap};
use domain::supervise::{CaseLine, LISTED};
use domain::{Lang, RegionCode};
use lens::{Change, Filter, Lens, Staff};
use portal::{AreaLevel, CellsQuery, Codes, MapFilter, areas_of, case_code, cells_of, points_of};
use store::published::MapRow;
use store::supervise::Picture;
use store::workbench::{self, MatterKind};
use tokio::sync::Mutex as Turn;

use crate::supervise::line;
use crate::{Caller, Desk, DeskError};

/// So many cases are shown one by one.
const SINGLE: usize = 500;
/// How many are looked at for the latest of them.
const LOOKED_AT: usize = 4_000;
const DAY: i64 = 86_400;

/// The pictures of all regions that somebody has asked for.
#[derive(Debug, Default)]
pub(crate) struct CaseMaps(Mutex<HashMap<RegionCode, Arc<Turn<Held>>>>);

/// One region at the version of its lens. Cheap to clone.
#[derive(Debug, Clone, Default)]
struct Held {
    lens: Lens<Staff>,
    codes: Arc<Codes>,
    /// Receipt of the latest case.
    latest: i64,
}

impl Held {
    fn apply(&mut self, version: i64, rows: &[MapRow]) {
        let codes = Arc::make_mut(&mut self.codes);
        let changes: Vec<Change> = rows.iter().filter_map(|row| codes.change(row)).collect();
        let received = rows.iter().map(|row| row.received_at.timestamp());
        self.latest = received.fold(self.latest, i64::max);
        let version = u64::try_from(version).unwrap_or(0);
        if self.lens.is_empty() {
            let incidents = changes.into_iter().filter_map(|change| match change {
                Change::Upsert(incident) => Some(incident),
                Change::Remove(_) => None,
            });
            self.lens = Lens::from_incidents(version, incidents);
        } else {
            self.lens.apply(version, &changes);
        }
    }

    /// Public codes of the latest cases that have a place, the latest first.
    fn latest(&self, filter: &Filter, now: DateTime<Utc>) -> Vec<String> {
        let end = filter.received.to.unwrap_or(i64::MAX).min(self.latest + 1);
        let mut found = Vec::new();
        for days in [1, 7, 30, 91, 366, i64::MAX / DAY] {
            let mut within = filter.clone();
            let begin = end.saturating_sub(days * DAY);
            within.received.from = Some(begin.max(filter.received.from.unwrap_or(i64::MIN)));
            found = self.lens.points(&within, LOOKED_AT, now.timestamp()).points;
            if found.len() >= LISTED {
                break;
            }
        }
        let received = |key: u64| self.lens.get(key).map_or(i64::MIN, |case| case.received_at);
        let mut found: Vec<(i64, u64)> = found
            .iter()
            .map(|point| (received(point.key), point.key))
            .collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(LISTED);
        found.into_iter().map(|(_, key)| case_code(key)).collect()
    }
}

/// What the page of the map shows before anybody moves it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseMap {
    /// By cell of the grid.
    pub areas: AreasView,
    /// The latest that have a place.
    pub lines: Vec<CaseLine>,
}

impl Desk {
    /// Every kind of matter of the caller's region.
    pub async fn matter_kinds(&self, caller: &Caller, lang: Lang) -> Result<Vec<MatterKind>, DeskError> {
        caller.needs(Right::SeeEveryCase)?;
        Ok(workbench::matter_kinds(&self.db, &caller.region, lang).await?)
    }

    /// What a part of the map shows.
    pub async fn cases_on_map(&self, caller: &Caller, query: &CellsQuery) -> Result<CasesOnMap, DeskError> {
        let asked = self.asked_of_map(caller, &query.filter).await?;
        let (cells, now) = ((query.zoom, query.shape), self.now());
        computed(move || {
            let (lens, filter) = (&asked.held.lens, &asked.filter);
            let points = points_of(lens, filter, SINGLE, now);
            let cells = points.truncated.then(|| cells_of(lens, filter, cells, now).cells);
            CasesOnMap {
                version: points.version,
                total: points.total,
                points: if cells.is_some() {
                    Vec::new()
                } else {
                    points.points
                },
                cells: cells.unwrap_or_default(),
            }
        })
        .await
    }

    /// The cells of the grid with their cases, and the latest cases.
    pub async fn case_map(
        &self,
        caller: &Caller,
        filter: &MapFilter,
        lang: Lang,
    ) -> Result<CaseMap, DeskError> {
        let asked = self.asked_of_map(caller, filter).await?;
        let now = self.now();
        let (areas, codes) = computed(move || {
            let Held { lens, codes, .. } = &asked.held;
            let areas = areas_of(lens, codes, AreaLevel::Grid, &asked.filter, now);
            (areas, asked.held.latest(&asked.filter, now))
        })
        .await?;
        let names = self.names(&caller.region, lang).await?;
        let rules = self.rules(&caller.region).await?;
        let mut picture = Picture::take(&self.db, &caller.region).await?;
        let records = picture.cases(&codes).await?;
        picture.close().await?;
        let lines = records
            .into_iter()
            .map(|record| line(record, caller, &names, &rules, now));
        Ok(CaseMap {
            areas,
            lines: lines.collect(),
        })
    }

    async fn asked_of_map(&self, caller: &Caller, filter: &MapFilter) -> Result<AskedOfMap, DeskError> {
        caller.needs(Right::SeeEveryCase)?;
        if filter.region != caller.region {
            return Err(DeskError::invalid("region", "not the one you work in"));
        }
        let zone: Tz = self.rules(&caller.region).await?.zone;
        let kinds = workbench::matter_kinds(&self.db, &caller.region, Lang::Zh).await?;
        let kinds = with_all_below(&filter.categories, &kinds);
        let held = self.held_cases(&caller.region).await?;
        Ok(AskedOfMap {
            filter: filter.numbered(&held.codes, zone, &kinds),
            held,
        })
    }

    /// The picture of a region as of the last batch. One asks for what is new at a time, the others wait for it.
    async fn held_cases(&self, region: &RegionCode) -> Result<Held, DeskError> {
        let turn = {
            let mut maps = self.case_maps.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(maps.entry(region.clone()).or_default())
        };
        let mut held = turn.lock_owned().await;
        let until = workbench::newest_batch(&self.db, region).await?;
        let after = i64::try_from(held.lens.version()).unwrap_or(i64::MAX);
        if until <= after {
            return Ok(held.clone());
        }
        let (db, region) = (self.db.clone(), region.clone());
        // Goes on where whoever asked has gone away: a large region takes a while, once.
        let task = tokio::spawn(async move {
            let mut rows = Vec::new();
            workbench::cases_on_map(&db, &region, (after, until), |row| rows.push(row)).await?;
            computed(move || {
                held.apply(until, &rows);
                held.clone()
            })
            .await
        });
        task.await
            .map_err(|error| DeskError::Unavailable(error.to_string()))?
    }
}

/// A picture, and what is asked of it in its numbers.
struct AskedOfMap {
    held: Held,
    filter: Filter,
}

/// Away from the threads that answer requests.
async fn computed<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DeskError> {
    let task = tokio::task::spawn_blocking(work).await;
    task.map_err(|error| DeskError::Unavailable(error.to_string()))
}

/// These kinds and all below them.
fn with_all_below(asked: &[String], kinds: &[MatterKind]) -> Vec<String> {
    let mut found: Vec<String> = asked.to_vec();
    let mut known: HashSet<String> = asked.iter().cloned().collect();
    let mut at = 0;
    while at < found.len() {
        let below = kinds
            .iter()
            .filter(|kind| kind.parent.as_deref() == Some(found[at].as_str()));
        let below: Vec<String> = below.map(|kind| kind.code.clone()).collect();
        found.extend(below.into_iter().filter(|code| known.insert(code.clone())));
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use domain::source::SourceSystem;

    use super::*;

    fn row(number: u64, days_ago: i64) -> MapRow {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        MapRow {
            public_code: case_code(number),
            withdrawn: false,
            category_code: "noise".to_owned(),
            source_code: SourceSystem::Hotline12345.code().to_owned(),
            state: "accepted".to_owned(),
            department_code: None,
            township_code: None,
            community_code: None,
            grid_code: None,
            lng: Some(121.2),
            lat: Some(28.6),
            received_at: now - TimeDelta::days(days_ago),
            current_due_at: None,
            closed_at: None,
            closed: false,
            verdict: None,
            suspended: false,
        }
    }

    #[test]
    fn the_latest_cases_come_first_however_old_they_all_are() {
        let mut held = Held::default();
        let rows: Vec<MapRow> = (1..=300)
            .map(|number| row(number, 1_000 + number as i64))
            .collect();
        held.apply(1, &rows);
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let found = held.latest(&Filter::default(), now);
        let wanted: Vec<String> = (1..=50).map(case_code).collect();
        assert_eq!(found, wanted);
        // A case that is received later is before them.
        held.apply(2, &[row(999, 1)]);
        assert_eq!(held.latest(&Filter::default(), now)[0], case_code(999));
    }

    #[test]
    fn a_case_that_has_changed_is_there_once_and_as_it_is_now() {
        let mut held = Held::default();
        held.apply(1, &[row(7, 3)]);
        let moved = MapRow {
            lng: Some(121.9),
            ..row(7, 3)
        };
        held.apply(2, &[moved]);
        assert_eq!((held.lens.len(), held.lens.version()), (1, 2));
        let place = held.lens.get(7).expect("a case").place.expect("a place");
        assert!((place.0 - 121.9).abs() < 1e-6, "{place:?}");
    }
}
