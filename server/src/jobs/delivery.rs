//! Sends notices out of the house, and forgets old ones.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use store::{Db, StoreError};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;
use crate::delivery::Courier;

/// How long to wait when nothing is due.
const POLL: Duration = Duration::from_secs(1);
/// How long attempts under way may go on after the server was told to stop: one that is cut off is sent again.
const GRACE: Duration = Duration::from_secs(3);
/// How long notices are kept. The case file is the record.
const KEEP: TimeDelta = TimeDelta::days(30);
const FORGET_EVERY: Duration = Duration::from_secs(600);
const FORGET_BATCH: i64 = 5_000;

/// Runs until `stop`.
pub(crate) async fn run(db: Db, courier: Courier, stop: CancellationToken) {
    let cut_off = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::pin!(cut_off);
    let mut backoff = Backoff::default();
    let mut forgot = None;
    while !stop.is_cancelled() {
        let round = tokio::select! {
            round = courier.round(Utc::now()) => round,
            () = &mut cut_off => return,
        };
        let result = match round {
            Ok(attempts) => forget(&db, &mut forgot).await.map(|()| attempts),
            Err(error) => Err(error),
        };
        let pause = match result {
            Ok(attempts) => {
                if backoff.reset() {
                    tracing::info!("delivering again");
                }
                if attempts == 0 { POLL } else { Duration::ZERO }
            }
            Err(error) => {
                metrics::counter!("lianqin_database_failures_total", "job" => "delivery").increment(1);
                let (pause, first) = backoff.fail();
                if first {
                    tracing::warn!(%error, "delivering has stopped, trying again");
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

/// Removes old notices now and then.
async fn forget(db: &Db, last: &mut Option<Instant>) -> Result<(), StoreError> {
    if last.is_some_and(|at| at.elapsed() < FORGET_EVERY) {
        return Ok(());
    }
    let gone = store::notices::forget(db, Utc::now() - KEEP, FORGET_BATCH).await?;
    // A full batch: more waits.
    if gone < u64::try_from(FORGET_BATCH).unwrap_or(u64::MAX) {
        *last = Some(Instant::now());
    }
    Ok(())
}
