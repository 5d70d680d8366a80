//! Corners and sides that several cells have.

use std::collections::BTreeMap;

use domain::drawing::Refused;

use crate::cell::{Cell, Point, Ring};
use crate::measure::bounds;
use crate::ring::{is_in_one_line, is_same};

pub(super) type Cells = BTreeMap<String, Cell>;

/// Corners this close are one, and a corner this close to a side lies on it, in degrees: half a metre.
pub(super) const TOUCH: f64 = 5e-6;

pub(super) fn is_near(a: Point, b: Point) -> bool {
    (a.0 - b.0).abs() <= TOUCH && (a.1 - b.1).abs() <= TOUCH
}

/// The sides of a ring.
pub(super) fn sides(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// How far along a side a point is, from 0 to 1, and how far from it in degrees.
pub(super) fn foot(from: Point, to: Point, point: Point) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let long = dx * dx + dy * dy;
    if long == 0.0 {
        return (0.0, (point.0 - from.0).hypot(point.1 - from.1));
    }
    let along = (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / long).clamp(0.0, 1.0);
    let (x, y) = (from.0 + along * dx, from.1 + along * dy);
    (along, (point.0 - x).hypot(point.1 - y))
}

pub(super) fn away(from: Point, to: Point, point: Point) -> f64 {
    foot(from, to, point).1
}

/// How far along a side a point lies on it, if it does and is none of its ends.
pub(super) fn on_side(from: Point, to: Point, point: Point) -> Option<f64> {
    let near = |a: f64, b: f64, x: f64| x >= a.min(b) - TOUCH && x <= a.max(b) + TOUCH;
    if !near(from.0, to.0, point.0) || !near(from.1, to.1, point.1) {
        return None;
    }
    let (along, away) = foot(from, to, point);
    (away <= TOUCH && !is_near(from, point) && !is_near(to, point)).then_some(along)
}

/// The corner that lies there.
pub(super) fn corner_at(cells: &Cells, place: Point) -> Option<Point> {
    let corners = cells.values().flat_map(|cell| &cell.ring);
    let near = corners.filter(|corner| is_near(**corner, place));
    let away = |corner: &Point| (corner.0 - place.0).hypot(corner.1 - place.1);
    near.min_by(|a, b| away(a).total_cmp(&away(b))).copied()
}

/// Every cell whose border runs through a place has a corner exactly there.
pub(super) fn settle(cells: &mut Cells, place: Point) {
    for cell in cells.values_mut() {
        settle_in(&mut cell.ring, place);
    }
}

/// Corners that are as near as to be one with a place are there.
pub(super) fn unite(cells: &mut Cells, place: Point) {
    for cell in cells.values_mut() {
        if cell.ring.iter().any(|corner| is_same(*corner, place)) {
            continue;
        }
        if let Some(corner) = cell.ring.iter_mut().find(|corner| is_near(**corner, place)) {
            *corner = place;
        }
    }
}

pub(super) fn settle_in(ring: &mut Ring, place: Point) {
    if ring.iter().any(|corner| is_same(*corner, place)) {
        return;
    }
    if let Some(corner) = ring.iter_mut().find(|corner| is_near(**corner, place)) {
        *corner = place;
        return;
    }
    let on = sides(ring)
        .enumerate()
        .filter_map(|(at, (from, to))| on_side(from, to, place).map(|_| (at, away(from, to, place))));
    if let Some((at, _)) = on.min_by(|a, b| a.1.total_cmp(&b.1)) {
        ring.insert(at + 1, place);
    }
}

pub(super) fn has_side(cells: &Cells, from: Point, to: Point) -> bool {
    let is_it =
        |(a, b): (Point, Point)| (is_same(a, from) && is_same(b, to)) || (is_same(a, to) && is_same(b, from));
    cells.values().any(|cell| sides(&cell.ring).any(is_it))
}

/// Puts corners between two that follow each other, in every cell that has this side.
pub(super) fn spread(cells: &mut Cells, from: Point, to: Point, between: &[Point]) {
    for cell in cells.values_mut() {
        let count = cell.ring.len();
        let found = (0..count).find_map(|at| {
            let (a, b) = (cell.ring[at], cell.ring[(at + 1) % count]);
            if is_same(a, from) && is_same(b, to) {
                Some((at, true))
            } else if is_same(a, to) && is_same(b, from) {
                Some((at, false))
            } else {
                None
            }
        });
        match found {
            Some((at, true)) => drop(cell.ring.splice(at + 1..=at, between.iter().copied())),
            Some((at, false)) => drop(cell.ring.splice(at + 1..=at, between.iter().rev().copied())),
            None => {}
        }
    }
}

/// The corners of cells that lie on a side, on the way from one end of it to the other.
pub(super) fn corners_on(cells: &Cells, from: Point, to: Point) -> Vec<Point> {
    let corners = cells.values().flat_map(|cell| &cell.ring);
    let mut on: Vec<(f64, Point)> = corners
        .filter_map(|corner| on_side(from, to, *corner).map(|along| (along, *corner)))
        .collect();
    on.sort_by(|a, b| a.0.total_cmp(&b.0));
    on.dedup_by(|a, b| is_near(a.1, b.1));
    on.into_iter().map(|(_, corner)| corner).collect()
}

/// The nearest place of a border to a place that as good as lies on it.
pub(super) fn place_on_side(cells: &Cells, place: Point) -> Option<Point> {
    let sides = cells.values().flat_map(|cell| sides(&cell.ring));
    let near = sides.filter(|(from, to)| on_side(*from, *to, place).is_some());
    let (from, to) = near.min_by(|a, b| away(a.0, a.1, place).total_cmp(&away(b.0, b.1, place)))?;
    let (along, _) = foot(from, to, place);
    Some((from.0 + along * (to.0 - from.0), from.1 + along * (to.1 - from.1)))
}

/// Gives the side between two corners every corner of other cells that lies on it; the side as it is then.
pub(super) fn lay(cells: &mut Cells, from: Point, to: Point) -> Vec<Point> {
    let between = corners_on(cells, from, to);
    spread(cells, from, to, &between);
    [&[from][..], &between, &[to]].concat()
}

/// Whatever border runs through a corner has it, and its neighbours on the way are those of all cells.
pub(super) fn join(cells: &mut Cells, corner: Point) {
    settle(cells, corner);
    for next in next_to(cells, corner) {
        lay(cells, corner, next);
    }
}

/// The corners that follow a corner or go before it, in any cell.
fn next_to(cells: &Cells, corner: Point) -> Vec<Point> {
    let mut found: Vec<Point> = Vec::new();
    for (a, b) in cells.values().flat_map(|cell| sides(&cell.ring)) {
        for (here, next) in [(a, b), (b, a)] {
            if is_same(here, corner) && !found.iter().any(|known| is_same(*known, next)) {
                found.push(next);
            }
        }
    }
    found
}

/// How many sides end in a corner that was joined.
pub(super) fn degree(cells: &Cells, corner: Point) -> usize {
    next_to(cells, corner).len()
}

pub(super) fn replace(cells: &mut Cells, from: Point, to: Point) {
    let corners = cells.values_mut().flat_map(|cell| &mut cell.ring);
    for corner in corners.filter(|corner| is_same(**corner, from)) {
        *corner = to;
    }
}

pub(super) fn remove(cells: &mut Cells, place: Point) {
    for cell in cells.values_mut() {
        cell.ring.retain(|corner| !is_same(*corner, place));
    }
}

/// No corner twice in a row, and every cell still one.
pub(super) fn tidy(cells: &mut Cells) -> Result<(), Refused> {
    for cell in cells.values_mut() {
        let ring = &mut cell.ring;
        ring.dedup_by(|a, b| is_same(*a, *b));
        while ring.len() > 1 && is_same(ring[0], ring[ring.len() - 1]) {
            ring.pop();
        }
        if ring.len() < 3 || is_in_one_line(ring) {
            return Err(Refused::TooFew);
        }
    }
    Ok(())
}

/// Whether two rings have a border in common, not a corner only.
pub(super) fn borders_on(a: &[Point], b: &[Point]) -> bool {
    let [west, south, east, north] = bounds(a.iter().copied());
    let of = bounds(b.iter().copied());
    if of[0] > east + TOUCH || of[2] < west - TOUCH || of[1] > north + TOUCH || of[3] < south - TOUCH {
        return false;
    }
    let on = |ring: &[Point], point: Point| {
        sides(ring).any(|(from, to)| is_near(from, point) || on_side(from, to, point).is_some())
    };
    let mut found: Option<Point> = None;
    let ones = a.iter().filter(|corner| on(b, **corner));
    for corner in ones.chain(b.iter().filter(|corner| on(a, **corner))) {
        match found {
            Some(known) if !is_near(known, *corner) => return true,
            _ => found = Some(*corner),
        }
    }
    false
}
