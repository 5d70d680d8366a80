//! What is stored of each record, verbatim and by version.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::batch::PlacedRecord;
use crate::StoreError;
use crate::bulk::{analyse_grown, keeps_plan};
use crate::copy::{Copy, CopyRows};
use crate::error::known;

/// What is stored of one external id.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) case_id: Uuid,
    pub(super) version: i32,
    pub(super) hashes: Vec<Vec<u8>>,
    /// The greatest version that the source has named.
    pub(super) newest: Option<i64>,
}

impl Stored {
    /// Whether the source itself has said something newer.
    pub(super) fn is_newer_than(&self, record: &IncomingRecord) -> bool {
        self.newest
            .zip(record.version)
            .is_some_and(|(newest, version)| newest > version)
    }
}

#[derive(FromRow)]
struct Row {
    source_code: String,
    external_id: String,
    version: i32,
    content_hash: Vec<u8>,
    case_id: Uuid,
    source_version: Option<i64>,
}

/// The versions of every record of the batch that has come before.
pub(super) async fn load_stored(
    connection: &mut PgConnection,
    region: &RegionCode,
    batch: &[PlacedRecord],
) -> Result<HashMap<(SourceSystem, String), Stored>, StoreError> {
    let (sources, ids): (Vec<&str>, Vec<&str>) = batch
        .iter()
        .map(|placed| (placed.record.source.code(), placed.record.external_id.as_str()))
        .unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "select record.source_code, record.external_id, record.version, record.content_hash, record.case_id,
                record.source_version
         from (select distinct source, id from unnest($2::text[], $3::text[]) as given (source, id)) as given
         join private.source_records as record
           on record.region_code = $1 and record.source_code = given.source and record.external_id = given.id
         order by record.version",
    )
    .persistent(keeps_plan(batch.len()))
    .bind(region.as_str())
    .bind(sources)
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let mut stored: HashMap<(SourceSystem, String), Stored> = HashMap::new();
    for row in rows {
        let source = known(
            "source_records.source_code",
            &row.source_code,
            SourceSystem::from_code,
        )?;
        let entry = stored.entry((source, row.external_id)).or_insert_with(|| Stored {
            case_id: row.case_id,
            version: row.version,
            hashes: Vec::new(),
            newest: None,
        });
        entry.version = row.version;
        entry.newest = entry.newest.max(row.source_version);
        entry.hashes.push(row.content_hash);
    }
    Ok(stored)
}

/// A version to store.
pub(super) struct Version<'a> {
    pub(super) record: &'a IncomingRecord,
    pub(super) version: i32,
    pub(super) case_id: Uuid,
}

const SOURCE_RECORDS: &str = "private.source_records (region_code, source_code, external_id, version, content_hash, content, \
    case_id, imported_at, source_version, mapping_id)";

/// Stores new versions.
pub(super) async fn write_records(
    connection: &mut PgConnection,
    region: &RegionCode,
    mapping: Option<Uuid>,
    versions: &[Version<'_>],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if versions.is_empty() {
        return Ok(());
    }
    let mut records = Copy::into(connection, SOURCE_RECORDS).await?;
    for version in versions {
        write_record(records.row().await?, region, mapping, version, now);
    }
    records.finish().await?;
    analyse_grown(connection, &["private.source_records"], versions.len()).await
}

fn write_record(
    rows: &mut CopyRows,
    region: &RegionCode,
    mapping: Option<Uuid>,
    version: &Version<'_>,
    now: DateTime<Utc>,
) {
    let record = version.record;
    let content = serde_json::to_string(&record.verbatim).unwrap_or_default();
    rows.text(region.as_str())
        .text(record.source.code())
        .text(&record.external_id)
        .shown(version.version)
        .text(&format!("\\x{}", hex::encode(record.content_hash)))
        .text(&content)
        .shown(version.case_id)
        .time(now)
        .maybe(record.version)
        .maybe(mapping)
        .end();
}
