//! The latest changes, in no order: few enough to be looked at one by one.

use crate::keys::KeyMap;
use crate::pack::Row;

/// Rows that are in no segment yet, and where each key lies among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    rows: Vec<Row>,
    index: KeyMap<u64, usize>,
}

impl Tail {
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn get(&self, key: u64) -> Option<&Row> {
        self.index.get(&key).map(|at| &self.rows[*at])
    }

    /// The key must not be in it.
    pub(crate) fn put(&mut self, row: Row) {
        self.index.insert(row.key, self.rows.len());
        self.rows.push(row);
    }

    pub(crate) fn take(&mut self, key: u64) -> Option<Row> {
        let at = self.index.remove(&key)?;
        let row = self.rows.swap_remove(at);
        if let Some(moved) = self.rows.get(at) {
            self.index.insert(moved.key, at);
        }
        Some(row)
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        let entry = size_of::<(u64, usize)>() + 1;
        self.rows.capacity() * size_of::<Row>() + self.index.capacity() * entry
    }
}
