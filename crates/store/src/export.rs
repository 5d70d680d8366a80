//! Everything of a region, out again: the source records as they came, which is what import reads.

use std::collections::BTreeMap;

use domain::RegionCode;
use futures::TryStreamExt;
use sqlx::types::Json;
use uuid::Uuid;

use crate::intake::StoredMapping;
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

/// Records that one mapping read. Taken one part after the other, each in its order, the parts of a region bring
/// every record through the same versions as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `None`: they came before it was kept.
    pub mapping: Option<StoredMapping>,
    pub records: u64,
    mapping_id: Uuid,
    round: i64,
}

/// Of each record its part: which mapping read it, in which round. A new round begins for a record where one of its
/// versions was read by a mapping that stands before that of the version before it, so usually there is one. $1 is the region.
macro_rules! of_parts {
    ($($rest:literal),+) => {
        concat!(
            "with kept as (
                 select source_code, external_id, version, content, arrival,
                        coalesce(mapping_id, '00000000-0000-0000-0000-000000000000') as mapping_id
                 from private.source_records where region_code = $1),
             mappings as (
                 select mapping_id, row_number() over (order by min(arrival)) as place
                 from kept group by mapping_id),
             stepped as (
                 select kept.*, place, lag(place) over (partition by source_code, external_id order by version) as before
                 from kept join mappings using (mapping_id)),
             parts as (
                 select *, sum(case when place < before then 1 else 0 end)
                               over (partition by source_code, external_id order by version) as round
                 from stepped) ",
            $($rest),+
        )
    };
}

/// The parts of a region, in the order in which they are to be taken.
pub async fn parts(db: &Db, region: &RegionCode) -> Result<Vec<Part>, StoreError> {
    type Row = (Uuid, i64, i64, Option<String>, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(of_parts!(
        "select part.mapping_id, part.round, part.records, m.name, m.text
         from (select mapping_id, round, place, count(*) as records from parts group by mapping_id, round, place) as part
         left join core.intake_mappings as m on m.region_code = $1 and m.mapping_id = part.mapping_id
         order by part.round, part.place"
    ))
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    let part = |(mapping_id, round, records, name, text): Row| Part {
        mapping: name.zip(text).map(|(name, text)| StoredMapping { name, text }),
        records: u64::try_from(records).unwrap_or(0),
        mapping_id,
        round,
    };
    Ok(rows.into_iter().map(part).collect())
}

/// Headers of every column any record of the part has, sorted.
pub async fn part_columns(db: &Db, region: &RegionCode, part: &Part) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(of_parts!(
        "select distinct jsonb_object_keys(content) as header from parts where mapping_id = $2 and round = $3 order by 1"
    ))
    .bind(region.as_str())
    .bind(part.mapping_id)
    .bind(part.round)
    .fetch_all(&db.pool)
    .await?)
}

/// Calls `each` with the content of every record of a part, in the order in which they came; memory does not grow
/// with their number. Stops at the first error of `each`.
pub async fn part_records<E: From<StoreError>>(
    db: &Db,
    region: &RegionCode,
    part: &Part,
    mut each: impl FnMut(BTreeMap<String, String>) -> Result<(), E>,
) -> Result<u64, E> {
    let mut rows = sqlx::query_scalar::<_, Json<BTreeMap<String, String>>>(of_parts!(
        "select content from parts where mapping_id = $2 and round = $3 order by arrival"
    ))
    .bind(region.as_str())
    .bind(part.mapping_id)
    .bind(part.round)
    .fetch(&db.pool);
    let mut count = 0;
    while let Some(content) = rows
        .try_next()
        .await
        .map_err(|error| E::from(StoreError::from(error)))?
    {
        each(content.0)?;
        count += 1;
    }
    Ok(count)
}
