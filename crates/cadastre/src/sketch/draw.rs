use domain::drawing::Refused;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::single::SingleFloatOverlay;

use super::topology::{Cells, corner_at, corners_on, lay, place_on_side, sides, tidy};
use crate::cell::{Cell, Point, Ring};
use crate::cover::Boxes;
use crate::edges::survey;
use crate::limits::SLIVER_METRES;
use crate::measure::{Contour, contour, piece};
use crate::ring::outline;

/// What cutting shapes out of each other rounds corners by, at most, in degrees: a centimetre.
const ROUNDED: f64 = 1e-7;

/// Adds a cell with this ring.
pub(super) fn draw(cells: &mut Cells, cell: Cell, ring: &[Point], over: bool) -> Result<(), Refused> {
    let mut drawn = along_borders(cells, ring);
    drawn.extend(drawn.first().copied());
    let (ring, _) = outline(&drawn).map_err(|_| Refused::TooFew)?;
    let met = survey(&[&ring]).map_err(|_| Refused::LineCrosses)?;
    if met.first().is_none_or(Option::is_some) {
        return Err(Refused::LineCrosses);
    }
    let others = overlapped(cells, &ring)?;
    let ring = if others.is_empty() {
        ring
    } else if over {
        for code in others {
            give(cells, &code, &ring)?;
        }
        ring
    } else {
        free(cells, &others, &ring)?
    };
    let code = cell.code.clone();
    cells.insert(
        code,
        Cell {
            ring: ring.clone(),
            ..cell
        },
    );
    for (from, to) in sides(&ring) {
        lay(cells, from, to);
    }
    tidy(cells)
}

/// A ring that runs where the borders are that it nearly follows: what is cut off there would be a strip that no one can see
/// and that hangs on to the rest.
fn along_borders(cells: &Cells, ring: &[Point]) -> Vec<Point> {
    let near = |place: &Point| {
        corner_at(cells, *place)
            .or_else(|| place_on_side(cells, *place))
            .unwrap_or(*place)
    };
    let corners: Vec<Point> = ring.iter().map(near).collect();
    let mut found = Vec::with_capacity(corners.len());
    for (from, to) in sides(&corners) {
        found.push(from);
        found.extend(corners_on(cells, from, to));
    }
    found
}

/// Codes of the cells that have more than a sliver in common with a ring.
fn overlapped(cells: &Cells, ring: &[Point]) -> Result<Vec<String>, Refused> {
    let rings: Vec<&[Point]> = cells.values().map(|cell| cell.ring.as_slice()).collect();
    let codes: Vec<&String> = cells.keys().collect();
    let mut boxes = Boxes::new(&rings);
    let mut found = Vec::new();
    for near in boxes.near(ring) {
        let common = boxes
            .common(ring, rings[near], near)
            .map_err(|_| Refused::LineCrosses)?;
        if common.is_some() {
            found.push(codes[near].clone());
        }
    }
    Ok(found)
}

/// What of a ring lies in none of some cells.
fn free(cells: &Cells, others: &[String], ring: &Ring) -> Result<Ring, Refused> {
    let taken = others.iter().filter_map(|code| cells.get(code));
    let contours: Vec<Contour> = taken.clone().map(|cell| contour(&cell.ring)).collect();
    let parts = minus(ring, &contours);
    let known: Vec<Point> = taken
        .flat_map(|cell| cell.ring.iter().copied())
        .chain(ring.iter().copied())
        .collect();
    match parts.as_slice() {
        [] => Err(Refused::NoGround),
        [part] if part.len() > 1 => Err(Refused::LiesAround {
            code: others.first().cloned().unwrap_or_default(),
        }),
        [part] => healed(&part[0], &known).ok_or(Refused::NoGround),
        parts => Err(Refused::Parts { parts: parts.len() }),
    }
}

/// Takes a ring out of a cell.
fn give(cells: &mut Cells, code: &str, ring: &Ring) -> Result<(), Refused> {
    let Some(cell) = cells.get_mut(code) else {
        return Ok(());
    };
    let parts = minus(&cell.ring, &[contour(ring)]);
    let code = code.to_owned();
    let known: Vec<Point> = cell.ring.iter().chain(ring).copied().collect();
    match parts.as_slice() {
        [] => Err(Refused::Swallows { code }),
        [part] if part.len() > 1 => Err(Refused::HoleIn { code }),
        [part] => {
            cell.ring = healed(&part[0], &known).ok_or(Refused::Swallows { code })?;
            Ok(())
        }
        _ => Err(Refused::CutsApart { code }),
    }
}

/// A ring without some others: parts that are no slivers, each with its holes.
fn minus(ring: &Ring, others: &[Contour]) -> Vec<Vec<Contour>> {
    let others = others.to_vec();
    let mut parts = contour(ring).overlay(&others, OverlayRule::Difference, FillRule::NonZero);
    for part in &mut parts {
        let holes = part.split_off(1.min(part.len()));
        part.extend(
            holes
                .into_iter()
                .filter(|hole| piece(std::slice::from_ref(hole)).width > SLIVER_METRES),
        );
    }
    parts.retain(|part| piece(part).width > SLIVER_METRES);
    parts
}

/// The ring with its corners where they were before they were rounded.
fn healed(contour: &Contour, known: &[Point]) -> Option<Ring> {
    let back = |&[x, y]: &[f64; 2]| {
        let near = known
            .iter()
            .filter(|place| (place.0 - x).abs() <= ROUNDED && (place.1 - y).abs() <= ROUNDED);
        let away = |place: &Point| (place.0 - x).hypot(place.1 - y);
        near.min_by(|a, b| away(a).total_cmp(&away(b)))
            .copied()
            .unwrap_or((x, y))
    };
    let mut drawn: Vec<Point> = contour.iter().map(back).collect();
    drawn.extend(drawn.first().copied());
    outline(&drawn).ok().map(|(ring, _)| ring)
}
