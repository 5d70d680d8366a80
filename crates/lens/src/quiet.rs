//! The months in which nothing becomes overdue any more, added up tile by tile once for all questions about
//! everything: a map of ten years costs no more than one of a few months.

use std::collections::BTreeMap;

use crate::answers::Tally;
use crate::cells::MAX_CELLS;
use crate::geo::{Edges, Spot};
use crate::held::Held;
use crate::keys::KeyMap;
use crate::query::Query;
use crate::spots::{TILE_BITS, TILE_LEVEL};

#[derive(Clone, Debug, Default)]
pub(crate) struct Quiet {
    /// Ascending.
    months: Vec<i64>,
    /// Z-order code of each tile at its own level; rows, and those of them that are overdue. No more than
    /// [`MAX_CELLS`].
    tiles: Vec<(u32, Tally)>,
    /// First and last receipt.
    received: (i64, i64),
    /// From here on the tallies hold.
    from: i64,
    /// A box around all tiles.
    extent: Option<Edges>,
}

impl Quiet {
    pub(crate) fn of(months: &BTreeMap<i64, Held>) -> Self {
        // Later than the newest receipt is when questions are asked.
        let newest = months.values().map(|held| held.segment.received.1).max();
        let quiet = months
            .iter()
            .filter(|(_, held)| newest.is_some_and(|newest| held.segment.last_due() < newest));
        let mut sums: KeyMap<u32, Tally> = KeyMap::default();
        let mut all = Self {
            received: (i64::MAX, i64::MIN),
            from: i64::MIN,
            ..Self::default()
        };
        for (month, held) in quiet {
            if sums.len() > MAX_CELLS {
                break;
            }
            let segment = &held.segment;
            all.months.push(*month);
            all.received.0 = all.received.0.min(segment.received.0);
            all.received.1 = all.received.1.max(segment.received.1);
            all.from = all.from.max(segment.quiet_from());
            for (number, tile) in segment.columns.spots.tiles().iter().enumerate() {
                let count = segment.columns.spots.rows_of(number).len() as u64;
                let overdue = segment.waiting_in_tile(number);
                *sums.entry(tile.code).or_default() += Tally { count, overdue };
            }
        }
        // A larger region is asked about in parts.
        if sums.len() > MAX_CELLS {
            return Self::default();
        }
        all.tiles = sums.into_iter().collect();
        all.tiles.sort_unstable_by_key(|(code, _)| *code);
        all.extent = all
            .tiles
            .iter()
            .map(|(code, _)| around(*code))
            .reduce(|a, b| a.or(&b));
        all
    }

    /// Is the question about all rows of these months, in cells no smaller than tiles?
    pub(crate) fn serves(&self, query: &Query, shift: u32) -> bool {
        shift >= TILE_BITS
            && self.from <= query.as_of
            && self
                .extent
                .is_some_and(|extent| query.takes_all(self.received, &extent))
    }

    pub(crate) fn has(&self, month: i64) -> bool {
        self.months.binary_search(&month).is_ok()
    }

    /// A code in each tile, and what it holds.
    pub(crate) fn tiles(&self) -> impl Iterator<Item = (u64, Tally)> + '_ {
        let codes = self.tiles.iter();
        codes.map(|(code, tally)| (u64::from(*code) << TILE_BITS, *tally))
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.tiles.capacity() * size_of::<(u32, Tally)>() + self.months.capacity() * size_of::<i64>()
    }
}

fn around(tile: u32) -> Edges {
    let side = 1_u64 << (32 - TILE_LEVEL);
    let spot = Spot::from_code(u64::from(tile) << TILE_BITS);
    let (west, north) = (u64::from(spot.x), u64::from(spot.y));
    Edges {
        west,
        east: west + side,
        north,
        south: north + side,
    }
}
