//! Finished sums of a day or a month.
//!
//! They are right for every `as_of` from the last closing in them on. Only open cases whose limit still lay
//! ahead then have to be looked at: they wait here in the order of their limits, so that a question passes over those
//! that have run out since and stops. For a question about an earlier moment, closings after it are
//! taken back one by one ([`super::day`]).

use domain::board::figures::Counts;
use domain::board::handling::Handling;

use super::fact::Group;
use super::rows::{NO_STEP, Row};
use super::sum::Sum;
use super::tables::{Table, Totals};

/// An open case whose limit lies ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    due: i64,
    key: u64,
    units: [u16; 6],
    suspended: bool,
}

/// Sums of some rows, per unit of each group.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Nothing in it was closed later; [`i64::MIN`] at first.
    settled_from: i64,
    tables: [Table<Sum>; 6],
    /// Handling times per department.
    handling: Table<Handling>,
    /// Every one, ascending.
    waiting: Vec<Waiting>,
    /// So many of them ran out before [`Self::settled_from`] and are counted as such.
    ran_out: usize,
}

impl Block {
    pub(super) fn new() -> Self {
        Self {
            settled_from: i64::MIN,
            ..Self::default()
        }
    }

    /// From when on it is right.
    pub(super) fn settled_from(&self) -> i64 {
        self.settled_from
    }

    /// Counts a row whose times are relative to `base`.
    pub(super) fn add(&mut self, row: &Row, base: i64) {
        if let Some(closing) = row.closing(base) {
            self.settle(closing);
        }
        let case = row.case(base);
        let sum = Sum::of(&Counts::of(&case, self.settled_from));
        for (table, unit) in self.tables.iter_mut().zip(row.units) {
            table.of(unit).add(&sum);
        }
        if row.handling != NO_STEP {
            self.handling.of(row.units[0]).add_step(row.handling, 1);
        }
        if row.is_waiting() {
            let waiting = Waiting::of(row, base);
            let at = self.waiting.partition_point(|other| *other < waiting);
            self.waiting.insert(at, waiting);
            self.ran_out += usize::from(waiting.due < self.settled_from);
        }
    }

    /// Stops counting a row that was added.
    pub(super) fn take(&mut self, row: &Row, base: i64) {
        let sum = Sum::of(&Counts::of(&row.case(base), self.settled_from));
        for (table, unit) in self.tables.iter_mut().zip(row.units) {
            let left = table.of(unit);
            left.take(&sum);
            if left.is_zero() {
                table.remove(unit);
            }
        }
        if row.handling != NO_STEP {
            let left = self.handling.of(row.units[0]);
            left.take_step(row.handling);
            if left.count() == 0 {
                self.handling.remove(row.units[0]);
            }
        }
        if row.is_waiting()
            && let Ok(at) = self.waiting.binary_search(&Waiting::of(row, base))
        {
            self.waiting.remove(at);
            self.ran_out -= usize::from(at < self.ran_out);
        }
    }

    /// Counts everything of another block as well.
    pub(super) fn merge(&mut self, other: &Self) {
        let mut other = other.clone();
        other.settle(self.settled_from);
        self.settle(other.settled_from);
        for (mine, theirs) in self.tables.iter_mut().zip(&other.tables) {
            theirs.each(|unit, sum| mine.of(unit).add(sum));
        }
        other
            .handling
            .each(|unit, handling| self.handling.of(unit).merge(handling));
        self.waiting.append(&mut other.waiting);
        // Two sorted runs: this is a merge.
        self.waiting.sort();
        self.ran_out += other.ran_out;
    }

    /// Makes it right from `at` on only: limits that ran out before are counted as such.
    fn settle(&mut self, at: i64) {
        if at <= self.settled_from {
            return;
        }
        self.settled_from = at;
        let passed = self.waiting.partition_point(|waiting| waiting.due < at);
        for waiting in &self.waiting[self.ran_out..passed] {
            let sum = Sum::of(&waiting.ran_out());
            for (table, unit) in self.tables.iter_mut().zip(waiting.units) {
                table.of(unit).add(&sum);
            }
        }
        self.ran_out = passed;
    }

    /// Adds what it counts at `as_of`, closings taken for granted: before [`Self::settled_from`] those that came later
    /// are still to be taken back.
    pub(super) fn sum_up(&self, group: Group, as_of: i64, totals: &mut Totals) {
        self.tables[group.index()].each(|unit, sum| totals.counts.of(unit).add(sum));
        if group == Group::Department {
            self.handling
                .each(|unit, handling| totals.handling.of(unit).merge(handling));
        }
        let (before, after) = self.waiting.split_at(self.ran_out);
        let sum = |waiting: &Waiting| (waiting.units[group.index()], Sum::of(&waiting.ran_out()));
        for (unit, sum) in after.iter().take_while(|waiting| waiting.due < as_of).map(sum) {
            totals.counts.of(unit).add(&sum);
        }
        for (unit, sum) in before
            .iter()
            .rev()
            .take_while(|waiting| waiting.due >= as_of)
            .map(sum)
        {
            totals.counts.of(unit).take(&sum);
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.tables.iter().map(Table::memory_bytes).sum::<usize>()
            + self.handling.memory_bytes()
            + self.waiting.capacity() * size_of::<Waiting>()
            + size_of::<Self>()
    }
}

impl Waiting {
    fn of(row: &Row, base: i64) -> Self {
        let case = row.case(base);
        Self {
            due: case.due_at.unwrap_or(i64::MAX),
            key: row.key,
            units: row.units,
            suspended: case.suspended,
        }
    }

    /// What it counts more once its limit has run out.
    fn ran_out(&self) -> Counts {
        Counts {
            due: 1,
            suspended: u64::from(self.suspended),
            overdue_open: u64::from(!self.suspended),
            ..Counts::default()
        }
    }
}
