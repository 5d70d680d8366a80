//! Publishing beside work that stores many cases: neither waits for the other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Utc;
use store::publication::publish_pending;
use store::{Db, StoreError};

/// Cases published per transaction.
const BATCH: i64 = 10_000;
/// How long to wait where nothing was to be published.
const PAUSE: Duration = Duration::from_millis(50);

/// Runs `storing` and publishes what it has committed, piece by piece. Returns when all of it is published,
/// also if it failed on the way: what was stored before stands.
pub(crate) async fn beside<T, E: From<StoreError>>(
    db: &Db,
    storing: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let stored_all = AtomicBool::new(false);
    let storing = async {
        let stored = storing.await;
        stored_all.store(true, Ordering::Relaxed);
        stored
    };
    let (stored, published) = tokio::join!(storing, publish_until(db, &stored_all));
    let stored = stored?;
    published?;
    Ok(stored)
}

async fn publish_until(db: &Db, stored_all: &AtomicBool) -> Result<(), StoreError> {
    loop {
        let last = stored_all.load(Ordering::Relaxed);
        let published = publish_pending(db, Utc::now(), BATCH).await?;
        match (published.cases, last) {
            (0, true) => return Ok(()),
            (0, false) => tokio::time::sleep(PAUSE).await,
            _ => {}
        }
    }
}
