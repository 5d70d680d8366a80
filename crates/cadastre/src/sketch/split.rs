use domain::area::contains;
use domain::drawing::Refused;

use super::no_cell;
use super::topology::{Cells, TOUCH, away, foot, is_near, on_side, settle_in, sides};
use crate::cell::{Cell, Point, Ring};
use crate::edges::survey;
use crate::limits::SLIVER_METRES;
use crate::measure::{contour, piece};
use crate::ring::{is_same, side_of};

/// Cuts a cell along a line; the smaller part becomes `new`.
pub(super) fn split(cells: &mut Cells, code: &str, line: &[Point], new: Cell) -> Result<(), Refused> {
    let cell = cells.get(code).ok_or_else(|| no_cell(code))?;
    let path = across(&cell.ring, line)?;
    let (Some(&first), Some(&last)) = (path.first(), path.last()) else {
        return Err(Refused::DoesNotCross);
    };
    let cell = cells.get_mut(code).ok_or_else(|| no_cell(code))?;
    // The neighbours on the other side get the corner once it moves: until then they are as they were.
    settle_in(&mut cell.ring, first);
    settle_in(&mut cell.ring, last);
    let at = |place: Point| cell.ring.iter().position(|corner| is_same(*corner, place));
    let (Some(from), Some(to)) = (at(first), at(last)) else {
        return Err(Refused::DoesNotCross);
    };
    let inner = &path[1..path.len() - 1];
    let mut one = walk(&cell.ring, from, to);
    one.extend(inner.iter().rev());
    let mut other = walk(&cell.ring, to, from);
    other.extend(inner);
    let met = survey(&[&one, &other]).map_err(|_| Refused::LineCrosses)?;
    if met.iter().any(Option::is_some) {
        return Err(Refused::LineCrosses);
    }
    let [of_one, of_other] = [&one, &other].map(|ring| piece(&[contour(ring)]));
    if one.len() < 3 || other.len() < 3 || of_one.width.min(of_other.width) <= SLIVER_METRES {
        return Err(Refused::Sliver);
    }
    let (large, small) = if of_one.area >= of_other.area {
        (one, other)
    } else {
        (other, one)
    };
    cell.ring = large;
    cells.insert(new.code.clone(), Cell { ring: small, ..new });
    Ok(())
}

/// The corners of a ring from one to another, both with it.
fn walk(ring: &Ring, from: usize, to: usize) -> Ring {
    let count = ring.len();
    let steps = (to + count - from) % count;
    (0..=steps).map(|step| ring[(from + step) % count]).collect()
}

/// The part of a line that goes through a ring, from border to border.
fn across(ring: &Ring, line: &[Point]) -> Result<Vec<Point>, Refused> {
    let meets = meets(ring, line);
    let mut found = None;
    for pair in meets.windows(2) {
        let ((begin, first), (end, last)) = (pair[0], pair[1]);
        let mut path = vec![first];
        let between = line.iter().enumerate().filter(|(at, place)| {
            let at = *at as f64;
            at > begin && at < end && !is_near(**place, first) && !is_near(**place, last)
        });
        path.extend(between.map(|(_, place)| *place));
        path.push(last);
        let middle = (
            f64::midpoint(path[0].0, path[1].0),
            f64::midpoint(path[0].1, path[1].1),
        );
        let on_border = || sides(ring).any(|(from, to)| away(from, to, middle) <= TOUCH);
        if !contains(ring, middle) || on_border() {
            continue;
        }
        if found.replace(path).is_some() {
            return Err(Refused::CrossesAgain);
        }
    }
    found.ok_or(Refused::DoesNotCross)
}

/// Where a line meets a ring, in the order of the line: how many sides of the line lie before, and the place.
fn meets(ring: &Ring, line: &[Point]) -> Vec<(f64, Point)> {
    let mut meets: Vec<(f64, Point)> = Vec::new();
    for (index, side) in line.windows(2).enumerate() {
        let (p, q) = (side[0], side[1]);
        let before = index as f64;
        for (a, b) in sides(ring) {
            let (of_a, of_b) = (foot(p, q, a), foot(p, q, b));
            if of_a.1 <= TOUCH {
                meets.push((before + of_a.0, a));
            }
            if of_a.1 <= TOUCH || of_b.1 <= TOUCH {
                continue;
            }
            if on_side(a, b, p).is_some() {
                meets.push((before, p));
            } else if on_side(a, b, q).is_some() {
                meets.push((before + 1.0, q));
            } else if let Some(place) = crossing(p, q, a, b) {
                meets.push((before + foot(p, q, place).0, place));
            }
        }
    }
    meets.sort_by(|a, b| a.0.total_cmp(&b.0));
    meets.dedup_by(|a, b| is_near(a.1, b.1));
    meets
}

/// The point of the second side in which the first goes through it.
fn crossing(p: Point, q: Point, a: Point, b: Point) -> Option<Point> {
    let (before, behind) = (side_of(p, q, a), side_of(p, q, b));
    if before * behind >= 0.0 || side_of(a, b, p) * side_of(a, b, q) >= 0.0 {
        return None;
    }
    let share = before / (before - behind);
    Some((a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)))
}
