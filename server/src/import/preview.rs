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
    records: HashMap<u64, Contents>,
}

/// What has come of one record.
#[derive(Debug, Default)]
struct Contents {
    hashes: HashSet<u64>,
    /// The greatest version its source has named.
    newest: Option<i64>,
}

/// How a record stands to the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Its id has not come yet.
    First,
    /// Its id has come with other content.
    OtherContent,
    /// Its id has come with this very content, or with a newer version.
    Same,
}

impl Seen {
    pub(super) fn standing(&self, record: &IncomingRecord) -> Standing {
        let Some(come) = self.records.get(&key(record)) else {
            return Standing::First;
        };
        let is_late = come
            .newest
            .zip(record.version)
            .is_some_and(|(newest, version)| newest > version);
        if is_late || come.hashes.contains(&content(record)) {
            Standing::Same
        } else {
            Standing::OtherContent
        }
    }

    pub(super) fn note(&mut self, record: &IncomingRecord) {
        let come = self.records.entry(key(record)).or_default();
        come.hashes.insert(content(record));
        come.newest = come.newest.max(record.version);
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
