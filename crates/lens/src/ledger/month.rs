//! Thirty days: their sums together, and which keys they may hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::block::Block;
use super::calendar::Calendar;
use super::day::Day;
use super::fact::{Fact, Group};
use super::rows::Row;
use super::tables::Totals;
use crate::keys::Sketch;

#[derive(Clone, Debug)]
pub(super) struct Month {
    days: BTreeMap<usize, Arc<Day>>,
    sums: Block,
    /// Every key of its days, and some that have left.
    sketch: Sketch,
}

impl Default for Month {
    fn default() -> Self {
        Self {
            days: BTreeMap::new(),
            sums: Block::new(),
            sketch: Sketch::with_room(1024),
        }
    }
}

impl Month {
    /// Of days by their numbers.
    pub(super) fn of(days: BTreeMap<usize, Arc<Day>>) -> Self {
        let mut month = Self {
            days,
            ..Self::default()
        };
        month.add_up();
        month.make_room();
        month
    }

    /// Facts that enter or replace, and keys that leave, of one of its days.
    pub(super) fn edit(&mut self, calendar: &Calendar, number: usize, leaving: &[u64], entering: &[Fact]) {
        entering.iter().for_each(|fact| self.sketch.insert(fact.key));
        let base = calendar.base(number);
        let is_known = self.days.contains_key(&number);
        let swaps = if is_known && leaving.is_empty() {
            self.days
                .get_mut(&number)
                .and_then(|day| Arc::make_mut(day).enter(entering))
        } else {
            self.remake(number, base, leaving, entering);
            None
        };
        match swaps {
            Some(swaps) => {
                for (old, new) in swaps {
                    if let Some(old) = old {
                        self.sums.take(&old, base);
                    }
                    self.sums.add(&new, base);
                }
            }
            None => self.add_up(),
        }
        self.make_room();
    }

    /// A larger sketch where there are more keys than it tells apart.
    fn make_room(&mut self) {
        let keys = self.len();
        if keys > self.sketch.room() {
            self.sketch = Sketch::with_room(keys * 3 / 2);
            let days = self.days.values();
            days.flat_map(|day| day.keys())
                .for_each(|key| self.sketch.insert(*key));
        }
    }

    fn remake(&mut self, number: usize, base: i64, leaving: &[u64], entering: &[Fact]) {
        let mut day = match self.days.remove(&number) {
            Some(day) => day.without(leaving),
            None => Day::build(base, Vec::new()),
        };
        if day.len() == 0 {
            let rows = entering.iter().map(|fact| Row::of(fact, base));
            day = Day::build(base, rows.collect());
        } else {
            day.enter(entering);
        }
        if day.len() > 0 {
            self.days.insert(number, Arc::new(day));
        }
    }

    fn add_up(&mut self) {
        self.sums = Block::new();
        for day in self.days.values() {
            self.sums.merge(day.sums());
        }
    }

    /// Adds what was received in the period, as it stood at `as_of`.
    pub(super) fn sum_up(
        &self,
        calendar: &Calendar,
        group: Group,
        period: (i64, i64),
        as_of: i64,
        totals: &mut Totals,
    ) {
        if self.sums.settled_from() <= as_of && self.days().all(|day| day.is_within(period)) {
            self.sums.sum_up(group, as_of, totals);
            return;
        }
        let days = calendar.day_of(period.0)..=calendar.day_of(period.1);
        for (_, day) in self.days.range(days) {
            day.sum_up(group, period, as_of, totals);
        }
    }

    /// The day that holds a key.
    pub(super) fn find(&self, key: u64) -> Option<usize> {
        if !self.sketch.may_hold(key) {
            return None;
        }
        let mut days = self.days.iter();
        days.find(|(_, day)| day.holds(key)).map(|(number, _)| *number)
    }

    pub(super) fn holds(&self, number: usize, key: u64) -> bool {
        self.sketch.may_hold(key) && self.days.get(&number).is_some_and(|day| day.holds(key))
    }

    pub(super) fn days(&self) -> impl Iterator<Item = &Day> {
        self.days.values().map(Arc::as_ref)
    }

    pub(super) fn numbered_days(&self) -> impl Iterator<Item = (usize, &Day)> {
        self.days.iter().map(|(number, day)| (*number, day.as_ref()))
    }

    pub(super) fn len(&self) -> usize {
        self.days.values().map(|day| day.len()).sum()
    }

    pub(super) fn memory_bytes(&self) -> usize {
        let days: usize = self.days.values().map(|day| day.memory_bytes()).sum();
        days + self.sums.memory_bytes() + self.sketch.memory_bytes() + size_of::<Self>()
    }
}
