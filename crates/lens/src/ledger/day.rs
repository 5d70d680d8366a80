//! The cases received on one day.

use domain::board::figures::Counts;

use super::block::Block;
use super::fact::{Fact, Group};
use super::rows::{NO_STEP, Row, Rows};
use super::sum::Sum;
use super::tables::Totals;
use crate::bytes::Fixed;
use crate::keys::KeyMap;

/// More new cases than this are sorted in at once.
const FEW: usize = 32;

#[derive(Clone, Debug)]
pub(super) struct Day {
    base: i64,
    rows: Rows,
    sums: Block,
    /// Closed cases whose closing time is known: that time, relative to the base, and the row. Ascending: what to take
    /// back for an earlier moment.
    closings: Vec<(i32, u32)>,
    /// Nothing in it was received before the first or after the second.
    received: (i64, i64),
}

/// What a change did to one row.
pub(super) type Swap = (Option<Row>, Row);

impl Day {
    /// Facts have to be of this day and must not repeat a key.
    pub(super) fn build(base: i64, rows: Vec<Row>) -> Self {
        Self::of(base, Rows::build(rows))
    }

    /// The same of columns.
    fn of(base: i64, rows: Rows) -> Self {
        let mut sums = Block::new();
        // The last closing first: nothing has to be settled twice.
        let mut order: Vec<(Option<i64>, usize)> =
            rows.iter().map(|row| row.closing(base)).zip(0..).collect();
        order.sort_unstable_by_key(|(closing, _)| std::cmp::Reverse(*closing));
        for (_, at) in order {
            sums.add(&rows.row(at), base);
        }
        let received = rows.iter().fold((i64::MAX, i64::MIN), |range, row| {
            widened(range, base + row.received)
        });
        let mut closings: Vec<(i32, u32)> = (0..)
            .zip(rows.iter())
            .filter_map(|(at, row)| row.closing(base).map(|_| (row.closed, at)))
            .collect();
        closings.sort_unstable();
        Self {
            base,
            rows,
            sums,
            closings,
            received,
        }
    }

    pub(super) fn put(&self, to: &mut Vec<u8>) {
        self.base.put(to);
        self.rows.put(to);
    }

    /// `None` if it is not what was [put](Self::put).
    pub(super) fn take(from: &mut &[u8]) -> Option<Self> {
        let base = i64::take(from)?;
        Some(Self::of(base, Rows::take(from)?))
    }

    /// The second its times are relative to.
    pub(super) fn base(&self) -> i64 {
        self.base
    }

    /// Whether all of it was received in `[from, to)`.
    pub(super) fn is_within(&self, (from, to): (i64, i64)) -> bool {
        from <= self.received.0 && self.received.1 < to
    }

    pub(super) fn sums(&self) -> &Block {
        &self.sums
    }

    /// Takes facts of this day, new or not. Returns what changed in which row, or nothing where so much is new that all
    /// was made again.
    pub(super) fn enter(&mut self, facts: &[Fact]) -> Option<Vec<Swap>> {
        let base = self.base;
        let is_new = |fact: &&Fact| self.rows.find(fact.key).is_err();
        if facts.iter().filter(is_new).count() > FEW {
            let mut rows: KeyMap<u64, Row> = self.rows.iter().map(|row| (row.key, row)).collect();
            rows.extend(facts.iter().map(|fact| (fact.key, Row::of(fact, base))));
            *self = Self::build(base, rows.into_values().collect());
            return None;
        }
        let mut swaps = Vec::with_capacity(facts.len());
        for fact in facts {
            let row = Row::of(fact, base);
            self.received = widened(self.received, base + row.received);
            let (at, old) = match self.rows.find(fact.key) {
                Ok(at) => {
                    let old = self.rows.row(at);
                    if old == row {
                        continue;
                    }
                    self.rows.replace(at, &row);
                    self.sums.take(&old, base);
                    self.forget(&old, at);
                    (at, Some(old))
                }
                Err(at) => {
                    self.rows.insert(at, &row);
                    self.make_room(at);
                    (at, None)
                }
            };
            self.sums.add(&row, base);
            if row.closing(base).is_some() {
                let entry = (row.closed, at as u32);
                let place = self.closings.partition_point(|other| *other < entry);
                self.closings.insert(place, entry);
            }
            swaps.push((old, row));
        }
        Some(swaps)
    }

    /// The same day without these keys.
    pub(super) fn without(&self, leaving: &[u64]) -> Self {
        let stays = |row: &Row| !leaving.contains(&row.key);
        Self::build(self.base, self.rows.iter().filter(stays).collect())
    }

    fn forget(&mut self, row: &Row, at: usize) {
        if row.closing(self.base).is_some()
            && let Ok(place) = self.closings.binary_search(&(row.closed, at as u32))
        {
            self.closings.remove(place);
        }
    }

    /// Rows from `at` on have moved by one.
    fn make_room(&mut self, at: usize) {
        for (_, row) in &mut self.closings {
            *row += u32::from(*row as usize >= at);
        }
    }

    /// Adds what was received in the period, as it stood at `as_of`.
    pub(super) fn sum_up(&self, group: Group, period: (i64, i64), as_of: i64, totals: &mut Totals) {
        if !self.is_within(period) {
            self.sum_up_part(group, period, as_of, totals);
            return;
        }
        self.sums.sum_up(group, as_of, totals);
        let settled = self.sums.settled_from();
        let later = self
            .closings
            .partition_point(|(closed, _)| self.base + i64::from(*closed) <= as_of);
        for (_, row) in &self.closings[later..] {
            self.take_back(*row as usize, group, (settled, as_of), totals);
        }
    }

    /// Replaces what a row counts at `settled` by what it counts at `as_of`. Its steps count the same at both.
    fn take_back(&self, row: usize, group: Group, (settled, as_of): (i64, i64), totals: &mut Totals) {
        let unit = self.rows.unit(row, group);
        let case = self.rows.clock(row, self.base);
        let sum = totals.counts.of(unit);
        sum.take(&Sum::of(&Counts::of(&case, settled)));
        sum.add(&Sum::of(&Counts::of(&case, as_of)));
        let handling = self.rows.handling(row);
        if group == Group::Department && handling != NO_STEP {
            totals.handling.of(unit).take_step(handling);
        }
    }

    /// Adds one by one.
    fn sum_up_part(&self, group: Group, (from, to): (i64, i64), as_of: i64, totals: &mut Totals) {
        for row in self.rows.iter() {
            let received = self.base + row.received;
            if from <= received && received < to {
                count(&row, self.base, group, as_of, totals);
            }
        }
    }

    /// Calls `take` with every case received in `[from, to)`: its department, its mix, and its counts at `as_of`.
    pub(super) fn each(&self, (from, to): (i64, i64), as_of: i64, mut take: impl FnMut(u16, u16, Counts)) {
        for row in self.rows.iter() {
            let received = self.base + row.received;
            if from <= received && received < to {
                take(row.units[0], row.mix, Counts::of(&row.case(self.base), as_of));
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn keys(&self) -> &[u64] {
        self.rows.keys()
    }

    pub(super) fn holds(&self, key: u64) -> bool {
        self.rows.find(key).is_ok()
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.rows.memory_bytes()
            + self.sums.memory_bytes()
            + self.closings.capacity() * size_of::<(i32, u32)>()
    }
}

fn widened((first, last): (i64, i64), at: i64) -> (i64, i64) {
    (first.min(at), last.max(at))
}

fn count(row: &Row, base: i64, group: Group, as_of: i64, totals: &mut Totals) {
    let unit = row.units[group.index()];
    let case = row.case(base);
    totals.counts.of(unit).add(&Sum::of(&Counts::of(&case, as_of)));
    if group == Group::Department && row.handling != NO_STEP && case.is_closed(as_of) {
        totals.handling.of(unit).add_step(row.handling, 1);
    }
}
