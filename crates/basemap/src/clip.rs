//! What of lines and rings lies in a box.

use crate::feature::Line;

/// West, south, east, north in units.
pub(crate) type Frame = [i32; 4];

/// The part of a ring in a box (Sutherland–Hodgman). Parts hang together along the box where the ring leaves it; that
/// changes no area. Empty where nothing is in it.
pub(crate) fn ring(ring: &[(i32, i32)], frame: Frame) -> Line {
    let mut corners = ring.to_vec();
    for (axis, limit, sign) in SIDES.map(|(axis, side, sign)| (axis, frame[side], sign)) {
        let depth = |at: (i32, i32)| i64::from(sign) * (i64::from(along(at, axis)) - i64::from(limit));
        let Some(mut last) = corners.last().copied() else {
            break;
        };
        let mut kept = Vec::with_capacity(corners.len());
        for corner in corners {
            let (before, here) = (depth(last), depth(corner));
            if (before < 0) != (here < 0) {
                kept.push(crossing(last, corner, axis, limit));
            }
            if here >= 0 {
                kept.push(corner);
            }
            last = corner;
        }
        corners = kept;
    }
    corners.dedup();
    corners
}

/// The parts of a line in a box.
pub(crate) fn line(line: &[(i32, i32)], frame: Frame) -> Vec<Line> {
    let mut parts: Vec<Line> = Vec::new();
    let mut part: Line = Vec::new();
    for pair in line.windows(2) {
        let Some((from, to)) = stretch(pair[0], pair[1], frame) else {
            continue;
        };
        if part.last() != Some(&from) {
            if part.len() > 1 {
                parts.push(std::mem::take(&mut part));
            }
            part = vec![from];
        }
        if from != to {
            part.push(to);
        }
    }
    if part.len() > 1 {
        parts.push(part);
    }
    parts
}

/// Axis, position of the side in a frame, and which way is inside.
const SIDES: [(usize, usize, i32); 4] = [(0, 0, 1), (0, 2, -1), (1, 1, 1), (1, 3, -1)];

fn along(at: (i32, i32), axis: usize) -> i32 {
    if axis == 0 { at.0 } else { at.1 }
}

/// What of a stretch lies in a box.
fn stretch(mut from: (i32, i32), mut to: (i32, i32), frame: Frame) -> Option<((i32, i32), (i32, i32))> {
    for (axis, limit, sign) in SIDES.map(|(axis, side, sign)| (axis, frame[side], sign)) {
        let is_out = |at: (i32, i32)| sign * along(at, axis) < sign * limit;
        match (is_out(from), is_out(to)) {
            (true, true) => return None,
            (true, false) => from = crossing(from, to, axis, limit),
            (false, true) => to = crossing(from, to, axis, limit),
            (false, false) => {}
        }
    }
    Some((from, to))
}

/// Where a stretch meets a line along the other axis.
fn crossing(from: (i32, i32), to: (i32, i32), axis: usize, limit: i32) -> (i32, i32) {
    let (a, b) = (f64::from(along(from, axis)), f64::from(along(to, axis)));
    let share = (f64::from(limit) - a) / (b - a);
    #[expect(clippy::cast_possible_truncation, reason = "between two that fit")]
    let between = |a: i32, b: i32| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as i32;
    if axis == 0 {
        (limit, between(from.1, to.1))
    } else {
        (between(from.0, to.0), limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::doubled;

    const FRAME: Frame = [0, 0, 100, 100];

    #[test]
    fn a_ring_keeps_what_is_in_the_box() {
        let around = [(-50, -50), (150, -50), (150, 50), (-50, 50)];
        assert_eq!(doubled(&ring(&around, FRAME)), 2 * 100 * 50);
        let outside = [(200, 200), (300, 200), (300, 300)];
        assert!(ring(&outside, FRAME).len() < 3);
    }

    #[test]
    fn a_line_that_leaves_the_box_and_comes_back_has_two_parts() {
        let zigzag = [(10, 10), (10, 150), (90, 150), (90, 10)];
        assert_eq!(
            line(&zigzag, FRAME),
            [vec![(10, 10), (10, 100)], vec![(90, 100), (90, 10)]]
        );
        assert_eq!(line(&[(-50, 50), (150, 50)], FRAME), [vec![(0, 50), (100, 50)]]);
        assert!(line(&[(-50, -50), (-10, 200)], FRAME).is_empty());
    }
}
