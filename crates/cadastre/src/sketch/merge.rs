use std::collections::BTreeSet;

use domain::drawing::Refused;

use super::no_cell;
use super::topology::{Cells, away, degree, join, remove, settle_in, tidy};
use crate::cell::{Cell, Point, Ring};
use crate::edges::{loose, survey};
use crate::limits::SAME_DEGREES;
use crate::measure::doubled;
use crate::ring::is_same;

/// Makes one cell of several, called as `into`.
pub(super) fn merge(cells: &mut Cells, codes: &[String], into: &str) -> Result<(), Refused> {
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).chain([into]).collect();
    if codes.len() < 2 {
        return Err(Refused::OneCell);
    }
    let mut rings: Vec<Ring> = Vec::with_capacity(codes.len());
    for code in &codes {
        rings.push(cells.get(*code).ok_or_else(|| no_cell(code))?.ring.clone());
    }
    match_corners(&mut rings);
    let ring = union(&rings)?;
    let shared: Vec<Point> = ring
        .iter()
        .filter(|corner| of_several(&rings, **corner))
        .copied()
        .collect();
    let words = cells.get(into).ok_or_else(|| no_cell(into))?.clone();
    for code in codes {
        cells.remove(code);
    }
    cells.insert(into.to_owned(), Cell { ring, ..words });
    for corner in shared {
        straighten(cells, into, corner);
    }
    tidy(cells)
}

/// Where one of the rings has a corner on the border of another, that gets it, too.
fn match_corners(rings: &mut [Ring]) {
    for at in 0..rings.len() {
        for corner in rings[at].clone() {
            for (_, other) in rings.iter_mut().enumerate().filter(|(other, _)| *other != at) {
                settle_in(other, corner);
            }
        }
    }
}

fn of_several(rings: &[Ring], place: Point) -> bool {
    let has = |ring: &&Ring| ring.iter().any(|corner| is_same(*corner, place));
    rings.iter().filter(has).count() > 1
}

/// The outline of rings that have their borders in common.
fn union(rings: &[Ring]) -> Result<Ring, Refused> {
    let borrowed: Vec<&[Point]> = rings.iter().map(Vec::as_slice).collect();
    let mut outlines: Vec<Ring> = loose(&borrowed)
        .loops
        .into_iter()
        .map(|way| way.into_iter().map(|[x, y]| (x, y)).collect())
        .collect();
    let outer = outlines.iter().filter(|ring| doubled(ring) > 0.0).count();
    match (outlines.pop(), outlines.len()) {
        (Some(ring), 0) if outer == 1 => {
            let met = survey(&[&ring]).map_err(|_| Refused::NotNeighbours)?;
            match met.first() {
                Some(None) => Ok(ring),
                _ => Err(Refused::NotNeighbours),
            }
        }
        _ if outer == 1 => Err(Refused::Encloses),
        _ => Err(Refused::NotNeighbours),
    }
}

/// Takes a corner out that only the border between the merged cells needed.
fn straighten(cells: &mut Cells, code: &str, corner: Point) {
    let Some(ring) = cells.get(code).map(|cell| &cell.ring) else {
        return;
    };
    let Some(at) = ring.iter().position(|known| is_same(*known, corner)) else {
        return;
    };
    let count = ring.len();
    let (before, after) = (ring[(at + count - 1) % count], ring[(at + 1) % count]);
    if count <= 3 || away(before, after, corner) > SAME_DEGREES {
        return;
    }
    // Joining gives others corners that they do not need.
    let mut joined = cells.clone();
    join(&mut joined, corner);
    if degree(&joined, corner) == 2 {
        remove(cells, corner);
    }
}
