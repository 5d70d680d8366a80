//! How far the records that systems offer have been fetched.

use chrono::{DateTime, Utc};
use domain::RegionCode;

use crate::{Db, StoreError};

/// From where the next page of a system at this address is fetched, if a page has been.
pub async fn pull_cursor(
    db: &Db,
    region: &RegionCode,
    system: &str,
    url: &str,
) -> Result<Option<String>, StoreError> {
    let cursor = sqlx::query_scalar(
        "select cursor from private.pull_cursors where region_code = $1 and system = $2 and url = $3",
    );
    Ok(cursor
        .bind(region.as_str())
        .bind(system)
        .bind(url)
        .fetch_optional(&db.pool)
        .await?)
}

/// Moves it. The records before it are committed: whoever stops in between fetches a page twice, which changes nothing.
pub async fn move_pull_cursor(
    db: &Db,
    region: &RegionCode,
    system: &str,
    url: &str,
    cursor: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into private.pull_cursors (region_code, system, url, cursor, moved_at) values ($1, $2, $3, $4, $5)
         on conflict (region_code, system, url) do update set cursor = excluded.cursor, moved_at = excluded.moved_at",
    )
    .bind(region.as_str())
    .bind(system)
    .bind(url)
    .bind(cursor)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(())
}
