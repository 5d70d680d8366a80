//! Places as a sorted column: the tile once, the spot inside it per row.
//!
//! A tile is a square of the quadtree, [`TILE_LEVEL`] levels down (a street block or two); where its
//! rows begin is all that counting by larger cells needs.

use std::ops::Range;

use crate::cover::Stretch;

/// Level of the tiles: half of the bits of a code.
const TILE_LEVEL: u32 = 16;
/// Bits of a code below its tile.
const TILE_BITS: u32 = 64 - 2 * TILE_LEVEL;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tile {
    /// Z-order code of the tile at its own level.
    pub(crate) code: u32,
    pub(crate) first: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Spots {
    /// Those that hold a row, ascending, and one behind them that begins at the end.
    tiles: Vec<Tile>,
    low: Vec<u32>,
}

/// The tile of the row that was read last: rows are mostly read in order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor(usize);

/// So many tiles onwards are tried before searching.
const STEPS: usize = 8;

impl Spots {
    /// Of codes in order.
    pub(crate) fn new(codes: impl ExactSizeIterator<Item = u64> + Clone) -> Self {
        let mut tiles: Vec<Tile> = Vec::new();
        for (first, code) in (0..).zip(codes.clone()) {
            let code = (code >> TILE_BITS) as u32;
            if tiles.last().is_none_or(|tile| tile.code != code) {
                tiles.push(Tile { code, first });
            }
        }
        tiles.shrink_to_fit();
        Self::of_parts(tiles, codes.map(|code| code as u32).collect())
    }

    /// As stored, the tile at the end left out.
    pub(crate) fn of_parts(mut tiles: Vec<Tile>, low: Vec<u32>) -> Self {
        tiles.reserve_exact(1);
        tiles.push(Tile {
            code: u32::MAX,
            first: low.len() as u32,
        });
        Self { tiles, low }
    }

    pub(crate) fn tiles(&self) -> &[Tile] {
        &self.tiles[..self.tiles.len() - 1]
    }

    pub(crate) fn low(&self) -> &[u32] {
        &self.low
    }

    pub(crate) fn len(&self) -> usize {
        self.low.len()
    }

    /// Where the rows of a tile begin and end.
    #[inline]
    pub(crate) fn rows_of(&self, tile: usize) -> Range<usize> {
        self.tiles[tile].first as usize..self.tiles[tile + 1].first as usize
    }

    #[inline]
    pub(crate) fn code(&self, row: usize, cursor: &mut Cursor) -> u64 {
        self.code_to(row, 0, cursor)
    }

    /// A code in the row's cell; `shift` bits of a code lie below a cell. What lies below a tile is read only
    /// if it matters.
    #[inline]
    pub(crate) fn code_to(&self, row: usize, shift: u32, cursor: &mut Cursor) -> u64 {
        let tile = u64::from(self.tiles[self.tile_of(row, cursor)].code) << TILE_BITS;
        if shift >= TILE_BITS {
            tile
        } else {
            tile | u64::from(self.low[row])
        }
    }

    #[inline]
    fn tile_of(&self, row: usize, cursor: &mut Cursor) -> usize {
        let begins = |tile: usize| self.tiles[tile].first as usize;
        let near = cursor.0..(cursor.0 + STEPS).min(self.tiles.len() - 1);
        let at = (near.start..near.end).find(|tile| row < begins(tile + 1));
        cursor.0 = match at {
            Some(tile) if begins(tile) <= row => tile,
            _ => self.tiles.partition_point(|tile| tile.first as usize <= row) - 1,
        };
        cursor.0
    }

    /// Rows on a stretch of the curve; looks from where the cursor is, which must not be beyond it.
    pub(crate) fn rows_on(&self, stretch: &Stretch, cursor: &mut Cursor) -> Range<usize> {
        let from = self.position(stretch.first, cursor);
        let end = stretch.last.checked_add(1);
        from..end.map_or(self.len(), |end| self.position(end, cursor))
    }

    /// The first row that does not lie before `code`.
    fn position(&self, code: u64, cursor: &mut Cursor) -> usize {
        let (high, low) = ((code >> TILE_BITS) as u32, code as u32);
        let tiles = &self.tiles()[cursor.0..];
        let near = tiles.iter().take(STEPS).position(|tile| tile.code >= high);
        cursor.0 += near.unwrap_or_else(|| tiles.partition_point(|tile| tile.code < high));
        let tile = cursor.0;
        let from = self.tiles[tile].first as usize;
        if low == 0 || self.tiles().get(tile).is_none_or(|tile| tile.code != high) {
            return from;
        }
        let to = self.tiles[tile + 1].first as usize;
        from + self.low[from..to].partition_point(|one| *one < low)
    }

    /// The rows of a range cell by cell, with their tile's number and a code in the cell; `shift` bits of a
    /// code lie below a cell. Cells larger than a tile come in parts, one after the other.
    #[inline]
    pub(crate) fn cells(&self, rows: Range<usize>, shift: u32, mut each: impl FnMut(usize, u64, Range<usize>)) {
        if rows.is_empty() {
            return;
        }
        let mut tile = self.tile_of(rows.start, &mut Cursor::default());
        let mut row = rows.start;
        while row < rows.end {
            let end = rows.end.min(self.tiles[tile + 1].first as usize);
            let code = u64::from(self.tiles[tile].code) << TILE_BITS;
            if shift >= TILE_BITS {
                each(tile, code, row..end);
                row = end;
            }
            while row < end {
                let last = self.low[row] | (((1_u64 << shift) - 1) as u32);
                let next = end_of_run(&self.low[row..end], last) + row;
                each(tile, code | u64::from(self.low[row]), row..next);
                row = next;
            }
            tile += 1;
        }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.tiles.capacity() * size_of::<Tile>() + self.low.capacity() * size_of::<u32>()
    }
}

/// How many do not lie beyond `last`, the first of which is known not to. Gallops, then searches: most cells
/// are short, some hold a whole tile.
fn end_of_run(codes: &[u32], last: u32) -> usize {
    let (mut from, mut step) = (1, 1);
    while from + step <= codes.len() && codes[from + step - 1] <= last {
        from += step;
        step *= 2;
    }
    let to = codes.len().min(from + step);
    from + codes[from..to].partition_point(|code| *code <= last)
}
