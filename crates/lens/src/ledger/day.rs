//! The cases received on one day (UTC), as immutable columns in the order of their keys.

use domain::board::figures::{CaseFact, Counts};

use super::{Fact, Group, Units};
use crate::pack::{self, DAY, NEVER};

#[derive(Debug)]
pub(super) struct Day {
    number: i64,
    key: Vec<u64>,
    department: Vec<u16>,
    township: Vec<u16>,
    /// Seconds from the start of the day.
    received: Vec<u32>,
    due: Vec<i32>,
    closed: Vec<i32>,
    flags: Vec<u8>,
    /// Open cases with a limit: what they count as depends on the clock.
    waiting: Vec<u32>,
    /// All others, summed per unit: right for every `as_of` from `settled_from` on.
    by_department: Vec<(u16, Counts)>,
    by_township: Vec<(u16, Counts)>,
    settled_from: i64,
}

impl Day {
    /// Facts have to be of this day and must not repeat a key.
    pub(super) fn build(number: i64, mut facts: Vec<Fact>) -> Self {
        facts.sort_by_key(|fact| fact.key);
        let start = number * DAY;
        let mut day = Self {
            number,
            key: facts.iter().map(|fact| fact.key).collect(),
            department: facts.iter().map(|fact| fact.department).collect(),
            township: facts.iter().map(|fact| fact.township).collect(),
            received: facts
                .iter()
                .map(|fact| (pack::hold_received(fact.case.received_at) - start) as u32)
                .collect(),
            due: facts
                .iter()
                .map(|fact| pack::relative(fact.case.due_at, start))
                .collect(),
            closed: facts
                .iter()
                .map(|fact| pack::relative(fact.case.closed_at, start))
                .collect(),
            flags: facts.iter().map(|fact| pack::flags(&fact.case)).collect(),
            waiting: Vec::new(),
            by_department: Vec::new(),
            by_township: Vec::new(),
            settled_from: i64::MIN,
        };
        day.settle();
        day
    }

    /// The same day without the keys that leave; facts that enter replace those with their key.
    pub(super) fn edited(&self, mut leaving: Vec<u64>, entering: Vec<Fact>) -> Self {
        leaving.extend(entering.iter().map(|fact| fact.key));
        leaving.sort_unstable();
        let stays = |row: &usize| leaving.binary_search(&self.key[*row]).is_err();
        let facts = (0..self.len())
            .filter(stays)
            .map(|row| self.fact(row))
            .chain(entering);
        Self::build(self.number, facts.collect())
    }

    fn settle(&mut self) {
        let closings = (0..self.len())
            .filter(|row| !pack::is_open(self.flags[*row]))
            .filter_map(|row| self.case(row).closed_at);
        self.settled_from = closings.max().unwrap_or(i64::MIN);
        let (mut departments, mut townships) = (Units::default(), Units::default());
        for row in 0..self.len() {
            if pack::is_open(self.flags[row]) && self.due[row] != NEVER {
                self.waiting.push(row as u32);
                continue;
            }
            let counts = Counts::of(&self.case(row), self.settled_from);
            departments.add(self.department[row], counts);
            townships.add(self.township[row], counts);
        }
        self.by_department = departments.into_sorted();
        self.by_township = townships.into_sorted();
    }

    /// Counts of the cases received in `[from, to)`, in parts, each with its unit.
    pub(super) fn visit(
        &self,
        group: Group,
        from: i64,
        to: i64,
        as_of: i64,
        take: &mut impl FnMut(u16, Counts),
    ) {
        let start = self.number * DAY;
        let (sums, units) = match group {
            Group::Department => (&self.by_department, &self.department),
            Group::Township => (&self.by_township, &self.township),
        };
        if from <= start && start + DAY <= to && self.settled_from <= as_of {
            sums.iter().for_each(|(unit, counts)| take(*unit, *counts));
            for row in &self.waiting {
                let row = *row as usize;
                take(units[row], Counts::of(&self.case(row), as_of));
            }
            return;
        }
        for (row, unit) in units.iter().enumerate() {
            let received = start + i64::from(self.received[row]);
            if from <= received && received < to {
                take(*unit, Counts::of(&self.case(row), as_of));
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.key.len()
    }

    pub(super) fn keys(&self) -> &[u64] {
        &self.key
    }

    pub(super) fn holds(&self, key: u64) -> bool {
        self.key.binary_search(&key).is_ok()
    }

    #[inline]
    fn case(&self, row: usize) -> CaseFact {
        let start = self.number * DAY;
        let received = start + i64::from(self.received[row]);
        pack::fact(self.flags[row], start, received, self.due[row], self.closed[row])
    }

    fn fact(&self, row: usize) -> Fact {
        Fact {
            key: self.key[row],
            department: self.department[row],
            township: self.township[row],
            case: self.case(row),
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        fn of<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        of(&self.key)
            + of(&self.department)
            + of(&self.township)
            + of(&self.received)
            + of(&self.due)
            + of(&self.closed)
            + of(&self.flags)
            + of(&self.waiting)
            + of(&self.by_department)
            + of(&self.by_township)
            + size_of::<Self>()
    }
}
