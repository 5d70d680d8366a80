//! Keys with which systems push records: drawn here, shown once, known by their hash.

use domain::RegionCode;
use store::intake::{IntakeKey, KeyEntry, NewKey, StoredMapping};
use uuid::Uuid;

use crate::access::{draw_secret, hash_secret};
use crate::{Desk, DeskError};

/// What a key begins with, so that it is told from a token of a person.
const PREFIX: &str = "lqi_";

/// A key that has just been made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntakeKey {
    pub id: Uuid,
    /// Shown once.
    pub secret: String,
}

impl Desk {
    /// Makes a key with which a system may push records into a region, read by this mapping.
    pub async fn add_intake_key(
        &self,
        region: &RegionCode,
        system: &str,
        mapping: &StoredMapping,
    ) -> Result<NewIntakeKey, DeskError> {
        let (secret, key_hash) = draw_secret(PREFIX)?;
        let id = Uuid::now_v7();
        let key = NewKey {
            id,
            system,
            key_hash,
            mapping,
        };
        store::intake::add_key(&self.db, region, &key, self.now()).await?;
        Ok(NewIntakeKey { id, secret })
    }

    /// Takes a key back: nothing is taken by it from now on.
    pub async fn revoke_intake_key(&self, region: &RegionCode, id: Uuid) -> Result<(), DeskError> {
        if store::intake::revoke_key(&self.db, region, id, self.now()).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }

    /// The keys of a region, the newest first.
    pub async fn intake_keys(&self, region: &RegionCode) -> Result<Vec<KeyEntry>, DeskError> {
        Ok(store::intake::keys(&self.db, region).await?)
    }

    /// Which key this is, if it holds.
    pub async fn intake_key(&self, secret: &str) -> Result<IntakeKey, DeskError> {
        if !secret.starts_with(PREFIX) {
            return Err(DeskError::SignedOut);
        }
        let key = store::intake::key_of(&self.db, &hash_secret(secret)).await?;
        key.ok_or(DeskError::SignedOut)
    }
}
