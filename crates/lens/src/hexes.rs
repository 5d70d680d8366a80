//! Counting per hexagon.
//!
//! Hexagons stand on a corner and lie in rows on the Web Mercator square; every second row is moved by half of one.
//! A hexagon of level z is as wide as a quadtree cell of that level, so the screen decides its size as it does that
//! of squares. Unlike squares they do not nest: each level is counted anew from the places themselves, never put
//! together from cells.

use std::collections::hash_map::Entry;
use std::fmt;
use std::ops::Range;

use crate::answers::{Hex, Tally};
use crate::cells::{CELL_LEVELS, MAX_CELLS, MAX_ZOOM};
use crate::geo::{Spot, WORLD, lat_at, lng_at};
use crate::keys::KeyMap;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::{Dead, Segment};
use crate::spots::{Cursor, TILE_BITS};
use crate::tally::tally_of;

/// Cells by so many levels finer than a hexagon are mostly wholly inside one, and are counted at once.
const FINER: u32 = 3;

/// A hexagon: the `q`-th of row `r`, from the western and the northern edge of the world, at level `z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HexId {
    pub z: u8,
    pub q: u32,
    pub r: u32,
}

impl HexId {
    /// The hexagon of level `z` that holds the spot: the one with the nearest middle; among equals the upper one,
    /// then the eastern. Levels go from [`CELL_LEVELS`] to [`CELL_LEVELS`] + [`MAX_ZOOM`]; others are answered
    /// like the nearest of these.
    #[must_use]
    pub fn of(spot: Spot, z: u8) -> Self {
        Comb::new(z).hex(spot)
    }

    /// West, south, east, north in degrees. The upper and lower corner lie in the middle of the north and south
    /// sides, the others on the west and east sides, a quarter of the height (in Web Mercator) from their ends. At
    /// the edge of the world it reaches beyond.
    #[must_use]
    pub fn bbox(self) -> [f64; 4] {
        let comb = Comb::new(self.z);
        let (x, y) = (
            comb.middle(self.q.into(), self.r.into()),
            u64::from(self.r) * comb.high,
        );
        let (x, y, high) = (x as f64, y as f64, comb.high as f64 * 2.0 / 3.0);
        let half = comb.wide as f64 / 2.0;
        [
            lng_at(x - half),
            lat_at(y + high),
            lng_at(x + half),
            lat_at(y - high),
        ]
    }
}

impl fmt::Display for HexId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hex/{}/{}/{}", self.z, self.q, self.r)
    }
}

/// All hexagons of one level.
#[derive(Clone, Copy, Debug)]
struct Comb {
    level: u8,
    /// From side to side, in quanta.
    wide: u64,
    /// From row to row, in quanta: √3/2 of the width, to the next whole one.
    high: u64,
}

impl Comb {
    fn new(level: u8) -> Self {
        let level = level.clamp(CELL_LEVELS, CELL_LEVELS + MAX_ZOOM);
        let wide = WORLD >> level;
        Self {
            level,
            wide,
            high: (wide as f64 * (3.0_f64.sqrt() / 2.0)).round() as u64,
        }
    }

    /// Where the middle of a hexagon lies from west to east.
    fn middle(&self, q: u64, row: u64) -> u64 {
        q * self.wide + row % 2 * (self.wide / 2)
    }

    /// The one of a row whose middle is nearest from west to east.
    #[inline]
    fn nearest(&self, x: u64, row: u64) -> u64 {
        (x + (1 - row % 2) * (self.wide / 2)) / self.wide
    }

    /// By the bisector between the nearest middle of the row above and that of the row below: the line between two
    /// hexagons.
    #[inline]
    fn hex(&self, spot: Spot) -> HexId {
        let (x, y) = (u64::from(spot.x), u64::from(spot.y));
        let above = y / self.high;
        let down = y - above * self.high;
        let mut q = self.nearest(x, above);
        let aside = x.abs_diff(self.middle(q, above));
        let is_below = 2 * self.high * aside + 3 * self.wide * down > 2 * self.wide * self.high;
        if is_below {
            q = self.nearest(x, above + 1);
        }
        HexId {
            z: self.level,
            q: q as u32,
            r: (above + u64::from(is_below)) as u32,
        }
    }

    /// The hexagon that holds every spot of the quadtree cell with this code, if one does: a hexagon is convex, so its
    /// corners decide.
    #[inline]
    fn around(&self, code: u64, shift: u32) -> Option<HexId> {
        let first = Spot::from_code(code >> shift << shift);
        let side = (1_u32 << (shift / 2)) - 1;
        let (right, low) = (first.x + side, first.y + side);
        let hex = self.hex(first);
        let others = [(right, first.y), (first.x, low), (right, low)];
        others
            .into_iter()
            .all(|(x, y)| self.hex(Spot { x, y }) == hex)
            .then_some(hex)
    }
}

/// Takes placed rows.
pub(crate) struct HexSink {
    as_of: i64,
    comb: Comb,
    tallies: Vec<(HexId, Tally)>,
    /// Where the tally of a hexagon is, by row and place in it.
    places: KeyMap<u64, usize>,
    /// The one that was counted in last.
    current: Option<(HexId, usize)>,
    cursor: Cursor,
}

impl HexSink {
    pub(crate) fn new(level: u8, as_of: i64) -> Self {
        Self {
            as_of,
            comb: Comb::new(level),
            tallies: Vec::new(),
            places: KeyMap::default(),
            current: None,
            cursor: Cursor::default(),
        }
    }

    #[inline]
    fn add(&mut self, hex: HexId, tally: Tally) {
        let at = match self.current {
            Some((current, at)) if current == hex => at,
            _ => self.turn_to(hex),
        };
        self.tallies[at].1 += tally;
    }

    fn turn_to(&mut self, hex: HexId) -> usize {
        let at = match self.places.entry(u64::from(hex.r) << 32 | u64::from(hex.q)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.tallies.push((hex, Tally::default()));
                *new.insert(self.tallies.len() - 1)
            }
        };
        self.current = Some((hex, at));
        at
    }

    /// Adjacent rows of one tile and one hexagon; those of `dead` that lie among them are taken off.
    fn add_run(
        &mut self,
        segment: &Segment,
        (tile, hex): (usize, HexId),
        rows: Range<usize>,
        dead: &mut &[Dead],
    ) {
        let tally = segment.tally_of_run(tile, rows, dead, self.as_of);
        if tally.count > 0 {
            self.add(hex, tally);
        }
    }

    fn add_rows(&mut self, segment: &Segment, rows: Range<usize>, dead: &mut &[Dead]) {
        for row in rows {
            match dead.split_first() {
                Some((first, later)) if first.is(row) => *dead = later,
                _ => self.row(segment, row),
            }
        }
    }

    /// Non-empty hexagons row by row from the north-west; `None` where there are more than [`MAX_CELLS`].
    pub(crate) fn finish(mut self) -> Option<(u8, Vec<Hex>)> {
        if self.is_full() {
            return None;
        }
        self.tallies.sort_unstable_by_key(|(hex, _)| (hex.r, hex.q));
        let hexes = self.tallies.into_iter().map(|(id, tally)| Hex {
            id,
            bbox: id.bbox(),
            count: tally.count,
            overdue: tally.overdue,
        });
        Some((self.comb.level, hexes.collect()))
    }
}

impl Sink for HexSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let code = segment.columns.spots.code(row, &mut self.cursor);
        let hex = self.comb.hex(Spot::from_code(code));
        self.add(hex, segment.tally(row, self.as_of));
    }

    /// Counts tile by tile and cell by cell by the difference of positions, and looks only at the places of cells that a
    /// side of a hexagon crosses.
    fn run(&mut self, segment: &Segment, rows: Range<usize>, mut dead: &[Dead]) {
        let spots = &segment.columns.spots;
        let shift = 64_u32.saturating_sub(2 * (u32::from(self.comb.level) + FINER));
        for (tile, code, rows) in spots.by_tile(rows) {
            if let Some(hex) = self.comb.around(code, TILE_BITS) {
                self.add_run(segment, (tile, hex), rows, &mut dead);
            } else if shift >= TILE_BITS {
                self.add_rows(segment, rows, &mut dead);
            } else {
                for (code, rows) in spots.by_cell(tile, rows, shift) {
                    match self.comb.around(code, shift) {
                        Some(hex) if rows.len() > 1 => self.add_run(segment, (tile, hex), rows, &mut dead),
                        _ => self.add_rows(segment, rows, &mut dead),
                    }
                }
            }
        }
    }

    fn end(&mut self, _segment: &Segment) {
        self.cursor = Cursor::default();
    }

    fn loose(&mut self, row: &Row) {
        self.add(
            self.comb.hex(Spot::from_code(row.code)),
            tally_of(row, self.as_of),
        );
    }

    /// What is left is not needed: a coarser level will be counted.
    fn is_full(&self) -> bool {
        self.tallies.len() > MAX_CELLS
    }
}
