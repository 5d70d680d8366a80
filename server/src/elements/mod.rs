//! Files of elements of the grid: read for whoever brings them, and written. Command and page share it.

mod written;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use domain::ElementKindCode;
use domain::element::KindDraft;
use intake::{CoordinateSystem, ElementRows, ElementRules, IntakeError, read_elements};
use uuid::Uuid;

pub(crate) use written::{Format, write};

/// What has been said about a file.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) kinds: Vec<KindDraft>,
    pub(crate) kind: Option<ElementKindCode>,
    pub(crate) coordinates: CoordinateSystem,
    pub(crate) zone: Tz,
}

/// Reads a file. Blocks.
pub(crate) fn read(path: &Path, said: &Said) -> Result<ElementRows, IntakeError> {
    let rules = ElementRules {
        kinds: &said.kinds,
        kind: said.kind.clone(),
        coordinates: said.coordinates,
        zone: said.zone,
    };
    read_elements(path, &rules)
}

/// Reads a file that was sent. Blocks.
pub(crate) fn read_bytes(bytes: &[u8], said: &Said) -> Result<ElementRows, IntakeError> {
    let aside = Aside::with(bytes)?;
    read(&aside.0, said)
}

/// A file for as long as it is read.
struct Aside(PathBuf);

impl Aside {
    fn with(bytes: &[u8]) -> Result<Self, IntakeError> {
        let path = std::env::temp_dir().join(format!("lianqin-{}", Uuid::new_v4().simple()));
        let mut options = std::fs::OpenOptions::new();
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut file| file.write_all(bytes));
        let aside = Self(path);
        written.map_err(|source| IntakeError::Io {
            path: aside.0.clone(),
            source,
        })?;
        Ok(aside)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Temporary files are swept by the system, too.
        let _ = std::fs::remove_file(&self.0);
    }
}
