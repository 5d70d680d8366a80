//! Fewer corners: Douglas and Peucker, without recursion.

use crate::feature::Line;

/// A line without the corners that lie nearer than `tolerance` (units of latitude) to what is left of it. `squeeze` is how
/// much shorter a unit of longitude is. The ends stay.
pub(crate) fn line(line: &[(i32, i32)], tolerance: f64, squeeze: f64) -> Line {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut keeps = vec![false; line.len()];
    keeps[0] = true;
    keeps[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((from, to)) = open.pop() {
        let far = (from + 1..to)
            .map(|at| (at, distance(line[at], line[from], line[to], squeeze)))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, _)) = far.filter(|(_, distance)| *distance > tolerance) {
            keeps[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    let kept = line.iter().zip(keeps).filter(|(_, keeps)| *keeps);
    kept.map(|(corner, _)| *corner).collect()
}

/// A ring the same way; none if nothing of it is left.
pub(crate) fn ring(ring: &[(i32, i32)], tolerance: f64, squeeze: f64) -> Option<Line> {
    let first = *ring.first()?;
    // Cut where it is farthest from its first corner, so that both halves are lines with fixed ends.
    let away = |corner: &(i32, i32)| length(first, *corner, squeeze);
    let half = (0..ring.len()).max_by(|a, b| away(&ring[*a]).total_cmp(&away(&ring[*b])))?;
    let mut closed = ring.to_vec();
    closed.push(first);
    let mut kept = line(&closed[..=half], tolerance, squeeze);
    kept.pop();
    kept.extend(line(&closed[half..], tolerance, squeeze));
    kept.pop();
    kept.dedup();
    (kept.len() > 2).then_some(kept)
}

fn length(a: (i32, i32), b: (i32, i32), squeeze: f64) -> f64 {
    let (x, y) = (f64::from(b.0) - f64::from(a.0), f64::from(b.1) - f64::from(a.1));
    (x * squeeze).hypot(y)
}

/// From a point to the stretch between two others.
fn distance(point: (i32, i32), from: (i32, i32), to: (i32, i32), squeeze: f64) -> f64 {
    let flat = |at: (i32, i32)| {
        (
            (f64::from(at.0) - f64::from(from.0)) * squeeze,
            f64::from(at.1) - f64::from(from.1),
        )
    };
    let (p, end) = (flat(point), flat(to));
    let squared = end.0 * end.0 + end.1 * end.1;
    let share = if squared > 0.0 {
        ((p.0 * end.0 + p.1 * end.1) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p.0 - share * end.0).hypot(p.1 - share * end.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_corner_that_is_left_out_lies_farther_away_than_the_tolerance(
            corners in prop::collection::vec((0..2_000_i32, 0..2_000_i32), 3..60),
            tolerance in 1.0..200.0_f64,
        ) {
            let kept = line(&corners, tolerance, 0.9);
            prop_assert_eq!((kept.first(), kept.last()), (corners.first(), corners.last()));
            for corner in &corners {
                let nearest = kept
                    .windows(2)
                    .map(|pair| distance(*corner, pair[0], pair[1], 0.9))
                    .fold(f64::MAX, f64::min);
                prop_assert!(nearest <= tolerance + 1e-6, "{nearest}");
            }
        }
    }

    #[test]
    fn a_ring_keeps_its_shape_and_a_speck_is_gone() {
        let square = [(0, 0), (50, 1), (100, 0), (100, 100), (0, 100)];
        assert_eq!(
            ring(&square, 5.0, 1.0),
            Some(vec![(0, 0), (100, 0), (100, 100), (0, 100)])
        );
        assert_eq!(ring(&square, 500.0, 1.0), None);
    }
}
