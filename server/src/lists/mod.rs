//! Lists that administrators bring in the browser: looked at ([`brought`]), read by what they choose ([`chosen`]), and
//! imported here, beside whatever else the server does.
//!
//! An import is the very one of `lianqin import`. If the server is stopped in the middle, what was taken stays; running
//! it again finds that unchanged and goes on.

mod brought;
mod chosen;

use std::path::PathBuf;
use std::time::Duration;

use desk::{Caller, Desk, DeskError, ListFiles, ListSpace, Lists};
use domain::RegionCode;
use domain::intake::{BroughtList, ListRun, ListState};
use intake::{IntakeError, Mapping};
use store::Db;
use store::intake::StoredMapping;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub(crate) use brought::bring;
pub(crate) use chosen::{begin_with, choose};

use crate::import::{Import, ImportError, Outcome};

/// What a form puts around a file has fewer bytes.
const FORM_BYTES: u64 = 64 << 10;
/// So much is read of an upload: far more than is taken, so that whoever sends a list that is too large is told so.
pub(crate) const MAX_UPLOAD_BYTES: usize = 2 << 30;
/// How long it may be on its way.
pub(crate) const MAX_UPLOAD_TIME: Duration = Duration::from_secs(30 * 60);

/// Whether lists are sent to this path.
pub(crate) fn is_upload(path: &str) -> bool {
    matches!(path, "/admin/import/files" | "/en/admin/import/files")
}

/// Given to the handlers of lists. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Importer {
    lists: Lists,
    db: Db,
    /// Where the key of pseudonyms is.
    data_dir: PathBuf,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Importer {
    pub(crate) fn new(desk: Desk, db: Db, data_dir: PathBuf, space: ListSpace) -> Self {
        let shipped = Mapping::shipped().chain(Mapping::systems()).map(str::to_owned);
        Self {
            lists: Lists::new(desk, data_dir.join("imports"), shipped, space),
            db,
            data_dir,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    pub(crate) fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Ends the imports that run when the server stops, and waits for that.
    pub(crate) async fn until(self, stop: CancellationToken) {
        stop.cancelled().await;
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Begins to import a list of the caller's region.
    pub(crate) async fn start(&self, caller: &Caller, id: &str) -> Result<(), DeskError> {
        let (files, list) = self.lists.find(caller, id)?;
        if list.preview.is_none() {
            return Err(DeskError::invalid("run", "say first which column is what"));
        }
        let text = tokio::fs::read_to_string(files.mapping()).await?;
        let mapping = Mapping::parse(&list.choices.name, &text).map_err(|error| unreadable("run", &error))?;
        let run = self.lists.begin(caller, &files, &list).await?;
        let running = Running {
            importer: self.clone(),
            region: caller.region.clone(),
            files,
        };
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = running.import(mapping, run) => {}
                // It is written down as running, which tells whoever looks later that it was cut off.
                () = stop.cancelled() => {}
            }
        });
        Ok(())
    }

    /// The mapping that people call by `base`: the name of a shipped one, or the id of a saved one.
    async fn base(&self, caller: &Caller, base: &str) -> Result<Mapping, DeskError> {
        let unknown = || DeskError::invalid("base", "choose one");
        if let Ok(id) = Uuid::parse_str(base) {
            let saved = self.lists.saved_mapping(caller, id).await?;
            let StoredMapping { name, text } = saved.ok_or_else(unknown)?;
            return Mapping::parse(&name, &text).map_err(|error| unreadable("base", &error));
        }
        let mut shipped = Mapping::shipped().chain(Mapping::systems());
        let name = shipped.find(|name| *name == base).ok_or_else(unknown)?;
        Mapping::load(name).map_err(|error| unreadable("base", &error))
    }
}

/// An import that runs; however it ends, the next one may begin.
struct Running {
    importer: Importer,
    region: RegionCode,
    files: ListFiles,
}

impl Running {
    async fn import(&self, mapping: Mapping, run: ListRun) {
        let lists = &self.importer.lists;
        let import = Import {
            region: self.region.clone(),
            mapping,
            file: self.files.list(),
            rejects: self.files.rejects(),
            data_dir: self.importer.data_dir.clone(),
            dry_run: false,
        };
        let mut run = run;
        // Those of an earlier run.
        let _ = tokio::fs::remove_file(&import.rejects).await;
        let mut told = run.clone();
        let outcome = import
            .run(&self.importer.db, |summary, bytes, bytes_total| {
                told.summary = summary.clone();
                (told.bytes, told.bytes_total) = (bytes, bytes_total);
                lists.tell(&self.region, &self.files, &told);
            })
            .await;
        match outcome {
            Ok(Outcome { summary, failure }) => {
                run.summary = summary;
                // Where it lies is nobody's business.
                run.summary.rejects_file = run.summary.rejects_file.map(|_| "rejects.csv".to_owned());
                run.bytes = run.bytes_total;
                run.state = match failure {
                    None => ListState::Done,
                    Some(_) => ListState::Failed,
                };
                run.failure = failure;
            }
            Err(error) => {
                tracing::warn!(%error, "a list is not imported to its end");
                run = told;
                run.state = ListState::Failed;
                run.failure = Some(match &error {
                    ImportError::Intake(error) => reason(error),
                    _ => "the database does not answer, or refuses".to_owned(),
                });
            }
        }
        run.ended_at = Some(chrono::Utc::now());
        lists.end(&self.region, &self.files, Some(&run));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.importer.lists.end(&self.region, &self.files, None);
    }
}

/// A list as it was brought, with the region's caller let in.
fn found(importer: &Importer, caller: &Caller, id: &str) -> Result<(ListFiles, BroughtList), DeskError> {
    importer.lists.find(caller, id)
}

/// Why a file or a mapping cannot be read, without the path where we keep it.
fn reason(error: &IntakeError) -> String {
    match error {
        IntakeError::Unreadable { reason, .. } => reason.clone(),
        IntakeError::MissingColumns { wanted, .. } => format!("the list does not have {wanted}"),
        IntakeError::Mapping { message, .. } => message.clone(),
        IntakeError::Io { source, .. } => source.to_string(),
        IntakeError::UnknownMapping { .. } => error.to_string(),
    }
}

fn unreadable(field: &'static str, error: &IntakeError) -> DeskError {
    DeskError::invalid(field, reason(error))
}

/// Runs what blocks away from the threads that answer requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| DeskError::Unavailable(error.to_string()))
}
