//! Files of a case: sniffed, cleaned, kept by their content, opened by who may see the case.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain::RegionCode;
use domain::case::Action;
use domain::desk::{AttachmentInfo, FileKind, file_name};
use store::attachments::{Added, AttachmentRow, NewAttachment, Quota};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::codes::random_id;
use crate::files::Files;
use crate::guests::GuestPass;
use crate::pictures::{PictureFault, clean};
use crate::reports::MAX_FILES;
use crate::{Caller, Desk, DeskError, Receipt};

/// Largest file that is taken, in bytes.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Largest file that is kept: a picture written anew may have grown.
const MAX_KEPT_BYTES: usize = 2 * MAX_FILE_BYTES;
/// What one case may hold.
const QUOTA: Quota = Quota {
    files: 100,
    bytes: 200 * 1024 * 1024,
};
/// How many pictures are decoded at a time; each may need some hundred megabytes for a moment.
const DECODERS: usize = 2;

/// Keeps files of cases under a directory that the web server does not serve. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Attachments {
    desk: Desk,
    files: Arc<Files>,
    decoders: Arc<Semaphore>,
}

/// Who adds or opens a file, and of which case.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// A colleague, of the case with this public code.
    Colleague(&'a Caller, &'a str),
    /// A guest, of their case; they see their own files only.
    Guest(&'a GuestPass),
    /// Whoever reported a case, while it is open; they see their own files only.
    Reporter(&'a Receipt),
}

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFile {
    /// What the sender calls it; made safe before it is kept.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Event it comes with, if it comes with one.
    pub event_seq: Option<u32>,
}

/// A file to be sent.
#[derive(Debug)]
pub struct OpenedFile {
    pub info: AttachmentInfo,
    pub file: tokio::fs::File,
}

/// Region and case, and the id under which somebody adds.
struct Place {
    region: RegionCode,
    case_id: Uuid,
    by: String,
    /// Only files added by this id are seen.
    only: Option<String>,
}

impl Attachments {
    /// Keeps files under `dir`, which is made when the first one comes.
    #[must_use]
    pub fn new(desk: Desk, dir: impl Into<PathBuf>) -> Self {
        Self {
            desk,
            files: Arc::new(Files::new(dir.into())),
            decoders: Arc::new(Semaphore::new(DECODERS)),
        }
    }

    /// Adds a file to a case: who may comment on it may. The same content again changes nothing.
    pub async fn add(&self, whose: Whose<'_>, given: GivenFile) -> Result<AttachmentInfo, DeskError> {
        let place = self.place(whose, true).await?;
        let GivenFile {
            name,
            bytes,
            event_seq,
        } = given;
        if bytes.is_empty() || bytes.len() > MAX_FILE_BYTES {
            return Err(DeskError::invalid("file", format!("1 to {MAX_FILE_BYTES} bytes")));
        }
        let kind = FileKind::sniff(&bytes)
            .ok_or_else(|| DeskError::invalid("file", "a JPEG, PNG or WebP picture, or a PDF"))?;
        let (kind, bytes) = self.cleaned(kind, bytes).await?;
        let length = bytes.len() as u64;
        let files = Arc::clone(&self.files);
        let prepared = blocking(move || files.prepare(&bytes)).await?;
        let new = NewAttachment {
            case_id: place.case_id,
            attachment_id: random_id()?,
            sha256: prepared.sha256,
            kind,
            bytes: length,
            file_name: file_name(&name, kind),
            added_by: place.by,
            event_seq,
        };
        let keep = blocking(move || prepared.keep());
        let desk = &self.desk;
        match store::attachments::add(&desk.db, &place.region, &new, QUOTA, keep, desk.now()).await? {
            Added::Added(row) | Added::Known(row) => Ok(info(row)),
            Added::NoCase => Err(DeskError::NotFound),
            Added::Full => Err(DeskError::invalid(
                "file",
                format!(
                    "a case holds at most {} files and {} bytes",
                    QUOTA.files, QUOTA.bytes
                ),
            )),
            Added::NotKept(error) => Err(error.into()),
        }
    }

    /// The files of a case, oldest first.
    pub async fn list(&self, whose: Whose<'_>) -> Result<Vec<AttachmentInfo>, DeskError> {
        let place = self.place(whose, false).await?;
        let rows = store::attachments::attachments(&self.desk.db, &place.region, place.case_id).await?;
        Ok(rows
            .into_iter()
            .filter(|row| place.only.as_ref().is_none_or(|only| *only == row.added_by))
            .map(info)
            .collect())
    }

    /// One file of this very case.
    pub async fn open(&self, whose: Whose<'_>, attachment_id: Uuid) -> Result<OpenedFile, DeskError> {
        let place = self.place(whose, false).await?;
        let row = store::attachments::attachment(&self.desk.db, &place.region, place.case_id, attachment_id)
            .await?
            .filter(|row| place.only.as_ref().is_none_or(|only| *only == row.added_by))
            .ok_or(DeskError::NotFound)?;
        let file = tokio::fs::File::open(self.files.place(&row.sha256)).await?;
        Ok(OpenedFile {
            info: info(row),
            file,
        })
    }

    /// Removes files that belong to no case and are older than `age`: what a crash or a refusal left. Returns
    /// how many.
    pub async fn sweep(&self, age: Duration) -> Result<usize, DeskError> {
        let before = SystemTime::now()
            .checked_sub(age)
            .unwrap_or(SystemTime::UNIX_EPOCH);
        let files = Arc::clone(&self.files);
        let old = blocking(move || files.older_than(before)).await?;
        let mut swept = 0;
        for some in old.chunks(1_000) {
            let files = Arc::clone(&self.files);
            let remove = |orphans: Vec<[u8; 32]>| {
                blocking(move || {
                    // Meanwhile somebody may have brought the same content again, and have been refused.
                    orphans.iter().try_for_each(|orphan| files.remove(orphan))?;
                    Ok(orphans.len())
                })
            };
            swept += store::attachments::sweep(&self.desk.db, some, remove).await??;
        }
        Ok(swept)
    }

    async fn cleaned(&self, kind: FileKind, bytes: Vec<u8>) -> Result<(FileKind, Vec<u8>), DeskError> {
        if !kind.is_image() {
            return Ok((kind, bytes));
        }
        let permit = Arc::clone(&self.decoders).acquire_owned().await;
        let cleaned = blocking(move || {
            let _permit = permit;
            Ok(clean(kind, &bytes))
        })
        .await?;
        match cleaned {
            Ok((_, bytes)) if bytes.len() > MAX_KEPT_BYTES => Err(DeskError::invalid(
                "file",
                format!("a picture of at most {MAX_KEPT_BYTES} bytes once cleaned"),
            )),
            Ok(cleaned) => Ok(cleaned),
            Err(PictureFault::TooLarge) => Err(DeskError::invalid("file", "at most 50 million pixels")),
            Err(PictureFault::Unreadable) => Err(DeskError::invalid("file", "a picture that can be read")),
        }
    }

    /// Whoever reported a case adds a few pictures, as long as somebody may still look at them.
    async fn check_reporter(&self, receipt: &Receipt, by: &str) -> Result<(), DeskError> {
        let db = &self.desk.db;
        let rows = store::attachments::attachments(db, &receipt.region, receipt.case_id).await?;
        if receipt.takes_files(rows.iter().filter(|row| row.added_by == by).count()) {
            return Ok(());
        }
        Err(DeskError::invalid(
            "file",
            format!("at most {MAX_FILES} files, of a case that is still open"),
        ))
    }

    async fn place(&self, whose: Whose<'_>, adds: bool) -> Result<Place, DeskError> {
        match whose {
            Whose::Colleague(caller, code) => {
                let file = self.desk.seen(caller, code).await?;
                if adds {
                    caller.person.actor_for(&file.case, Action::Comment)?;
                }
                Ok(Place {
                    region: caller.region.clone(),
                    case_id: file.case_id,
                    by: caller.person.id.clone(),
                    only: None,
                })
            }
            Whose::Reporter(receipt) => {
                let by = "public report".to_owned();
                if adds {
                    self.check_reporter(receipt, &by).await?;
                }
                Ok(Place {
                    region: receipt.region.clone(),
                    case_id: receipt.case_id,
                    only: Some(by.clone()),
                    by,
                })
            }
            Whose::Guest(pass) => {
                let by = pass.actor();
                if adds {
                    let file =
                        store::workbench::private_file(&self.desk.db, &pass.region, pass.case_id).await?;
                    let file = file.ok_or(DeskError::NotFound)?;
                    domain::case::lifecycle::check(&file.case, Action::Comment, &by)?;
                }
                Ok(Place {
                    region: pass.region.clone(),
                    case_id: pass.case_id,
                    only: Some(by.id.clone()),
                    by: by.id,
                })
            }
        }
    }
}

/// Runs what blocks away from the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    spawn_blocking(work).await.map_err(std::io::Error::other)?
}

/// What is told of a stored file.
pub(crate) fn info(row: AttachmentRow) -> AttachmentInfo {
    AttachmentInfo {
        attachment_id: row.attachment_id.to_string(),
        kind: row.kind,
        bytes: row.bytes,
        file_name: row.file_name,
        added_by: row.added_by,
        added_at: row.added_at,
        event_seq: row.event_seq,
    }
}
