use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::code::Token;
use uuid::Uuid;

use super::write::notify;
use crate::{Db, StoreError};

/// Gives a case another public token; the old one is worth nothing once this is published. `false`: there is
/// no such case.
pub async fn renew_public_token(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let renewed = sqlx::query(
        "update core.cases set public_token = $3, updated_at = $4 where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(token.as_str())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    if renewed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("insert into core.outbox (region_code, case_id) values ($1, $2)")
        .bind(region.as_str())
        .bind(case_id)
        .execute(&mut *transaction)
        .await?;
    notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(true)
}
