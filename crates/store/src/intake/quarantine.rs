//! Rows that could not be taken, until somebody mends or discards them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::intake::{QuarantineEnd, QuarantinedRow, RowFault};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::keys::{StoredMapping, ensure_mapping};
use crate::admin_log::{self, Entry};
use crate::{Db, StoreError};

/// Columns and cells of a row, in their order.
pub type Cells = Vec<(String, String)>;

/// A row that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuarantined {
    pub line: u64,
    pub field: Option<String>,
    pub reason: RowFault,
    pub cells: Cells,
}

/// Keeps rows that could not be taken. A row that is there already, open or not, is not kept again.
pub async fn quarantine(
    db: &Db,
    region: &RegionCode,
    system: &str,
    mapping: &StoredMapping,
    rows: &[NewQuarantined],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let mut transaction = db.begin().await?;
    let mapping = ensure_mapping(&mut transaction, region, mapping).await?;
    let clean = |text: &str| text.replace('\0', "\u{fffd}");
    // One insert cannot meet the same row twice.
    let mut met = HashSet::new();
    let (mut hashes, mut cells, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let clean = |(column, cell): &(String, String)| (clean(column), clean(cell));
        let row_cells: Cells = row.cells.iter().map(clean).collect();
        let hash = hash(mapping, &row_cells);
        if met.insert(hash) {
            hashes.push(hash.to_vec());
            cells.push(Json(row_cells));
            kept.push(row);
        }
    }
    let ids: Vec<Uuid> = kept.iter().map(|_| Uuid::now_v7()).collect();
    let lines: Vec<i64> = kept
        .iter()
        .map(|row| i64::try_from(row.line).unwrap_or(i64::MAX))
        .collect();
    let fields: Vec<Option<String>> = kept.iter().map(|row| row.field.as_deref().map(clean)).collect();
    let reasons: Vec<String> = kept.iter().map(|row| clean(&row.reason.to_string())).collect();
    let faults: Vec<Option<Json<&RowFault>>> = kept
        .iter()
        .zip(&reasons)
        // A key that cannot be stored is told by its words.
        .map(|(row, words)| (*words == row.reason.to_string()).then_some(Json(&row.reason)))
        .collect();
    let inserted = sqlx::query(
        "insert into private.quarantine (region_code, quarantine_id, system, mapping_id, line, field, reason, fault,
                cells, cells_hash, came_at)
         select $1, id, $2, $3, line, field, reason, fault, cells, hash, $11
         from unnest($4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[], $10::bytea[])
              as given (id, line, field, reason, fault, cells, hash)
         on conflict (region_code, cells_hash) do nothing",
    )
    .bind(region.as_str())
    .bind(system)
    .bind(mapping)
    .bind(ids)
    .bind(lines)
    .bind(fields)
    .bind(reasons)
    .bind(faults)
    .bind(cells)
    .bind(hashes)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(inserted.rows_affected())
}

/// A row in quarantine, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    pub row: QuarantinedRow,
    pub mapping: StoredMapping,
}

#[derive(FromRow)]
struct Listed {
    quarantine_id: Uuid,
    system: String,
    name: String,
    line: i64,
    field: Option<String>,
    reason: String,
    fault: Option<Json<serde_json::Value>>,
    came_at: DateTime<Utc>,
}

impl From<Listed> for QuarantinedRow {
    fn from(listed: Listed) -> Self {
        Self {
            id: listed.quarantine_id.to_string(),
            system: listed.system,
            mapping: listed.name,
            line: u64::try_from(listed.line).unwrap_or(0),
            field: listed.field,
            reason: told(listed.reason, listed.fault),
            came_at: listed.came_at,
            cells: Vec::new(),
        }
    }
}

/// What is wrong, by its key; in words where there is none, or none that is known here.
fn told(words: String, fault: Option<Json<serde_json::Value>>) -> RowFault {
    let known = fault.and_then(|Json(fault)| serde_json::from_value(fault).ok());
    known.unwrap_or(RowFault::InWords(words.into()))
}

/// Open rows without their cells, the newest first.
pub async fn open_rows(
    db: &Db,
    region: &RegionCode,
    limit: u32,
    skip: u32,
) -> Result<Vec<QuarantinedRow>, StoreError> {
    let rows: Vec<Listed> = sqlx::query_as(
        "select q.quarantine_id, q.system, m.name, q.line, q.field, q.reason, q.fault, q.came_at
         from private.quarantine as q join core.intake_mappings as m using (region_code, mapping_id)
         where q.region_code = $1 and q.state = 'open' order by q.came_at desc, q.quarantine_id limit $2 offset $3",
    )
    .bind(region.as_str())
    .bind(i64::from(limit))
    .bind(i64::from(skip))
    .fetch_all(&db.pool)
    .await?;
    Ok(rows.into_iter().map(QuarantinedRow::from).collect())
}

/// An open row.
pub async fn quarantined(db: &Db, region: &RegionCode, id: Uuid) -> Result<Option<Quarantined>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        listed: Listed,
        text: String,
        cells: Json<Cells>,
    }
    let row: Option<Row> = sqlx::query_as(
        "select q.quarantine_id, q.system, m.name, m.text, q.line, q.field, q.reason, q.fault, q.came_at, q.cells
         from private.quarantine as q join core.intake_mappings as m using (region_code, mapping_id)
         where q.region_code = $1 and q.quarantine_id = $2 and q.state = 'open'",
    )
    .bind(region.as_str())
    .bind(id)
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|row| {
        let mapping = StoredMapping {
            name: row.listed.name.clone(),
            text: row.text,
        };
        let row = QuarantinedRow {
            cells: row.cells.0,
            ..row.listed.into()
        };
        Quarantined { row, mapping }
    }))
}

/// Ends an open row, in the log too; `false` = there is none.
pub async fn end_quarantined(
    db: &Db,
    region: &RegionCode,
    id: Uuid,
    end: QuarantineEnd,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let ended = sqlx::query(
        "update private.quarantine set state = $3, ended_by = $4, ended_at = $5
         where region_code = $1 and quarantine_id = $2 and state = 'open'",
    )
    .bind(region.as_str())
    .bind(id)
    .bind(end.code())
    .bind(by.to_string())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    let entry = Entry {
        region,
        at: now,
        person: Some(by),
        what: match end {
            QuarantineEnd::Mended => LogDeed::RowMend,
            QuarantineEnd::Discarded => LogDeed::RowDiscard,
        },
        subject: &id.to_string(),
        before: None,
        after: None,
    };
    admin_log::write(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(true)
}

fn hash(mapping: Uuid, cells: &Cells) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(mapping.as_bytes());
    for (column, cell) in cells {
        for text in [column, cell] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
    }
    hash.finalize().into()
}
