//! Facts as columns, in the order of their keys.

use domain::board::figures::{CaseFact, Repeats, Share, Steps};
use domain::board::handling::Handling;

use super::fact::{Fact, Group};
use crate::bytes::{put_all, take_all};
use crate::pack;

/// No handling time.
pub(super) const NO_STEP: u8 = u8::MAX;

const DISPATCHED: u16 = 1;
const SIGNED: u16 = 1 << 1;
const CONTACTED: u16 = 1 << 2;
const RETURNED: u16 = 1 << 3;
const REWORKED: u16 = 1 << 4;
const ANSWERED: u16 = 1 << 5;
const SOLVED: u16 = 1 << 6;
const SAME_PLACE: u16 = 1 << 7;
const SAME_PERSON: u16 = 1 << 8;
const SAME_MATTER: u16 = 1 << 9;
const COMPLETED: u16 = 1 << 10;
const FORMER: u16 = 1 << 11;
const CO: u16 = 1 << 12;

/// One row, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) key: u64,
    pub(super) units: [u16; 6],
    pub(super) mix: u16,
    /// Seconds from the base of its day, like the two below.
    pub(super) received: i64,
    pub(super) due: i32,
    pub(super) closed: i32,
    flags: u8,
    steps: u16,
    /// Step of its handling time.
    pub(super) handling: u8,
}

impl Row {
    pub(super) fn of(fact: &Fact, base: i64) -> Self {
        let case = &fact.case;
        Self {
            key: fact.key,
            units: fact.units,
            mix: fact.mix,
            received: pack::hold_received(case.received_at) - base,
            due: pack::relative(case.due_at, base),
            closed: pack::relative(case.closed_at, base),
            flags: pack::flags(case),
            steps: pack_steps(case.share, &case.steps),
            handling: case.steps.handling.map_or(NO_STEP, Handling::step),
        }
    }

    #[inline]
    pub(super) fn case(&self, base: i64) -> CaseFact {
        CaseFact {
            share: match self.steps & (FORMER | CO) {
                FORMER => Share::FormerLead,
                CO => Share::CoHandler,
                _ => Share::Case,
            },
            steps: unpack_steps(self.steps),
            ..pack::fact(self.flags, base, base + self.received, self.due, self.closed)
        }
    }

    /// Open with a limit: what it counts as depends on the clock for ever.
    #[inline]
    pub(super) fn is_waiting(&self) -> bool {
        pack::is_open(self.flags) && self.due != pack::NEVER && self.steps & (FORMER | CO) == 0
    }

    /// When it was closed, if it is and that is known: before, it counted as something else.
    #[inline]
    pub(super) fn closing(&self, base: i64) -> Option<i64> {
        (!pack::is_open(self.flags) && self.steps & (FORMER | CO) == 0)
            .then(|| pack::absolute(self.closed, base))
            .flatten()
    }
}

fn pack_steps(share: Share, steps: &Steps) -> u16 {
    let bit = |set: bool, flag: u16| if set { flag } else { 0 };
    bit(steps.dispatched, DISPATCHED)
        | bit(steps.signed_in_time, SIGNED)
        | bit(steps.contacted_in_time, CONTACTED)
        | bit(steps.returned, RETURNED)
        | bit(steps.reworked, REWORKED)
        | bit(steps.solved.is_some(), ANSWERED)
        | bit(steps.solved == Some(true), SOLVED)
        | bit(steps.repeats.place, SAME_PLACE)
        | bit(steps.repeats.person, SAME_PERSON)
        | bit(steps.repeats.matter, SAME_MATTER)
        | bit(steps.completed, COMPLETED)
        | bit(share == Share::FormerLead, FORMER)
        | bit(share == Share::CoHandler, CO)
}

#[inline]
fn unpack_steps(bits: u16) -> Steps {
    let set = |flag: u16| bits & flag != 0;
    Steps {
        dispatched: set(DISPATCHED),
        signed_in_time: set(SIGNED),
        contacted_in_time: set(CONTACTED),
        returned: set(RETURNED),
        reworked: set(REWORKED),
        solved: set(ANSWERED).then_some(set(SOLVED)),
        repeats: Repeats {
            place: set(SAME_PLACE),
            person: set(SAME_PERSON),
            matter: set(SAME_MATTER),
        },
        // Held apart, as a step.
        handling: None,
        completed: set(COMPLETED),
    }
}

/// Rows in the order of their keys, each key once.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    key: Vec<u64>,
    units: [Vec<u16>; 6],
    mix: Vec<u16>,
    received: Vec<i64>,
    due: Vec<i32>,
    closed: Vec<i32>,
    flags: Vec<u8>,
    steps: Vec<u16>,
    handling: Vec<u8>,
}

impl Rows {
    pub(super) fn build(mut rows: Vec<Row>) -> Self {
        rows.sort_unstable_by_key(|row| row.key);
        let mut columns = Self::default();
        columns.reserve(rows.len());
        for row in &rows {
            columns.push(row);
        }
        columns
    }

    fn reserve(&mut self, more: usize) {
        self.key.reserve_exact(more);
        self.units
            .iter_mut()
            .for_each(|column| column.reserve_exact(more));
        self.mix.reserve_exact(more);
        self.received.reserve_exact(more);
        self.due.reserve_exact(more);
        self.closed.reserve_exact(more);
        self.flags.reserve_exact(more);
        self.steps.reserve_exact(more);
        self.handling.reserve_exact(more);
    }

    fn push(&mut self, row: &Row) {
        self.insert(self.len(), row);
    }

    /// Puts a row at its place.
    pub(super) fn insert(&mut self, at: usize, row: &Row) {
        self.key.insert(at, row.key);
        for (column, unit) in self.units.iter_mut().zip(row.units) {
            column.insert(at, unit);
        }
        self.mix.insert(at, row.mix);
        self.received.insert(at, row.received);
        self.due.insert(at, row.due);
        self.closed.insert(at, row.closed);
        self.flags.insert(at, row.flags);
        self.steps.insert(at, row.steps);
        self.handling.insert(at, row.handling);
    }

    /// Puts a row in the place of the one with its key.
    pub(super) fn replace(&mut self, at: usize, row: &Row) {
        for (column, unit) in self.units.iter_mut().zip(row.units) {
            column[at] = unit;
        }
        self.mix[at] = row.mix;
        self.received[at] = row.received;
        self.due[at] = row.due;
        self.closed[at] = row.closed;
        self.flags[at] = row.flags;
        self.steps[at] = row.steps;
        self.handling[at] = row.handling;
    }

    #[inline]
    pub(super) fn row(&self, at: usize) -> Row {
        Row {
            key: self.key[at],
            units: std::array::from_fn(|group| self.units[group][at]),
            mix: self.mix[at],
            received: self.received[at],
            due: self.due[at],
            closed: self.closed[at],
            flags: self.flags[at],
            steps: self.steps[at],
            handling: self.handling[at],
        }
    }

    pub(super) fn unit(&self, at: usize, group: Group) -> u16 {
        self.units[group.index()][at]
    }

    /// What the clock decides of a case, without its steps.
    #[inline]
    pub(super) fn clock(&self, at: usize, base: i64) -> CaseFact {
        pack::fact(self.flags[at], base, base, self.due[at], self.closed[at])
    }

    pub(super) fn handling(&self, at: usize) -> u8 {
        self.handling[at]
    }

    /// Where a key is, or where it would stand.
    pub(super) fn find(&self, key: u64) -> Result<usize, usize> {
        self.key.binary_search(&key)
    }

    pub(super) fn len(&self) -> usize {
        self.key.len()
    }

    pub(super) fn keys(&self) -> &[u64] {
        &self.key
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Row> + '_ {
        (0..self.len()).map(|at| self.row(at))
    }

    pub(super) fn put(&self, to: &mut Vec<u8>) {
        put_all(&self.key, to);
        self.units.iter().for_each(|column| put_all(column, to));
        put_all(&self.mix, to);
        put_all(&self.received, to);
        put_all(&self.due, to);
        put_all(&self.closed, to);
        put_all(&self.flags, to);
        put_all(&self.steps, to);
        put_all(&self.handling, to);
    }

    /// `None` if they are not what was [put](Self::put).
    pub(super) fn take(from: &mut &[u8]) -> Option<Self> {
        let mut rows = Self {
            key: take_all(from)?,
            ..Self::default()
        };
        for column in &mut rows.units {
            *column = take_all(from)?;
        }
        rows.mix = take_all(from)?;
        rows.received = take_all(from)?;
        rows.due = take_all(from)?;
        rows.closed = take_all(from)?;
        rows.flags = take_all(from)?;
        rows.steps = take_all(from)?;
        rows.handling = take_all(from)?;
        let len = rows.key.len();
        let whole = rows.units.iter().all(|column| column.len() == len)
            && [
                rows.mix.len(),
                rows.received.len(),
                rows.due.len(),
                rows.closed.len(),
            ] == [len; 4]
            && [rows.flags.len(), rows.steps.len(), rows.handling.len()] == [len; 3];
        (whole && rows.key.is_sorted_by(|a, b| a < b)).then_some(rows)
    }

    pub(super) fn memory_bytes(&self) -> usize {
        fn of<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        of(&self.key)
            + self.units.iter().map(of).sum::<usize>()
            + of(&self.mix)
            + of(&self.received)
            + of(&self.due)
            + of(&self.closed)
            + of(&self.flags)
            + of(&self.steps)
            + of(&self.handling)
    }
}
