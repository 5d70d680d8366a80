//! The board's memory: every case of a region, placed on the map or not, public or not.
//!
//! It holds what figures need and nothing else, in days by receipt. Of each day it also keeps the
//! finished sums per unit, so that a board over thirty days adds up thirty short lists instead of
//! looking at the cases: only open cases with a limit change with the clock and are looked at one
//! by one. How a case counts is [`Counts::of`] and decided there alone.

mod day;

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use domain::board::figures::{CaseFact, Counts};

use crate::keys::{KeyMap, Sketch};
use crate::pack::{DAY, hold_received};
use crate::picture::Picture;
use day::Day;

/// The code of "no unit": not assigned to a department, or in no known township.
pub const UNASSIGNED: u16 = u16::MAX;

/// One case as the board counts it. Times more than 68 years from receipt are held at that
/// distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// Identity, stable over all changes of the case.
    pub key: u64,
    /// [`UNASSIGNED`] = none.
    pub department: u16,
    /// [`UNASSIGNED`] = none.
    pub township: u16,
    pub case: CaseFact,
}

/// One change of the ledger. Applying it twice is the same as applying it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FactChange {
    Upsert(Fact),
    Remove(u64),
}

impl FactChange {
    fn key(&self) -> u64 {
        match self {
            Self::Upsert(fact) => fact.key,
            Self::Remove(key) => *key,
        }
    }
}

/// By which unit a board is broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Department,
    Township,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardAnswer {
    pub version: u64,
    /// All rows together.
    pub totals: Counts,
    /// Units with a case in the cohort, ascending by code; [`UNASSIGNED`] is one of them.
    pub rows: Vec<(u16, Counts)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesAnswer {
    pub version: u64,
    /// One fewer than there were edges.
    pub buckets: Vec<Counts>,
}

/// Days per sketch of keys: enough to keep the number of sketches to ask small.
const DAYS_PER_MONTH: i64 = 30;

#[derive(Clone, Debug)]
struct Month {
    days: BTreeMap<i64, Arc<Day>>,
    /// Every key of its days, and some that have left.
    sketch: Sketch,
}

impl Month {
    fn with_sketch(days: BTreeMap<i64, Arc<Day>>) -> Self {
        let keys: usize = days.values().map(|day| day.len()).sum();
        let mut sketch = Sketch::with_room((keys * 3 / 2).max(1024));
        days.values()
            .flat_map(|day| day.keys())
            .for_each(|key| sketch.insert(*key));
        Self { days, sketch }
    }
}

/// All cases of one region, for the board. Cloning is cheap: days are shared.
#[derive(Clone, Debug)]
pub struct Ledger<P: Picture> {
    version: u64,
    months: BTreeMap<i64, Month>,
    picture: PhantomData<fn() -> P>,
}

impl<P: Picture> Default for Ledger<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Picture> Ledger<P> {
    /// An empty ledger at version 0.
    #[must_use]
    pub fn new() -> Self {
        Self {
            version: 0,
            months: BTreeMap::new(),
            picture: PhantomData,
        }
    }

    /// A ledger of these facts, in any order; of facts with the same key the last counts.
    #[must_use]
    pub fn from_facts(version: u64, facts: impl IntoIterator<Item = Fact>) -> Self {
        let mut ledger = Self::new();
        let changes: Vec<FactChange> = facts.into_iter().map(FactChange::Upsert).collect();
        ledger.apply(version, &changes);
        ledger
    }

    /// The version of the data it shows, as given by the caller; never falls.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.months
            .values()
            .flat_map(|month| month.days.values())
            .map(|day| day.len())
            .sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// Takes changes in their order and moves to `version`. Costs one pass over each day concerned,
    /// however many of its cases change: hand changes over in batches.
    pub fn apply(&mut self, version: u64, changes: &[FactChange]) {
        let mut last: KeyMap<u64, &FactChange> = KeyMap::default();
        for change in changes {
            last.insert(change.key(), change);
        }
        // Per day: keys that leave it, and facts that enter or replace.
        let mut edits: BTreeMap<i64, (Vec<u64>, Vec<Fact>)> = BTreeMap::new();
        for (key, change) in last {
            let target = match change {
                FactChange::Upsert(fact) => Some((day_of(fact), *fact)),
                FactChange::Remove(_) => None,
            };
            let target_day = target.map(|(day, _)| day);
            if let Some(day) = self.find(key, target_day)
                && Some(day) != target_day
            {
                edits.entry(day).or_default().0.push(key);
            }
            if let Some((day, fact)) = target {
                edits.entry(day).or_default().1.push(fact);
            }
        }
        for (day, (leaving, entering)) in edits {
            self.edit(day, leaving, entering);
        }
        self.version = self.version.max(version);
    }

    /// The figures of the cases received in `[from, to)`, as they stood at `as_of`.
    #[must_use]
    pub fn board(&self, group: Group, from: i64, to: i64, as_of: i64) -> BoardAnswer {
        let mut units = Units::default();
        self.visit(group, from, to, as_of, |unit, counts| units.add(unit, counts));
        let rows = units.into_sorted();
        let totals = rows.iter().map(|(_, counts)| *counts).sum();
        BoardAnswer {
            version: self.version,
            totals,
            rows,
        }
    }

    /// Figures over time: bucket i holds the cases received from `edges[i]` (inclusive) to
    /// `edges[i + 1]` (exclusive), of one unit or, with `None`, of all. `edges` have to ascend.
    #[must_use]
    pub fn series(&self, unit: Option<(Group, u16)>, edges: &[i64], as_of: i64) -> SeriesAnswer {
        let group = unit.map_or(Group::Department, |(group, _)| group);
        let wanted = unit.map(|(_, code)| code);
        let buckets = edges.windows(2).map(|edge| {
            let mut sum = Counts::default();
            self.visit(group, edge[0], edge[1], as_of, |code, counts| {
                if wanted.is_none_or(|wanted| wanted == code) {
                    sum += counts;
                }
            });
            sum
        });
        SeriesAnswer {
            version: self.version,
            buckets: buckets.collect(),
        }
    }

    /// Bytes held, spare capacity included.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let month = |month: &Month| {
            let days: usize = month.days.values().map(|day| day.memory_bytes()).sum();
            days + month.sketch.memory_bytes() + size_of::<Month>()
        };
        self.months.values().map(month).sum::<usize>() + size_of::<Self>()
    }

    fn visit(&self, group: Group, from: i64, to: i64, as_of: i64, mut take: impl FnMut(u16, Counts)) {
        if from >= to {
            return;
        }
        // Receipts are held within bounds; so may the period be, without changing an answer.
        let (first, last) = (
            hold_received(from).div_euclid(DAY),
            hold_received(to).div_euclid(DAY),
        );
        let months = first.div_euclid(DAYS_PER_MONTH)..=last.div_euclid(DAYS_PER_MONTH);
        for (_, month) in self.months.range(months) {
            for (_, day) in month.days.range(first..=last) {
                day.visit(group, from, to, as_of, &mut take);
            }
        }
    }

    /// The day that holds a key; `likely` is asked first.
    fn find(&self, key: u64, likely: Option<i64>) -> Option<i64> {
        let in_month = |month: &Month| {
            month
                .days
                .iter()
                .find(|(_, day)| day.holds(key))
                .map(|(number, _)| *number)
        };
        let likely = likely.filter(|day| {
            let month = self.months.get(&day.div_euclid(DAYS_PER_MONTH));
            month
                .and_then(|month| month.days.get(day))
                .is_some_and(|day| day.holds(key))
        });
        likely.or_else(|| {
            let mut months = self.months.values().rev();
            months.find_map(|month| month.sketch.may_hold(key).then(|| in_month(month)).flatten())
        })
    }

    fn edit(&mut self, number: i64, leaving: Vec<u64>, entering: Vec<Fact>) {
        let at = number.div_euclid(DAYS_PER_MONTH);
        let month = self
            .months
            .entry(at)
            .or_insert_with(|| Month::with_sketch(BTreeMap::new()));
        entering.iter().for_each(|fact| month.sketch.insert(fact.key));
        let day = match month.days.remove(&number) {
            Some(day) => day.edited(leaving, entering),
            None => Day::build(number, entering),
        };
        if day.len() > 0 {
            month.days.insert(number, Arc::new(day));
        }
        let keys: usize = month.days.values().map(|day| day.len()).sum();
        if keys == 0 {
            self.months.remove(&at);
        } else if keys > month.sketch.room() {
            *month = Month::with_sketch(std::mem::take(&mut month.days));
        }
    }
}

fn day_of(fact: &Fact) -> i64 {
    hold_received(fact.case.received_at).div_euclid(DAY)
}

/// Sums per unit.
struct Units {
    /// Place in `rows` by code, plus one; 0 = none yet.
    slots: Vec<u32>,
    rows: Vec<(u16, Counts)>,
}

impl Default for Units {
    fn default() -> Self {
        Self {
            slots: vec![0; 1 << 16],
            rows: Vec::new(),
        }
    }
}

impl Units {
    #[inline]
    fn add(&mut self, unit: u16, counts: Counts) {
        let slot = &mut self.slots[usize::from(unit)];
        if *slot == 0 {
            self.rows.push((unit, Counts::default()));
            *slot = self.rows.len() as u32;
        }
        self.rows[*slot as usize - 1].1 += counts;
    }

    fn into_sorted(mut self) -> Vec<(u16, Counts)> {
        self.rows.sort_unstable_by_key(|(unit, _)| *unit);
        self.rows
    }
}
