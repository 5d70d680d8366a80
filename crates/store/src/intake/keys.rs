//! Keys with which systems push, and the mappings their records are read by.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::error::known;
use crate::{Db, StoreError};

/// A mapping as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMapping {
    /// Name or path it was loaded by.
    pub name: String,
    pub text: String,
}

impl StoredMapping {
    /// The same mapping has the same id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let mut hash = Sha256::new();
        hash.update((self.name.len() as u64).to_le_bytes());
        hash.update(self.name.as_bytes());
        hash.update(self.text.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        Uuid::from_bytes(id)
    }
}

/// A key to be stored.
#[derive(Debug)]
pub struct NewKey<'a> {
    pub id: Uuid,
    /// Code of the system.
    pub system: &'a str,
    pub key_hash: [u8; 32],
    pub mapping: &'a StoredMapping,
}

/// A key that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeKey {
    pub id: Uuid,
    pub region: RegionCode,
    pub system: String,
    pub mapping: StoredMapping,
}

/// A key in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, FromRow)]
pub struct KeyEntry {
    #[sqlx(rename = "key_id")]
    pub id: Uuid,
    pub system: String,
    /// Name of its mapping.
    pub mapping: String,
    pub created_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes a mapping known; returns its id.
pub(super) async fn ensure_mapping(
    connection: &mut PgConnection,
    region: &RegionCode,
    mapping: &StoredMapping,
) -> Result<Uuid, StoreError> {
    let id = mapping.id();
    sqlx::query(
        "insert into core.intake_mappings (region_code, mapping_id, name, text) values ($1, $2, $3, $4)
         on conflict (region_code, mapping_id) do nothing",
    )
    .bind(region.as_str())
    .bind(id)
    .bind(&mapping.name)
    .bind(&mapping.text)
    .execute(connection)
    .await?;
    Ok(id)
}

/// Stores a key.
pub async fn add_key(
    db: &Db,
    region: &RegionCode,
    key: &NewKey<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    let mapping = ensure_mapping(&mut transaction, region, key.mapping).await?;
    sqlx::query(
        "insert into core.intake_keys (region_code, key_id, system, mapping_id, key_hash, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(region.as_str())
    .bind(key.id)
    .bind(key.system)
    .bind(mapping)
    .bind(key.key_hash.as_slice())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a key back; `false` = there is none that holds.
pub async fn revoke_key(
    db: &Db,
    region: &RegionCode,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let revoked = sqlx::query(
        "update core.intake_keys set revoked_at = $3 where region_code = $1 and key_id = $2 and revoked_at is null",
    )
    .bind(region.as_str())
    .bind(id)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// The keys of a region, revoked ones too, the newest first.
pub async fn keys(db: &Db, region: &RegionCode) -> Result<Vec<KeyEntry>, StoreError> {
    Ok(sqlx::query_as(
        "select k.key_id, k.system, m.name as mapping, k.created_at, k.revoked_at
         from core.intake_keys as k join core.intake_mappings as m using (region_code, mapping_id)
         where k.region_code = $1 order by k.created_at desc, k.key_id",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?)
}

/// The key of this hash, if it holds.
pub async fn key_of(db: &Db, key_hash: &[u8; 32]) -> Result<Option<IntakeKey>, StoreError> {
    let row: Option<(Uuid, String, String, String, String)> = sqlx::query_as(
        "select k.key_id, k.region_code, k.system, m.name, m.text
         from core.intake_keys as k join core.intake_mappings as m using (region_code, mapping_id)
         where k.key_hash = $1 and k.revoked_at is null",
    )
    .bind(key_hash.as_slice())
    .fetch_optional(&db.pool)
    .await?;
    row.map(|(id, region, system, name, text)| {
        Ok(IntakeKey {
            id,
            region: known("intake_keys.region_code", &region, |text| {
                RegionCode::parse(text).ok()
            })?,
            system,
            mapping: StoredMapping { name, text },
        })
    })
    .transpose()
}
