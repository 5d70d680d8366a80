//! A grid that is being drawn: corners are moved, cells drawn, split and merged.
//!
//! A border belongs to all the cells it lies between. So a corner is moved in every cell that has it, and where one of them has
//! no corner because its side runs through there, it gets one first. Corners up to half a metre apart are one: files are
//! rounded. Each edit is whole or nothing, and gives the [`Step`] that takes it back.

mod draw;
mod merge;
mod split;
mod topology;

use std::collections::{BTreeMap, BTreeSet};

use domain::drawing::Refused;
use serde::{Deserialize, Serialize};

use crate::cell::{Cell, Kind, Point};
use crate::codes::CodeRule;
use crate::measure;
use crate::ring::is_one;
use topology::{Cells, borders_on, join, lay, remove, replace, spread, unite};

/// What a cell says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    pub code: String,
    pub name: String,
    pub kind: Kind,
    pub rural: bool,
    /// Where the code does not name them.
    pub township: Option<String>,
    pub community: Option<String>,
}

/// One change that somebody makes.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// A corner, in every cell that has it.
    Move { from: Point, to: Point },
    /// A new corner at `at` for the side between two corners, in every cell that has it.
    Insert { from: Point, to: Point, at: Point },
    /// Takes a corner out of a border.
    Remove { at: Point },
    /// A new cell. What of the ring lies in other cells stays theirs or, with `over`, is taken from them.
    Draw {
        ring: Vec<Point>,
        words: Words,
        over: bool,
    },
    /// Cuts a cell along a line from border to border. The larger part keeps the code.
    Split {
        code: String,
        line: Vec<Point>,
        new: Words,
    },
    /// Makes one cell of neighbours, called as `into`, which is one of them.
    Merge { codes: Vec<String>, into: String },
    /// Another name, kind or code.
    Say { code: String, words: Words },
    /// Takes a cell away.
    Drop { code: String },
}

/// What became of a cell in a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub code: String,
    pub before: Option<Cell>,
    pub after: Option<Cell>,
}

/// An edit as it was made: can be taken back, and done again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub changes: Vec<Changed>,
}

impl Step {
    /// Codes of the cells that it changes.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|changed| changed.code.as_str())
    }

    /// What several steps do together.
    #[must_use]
    pub fn sum(steps: &[Self]) -> Self {
        let mut net: BTreeMap<&str, (&Option<Cell>, &Option<Cell>)> = BTreeMap::new();
        for changed in steps.iter().flat_map(|step| &step.changes) {
            net.entry(&changed.code)
                .and_modify(|(_, after)| *after = &changed.after)
                .or_insert((&changed.before, &changed.after));
        }
        let changes = net.into_iter().filter(|(_, (before, after))| before != after);
        let changes = changes.map(|(code, (before, after))| Changed {
            code: code.to_owned(),
            before: before.clone(),
            after: after.clone(),
        });
        Self {
            changes: changes.collect(),
        }
    }
}

/// The cells of a drawing, by code.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    cells: Cells,
}

impl Sketch {
    /// Of a grid without two cells of one code.
    #[must_use]
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Self {
        let coded = cells.into_iter().map(|cell| (cell.code.clone(), cell));
        Self {
            cells: coded.collect(),
        }
    }

    /// In the order of their codes.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.values()
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Cell> {
        self.cells.get(code)
    }

    /// Corners of all cells; one that several cells have counts for each.
    #[must_use]
    pub fn corners(&self) -> usize {
        self.cells.values().map(|cell| cell.ring.len()).sum()
    }

    /// Does what is asked for, or nothing.
    pub fn edit(&mut self, edit: &Edit, rule: &CodeRule) -> Result<Step, Refused> {
        let mut cells = self.cells.clone();
        match edit {
            Edit::Move { from, to } => shift(&mut cells, *from, *to)?,
            Edit::Insert { from, to, at } => insert(&mut cells, *from, *to, *at)?,
            Edit::Remove { at } => take_out(&mut cells, *at)?,
            Edit::Draw { ring, words, over } => {
                let cell = new_cell(&cells, words, rule)?;
                draw::draw(&mut cells, cell, ring, *over)?;
            }
            Edit::Split { code, line, new } => {
                let cell = new_cell(&cells, new, rule)?;
                split::split(&mut cells, code, line, cell)?;
            }
            Edit::Merge { codes, into } => merge::merge(&mut cells, codes, into)?,
            Edit::Say { code, words } => say(&mut cells, code, words, rule)?,
            Edit::Drop { code } => {
                cells.remove(code).ok_or_else(|| no_cell(code))?;
            }
        }
        let step = difference(&self.cells, &cells);
        self.cells = cells;
        Ok(step)
    }

    /// Another grid in place of all cells, such as that of a file.
    pub fn put(&mut self, cells: Vec<Cell>) -> Step {
        let new = Self::new(cells);
        let step = difference(&self.cells, &new.cells);
        *self = new;
        step
    }

    /// Does a step again.
    pub fn redo(&mut self, step: &Step) {
        self.set(step.changes.iter().map(|changed| (&changed.code, &changed.after)));
    }

    /// Takes a step back: everything is as it was.
    pub fn undo(&mut self, step: &Step) {
        self.set(
            step.changes
                .iter()
                .map(|changed| (&changed.code, &changed.before)),
        );
    }

    fn set<'a>(&mut self, changes: impl Iterator<Item = (&'a String, &'a Option<Cell>)>) {
        for (code, cell) in changes {
            match cell {
                Some(cell) => self.cells.insert(code.clone(), cell.clone()),
                None => self.cells.remove(code),
            };
        }
    }

    /// Codes of the cells that some steps change and that are not here what they were before.
    #[must_use]
    pub fn differs_from(&self, steps: &[Step]) -> Vec<String> {
        let mut before: BTreeMap<&String, Option<&Cell>> = BTreeMap::new();
        for changed in steps.iter().flat_map(|step| &step.changes) {
            before.entry(&changed.code).or_insert(changed.before.as_ref());
        }
        let differing = before
            .into_iter()
            .filter(|(code, cell)| !is_alike(self.cells.get(*code), *cell));
        differing.map(|(code, _)| code.clone()).collect()
    }

    /// Codes of the cells that have a border in common with one.
    #[must_use]
    pub fn neighbours(&self, code: &str) -> Vec<String> {
        let Some(cell) = self.cells.get(code) else {
            return Vec::new();
        };
        let others = self.cells.values().filter(|other| other.code != code);
        let near = others.filter(|other| borders_on(&cell.ring, &other.ring));
        near.map(|other| other.code.clone()).collect()
    }

    /// Square metres of a cell; 0 if there is none.
    #[must_use]
    pub fn area(&self, code: &str) -> f64 {
        self.cells.get(code).map_or(0.0, |cell| measure::area(&cell.ring))
    }
}

/// West, south, east, north of some cells.
#[must_use]
pub fn extent<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<[f64; 4]> {
    let mut points = cells.flat_map(|cell| cell.ring.iter().copied()).peekable();
    points.peek()?;
    Some(measure::bounds(points))
}

/// The same words and shape; numbers that were stored and read may differ in their last digit.
fn is_alike(one: Option<&Cell>, other: Option<&Cell>) -> bool {
    let bare = |cell: &Cell| Cell {
        ring: Vec::new(),
        ..cell.clone()
    };
    match (one, other) {
        (Some(one), Some(other)) => is_one(&one.ring, &other.ring) && bare(one) == bare(other),
        (None, None) => true,
        _ => false,
    }
}

fn no_cell(code: &str) -> Refused {
    Refused::NoCell {
        code: code.to_owned(),
    }
}

fn difference(before: &Cells, after: &Cells) -> Step {
    let codes: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = codes
        .into_iter()
        .filter(|code| before.get(*code) != after.get(*code));
    let changes = changed.map(|code| Changed {
        code: code.clone(),
        before: before.get(code).cloned(),
        after: after.get(code).cloned(),
    });
    Step {
        changes: changes.collect(),
    }
}

fn new_cell(cells: &Cells, words: &Words, rule: &CodeRule) -> Result<Cell, Refused> {
    if let Some(rule) = rule.broken(&words.code) {
        return Err(Refused::WrongCode { rule });
    }
    if cells.contains_key(&words.code) {
        let code = words.code.clone();
        return Err(Refused::CodeTaken { code });
    }
    let (township, community) = match rule.areas(&words.code) {
        Some((township, community)) => (Some(township.to_owned()), Some(community.to_owned())),
        None => (words.township.clone(), words.community.clone()),
    };
    let name = match words.name.is_empty() {
        true => words.code.clone(),
        false => words.name.clone(),
    };
    Ok(Cell {
        code: words.code.clone(),
        name,
        township,
        community,
        kind: words.kind,
        rural: words.rural,
        ring: Vec::new(),
    })
}

fn say(cells: &mut Cells, code: &str, words: &Words, rule: &CodeRule) -> Result<(), Refused> {
    let old = cells.remove(code).ok_or_else(|| no_cell(code))?;
    let mut new = new_cell(cells, words, rule)?;
    new.ring = old.ring;
    cells.insert(new.code.clone(), new);
    Ok(())
}

fn shift(cells: &mut Cells, from: Point, to: Point) -> Result<(), Refused> {
    let from = topology::corner_at(cells, from).ok_or(Refused::NoCorner)?;
    join(cells, from);
    replace(cells, from, to);
    unite(cells, to);
    topology::tidy(cells)
}

fn insert(cells: &mut Cells, from: Point, to: Point, at: Point) -> Result<(), Refused> {
    let ends = (topology::corner_at(cells, from), topology::corner_at(cells, to));
    let (Some(from), Some(to)) = ends else {
        return Err(Refused::NoSide);
    };
    if !topology::has_side(cells, from, to) {
        return Err(Refused::NoSide);
    }
    join(cells, from);
    join(cells, to);
    let chain = lay(cells, from, to);
    let nearest = chain.windows(2).min_by(|a, b| {
        let away = |side: &[Point]| topology::away(side[0], side[1], at);
        away(a).total_cmp(&away(b))
    });
    let Some(&[from, to]) = nearest else {
        return Err(Refused::NoSide);
    };
    spread(cells, from, to, &[at]);
    unite(cells, at);
    topology::tidy(cells)
}

fn take_out(cells: &mut Cells, at: Point) -> Result<(), Refused> {
    let at = topology::corner_at(cells, at).ok_or(Refused::NoCorner)?;
    join(cells, at);
    if topology::degree(cells, at) > 2 {
        return Err(Refused::Junction);
    }
    remove(cells, at);
    topology::tidy(cells)
}
