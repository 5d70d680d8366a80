//! Bytes on disk by their SHA-256: written aside, synced, renamed. Knows nothing of cases.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A directory of files named by what they hold. Calls block.
#[derive(Debug)]
pub(crate) struct Files {
    dir: PathBuf,
}

/// Bytes that are safe on disk under a passing name; gone when dropped.
#[derive(Debug)]
pub(crate) struct Prepared {
    aside: PathBuf,
    place: PathBuf,
    pub(crate) sha256: [u8; 32],
}

impl Files {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where content lies: `ab/cdef…`.
    pub(crate) fn place(&self, sha256: &[u8; 32]) -> PathBuf {
        let name = hex::encode(sha256);
        self.dir.join(&name[..2]).join(&name[2..])
    }

    fn aside(&self) -> PathBuf {
        self.dir.join("aside")
    }

    /// Writes and syncs bytes aside.
    pub(crate) fn prepare(&self, bytes: &[u8]) -> io::Result<Prepared> {
        make_dir(&self.aside())?;
        let sha256: [u8; 32] = Sha256::digest(bytes).into();
        let prepared = Prepared {
            aside: self.aside().join(Uuid::new_v4().simple().to_string()),
            place: self.place(&sha256),
            sha256,
        };
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&prepared.aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(prepared)
    }

    /// Content that lies here since before `before`, and what was left aside since then, which is removed.
    pub(crate) fn older_than(&self, before: SystemTime) -> io::Result<Vec<[u8; 32]>> {
        let mut found = Vec::new();
        for dir in entries(&self.dir)? {
            let Some(start) = dir.file_name().and_then(|name| name.to_str()).map(str::to_owned) else {
                continue;
            };
            for path in entries(&dir)? {
                let modified = match fs::metadata(&path).and_then(|meta| meta.modified()) {
                    Ok(modified) => modified,
                    // Somebody else was faster.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                };
                if modified >= before {
                    continue;
                }
                if start == "aside" {
                    remove(&path)?;
                    continue;
                }
                let rest = path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .unwrap_or_default();
                let mut sha256 = [0; 32];
                // Whatever else lies here is none of ours.
                if hex::decode_to_slice(format!("{start}{rest}"), &mut sha256).is_ok() {
                    found.push(sha256);
                }
            }
        }
        Ok(found)
    }

    /// Removes content, if it is there.
    pub(crate) fn remove(&self, sha256: &[u8; 32]) -> io::Result<()> {
        remove(&self.place(sha256))
    }
}

impl Prepared {
    /// Gives the bytes their lasting name; whoever has it already has the same bytes.
    pub(crate) fn keep(self) -> io::Result<()> {
        let dir = self.place.parent().unwrap_or(&self.place);
        make_dir(dir)?;
        fs::rename(&self.aside, &self.place)?;
        // The name is safe once its directory is, and that one's once its own is.
        sync_dir(dir)?;
        dir.parent().map_or(Ok(()), sync_dir)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // After keeping it there is nothing left under this name.
        let _ = fs::remove_file(&self.aside);
    }
}

fn make_dir(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
