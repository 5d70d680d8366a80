//! Makes the weekly report of each region once its week is over there, and those that were missed while the server was
//! down. A report that is kept is never made again.

use std::iter::successors;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::board::weekly::Week;
use domain::live::RegionInfo;
use portal::{Portal, PortalError};
use store::{Db, weekly};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;

/// How often is looked.
const POLL: Duration = Duration::from_secs(2);
/// Most weeks that are caught up with.
const WEEKS: usize = 8;
/// How long no import must have gone on: what comes in by the thousand is not whole before it stops.
const QUIET: TimeDelta = TimeDelta::seconds(30);

/// Runs until `stop`.
pub(crate) async fn run(db: Db, portal: Arc<Portal>, stop: CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        let pause = match round(&db, &portal, portal.now()).await {
            Ok(()) => {
                if backoff.reset() {
                    tracing::info!("making reports again");
                }
                POLL
            }
            Err(error) => {
                metrics::counter!("lianqin_database_failures_total", "job" => "report").increment(1);
                let (pause, first) = backoff.fail();
                if first {
                    tracing::warn!(%error, "reports are not made, trying again");
                }
                pause
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn round(db: &Db, portal: &Portal, now: DateTime<Utc>) -> Result<(), PortalError> {
    for region in portal.regions() {
        let Ok(code) = RegionCode::parse(&region.code) else {
            continue;
        };
        // Oldest first: each is compared with the one before it.
        for week in weekly::missing(db, &code, &weeks(&region, now)).await? {
            if !make(db, portal, &code, week, now).await? {
                break;
            }
        }
    }
    Ok(())
}

/// The weeks that are over in the region, oldest first.
fn weeks(region: &RegionInfo, now: DateTime<Utc>) -> Vec<Week> {
    let zone = region.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let newest = Week::last_complete(now, zone);
    let mut weeks: Vec<Week> = successors(Some(newest), |week| Some(week.before()))
        .take(WEEKS)
        .collect();
    weeks.reverse();
    weeks
}

/// Makes the report of a week, where anything came in. Whether the next week may follow: not while published figures
/// still change because of an import, or while the picture has not caught up with them.
async fn make(
    db: &Db,
    portal: &Portal,
    region: &RegionCode,
    week: Week,
    now: DateTime<Utc>,
) -> Result<bool, PortalError> {
    let Some(report) = portal.draft_report(region, week, now).await? else {
        return Ok(true);
    };
    let newest = weekly::settled(db, region, now, now - QUIET).await?;
    if newest.is_none_or(|newest| newest > report.board.version) {
        return Ok(false);
    }
    if weekly::keep(db, region, &report).await? {
        tracing::info!(%region, %week, "weekly report made");
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_weeks_are_caught_up_with_oldest_first_and_none_that_still_goes_on() {
        let region = RegionInfo {
            code: "999001".to_owned(),
            name: "示范区".to_owned(),
            name_en: None,
            time_zone: "Asia/Shanghai".to_owned(),
            locale: "zh-CN".to_owned(),
            synthetic: true,
            departments: 0,
            grid_cells: 0,
            stations: 0,
            sources: 0,
            cases: 0,
            first_received_at: None,
            last_received_at: None,
        };
        let told = |now: &str| -> Vec<String> {
            let now = now.parse().expect("a time");
            weeks(&region, now).iter().map(Week::to_string).collect()
        };
        // A second before and after midnight of Monday, 30 November 2026, in Shanghai.
        let before = told("2026-11-29T15:59:59Z");
        assert_eq!((before.len(), before[7].as_str()), (8, "2026-W47"));
        let after = told("2026-11-29T16:00:00Z");
        assert_eq!((after[0].as_str(), after[7].as_str()), ("2026-W41", "2026-W48"));
    }
}
