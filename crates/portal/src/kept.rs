//! Pictures on disk, so that a start reads what has changed since and not every case.
//!
//! A file per region: a head with the version and the tables of codes, the map, the board's memory. It is of use to the
//! program that wrote it, beside the database it was made of; any other is passed over. The database is the truth.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use lens::{Ledger, Lens, SnapshotError, read_frame, write_frame};
use serde::{Deserialize, Serialize};
use store::published::RegionRow;

use crate::codes::Codes;
use crate::names::Names;
use crate::picture::RegionPicture;

/// Where pictures are kept between two starts.
#[derive(Debug)]
pub(crate) struct Kept {
    dir: PathBuf,
    /// Tells this build of the program from others: rows may mean something else to another.
    program: String,
    /// Versions that are on disk.
    written: Mutex<BTreeMap<RegionCode, u64>>,
}

/// A picture from disk, and when the version that it shows was published.
pub(crate) struct Found {
    pub picture: RegionPicture,
    pub at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    program: String,
    region: RegionCode,
    version: u64,
    at: DateTime<Utc>,
    codes: Codes,
    received: Option<(i64, i64)>,
    cases: u64,
}

impl Kept {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self {
            dir,
            program: program().unwrap_or_default(),
            written: Mutex::default(),
        }
    }

    /// What was kept of a region; nothing where there is no whole file of this program.
    pub(crate) fn read(&self, row: RegionRow, names: Arc<Names>) -> Option<Found> {
        let code = RegionCode::parse(&row.region_code).ok()?;
        let path = self.path(&code);
        let found = File::open(&path)
            .map_err(SnapshotError::from)
            .and_then(|mut file| self.read_from(&mut file, &code, RegionPicture::empty(row, names)));
        match found {
            Ok(found) => {
                self.note(code, found.picture.version);
                Some(found)
            }
            Err(SnapshotError::Read(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::info!(%error, path = %path.display(), "the picture is built anew");
                None
            }
        }
    }

    fn read_from(
        &self,
        from: &mut impl Read,
        code: &RegionCode,
        mut picture: RegionPicture,
    ) -> Result<Found, SnapshotError> {
        let head: Head = serde_json::from_slice(&read_frame(from)?).map_err(|_| SnapshotError::NoSnapshot)?;
        if head.program != self.program || head.region != *code {
            return Err(SnapshotError::OtherFormat);
        }
        picture.lens = Lens::read_snapshot(from)?;
        picture.ledger = Ledger::read_snapshot(picture.ledger, from)?;
        picture.version = head.version;
        picture.codes = Arc::new(head.codes);
        picture.received = head.received;
        picture.cases = head.cases;
        Ok(Found { picture, at: head.at })
    }

    /// Whether a newer version than the one on disk could be written.
    pub(crate) fn is_behind(&self, code: &RegionCode, version: u64) -> bool {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        version > written.get(code).copied().unwrap_or(0)
    }

    /// Writes a picture whose version was published `at`. Whoever reads meanwhile finds the one of before, or this.
    pub(crate) fn write(
        &self,
        code: &RegionCode,
        picture: &RegionPicture,
        at: DateTime<Utc>,
    ) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        let path = self.path(code);
        let new = path.with_extension("new");
        let written = self.write_to(&new, code, picture, at);
        if written.is_ok() {
            fs::rename(&new, &path)?;
            self.note(code.clone(), picture.version);
        } else {
            // What is left of it is of no use; that it cannot be removed changes nothing.
            let _left = fs::remove_file(&new);
        }
        written
    }

    fn write_to(
        &self,
        path: &Path,
        code: &RegionCode,
        picture: &RegionPicture,
        at: DateTime<Utc>,
    ) -> io::Result<()> {
        let head = Head {
            program: self.program.clone(),
            region: code.clone(),
            version: picture.version,
            at,
            codes: Codes::clone(&picture.codes),
            received: picture.received,
            cases: picture.cases,
        };
        let mut file = File::create(path)?;
        write_frame(&serde_json::to_vec(&head)?, &mut file)?;
        picture.lens.write_snapshot(&mut file)?;
        picture.ledger.write_snapshot(&mut file)?;
        file.sync_all()
    }

    fn note(&self, code: RegionCode, version: u64) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.insert(code, version);
    }

    fn path(&self, code: &RegionCode) -> PathBuf {
        self.dir.join(code.as_str()).with_extension("picture")
    }
}

/// Size and time of the program's own file.
fn program() -> Option<String> {
    let file = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let built = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!(
        "{} {} {}",
        env!("CARGO_PKG_VERSION"),
        file.len(),
        built.as_nanos()
    ))
}
