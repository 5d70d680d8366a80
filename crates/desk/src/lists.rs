//! Lists that administrators bring in the browser: what was brought, how it shall be read, and how its import stands.
//!
//! Each lies in a directory of its own, with what is known of it as JSON beside it. What a file holds and what taking it
//! comes to is found out by the server, which has the readers.

mod space;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use domain::RegionCode;
use domain::access::Right;
use domain::intake::{BroughtList, ListLine, ListRun, ListState, ListView};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::intake::StoredMapping;
use uuid::Uuid;

pub use space::{ListSpace, Room};

use crate::{Caller, Desk, DeskError};

const LIST: &str = "list.json";
const RUN: &str = "run.json";
/// What was left by an upload that did not come to its end is removed after so long.
const UNFINISHED: Duration = Duration::from_secs(24 * 3600);

/// The lists under one directory, which the web server does not serve. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lists {
    desk: Desk,
    dir: PathBuf,
    shipped: Arc<[String]>,
    space: ListSpace,
    /// Bytes that lists on their way may take.
    coming: Arc<Mutex<HashMap<Uuid, u64>>>,
    /// One at a time per region.
    running: Arc<Mutex<HashMap<RegionCode, (Uuid, ListRun)>>>,
}

/// Where the parts of one list lie.
#[derive(Debug, Clone)]
pub struct ListFiles {
    pub id: Uuid,
    pub dir: PathBuf,
}

impl ListFiles {
    /// The file as it was brought.
    #[must_use]
    pub fn list(&self) -> PathBuf {
        self.dir.join("list")
    }

    /// The mapping by which it is read.
    #[must_use]
    pub fn mapping(&self) -> PathBuf {
        self.dir.join("mapping.toml")
    }

    /// The rows that could not be taken; there only if there are any.
    #[must_use]
    pub fn rejects(&self) -> PathBuf {
        self.dir.join("rejects.csv")
    }

    fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        let aside = self.dir.join(format!("{name}.aside"));
        fs::write(&aside, serde_json::to_vec(value)?)?;
        fs::rename(aside, self.dir.join(name))
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> io::Result<Option<T>> {
        match fs::read(self.dir.join(name)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Lists {
    /// Keeps lists under `dir`, which is made when the first one comes. `shipped` names the mappings that everybody has.
    #[must_use]
    pub fn new(
        desk: Desk,
        dir: impl Into<PathBuf>,
        shipped: impl IntoIterator<Item = String>,
        space: ListSpace,
    ) -> Self {
        Self {
            desk,
            dir: dir.into(),
            shipped: shipped.into_iter().collect(),
            space,
            coming: Arc::default(),
            running: Arc::default(),
        }
    }

    /// The lists of the caller's region, newest first.
    pub async fn lines(&self, caller: &Caller) -> Result<Vec<ListLine>, DeskError> {
        caller.needs(Right::ImportLists)?;
        let mut lines = Vec::new();
        for files in self.every()? {
            // Whatever else lies here is no list of ours.
            if let Ok(Some(list)) = files.read::<BroughtList>(LIST)
                && list.region == caller.region.as_str()
            {
                lines.push(ListLine {
                    run: self.run(&caller.region, &files)?,
                    id: list.id,
                    file_name: list.file_name,
                    by: list.by,
                    brought_at: list.brought_at,
                });
            }
        }
        lines.sort_by(|a, b| (b.brought_at, &b.id).cmp(&(a.brought_at, &a.id)));
        Ok(lines)
    }

    /// One list of the caller's region.
    pub async fn view(&self, caller: &Caller, id: &str) -> Result<ListView, DeskError> {
        let (files, list) = self.find(caller, id)?;
        let saved = store::intake::saved_mappings(&self.desk.db, &caller.region).await?;
        let shipped = self.shipped.iter().map(|name| (name.clone(), name.clone()));
        let saved = saved.into_iter().map(|(id, name)| {
            let short: String = id.simple().to_string().chars().take(6).collect();
            (id.to_string(), format!("{name} ({short})"))
        });
        let busy = self.running().get(&caller.region).map(|(id, _)| *id);
        Ok(ListView {
            run: self.run(&caller.region, &files)?,
            list,
            bases: shipped.chain(saved).collect(),
            busy: busy.is_some_and(|running| running != files.id),
        })
    }

    /// A list of the caller's region and where it lies.
    pub fn find(&self, caller: &Caller, id: &str) -> Result<(ListFiles, BroughtList), DeskError> {
        caller.needs(Right::ImportLists)?;
        let id = Uuid::parse_str(id).map_err(|_| DeskError::NotFound)?;
        let files = self.files(id);
        let list: Option<BroughtList> = files.read(LIST)?;
        let list = list.filter(|list| list.region == caller.region.as_str());
        Ok((files, list.ok_or(DeskError::NotFound)?))
    }

    /// Removes what was brought.
    fn clear(&self, files: &ListFiles) -> Result<(), DeskError> {
        Ok(fs::remove_dir_all(&files.dir)?)
    }

    /// Keeps what is known of a list.
    pub fn keep(&self, files: &ListFiles, list: &BroughtList) -> Result<(), DeskError> {
        Ok(files.write(LIST, list)?)
    }

    /// A mapping of the caller's region.
    pub async fn saved_mapping(&self, caller: &Caller, id: Uuid) -> Result<Option<StoredMapping>, DeskError> {
        caller.needs(Right::ImportLists)?;
        Ok(store::intake::saved_mapping(&self.desk.db, &caller.region, id).await?)
    }

    /// Saves a mapping for the caller's region; returns its id.
    pub async fn save_mapping(&self, caller: &Caller, mapping: &StoredMapping) -> Result<Uuid, DeskError> {
        caller.needs(Right::ImportLists)?;
        let (by, now) = (caller.id()?, self.desk.now());
        Ok(store::intake::save_mapping(&self.desk.db, &caller.region, mapping, by, now).await?)
    }

    /// Begins an import: from now on it is shown as running, and no other one begins in the region.
    pub async fn begin(
        &self,
        caller: &Caller,
        files: &ListFiles,
        list: &BroughtList,
    ) -> Result<ListRun, DeskError> {
        caller.needs(Right::ImportLists)?;
        let run = ListRun {
            state: ListState::Running,
            mapping: list.choices.name.clone(),
            by: caller.name.clone(),
            began_at: self.desk.now(),
            ended_at: None,
            summary: domain::intake::ImportSummary::default(),
            bytes: 0,
            bytes_total: list.bytes,
            failure: None,
        };
        {
            let mut running = self.running();
            if running.contains_key(&caller.region) {
                return Err(DeskError::invalid("run", "one list at a time"));
            }
            running.insert(caller.region.clone(), (files.id, run.clone()));
        }
        let noted = store::intake::note_import(
            &self.desk.db,
            &caller.region,
            &list.file_name,
            &list.choices.name,
            caller.id()?,
            run.began_at,
        );
        let begun = match noted.await {
            Ok(()) => files.write(RUN, &run).map_err(DeskError::from),
            Err(error) => Err(error.into()),
        };
        if begun.is_err() {
            self.running().remove(&caller.region);
        }
        begun.map(|()| run)
    }

    /// How far a running import has come.
    pub fn tell(&self, region: &RegionCode, files: &ListFiles, run: &ListRun) {
        self.running().insert(region.clone(), (files.id, run.clone()));
        if let Err(error) = files.write(RUN, run) {
            tracing::warn!(%error, "how far an import has come is not written down");
        }
    }

    /// A running import is over, or was cut off: the next one may begin.
    pub fn end(&self, region: &RegionCode, files: &ListFiles, run: Option<&ListRun>) {
        if let Some(run) = run
            && let Err(error) = files.write(RUN, run)
        {
            tracing::warn!(%error, "how an import ended is not written down");
        }
        self.running().remove(region);
    }

    /// Removes lists that were brought longer ago than `age`. Returns how many.
    pub fn sweep(&self, age: Duration) -> Result<usize, DeskError> {
        let old = |since: SystemTime, age: Duration| since.elapsed().is_ok_and(|elapsed| elapsed > age);
        let running = self.running_ids();
        let mut swept = 0;
        for files in self.every()? {
            if running.contains(&files.id) {
                continue;
            }
            let is_old = match files.read::<BroughtList>(LIST) {
                Ok(Some(list)) => old(list.brought_at.into(), age),
                Ok(None) => old(fs::metadata(&files.dir)?.modified()?, UNFINISHED),
                Err(_) => old(fs::metadata(&files.dir)?.modified()?, age),
            };
            if is_old {
                self.clear(&files)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<RegionCode, (Uuid, ListRun)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running_ids(&self) -> Vec<Uuid> {
        self.running().values().map(|(id, _)| *id).collect()
    }

    /// How an import stands. One that is written down as running and is not was cut off.
    fn run(&self, region: &RegionCode, files: &ListFiles) -> Result<Option<ListRun>, DeskError> {
        if let Some((id, run)) = self.running().get(region)
            && *id == files.id
        {
            return Ok(Some(run.clone()));
        }
        let mut run: Option<ListRun> = files.read(RUN)?;
        if let Some(run) = &mut run
            && run.state == ListState::Running
        {
            run.state = ListState::CutOff;
        }
        Ok(run)
    }

    fn files(&self, id: Uuid) -> ListFiles {
        ListFiles {
            id,
            dir: self.dir.join(id.to_string()),
        }
    }

    fn every(&self) -> Result<Vec<ListFiles>, DeskError> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut every = Vec::new();
        for entry in entries {
            if let Some(id) = id_of(&entry?.path()) {
                every.push(self.files(id));
            }
        }
        Ok(every)
    }
}

fn id_of(path: &Path) -> Option<Uuid> {
    Uuid::parse_str(path.file_name()?.to_str()?).ok()
}
