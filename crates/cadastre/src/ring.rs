use robust::{Coord, orient2d};

use crate::cell::{Cell, Point, Ring};
use crate::limits::{CELL_CORNERS, SAME_DEGREES};
use crate::measure::doubled;
use domain::drawing::What;

/// A cell, and where it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawn {
    /// Number of the feature, from 1.
    pub(crate) feature: usize,
    pub(crate) cell: Cell,
    /// Of each corner of the cell, the number it has in the file, from 1.
    pub(crate) numbers: Vec<usize>,
}

/// What is wrong with a ring, and at which corner of it, from 1.
pub(crate) type RingFault = (What, Option<(usize, Point)>);

/// The ring as cells have it: open, counterclockwise, no corner twice in a row; with the numbers of its corners.
pub(crate) fn outline(drawn: &[Point]) -> Result<(Ring, Vec<usize>), RingFault> {
    let numbered = |index: usize| drawn.get(index).map(|place| (index + 1, *place));
    if drawn.len() > CELL_CORNERS + 1 {
        let what = What::TooManyCorners {
            corners: drawn.len(),
            limit: CELL_CORNERS,
        };
        return Err((what, numbered(CELL_CORNERS)));
    }
    if let Some(index) = drawn.iter().position(|place| !is_on_earth(*place)) {
        return Err((What::NotOnEarth, numbered(index)));
    }
    let (Some(first), Some(last)) = (drawn.first(), drawn.last()) else {
        return Err((What::TooFewCorners { corners: 0 }, None));
    };
    if drawn.len() > 2 && !is_same(*first, *last) {
        return Err((What::NotClosed, numbered(drawn.len() - 1)));
    }
    let mut ring = Ring::with_capacity(drawn.len());
    let mut numbers = Vec::with_capacity(drawn.len());
    for (index, place) in drawn.iter().enumerate() {
        if ring.last().is_none_or(|before| !is_same(*before, *place)) {
            ring.push(*place);
            numbers.push(index + 1);
        }
    }
    while ring.len() > 1 && is_same(ring[0], ring[ring.len() - 1]) {
        ring.pop();
        numbers.pop();
    }
    if ring.len() < 3 || is_in_one_line(&ring) {
        let corners = ring.len();
        return Err((What::TooFewCorners { corners }, numbered(0)));
    }
    if doubled(&ring) < 0.0 {
        ring.reverse();
        numbers.reverse();
    }
    Ok((ring, numbers))
}

/// The number of a side is that of the corner at which it begins in the file, whichever way the ring was turned: `numbers` are
/// those of the corners.
pub(crate) fn side_number(numbers: &[usize], index: usize) -> usize {
    let here = numbers[index];
    let next = numbers[(index + 1) % numbers.len()];
    let turned = numbers[0] > numbers[numbers.len() - 1];
    if turned { next } else { here }
}

fn is_on_earth((lng, lat): Point) -> bool {
    (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat)
}

pub(crate) fn is_same(a: Point, b: Point) -> bool {
    (a.0 - b.0).abs() <= SAME_DEGREES && (a.1 - b.1).abs() <= SAME_DEGREES
}

pub(crate) fn is_in_one_line(ring: &[Point]) -> bool {
    ring[2..]
        .iter()
        .all(|place| side_of(ring[0], ring[1], *place) == 0.0)
}

/// On which side of the line from `a` to `b` a point lies, exactly: positive = left, 0 = on it.
pub(crate) fn side_of(a: Point, b: Point, point: Point) -> f64 {
    let coord = |(x, y): Point| Coord { x, y };
    orient2d(coord(a), coord(b), coord(point))
}

/// Whether two rings are one: the same corners, wherever they begin and whichever way they go.
pub(crate) fn is_one(a: &[Point], b: &[Point]) -> bool {
    let (Some(first), true) = (a.first(), a.len() == b.len()) else {
        return a.is_empty() && b.is_empty();
    };
    let count = b.len();
    let starts = (0..count).filter(|start| is_same(*first, b[*start]));
    // A ring that does not touch itself has one such corner.
    starts.take(2).any(|start| {
        let forth = (0..count).all(|step| is_same(a[step], b[(start + step) % count]));
        forth || (0..count).all(|step| is_same(a[step], b[(start + count - step) % count]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 5] = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)];

    #[test]
    fn a_ring_is_opened_and_turned_and_its_corners_keep_their_numbers() {
        let (ring, numbers) = outline(&SQUARE).expect("a ring");
        assert_eq!(ring, [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]);
        assert_eq!(numbers, [4, 3, 2, 1]);
        let doubled = [
            SQUARE[0], SQUARE[0], SQUARE[3], SQUARE[2], SQUARE[2], SQUARE[1], SQUARE[0],
        ];
        let (ring, numbers) = outline(&doubled).expect("a ring");
        assert_eq!((ring.len(), numbers), (4, vec![1, 3, 4, 6]));
    }

    #[test]
    fn what_is_no_ring_is_told_with_its_corner() {
        let open = &SQUARE[..4];
        assert_eq!(outline(open), Err((What::NotClosed, Some((4, (1.0, 0.0))))));
        let line = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 0.0)];
        assert!(matches!(
            outline(&line),
            Err((What::TooFewCorners { corners: 3 }, _))
        ));
        for point in [
            (f64::NAN, 0.0),
            (f64::INFINITY, 1.0),
            (500_000.0, 3_100_000.0),
            (181.0, 0.0),
            (0.0, 90.5),
        ] {
            let bad = [SQUARE[0], point, SQUARE[2], SQUARE[0]];
            let (what, at) = outline(&bad).expect_err("a fault");
            assert_eq!((what, at.map(|at| at.0)), (What::NotOnEarth, Some(2)));
        }
        assert!(matches!(
            outline(&[]),
            Err((What::TooFewCorners { corners: 0 }, None))
        ));
    }

    #[test]
    fn a_ring_of_too_many_corners_is_refused_at_the_first_of_them() {
        let many: Vec<Point> = (0..=CELL_CORNERS + 1)
            .map(|step| (step as f64 * 1e-4, 0.0))
            .collect();
        let (what, at) = outline(&many).expect_err("a fault");
        assert!(matches!(what, What::TooManyCorners { .. }));
        assert_eq!(at.map(|at| at.0), Some(CELL_CORNERS + 1));
    }

    #[test]
    fn the_same_ring_may_begin_anywhere_and_go_either_way() {
        let a = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 2.0)];
        let turned = [a[2], a[3], a[0], a[1]];
        let back = [a[1], a[0], a[3], a[2]];
        let other = [a[0], a[1], a[2], (0.0, 2.1)];
        assert!(is_one(&a, &turned) && is_one(&a, &back));
        assert!(!is_one(&a, &other) && !is_one(&a, &a[..3]));
    }
}
