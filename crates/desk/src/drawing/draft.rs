//! A draft as pages show it.

use std::collections::{BTreeSet, HashMap, HashSet};

use cadastre::{Cell, Change, Checked, Findings, Kind, Plan, Sheet, Step, check, extent, plan};
use domain::drawing::{
    CellChange, CellLine, CellWords, ChangeKind, DraftView, DrawnCell, DrawnCells, Refused, StepKind,
};

use super::{DRAWABLE, Drawing, on_a_thread};
use crate::{Caller, Desk, DeskError};

impl Desk {
    /// The caller's draft, with one cell that they have chosen.
    pub async fn grid_draft(&self, caller: &Caller, chosen: &str) -> Result<DraftView, DeskError> {
        let drawing = self.drawing(caller).await?;
        let codes = store::drawing::codes_ever(&self.db, &caller.region).await?;
        let today = self.now().with_timezone(&drawing.region.zone).date_naive();
        let chosen = chosen.to_owned();
        on_a_thread(move || {
            let mut view = view(&drawing, &chosen, &codes);
            let day = drawing.first_day().map_or(today, |first| first.max(today));
            view.proposed_day = day.to_string();
            view
        })
        .await
    }

    /// The cells of the caller's draft. Whoever has seen the version before the last gets what has changed since.
    pub async fn drawn_cells(&self, caller: &Caller, since: u64) -> Result<DrawnCells, DeskError> {
        let drawing = self.drawing(caller).await?;
        let corners = drawing.sketch.corners();
        if corners > DRAWABLE {
            let limit = DRAWABLE;
            return Err(Refused::TooLarge { corners, limit }.into());
        }
        Ok(cells(&drawing, since))
    }
}

fn cells(drawing: &Drawing, since: u64) -> DrawnCells {
    let position = drawing.position();
    let net = Step::sum(&drawing.steps[..position]);
    let changed: HashSet<&str> = net.codes().collect();
    let drawn = |cell: &Cell| DrawnCell {
        code: cell.code.clone(),
        name: cell.name.clone(),
        ring: cell.ring.clone(),
        changed: changed.contains(cell.code.as_str()),
    };
    let version = drawing.version();
    let touched = drawing.draft.as_ref().map(|draft| &draft.touched);
    match touched {
        Some(touched) if since > 0 && since + 1 == version && !touched.is_empty() => DrawnCells {
            version,
            whole: false,
            cells: (touched.iter())
                .filter_map(|code| drawing.sketch.get(code))
                .map(drawn)
                .collect(),
            gone: (touched.iter())
                .filter(|code| drawing.sketch.get(code).is_none())
                .cloned()
                .collect(),
        },
        _ => DrawnCells {
            version,
            whole: true,
            cells: drawing.sketch.cells().map(drawn).collect(),
            gone: Vec::new(),
        },
    }
}

/// What is wrong with a drawing and, where nothing is, what it would change.
pub(super) fn looked_at(drawing: &Drawing) -> (Findings, Option<Plan>) {
    let sheet = Sheet::of(drawing.sketch.cells().cloned());
    let Checked { cells, mut findings } = check(sheet, &drawing.rules);
    if !findings.errors.is_empty() {
        return (findings, None);
    }
    match plan(&drawing.present, cells) {
        Ok(plan) => (findings, Some(plan)),
        Err(fault) => {
            findings.errors.push(*fault);
            (findings, None)
        }
    }
}

fn view(drawing: &Drawing, chosen: &str, codes: &[String]) -> DraftView {
    let (mut findings, plan) = looked_at(drawing);
    // A drawing has no features: its cells are known by their codes.
    for fault in findings.errors.iter_mut().chain(&mut findings.warnings) {
        fault.feature = None;
    }
    let sketch = &drawing.sketch;
    let changes = match &plan {
        Some(plan) => planned(plan, drawing),
        None => sketched(drawing),
    };
    let used: BTreeSet<&str> = (codes.iter().map(String::as_str))
        .chain(sketch.cells().map(|cell| cell.code.as_str()))
        .collect();
    let beside = sketch.get(chosen).or_else(|| sketch.cells().next());
    let beside = beside.map_or("", |cell| cell.code.as_str());
    let kinds = |from: usize, to: usize| -> Vec<StepKind> {
        let steps = drawing.draft.iter().flat_map(|draft| &draft.steps);
        steps.skip(from).take(to - from).map(|step| step.kind).collect()
    };
    let position = drawing.position();
    let stale = drawing.is_stale();
    DraftView {
        version: drawing.version(),
        steps: kinds(0, position),
        undone: kinds(position, drawing.steps.len()),
        stale,
        both_change: drawing.both_change(),
        errors: findings.errors,
        warnings: findings.warnings,
        more: findings.more,
        changes,
        cells: sketch.cells().map(line).collect(),
        chosen: words(drawing, chosen),
        proposed: drawing.rules.codes.propose(beside, &used.into_iter().collect()),
        bbox: extent(sketch.cells()),
        first_day: drawing.first_day().map(|day| day.to_string()),
        proposed_day: String::new(),
        too_large: sketch.corners() > DRAWABLE,
    }
}

fn line(cell: &Cell) -> CellLine {
    CellLine {
        code: cell.code.clone(),
        name: cell.name.clone(),
    }
}

fn words(drawing: &Drawing, code: &str) -> Option<CellWords> {
    let sketch = &drawing.sketch;
    let cell = sketch.get(code)?;
    let neighbours = sketch.neighbours(code);
    let neighbours = neighbours.iter().filter_map(|code| sketch.get(code));
    Some(CellWords {
        code: cell.code.clone(),
        name: cell.name.clone(),
        township: cell.township.clone(),
        community: cell.community.clone(),
        dedicated: cell.kind == Kind::Dedicated,
        rural: cell.rural,
        corners: u32::try_from(cell.ring.len()).unwrap_or(u32::MAX),
        area_m2: sketch.area(code),
        neighbours: neighbours.map(line).collect(),
    })
}

/// What a plan changes, by code.
fn planned(plan: &Plan, drawing: &Drawing) -> Vec<CellChange> {
    let mut from: HashMap<&str, Vec<(String, f64)>> = (plan.descents.iter())
        .map(|descent| (descent.code.as_str(), descent.from.clone()))
        .collect();
    let begun = plan.cells.iter().filter_map(|(standing, change)| {
        let kind = match change {
            Change::Kept => return None,
            Change::Renamed => ChangeKind::Renamed,
            Change::Redrawn => ChangeKind::Redrawn,
            Change::New => ChangeKind::New,
        };
        Some(CellChange {
            kind,
            code: standing.cell.code.clone(),
            name: standing.cell.name.clone(),
            from: from.remove(standing.cell.code.as_str()).unwrap_or_default(),
        })
    });
    let mut changes: Vec<CellChange> = begun.collect();
    let ended = (drawing.present.iter()).filter(|old| plan.ended.contains(&old.cell.code));
    changes.extend(ended.map(|old| CellChange {
        kind: ChangeKind::Ended,
        code: old.cell.code.clone(),
        name: old.cell.name.clone(),
        from: Vec::new(),
    }));
    changes.sort_by(|a, b| a.code.cmp(&b.code));
    changes
}

/// What the steps change, where there are faults still: nobody knows from where ground comes.
fn sketched(drawing: &Drawing) -> Vec<CellChange> {
    let net = Step::sum(&drawing.steps[..drawing.position()]);
    let change = |changed: &cadastre::Changed| {
        let cell = changed.after.as_ref().or(changed.before.as_ref())?;
        let kind = match (&changed.before, &changed.after) {
            (None, _) => ChangeKind::New,
            (_, None) => ChangeKind::Ended,
            (Some(before), Some(after)) if before.ring == after.ring => ChangeKind::Renamed,
            _ => ChangeKind::Redrawn,
        };
        Some(CellChange {
            kind,
            code: cell.code.clone(),
            name: cell.name.clone(),
            from: Vec::new(),
        })
    };
    net.changes.iter().filter_map(change).collect()
}
