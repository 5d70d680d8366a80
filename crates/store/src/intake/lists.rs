//! Mappings that somebody made in the browser, and the imports begun there: both stand in the log of administration.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use serde_json::json;
use uuid::Uuid;

use super::keys::{StoredMapping, ensure_mapping};
use crate::admin_log::{self, Entry};
use crate::{Db, StoreError};

/// Saves a mapping. The same one again is no change, and stands in the log once.
pub async fn save_mapping(
    db: &Db,
    region: &RegionCode,
    mapping: &StoredMapping,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<Uuid, StoreError> {
    let mut transaction = db.begin().await?;
    let known: Option<i32> =
        sqlx::query_scalar("select 1 from core.intake_mappings where region_code = $1 and mapping_id = $2")
            .bind(region.as_str())
            .bind(mapping.id())
            .fetch_optional(&mut *transaction)
            .await?;
    let id = ensure_mapping(&mut transaction, region, mapping).await?;
    if known.is_none() {
        let entry = Entry {
            region,
            at: now,
            person: Some(by),
            what: LogDeed::MappingSave,
            subject: &mapping.name,
            before: None,
            after: Some(json!({ "id": id })),
        };
        admin_log::write(&mut transaction, entry).await?;
    }
    transaction.commit().await?;
    Ok(id)
}

/// Writes into the log that somebody has begun to import a file.
pub async fn note_import(
    db: &Db,
    region: &RegionCode,
    file: &str,
    mapping: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    let entry = Entry {
        region,
        at: now,
        person: Some(by),
        what: LogDeed::ListImport,
        subject: file,
        before: None,
        after: Some(json!({ "mapping": mapping })),
    };
    admin_log::write(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(())
}

/// Mappings of a region, by name: id and name.
pub async fn saved_mappings(db: &Db, region: &RegionCode) -> Result<Vec<(Uuid, String)>, StoreError> {
    Ok(sqlx::query_as(
        "select mapping_id, name from core.intake_mappings where region_code = $1 order by name, mapping_id",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?)
}

/// One of them.
pub async fn saved_mapping(
    db: &Db,
    region: &RegionCode,
    id: Uuid,
) -> Result<Option<StoredMapping>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as(
        "select name, text from core.intake_mappings where region_code = $1 and mapping_id = $2",
    )
    .bind(region.as_str())
    .bind(id)
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|(name, text)| StoredMapping { name, text }))
}
