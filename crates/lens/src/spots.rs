//! Places as a sorted column: the tile once, the spot inside it per row.
//!
//! A tile is a square of the quadtree, [`TILE_LEVEL`] levels down (a street block or two); where its
//! rows begin is all that counting by larger cells needs.

use std::ops::Range;

use crate::cover::Stretch;

/// Level of the tiles: half of the bits of a code.
pub(crate) const TILE_LEVEL: u32 = 16;
/// Bits of a code below its tile.
pub(crate) const TILE_BITS: u32 = 64 - 2 * TILE_LEVEL;

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

    /// Rows on each stretch of the curve, which have to ascend.
    pub(crate) fn rows_on<'a>(&'a self, stretches: &'a [Stretch]) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut tile = 0;
        // Where the stretch before ended: mostly where the next one begins.
        let (mut code, mut row) = (0, 0);
        stretches.iter().map(move |stretch| {
            let from = match stretch.first == code {
                true => row,
                false => self.position(stretch.first, &mut tile),
            };
            let end = stretch.last.checked_add(1);
            row = end.map_or(self.len(), |end| self.position(end, &mut tile));
            code = end.unwrap_or(0);
            from..row
        })
    }

    /// The first row that does not lie before `code`; `tile` does not lie beyond it, and is brought there.
    fn position(&self, code: u64, tile: &mut usize) -> usize {
        let (high, low) = ((code >> TILE_BITS) as u32, code as u32);
        let tiles = &self.tiles()[*tile..];
        let near = tiles.iter().take(STEPS).position(|tile| tile.code >= high);
        *tile += near.unwrap_or_else(|| tiles.partition_point(|tile| tile.code < high));
        let from = self.tiles[*tile].first as usize;
        if low == 0 || self.tiles().get(*tile).is_none_or(|tile| tile.code != high) {
            return from;
        }
        let to = self.tiles[*tile + 1].first as usize;
        from + self.low[from..to].partition_point(|one| *one < low)
    }

    /// The rows of a range tile by tile, with each tile's number and the first code in it.
    #[inline]
    pub(crate) fn by_tile(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, u64, Range<usize>)> {
        let first = match rows.is_empty() {
            true => 0,
            false => self.tile_of(rows.start, &mut Cursor::default()),
        };
        let mut from = rows.start;
        (first..)
            .zip(self.tiles[first..].windows(2))
            .map_while(move |(number, pair)| {
                let (row, end) = (from, rows.end.min(pair[1].first as usize));
                from = end;
                (row < end).then(|| (number, u64::from(pair[0].code) << TILE_BITS, row..end))
            })
    }

    /// Rows of a tile cell by cell, with a code in each; `shift` bits of a code lie below a cell.
    #[inline]
    pub(crate) fn by_cell(
        &self,
        tile: usize,
        rows: Range<usize>,
        shift: u32,
    ) -> impl Iterator<Item = (u64, Range<usize>)> {
        let tile = u64::from(self.tiles[tile].code) << TILE_BITS;
        // A cell may have grown beyond its tile while they are walked.
        let below = 1_u32.checked_shl(shift).map_or(u32::MAX, |bit| bit - 1);
        let mut row = rows.start;
        std::iter::from_fn(move || {
            let low = *self.low[..rows.end].get(row)?;
            let end = row + end_of_run(&self.low[row..rows.end], low | below);
            let cell = (tile | u64::from(low), row..end);
            row = end;
            Some(cell)
        })
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
