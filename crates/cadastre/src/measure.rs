//! Areas and widths of pieces on the ground, to about a hundredth.

use crate::Point;

/// Metres of a degree of latitude on a sphere of 6,371,008.8 m.
const METRES_PER_DEGREE: f64 = 111_195.08;

pub(crate) type Contour = Vec<[f64; 2]>;

/// West, south, east, north.
pub(crate) type Bounds = [f64; 4];

pub(crate) fn bounds(points: impl IntoIterator<Item = Point>) -> Bounds {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    points
        .into_iter()
        .fold(start, |[west, south, east, north], (lng, lat)| {
            [west.min(lng), south.min(lat), east.max(lng), north.max(lat)]
        })
}

/// Twice the signed area in square degrees; positive if counterclockwise. Reckoned from the first corner, so that little is
/// lost far from the origin.
pub(crate) fn doubled(ring: &[Point]) -> f64 {
    let Some(&(x0, y0)) = ring.first() else { return 0.0 };
    let mut sum = 0.0;
    for pair in ring.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        sum += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    }
    sum
}

/// A piece on the ground: an outer contour and its holes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Piece {
    pub(crate) area: f64,
    /// Twice the area by the perimeter: what a long piece is wide, in metres.
    pub(crate) width: f64,
}

pub(crate) fn piece(contours: &[Contour]) -> Piece {
    let Some(&[_, lat]) = contours.first().and_then(|contour| contour.first()) else {
        return Piece {
            area: 0.0,
            width: 0.0,
        };
    };
    let east = METRES_PER_DEGREE * lat.to_radians().cos();
    let (mut area, mut perimeter) = (0.0, 0.0);
    for (index, contour) in contours.iter().enumerate() {
        let ring: Vec<Point> = contour
            .iter()
            .map(|[lng, lat]| (lng * east, lat * METRES_PER_DEGREE))
            .collect();
        let own = doubled(&ring).abs() / 2.0;
        area += if index == 0 { own } else { -own };
        let ends = ring.iter().zip(ring.iter().cycle().skip(1));
        perimeter += ends.map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).sum::<f64>();
    }
    Piece {
        area: area.max(0.0),
        width: if perimeter > 0.0 {
            2.0 * area / perimeter
        } else {
            0.0
        },
    }
}

/// Area of a ring in square metres.
pub(crate) fn area(ring: &[Point]) -> f64 {
    piece(&[contour(ring)]).area
}

pub(crate) fn contour(ring: &[Point]) -> Contour {
    ring.iter().map(|&(lng, lat)| [lng, lat]).collect()
}

/// A point inside a contour: in the middle of the widest stretch on the line through its middle.
pub(crate) fn inside(contour: &Contour) -> Option<Point> {
    let [_, south, _, north] = bounds(contour.iter().map(|&[x, y]| (x, y)));
    let y = south + (north - south) * 0.5;
    let ends = contour.iter().zip(contour.iter().cycle().skip(1));
    let mut meets: Vec<f64> = ends
        .filter(|(a, b)| (a[1] > y) != (b[1] > y))
        .map(|(a, b)| a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        .collect();
    meets.sort_by(f64::total_cmp);
    let widest = meets
        .chunks_exact(2)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    match widest {
        Some(stretch) => Some(((stretch[0] + stretch[1]) / 2.0, y)),
        None => contour.first().map(|&[x, y]| (x, y)),
    }
}

/// The part of a ring in a box (Sutherland–Hodgman). Parts hang together along the box where the ring leaves it; that
/// changes no area.
pub(crate) fn clip(ring: &[Point], bounds: Bounds) -> Contour {
    let [west, south, east, north] = bounds;
    let mut points = contour(ring);
    for (axis, limit, sign) in [(0, west, 1.0), (0, east, -1.0), (1, south, 1.0), (1, north, -1.0)] {
        let depth = |point: &[f64; 2]| (point[axis] - limit) * sign;
        let mut kept = Vec::with_capacity(points.len());
        let Some(mut last) = points.last().copied() else {
            break;
        };
        for &point in &points {
            let (before, here) = (depth(&last), depth(&point));
            if (before < 0.0) != (here < 0.0) {
                let t = before / (before - here);
                let mut cut = [
                    last[0] + t * (point[0] - last[0]),
                    last[1] + t * (point[1] - last[1]),
                ];
                cut[axis] = limit;
                kept.push(cut);
            }
            if here >= 0.0 {
                kept.push(point);
            }
            last = point;
        }
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_a_hundredth_of_a_degree_at_the_equator_has_its_area_and_width() {
        let square = [(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01)];
        let side = METRES_PER_DEGREE / 100.0;
        let piece = piece(&[contour(&square)]);
        assert!((piece.area / (side * side) - 1.0).abs() < 1e-6);
        assert!((piece.width / (side / 2.0) - 1.0).abs() < 1e-6);
        assert!(doubled(&square) > 0.0, "counterclockwise");
    }

    #[test]
    fn a_clipped_ring_keeps_the_area_in_the_box() {
        let u = [
            (0.0, 0.0),
            (3.0, 0.0),
            (3.0, 3.0),
            (2.0, 3.0),
            (2.0, 1.0),
            (1.0, 1.0),
            (1.0, 3.0),
            (0.0, 3.0),
        ];
        let cut = clip(&u, [0.5, 0.5, 2.5, 2.5]);
        let ring: Vec<Point> = cut.iter().map(|&[x, y]| (x, y)).collect();
        assert!((doubled(&ring) / 2.0 - (2.0 * 2.0 - 1.0 * 1.5)).abs() < 1e-12);
    }

    #[test]
    fn a_point_inside_lies_inside_also_where_the_middle_does_not() {
        let u = [
            (0.0, 0.0),
            (3.0, 0.0),
            (3.0, 3.0),
            (2.0, 3.0),
            (2.0, 1.0),
            (1.0, 1.0),
            (1.0, 3.0),
            (0.0, 3.0),
        ];
        let point = inside(&contour(&u)).expect("a point");
        assert!(domain::area::contains(&u, point), "{point:?}");
    }
}
