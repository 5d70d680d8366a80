//! Whoever reported a case themselves, and how to reach them. Known to those who handle the case, and to nobody for
//! longer than it takes.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::desk::Contact;
use domain::fusion::Pseudonym;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::intake::{NamedPerson, note_named};
use crate::{Db, StoreError};

/// Whoever reported a case and said how to reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    pub contact: Contact,
    /// Made of [`Contact::identifier`] with the key of this fingerprint.
    pub person: Pseudonym,
    pub key: [u8; 32],
}

/// Stores whoever reported a new case.
pub(super) async fn note_reporter(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    reporter: &Reporter,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let identifier = reporter.contact.identifier();
    let named = NamedPerson {
        person: reporter.person,
        identifier: &identifier,
    };
    note_named(connection, region, Some(reporter.key), &[named]).await?;
    sqlx::query(
        "insert into private.contacts (region_code, case_id, name, reach, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(&reporter.contact.name)
    .bind(&reporter.contact.reach)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// How whoever reported a case can be reached, if they said so and it is not forgotten.
pub async fn contact(db: &Db, region: &RegionCode, case_id: Uuid) -> Result<Option<Contact>, StoreError> {
    let row: Option<(Option<String>, String)> =
        sqlx::query_as("select name, reach from private.contacts where region_code = $1 and case_id = $2")
            .bind(region.as_str())
            .bind(case_id)
            .fetch_optional(&db.pool)
            .await?;
    Ok(row.map(|(name, reach)| Contact { name, reach }))
}

/// Forgets the contacts of up to `limit` cases that were over before `until`; returns how many.
pub async fn forget_contacts(db: &Db, until: DateTime<Utc>, limit: i64) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from private.contacts where (region_code, case_id) in (
             select contact.region_code, contact.case_id from private.contacts as contact
             join core.cases as c using (region_code, case_id)
             where c.state in ('closed', 'archived', 'rejected', 'merged') and c.updated_at < $1
             order by c.updated_at limit $2)",
    )
    .bind(until)
    .bind(limit)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected())
}
