//! The board's memory: every case of a region, placed on the map or not, public or not.
//!
//! It holds what figures need and nothing else, in days and months by receipt, and of each the finished sums per unit:
//! a board over three years adds up three dozen short lists. A change moves one case from what it counted to what it counts,
//! in the sums of its day and its month. How a case counts is [`Counts::of`] and decided there alone.

mod block;
mod calendar;
mod day;
mod fact;
mod month;
mod rows;
mod snapshot;
mod sum;
mod tables;

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use chrono_tz::Tz;
use domain::board::figures::Counts;
use domain::board::handling::Handling;

use crate::keys::KeyMap;
use crate::pack::hold_received;
use crate::picture::Picture;
use calendar::Calendar;
pub use fact::{Fact, FactChange, Group, UNASSIGNED};
use month::Month;
use tables::Totals;

/// What one unit counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitAnswer {
    /// Its code.
    pub unit: u16,
    pub counts: Counts,
    /// How long its closed cases took; with [`Group::Department`] only.
    pub handling: Handling,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardAnswer {
    pub version: u64,
    /// All rows together.
    pub totals: Counts,
    /// How long all closed cases took; with [`Group::Department`] only.
    pub handling: Handling,
    /// Units with a case in the cohort, ascending by code; [`UNASSIGNED`] is one of them.
    pub rows: Vec<UnitAnswer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesAnswer {
    pub version: u64,
    /// One fewer than there were edges.
    pub buckets: Vec<(Counts, Handling)>,
}

/// Cases due and closed on time of one department and one mix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MixCount {
    pub unit: u16,
    pub mix: u16,
    /// Due and not suspended.
    pub trials: u64,
    /// Of them: closed on time.
    pub successes: u64,
}

/// Days per month, as sums are kept.
const DAYS_PER_MONTH: usize = 30;

/// All cases of one region, for the board. Cloning is cheap: months are shared.
#[derive(Clone, Debug)]
pub struct Ledger<P: Picture> {
    version: u64,
    calendar: Calendar,
    months: BTreeMap<usize, Arc<Month>>,
    picture: PhantomData<fn() -> P>,
}

impl<P: Picture> Default for Ledger<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Picture> Ledger<P> {
    /// An empty ledger at version 0, whose days are those of UTC.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Calendar::utc())
    }

    /// An empty ledger at version 0. A period that begins and ends at midnight in `zone` is answered from
    /// sums alone.
    #[must_use]
    pub fn in_zone(zone: Tz) -> Self {
        Self::with(Calendar::of(zone))
    }

    fn with(calendar: Calendar) -> Self {
        Self {
            version: 0,
            calendar,
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

    /// How many facts it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.months.values().map(|month| month.len()).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// Takes changes in their order and moves to `version`. Days that are shared with a clone are copied first, so
    /// hand changes over in batches.
    pub fn apply(&mut self, version: u64, changes: &[FactChange]) {
        let mut last: KeyMap<u64, &FactChange> = KeyMap::default();
        for change in changes {
            last.insert(change.key(), change);
        }
        // Per day: keys that leave it, and facts that enter or replace.
        let mut edits: BTreeMap<usize, (Vec<u64>, Vec<Fact>)> = BTreeMap::new();
        for (key, change) in last {
            let target = match change {
                FactChange::Upsert(fact) => Some((self.day_of(fact), *fact)),
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
            let at = day / DAYS_PER_MONTH;
            let month = Arc::make_mut(self.months.entry(at).or_default());
            month.edit(&self.calendar, day, &leaving, &entering);
            if month.len() == 0 {
                self.months.remove(&at);
            }
        }
        self.version = self.version.max(version);
    }

    /// The figures of the cases received in `[from, to)`, as they stood at `as_of`.
    #[must_use]
    pub fn board(&self, group: Group, from: i64, to: i64, as_of: i64) -> BoardAnswer {
        let totals = self.sum_up(group, from, to, as_of);
        let mut handling = totals.handling.into_sorted().into_iter().peekable();
        let rows: Vec<UnitAnswer> = totals
            .counts
            .into_sorted()
            .into_iter()
            .map(|(unit, sum)| UnitAnswer {
                unit,
                counts: sum.counts(),
                handling: handling
                    .next_if(|(code, _)| *code == unit)
                    .map_or_else(Handling::default, |(_, handling)| handling),
            })
            .filter(|row| row.counts != Counts::default())
            .collect();
        let mut all = Handling::default();
        rows.iter().for_each(|row| all.merge(&row.handling));
        BoardAnswer {
            version: self.version,
            totals: rows.iter().map(|row| row.counts).sum(),
            handling: all,
            rows,
        }
    }

    /// Figures over time: bucket i holds the cases received from `edges[i]` (inclusive) to
    /// `edges[i + 1]` (exclusive), of one unit or, with `None`, of all. `edges` have to ascend.
    #[must_use]
    pub fn series(&self, unit: Option<(Group, u16)>, edges: &[i64], as_of: i64) -> SeriesAnswer {
        let group = unit.map_or(Group::Department, |(group, _)| group);
        let buckets = edges.windows(2).map(|edge| {
            let answer = self.board(group, edge[0], edge[1], as_of);
            match unit {
                None => (answer.totals, answer.handling),
                Some((_, wanted)) => answer
                    .rows
                    .into_iter()
                    .find(|row| row.unit == wanted)
                    .map_or_else(Default::default, |row| (row.counts, row.handling)),
            }
        });
        SeriesAnswer {
            version: self.version,
            buckets: buckets.collect(),
        }
    }

    /// What each department had of each mix among the cases received in `[from, to)`, as they stood at
    /// `as_of`: what it is compared by. Looks at the cases one by one.
    #[must_use]
    pub fn mixes(&self, from: i64, to: i64, as_of: i64) -> Vec<MixCount> {
        let mut counts: KeyMap<u32, (u64, u64)> = KeyMap::default();
        for day in self.months_of(from, to).flat_map(Month::days) {
            day.each((from, to), as_of, |unit, mix, counted| {
                let trials = counted.denominator();
                if trials > 0 {
                    let count = counts.entry(u32::from(unit) << 16 | u32::from(mix)).or_default();
                    count.0 += trials;
                    count.1 += counted.closed_on_time;
                }
            });
        }
        let mut mixes: Vec<MixCount> = counts
            .into_iter()
            .map(|(code, (trials, successes))| MixCount {
                unit: (code >> 16) as u16,
                mix: (code & 0xffff) as u16,
                trials,
                successes,
            })
            .collect();
        mixes.sort_unstable_by_key(|count| (count.unit, count.mix));
        mixes
    }

    /// Bytes held, spare capacity included.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.months
            .values()
            .map(|month| month.memory_bytes())
            .sum::<usize>()
            + size_of::<Self>()
    }

    fn sum_up(&self, group: Group, from: i64, to: i64, as_of: i64) -> Totals {
        let mut totals = Totals::default();
        if from < to {
            // Receipts are held within bounds; so may the period be, without changing an answer.
            let period = (hold_received(from), hold_received(to));
            for month in self.months_of(from, to) {
                month.sum_up(&self.calendar, group, period, as_of, &mut totals);
            }
        }
        totals
    }

    fn months_of(&self, from: i64, to: i64) -> impl Iterator<Item = &Month> {
        let month_of = |at| self.calendar.day_of(hold_received(at)) / DAYS_PER_MONTH;
        let (first, last) = (month_of(from), month_of(to.max(from)));
        self.months.range(first..=last).map(|(_, month)| month.as_ref())
    }

    fn day_of(&self, fact: &Fact) -> usize {
        self.calendar.day_of(hold_received(fact.case.received_at))
    }

    /// The day that holds a key; `likely` is asked first.
    fn find(&self, key: u64, likely: Option<usize>) -> Option<usize> {
        let is_there = |day: &usize| {
            let month = self.months.get(&(day / DAYS_PER_MONTH));
            month.is_some_and(|month| month.holds(*day, key))
        };
        likely
            .filter(is_there)
            .or_else(|| self.months.values().rev().find_map(|month| month.find(key)))
    }
}
