//! Thirty days of incidents as immutable columns, sorted along the Z-order curve.
//!
//! Placed rows come first, in the order of their codes; the rest follow. Blocks never mix the two.

use std::ops::Range;

use domain::board::figures::CaseFact;

use crate::cover::Stretch;
use crate::filter::Dimension;
use crate::geo::{Edges, Spot};
use crate::keys::Sketch;
use crate::pack::{self, MONTH, NEVER, Row};

/// Rows per block: its masks and one column of it fit the first-level cache.
pub(crate) const BLOCK_ROWS: usize = 4096;

/// Which codes occur: bit `code mod 256`. Exact for codes below 256, a superset for others, which
/// is all that skipping needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Signature([u64; 4]);

impl Signature {
    #[inline]
    pub(crate) fn add(&mut self, code: u32) {
        self.0[code as usize % 256 / 64] |= 1 << (code % 64);
    }

    #[inline]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) rows: Range<u32>,
    /// Smallest and largest receipt, seconds from the start of the segment.
    pub(crate) received: (u32, u32),
    /// One per [`Dimension`], in the order of [`Dimension::ALL`].
    pub(crate) signatures: [Signature; 7],
}

#[derive(Debug)]
pub(crate) struct Segment {
    start: i64,
    /// Of the placed rows only.
    pub(crate) code: Vec<u64>,
    key: Vec<u64>,
    pub(crate) category: Vec<u16>,
    pub(crate) department: Vec<u16>,
    pub(crate) township: Vec<u16>,
    pub(crate) state: Vec<u8>,
    pub(crate) source: Vec<u8>,
    pub(crate) grid: Vec<u32>,
    pub(crate) community: Vec<u32>,
    /// Seconds from the start of the segment.
    pub(crate) received: Vec<u32>,
    due: Vec<i32>,
    closed: Vec<i32>,
    flags: Vec<u8>,
    pub(crate) blocks: Vec<Block>,
    /// Smallest and largest receipt, as in the blocks.
    pub(crate) received_range: (u32, u32),
    /// Rows in the order of their keys.
    by_key: Vec<u32>,
    sketch: Sketch,
    /// Rows that are open, not suspended and have a limit, ascending: from `settled_from` on no
    /// other row can be overdue.
    waiting: Vec<u32>,
    settled_from: i64,
    /// The smallest box that holds every placed row.
    pub(crate) extent: Option<Edges>,
}

impl Segment {
    /// Rows have to be of one month and must not repeat a key; their order does not matter, but
    /// rows already in order cost least.
    pub(crate) fn build(month: i64, mut rows: Vec<Row>) -> Self {
        // Stable: it recognises sorted runs, of which a merge has two.
        rows.sort_by_key(|row| (!row.is_placed(), row.code, row.key));
        let start = month * MONTH;
        let placed = rows.partition_point(Row::is_placed);
        let key: Vec<u64> = rows.iter().map(|row| row.key).collect();
        let mut by_key: Vec<u32> = (0..rows.len() as u32).collect();
        by_key.sort_unstable_by_key(|row| key[*row as usize]);
        let blocks = blocks(&rows, placed, start);
        let received_range = blocks.iter().fold((u32::MAX, 0), |range, block| {
            (range.0.min(block.received.0), range.1.max(block.received.1))
        });
        Self {
            start,
            code: rows[..placed].iter().map(|row| row.code).collect(),
            category: rows.iter().map(|row| row.category).collect(),
            department: rows.iter().map(|row| row.department).collect(),
            township: rows.iter().map(|row| row.township).collect(),
            state: rows.iter().map(|row| row.state).collect(),
            source: rows.iter().map(|row| row.source).collect(),
            grid: rows.iter().map(|row| row.grid).collect(),
            community: rows.iter().map(|row| row.community).collect(),
            received: rows.iter().map(|row| (row.received - start) as u32).collect(),
            due: rows.iter().map(|row| row.due).collect(),
            closed: rows.iter().map(|row| row.closed).collect(),
            flags: rows.iter().map(|row| row.flags).collect(),
            blocks,
            received_range,
            sketch: Sketch::of(&key),
            by_key,
            key,
            waiting: (0_u32..)
                .zip(&rows)
                .filter(|(_, row)| pack::is_open(row.flags) && !pack::is_suspended(row.flags))
                .filter(|(_, row)| row.due != NEVER)
                .map(|(index, _)| index)
                .collect(),
            settled_from: rows
                .iter()
                .filter(|row| !pack::is_open(row.flags))
                .filter_map(|row| pack::absolute(row.closed, start))
                .max()
                .unwrap_or(i64::MIN),
            extent: extent(&rows[..placed]),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.key.len()
    }

    pub(crate) fn placed(&self) -> usize {
        self.code.len()
    }

    pub(crate) fn start(&self) -> i64 {
        self.start
    }

    /// Rows on a stretch of the curve.
    pub(crate) fn rows_on(&self, stretch: &Stretch) -> Range<usize> {
        let from = self.code.partition_point(|code| *code < stretch.first);
        let to = from + self.code[from..].partition_point(|code| *code <= stretch.last);
        from..to
    }

    /// Where the rows that share this row's cell end, not beyond `limit`; `shift` bits of a code
    /// lie below the cell.
    pub(crate) fn end_of_cell(&self, row: usize, limit: usize, shift: u32) -> usize {
        let last = self.code[row] | ((1 << shift) - 1);
        let mut step = 1;
        let mut from = row + 1;
        // Gallop, then search: most cells are short, some hold a whole segment.
        while from + step <= limit && self.code[from + step - 1] <= last {
            from += step;
            step *= 2;
        }
        let to = limit.min(from + step);
        from + self.code[from..to].partition_point(|code| *code <= last)
    }

    /// The row of a key, if it has one.
    pub(crate) fn find(&self, key: u64) -> Option<u32> {
        if !self.sketch.may_hold(key) {
            return None;
        }
        let at = self
            .by_key
            .binary_search_by_key(&key, |row| self.key[*row as usize])
            .ok()?;
        Some(self.by_key[at])
    }

    #[inline]
    pub(crate) fn fact(&self, row: usize) -> CaseFact {
        pack::fact(
            self.flags[row],
            self.start,
            self.received_at(row),
            self.due[row],
            self.closed[row],
        )
    }

    #[inline]
    pub(crate) fn received_at(&self, row: usize) -> i64 {
        self.start + i64::from(self.received[row])
    }

    #[inline]
    pub(crate) fn is_overdue(&self, row: usize, as_of: i64) -> bool {
        // One byte rules out all but the open rows of a settled segment.
        (pack::is_open(self.flags[row]) || as_of < self.settled_from) && self.fact(row).is_overdue(as_of)
    }

    /// Overdue rows of a range, ascending.
    pub(crate) fn overdue_in(&self, rows: Range<usize>, as_of: i64) -> impl Iterator<Item = usize> + '_ {
        let settled = as_of >= self.settled_from;
        let among = |row: &&u32| (**row as usize) < rows.start;
        let from = self.waiting.partition_point(|row| among(&row));
        let waiting = if settled { &self.waiting[from..] } else { &[] };
        let all = if settled { 0..0 } else { rows.clone() };
        let end = rows.end;
        waiting
            .iter()
            .map(|row| *row as usize)
            .take_while(move |row| *row < end)
            .chain(all)
            .filter(move |row| self.fact(*row).is_overdue(as_of))
    }

    #[inline]
    pub(crate) fn code_of(&self, dimension: Dimension, row: usize) -> u32 {
        match dimension {
            Dimension::Category => u32::from(self.category[row]),
            Dimension::Department => u32::from(self.department[row]),
            Dimension::State => u32::from(self.state[row]),
            Dimension::Source => u32::from(self.source[row]),
            Dimension::Grid => self.grid[row],
            Dimension::Township => u32::from(self.township[row]),
            Dimension::Community => self.community[row],
        }
    }

    pub(crate) fn row(&self, row: usize) -> Row {
        Row {
            key: self.key[row],
            code: self.code.get(row).copied().unwrap_or(0),
            received: self.received_at(row),
            grid: self.grid[row],
            community: self.community[row],
            due: self.due[row],
            closed: self.closed[row],
            category: self.category[row],
            department: self.department[row],
            township: self.township[row],
            state: self.state[row],
            source: self.source[row],
            flags: self.flags[row],
        }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        fn of<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        of(&self.code)
            + of(&self.key)
            + of(&self.category)
            + of(&self.department)
            + of(&self.township)
            + of(&self.state)
            + of(&self.source)
            + of(&self.grid)
            + of(&self.community)
            + of(&self.received)
            + of(&self.due)
            + of(&self.closed)
            + of(&self.flags)
            + of(&self.blocks)
            + of(&self.by_key)
            + of(&self.waiting)
            + self.sketch.memory_bytes()
            + size_of::<Self>()
    }
}

fn blocks(rows: &[Row], placed: usize, start: i64) -> Vec<Block> {
    let ends = |from: usize, to: usize| {
        (from..to)
            .step_by(BLOCK_ROWS)
            .map(move |at| at..to.min(at + BLOCK_ROWS))
    };
    ends(0, placed)
        .chain(ends(placed, rows.len()))
        .map(|range| {
            let mut received = (u32::MAX, 0);
            let mut signatures = [Signature::default(); 7];
            for row in &rows[range.clone()] {
                let at = (row.received - start) as u32;
                received = (received.0.min(at), received.1.max(at));
                for (signature, dimension) in signatures.iter_mut().zip(Dimension::ALL) {
                    signature.add(row.code_of(dimension));
                }
            }
            Block {
                rows: range.start as u32..range.end as u32,
                received,
                signatures,
            }
        })
        .collect()
}

fn extent(placed: &[Row]) -> Option<Edges> {
    placed
        .iter()
        .filter_map(Row::spot)
        .map(around)
        .reduce(|a, b| join(&a, &b))
}

/// The box of one spot.
pub(crate) fn around(spot: Spot) -> Edges {
    let (x, y) = (u64::from(spot.x), u64::from(spot.y));
    Edges {
        west: x,
        east: x + 1,
        north: y,
        south: y + 1,
    }
}

/// The smallest box that holds both.
pub(crate) fn join(a: &Edges, b: &Edges) -> Edges {
    Edges {
        west: a.west.min(b.west),
        east: a.east.max(b.east),
        north: a.north.min(b.north),
        south: a.south.max(b.south),
    }
}
