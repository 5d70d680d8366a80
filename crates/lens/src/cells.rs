//! Counting per cell of the quadtree.

use std::ops::Range;

use crate::answers::{Cell, Tally};
use crate::geo::{CellId, Edges, Spot};
use crate::keys::KeyMap;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::Segment;

/// Cells lie so many levels below the map's zoom: at 256-pixel tiles a cell is 32 × 32 pixels.
pub const CELL_LEVELS: u8 = 3;
/// Larger zooms are answered like this one.
pub const MAX_ZOOM: u8 = 24;
/// No answer has more cells: enough for a screen of 3840 × 2160 pixels. Where there would be more,
/// cells are joined with their neighbours, level by level, until they fit.
pub const MAX_CELLS: usize = 8192;

/// As many counters as are worth clearing for one query.
const DENSE: u64 = 1 << 17;

/// The level of the cells for a zoom.
pub(crate) fn level_of(zoom: u8) -> u8 {
    zoom.min(MAX_ZOOM) + CELL_LEVELS
}

/// Counters by cell code (the Z-order code of a cell at its own level).
enum Counters {
    /// One per cell of a small area: row by row from its north-western cell.
    Dense {
        west: u32,
        north: u32,
        wide: u32,
        tallies: Vec<Tally>,
    },
    Sparse(KeyMap<u64, Tally>),
}

impl Counters {
    fn new(area: &Edges, level: u8) -> Self {
        if area.is_empty() {
            return Self::Sparse(KeyMap::default());
        }
        let shift = 32 - u32::from(level);
        let (west, north) = (area.west >> shift, area.north >> shift);
        let wide = ((area.east - 1) >> shift) - west + 1;
        let high = ((area.south - 1) >> shift) - north + 1;
        if wide * high > DENSE {
            return Self::Sparse(KeyMap::default());
        }
        Self::Dense {
            west: west as u32,
            north: north as u32,
            wide: wide as u32,
            tallies: vec![Tally::default(); (wide * high) as usize],
        }
    }

    fn add(&mut self, cell: u64, tally: Tally) {
        match self {
            Self::Dense {
                west,
                north,
                wide,
                tallies,
            } => {
                let at = Spot::from_code(cell);
                tallies[((at.y - *north) * *wide + at.x - *west) as usize] += tally;
            }
            Self::Sparse(tallies) => *tallies.entry(cell).or_default() += tally,
        }
    }

    /// Non-empty cells in Z-order.
    fn into_sorted(self) -> Vec<(u64, Tally)> {
        let mut cells: Vec<(u64, Tally)> = match self {
            Self::Sparse(tallies) => tallies.into_iter().collect(),
            Self::Dense {
                west,
                north,
                wide,
                tallies,
            } => (0_u32..)
                .zip(tallies)
                .filter(|(_, tally)| tally.count > 0)
                .map(|(at, tally)| {
                    (
                        Spot {
                            x: west + at % wide,
                            y: north + at / wide,
                        }
                        .code(),
                        tally,
                    )
                })
                .collect(),
        };
        cells.sort_unstable_by_key(|(cell, _)| *cell);
        cells
    }
}

/// Takes placed rows.
pub(crate) struct CellSink {
    as_of: i64,
    level: u8,
    /// Bits of a code below its cell.
    shift: u32,
    counters: Counters,
    /// The cell that is being counted; neighbouring rows mostly share it.
    current: u64,
    tally: Tally,
}

impl CellSink {
    /// `area` holds every row that will come.
    pub(crate) fn new(area: &Edges, level: u8, as_of: i64) -> Self {
        Self {
            as_of,
            level,
            shift: 64 - 2 * u32::from(level),
            counters: Counters::new(area, level),
            current: 0,
            tally: Tally::default(),
        }
    }

    #[inline]
    fn add(&mut self, code: u64, tally: Tally) {
        let cell = code >> self.shift;
        if cell != self.current {
            self.flush();
            self.current = cell;
        }
        self.tally += tally;
    }

    fn flush(&mut self) {
        let tally = std::mem::take(&mut self.tally);
        if tally != Tally::default() {
            self.counters.add(self.current, tally);
        }
    }

    /// The level that was reached, and its cells.
    pub(crate) fn finish(mut self) -> (u8, Vec<Cell>) {
        self.flush();
        let mut cells = self.counters.into_sorted();
        let mut level = self.level;
        while cells.len() > MAX_CELLS {
            level -= 1;
            cells.iter_mut().for_each(|(cell, _)| *cell >>= 2);
            cells.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
        }
        let cells = cells.into_iter().map(|(cell, tally)| {
            let at = Spot::from_code(cell);
            let id = CellId {
                z: level,
                x: at.x,
                y: at.y,
            };
            Cell {
                id,
                bbox: id.bbox(),
                count: tally.count,
                overdue: tally.overdue,
            }
        });
        (level, cells.collect())
    }
}

impl Sink for CellSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let overdue = u64::from(segment.is_overdue(row, self.as_of));
        self.add(segment.code[row], Tally { count: 1, overdue });
    }

    /// Counts by the difference of positions: a cell costs a search, not a walk.
    fn run(&mut self, segment: &Segment, rows: Range<usize>) {
        let mut row = rows.start;
        while row < rows.end {
            let end = segment.end_of_cell(row, rows.end, self.shift);
            let count = (end - row) as u64;
            self.add(segment.code[row], Tally { count, overdue: 0 });
            row = end;
        }
        for row in segment.overdue_in(rows, self.as_of) {
            self.add(segment.code[row], Tally { count: 0, overdue: 1 });
        }
    }

    fn loose(&mut self, row: &Row) {
        let overdue = u64::from(row.fact().is_overdue(self.as_of));
        self.add(row.code, Tally { count: 1, overdue });
    }
}
