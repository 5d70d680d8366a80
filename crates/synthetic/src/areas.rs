//! Cuts the cells into townships, and each township into communities: every area lies together.

use rand::Rng;

use crate::heat::RURAL_BELOW;
use crate::names::{self, Name, Rank, TOWNSHIPS};
use crate::random::{Purpose, stream};

/// Cells per community, about.
const CELLS_PER_COMMUNITY: usize = 4;

type Point = (f64, f64);

/// A township with its communities.
#[derive(Debug, Clone)]
pub(crate) struct TownshipArea {
    /// Code without the region's six digits, e.g. `001`.
    pub(crate) suffix: String,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) rank: Rank,
    pub(crate) communities: Vec<CommunityArea>,
}

/// A community with its cells.
#[derive(Debug, Clone)]
pub(crate) struct CommunityArea {
    pub(crate) name: Name,
    pub(crate) rural: bool,
    /// Positions of its cells, ascending.
    pub(crate) cells: Vec<usize>,
}

/// Cuts cells with these centres and heats.
pub(crate) fn cut(seed: u64, centres: &[Point], heats: &[f64]) -> Vec<TownshipArea> {
    // Where more people live, townships are smaller.
    let weights: Vec<f64> = heats.iter().map(|heat| heat + 0.12).collect();
    let mut parts = cluster(seed, 0, centres, &weights, TOWNSHIPS.len());
    let mean = |cells: &[usize]| cells.iter().map(|cell| heats[*cell]).sum::<f64>() / cells.len() as f64;
    parts.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
    let (mut urban, mut rural) = (0, 0);
    let mut areas = Vec::new();
    for (index, (cells, (zh, en, rank))) in parts.into_iter().zip(TOWNSHIPS).enumerate() {
        let of_rank = TOWNSHIPS[..index].iter().filter(|other| other.2 == rank).count() + 1;
        let points: Vec<Point> = cells.iter().map(|cell| centres[*cell]).collect();
        let count = (cells.len() / CELLS_PER_COMMUNITY).max(1);
        let inner = cluster(seed, index as u64 + 1, &points, &vec![1.0; points.len()], count);
        let communities = inner.into_iter().map(|members| {
            let cells: Vec<usize> = members.into_iter().map(|member| cells[member]).collect();
            let is_rural = rank != Rank::Street && mean(&cells) < RURAL_BELOW;
            let number = if is_rural { &mut rural } else { &mut urban };
            *number += 1;
            CommunityArea {
                name: names::community(*number - 1, is_rural),
                rural: is_rural,
                cells,
            }
        });
        let communities = communities.collect();
        areas.push(TownshipArea {
            suffix: format!("{}{of_rank:02}", rank.digit()),
            zh,
            en,
            rank,
            communities,
        });
    }
    areas
}

/// Up to `count` groups of points that lie together (k-means from spread-out starts); no group is empty,
/// each is in ascending order, groups come from north to south.
fn cluster(seed: u64, part: u64, points: &[Point], weights: &[f64], count: usize) -> Vec<Vec<usize>> {
    let mut rng = stream(Purpose::Areas, seed, part);
    let mut sites = vec![points[rng.random_range(0..points.len())]];
    while sites.len() < count.min(points.len()) {
        let lonely = |index: &usize| nearest(&sites, points[*index]).1 * weights[*index];
        match (0..points.len()).max_by(|a, b| lonely(a).total_cmp(&lonely(b))) {
            Some(next) => sites.push(points[next]),
            None => break,
        }
    }
    for _ in 0..24 {
        let mut sums = vec![(0.0, 0.0, 0.0); sites.len()];
        for (point, weight) in points.iter().zip(weights) {
            let sum = &mut sums[nearest(&sites, *point).0];
            *sum = (sum.0 + point.0 * weight, sum.1 + point.1 * weight, sum.2 + weight);
        }
        for (site, (x, y, weight)) in sites.iter_mut().zip(sums) {
            if weight > 0.0 {
                *site = (x / weight, y / weight);
            }
        }
    }
    sites.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut groups = vec![Vec::new(); sites.len()];
    for (index, point) in points.iter().enumerate() {
        groups[nearest(&sites, *point).0].push(index);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Position and squared distance of the nearest site.
fn nearest(sites: &[Point], (x, y): Point) -> (usize, f64) {
    let distances = sites
        .iter()
        .map(|(sx, sy)| (sx - x) * (sx - x) + (sy - y) * (sy - y))
        .enumerate();
    distances.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
}
