//! One server per data directory. Imports, seeds and exports may run beside it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::cli::Failure;

/// Held for as long as the server runs; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct ServerLock {
    _file: File,
}

impl ServerLock {
    pub(crate) fn take(data_dir: &Path) -> Result<Self, Failure> {
        let path = data_dir.join("server.lock");
        let unusable = |error: std::io::Error| {
            Failure::other(format!(
                "cannot use {}: {error}; check its owner and permissions",
                path.display()
            ))
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                return Err(Failure::other(format!(
                    "another lianqin (process {}) serves the data directory {} already: stop it, \
                     or choose another with --data-dir",
                    owner.trim(),
                    data_dir.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(unusable)?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_on_one_data_directory_is_told_who_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = ServerLock::take(dir.path()).unwrap();
        let refused = format!("{:?}", ServerLock::take(dir.path()).unwrap_err());
        assert!(
            refused.contains(&format!("process {}", std::process::id())),
            "{refused}"
        );
        drop(first);
        assert!(ServerLock::take(dir.path()).is_ok());
    }
}
