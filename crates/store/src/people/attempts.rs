use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::throttle::{FORGOTTEN_AFTER, wait};

use crate::{Db, StoreError};

/// One of the things an attempt to sign in is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Keyed hash of a login or of an address.
    pub key: [u8; 32],
    /// Attempts before waiting begins.
    pub free: u32,
}

/// Counts an attempt before it is made, so that many at once are not taken for one. `Some` = it must not be
/// made for that long, and was not counted.
pub async fn begin_attempt(
    db: &Db,
    attempts: &[Attempt],
    now: DateTime<Utc>,
) -> Result<Option<TimeDelta>, StoreError> {
    let keys: Vec<&[u8]> = attempts.iter().map(|attempt| attempt.key.as_slice()).collect();
    let mut transaction = db.begin().await?;
    // Always in the same order: two attempts never wait for each other.
    sqlx::query(
        "insert into core.sign_in_failures (key_hash, failures, last_at)
         select key, 0, $2 from unnest($1::bytea[]) as key order by key on conflict do nothing",
    )
    .bind(&keys)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    let rows: Vec<(Vec<u8>, i32, DateTime<Utc>)> = sqlx::query_as(
        "select key_hash, failures, last_at from core.sign_in_failures where key_hash = any($1)
         order by key_hash for update",
    )
    .bind(&keys)
    .fetch_all(&mut *transaction)
    .await?;
    let stored: HashMap<&[u8], (u32, DateTime<Utc>)> = rows
        .iter()
        .map(|(key, failures, last)| (key.as_slice(), (u32::try_from(*failures).unwrap_or(0), *last)))
        .collect();
    let mut longest = TimeDelta::zero();
    for attempt in attempts {
        if let Some((failures, last)) = stored.get(attempt.key.as_slice())
            && now - *last < FORGOTTEN_AFTER
        {
            longest = longest.max(*last + wait(*failures, attempt.free) - now);
        }
    }
    if longest > TimeDelta::zero() {
        transaction.rollback().await?;
        return Ok(Some(longest));
    }
    sqlx::query(
        "update core.sign_in_failures set last_at = $2,
                failures = case when last_at < $3 then 1 else least(failures, 1000000) + 1 end
         where key_hash = any($1)",
    )
    .bind(&keys)
    .bind(now)
    .bind(now - FORGOTTEN_AFTER)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(None)
}

/// Takes back what [`begin_attempt`] counted, because it was a success: the login begins anew, the address
/// loses this one attempt only, so that nobody clears it with an account of their own.
pub async fn forget_attempt(db: &Db, login: &[u8; 32], address: &[u8; 32]) -> Result<(), StoreError> {
    sqlx::query(
        "with forgotten as (delete from core.sign_in_failures where key_hash = $1)
         update core.sign_in_failures set failures = greatest(failures - 1, 0) where key_hash = $2",
    )
    .bind(login.as_slice())
    .bind(address.as_slice())
    .execute(&db.pool)
    .await?;
    Ok(())
}

/// The key that every server of this database uses for `purpose`; `new` becomes it at first use.
pub async fn server_key(
    db: &Db,
    purpose: &str,
    new: [u8; 32],
    now: DateTime<Utc>,
) -> Result<[u8; 32], StoreError> {
    let key: Vec<u8> = sqlx::query_scalar(
        "insert into core.server_keys (purpose, key, created_at) values ($1, $2, $3)
         on conflict (purpose) do update set purpose = excluded.purpose returning key",
    )
    .bind(purpose)
    .bind(new.as_slice())
    .bind(now)
    .fetch_one(&db.pool)
    .await?;
    key.try_into().map_err(|key: Vec<u8>| StoreError::UnknownValue {
        column: "core.server_keys.key",
        value: format!("{} bytes", key.len()),
    })
}
