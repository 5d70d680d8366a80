//! Counting per cell of the quadtree.

use std::ops::Range;

use crate::answers::{Cell, Tally};
use crate::geo::{CellBoxes, CellId, Spot};
use crate::keys::KeyMap;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::{Dead, Segment};
use crate::spots::{Cursor, TILE_BITS};
use crate::tally::tally_of;

/// Cells lie so many levels below the map's zoom: at 256-pixel tiles a cell is 32 × 32 pixels.
pub const CELL_LEVELS: u8 = 3;
/// Larger zooms are answered like this one.
pub const MAX_ZOOM: u8 = 24;
/// No answer has more cells: enough for a screen of 3840 × 2160 pixels. Where there would be more,
/// cells are joined with their neighbours, level by level, until they fit.
pub const MAX_CELLS: usize = 8192;

/// The level of the cells for a zoom.
pub(crate) fn level_of(zoom: u8) -> u8 {
    zoom.min(MAX_ZOOM) + CELL_LEVELS
}

/// Cells counted side by side, a square of 8 × 8: neighbouring rows mostly share it.
const PAGE: u32 = 6;

/// Takes placed rows. A cell is named by its Z-order code at its own level.
pub(crate) struct CellSink {
    as_of: i64,
    level: u8,
    /// Where the tallies of a page are.
    pages: KeyMap<u64, usize>,
    tallies: Vec<[Tally; 1 << PAGE]>,
    /// The page that was counted in last.
    current: Option<(u64, usize)>,
    cursor: Cursor,
}

impl CellSink {
    pub(crate) fn new(level: u8, as_of: i64) -> Self {
        Self {
            as_of,
            level,
            pages: KeyMap::default(),
            tallies: Vec::new(),
            current: None,
            cursor: Cursor::default(),
        }
    }

    /// Bits of a code below its cell.
    pub(crate) fn shift(&self) -> u32 {
        64 - 2 * u32::from(self.level)
    }

    #[inline]
    pub(crate) fn add(&mut self, code: u64, tally: Tally) {
        let cell = code >> self.shift();
        let page = cell >> PAGE;
        let at = match self.current {
            Some((current, at)) if current == page => at,
            _ => self.turn_to(page),
        };
        self.tallies[at][cell as usize % (1 << PAGE)] += tally;
        // Every page has a cell that counts: at this level there are too many.
        if self.pages.len() > MAX_CELLS {
            self.coarsen();
        }
    }

    /// Adjacent rows of one tile and one cell; those of `dead` that lie among them are taken off.
    #[inline]
    fn add_run(
        &mut self,
        segment: &Segment,
        (tile, code): (usize, u64),
        rows: Range<usize>,
        dead: &mut &[Dead],
    ) {
        let tally = segment.tally_of_run(tile, rows, dead, self.as_of);
        if tally.count > 0 {
            self.add(code, tally);
        }
    }

    #[cold]
    fn turn_to(&mut self, page: u64) -> usize {
        let at = *self.pages.entry(page).or_insert(self.tallies.len());
        if at == self.tallies.len() {
            self.tallies.push([Tally::default(); 1 << PAGE]);
        }
        self.current = Some((page, at));
        at
    }

    /// Rows that were added before, but are dead.
    pub(crate) fn take_off(&mut self, segment: &Segment, dead: &[Dead]) {
        let mut cursor = Cursor::default();
        let placed = dead
            .iter()
            .take_while(|dead| (dead.row as usize) < segment.placed());
        for dead in placed {
            let cell = segment.columns.spots.code(dead.row as usize, &mut cursor) >> self.shift();
            let Tally { count, overdue } = segment.tally_of_dead(dead, self.as_of);
            let at = self.turn_to(cell >> PAGE);
            let tally = &mut self.tallies[at][cell as usize % (1 << PAGE)];
            tally.count -= count;
            tally.overdue -= overdue;
        }
    }

    /// Joins four cells each, unless it is enough to forget pages of which all has been taken off.
    #[cold]
    fn coarsen(&mut self) {
        let (cells, shift) = (self.sorted(), self.shift());
        let pages = cells.chunk_by(|a, b| a.0 >> PAGE == b.0 >> PAGE).count();
        let level = self.level - u8::from(pages > MAX_CELLS);
        let cursor = self.cursor;
        *self = Self {
            cursor,
            ..Self::new(level, self.as_of)
        };
        for (cell, tally) in cells {
            self.add(cell << shift, tally);
        }
    }

    /// Non-empty cells in Z-order.
    fn sorted(&self) -> Vec<(u64, Tally)> {
        let mut pages: Vec<(u64, usize)> = self.pages.iter().map(|(page, at)| (*page, *at)).collect();
        pages.sort_unstable();
        let cells = pages
            .into_iter()
            .flat_map(|(page, at)| ((page << PAGE)..).zip(self.tallies[at]));
        cells.filter(|(_, tally)| tally.count > 0).collect()
    }

    /// The level that was reached, and its cells.
    pub(crate) fn finish(self) -> (u8, Vec<Cell>) {
        let mut cells = self.sorted();
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
        let mut boxes = CellBoxes::default();
        let cells = cells.into_iter().map(|(cell, tally)| {
            let at = Spot::from_code(cell);
            let id = CellId {
                z: level,
                x: at.x,
                y: at.y,
            };
            Cell {
                id,
                bbox: boxes.of(id),
                count: tally.count,
                overdue: tally.overdue,
            }
        });
        (level, cells.collect())
    }
}

impl Sink for CellSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let shift = self.shift();
        let code = segment.columns.spots.code_to(row, shift, &mut self.cursor);
        self.add(code, segment.tally(row, self.as_of));
    }

    /// Counts by the difference of positions: a cell costs a search, not a walk, and a tile not even that.
    fn run(&mut self, segment: &Segment, rows: Range<usize>, mut dead: &[Dead]) {
        let spots = &segment.columns.spots;
        let whole_tiles = self.shift() >= TILE_BITS;
        for (tile, code, rows) in spots.by_tile(rows) {
            if whole_tiles {
                self.add_run(segment, (tile, code), rows, &mut dead);
            } else {
                for (code, rows) in spots.by_cell(tile, rows, self.shift()) {
                    self.add_run(segment, (tile, code), rows, &mut dead);
                }
            }
        }
    }

    fn end(&mut self, _segment: &Segment) {
        self.cursor = Cursor::default();
    }

    fn loose(&mut self, row: &Row) {
        self.add(row.code, tally_of(row, self.as_of));
    }
}
