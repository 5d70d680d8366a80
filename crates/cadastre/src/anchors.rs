//! Anchors: the fixed points of a cell that stand for exact ones in public.

use domain::area::contains;

use crate::cell::Point;
use crate::measure::{area, bounds};

/// Rows of sample points.
const ROWS: u32 = 24;
/// Rounds in which anchors move to the middle of what they stand for.
const ROUNDS: u32 = 12;

/// Square metres that an anchor stands for where people live close together, and in the country, where a point says more
/// about who lives there. A block of flats in a Chinese town takes a hectare or two.
const URBAN: f64 = 250_000.0;
const RURAL: f64 = 1_500_000.0;
/// Anchors of a cell, at most.
const URBAN_MOST: u32 = 4;
const RURAL_MOST: u32 = 2;

/// Anchors of a cell that has none: spread over it by its shape alone, so that no case and no address shows in them. The same
/// ring always has the same ones.
#[must_use]
pub fn anchors(ring: &[Point], rural: bool) -> Vec<Point> {
    let (each, most) = if rural {
        (RURAL, RURAL_MOST)
    } else {
        (URBAN, URBAN_MOST)
    };
    let wanted = (1..most)
        .take_while(|count| area(ring) > each * f64::from(*count))
        .count()
        + 1;
    let samples = samples(ring);
    let Some(first) = samples.first() else {
        return Vec::new();
    };
    let shrink = first.1.to_radians().cos();
    let squared = |a: &Point, b: &Point| ((a.0 - b.0) * shrink).powi(2) + (a.1 - b.1).powi(2);
    let mean = |points: &[Point]| {
        let count = points.len() as f64;
        let (x, y) = points
            .iter()
            .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
        (x / count, y / count)
    };
    let mut middles = vec![mean(&samples)];
    while middles.len() < wanted.min(samples.len()) {
        let lonely = |point: &&Point| {
            middles
                .iter()
                .map(|middle| squared(point, middle))
                .fold(f64::INFINITY, f64::min)
        };
        match samples.iter().max_by(|a, b| lonely(a).total_cmp(&lonely(b))) {
            Some(point) => middles.push(*point),
            None => break,
        }
    }
    for _ in 0..ROUNDS {
        let mut groups = vec![Vec::new(); middles.len()];
        for point in &samples {
            let near = |a: &&(usize, &Point), b: &&(usize, &Point)| {
                squared(point, a.1).total_cmp(&squared(point, b.1))
            };
            let numbered: Vec<(usize, &Point)> = middles.iter().enumerate().collect();
            if let Some((group, _)) = numbered.iter().min_by(near) {
                groups[*group].push(*point);
            }
        }
        for (middle, group) in middles
            .iter_mut()
            .zip(&groups)
            .filter(|(_, group)| !group.is_empty())
        {
            *middle = mean(group);
        }
    }
    // To a tenth of a metre, and never across the border.
    let rounded = |(x, y): Point| ((x * 1e6).round() / 1e6, (y * 1e6).round() / 1e6);
    let within = |middle: Point| {
        if contains(ring, rounded(middle)) {
            return Some(rounded(middle));
        }
        let near = |a: &&Point, b: &&Point| squared(a, &middle).total_cmp(&squared(b, &middle));
        let sample = *samples.iter().min_by(near)?;
        let sample = if contains(ring, rounded(sample)) {
            rounded(sample)
        } else {
            sample
        };
        Some(sample)
    };
    let mut anchors: Vec<Point> = middles.into_iter().filter_map(within).collect();
    anchors.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    anchors.dedup();
    anchors
}

/// Anchors of a cell that is drawn anew: those of the cells it comes from that lie in it, so that what is published already
/// moves only where it has to; else its own.
#[must_use]
pub fn kept_or_made(ring: &[Point], rural: bool, before: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = before
        .iter()
        .copied()
        .filter(|anchor| contains(ring, *anchor))
        .collect();
    if kept.is_empty() {
        return anchors(ring, rural);
    }
    kept.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    kept.dedup();
    kept
}

/// Points inside, in rows.
fn samples(ring: &[Point]) -> Vec<Point> {
    let [west, south, east, north] = bounds(ring.iter().copied());
    let (step, wide) = ((north - south) / f64::from(ROWS), (east - west) / f64::from(ROWS));
    let mut samples = Vec::new();
    for row in 0..ROWS {
        let y = south + (f64::from(row) + 0.5) * step;
        let ends = ring.iter().zip(ring.iter().cycle().skip(1));
        let mut meets: Vec<f64> = ends
            .filter(|(a, b)| (a.1 > y) != (b.1 > y))
            .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
            .collect();
        meets.sort_by(f64::total_cmp);
        for stretch in meets.chunks_exact(2) {
            let length = stretch[1] - stretch[0];
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most a row of samples"
            )]
            let count = (length / wide).round().clamp(1.0, f64::from(ROWS)) as u32;
            let places = (0..count).map(|at| stretch[0] + (f64::from(at) + 0.5) * length / f64::from(count));
            samples.extend(places.map(|x| (x, y)).filter(|point| contains(ring, *point)));
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(side: f64) -> Vec<Point> {
        vec![
            (121.0, 28.0),
            (121.0 + side, 28.0),
            (121.0 + side, 28.0 + side),
            (121.0, 28.0 + side),
        ]
    }

    #[test]
    fn larger_cells_have_more_anchors_and_rural_ones_fewer() {
        let count = |side, rural| anchors(&square(side), rural).len();
        assert_eq!((count(0.001, false), count(0.001, true)), (1, 1));
        assert_eq!((count(0.02, false), count(0.02, true)), (4, 2));
    }

    #[test]
    fn anchors_lie_in_their_cell_also_where_its_middle_does_not() {
        let u = [
            (121.0, 28.0),
            (121.03, 28.0),
            (121.03, 28.03),
            (121.029, 28.03),
            (121.029, 28.001),
            (121.001, 28.001),
            (121.001, 28.03),
            (121.0, 28.03),
        ];
        for rural in [false, true] {
            let anchors = anchors(&u, rural);
            assert!(!anchors.is_empty());
            assert!(anchors.iter().all(|anchor| contains(&u, *anchor)), "{anchors:?}");
        }
    }

    #[test]
    fn anchors_that_still_lie_in_the_cell_stay_where_they_are() {
        let ring = square(0.02);
        let before = [(121.003, 28.004), (121.5, 28.5)];
        assert_eq!(kept_or_made(&ring, false, &before), [(121.003, 28.004)]);
        assert_eq!(kept_or_made(&ring, false, &before[1..]), anchors(&ring, false));
    }
}
