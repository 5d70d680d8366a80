//! A segment as it is held: which of its rows still count.

use std::sync::Arc;

use crate::pack::Row;
use crate::segment::{Dead, Segment};
use crate::spots::Cursor;

/// A segment and which of its rows have been replaced or removed since it was built, ascending.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) segment: Arc<Segment>,
    pub(crate) dead: Vec<Dead>,
}

impl Held {
    /// `None` of no rows.
    pub(crate) fn of(rows: Vec<Row>) -> Option<Self> {
        (!rows.is_empty()).then(|| Self {
            segment: Arc::new(Segment::build(rows)),
            dead: Vec::new(),
        })
    }

    /// Living rows.
    pub(crate) fn len(&self) -> usize {
        self.segment.len() - self.dead.len()
    }

    /// The living row of a key.
    pub(crate) fn find(&self, key: u64) -> Option<u32> {
        let row = self.segment.find(key)?;
        self.find_dead(row).is_err().then_some(row)
    }

    /// Where a row is among the dead, or would be.
    pub(crate) fn find_dead(&self, row: u32) -> Result<usize, usize> {
        self.dead.binary_search_by_key(&row, |dead| dead.row)
    }

    pub(crate) fn get(&self, key: u64) -> Option<Row> {
        let row = self.find(key)?;
        Some(self.segment.columns.row(row as usize, &mut Cursor::default()))
    }

    /// Lets the row of a key die; `false` if there is none alive.
    pub(crate) fn bury(&mut self, key: u64) -> bool {
        let Some(row) = self.segment.find(key) else {
            return false;
        };
        let at = self.find_dead(row);
        if let Err(at) = at {
            self.dead.insert(at, self.segment.dead(row));
        }
        at.is_err()
    }

    pub(crate) fn living(&self) -> impl Iterator<Item = Row> + '_ {
        let mut dead = self.dead.iter().peekable();
        let mut cursor = Cursor::default();
        (0..self.segment.len())
            .filter(move |row| dead.next_if(|dead| dead.is(*row)).is_none())
            .map(move |row| self.segment.columns.row(row, &mut cursor))
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.segment.memory_bytes() + self.dead.capacity() * size_of::<Dead>()
    }
}
