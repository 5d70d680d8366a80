use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::board::figures::Counts;
use domain::board::mix::{self, Adjusted, MixRecord};
use domain::board::{BoardGroup, BoardView, Cohort, UnitCounts, assemble};
use domain::clock::start_of_day;
use domain::live::{Overview, RECENT_DAYS};
use domain::policy::{OfficialWeights, WeightSet};
use domain::{Lang, RegionCode};
use lens::{Group, UNASSIGNED, UnitAnswer};

use crate::picture::RegionPicture;
use crate::query::{BoardQuery, Period, Span};
use crate::{Portal, PortalError};

/// Weeks of the trend.
const WEEKS: i64 = 12;
/// Board rows on the home page.
const TOP: usize = 8;

impl Portal {
    /// The sunning board of one region and period.
    pub fn board(
        &self,
        query: &BoardQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<BoardView, PortalError> {
        let picture = self.picture(&query.region)?;
        let span = query.resolve(now, picture.zone)?;
        Ok(picture.board(query, span, lang))
    }

    /// The weights of the composite that count on the day that `at` falls on in the region.
    pub fn weights(&self, region: &RegionCode, at: DateTime<Utc>) -> Result<OfficialWeights, PortalError> {
        let picture = self.picture(region)?;
        let day = at.with_timezone(&picture.zone).date_naive();
        Ok(picture.names.weights_at(day))
    }

    /// Every set of weights that was decided for a region, newest first.
    pub fn weight_sets(&self, region: &RegionCode) -> Result<Vec<WeightSet>, PortalError> {
        let mut sets = self.picture(region)?.names.reference.weight_sets.clone();
        sets.sort_by_key(|set| std::cmp::Reverse(set.valid_from));
        Ok(sets)
    }

    /// Headline figures, top of the board and latest events. Figures and board are over the last 30 days,
    /// or over the latest 30 days with data where nothing has come in since.
    pub fn overview(
        &self,
        region: &RegionCode,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Overview, PortalError> {
        let picture = self.picture(region)?;
        let zone = picture.zone;
        let today = now.with_timezone(&zone).date_naive();
        let midnight = start_of_day(today, zone);
        let week = TimeDelta::weeks(1);
        let received = |from: DateTime<Utc>, to: DateTime<Utc>| {
            picture
                .ledger
                .board(
                    Group::Department,
                    from.timestamp(),
                    to.timestamp(),
                    now.timestamp(),
                )
                .totals
                .received
        };
        let past = picture.info().past_days(now, zone);
        let (from, to) = picture.recent(now)?;
        let last = past.map_or(today, |[_, last]| last);
        let edges: Vec<i64> = (0..=RECENT_DAYS)
            .map(|day| last - Days::new(RECENT_DAYS - 1) + Days::new(day))
            .map(|date| start_of_day(date, zone).timestamp())
            .collect();
        let days = picture.ledger.series(None, &edges, now.timestamp()).buckets;
        let mut query = BoardQuery::of(region.clone(), Period::default());
        let mut board = picture.board(&query, (from, to, now), lang);
        // The top of several peer groups at once would be nobody's: the largest one is shown.
        if board.peer_groups.len() > 1 {
            let largest = board.peer_groups.iter().max_by_key(|peers| peers.units);
            query.peers = largest.map(|peers| peers.code.clone());
            board = picture.board(&query, (from, to, now), lang);
        }
        let items = picture
            .latest
            .iter()
            .filter_map(|event| picture.live_item(event, lang, now));
        Ok(Overview {
            region: region.to_string(),
            version: picture.version,
            as_of: now,
            today: received(midnight, now),
            today_last_week: received(midnight - week, now - week),
            is_past: past.is_some(),
            figures: board.totals,
            received_by_day: days.iter().map(|(day, _)| day.received).collect(),
            on_time_by_day: days.iter().map(|(day, _)| day.on_time_rate()).collect(),
            satisfaction_by_day: days.iter().map(|(day, _)| day.satisfaction()).collect(),
            overdue_by_day: days.iter().map(|(day, _)| day.overdue_open).collect(),
            board: board.rows.into_iter().take(TOP).collect(),
            latest: items.take(10).collect(),
        })
    }
}

impl RegionPicture {
    /// The last 30 days, or the latest 30 with data where nothing has come in since.
    pub(super) fn recent(&self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), PortalError> {
        let zone = self.zone;
        match self.info().past_days(now, zone) {
            Some([first, last]) => Ok((start_of_day(first, zone), start_of_day(last + Days::new(1), zone))),
            None => Period::default().resolve(now, zone),
        }
    }

    pub(super) fn board(&self, query: &BoardQuery, (from, to, as_of): Span, lang: Lang) -> BoardView {
        let group = ledger_group(query.group);
        let (start, end, at) = (from.timestamp(), ceil(to.min(as_of)), as_of.timestamp());
        let answer = self.ledger.board(group, start, end, at);
        // The period before, at the same age: what was known of it when it was as old as this one is.
        let length = end - start;
        let before = self.ledger.board(group, start - length, start, at - length);
        let mut adjusted = match query.group {
            BoardGroup::Department => self.adjusted(start, end, at),
            _ => BTreeMap::new(),
        };
        let rows: Vec<(u16, UnitCounts)> = answer
            .rows
            .into_iter()
            .map(|row| {
                let code = self.code_of(query.group, row.unit);
                let unit = UnitCounts {
                    unit: self.names.unit(query.group, code, lang),
                    peers: self.names.peers(query.group, code).to_owned(),
                    counts: row.counts,
                    handling: row.handling,
                    adjusted: adjusted.remove(&row.unit),
                    before: counts_of(&before.rows, row.unit),
                    weeks: Vec::with_capacity(WEEKS as usize),
                };
                (row.unit, unit)
            })
            .collect();
        let units = self.with_weeks(rows, group, end, at);
        let official = self.names.weights_at(last_day(to.min(as_of), self.zone)).weights;
        let cohort = Cohort {
            region: &self.row.region_code,
            from,
            to,
            as_of,
            version: self.version,
            group: query.group,
            peers: query.peers.clone(),
            official_weights: official,
            weights: query.weights.unwrap_or(official),
        };
        let mut board = assemble(&cohort, &answer.totals, &answer.handling, units);
        if query.group == BoardGroup::Department {
            let last = last_day(to.min(as_of), self.zone);
            for row in &mut board.rows {
                row.former = self.names.former(&row.unit.code, from, to, lang);
                row.merged_into = self.names.merged_into(&row.unit.code, last, lang);
            }
        }
        board
    }

    /// Adds the last weeks of the period to each unit; units without a case in the period have no row to draw them in.
    fn with_weeks(
        &self,
        mut units: Vec<(u16, UnitCounts)>,
        group: Group,
        end: i64,
        as_of: i64,
    ) -> Vec<UnitCounts> {
        let week = TimeDelta::weeks(1).num_seconds();
        for index in 0..WEEKS {
            let to = end - week * (WEEKS - 1 - index);
            let rows = self.ledger.board(group, to - week, to, as_of).rows;
            for (code, unit) in &mut units {
                unit.weeks.push(counts_of(&rows, *code));
            }
        }
        units.into_iter().map(|(_, unit)| unit).collect()
    }

    /// Departments beside what their mix of cases would make one expect.
    fn adjusted(&self, from: i64, to: i64, as_of: i64) -> BTreeMap<u16, Adjusted> {
        let records: Vec<MixRecord<u16>> = self
            .ledger
            .mixes(from, to, as_of)
            .into_iter()
            .map(|count| MixRecord {
                unit: count.unit,
                mix: u32::from(count.mix),
                trials: count.trials,
                successes: count.successes,
            })
            .collect();
        mix::adjust(&records)
    }

    fn code_of(&self, group: BoardGroup, number: u16) -> Option<&str> {
        let codes = &self.codes;
        let index = match group {
            BoardGroup::Department => &codes.departments,
            BoardGroup::Station => &codes.stations,
            BoardGroup::Township => &codes.townships,
            BoardGroup::Community => &codes.communities,
            BoardGroup::Category => &codes.categories,
            BoardGroup::Source => &codes.sources,
        };
        (number != UNASSIGNED)
            .then(|| index.code(u32::from(number)))
            .flatten()
    }
}

fn ledger_group(group: BoardGroup) -> Group {
    match group {
        BoardGroup::Department => Group::Department,
        BoardGroup::Station => Group::Station,
        BoardGroup::Township => Group::Township,
        BoardGroup::Community => Group::Community,
        BoardGroup::Category => Group::Category,
        BoardGroup::Source => Group::Source,
    }
}

/// What a unit counts among rows that ascend by code.
pub(super) fn counts_of(rows: &[UnitAnswer], unit: u16) -> Counts {
    rows.binary_search_by_key(&unit, |row| row.unit)
        .map_or_else(|_| Counts::default(), |at| rows[at].counts)
}

/// The last day of a period that ends, exclusively, at `to`.
fn last_day(to: DateTime<Utc>, zone: Tz) -> NaiveDate {
    (to - TimeDelta::seconds(1)).with_timezone(&zone).date_naive()
}

/// Receipts are held in whole seconds: a period that ends within a second ends after it, so that what came
/// in just before is in.
fn ceil(at: DateTime<Utc>) -> i64 {
    at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
}
