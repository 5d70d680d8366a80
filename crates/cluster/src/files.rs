//! Small file helpers.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, fchown};
use std::path::Path;

use crate::error::ClusterError;
use crate::place::Place;

/// Writes a file of the cluster's owner, mode 0600, whole or not at all, and on disk when it returns.
pub(crate) fn replace(place: &Place, path: &Path, content: &str) -> Result<(), ClusterError> {
    let fresh = path.with_extension(format!("new-{}", Place::unique()));
    let write = || {
        // `create_new` follows no link somebody may have put there.
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)?;
        file.write_all(content.as_bytes())?;
        if let Some(account) = place.run_as {
            fchown(&file, Some(account.uid), Some(account.gid))?;
        }
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&fresh);
        ClusterError::io(path)(error)
    })
}

/// Makes a rename in this directory outlive a power cut.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), ClusterError> {
    File::open(dir)
        .and_then(|file| file.sync_all())
        .map_err(ClusterError::io(dir))
}

/// The last 64 KB, at most, of a file after `offset`; empty if it cannot be read.
pub(crate) fn tail(path: &Path, offset: u64) -> String {
    let mut bytes = Vec::new();
    let mut read = || -> std::io::Result<()> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(offset.max(length.saturating_sub(64 * 1024))))?;
        file.read_to_end(&mut bytes)?;
        Ok(())
    };
    // What could be read is still worth showing.
    let _ = read();
    String::from_utf8_lossy(&bytes).into_owned()
}
