//! The lens itself: segments by month, the delta beside them, and how one becomes the other.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::geo::Edges;
use crate::incident::{Change, Incident};
use crate::keys::KeyMap;
use crate::pack::Row;
use crate::picture::Picture;
use crate::query::{Part, Query};
use crate::scan::{self, Sink};
use crate::segment::{self, Segment};

/// How large the delta may grow: a fraction of all rows, so that merging stays cheap per change,
/// between bounds, so that scanning it stays cheap per query.
const DELTA_SHARE: usize = 256;
const DELTA_LEAST: usize = 4096;
const DELTA_MOST: usize = 16_384;

/// A segment and which of its rows have been replaced or removed since it was built, ascending.
#[derive(Clone, Debug)]
struct Held {
    segment: Arc<Segment>,
    dead: Vec<u32>,
}

/// Rows that are in no segment yet, in no order, and where each key lies among them.
#[derive(Clone, Debug, Default)]
struct Delta {
    rows: Vec<Row>,
    index: KeyMap<u64, usize>,
}

impl Delta {
    fn put(&mut self, row: Row) {
        self.index.insert(row.key, self.rows.len());
        self.rows.push(row);
    }

    fn take(&mut self, key: u64) -> Option<Row> {
        let at = self.index.remove(&key)?;
        let row = self.rows.swap_remove(at);
        if let Some(moved) = self.rows.get(at) {
            self.index.insert(moved.key, at);
        }
        Some(row)
    }
}

/// The incidents of one region as one picture: what the map asks.
///
/// Cloning is cheap (segments are shared), so that a server may apply changes to a clone and swap
/// it in while queries go on with the old one.
#[derive(Clone, Debug)]
pub struct Lens<P: Picture> {
    version: u64,
    held: BTreeMap<i64, Held>,
    delta: Delta,
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
            held: BTreeMap::new(),
            delta: Delta::default(),
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
            lens.hold(month, rows);
        }
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
        let held: usize = self
            .held
            .values()
            .map(|held| held.segment.len() - held.dead.len())
            .sum();
        held + self.delta.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One incident as it is held; `None` if it is not in this picture.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<Incident> {
        if let Some(at) = self.delta.index.get(&key) {
            return Some(self.delta.rows[*at].incident());
        }
        let (month, row) = self.find(key, None)?;
        Some(self.held[&month].segment.row(row as usize).incident())
    }

    /// Takes changes in their order and moves to `version`. A batch that is already contained may
    /// be applied again as long as those after it follow again too.
    ///
    /// Costs microseconds per change; from time to time it folds the delta into the segments it
    /// concerns, which costs milliseconds for each.
    pub fn apply(&mut self, version: u64, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Remove(key) => {
                    if self.delta.take(*key).is_none() {
                        self.bury(*key, None);
                    }
                }
                Change::Upsert(incident) => {
                    let row = Row::of(incident);
                    if self.delta.take(row.key).is_none() {
                        self.bury(row.key, Some(row.month()));
                    }
                    self.delta.put(row);
                }
            }
        }
        self.version = self.version.max(version);
        let limit = (self.len() / DELTA_SHARE).clamp(DELTA_LEAST, DELTA_MOST);
        if self.backlog() > limit {
            // A little often: the pause is shorter, and what waits longer is cheaper per row.
            self.merge_down_to(limit - limit / 8);
        }
    }

    /// Folds all changes into the segments now: worth it after a large import.
    pub fn merge(&mut self) {
        self.merge_down_to(0);
    }

    /// Bytes held, spare capacity included.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let held: usize = self
            .held
            .values()
            .map(|held| held.segment.memory_bytes() + held.dead.capacity() * size_of::<u32>())
            .sum();
        let entry = size_of::<(u64, usize)>() + 1;
        held + self.delta.rows.capacity() * size_of::<Row>()
            + self.delta.index.capacity() * entry
            + size_of::<Self>()
    }

    /// Everything that matches goes to the sink: the delta first, then the months backwards.
    pub(crate) fn scan(&self, query: &Query, part: Part, sink: &mut impl Sink) {
        for row in &self.delta.rows {
            if query.takes(row, part) {
                sink.loose(row);
            }
        }
        for held in self.held.values().rev() {
            scan::segment(&held.segment, &held.dead, query, part, sink);
        }
    }

    /// A box that holds every placed row, `None` if there is none.
    pub(crate) fn extent(&self) -> Option<Edges> {
        let segments = self.held.values().filter_map(|held| held.segment.extent);
        let loose = self.delta.rows.iter().filter_map(Row::spot).map(segment::around);
        segments.chain(loose).reduce(|a, b| segment::join(&a, &b))
    }

    /// The living row of a key in the segments; `month` is where it most likely is.
    fn find(&self, key: u64, month: Option<i64>) -> Option<(i64, u32)> {
        let living = |month: i64, held: &Held| {
            let row = held.segment.find(key)?;
            held.dead.binary_search(&row).is_err().then_some((month, row))
        };
        let likely = month.and_then(|month| living(month, self.held.get(&month)?));
        likely.or_else(|| {
            self.held
                .iter()
                .rev()
                .find_map(|(month, held)| living(*month, held))
        })
    }

    fn bury(&mut self, key: u64, month: Option<i64>) {
        let Some((month, row)) = self.find(key, month) else {
            return;
        };
        if let Some(held) = self.held.get_mut(&month)
            && let Err(at) = held.dead.binary_search(&row)
        {
            held.dead.insert(at, row);
        }
    }

    /// Rows of the delta and dead rows: what a merge would clear away.
    fn backlog(&self) -> usize {
        self.delta.rows.len() + self.held.values().map(|held| held.dead.len()).sum::<usize>()
    }

    /// Rebuilds the segments with the largest backlog until no more than `rest` is left.
    fn merge_down_to(&mut self, rest: usize) {
        let mut fresh: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
        for row in &self.delta.rows {
            fresh.entry(row.month()).or_default().push(*row);
        }
        let mut backlog: BTreeMap<i64, usize> =
            fresh.iter().map(|(month, rows)| (*month, rows.len())).collect();
        for (month, held) in &self.held {
            *backlog.entry(*month).or_default() += held.dead.len();
        }
        let mut left: usize = backlog.values().sum();
        let mut months: Vec<(usize, i64)> = backlog.into_iter().map(|(month, rows)| (rows, month)).collect();
        months.sort_unstable_by(|a, b| b.cmp(a));
        for (rows, month) in months {
            if left <= rest {
                break;
            }
            left -= rows;
            self.rebuild(month, fresh.remove(&month).unwrap_or_default());
        }
        let remaining: Vec<Row> = fresh.into_values().flatten().collect();
        self.delta = Delta::default();
        remaining.into_iter().for_each(|row| self.delta.put(row));
    }

    fn rebuild(&mut self, month: i64, fresh: Vec<Row>) {
        let mut rows = Vec::new();
        if let Some(Held { segment, dead }) = self.held.remove(&month) {
            rows.reserve_exact(segment.len() - dead.len() + fresh.len());
            let mut dead = dead.into_iter().peekable();
            for row in 0..segment.len() {
                if dead.next_if_eq(&(row as u32)).is_none() {
                    rows.push(segment.row(row));
                }
            }
        }
        rows.extend(fresh);
        self.hold(month, rows);
    }

    fn hold(&mut self, month: i64, rows: Vec<Row>) {
        if !rows.is_empty() {
            let segment = Arc::new(Segment::build(month, rows));
            self.held.insert(
                month,
                Held {
                    segment,
                    dead: Vec::new(),
                },
            );
        }
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
