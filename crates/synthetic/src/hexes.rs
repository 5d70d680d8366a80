//! The honeycomb: hexagons with a point to the north, on whole-numbered corners so that neighbours share
//! theirs exactly.

use std::collections::{BTreeMap, BTreeSet};

use crate::outline::{Shape, half_box, to_degrees};

/// How many cells the district is to have, at least.
const WANTED: usize = 606;

/// A corner or centre: east in half widths, north in half sides.
type Knot = (i32, i32);

/// Corners of a hexagon around its centre, counter-clockwise from the north.
const CORNERS: [Knot; 6] = [(0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1)];
/// Centres of the six neighbours.
const NEIGHBOURS: [Knot; 6] = [(2, 0), (1, 3), (-1, 3), (-2, 0), (-1, -3), (1, -3)];

/// The cells of a shape: connected, from north to south and west to east.
#[derive(Debug, Clone)]
pub(crate) struct Honeycomb {
    /// Length of a side in kilometres.
    pub(crate) side: f64,
    centres: Vec<Knot>,
}

impl Honeycomb {
    /// The widest cells of which the shape holds as many as are wanted.
    pub(crate) fn fill(shape: &Shape) -> Self {
        // Beginning with cells of which the whole box would hold a few more.
        let (east, north) = half_box();
        let widest = (4.0 * east * north * 0.9 / (2.598 * WANTED as f64)).sqrt();
        let sides = (0..200).map(|step| widest * (1.0 - 0.004 * f64::from(step)));
        let combs = sides.map(|side| Self {
            side,
            centres: connected(centres(shape, side)),
        });
        let mut combs = combs.skip_while(|comb| comb.centres.len() < WANTED);
        combs.next().unwrap_or_else(|| Self {
            side: 0.2,
            centres: connected(centres(shape, 0.2)),
        })
    }

    /// Centres in kilometres.
    pub(crate) fn centres(&self) -> Vec<(f64, f64)> {
        self.centres.iter().map(|knot| km(*knot, self.side)).collect()
    }

    /// Ring of the cell at `index`, in degrees, not closed.
    pub(crate) fn ring(&self, index: usize) -> Vec<(f64, f64)> {
        let (x, y) = self.centres[index];
        CORNERS
            .map(|(dx, dy)| to_degrees(km((x + dx, y + dy), self.side)))
            .to_vec()
    }

    /// Distance from a centre to the middle of a side, in kilometres.
    pub(crate) fn inner_radius(&self) -> f64 {
        self.side * 0.75_f64.sqrt()
    }

    /// The border of all cells together, in degrees: the outer ring, and one ring per hole.
    pub(crate) fn border(&self) -> Vec<Vec<(f64, f64)>> {
        let mut edges: BTreeSet<(Knot, Knot)> = BTreeSet::new();
        for &(x, y) in &self.centres {
            for (index, (dx, dy)) in CORNERS.iter().enumerate() {
                let (ex, ey) = CORNERS[(index + 1) % 6];
                let (from, to) = ((x + dx, y + dy), (x + ex, y + ey));
                // A side of two cells is walked both ways and is no border.
                if !edges.remove(&(to, from)) {
                    edges.insert((from, to));
                }
            }
        }
        // Three cells meet in a corner, so at most one border leaves it.
        let mut next: BTreeMap<Knot, Knot> = edges.into_iter().collect();
        let mut rings = Vec::new();
        while let Some((&first, _)) = next.iter().next() {
            let (mut ring, mut at) = (Vec::new(), first);
            while let Some(to) = next.remove(&at) {
                ring.push(to_degrees(km(at, self.side)));
                at = to;
            }
            rings.push(ring);
        }
        rings.sort_by_key(|ring| std::cmp::Reverse(ring.len()));
        rings
    }
}

fn km((x, y): Knot, side: f64) -> (f64, f64) {
    (f64::from(x) * side * 0.75_f64.sqrt(), f64::from(y) * side / 2.0)
}

fn centres(shape: &Shape, side: f64) -> BTreeSet<(i32, i32)> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a district is tens of kilometres wide"
    )]
    let reach = |half: f64, unit: f64| (half / unit).ceil() as i32 + 1;
    let (east, north) = half_box();
    let (wide, high) = (reach(east, side * 0.75_f64.sqrt()), reach(north, side * 1.5));
    let rows = (-high..=high).flat_map(|row| (-wide..=wide).map(move |x| (x, row * 3)));
    let on_grid = rows.filter(|(x, y)| (x + y / 3) % 2 == 0);
    // Southern rows sort last.
    on_grid
        .filter(|knot| shape.holds(km(*knot, side)))
        .map(|(x, y)| (-y, x))
        .collect()
}

/// The largest connected part.
fn connected(mut cells: BTreeSet<(i32, i32)>) -> Vec<Knot> {
    let mut largest = Vec::new();
    while let Some(start) = cells.pop_first() {
        let (mut part, mut frontier) = (vec![start], vec![start]);
        while let Some((y, x)) = frontier.pop() {
            for (dx, dy) in NEIGHBOURS {
                let cell = (y - dy, x + dx);
                if cells.remove(&cell) {
                    part.push(cell);
                    frontier.push(cell);
                }
            }
        }
        if part.len() > largest.len() {
            largest = part;
        }
    }
    largest.sort_unstable();
    largest.into_iter().map(|(y, x)| (x, -y)).collect()
}
