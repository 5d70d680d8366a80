//! Publishes what has changed: at once on a hint, and every [`POLL`] without one.

use std::time::{Duration, Instant};

use chrono::Utc;
use store::publication::{OutboxListener, lag_seconds, publish_pending};
use store::{Db, StoreError};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;

/// The outbox is the truth, hints may get lost.
const POLL: Duration = Duration::from_millis(500);
/// Cases per transaction: a bulk import becomes visible piece by piece, a tap at once.
const BATCH: i64 = 5_000;
/// How often the lag is looked at.
const LAG_EVERY: Duration = Duration::from_secs(5);

/// Runs until `stop`.
pub(crate) async fn run(db: Db, stop: CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        let failed = tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = follow(&db, &mut backoff) => error,
        };
        metrics::counter!("lianqin_database_failures_total", "job" => "publisher").increment(1);
        let (pause, first) = backoff.fail();
        if first {
            tracing::warn!(error = %failed, "publishing has stopped, trying again");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn follow(db: &Db, backoff: &mut Backoff) -> Result<std::convert::Infallible, StoreError> {
    let mut hints = OutboxListener::connect(db).await?;
    let mut looked = None::<Instant>;
    loop {
        let published = publish_pending(db, Utc::now(), BATCH).await?;
        if backoff.reset() {
            tracing::info!("publishing again");
        }
        metrics::counter!("lianqin_published_cases_total").increment(published.cases);
        if looked.is_none_or(|at| at.elapsed() >= LAG_EVERY) {
            metrics::gauge!("lianqin_publish_lag_seconds").set(lag_seconds(db, Utc::now()).await?);
            looked = Some(Instant::now());
        }
        if published.cases == 0 {
            hints.wait(POLL).await?;
        }
    }
}
