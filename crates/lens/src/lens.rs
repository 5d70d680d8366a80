//! The lens itself: segments by month, the young segment beside them, and the tail of the latest changes.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::cells::CellSink;
use crate::held::Held;
use crate::incident::{Change, Incident};
use crate::keys::KeyMap;
use crate::pack::Row;
use crate::picture::Picture;
use crate::query::Query;
use crate::quiet::Quiet;
use crate::scan::{self, Sink};
use crate::tail::Tail;

/// How long the tail may be between batches: every query looks at each of its rows.
const TAIL: usize = 2048;

/// The incidents of one region as one picture: what the map asks.
///
/// Cloning is cheap (segments are shared), so that a server may apply changes to a clone and swap
/// it in while queries go on with the old one.
#[derive(Clone, Debug)]
pub struct Lens<P: Picture> {
    pub(crate) version: u64,
    pub(crate) months: BTreeMap<i64, Held>,
    quiet: Arc<Quiet>,
    /// Changes of any month, until a merge folds them into theirs.
    pub(crate) young: Option<Held>,
    pub(crate) tail: Tail,
    picture: PhantomData<fn() -> P>,
}

impl<P: Picture> Default for Lens<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Picture> Lens<P> {
    /// An empty picture at version 0.
    #[must_use]
    pub fn new() -> Self {
        Self {
            version: 0,
            months: BTreeMap::new(),
            quiet: Arc::default(),
            young: None,
            tail: Tail::default(),
            picture: PhantomData,
        }
    }

    /// A picture of these incidents, in any order; of incidents with the same key the last counts.
    #[must_use]
    pub fn from_incidents(version: u64, incidents: impl IntoIterator<Item = Incident>) -> Self {
        let mut months: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
        // (key, how many came before it, month): what decides which of several counts.
        let mut order: Vec<(u64, usize, i64)> = Vec::new();
        for (count, incident) in incidents.into_iter().enumerate() {
            let row = Row::of(&incident);
            order.push((row.key, count, row.month()));
            months.entry(row.month()).or_default().push(row);
        }
        let stale = stale_rows(order);
        let mut lens = Self {
            version,
            ..Self::new()
        };
        for (month, rows) in months {
            let rows = match stale.get(&month) {
                None => rows,
                Some(stale) => without(rows, stale),
            };
            lens.months.extend(Held::of(rows).map(|held| (month, held)));
        }
        lens.months_changed();
        lens
    }

    /// The version of the data it shows, as given by the caller; never falls.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Incidents in it, placed or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layers().map(Held::len).sum::<usize>() + self.tail.rows().len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One incident as it is held; `None` if it is not in this picture.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<Incident> {
        let tail = self.tail.get(key).copied();
        let row = tail.or_else(|| self.layers().find_map(|held| held.get(key)))?;
        Some(row.incident())
    }

    /// Takes changes in their order and moves to `version`. A batch that is already contained may
    /// be applied again as long as those after it follow again too.
    ///
    /// Costs microseconds per change; once in some thousands it sorts the latest of them, which costs
    /// milliseconds. Unless [`Lens::begin_merge`] is made use of, it also folds changes into the month
    /// that concerns most of them from time to time: a tenth of a second where a month has 300,000.
    pub fn apply(&mut self, version: u64, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Remove(key) => {
                    if self.tail.take(*key).is_none() {
                        self.bury(*key, None);
                    }
                }
                Change::Upsert(incident) => {
                    let row = Row::of(incident);
                    if self.tail.take(row.key).is_none() {
                        self.bury(row.key, Some(row.month()));
                    }
                    self.tail.put(row);
                }
            }
        }
        // Once per batch, so that a large one costs no more per change.
        if self.tail.rows().len() > TAIL {
            self.settle_tail();
        }
        self.version = self.version.max(version);
        self.merge_if_nobody_does();
    }

    /// Bytes held, spare capacity included.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let layers: usize = self.layers().map(Held::memory_bytes).sum();
        layers + self.tail.memory_bytes() + self.quiet.memory_bytes() + size_of::<Self>()
    }

    /// Everything that matches goes to the sink: the latest changes first, then the months backwards.
    pub(crate) fn scan(&self, query: &Query, sink: &mut impl Sink) {
        for row in self.tail.rows() {
            if query.takes(row) {
                sink.loose(row);
            }
        }
        for held in self.layers() {
            if sink.is_full() {
                break;
            }
            scan::segment(&held.segment, &held.dead, query, sink);
        }
    }

    /// As [`Self::scan`] for counts per cell, adding up quiet months at once where all of them match.
    pub(crate) fn scan_cells(&self, query: &Query, sink: &mut CellSink) {
        if !self.quiet.serves(query, sink.shift()) {
            return self.scan(query, sink);
        }
        self.quiet.tiles().for_each(|(code, tally)| sink.add(code, tally));
        let (quiet, others): (Vec<_>, Vec<_>) = self
            .months
            .iter()
            .rev()
            .partition(|(month, _)| self.quiet.has(**month));
        for (_, held) in quiet {
            sink.take_off(&held.segment, &held.dead);
        }
        for row in self.tail.rows().iter().filter(|row| query.takes(row)) {
            sink.loose(row);
        }
        for held in self.young.iter().chain(others.into_iter().map(|(_, held)| held)) {
            scan::segment(&held.segment, &held.dead, query, sink);
        }
    }

    /// To be called when other segments are held: what is derived of all of them is derived again.
    pub(crate) fn months_changed(&mut self) {
        self.quiet = Arc::new(Quiet::of(&self.months));
    }

    /// The segments, the latest first.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Held> {
        self.young.iter().chain(self.months.values().rev())
    }

    /// Lets the row of a key die; `month` is where it most likely is.
    fn bury(&mut self, key: u64, month: Option<i64>) {
        let likely = month.and_then(|month| self.months.get_mut(&month));
        let buried = self.young.iter_mut().chain(likely).any(|held| held.bury(key));
        if !buried {
            self.months.values_mut().rev().any(|held| held.bury(key));
        }
    }

    /// Makes the tail part of the young segment.
    pub(crate) fn settle_tail(&mut self) {
        if self.tail.rows().is_empty() {
            return;
        }
        let young = self.young.take();
        let mut rows: Vec<Row> = young.iter().flat_map(Held::living).collect();
        rows.extend(self.tail.rows());
        self.young = Held::of(rows);
        self.tail = Tail::default();
    }
}

/// Which keys have a later entry in which other month, or twice in the same: for each month the keys
/// to drop, and how many of their rows to keep at its end (0 or 1).
fn stale_rows(mut order: Vec<(u64, usize, i64)>) -> BTreeMap<i64, KeyMap<u64, usize>> {
    order.sort_unstable();
    let mut stale: BTreeMap<i64, KeyMap<u64, usize>> = BTreeMap::new();
    for same in order.chunk_by(|a, b| a.0 == b.0) {
        let [earlier @ .., last] = same else { continue };
        for (key, _, month) in earlier {
            stale
                .entry(*month)
                .or_default()
                .insert(*key, usize::from(*month == last.2));
        }
    }
    stale
}

/// Keeps of each stale key only its last row, or none.
fn without(rows: Vec<Row>, stale: &KeyMap<u64, usize>) -> Vec<Row> {
    let mut seen: KeyMap<u64, usize> = KeyMap::default();
    let mut kept: Vec<Row> = rows
        .into_iter()
        .rev()
        .filter(|row| match stale.get(&row.key) {
            None => true,
            Some(keep) => {
                let seen = seen.entry(row.key).or_default();
                *seen += 1;
                *seen <= *keep
            }
        })
        .collect();
    kept.reverse();
    kept
}
