//! Weekly reports: kept once, as text, and never written again.

use chrono::{DateTime, NaiveDate, Utc};
use domain::RegionCode;
use domain::board::weekly::{Week, WeeklyReport};
use sha2::{Digest, Sha256};

use crate::{Db, StoreError};

/// Advisory lock of those who keep reports: servers of one database take turns.
const REPORTS_LOCK: i64 = 0x7265_706f_7274_7300;

/// Keeps a report, unless there is one of its week already. Whether it was kept.
pub async fn keep(db: &Db, region: &RegionCode, report: &WeeklyReport) -> Result<bool, StoreError> {
    let text =
        serde_json::to_string(report).map_err(|error| StoreError::from(sqlx::Error::Encode(error.into())))?;
    let digest = hex::encode(Sha256::digest(&text));
    let mut transaction = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(REPORTS_LOCK)
        .execute(&mut *transaction)
        .await?;
    let kept = sqlx::query(
        "insert into core.reports (region_code, week, made_at, version, figures, sha256)
         values ($1, $2, $3, $4, $5::text::json, $6) on conflict (region_code, week) do nothing",
    )
    .bind(region.as_str())
    .bind(report.week.monday())
    .bind(report.board.as_of)
    .bind(i64::try_from(report.board.version).unwrap_or(i64::MAX))
    .bind(text)
    .bind(digest)
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    transaction.commit().await?;
    Ok(kept > 0)
}

/// Of these weeks, those without a report.
pub async fn missing(db: &Db, region: &RegionCode, weeks: &[Week]) -> Result<Vec<Week>, StoreError> {
    let mondays: Vec<NaiveDate> = weeks.iter().map(|week| week.monday()).collect();
    let kept: Vec<NaiveDate> =
        sqlx::query_scalar("select week from core.reports where region_code = $1 and week = any($2)")
            .bind(region.as_str())
            .bind(mondays)
            .fetch_all(&db.pool)
            .await?;
    let is_missing = |week: &Week| !kept.contains(&week.monday());
    Ok(weeks.iter().copied().filter(is_missing).collect())
}

/// More cases than this in bulk are an import that may still go on.
const IMPORT: i64 = 500;

/// The newest version of a region's published data, once everything that is due has been published and no import has
/// gone on since `quiet_since`; none while figures of the past may still change for that. Looks at every batch of the
/// region: to be asked when there is a report to be made, not all the time.
pub async fn settled(
    db: &Db,
    region: &RegionCode,
    now: DateTime<Utc>,
    quiet_since: DateTime<Utc>,
) -> Result<Option<u64>, StoreError> {
    let (waiting, imported, version): (bool, bool, i64) = sqlx::query_as(
        "select exists (select from core.outbox where region_code = $1 and not_before <= $2),
                coalesce((select sum(cases) from published.changes where region_code = $1 and bulk and at > $3), 0) > $4,
                coalesce((select max(version) from published.changes where region_code = $1), 0)",
    )
    .bind(region.as_str())
    .bind(now)
    .bind(quiet_since)
    .bind(IMPORT)
    .fetch_one(&db.pool)
    .await?;
    Ok((!waiting && !imported).then(|| u64::try_from(version).unwrap_or(0)))
}
