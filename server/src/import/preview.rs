//! What an import would do, without doing it.
//!
//! Batches are taken and rolled back, so one batch does not see what an earlier one would have
//! written. That is remembered here: one small number per record and per content, the only thing that
//! grows with the file, and only in a dry run.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::intake::IncomingRecord;

/// The records of earlier batches of this run.
#[derive(Debug, Default)]
pub(super) struct Seen {
    contents: HashMap<u64, HashSet<u64>>,
}

/// How a record stands to the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Its id has not come yet.
    First,
    /// Its id has come with other content.
    OtherContent,
    /// Its id has come with this very content.
    Same,
}

impl Seen {
    pub(super) fn standing(&self, record: &IncomingRecord) -> Standing {
        match self.contents.get(&key(record)) {
            None => Standing::First,
            Some(contents) if contents.contains(&content(record)) => Standing::Same,
            Some(_) => Standing::OtherContent,
        }
    }

    pub(super) fn note(&mut self, record: &IncomingRecord) {
        self.contents
            .entry(key(record))
            .or_default()
            .insert(content(record));
    }
}

fn key(record: &IncomingRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    (record.source, &record.external_id).hash(&mut hasher);
    hasher.finish()
}

fn content(record: &IncomingRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    record.content_hash.hash(&mut hasher);
    hasher.finish()
}
