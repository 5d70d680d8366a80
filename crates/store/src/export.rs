//! Everything of a region, out again: the source records as they came, which is what import reads.

use std::collections::BTreeMap;

use domain::RegionCode;
use futures::TryStreamExt;
use sqlx::types::Json;

use crate::{Db, StoreError};

/// A stored source record.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ExportedRecord {
    pub source: String,
    pub external_id: String,
    pub version: i32,
    /// Public code of its case.
    pub case: String,
    /// Every column as it came, by header.
    pub content: BTreeMap<String, String>,
}

/// Headers of every column any record of the region has, sorted.
pub async fn record_columns(db: &Db, region: &RegionCode) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select distinct jsonb_object_keys(content) as header from private.source_records where region_code = $1 order by 1",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?)
}

/// Calls `each` with every source record of a region, oldest version first; memory does not grow with their
/// number. Stops at the first error of `each`.
pub async fn records<E: From<StoreError>>(
    db: &Db,
    region: &RegionCode,
    mut each: impl FnMut(ExportedRecord) -> Result<(), E>,
) -> Result<u64, E> {
    type Row = (String, String, i32, String, Json<BTreeMap<String, String>>);
    let mut rows = sqlx::query_as::<_, Row>(
        "select record.source_code, record.external_id, record.version, c.public_code, record.content
         from private.source_records as record join core.cases as c using (region_code, case_id)
         where record.region_code = $1 order by record.source_code, record.external_id, record.version",
    )
    .bind(region.as_str())
    .fetch(&db.pool);
    let mut count = 0;
    while let Some((source, external_id, version, case, content)) = rows
        .try_next()
        .await
        .map_err(|error| E::from(StoreError::from(error)))?
    {
        each(ExportedRecord {
            source,
            external_id,
            version,
            case,
            content: content.0,
        })?;
        count += 1;
    }
    Ok(count)
}
