//! What cells cover: overlaps, gaps between them, and what lies outside an outline.

use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTree, RTreeBuilder, RTreeIndex};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::overlay::FloatOverlay;
use i_overlay::float::single::SingleFloatOverlay;

use crate::cell::{Point, Ring};
use crate::edges::Entangled;
use crate::limits::{PAIR, SLIVER_METRES, STEPS};
use crate::measure::{Bounds, Contour, Piece, bounds, clip, contour, inside, piece};

/// A piece of the ground that is no sliver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    /// Square metres.
    pub(crate) area: f64,
    /// A point in the largest part.
    pub(crate) place: Point,
}

/// Boxes of rings, and how much work may still be done on them.
pub(crate) struct Boxes {
    of: Vec<Bounds>,
    tree: RTree<f64>,
    /// Left for pairs of rings, and for rings and outlines.
    pairs: u64,
    outlines: u64,
}

impl Boxes {
    pub(crate) fn new(rings: &[&[Point]]) -> Self {
        let of: Vec<Bounds> = rings.iter().map(|ring| bounds(ring.iter().copied())).collect();
        let mut builder = RTreeBuilder::<f64>::new(u32::try_from(of.len()).unwrap_or(u32::MAX));
        for [west, south, east, north] in &of {
            builder.add(*west, *south, *east, *north);
        }
        Self {
            of,
            tree: builder.finish::<HilbertSort>(),
            pairs: STEPS,
            outlines: STEPS,
        }
    }

    /// Positions of the rings whose boxes meet this one, ascending.
    pub(crate) fn near(&self, ring: &[Point]) -> Vec<usize> {
        if self.of.is_empty() {
            return Vec::new();
        }
        let [west, south, east, north] = bounds(ring.iter().copied());
        let mut near: Vec<usize> = self
            .tree
            .search(west, south, east, north)
            .into_iter()
            .map(|at| at as usize)
            .collect();
        near.sort_unstable();
        near
    }

    /// What two rings have in common, without slivers. None of them crosses itself.
    pub(crate) fn common(
        &mut self,
        a: &[Point],
        b: &[Point],
        ring: usize,
    ) -> Result<Option<Found>, Entangled> {
        self.pairs = spend(self.pairs, a.len() + b.len(), ring)?;
        let of = |ring: &[Point]| bounds(ring.iter().copied());
        let (first, second) = (of(a), of(b));
        let meet = [
            first[0].max(second[0]),
            first[1].max(second[1]),
            first[2].min(second[2]),
            first[3].min(second[3]),
        ];
        if meet[0] >= meet[2] || meet[1] >= meet[3] {
            return Ok(None);
        }
        // A huge ring costs its small neighbours no more than what lies in their box.
        let cut = |ring: &[Point]| {
            if ring.len() > 64 {
                clip(ring, meet)
            } else {
                contour(ring)
            }
        };
        Ok(found(cut(a).overlay(
            &cut(b),
            OverlayRule::Intersect,
            FillRule::NonZero,
        )))
    }

    /// What of a ring lies outside the rings of an outline, holes among them.
    pub(crate) fn beyond(
        &mut self,
        a: &[Point],
        outline: &[Ring],
        ring: usize,
    ) -> Result<Option<Found>, Entangled> {
        let corners = a.len() + outline.iter().map(Vec::len).sum::<usize>();
        self.outlines = spend(self.outlines, corners, ring)?;
        let [west, south, east, north] = bounds(a.iter().copied());
        let (wide, high) = ((east - west) * 0.01, (north - south) * 0.01);
        let around = [west - wide, south - high, east + wide, north + high];
        let outline: Vec<Contour> = outline
            .iter()
            .map(|ring| clip(ring, around))
            .filter(|ring| ring.len() > 2)
            .collect();
        if outline.is_empty() {
            return Ok(found(vec![vec![contour(a)]]));
        }
        Ok(found(contour(a).overlay(
            &outline,
            OverlayRule::Difference,
            FillRule::EvenOdd,
        )))
    }
}

/// What is left after so many corners were walked. Cutting costs something also where there are few.
fn spend(left: u64, corners: usize, ring: usize) -> Result<u64, Entangled> {
    left.checked_sub(PAIR + corners as u64).ok_or(Entangled { ring })
}

/// The parts that are no slivers, as one.
fn found(shapes: Vec<Vec<Contour>>) -> Option<Found> {
    let mut whole: Option<(f64, Found)> = None;
    for shape in &shapes {
        let Piece { area, width } = piece(shape);
        if width <= SLIVER_METRES {
            continue;
        }
        let Some(place) = shape.first().and_then(inside) else {
            continue;
        };
        whole = Some(match whole {
            None => (area, Found { area, place }),
            Some((largest, so_far)) => {
                let place = if area > largest { place } else { so_far.place };
                let sum = so_far.area + area;
                (largest.max(area), Found { area: sum, place })
            }
        });
    }
    whole.map(|(_, found)| found)
}

/// Gaps between cells: what lies within them all and in none, without slivers, largest first. Of the ways along their loose
/// sides.
pub(crate) fn gaps(loops: &Vec<Contour>) -> Vec<Found> {
    if loops.is_empty() {
        return Vec::new();
    }
    let covered = FloatOverlay::with_subj(loops).overlay(OverlayRule::Subject, FillRule::Positive);
    let holes = covered.into_iter().flat_map(|shape| shape.into_iter().skip(1));
    let mut gaps: Vec<Found> = holes.filter_map(|hole| found(vec![vec![hole]])).collect();
    gaps.sort_by(|a, b| b.area.total_cmp(&a.area));
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edges::loose;

    fn square(x: f64, y: f64) -> Ring {
        let (x, y) = (121.0 + x * 0.01, 28.0 + y * 0.01);
        vec![(x, y), (x + 0.01, y), (x + 0.01, y + 0.01), (x, y + 0.01)]
    }

    fn gaps_of(rings: &[Ring]) -> Vec<Found> {
        let rings: Vec<&[Point]> = rings.iter().map(Vec::as_slice).collect();
        gaps(&loose(&rings).loops)
    }

    #[test]
    fn a_missing_cell_in_the_middle_is_a_gap_and_one_at_the_edge_is_not() {
        let cells = |without: usize| {
            let all = (0..9_usize).filter(|at| *at != without);
            all.map(|at| square((at % 3) as f64, (at / 3) as f64))
                .collect::<Vec<_>>()
        };
        let gaps = gaps_of(&cells(4));
        assert_eq!(gaps.len(), 1);
        assert!(domain::area::contains(&square(1.0, 1.0), gaps[0].place));
        assert!((gaps[0].area / crate::measure::area(&square(1.0, 1.0)) - 1.0).abs() < 1e-3);
        assert_eq!(gaps_of(&cells(1)), []);
        assert_eq!(gaps_of(&cells(9)), []);
    }

    #[test]
    fn neighbours_have_a_border_in_common_and_no_area() {
        let (a, b) = (square(0.0, 0.0), square(1.0, 0.0));
        let mut boxes = Boxes::new(&[&a, &b]);
        assert_eq!(boxes.common(&a, &b, 0), Ok(None));
        let half = boxes
            .common(&a, &square(0.5, 0.0), 0)
            .expect("few steps")
            .expect("an overlap");
        assert!(
            (half.area / (crate::measure::area(&a) / 2.0) - 1.0).abs() < 1e-3,
            "{half:?}"
        );
    }

    #[test]
    fn what_lies_outside_an_outline_with_a_hole_is_found() {
        let cell = square(1.0, 1.0);
        let frame = vec![(121.0, 28.0), (121.03, 28.0), (121.03, 28.03), (121.0, 28.03)];
        let mut boxes = Boxes::new(&[&cell]);
        assert_eq!(boxes.beyond(&cell, std::slice::from_ref(&frame), 0), Ok(None));
        let holed = boxes
            .beyond(&cell, &[frame, square(1.5, 1.0)], 0)
            .expect("few steps");
        assert!((holed.expect("half").area / (crate::measure::area(&cell) / 2.0) - 1.0).abs() < 1e-3);
        let away = boxes.beyond(&square(9.0, 9.0), &[cell], 0).expect("few steps");
        assert!(away.is_some());
    }
}
