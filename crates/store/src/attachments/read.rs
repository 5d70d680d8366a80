use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::desk::FileKind;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::error::known;
use crate::{Db, StoreError};

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    pub attachment_id: Uuid,
    pub sha256: [u8; 32],
    pub kind: FileKind,
    pub bytes: u64,
    pub file_name: String,
    pub added_by: String,
    pub added_at: DateTime<Utc>,
    pub event_seq: Option<u32>,
}

#[derive(FromRow)]
struct Row {
    attachment_id: Uuid,
    sha256: Vec<u8>,
    media_type: String,
    bytes: i64,
    file_name: String,
    added_by: String,
    added_at: DateTime<Utc>,
    event_seq: Option<i32>,
}

impl TryFrom<Row> for AttachmentRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            attachment_id: row.attachment_id,
            sha256: row.sha256.try_into().unwrap_or_default(),
            kind: known(
                "attachments.media_type",
                &row.media_type,
                FileKind::from_media_type,
            )?,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            file_name: row.file_name,
            added_by: row.added_by,
            added_at: row.added_at,
            event_seq: row.event_seq.and_then(|seq| u32::try_from(seq).ok()),
        })
    }
}

/// The files of a case, oldest first.
pub async fn attachments(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
) -> Result<Vec<AttachmentRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select attachment_id, sha256, media_type, bytes, file_name, added_by, added_at, event_seq
         from core.attachments where region_code = $1 and case_id = $2 order by added_at, attachment_id",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter().map(AttachmentRow::try_from).collect()
}

/// One file of this very case.
pub async fn attachment(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    attachment_id: Uuid,
) -> Result<Option<AttachmentRow>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "select attachment_id, sha256, media_type, bytes, file_name, added_by, added_at, event_seq
         from core.attachments where region_code = $1 and case_id = $2 and attachment_id = $3",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(attachment_id)
    .fetch_optional(&db.pool)
    .await?;
    row.map(AttachmentRow::try_from).transpose()
}

/// The file of this case with this content.
pub(super) async fn of_content(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    sha256: &[u8; 32],
) -> Result<Option<AttachmentRow>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "select attachment_id, sha256, media_type, bytes, file_name, added_by, added_at, event_seq
         from core.attachments where region_code = $1 and case_id = $2 and sha256 = $3",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(&sha256[..])
    .fetch_optional(connection)
    .await?;
    row.map(AttachmentRow::try_from).transpose()
}
