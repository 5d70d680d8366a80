//! Turns clocks yellow, orange and red: every second, and after a stop everything that was missed.

use std::time::Duration;

use chrono::Utc;
use store::cases::sweep;
use store::{Db, StoreError};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;

const POLL: Duration = Duration::from_secs(1);
/// Parts per transaction: whoever acts on one of their cases waits as long.
const BATCH: i64 = 200;

/// Runs until `stop`.
pub(crate) async fn run(db: Db, stop: CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        let pause = match round(&db).await {
            Ok(more) => {
                if backoff.reset() {
                    tracing::info!("sweeping again");
                }
                if more { Duration::ZERO } else { POLL }
            }
            Err(error) => {
                metrics::counter!("lianqin_database_failures_total", "job" => "sweep").increment(1);
                let (pause, first) = backoff.fail();
                if first {
                    tracing::warn!(%error, "the sweep has stopped, trying again");
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

/// Whether more may wait.
async fn round(db: &Db) -> Result<bool, StoreError> {
    let swept = sweep(db, Utc::now(), BATCH).await?;
    metrics::counter!("lianqin_clock_marks_total").increment(swept.marks as u64);
    Ok(swept.marks > 0)
}
