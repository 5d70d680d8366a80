//! A grid compared with the one that holds.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::anchors::kept_or_made;
use crate::cell::{Cell, Point, Ring};
use crate::cover::Boxes;
use crate::edges::{Entangled, survey};
use crate::measure::area;
use crate::ring::is_one;
use domain::drawing::{Fault, What};

/// A cell that holds, with its anchors.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub cell: Cell,
    pub anchors: Vec<Point>,
}

/// What becomes of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Same code, same shape, same words.
    Kept,
    /// Same code and shape: its name, kind or area changes.
    Renamed,
    /// Same code, another shape.
    Redrawn,
    New,
}

/// From which cells one takes its area, largest share first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Descent {
    pub code: String,
    pub from: Vec<(String, f64)>,
}

/// What is to be done, so that the new grid holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Every cell of the new grid, with its anchors.
    pub cells: Vec<(Standing, Change)>,
    /// Codes of cells that are in the new grid no more.
    pub ended: Vec<String>,
    /// Of each cell that is redrawn or new.
    pub descents: Vec<Descent>,
}

impl Plan {
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.cells.iter().filter(|(_, of)| *of == change).count()
    }

    /// Whether everything stays as it is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.cells.iter().all(|(_, change)| *change == Change::Kept)
    }

    /// Old cells whose area goes to several others, with these.
    #[must_use]
    pub fn splits(&self) -> Vec<(String, Vec<String>)> {
        let mut into: HashMap<&str, Vec<String>> = HashMap::new();
        for descent in &self.descents {
            for (old, _) in &descent.from {
                into.entry(old).or_default().push(descent.code.clone());
            }
        }
        let mut splits: Vec<_> = into
            .into_iter()
            .filter(|(_, into)| into.len() > 1)
            .map(|(old, into)| (old.to_owned(), into))
            .collect();
        splits.sort();
        splits
    }
}

/// Compares a checked grid with the one that holds.
pub fn plan(present: &[Standing], cells: Vec<Cell>) -> Result<Plan, Box<Fault>> {
    let old: HashMap<&str, &Standing> = present.iter().map(|old| (old.cell.code.as_str(), old)).collect();
    let changes: Vec<Change> = cells
        .iter()
        .map(|cell| change(old.get(cell.code.as_str()).copied(), cell))
        .collect();
    let stays = |change: Change| matches!(change, Change::Kept | Change::Renamed);
    let kept: HashSet<&str> = cells
        .iter()
        .zip(&changes)
        .filter(|(_, change)| stays(**change))
        .map(|(cell, _)| cell.code.as_str())
        .collect();
    // What stays gives nothing away.
    let giving: Vec<&Standing> = present
        .iter()
        .filter(|old| !kept.contains(old.cell.code.as_str()))
        .collect();
    let taking: Vec<&Cell> = cells
        .iter()
        .zip(&changes)
        .filter(|(_, change)| !stays(**change))
        .map(|(cell, _)| cell)
        .collect();
    let rings: Vec<&[Point]> = giving
        .iter()
        .map(|old| old.cell.ring.as_slice())
        .chain(taking.iter().map(|cell| cell.ring.as_slice()))
        .collect();
    let entangled = |Entangled { ring }: Entangled| {
        let code = match ring.checked_sub(giving.len()) {
            Some(new) => taking.get(new).map(|cell| cell.code.clone()),
            None => giving.get(ring).map(|old| old.cell.code.clone()),
        };
        Box::new(Fault {
            code,
            ..Fault::of_file(What::Entangled)
        })
    };
    survey(&rings).map_err(entangled)?;
    let mut boxes = Boxes::new(&rings[..giving.len()]);
    let mut descents = Vec::with_capacity(taking.len());
    let mut before: HashMap<&str, Vec<Point>> = HashMap::new();
    for (index, cell) in taking.iter().enumerate() {
        let mut from = Vec::new();
        let anchors = before.entry(cell.code.as_str()).or_default();
        for near in boxes.near(&cell.ring) {
            let giver = giving[near];
            let found = boxes.common(&cell.ring, &giver.cell.ring, giving.len() + index);
            if let Some(found) = found.map_err(entangled)? {
                anchors.extend(&giver.anchors);
                let share = (found.area / area(&cell.ring)).min(1.0);
                from.push((giver.cell.code.clone(), (share * 1000.0).round() / 1000.0));
            }
        }
        from.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        descents.push(Descent {
            code: cell.code.clone(),
            from,
        });
    }
    let anchors: Vec<Vec<Point>> = cells
        .iter()
        .zip(&changes)
        .map(|(cell, change)| match old.get(cell.code.as_str()) {
            Some(old) if stays(*change) => old.anchors.clone(),
            _ => kept_or_made(
                &cell.ring,
                cell.rural,
                before.get(cell.code.as_str()).map_or(&[], Vec::as_slice),
            ),
        })
        .collect();
    let new: HashSet<&str> = cells.iter().map(|cell| cell.code.as_str()).collect();
    let ended = old
        .keys()
        .filter(|code| !new.contains(*code))
        .map(|code| (*code).to_owned());
    let mut ended: Vec<String> = ended.collect();
    ended.sort();
    let cells = cells.into_iter().zip(anchors).zip(changes);
    let cells = cells
        .map(|((cell, anchors), change)| (Standing { cell, anchors }, change))
        .collect();
    Ok(Plan {
        cells,
        ended,
        descents,
    })
}

fn change(old: Option<&Standing>, new: &Cell) -> Change {
    let Some(Standing { cell: old, .. }) = old else {
        return Change::New;
    };
    if !is_one(&old.ring, &new.ring) {
        return Change::Redrawn;
    }
    let bare = |cell: &Cell| Cell {
        ring: Ring::new(),
        ..cell.clone()
    };
    if bare(old) == bare(new) {
        Change::Kept
    } else {
        Change::Renamed
    }
}
