//! A box, or another shape, as a handful of stretches of the Z-order curve.

use std::collections::VecDeque;

use crate::geo::{Edges, Spot, WORLD};

/// Codes `first..=last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// Everything on it lies in the shape; otherwise each place has to be looked at.
    pub(crate) inside: bool,
}

/// How much of a square belongs to a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meets {
    Nothing,
    /// Some of it, or it may be so.
    Part,
    All,
}

#[derive(Clone, Copy)]
struct Quad {
    x: u64,
    y: u64,
    side: u64,
}

impl Quad {
    fn edges(self) -> Edges {
        Edges {
            west: self.x,
            east: self.x + self.side,
            north: self.y,
            south: self.y + self.side,
        }
    }

    fn stretch(self, inside: bool) -> Stretch {
        let first = Spot {
            x: self.x as u32,
            y: self.y as u32,
        }
        .code();
        // side² codes; the root has 2⁶⁴, whose "last" must not overflow.
        let last = first + (u128::from(self.side).pow(2) - 1) as u64;
        Stretch { first, last, inside }
    }
}

/// How much of a square belongs to a box.
pub(crate) fn meets(edges: &Edges, here: &Edges) -> Meets {
    let shared = here.and(edges);
    if shared == *here {
        Meets::All
    } else if shared.is_empty() {
        Meets::Nothing
    } else {
        Meets::Part
    }
}

/// Stretches, in order and apart, that hold every spot of the box: about so many.
pub(crate) fn cover(edges: &Edges, pieces: usize) -> Vec<Stretch> {
    cover_by(|here| meets(edges, here), pieces)
}

/// As [`cover`] of any shape, which says how much of a square belongs to it.
pub(crate) fn cover_by(shape: impl Fn(&Edges) -> Meets, pieces: usize) -> Vec<Stretch> {
    let mut whole = Vec::new();
    let mut open = VecDeque::new();
    let mut place = |quad: Quad, open: &mut VecDeque<Quad>| {
        match shape(&quad.edges()) {
            Meets::Nothing => {}
            Meets::All => whole.push(quad.stretch(true)),
            // There is nothing smaller.
            Meets::Part if quad.side == 1 => whole.push(quad.stretch(false)),
            Meets::Part => open.push_back(quad),
        }
        whole.len()
    };
    let mut count = place(
        Quad {
            x: 0,
            y: 0,
            side: WORLD,
        },
        &mut open,
    );
    while count + open.len() < pieces {
        let Some(quad) = open.pop_front() else { break };
        let side = quad.side / 2;
        for (dx, dy) in [(0, 0), (side, 0), (0, side), (side, side)] {
            count = place(
                Quad {
                    x: quad.x + dx,
                    y: quad.y + dy,
                    side,
                },
                &mut open,
            );
        }
    }
    whole.extend(open.iter().map(|quad| quad.stretch(false)));
    whole.sort_unstable_by_key(|stretch| stretch.first);
    whole.dedup_by(|next, kept| {
        let joined = kept.inside == next.inside && kept.last + 1 == next.first;
        if joined {
            kept.last = next.last;
        }
        joined
    });
    whole
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PIECES: usize = 24;

    #[test]
    fn the_world_is_one_stretch_and_nothing_is_none() {
        let world = Edges {
            west: 0,
            east: WORLD,
            north: 0,
            south: WORLD,
        };
        assert_eq!(
            cover(&world, PIECES),
            [Stretch {
                first: 0,
                last: u64::MAX,
                inside: true
            }]
        );
        assert_eq!(cover(&Edges { east: 0, ..world }, PIECES), []);
    }

    proptest! {
        #[test]
        fn a_cover_misses_nothing_and_calls_nothing_inside_that_is_not(
            west in 0..WORLD, north in 0..WORLD, wide in 1_u64..1 << 33, high in 1_u64..1 << 33,
            scale in 0_u32..32, dx in -0.5_f64..1.5, dy in -0.5_f64..1.5,
        ) {
            let (wide, high) = ((wide >> scale).max(1), (high >> scale).max(1));
            let edges = Edges {
                west, east: (west + wide).min(WORLD), north, south: (north + high).min(WORLD),
            };
            let spot = Spot {
                x: (west as f64 + dx * wide as f64) as u32,
                y: (north as f64 + dy * high as f64) as u32,
            };
            let stretches = cover(&edges, PIECES);
            let code = spot.code();
            let on: Vec<_> =
                stretches.iter().filter(|s| s.first <= code && code <= s.last).collect();
            prop_assert!(on.len() <= 1);
            if edges.hold(spot) {
                prop_assert_eq!(on.len(), 1);
            } else if let [stretch] = on.as_slice() {
                prop_assert!(!stretch.inside);
            }
            prop_assert!(stretches.len() <= PIECES + 3);
        }
    }
}
