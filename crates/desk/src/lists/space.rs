//! How much room lists take on the disk, and who makes way.
//!
//! What is removed to make room is in the database: the rows of a list that was imported to its end are records or
//! stand in quarantine. A list that was not is never removed for another one; then the other one is refused.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::sync::{MutexGuard, PoisonError};

use domain::access::Right;
use domain::intake::{BroughtList, ListRun, ListState};
use uuid::Uuid;

use super::{ListFiles, Lists, RUN};
use crate::{Caller, DeskError};

/// How much room lists may take, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListSpace {
    /// One list, as it is brought.
    pub each: u64,
    /// All of them together, with what lies beside them.
    pub all: u64,
}

impl Default for ListSpace {
    fn default() -> Self {
        Self {
            each: 512 << 20,
            all: 20 << 30,
        }
    }
}

/// Room for a list that is being brought. What has come of it goes with the room, unless it is kept.
#[derive(Debug)]
pub struct Room {
    lists: Lists,
    files: ListFiles,
    is_kept: bool,
}

impl Room {
    /// Where the list lies.
    #[must_use]
    pub fn files(&self) -> &ListFiles {
        &self.files
    }

    /// Keeps the list, which has come whole.
    pub fn keep(mut self, list: &BroughtList) -> Result<(), DeskError> {
        self.lists.keep(&self.files, list)?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if !self.is_kept {
            // Why it was refused is worth more than why it could not be removed: the sweeper comes by.
            let _ = self.lists.clear(&self.files);
        }
        self.lists.coming().remove(&self.files.id);
    }
}

impl Lists {
    /// How much room lists may take.
    #[must_use]
    pub fn space(&self) -> ListSpace {
        self.space
    }

    /// Makes room for a list that is being brought, of at most so many bytes.
    pub fn make_room(&self, caller: &Caller, bytes: u64) -> Result<Room, DeskError> {
        caller.needs(Right::ImportLists)?;
        let files = self.files(Uuid::now_v7());
        let mut coming = self.coming();
        self.make_way(bytes, &coming)?;
        coming.insert(files.id, bytes);
        drop(coming);
        let room = Room {
            lists: self.clone(),
            files,
            is_kept: false,
        };
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&room.files.dir)?;
        Ok(room)
    }

    /// Removes the lists that were imported first, as many as it takes; none where that would not be enough.
    fn make_way(&self, bytes: u64, coming: &HashMap<Uuid, u64>) -> Result<(), DeskError> {
        let running = self.running_ids();
        let (mut taken, mut done) = (bytes, Vec::new());
        for files in self.every()? {
            let size = match coming.get(&files.id) {
                Some(held) => *held,
                None => files.bytes()?,
            };
            taken = taken.saturating_add(size);
            // What cannot be read is no list of ours.
            if let Ok(Some(run)) = files.read::<ListRun>(RUN)
                && run.state == ListState::Done
                && !running.contains(&files.id)
            {
                done.push((run.ended_at, size, files));
            }
        }
        done.sort_by_key(|(ended_at, ..)| *ended_at);
        let over = taken.saturating_sub(self.space.all);
        let (mut freed, mut going) = (0, Vec::new());
        for (_, size, files) in done {
            if freed >= over {
                break;
            }
            freed += size;
            going.push(files);
        }
        if freed < over {
            let most = self.space.all >> 20;
            let rule =
                format!("no room: all lists together may take {most} MB, and those not yet imported stay");
            return Err(DeskError::invalid("file", rule));
        }
        for files in going {
            self.clear(&files)?;
            tracing::info!(list = %files.id, "an imported list made way for another one");
        }
        Ok(())
    }

    /// What is held for lists that are on their way.
    fn coming(&self) -> MutexGuard<'_, HashMap<Uuid, u64>> {
        self.coming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ListFiles {
    /// What lies there, in bytes.
    fn bytes(&self) -> io::Result<u64> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            // Somebody has just removed it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let mut bytes = 0;
        for entry in entries {
            bytes += entry?.metadata().map_or(0, |file| file.len());
        }
        Ok(bytes)
    }
}
