use chrono::{DateTime, NaiveDate, Utc};
use domain::RegionCode;
use domain::board::weekly::Week;
use sqlx::FromRow;

use crate::{PublicDb, StoreError};

/// A weekly report in the list of them.
#[derive(Debug, Clone, FromRow)]
pub struct ReportRow {
    /// Its Monday.
    pub week: NaiveDate,
    pub made_at: DateTime<Utc>,
    pub version: i64,
    pub sha256: String,
    pub received: i64,
    pub on_time_rate: Option<f64>,
    pub overdue_open: i64,
}

/// A weekly report as it is kept.
#[derive(Debug, Clone, FromRow)]
pub struct ReportText {
    /// The very text that the digest is of.
    pub figures: String,
    pub sha256: String,
}

/// Every report of a region, newest first.
pub async fn reports(db: &PublicDb, region: &RegionCode) -> Result<Vec<ReportRow>, StoreError> {
    Ok(sqlx::query_as(
        "select week, made_at, version, sha256,
                coalesce((figures #>> '{board,totals,received}')::bigint, 0) as received,
                (figures #>> '{board,totals,on_time_rate}')::float8 as on_time_rate,
                coalesce((figures #>> '{board,totals,overdue_open}')::bigint, 0) as overdue_open
         from published.reports where region_code = $1 order by week desc",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?)
}

/// The report of a week, if there is one.
pub async fn report(
    db: &PublicDb,
    region: &RegionCode,
    week: Week,
) -> Result<Option<ReportText>, StoreError> {
    Ok(sqlx::query_as(
        "select figures::text as figures, sha256 from published.reports where region_code = $1 and week = $2",
    )
    .bind(region.as_str())
    .bind(week.monday())
    .fetch_optional(&db.pool)
    .await?)
}
