//! The grid as administrators keep it: what holds and how it came to be, files, drafts, and who works in its cells.
//!
//! What a grid may be is said by `cadastre`, how it is cut by `store::district`. Here a draft is put together from the grid it
//! was begun on and its steps, and each deed checks its right.

mod convert;
mod draft;
mod editing;
mod import;
mod staff;

pub use convert::{recut_of, rules_of, standing, stored};
pub use import::{Imported, ImportedGrid};
pub use staff::{StaffForm, assign_list};

use cadastre::{Rules, Sketch, Standing, Step};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::access::Right;
use domain::clock::start_of_day;
use domain::drawing::{GridPage, Refused};
use domain::policy::{Fault, FieldFault};
use store::StoreError;
use store::district::{grid_at, known_areas};
use store::drawing::{Draft, DrawingError};
use store::intake::RegionRow;

use crate::{Caller, Desk, DeskError};

/// Corners that the map of a page can be asked to draw.
const DRAWABLE: usize = 100_000;

impl From<DrawingError> for DeskError {
    fn from(error: DrawingError) -> Self {
        match error {
            DrawingError::Refused(refused) => Self::Drawing(refused),
            DrawingError::Store(error) => Self::Store(error),
        }
    }
}

/// A draft, and what it is one of.
struct Drawing {
    region: RegionRow,
    rules: Rules,
    /// The grid that holds after every cut there is.
    present: Vec<Standing>,
    last_cut: Option<DateTime<Utc>>,
    draft: Option<Draft>,
    /// All of the draft, those that were taken back behind the others.
    steps: Vec<Step>,
    /// The grid as it is drawn.
    sketch: Sketch,
}

impl Drawing {
    fn version(&self) -> u64 {
        self.draft.as_ref().map_or(0, |draft| draft.version)
    }

    fn position(&self) -> usize {
        self.draft.as_ref().map_or(0, |draft| draft.position)
    }

    /// Whether the grid was cut anew since the draft was begun.
    fn is_stale(&self) -> bool {
        self.draft
            .as_ref()
            .is_some_and(|draft| draft.made_for != self.last_cut)
    }

    /// Refuses who has not seen its last change.
    fn seen(&self, version: u64) -> Result<(), Refused> {
        if self.version() == version {
            Ok(())
        } else {
            Err(Refused::ChangedMeanwhile)
        }
    }

    /// Codes of cells that are not, in the grid of now, what the draft began with.
    fn both_change(&self) -> Vec<String> {
        let now = Sketch::new(self.present.iter().map(|standing| standing.cell.clone()));
        now.differs_from(&self.steps)
    }

    /// The first day from which a cut may hold.
    fn first_day(&self) -> Option<NaiveDate> {
        let last = self.last_cut?.with_timezone(&self.region.zone).date_naive();
        last.checked_add_days(Days::new(1))
    }
}

/// Later than every cut, and earlier than every one.
fn after_all() -> DateTime<Utc> {
    at_noon(9999)
}

fn before_all() -> DateTime<Utc> {
    at_noon(1)
}

fn at_noon(year: i32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// What takes seconds of pure compute must not hold up others.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| DeskError::Unavailable(error.to_string()))
}

/// A day as forms send it.
fn day(field: &'static str, text: &str) -> Result<NaiveDate, DeskError> {
    text.trim()
        .parse()
        .map_err(|_| FieldFault::new(field, Fault::Day).into())
}

impl Desk {
    /// What holds now, and how it came to be.
    pub async fn grid_page(&self, caller: &Caller) -> Result<GridPage, DeskError> {
        caller.needs(Right::ManageGrid)?;
        let (region, as_of) = (self.region_row(caller).await?, self.now());
        let cuts = store::drawing::cuts(&self.db, &caller.region, region.zone).await?;
        let holds = cuts.iter().find(|cut| cut.at.is_none_or(|at| at <= as_of));
        let unstaffed = store::drawing::unstaffed(&self.db, &caller.region, as_of).await?;
        Ok(GridPage {
            as_of,
            cells: holds.map_or(0, |cut| cut.cells),
            unstaffed: u32::try_from(unstaffed.len()).unwrap_or(u32::MAX),
            cuts,
            draft: store::drawing::drafted(&self.db, &caller.region, caller.id()?).await?,
        })
    }

    /// The grid that holds on a day, as GeoJSON; on none = now.
    pub async fn export_grid(&self, caller: &Caller, at: &str) -> Result<String, DeskError> {
        caller.needs(Right::ManageGrid)?;
        let at = match at.trim() {
            "" => self.now(),
            text => start_of_day(day("at", text)?, self.region_row(caller).await?.zone),
        };
        let cells = grid_at(&self.db, &caller.region, at).await?.cells;
        let cells: Vec<_> = cells.into_iter().map(|cell| standing(cell).cell).collect();
        on_a_thread(move || cadastre::write(&cells)).await
    }

    /// The caller's draft as GeoJSON.
    pub async fn export_draft(&self, caller: &Caller) -> Result<String, DeskError> {
        let drawing = self.drawing(caller).await?;
        let cells: Vec<_> = drawing.sketch.cells().cloned().collect();
        on_a_thread(move || cadastre::write(&cells)).await
    }

    async fn region_row(&self, caller: &Caller) -> Result<RegionRow, DeskError> {
        store::intake::region(&self.db, &caller.region)
            .await?
            .ok_or(DeskError::NotFound)
    }

    /// The caller's draft; where there is none, the grid as it holds.
    async fn drawing(&self, caller: &Caller) -> Result<Drawing, DeskError> {
        caller.needs(Right::ManageGrid)?;
        let region = self.region_row(caller).await?;
        let known = known_areas(&self.db, &caller.region).await?;
        let draft = store::drawing::draft(&self.db, &caller.region, caller.id()?).await?;
        let grid = grid_at(&self.db, &caller.region, after_all()).await?;
        let present: Vec<_> = grid.cells.into_iter().map(standing).collect();
        // What was begun on an earlier grid is shown on that.
        let begun_on = match &draft {
            Some(draft) if draft.made_for != grid.last_cut => {
                let at = draft.made_for.unwrap_or_else(before_all);
                let cells = grid_at(&self.db, &caller.region, at).await?.cells;
                cells.into_iter().map(|cell| standing(cell).cell).collect()
            }
            _ => present
                .iter()
                .map(|standing| standing.cell.clone())
                .collect::<Vec<_>>(),
        };
        let steps: Result<Vec<Step>, _> = draft
            .iter()
            .flat_map(|draft| &draft.steps)
            .map(|step| serde_json::from_value(step.step.clone()))
            .collect();
        let steps = steps.map_err(|error| StoreError::UnknownValue {
            column: "grid_draft_steps.step",
            value: error.to_string(),
        })?;
        let mut sketch = Sketch::new(begun_on);
        for step in steps
            .iter()
            .take(draft.as_ref().map_or(0, |draft| draft.position))
        {
            sketch.redo(step);
        }
        Ok(Drawing {
            rules: rules_of(&region, known),
            region,
            present,
            last_cut: grid.last_cut,
            draft,
            steps,
            sketch,
        })
    }
}
