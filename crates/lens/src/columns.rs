//! What a segment stores of its incidents. Whatever can be counted again from it is in [`crate::segment`].
//!
//! # Bytes per incident
//!
//! Ten million made-up incidents of three years (`benches/views.rs`), each column as measured there:
//! place 4.2, key 5.9 and its index 2.3, state with source and flags 1, category 1, department 1,
//! grid with community and township 1.4, receipt 2.8, limit 0.4 (where limits are whole days; 3 where
//! every one differs), closing 3.2, blocks and rows that wait 0.6: 24 in all.

use domain::board::figures::CaseFact;

use crate::column::{Column, Packed, Spans};
use crate::filter::Dimension;
use crate::pack::{self, Row};
use crate::spots::{Cursor, Spots};

/// What comes in few combinations: how a case stands and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Kind {
    pub(crate) state: u8,
    pub(crate) source: u8,
    pub(crate) flags: u8,
}

/// A grid cell mostly lies in one community of one township.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Area {
    pub(crate) grid: u32,
    pub(crate) community: u32,
    pub(crate) township: u16,
}

/// Placed rows come first, in the order of their codes; the rest follow.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) len: usize,
    /// The earliest receipt.
    pub(crate) start: i64,
    /// Of the placed rows.
    pub(crate) spots: Spots,
    pub(crate) key: Packed,
    pub(crate) kind: Column<Kind>,
    pub(crate) category: Column<u16>,
    pub(crate) department: Column<u16>,
    pub(crate) area: Column<Area>,
    /// Seconds from `start`.
    pub(crate) received: Packed,
    /// Seconds from the row's receipt, as are the closings.
    pub(crate) due: Spans,
    pub(crate) closed: Spans,
}

impl Columns {
    /// Of rows in order.
    pub(crate) fn new(rows: &[Row]) -> Self {
        let placed = rows.partition_point(Row::is_placed);
        let start = rows.iter().map(|row| row.received).min().unwrap_or(0);
        Self {
            len: rows.len(),
            start,
            spots: Spots::new(rows[..placed].iter().map(|row| row.code)),
            key: Packed::new(rows.iter().map(|row| row.key)),
            kind: Column::new(rows.iter().map(|row| Kind {
                state: row.state,
                source: row.source,
                flags: row.flags,
            })),
            category: Column::new(rows.iter().map(|row| row.category)),
            department: Column::new(rows.iter().map(|row| row.department)),
            area: Column::new(rows.iter().map(|row| Area {
                grid: row.grid,
                community: row.community,
                township: row.township,
            })),
            received: Packed::new(rows.iter().map(|row| (row.received - start) as u64)),
            due: Spans::new(rows.iter().map(|row| row.due)),
            closed: Spans::new(rows.iter().map(|row| row.closed)),
        }
    }

    #[inline]
    pub(crate) fn received_at(&self, row: usize) -> i64 {
        self.start + self.received.get(row) as i64
    }

    #[inline]
    pub(crate) fn fact(&self, row: usize) -> CaseFact {
        let received = self.received_at(row);
        let (due, closed) = (self.due.get(row), self.closed.get(row));
        pack::fact(self.kind.get(row).flags, received, received, due, closed)
    }

    pub(crate) fn row(&self, row: usize, cursor: &mut Cursor) -> Row {
        let (kind, area) = (self.kind.get(row), self.area.get(row));
        Row {
            key: self.key.get(row),
            code: if row < self.spots.len() {
                self.spots.code(row, cursor)
            } else {
                0
            },
            received: self.received_at(row),
            grid: area.grid,
            community: area.community,
            due: self.due.get(row),
            closed: self.closed.get(row),
            category: self.category.get(row),
            department: self.department.get(row),
            township: area.township,
            state: kind.state,
            source: kind.source,
            flags: kind.flags,
        }
    }

    /// The number of a row's value among the values of the column that holds the attribute; several of
    /// them may share one code of the attribute.
    #[inline]
    pub(crate) fn number(&self, dimension: Dimension, row: usize) -> usize {
        match dimension {
            Dimension::Category => self.category.code(row),
            Dimension::Department => self.department.code(row),
            Dimension::State | Dimension::Source => self.kind.code(row),
            Dimension::Grid | Dimension::Township | Dimension::Community => self.area.code(row),
        }
    }

    /// The attribute's code of each number.
    pub(crate) fn codes(&self, dimension: Dimension) -> Vec<u32> {
        fn codes<T: Copy>(column: &Column<T>, code: impl Fn(T) -> u32) -> Vec<u32> {
            column.values().iter().map(|value| code(*value)).collect()
        }
        match dimension {
            Dimension::Category => codes(&self.category, u32::from),
            Dimension::Department => codes(&self.department, u32::from),
            Dimension::State => codes(&self.kind, |kind| u32::from(kind.state)),
            Dimension::Source => codes(&self.kind, |kind| u32::from(kind.source)),
            Dimension::Grid => codes(&self.area, |area| area.grid),
            Dimension::Township => codes(&self.area, |area| u32::from(area.township)),
            Dimension::Community => codes(&self.area, |area| area.community),
        }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.spots.memory_bytes()
            + self.key.memory_bytes()
            + self.kind.memory_bytes()
            + self.category.memory_bytes()
            + self.department.memory_bytes()
            + self.area.memory_bytes()
            + self.received.memory_bytes()
            + self.due.memory_bytes()
            + self.closed.memory_bytes()
    }
}
