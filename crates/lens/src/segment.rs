//! Some days of incidents, immutable: the stored columns and what is counted from them once.

use std::ops::Range;

use crate::answers::Tally;
use crate::column::{BYTE, Column};
use crate::columns::Columns;
use crate::filter::Dimension;
use crate::key_index::KeyIndex;
use crate::pack::{self, MONTH, Row};

/// Rows per block: its masks and one column of it fit the first-level cache. Blocks never mix placed rows
/// with others.
pub(crate) const BLOCK_ROWS: usize = 4096;

/// Which codes occur: bit `code mod 256`. Exact for codes below 256, a superset for others, which
/// is all that skipping needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Signature([u64; BYTE / 64]);

impl Signature {
    #[inline]
    pub(crate) fn add(&mut self, code: u32) {
        self.0[code as usize % BYTE / 64] |= 1 << (code % 64);
    }

    #[inline]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) rows: Range<u32>,
    /// First and last receipt.
    pub(crate) received: (i64, i64),
    /// One per [`Dimension`], in the order of [`Dimension::ALL`].
    pub(crate) signatures: [Signature; 7],
}

/// Rows that are open, not suspended and have a limit, ascending: from `settled_from` on no other row can
/// be overdue.
#[derive(Clone, Debug, Default)]
struct Waiting {
    rows: Vec<u32>,
    due: Vec<i64>,
    last_due: i64,
    /// How many of them lie before each tile, and before the end of the last.
    before_tile: Vec<u32>,
}

/// How many rows have each number of a column.
#[derive(Clone, Debug)]
struct Counts {
    kind: Vec<u32>,
    category: Vec<u32>,
    department: Vec<u32>,
    area: Vec<u32>,
}

/// A row that has been replaced or removed since the segment was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dead {
    pub(crate) row: u32,
    /// Its limit if it waits, else never: what it must not be counted as needs no search.
    due: i64,
}

impl Dead {
    pub(crate) fn is(&self, row: usize) -> bool {
        self.row as usize == row
    }
}

#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) columns: Columns,
    index: KeyIndex,
    pub(crate) blocks: Vec<Block>,
    /// First and last receipt.
    pub(crate) received: (i64, i64),
    counts: Counts,
    waiting: Waiting,
    settled_from: i64,
}

impl Segment {
    /// Keys must not repeat; the order of the rows does not matter, but rows already in order cost least.
    pub(crate) fn build(mut rows: Vec<Row>) -> Self {
        // Stable: it recognises sorted runs, of which a merge has two.
        rows.sort_by_key(|row| (!row.is_placed(), row.code, row.key));
        Self::of(Columns::new(&rows))
    }

    pub(crate) fn of(columns: Columns) -> Self {
        let len = columns.len;
        let blocks = blocks(&columns);
        let received = blocks.iter().fold((i64::MAX, i64::MIN), |range, block| {
            (range.0.min(block.received.0), range.1.max(block.received.1))
        });
        let (waiting, settled_from) = standing(&columns);
        Self {
            index: KeyIndex::new(&columns.key, len),
            blocks,
            received,
            counts: Counts {
                kind: counts(&columns.kind, len),
                category: counts(&columns.category, len),
                department: counts(&columns.department, len),
                area: counts(&columns.area, len),
            },
            waiting,
            settled_from,
            columns,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.columns.len
    }

    pub(crate) fn placed(&self) -> usize {
        self.columns.spots.len()
    }

    /// The month of its first receipt: the month of all, unless it is the young segment.
    pub(crate) fn month(&self) -> i64 {
        self.received.0.div_euclid(MONTH)
    }

    /// The row of a key, if it has one.
    pub(crate) fn find(&self, key: u64) -> Option<u32> {
        self.index.find(&self.columns.key, key)
    }

    /// From here on only what waits can be overdue.
    pub(crate) fn is_settled(&self, as_of: i64) -> bool {
        as_of >= self.settled_from
    }

    #[inline]
    pub(crate) fn is_overdue(&self, row: usize, as_of: i64) -> bool {
        // One byte rules out all but the open rows of a settled segment.
        (pack::is_open(self.columns.kind.get(row).flags) || !self.is_settled(as_of))
            && self.columns.fact(row).is_overdue(as_of)
    }

    /// One row.
    #[inline]
    pub(crate) fn tally(&self, row: usize, as_of: i64) -> Tally {
        Tally {
            count: 1,
            overdue: u64::from(self.is_overdue(row, as_of)),
        }
    }

    /// How many rows have each number of the column that holds the attribute.
    pub(crate) fn counts(&self, dimension: Dimension) -> &[u32] {
        match dimension {
            Dimension::Category => &self.counts.category,
            Dimension::Department => &self.counts.department,
            Dimension::State | Dimension::Source => &self.counts.kind,
            Dimension::Grid | Dimension::Township | Dimension::Community => &self.counts.area,
        }
    }

    /// How many rows of a range are overdue.
    pub(crate) fn overdue_in(&self, rows: Range<usize>, as_of: i64) -> u64 {
        self.overdue_among(0..self.waiting.rows.len(), rows, as_of)
    }

    /// How many rows of a range within one tile are overdue.
    #[inline]
    fn overdue_in_tile(&self, tile: usize, rows: Range<usize>, as_of: i64) -> u64 {
        let [from, to] = [tile, tile + 1].map(|tile| self.waiting.before_tile[tile] as usize);
        if self.is_settled(as_of) && self.columns.spots.rows_of(tile) == rows {
            self.overdue_of(from..to, as_of)
        } else {
            self.overdue_among(from..to, rows, as_of)
        }
    }

    /// Adjacent rows of one tile; those of `dead` that lie among them are taken off, here and from the list.
    #[inline]
    pub(crate) fn tally_of_run(
        &self,
        tile: usize,
        rows: Range<usize>,
        dead: &mut &[Dead],
        as_of: i64,
    ) -> Tally {
        let end = rows.end;
        let mut tally = Tally {
            count: rows.len() as u64,
            overdue: self.overdue_in_tile(tile, rows, as_of),
        };
        while let Some((first, later)) = dead.split_first()
            && (first.row as usize) < end
        {
            let gone = self.tally_of_dead(first, as_of);
            tally.count -= gone.count;
            tally.overdue -= gone.overdue;
            *dead = later;
        }
        tally
    }

    /// A row from now on.
    pub(crate) fn dead(&self, row: u32) -> Dead {
        let at = self.waiting.rows.binary_search(&row);
        Dead {
            row,
            due: at.map_or(i64::MAX, |at| self.waiting.due[at]),
        }
    }

    /// What a row was counted as that is dead.
    #[inline]
    pub(crate) fn tally_of_dead(&self, dead: &Dead, as_of: i64) -> Tally {
        if !self.is_settled(as_of) {
            return self.tally(dead.row as usize, as_of);
        }
        Tally {
            count: 1,
            overdue: u64::from(dead.due < as_of),
        }
    }

    fn overdue_among(&self, among: Range<usize>, rows: Range<usize>, as_of: i64) -> u64 {
        if !self.is_settled(as_of) {
            return rows
                .filter(|row| self.columns.fact(*row).is_overdue(as_of))
                .count() as u64;
        }
        let waiting = &self.waiting.rows[among.clone()];
        let before = |end: usize| among.start + waiting.partition_point(|row| (*row as usize) < end);
        self.overdue_of(before(rows.start)..before(rows.end), as_of)
    }

    /// How many of those that wait are overdue.
    #[inline]
    fn overdue_of(&self, waiting: Range<usize>, as_of: i64) -> u64 {
        if self.waiting.last_due < as_of {
            return waiting.len() as u64;
        }
        let due = &self.waiting.due[waiting];
        due.iter().filter(|due| **due < as_of).count() as u64
    }

    /// The last limit of what waits.
    pub(crate) fn last_due(&self) -> i64 {
        self.waiting.last_due
    }

    /// From here on all that waits is overdue, and nothing else is.
    pub(crate) fn quiet_from(&self) -> i64 {
        self.settled_from.max(self.waiting.last_due.saturating_add(1))
    }

    pub(crate) fn waiting_in_tile(&self, tile: usize) -> u64 {
        u64::from(self.waiting.before_tile[tile + 1] - self.waiting.before_tile[tile])
    }

    /// Overdue rows, ascending, of a segment that is settled.
    pub(crate) fn overdue_rows(&self, as_of: i64) -> impl Iterator<Item = usize> + '_ {
        let rows = self.waiting.rows.iter().zip(&self.waiting.due);
        rows.filter(move |(_, due)| **due < as_of)
            .map(|(row, _)| *row as usize)
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.columns.memory_bytes()
            + self.index.memory_bytes()
            + self.blocks.capacity() * size_of::<Block>()
            + (self.counts.kind.capacity() + self.counts.category.capacity()) * size_of::<u32>()
            + (self.counts.department.capacity() + self.counts.area.capacity()) * size_of::<u32>()
            + self.waiting.rows.capacity() * size_of::<u32>()
            + self.waiting.due.capacity() * size_of::<i64>()
            + self.waiting.before_tile.capacity() * size_of::<u32>()
            + size_of::<Self>()
    }
}

fn counts<T: Copy>(column: &Column<T>, len: usize) -> Vec<u32> {
    let mut counts = vec![0; column.values().len()];
    (0..len).for_each(|row| counts[column.code(row)] += 1);
    counts
}

fn blocks(columns: &Columns) -> Vec<Block> {
    let (placed, len) = (columns.spots.len(), columns.len);
    let ends = |from: usize, to: usize| {
        (from..to)
            .step_by(BLOCK_ROWS)
            .map(move |at| at..to.min(at + BLOCK_ROWS))
    };
    let codes = Dimension::ALL.map(|dimension| columns.codes(dimension));
    ends(0, placed)
        .chain(ends(placed, len))
        .map(|rows| {
            let mut received = (i64::MAX, i64::MIN);
            for row in rows.clone() {
                let at = columns.received_at(row);
                received = (received.0.min(at), received.1.max(at));
            }
            let mut signatures = [Signature::default(); 7];
            for ((signature, dimension), codes) in signatures.iter_mut().zip(Dimension::ALL).zip(&codes) {
                for row in rows.clone() {
                    signature.add(codes[columns.number(dimension, row)]);
                }
            }
            Block {
                rows: rows.start as u32..rows.end as u32,
                received,
                signatures,
            }
        })
        .collect()
}

/// What waits, and from when on nothing else can be overdue.
fn standing(columns: &Columns) -> (Waiting, i64) {
    let mut waiting = Waiting {
        last_due: i64::MIN,
        ..Waiting::default()
    };
    let mut settled_from = i64::MIN;
    for row in 0..columns.len {
        let flags = columns.kind.get(row).flags;
        if !pack::is_open(flags) {
            let closed = pack::absolute(columns.closed.get(row), columns.received_at(row));
            settled_from = settled_from.max(closed.unwrap_or(i64::MIN));
        } else if let Some(due) = pack::absolute(columns.due.get(row), columns.received_at(row))
            && !pack::is_suspended(flags)
        {
            waiting.rows.push(row as u32);
            waiting.due.push(due);
            waiting.last_due = waiting.last_due.max(due);
        }
    }
    let spots = &columns.spots;
    let tiles = spots
        .tiles()
        .iter()
        .map(|tile| tile.first as usize)
        .chain([spots.len()]);
    let mut before = 0;
    waiting.before_tile = tiles
        .map(|first| {
            let rows = waiting.rows[before..].iter();
            before += rows.take_while(|row| (**row as usize) < first).count();
            before as u32
        })
        .collect();
    waiting.rows.shrink_to_fit();
    waiting.due.shrink_to_fit();
    (waiting, settled_from)
}
