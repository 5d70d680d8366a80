//! Files that wait for somebody to say that they are right. They are gone after a day.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::element::BroughtElements;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Db, StoreError};

/// Keeps a file, and lets those of yesterday go.
pub async fn keep(
    db: &Db,
    region: &RegionCode,
    id: Uuid,
    brought: &BroughtElements,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query(
        "delete from core.element_files where region_code = $1 and brought_at < $2 - interval '1 day'",
    )
    .bind(region.as_str())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into core.element_files (region_code, file_id, brought_at, brought, content)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(region.as_str())
    .bind(id)
    .bind(now)
    .bind(Json(brought))
    .bind(content)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// What a file comes to.
pub async fn tell(db: &Db, region: &RegionCode, id: Uuid) -> Result<Option<BroughtElements>, StoreError> {
    let row: Option<(Json<BroughtElements>,)> =
        sqlx::query_as("select brought from core.element_files where region_code = $1 and file_id = $2")
            .bind(region.as_str())
            .bind(id)
            .fetch_optional(&db.pool)
            .await?;
    Ok(row.map(|(Json(brought),)| brought))
}

/// The same with the file itself.
pub async fn brought(
    db: &Db,
    region: &RegionCode,
    id: Uuid,
) -> Result<Option<(BroughtElements, Vec<u8>)>, StoreError> {
    let row: Option<(Json<BroughtElements>, Vec<u8>)> = sqlx::query_as(
        "select brought, content from core.element_files where region_code = $1 and file_id = $2",
    )
    .bind(region.as_str())
    .bind(id)
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|(Json(brought), content)| (brought, content)))
}

/// Writes down what an import came to; the file itself is let go.
pub async fn mark_done(
    db: &Db,
    region: &RegionCode,
    id: Uuid,
    brought: &BroughtElements,
) -> Result<(), StoreError> {
    sqlx::query(
        "update core.element_files set brought = $3, content = '' where region_code = $1 and file_id = $2",
    )
    .bind(region.as_str())
    .bind(id)
    .bind(Json(brought))
    .execute(&db.pool)
    .await?;
    Ok(())
}
