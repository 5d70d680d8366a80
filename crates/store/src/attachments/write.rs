use std::future::Future;
use std::io;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::desk::FileKind;
use uuid::Uuid;

use super::FILES_LOCK;
use super::read::{AttachmentRow, of_content};
use crate::{Db, StoreError};

/// A file to be added to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    pub case_id: Uuid,
    pub attachment_id: Uuid,
    pub sha256: [u8; 32],
    pub kind: FileKind,
    pub bytes: u64,
    pub file_name: String,
    pub added_by: String,
    pub event_seq: Option<u32>,
}

/// How much a case may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub files: u32,
    pub bytes: u64,
}

/// What became of a file.
#[derive(Debug)]
pub enum Added {
    /// It belongs to the case.
    Added(AttachmentRow),
    /// The case had the same content already; nothing was done.
    Known(AttachmentRow),
    /// There is no such case.
    NoCase,
    /// The case would hold more than its quota.
    Full,
    /// The bytes could not be kept.
    NotKept(io::Error),
}

/// Adds a file to a case, in one transaction: checks the quota, has the bytes kept (`keep` is awaited once,
/// and only if the file is wanted), writes the row, commits. If it ends in between, there may be a file
/// without a row, which [`sweep`] finds, and never a row without a file.
pub async fn add(
    db: &Db,
    region: &RegionCode,
    file: &NewAttachment,
    quota: Quota,
    keep: impl Future<Output = io::Result<()>> + Send,
    now: DateTime<Utc>,
) -> Result<Added, StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock_shared($1)")
        .bind(FILES_LOCK)
        .execute(&mut *transaction)
        .await?;
    // Two files at once are counted one after the other.
    let case: Option<i32> = sqlx::query_scalar(
        "select 1 from core.cases where region_code = $1 and case_id = $2 for no key update",
    )
    .bind(region.as_str())
    .bind(file.case_id)
    .fetch_optional(&mut *transaction)
    .await?;
    if case.is_none() {
        return Ok(Added::NoCase);
    }
    if let Some(known) = of_content(&mut transaction, region, file.case_id, &file.sha256).await? {
        return Ok(Added::Known(known));
    }
    let (files, bytes): (i64, i64) = sqlx::query_as(
        "select count(*), coalesce(sum(bytes), 0)::bigint from core.attachments where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(file.case_id)
    .fetch_one(&mut *transaction)
    .await?;
    let total = u64::try_from(bytes).unwrap_or(0).saturating_add(file.bytes);
    if files >= i64::from(quota.files) || total > quota.bytes {
        return Ok(Added::Full);
    }
    if let Err(error) = keep.await {
        return Ok(Added::NotKept(error));
    }
    let added_at = sqlx::query_scalar(
        "insert into core.attachments (region_code, case_id, attachment_id, sha256, media_type, bytes, file_name,
                added_by, added_at, event_seq)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning added_at",
    )
    .bind(region.as_str())
    .bind(file.case_id)
    .bind(file.attachment_id)
    .bind(&file.sha256[..])
    .bind(file.kind.media_type())
    .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
    .bind(&file.file_name)
    .bind(&file.added_by)
    .bind(now)
    .bind(file.event_seq.and_then(|seq| i32::try_from(seq).ok()))
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Added::Added(AttachmentRow {
        attachment_id: file.attachment_id,
        sha256: file.sha256,
        kind: file.kind,
        bytes: file.bytes,
        file_name: file.file_name.clone(),
        added_by: file.added_by.clone(),
        added_at,
        event_seq: file.event_seq,
    }))
}

/// Hands those of `candidates` that belong to no case of any region to `remove`, while no file is being
/// added, and returns what it gives.
pub async fn sweep<F>(
    db: &Db,
    candidates: &[[u8; 32]],
    remove: impl FnOnce(Vec<[u8; 32]>) -> F + Send,
) -> Result<F::Output, StoreError>
where
    F: Future + Send,
    F::Output: Send,
{
    let mut transaction = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(FILES_LOCK)
        .execute(&mut *transaction)
        .await?;
    let hashes: Vec<Vec<u8>> = candidates.iter().map(|hash| hash.to_vec()).collect();
    let known: Vec<Vec<u8>> =
        sqlx::query_scalar("select distinct sha256 from core.attachments where sha256 = any($1)")
            .bind(&hashes)
            .fetch_all(&mut *transaction)
            .await?;
    let orphans = candidates
        .iter()
        .filter(|hash| !known.iter().any(|known| known[..] == hash[..]))
        .copied()
        .collect();
    let removed = remove(orphans).await;
    transaction.commit().await?;
    Ok(removed)
}
