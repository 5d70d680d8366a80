//! Persons under keyed pseudonyms. The key lies in the data directory, never in the database.
//!
//! The database knows the key's fingerprint only. So a key that was lost or belongs to another database is
//! found out before it names anybody, and a change of the key that was cut off is finished: the new key is
//! written down first, then everybody is renamed in one transaction, then the new key takes the old one's place.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::Pseudonym;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use store::Db;
use store::intake::{Renamed, begin_key, key_in_use, rename_persons};
use uuid::Uuid;

use crate::DeskError;
use crate::access::random_bytes;

const FILE: &str = "pseudonym.key";
/// A key that takes over when everybody is renamed.
const NEXT: &str = "pseudonym.key.next";

/// Names persons. Cheap to clone.
#[derive(Clone)]
pub struct PseudonymKey([u8; 32]);

impl std::fmt::Debug for PseudonymKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PseudonymKey").finish_non_exhaustive()
    }
}

impl PseudonymKey {
    /// The pseudonym of a person, by what sources call them. Other regions call them otherwise.
    #[must_use]
    pub fn name(&self, region: &RegionCode, identifier: &str) -> Pseudonym {
        let mut name = [0; 16];
        // HMAC takes keys of any length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) {
            mac.update(region.as_str().as_bytes());
            mac.update(&[0]);
            mac.update(identifier.as_bytes());
            name.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        Pseudonym(name)
    }

    /// What the database knows the key by.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// The key of one data directory and database.
#[derive(Debug, Clone)]
pub struct Pseudonyms {
    db: Db,
    dir: PathBuf,
}

impl Pseudonyms {
    /// The key in this directory.
    #[must_use]
    pub fn new(db: Db, dir: impl Into<PathBuf>) -> Self {
        Self { db, dir: dir.into() }
    }

    /// The key in use; made at first use.
    pub async fn key(&self, now: DateTime<Utc>) -> Result<PseudonymKey, DeskError> {
        let mut in_use = key_in_use(&self.db).await?;
        loop {
            // The next key takes the place of the key, so it is looked at first: between the two looks it may move,
            // and is then found by the second.
            let (next, key) = (self.read(NEXT)?, self.read(FILE)?);
            let Some(fingerprint) = in_use else {
                let key = match key {
                    Some(key) => key,
                    None => self.make()?,
                };
                in_use = Some(begin_key(&self.db, key.fingerprint(), now).await?);
                continue;
            };
            if let Some(key) = key.filter(|key| key.fingerprint() == fingerprint) {
                return Ok(key);
            }
            if let Some(key) = next.filter(|key| key.fingerprint() == fingerprint) {
                // A change that was cut off before its last step.
                self.take_over()?;
                return Ok(key);
            }
            // The key may have been begun or changed between the look at the database and the look at the files.
            let now_in_use = key_in_use(&self.db).await?;
            if now_in_use == in_use {
                return Err(self.other());
            }
            in_use = now_in_use;
        }
    }

    /// Gives everybody a new pseudonym under a new key. The old key is not needed, so this also helps when it is
    /// lost.
    pub async fn rotate(&self, now: DateTime<Utc>) -> Result<Renamed, DeskError> {
        // Finishes a change that was cut off, whose key must not be overwritten.
        let _may_be_lost = self.key(now).await;
        let new = PseudonymKey(random_bytes()?);
        self.write(NEXT, &new, true)?;
        let rename = |region: &RegionCode, identifier: &str| new.name(region, identifier);
        let renamed = rename_persons(&self.db, new.fingerprint(), now, rename).await?;
        self.take_over()?;
        Ok(renamed)
    }

    fn make(&self) -> Result<PseudonymKey, DeskError> {
        let key = PseudonymKey(random_bytes()?);
        self.write(FILE, &key, false)?;
        // Somebody else may have been faster.
        self.read(FILE)?.ok_or_else(|| self.other())
    }

    fn read(&self, name: &str) -> Result<Option<PseudonymKey>, DeskError> {
        let path = self.dir.join(name);
        let mut text = String::new();
        match File::open(&path).and_then(|file| file.take(200).read_to_string(&mut text)) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(&path, &error)),
        }
        let mut key = [0; 32];
        match hex::decode_to_slice(text.trim(), &mut key) {
            Ok(()) => Ok(Some(PseudonymKey(key))),
            Err(_) => Err(DeskError::Unavailable(format!(
                "{} holds no key: put it back from a backup, or delete it and run `lianqin pseudonyms rotate`",
                path.display()
            ))),
        }
    }

    /// Writes a key that nobody else can read; all of it or nothing. Unless it may `replace`, one that is there stays.
    fn write(&self, name: &str, key: &PseudonymKey, replace: bool) -> Result<(), DeskError> {
        let path = self.dir.join(name);
        let temporary = self.dir.join(format!("{name}.{}", Uuid::new_v4().simple()));
        let failed = |error: std::io::Error| unusable(&path, &error);
        let written = || -> std::io::Result<()> {
            fs::create_dir_all(&self.dir)?;
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&temporary)?;
            writeln!(file, "{}", hex::encode(key.0))?;
            file.sync_all()?;
            if replace {
                return fs::rename(&temporary, &path);
            }
            let linked = fs::hard_link(&temporary, &path);
            fs::remove_file(&temporary)?;
            match linked {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                _ => Ok(()),
            }
        };
        written().map_err(failed)?;
        sync(&self.dir).map_err(failed)
    }

    fn take_over(&self) -> Result<(), DeskError> {
        let path = self.dir.join(FILE);
        match fs::rename(self.dir.join(NEXT), &path) {
            // Another program has just done it.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => sync(&self.dir),
        }
        .map_err(|error| unusable(&path, &error))
    }

    fn other(&self) -> DeskError {
        DeskError::Unavailable(format!(
            "{} is not the key that persons were named by: put that one back, or run `lianqin pseudonyms rotate`",
            self.dir.join(FILE).display()
        ))
    }
}

fn sync(dir: &Path) -> std::io::Result<()> {
    File::open(dir)?.sync_all()
}

fn unusable(path: &Path, error: &std::io::Error) -> DeskError {
    DeskError::Unavailable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_depends_on_key_region_and_person() {
        let region = |code| RegionCode::parse(code).expect("a region");
        let (one, two) = (PseudonymKey([1; 32]), PseudonymKey([2; 32]));
        let name = one.name(&region("999001"), "13800000000");
        assert_eq!(name, one.name(&region("999001"), "13800000000"));
        assert_ne!(name, one.name(&region("999002"), "13800000000"));
        assert_ne!(name, one.name(&region("999001"), "13800000001"));
        assert_ne!(name, two.name(&region("999001"), "13800000000"));
    }
}
