//! A box as it is held against codes of the Z-order curve.

use crate::geo::{Edges, spread};

/// Spreading the bits of a number keeps their order, so that a code need
/// not be taken apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CodeBox {
    west: u64,
    north: u64,
    /// How far east and south, the last quantum included.
    wide: u64,
    high: u64,
}

impl CodeBox {
    const X: u64 = 0x5555_5555_5555_5555;

    /// `None` if it is empty.
    pub(crate) fn of(edges: &Edges) -> Option<Self> {
        if edges.is_empty() {
            return None;
        }
        let (west, north) = (spread(edges.west as u32), spread(edges.north as u32));
        Some(Self {
            west,
            north,
            wide: spread((edges.east - 1) as u32) - west,
            high: spread((edges.south - 1) as u32) - north,
        })
    }

    #[inline]
    pub(crate) fn holds(&self, code: u64) -> bool {
        let (x, y) = (code & Self::X, (code >> 1) & Self::X);
        (x.wrapping_sub(self.west) <= self.wide) & (y.wrapping_sub(self.north) <= self.high)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::{Spot, WORLD};

    proptest! {
        #[test]
        fn a_box_of_codes_holds_what_the_box_holds(
            west in 0..WORLD, north in 0..WORLD, wide in 0..WORLD, high in 0..WORLD, x: u32, y: u32,
        ) {
            let edges = Edges {
                west, east: (west + wide).min(WORLD), north, south: (north + high).min(WORLD),
            };
            let spot = Spot { x, y };
            let held = CodeBox::of(&edges).is_some_and(|codes| codes.holds(spot.code()));
            prop_assert_eq!(held, edges.hold(spot));
        }
    }
}
