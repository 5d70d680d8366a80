//! What administrators did: written in the transaction of the change itself, read as a list, never changed.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use serde_json::Value;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::{Db, StoreError};

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    pub region: &'a RegionCode,
    pub at: DateTime<Utc>,
    /// By whom; `None` = by a command.
    pub person: Option<Uuid>,
    /// `noun.verb`, e.g. `person.add`.
    pub what: &'static str,
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
    .bind(entry.what)
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
    pub at: DateTime<Utc>,
    /// Name of the person; `None` = a command.
    pub by: Option<String>,
    pub what: String,
    pub subject: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// The newest entries of a region about `subject`, or about everything.
pub async fn newest(
    db: &Db,
    region: &RegionCode,
    subject: Option<&str>,
    limit: i64,
) -> Result<Vec<Written>, StoreError> {
    type Row = (
        DateTime<Utc>,
        Option<String>,
        String,
        String,
        Option<Value>,
        Option<Value>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "select l.at, p.name, l.what, l.subject, l.before, l.after
         from core.admin_log l left join core.people p using (person_id)
         where l.region_code = $1 and ($2::text is null or l.subject = $2)
         order by l.at desc, l.entry_id desc limit $3",
    )
    .bind(region.as_str())
    .bind(subject)
    .bind(limit)
    .fetch_all(&db.pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(at, by, what, subject, before, after)| Written {
            at,
            by,
            what,
            subject,
            before,
            after,
        })
        .collect())
}
