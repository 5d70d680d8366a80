//! The publisher: the one place where something becomes public. It copies what the public may see of changed
//! cases from `core` to `published`, batch by batch; batches become visible in the order of their versions.

mod again;
mod batch;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgListener;
use uuid::Uuid;

use self::batch::Batch;
use crate::bulk::plan_by_keys;
use crate::{Db, StoreError};

pub(crate) use again::{publish_kind_again, publish_reference_again};

/// What one batch published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Cases taken from the outbox; 0 = nothing was waiting.
    pub cases: u64,
    /// Newest version made.
    pub version: Option<i64>,
}

/// Advisory lock of the publisher: two at once would make versions visible out of order.
const PUBLISHER_LOCK: i64 = 0x7075_626c_6973_6800;

/// Publishes up to `limit` waiting cases in one transaction. Any number of processes may call it; they take
/// turns.
pub async fn publish_pending(db: &Db, now: DateTime<Utc>, limit: i64) -> Result<Published, StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(PUBLISHER_LOCK)
        .execute(&mut *transaction)
        .await?;
    plan_by_keys(&mut transaction).await?;
    let rows: Vec<(String, Uuid, bool)> = sqlx::query_as(
        "delete from core.outbox
         where id = any(array(select id from core.outbox where not_before <= $1 order by id limit $2))
         returning region_code, case_id, bulk",
    )
    .persistent(false)
    .bind(now)
    .bind(limit)
    .fetch_all(&mut *transaction)
    .await?;
    let mut published = Published {
        cases: rows.len() as u64,
        version: None,
    };
    let mut regions: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    for region in regions {
        let of_region = || rows.iter().filter(|row| row.0 == region);
        let mut cases: Vec<Uuid> = of_region().map(|row| row.1).collect();
        cases.sort_unstable();
        cases.dedup();
        let bulk = of_region().all(|row| row.2);
        let batch = Batch::begin(&mut transaction, region, bulk, now).await?;
        batch.publish(&mut transaction, &cases).await?;
        published.version = Some(batch.version);
    }
    if published.version.is_some() {
        sqlx::query("notify lianqin_published")
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(published)
}

/// Publishes until nothing is waiting; returns how many cases that were.
pub async fn publish_all(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut total = 0;
    loop {
        let published = publish_pending(db, now, 10_000).await?;
        total += published.cases;
        if published.cases == 0 {
            return Ok(total);
        }
    }
}

/// Seconds the oldest publishable case has been waiting, by its last change; 0 when nothing waits.
pub async fn lag_seconds(db: &Db, now: DateTime<Utc>) -> Result<f64, StoreError> {
    Ok(sqlx::query_scalar(
        "select coalesce(extract(epoch from $1 - min(c.updated_at)), 0)::float8
         from (select region_code, case_id from core.outbox where not_before <= $1 order by id limit 1) as waiting
         join core.cases as c using (region_code, case_id)",
    )
    .bind(now)
    .fetch_one(&db.pool)
    .await?)
}

/// Hears the hints of those who write to the outbox.
#[derive(Debug)]
pub struct OutboxListener(PgListener);

impl OutboxListener {
    /// Starts listening.
    pub async fn connect(db: &Db) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(&db.pool).await?;
        listener.listen("lianqin_outbox").await?;
        Ok(Self(listener))
    }

    /// Returns at the next hint, or after `at_most`: the outbox itself is the truth.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), StoreError> {
        match tokio::time::timeout(at_most, self.0.recv()).await {
            Ok(Ok(_)) | Err(_) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
        }
    }
}
