//! The district as incidents see it: cells with their shares of what happens, and points in them.

use domain::{CommunityCode, GridCode, TownshipCode};
use rand::Rng;
use store::district::District;

use crate::heat::{CENTRES, Centre, heat};
use crate::kinds::Ground;
use crate::names::road;
use crate::outline::to_km;
use crate::random::{Purpose, cumulate, pick, stream};

/// Streets and squares of a cell around which most of it happens.
const SPOTS: usize = 5;

/// A cell, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) code: GridCode,
    pub(crate) township: TownshipCode,
    pub(crate) community: CommunityCode,
    pub(crate) community_name: String,
    pub(crate) township_name: String,
    pub(crate) anchors: Vec<(f64, f64)>,
    centre: (f64, f64),
    ring: Vec<(f64, f64)>,
    spots: [(f64, f64); SPOTS],
    roads: usize,
}

/// Cells and, for each ground, the running sums of their weights.
#[derive(Debug, Clone)]
pub(crate) struct Terrain {
    pub(crate) cells: Vec<Cell>,
    weights: [Vec<f64>; 4],
}

impl Terrain {
    /// Cells whose codes do not parse or whose areas are missing have no place here.
    pub(crate) fn new(district: &District) -> Self {
        let stations = district
            .stations
            .iter()
            .filter(|station| station.kind == "station");
        let centres: Vec<Centre> = stations
            .zip(CENTRES)
            .map(|(station, (_, weight, reach))| Centre {
                at: to_km(station.place),
                weight,
                reach,
            })
            .collect();
        let cells: Vec<(Cell, f64, bool)> = district
            .grid
            .iter()
            .enumerate()
            .filter_map(|(index, cell)| {
                let community = district
                    .communities
                    .iter()
                    .find(|part| Some(&part.code) == cell.community.as_ref())?;
                let township = district
                    .townships
                    .iter()
                    .find(|part| Some(&part.code) == cell.township.as_ref())?;
                let centre = middle(&cell.ring);
                let mut rng = stream(Purpose::Heat, 0, index as u64);
                // No two neighbouring cells are quite alike.
                let bump: f64 = rng.random_range(0.55..1.45);
                let made = Cell {
                    code: GridCode::parse(&cell.code).ok()?,
                    township: TownshipCode::parse(&township.code).ok()?,
                    community: CommunityCode::parse(&community.code).ok()?,
                    community_name: community.name.clone(),
                    township_name: township.name.clone(),
                    anchors: cell.anchors.clone(),
                    centre,
                    ring: cell.ring.clone(),
                    spots: spots(index, centre, &cell.ring),
                    roads: rng.random_range(0..64),
                };
                Some((made, heat(&centres, to_km(centre)) * bump, cell.rural))
            })
            .collect();
        let weights = [Ground::Town, Ground::Centre, Ground::Wide, Ground::Country].map(|ground| {
            cumulate(cells.iter().map(|(_, heat, rural)| match ground {
                Ground::Town => *heat,
                Ground::Centre => heat * heat,
                Ground::Wide => heat.sqrt(),
                Ground::Country if *rural => 1.0,
                Ground::Country => 0.35,
            }))
        });
        Self {
            cells: cells.into_iter().map(|(cell, ..)| cell).collect(),
            weights,
        }
    }

    /// A cell where something of this ground happens.
    pub(crate) fn cell(&self, ground: Ground, rng: &mut impl Rng) -> Option<&Cell> {
        self.cells.get(pick(&self.weights[ground as usize], rng.random()))
    }
}

impl Cell {
    /// A point strictly inside the cell, more often than not at one of its spots.
    pub(crate) fn point(&self, rng: &mut impl Rng) -> (f64, f64) {
        if rng.random_bool(0.65) {
            let spot = self.spots[rng.random_range(0..SPOTS)];
            return self.within(spot, 0.12, rng);
        }
        self.within(self.centre, 0.96, rng)
    }

    /// A point of the cell's own shape, shrunk to `size` and moved to `at`.
    fn within(&self, at: (f64, f64), size: f64, rng: &mut impl Rng) -> (f64, f64) {
        let side = rng.random_range(0..self.ring.len());
        let (a, b) = (self.ring[side], self.ring[(side + 1) % self.ring.len()]);
        let (mut u, mut v): (f64, f64) = (rng.random(), rng.random());
        if u + v > 1.0 {
            (u, v) = (1.0 - u, 1.0 - v);
        }
        let (x, y) = self.centre;
        let east = u * (a.0 - x) + v * (b.0 - x);
        let north = u * (a.1 - y) + v * (b.1 - y);
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        (round(at.0 + size * east), round(at.1 + size * north))
    }

    /// A road of the cell.
    pub(crate) fn road(&self, rng: &mut impl Rng) -> &'static str {
        road(self.roads + rng.random_range(0..3)).0
    }
}

fn middle(ring: &[(f64, f64)]) -> (f64, f64) {
    let count = ring.len() as f64;
    let sum = ring
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    (sum.0 / count, sum.1 / count)
}

/// Well inside: a convex cell shrunk to a twentieth around each spot still fits.
fn spots(index: usize, centre: (f64, f64), ring: &[(f64, f64)]) -> [(f64, f64); SPOTS] {
    let mut rng = stream(Purpose::Spots, 0, index as u64);
    std::array::from_fn(|_| {
        let corner = ring[rng.random_range(0..ring.len())];
        let away: f64 = rng.random_range(0.1..0.8);
        (
            centre.0 + away * (corner.0 - centre.0),
            centre.1 + away * (corner.1 - centre.1),
        )
    })
}
