use cadastre::{Checked, Findings, Gaps, Properties, Sketch, check};
use domain::drawing::{Refused, StepKind};

use super::on_a_thread;
use crate::{Caller, Desk, DeskError};

/// A file that somebody brings as the grid of their region.
#[derive(Debug, Clone, Default)]
pub struct ImportedGrid {
    pub bytes: Vec<u8>,
    /// `field=property`, for properties without a usual name.
    pub mapping: Vec<String>,
    /// Gaps between cells are faults.
    pub no_gaps: bool,
}

/// What came of a file.
#[derive(Debug)]
pub enum Imported {
    /// It is the caller's draft now, as a step that can be taken back.
    Drafted,
    /// It has faults, and nothing was changed.
    Faults(Findings),
}

impl Desk {
    /// Makes a file the caller's draft, if nothing is wrong with it: the same checks as those of `lianqin grid import`.
    pub async fn import_grid(&self, caller: &Caller, file: ImportedGrid) -> Result<Imported, DeskError> {
        let mut drawing = self.drawing(caller).await?;
        let properties = Properties::with(file.mapping.iter().map(String::as_str))
            .map_err(|error| DeskError::invalid("mapping", error.to_string()))?;
        let (version, made_for) = (drawing.version(), drawing.last_cut);
        let looked = on_a_thread(move || {
            let sheet = cadastre::read(&file.bytes, &properties).map_err(|error| Refused::Unreadable {
                reason: error.to_string(),
            })?;
            if file.no_gaps {
                drawing.rules.gaps = Gaps::Error;
            }
            let Checked { cells, findings } = check(sheet, &drawing.rules);
            if !findings.errors.is_empty() {
                return Ok(Err(findings));
            }
            let before: Sketch = drawing.sketch.clone();
            let step = drawing.sketch.put(cells);
            Ok(if drawing.sketch == before {
                Ok(None)
            } else {
                Ok(Some(step))
            })
        });
        let looked: Result<_, Refused> = looked.await?;
        match looked? {
            Err(findings) => Ok(Imported::Faults(findings)),
            Ok(None) => Err(Refused::NothingChanged.into()),
            Ok(Some(step)) => {
                self.add_step(caller, version, StepKind::Import, &step, made_for)
                    .await?;
                Ok(Imported::Drafted)
            }
        }
    }
}
