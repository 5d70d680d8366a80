//! The sides of all rings together: where one ring crosses itself, and which sides no neighbour shares.

use std::collections::HashMap;

use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTreeBuilder, RTreeIndex};

use crate::cell::Point;
use crate::limits::{COMPARISONS, CROSSINGS, SAME_DEGREES};
use crate::measure::{Contour, bounds};
use crate::ring::side_of;

/// Sides lie too densely to be compared; with one of the rings they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entangled {
    pub(crate) ring: usize,
}

/// Where a ring meets itself: two sides by the position of the corner they begin at, and a point that both have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Meeting {
    pub(crate) side: usize,
    pub(crate) other: usize,
    pub(crate) place: Point,
}

struct Side {
    from: Point,
    to: Point,
    ring: usize,
    index: usize,
}

fn sides(rings: &[&[Point]]) -> Vec<Side> {
    let of_ring = |(ring, corners): (usize, &&[Point])| {
        let ends = corners.iter().zip(corners.iter().cycle().skip(1));
        let side = |(index, (from, to)): (usize, (&Point, &Point))| Side {
            from: *from,
            to: *to,
            ring,
            index,
        };
        ends.enumerate().map(side).collect::<Vec<_>>()
    };
    rings.iter().enumerate().flat_map(of_ring).collect()
}

/// The first meeting of each ring with itself, if it has one. Corners are finite. Rings that cross each other do not matter,
/// as long as they do not do so too often.
pub(crate) fn survey(rings: &[&[Point]]) -> Result<Vec<Option<Meeting>>, Entangled> {
    let mut met = vec![None; rings.len()];
    let sides = sides(rings);
    if sides.is_empty() {
        return Ok(met);
    }
    let mut builder = RTreeBuilder::<f64>::new(u32::try_from(sides.len()).unwrap_or(u32::MAX));
    for side in &sides {
        let [west, south, east, north] = bounds([side.from, side.to]);
        builder.add(west, south, east, north);
    }
    let tree = builder.finish::<HilbertSort>();
    let (mut comparisons, mut crossings) = (0, 0);
    for (position, side) in sides.iter().enumerate() {
        let [west, south, east, north] = bounds([side.from, side.to]);
        let near = tree.search(west, south, east, north);
        comparisons += near.len() as u64;
        if comparisons > COMPARISONS {
            return Err(Entangled { ring: side.ring });
        }
        for other in near
            .into_iter()
            .map(|other| other as usize)
            .filter(|other| *other > position)
        {
            let other = &sides[other];
            if side.ring != other.ring {
                crossings += u64::from(crosses(side, other));
                if crossings > CROSSINGS {
                    return Err(Entangled { ring: side.ring });
                }
            } else if met[side.ring].is_none() {
                met[side.ring] = meeting(side, other, rings[side.ring].len());
            }
        }
    }
    Ok(met)
}

/// Whether two sides cross in a point inside both.
fn crosses(a: &Side, b: &Side) -> bool {
    let across = |a: &Side, b: &Side| side_of(a.from, a.to, b.from) * side_of(a.from, a.to, b.to) < 0.0;
    across(a, b) && across(b, a)
}

/// Where two sides of a ring of `count` meet otherwise than neighbours do.
fn meeting(a: &Side, b: &Side, count: usize) -> Option<Meeting> {
    let place = if a.index + 1 == b.index {
        folded(a.from, a.to, b.to)?
    } else if a.index == 0 && b.index + 1 == count {
        folded(b.from, a.from, a.to)?
    } else {
        shared(a, b)?
    };
    Some(Meeting {
        side: a.index,
        other: b.index,
        place,
    })
}

/// The corner, if the ring goes back there the way it came.
fn folded(before: Point, corner: Point, after: Point) -> Option<Point> {
    let back =
        (corner.0 - before.0) * (after.0 - corner.0) + (corner.1 - before.1) * (after.1 - corner.1) < 0.0;
    (back && side_of(before, corner, after) == 0.0).then_some(corner)
}

/// A point of both sides.
fn shared(a: &Side, b: &Side) -> Option<Point> {
    let on = |side: &Side, point: Point| {
        let [west, south, east, north] = bounds([side.from, side.to]);
        side_of(side.from, side.to, point) == 0.0
            && (west..=east).contains(&point.0)
            && (south..=north).contains(&point.1)
    };
    let touching = [(a, b.from), (a, b.to), (b, a.from), (b, a.to)];
    if let Some((_, point)) = touching.into_iter().find(|(side, point)| on(side, *point)) {
        return Some(point);
    }
    if !crosses(a, b) {
        return None;
    }
    let (before, behind) = (side_of(b.from, b.to, a.from), side_of(b.from, b.to, a.to));
    let t = before / (before - behind);
    Some((
        a.from.0 + t * (a.to.0 - a.from.0),
        a.from.1 + t * (a.to.1 - a.from.1),
    ))
}

/// What is left of the sides after those were taken away that exactly two rings share, one each way.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Loose {
    /// Whether a ring has a side that is left.
    pub(crate) of_ring: Vec<bool>,
    /// Closed ways along the sides that are left. Around every point they wind as often as all rings together.
    pub(crate) loops: Vec<Contour>,
}

/// Rings are counterclockwise.
pub(crate) fn loose(rings: &[&[Point]]) -> Loose {
    let mut knots: HashMap<(i64, i64), usize> = HashMap::new();
    let mut places: Vec<Point> = Vec::new();
    #[expect(clippy::cast_possible_truncation, reason = "180e8 fits in 64 bits")]
    let unit = |degrees: f64| (degrees / SAME_DEGREES).round() as i64;
    let mut knot = |place: Point| {
        *knots.entry((unit(place.0), unit(place.1))).or_insert_with(|| {
            places.push(place);
            places.len() - 1
        })
    };
    let mut ways: Vec<(usize, usize, bool, usize)> = sides(rings)
        .into_iter()
        .filter_map(|side| {
            let (from, to) = (knot(side.from), knot(side.to));
            (from != to).then(|| (from.min(to), from.max(to), from < to, side.ring))
        })
        .collect();
    ways.sort_unstable();
    let mut of_ring = vec![false; rings.len()];
    let mut next: HashMap<usize, Vec<usize>> = HashMap::new();
    for same in ways.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (low, high) = (same[0].0, same[0].1);
        let up = same.iter().filter(|way| way.2).count();
        let down = same.len() - up;
        if (up, down) == (1, 1) {
            continue;
        }
        for way in same {
            of_ring[way.3] = true;
        }
        let (from, to) = if up > down { (low, high) } else { (high, low) };
        for _ in 0..up.abs_diff(down) {
            next.entry(from).or_default().push(to);
        }
    }
    Loose {
        of_ring,
        loops: walk(next, &places),
    }
}

/// As many ways lead to a knot as away from it, so that every way comes back.
fn walk(mut next: HashMap<usize, Vec<usize>>, places: &[Point]) -> Vec<Contour> {
    let mut starts: Vec<usize> = next.keys().copied().collect();
    starts.sort_unstable();
    let mut loops = Vec::new();
    for start in starts {
        while let Some(mut at) = next.get_mut(&start).and_then(Vec::pop) {
            let mut way = vec![places[start].into()];
            while at != start {
                way.push(places[at].into());
                match next.get_mut(&at).and_then(Vec::pop) {
                    Some(to) => at = to,
                    None => break,
                }
            }
            loops.push(way);
        }
    }
    loops
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(ring: &[Point]) -> Option<Meeting> {
        survey(&[ring]).expect("few sides")[0]
    }

    #[test]
    fn a_bow_tie_crosses_itself_in_its_middle() {
        let tie = [(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)];
        let meeting = met(&tie).expect("a crossing");
        assert_eq!((meeting.side, meeting.other, meeting.place), (0, 2, (1.0, 1.0)));
        assert_eq!(met(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]), None);
        assert_eq!(met(&[(0.0, 0.0), (2.0, 0.0), (1.0, 2.0)]), None);
    }

    #[test]
    fn a_ring_that_touches_itself_or_goes_back_is_told() {
        let pinched = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0)];
        assert_eq!(met(&pinched).map(|meeting| meeting.place), Some((2.0, 0.0)));
        let spike = [(0.0, 0.0), (4.0, 0.0), (2.0, 0.0), (2.0, 2.0)];
        assert!(met(&spike).is_some());
        let spike_at_the_start = [(2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0), (4.0, 0.0)];
        assert!(met(&spike_at_the_start).is_some());
    }

    #[test]
    fn sides_that_neighbours_share_are_not_left() {
        let left: &[Point] = &[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let right: &[Point] = &[(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)];
        let loose = loose(&[left, right]);
        assert_eq!(loose.loops.len(), 1);
        assert_eq!(loose.loops[0].len(), 6, "the shared side is gone");
        assert_eq!(loose.of_ring, [true, true]);
    }

    #[test]
    fn a_cell_within_its_neighbours_has_no_side_left() {
        let square = |x: f64, y: f64| vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
        let rings: Vec<_> = (0..9)
            .map(|at| square(f64::from(at % 3), f64::from(at / 3)))
            .collect();
        let rings: Vec<&[Point]> = rings.iter().map(Vec::as_slice).collect();
        let loose = loose(&rings);
        assert!(!loose.of_ring[4]);
        assert_eq!(loose.of_ring.iter().filter(|left| **left).count(), 8);
    }

    #[test]
    fn combs_of_many_teeth_that_cross_are_refused() {
        let teeth = 2_000;
        let comb = |turned: bool| {
            let mut ring: Vec<Point> = vec![(0.0, -1.0)];
            for tooth in 0..teeth {
                let x = f64::from(tooth) / f64::from(teeth);
                ring.extend([
                    (x, 0.0),
                    (x + 0.1 / f64::from(teeth), 1.0),
                    (x + 0.2 / f64::from(teeth), 0.0),
                ]);
            }
            ring.push((1.0, -1.0));
            let swap = |(x, y): Point| if turned { (y, x) } else { (x, y) };
            ring.into_iter().map(swap).collect::<Vec<Point>>()
        };
        assert!(survey(&[&comb(false), &comb(true)]).is_err());
    }
}
