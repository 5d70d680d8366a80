use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::board::BoardView;
use domain::board::figures::Counts;
use domain::board::{UnitCounts, assemble};
use domain::clock::start_of_day;
use domain::live::{Overview, RECENT_DAYS};
use domain::{Lang, RegionCode};
use lens::{Group, UNASSIGNED};

use crate::picture::RegionPicture;
use crate::query::{BoardQuery, Period};
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
        let (from, to) = query.period.resolve(now, picture.zone)?;
        Ok(picture.board(from, to, now, lang))
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
        let board = picture.board(from, to, now, lang);
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
            received_by_day: days.iter().map(|day| day.received).collect(),
            on_time_by_day: days.iter().map(Counts::on_time_rate).collect(),
            satisfaction_by_day: days.iter().map(Counts::satisfaction).collect(),
            overdue_by_day: days.iter().map(|day| day.overdue_open).collect(),
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

    fn board(&self, from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> BoardView {
        let (start, end, as_of) = (from.timestamp(), ceil(to), now.timestamp());
        let answer = self.ledger.board(Group::Department, start, end, as_of);
        let week = TimeDelta::weeks(1).num_seconds();
        let mut units: Vec<(u16, UnitCounts)> = answer
            .rows
            .iter()
            .map(|&(code, counts)| {
                let text = (code != UNASSIGNED)
                    .then(|| self.codes.departments.code(u32::from(code)))
                    .flatten();
                let unit = self.names.department(text, lang);
                (
                    code,
                    UnitCounts {
                        unit,
                        counts,
                        weeks: vec![Counts::default(); WEEKS as usize],
                    },
                )
            })
            .collect();
        for index in 0..WEEKS {
            let to = end - week * (WEEKS - 1 - index);
            let rows = self.ledger.board(Group::Department, to - week, to, as_of).rows;
            for (code, counts) in rows {
                // Units without a case in the period have no row to draw a trend in.
                if let Ok(at) = units.binary_search_by_key(&code, |(code, _)| *code) {
                    units[at].1.weeks[usize::try_from(index).unwrap_or(0)] = counts;
                }
            }
        }
        let units = units.into_iter().map(|(_, unit)| unit).collect();
        assemble(
            &self.row.region_code,
            from,
            to,
            now,
            self.version,
            &answer.totals,
            units,
        )
    }
}

/// Receipts are held in whole seconds: a period that ends within a second ends after it, so that what came
/// in just before is in.
fn ceil(at: DateTime<Utc>) -> i64 {
    at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
}
