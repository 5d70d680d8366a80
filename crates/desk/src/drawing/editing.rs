//! What is done to a draft.

use cadastre::{Edit, Step};
use domain::clock::start_of_day;
use domain::drawing::{Refused, StepKind};
use domain::policy::{Fault, FieldFault};
use store::district::{Reassigned, RecutError, recut};
use store::drawing::{NewStep, Seen, add_step, forget, go_to, take_over};

use super::draft::looked_at;
use super::{DRAWABLE, Drawing, day, on_a_thread, recut_of};
use crate::{Caller, Desk, DeskError};

fn kind(edit: &Edit) -> StepKind {
    match edit {
        Edit::Move { .. } => StepKind::Move,
        Edit::Insert { .. } => StepKind::Insert,
        Edit::Remove { .. } => StepKind::Remove,
        Edit::Draw { .. } => StepKind::Draw,
        Edit::Split { .. } => StepKind::Split,
        Edit::Merge { .. } => StepKind::Merge,
        Edit::Say { .. } => StepKind::Say,
        Edit::Drop { .. } => StepKind::Drop,
    }
}

fn touched(step: &Step) -> Vec<String> {
    step.codes().map(str::to_owned).collect()
}

impl Desk {
    /// Changes the caller's draft as they have seen it; the first change begins it.
    pub async fn edit_grid(&self, caller: &Caller, version: u64, edit: Edit) -> Result<(), DeskError> {
        let mut drawing = self.drawing(caller).await?;
        drawing.seen(version)?;
        let corners = drawing.sketch.corners();
        if corners > DRAWABLE {
            let limit = DRAWABLE;
            return Err(Refused::TooLarge { corners, limit }.into());
        }
        let kind = kind(&edit);
        let (step, made_for) = on_a_thread(move || {
            let step = drawing.sketch.edit(&edit, &drawing.rules.codes);
            (step, drawing.last_cut)
        })
        .await?;
        let step = step?;
        if step.changes.is_empty() {
            return Ok(());
        }
        self.add_step(caller, version, kind, &step, made_for).await
    }

    pub(super) async fn add_step(
        &self,
        caller: &Caller,
        version: u64,
        kind: StepKind,
        step: &Step,
        made_for: Option<chrono::DateTime<chrono::Utc>>,
    ) -> Result<(), DeskError> {
        let new = NewStep {
            kind,
            touched: touched(step),
            step: serde_json::to_value(step).map_err(|error| DeskError::Unavailable(error.to_string()))?,
            made_for,
        };
        Ok(add_step(&self.db, self.seen_by(caller, version)?, &new).await?)
    }

    /// Takes the last step back.
    pub async fn undo_grid(&self, caller: &Caller, version: u64) -> Result<(), DeskError> {
        let drawing = self.drawing(caller).await?;
        let to = drawing.position().checked_sub(1).ok_or(Refused::NoStep)?;
        self.go_to(caller, version, &drawing, to, to).await
    }

    /// Does the step again that was taken back last.
    pub async fn redo_grid(&self, caller: &Caller, version: u64) -> Result<(), DeskError> {
        let drawing = self.drawing(caller).await?;
        let at = drawing.position();
        self.go_to(caller, version, &drawing, at + 1, at).await
    }

    async fn go_to(
        &self,
        caller: &Caller,
        version: u64,
        drawing: &Drawing,
        to: usize,
        step: usize,
    ) -> Result<(), DeskError> {
        let step = drawing.steps.get(step).ok_or(Refused::NoStep)?;
        Ok(go_to(&self.db, self.seen_by(caller, version)?, to, &touched(step)).await?)
    }

    /// Throws the caller's draft away.
    pub async fn discard_grid(&self, caller: &Caller, version: u64) -> Result<(), DeskError> {
        caller.needs(domain::access::Right::ManageGrid)?;
        Ok(forget(&self.db, self.seen_by(caller, version)?).await?)
    }

    /// Makes the draft one of the grid of now, where that has not changed the same cells.
    pub async fn take_over_grid(&self, caller: &Caller, version: u64) -> Result<(), DeskError> {
        let drawing = self.drawing(caller).await?;
        refuse_both(&drawing)?;
        Ok(take_over(&self.db, self.seen_by(caller, version)?, drawing.last_cut).await?)
    }

    /// Puts the caller's draft into force from midnight of a day on. The draft is kept where that is refused.
    pub async fn apply_grid(
        &self,
        caller: &Caller,
        version: u64,
        from: &str,
    ) -> Result<Reassigned, DeskError> {
        let drawing = self.drawing(caller).await?;
        drawing.seen(version)?;
        if drawing.is_stale() {
            return Err(Refused::CutMeanwhile.into());
        }
        refuse_both(&drawing)?;
        let from = day("from", from)?;
        let at = start_of_day(from, drawing.region.zone);
        let last_cut = drawing.last_cut;
        let (findings, plan) = on_a_thread(move || looked_at(&drawing)).await?;
        let Some(plan) = plan else {
            let count = findings.errors.len() + findings.more;
            return Err(Refused::HasFaults { count }.into());
        };
        if plan.is_empty() {
            return Err(Refused::NothingChanged.into());
        }
        let cut = recut_of(&plan, last_cut);
        let done = recut(&self.db, self.by(caller), &cut, at).await;
        let done = done.map_err(|error| match error {
            RecutError::Store(error) => DeskError::Store(error),
            RecutError::CutMeanwhile => Refused::CutMeanwhile.into(),
            RecutError::CutLater(_) => FieldFault::new("from", Fault::BeforeCut).into(),
        })?;
        // It holds; a draft that somebody changed in this very moment is kept.
        match forget(&self.db, self.seen_by(caller, version)?).await {
            Ok(()) | Err(store::drawing::DrawingError::Refused(_)) => Ok(done),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn seen_by<'a>(&self, caller: &'a Caller, version: u64) -> Result<Seen<'a>, DeskError> {
        Ok(Seen {
            region: &caller.region,
            person: caller.id()?,
            version,
            now: self.now(),
        })
    }
}

fn refuse_both(drawing: &Drawing) -> Result<(), Refused> {
    let both = drawing.both_change();
    if both.is_empty() {
        return Ok(());
    }
    let codes = both.join(", ");
    Err(Refused::BothChange { codes })
}
