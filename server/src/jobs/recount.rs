//! Counts every case once more from its events, each night, and reports any difference.

use std::time::Duration;

use chrono::{DateTime, Timelike, Utc};
use domain::RegionCode;
use store::cases::RuleBook;
use store::figures::{last_recount, recount};
use store::{Db, StoreError};
use tokio_util::sync::CancellationToken;

/// How often is looked whether a region's night has come.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// Local hour from which a region is counted.
const HOUR: u32 = 3;

/// Runs until `stop`.
pub(crate) async fn run(db: Db, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = round(&db, Utc::now()).await {
            tracing::warn!(%error, "figures are not recounted, trying again later");
        }
    }
}

/// Counts every region whose night it is and that has not been counted in it.
pub(super) async fn round(db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
    for row in store::intake::regions(db).await? {
        let last = last_recount(db, &row.code).await?.map(|last| last.at);
        if is_due(last, now, row.zone) {
            let book = RuleBook::load(db, &row.code, now).await?;
            report(&row.code, &recount(db, &row.code, &book, now).await?);
        }
    }
    Ok(())
}

fn is_due(last: Option<DateTime<Utc>>, now: DateTime<Utc>, zone: chrono_tz::Tz) -> bool {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone);
    local(now).hour() >= HOUR && last.is_none_or(|last| local(last).date_naive() < local(now).date_naive())
}

fn report(region: &RegionCode, found: &store::figures::Recount) {
    metrics::gauge!("lianqin_recount_differing", "region" => region.to_string()).set(found.differing as f64);
    if found.differing == 0 {
        tracing::info!(%region, cases = found.cases, "figures equal a recount from the events");
        return;
    }
    let codes: Vec<&str> = found.examples.iter().map(|one| one.code.as_str()).collect();
    tracing::error!(%region, cases = found.cases, differing = found.differing, ?codes,
        "figures differ from a recount from the events");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_counted_once_a_night_in_its_own_zone() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let zone = chrono_tz::Asia::Shanghai;
        // 02:59 and 03:00 in Shanghai.
        assert!(!is_due(None, at("2026-11-29T18:59:00Z"), zone));
        let night = at("2026-11-29T19:00:00Z");
        assert!(is_due(None, night, zone));
        assert!(!is_due(Some(night), at("2026-11-30T15:00:00Z"), zone));
        assert!(is_due(Some(night), at("2026-11-30T19:00:00Z"), zone));
    }
}
