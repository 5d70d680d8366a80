//! What administrators did: written in the transaction of the change itself, read as a list, never changed.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::error::known;
use crate::{Db, StoreError};

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    pub region: &'a RegionCode,
    pub at: DateTime<Utc>,
    /// By whom; `None` = by a command.
    pub person: Option<Uuid>,
    pub what: LogDeed,
    /// Code or id of what was changed.
    pub subject: &'a str,
    /// Never a password, a secret or a hash.
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Writes an entry in the transaction that makes the change.
pub async fn write(connection: &mut PgConnection, entry: Entry<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.admin_log (region_code, entry_id, at, person_id, what, subject, before, after)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(entry.region.as_str())
    .bind(Uuid::now_v7())
    .bind(entry.at)
    .bind(entry.person)
    .bind(entry.what.code())
    .bind(entry.subject)
    .bind(entry.before)
    .bind(entry.after)
    .execute(connection)
    .await?;
    Ok(())
}

/// An entry as it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub entry_id: Uuid,
    pub at: DateTime<Utc>,
    /// Name of the person; `None` = a command.
    pub by: Option<String>,
    pub what: LogDeed,
    pub subject: String,
    /// Name of the person who is the subject, if one is.
    pub subject_name: Option<String>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// About this subject only.
    pub subject: Option<&'a str>,
    /// Of these deeds only.
    pub deeds: Option<Vec<LogDeed>>,
    /// Made before the one with this time and id.
    pub before: Option<(DateTime<Utc>, Uuid)>,
}

#[derive(FromRow)]
struct Row {
    entry_id: Uuid,
    at: DateTime<Utc>,
    by: Option<String>,
    what: String,
    subject: String,
    subject_name: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
}

/// The newest entries of a region.
pub async fn newest(
    db: &Db,
    region: &RegionCode,
    wanted: &Wanted<'_>,
    limit: i64,
) -> Result<Vec<Written>, StoreError> {
    let deeds = wanted.deeds.as_ref();
    let codes: Option<Vec<&str>> = deeds.map(|deeds| deeds.iter().map(|deed| deed.code()).collect());
    let (before_at, before_id) = wanted.before.unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "select l.entry_id, l.at, person.name as by, l.what, l.subject, subject.name as subject_name, l.before, l.after
         from core.admin_log as l
         left join core.people as person on person.person_id = l.person_id
         left join core.people as subject
           on subject.person_id = case when l.subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                       then l.subject::uuid end
         where l.region_code = $1 and ($2::text is null or l.subject = $2)
           and ($3::text[] is null or l.what = any($3))
           and ($4::timestamptz is null or (l.at, l.entry_id) < ($4, $5))
         order by l.at desc, l.entry_id desc limit $6",
    )
    .bind(region.as_str())
    .bind(wanted.subject)
    .bind(codes)
    .bind(before_at)
    .bind(before_id)
    .bind(limit)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Written {
                entry_id: row.entry_id,
                at: row.at,
                by: row.by,
                what: known("admin_log.what", &row.what, LogDeed::from_code)?,
                subject: row.subject,
                subject_name: row.subject_name,
                before: row.before,
                after: row.after,
            })
        })
        .collect()
}
