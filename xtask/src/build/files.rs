//! Directory walks and content hashes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};

/// SHA-256 over parts, each with its length before it, so that parts cannot run into each other.
pub(crate) struct Digest(Sha256);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// All 64 hex digits.
    pub(crate) fn hex(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// Twelve hex digits of one content's hash: what goes into a file name.
pub(crate) fn short_hash(content: &[u8]) -> String {
    let mut hash = hex::encode(Sha256::digest(content));
    hash.truncate(12);
    hash
}

/// Every file below `path`, or `path` itself if it is one, sorted; nothing if it does not exist.
pub(crate) fn under(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries =
                fs::read_dir(&path).with_context(|| format!("{} cannot be listed", path.display()))?;
            for entry in entries {
                open.push(entry?.path());
            }
        } else if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
