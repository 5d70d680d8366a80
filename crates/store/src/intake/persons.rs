//! Whom pseudonyms stand for, and changing the key that makes them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::Pseudonym;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::batch::{ImportState, PlacedRecord};
use crate::copy::Copy;
use crate::error::known;
use crate::{Db, StoreError};

/// Persons that are renamed at a time.
const PIECE: i64 = 10_000;

/// Notes whom the pseudonyms of a batch stand for. They were made with the key in use, or nothing is taken.
pub(super) async fn note_persons(
    connection: &mut PgConnection,
    state: &ImportState,
    batch: &[PlacedRecord],
) -> Result<(), StoreError> {
    let named: Vec<NamedPerson<'_>> = batch
        .iter()
        .filter_map(|placed| {
            Some(NamedPerson {
                person: placed.person?,
                identifier: placed.record.person.as_deref()?,
            })
        })
        .collect();
    note_named(connection, &state.region, state.key, &named).await
}

/// A pseudonym and whom it stands for.
pub(crate) struct NamedPerson<'a> {
    pub(crate) person: Pseudonym,
    pub(crate) identifier: &'a str,
}

/// Notes whom pseudonyms stand for. They were made with the key of this fingerprint, which must be in use.
pub(crate) async fn note_named(
    connection: &mut PgConnection,
    region: &RegionCode,
    key: Option<[u8; 32]>,
    named: &[NamedPerson<'_>],
) -> Result<(), StoreError> {
    if named.is_empty() {
        return Ok(());
    }
    let persons: BTreeMap<Uuid, &str> = named
        .iter()
        .map(|named| (Uuid::from_bytes(named.person.0), named.identifier))
        .collect();
    if let Some(key) = key {
        let in_use: Option<Vec<u8>> =
            sqlx::query_scalar("select fingerprint from private.pseudonym_key for share")
                .fetch_optional(&mut *connection)
                .await?;
        if in_use.as_deref() != Some(key.as_slice()) {
            return Err(StoreError::OtherKey);
        }
    }
    let (persons, identifiers): (Vec<Uuid>, Vec<&str>) = persons.into_iter().unzip();
    sqlx::query(
        "insert into private.persons (region_code, person, identifier)
         select $1, person, identifier from unnest($2::uuid[], $3::text[]) as given (person, identifier)
         on conflict (region_code, person) do nothing",
    )
    .bind(region.as_str())
    .bind(persons)
    .bind(identifiers)
    .execute(connection)
    .await?;
    Ok(())
}

/// Fingerprint of the key that pseudonyms are made with, if any was.
pub async fn key_in_use(db: &Db) -> Result<Option<[u8; 32]>, StoreError> {
    let stored: Option<Vec<u8>> = sqlx::query_scalar("select fingerprint from private.pseudonym_key")
        .fetch_optional(&db.pool)
        .await?;
    stored.map(fingerprint).transpose()
}

/// Takes a key into use unless there is one already; says which it is.
pub async fn begin_key(db: &Db, new: [u8; 32], now: DateTime<Utc>) -> Result<[u8; 32], StoreError> {
    let stored: Vec<u8> = sqlx::query_scalar(
        "insert into private.pseudonym_key (fingerprint, since) values ($1, $2)
         on conflict (only_row) do update set only_row = true returning fingerprint",
    )
    .bind(new.as_slice())
    .bind(now)
    .fetch_one(&db.pool)
    .await?;
    fingerprint(stored)
}

fn fingerprint(stored: Vec<u8>) -> Result<[u8; 32], StoreError> {
    stored
        .try_into()
        .map_err(|stored: Vec<u8>| StoreError::UnknownValue {
            column: "private.pseudonym_key.fingerprint",
            value: format!("{} bytes", stored.len()),
        })
}

/// What changing the key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renamed {
    pub persons: u64,
    /// Cases whose person has another pseudonym now.
    pub cases: u64,
    /// Cases whose person nobody knows any more: they have none now.
    pub forgotten: u64,
}

/// Gives every person the pseudonym that `rename` makes with a new key, everywhere, in one transaction. Batches
/// under way are waited for; those that begin meanwhile wait and then find their key out of use.
pub async fn rename_persons(
    db: &Db,
    new_key: [u8; 32],
    now: DateTime<Utc>,
    rename: impl Fn(&RegionCode, &str) -> Pseudonym,
) -> Result<Renamed, StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query(
        "insert into private.pseudonym_key (fingerprint, since) values ($1, $2)
         on conflict (only_row) do update set fingerprint = excluded.fingerprint, since = excluded.since",
    )
    .bind(new_key.as_slice())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "create temporary table renamed (region_code text, old uuid, new uuid, primary key (region_code, old))
         on commit drop",
    )
    .execute(&mut *transaction)
    .await?;
    let mut after = (String::new(), Uuid::nil());
    loop {
        let piece: Vec<(String, Uuid, String)> = sqlx::query_as(
            "select region_code, person, identifier from private.persons
             where (region_code, person) > ($1, $2) order by region_code, person limit $3",
        )
        .bind(&after.0)
        .bind(after.1)
        .bind(PIECE)
        .fetch_all(&mut *transaction)
        .await?;
        let Some((region, person, _)) = piece.last() else {
            break;
        };
        after = (region.clone(), *person);
        let mut rows = Copy::into(&mut transaction, "renamed (region_code, old, new)").await?;
        for (region, old, identifier) in &piece {
            let code = known("persons.region_code", region, |text| RegionCode::parse(text).ok())?;
            let new = Uuid::from_bytes(rename(&code, identifier).0);
            rows.row().await?.text(region).shown(old).shown(new).end();
        }
        rows.finish().await?;
    }
    let mut done = async |sql: &'static str| -> Result<u64, StoreError> {
        let done = sqlx::query(sql).execute(&mut *transaction).await?;
        Ok(done.rows_affected())
    };
    let forgotten = done(
        "update core.case_traits as t set person = null where person is not null and not exists
             (select from renamed as r where r.region_code = t.region_code and r.old = t.person)",
    )
    .await?;
    let cases = done(
        "update core.case_traits as t set person = r.new from renamed as r
         where t.region_code = r.region_code and t.person = r.old",
    )
    .await?;
    let persons = done(
        "update private.persons as p set person = r.new from renamed as r
         where p.region_code = r.region_code and p.person = r.old",
    )
    .await?;
    transaction.commit().await?;
    Ok(Renamed {
        persons,
        cases,
        forgotten,
    })
}
