//! The two lock files of a cluster.
//!
//! `start.lock` is held exclusively by whoever starts or stops the server. `share.lock` is held
//! shared by whoever wants it to run; it is only ever taken or tried while holding `start.lock`, so
//! it never blocks. Both are `flock`s: the kernel gives them back when their process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use crate::error::ClusterError;
use crate::place::Place;

/// A held lock; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits for the right to start or stop the server.
    pub(crate) fn to_start(place: &Place, patience: Duration) -> Result<Self, ClusterError> {
        let path = place.dir.join("start.lock");
        let began = Instant::now();
        loop {
            let lock = Self::open(&path)?;
            match lock.file.try_lock() {
                // A file that was deleted while we waited locks nobody out.
                Ok(()) if lock.is_linked()? => return Ok(lock),
                Ok(()) => place.prepare()?,
                Err(TryLockError::WouldBlock) if began.elapsed() < patience => {
                    sleep(Duration::from_millis(50));
                }
                Err(TryLockError::WouldBlock) => {
                    let seconds = patience.as_secs();
                    return Err(ClusterError::Busy { path, seconds });
                }
                Err(TryLockError::Error(source)) => return Err(ClusterError::Io { path, source }),
            }
        }
    }

    /// Takes a share. Call with `start.lock` held.
    pub(crate) fn share(place: &Place) -> Result<Self, ClusterError> {
        let lock = Self::open(&place.dir.join("share.lock"))?;
        lock.file.lock_shared().map_err(ClusterError::io(&lock.path))?;
        Ok(lock)
    }

    /// Gives a share back and tells whether it was the last. Call with `start.lock` held.
    pub(crate) fn give_back(self) -> Result<bool, ClusterError> {
        // Unlocked by name, not by closing: a child being forked by another thread at this moment
        // has a copy of the descriptor, and closing ours would leave the lock with it.
        self.file.unlock().map_err(ClusterError::io(&self.path))?;
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(source)) => Err(ClusterError::Io {
                path: self.path.clone(),
                source,
            }),
        }
    }

    fn open(path: &Path) -> Result<Self, ClusterError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            // As root we are in a directory of the user `postgres`: follow no link of theirs.
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(path)
            .map_err(ClusterError::io(path))?;
        Ok(Self {
            file,
            path: path.to_owned(),
        })
    }

    fn is_linked(&self) -> Result<bool, ClusterError> {
        let metadata = self.file.metadata().map_err(ClusterError::io(&self.path))?;
        Ok(metadata.nlink() > 0)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // See `give_back`. Failing is harmless: closing follows.
        let _ = self.file.unlock();
    }
}
