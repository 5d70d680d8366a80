use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::access::Right;
use domain::board::UnitRef;
use domain::clock::start_of_day;
use domain::drawing::{CellStaff, Duty, Refused, StaffView};
use domain::policy::{Fault, FieldFault};
use serde::Deserialize;
use store::Db;
use store::district::grid_at;
use store::drawing::{Assignment, assign, end, of_cell, people, staff, unstaffed};
use store::policy::By;
use uuid::Uuid;

use super::day;
use crate::{Caller, Desk, DeskError};

/// Lines of a list that are taken at once.
const LINES: usize = 5_000;

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StaffForm {
    pub cell: String,
    /// Id or login.
    pub person: String,
    pub duty: String,
    /// Local days; `to` is the first day on which they do it no more, nothing = no end.
    pub valid_from: String,
    pub valid_to: String,
}

impl Desk {
    /// Who works in which cell; in one of them, if `cell` names it.
    pub async fn grid_staff(&self, caller: &Caller, cell: &str, lang: Lang) -> Result<StaffView, DeskError> {
        caller.needs(Right::ManageGrid)?;
        let (region, as_of) = (&caller.region, self.now());
        let cell = Some(cell.trim()).filter(|cell| !cell.is_empty());
        let grid = grid_at(&self.db, region, as_of).await?;
        let people = people(&self.db, region, lang).await?;
        Ok(StaffView {
            as_of,
            rows: staff(&self.db, region, cell, as_of, lang).await?,
            cells: (grid.cells.into_iter())
                .map(|cell| UnitRef {
                    code: cell.code,
                    name: cell.name,
                })
                .collect(),
            unstaffed: unstaffed(&self.db, region, as_of).await?,
            people: (people.into_iter())
                .map(|(id, login, name)| UnitRef {
                    code: id.to_string(),
                    name: format!("{name} ({login})"),
                })
                .collect(),
        })
    }

    /// Lets somebody work in a cell from a day on.
    pub async fn assign_staff(&self, caller: &Caller, form: &StaffForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageGrid)?;
        let zone = self.region_row(caller).await?.zone;
        let people = people(&self.db, &caller.region, Lang::Zh).await?;
        let wanted = read(form, zone, &people)?;
        let done = assign(&self.db, self.by(caller), &[wanted]).await;
        done.map_err(|(_, error)| error.into())
    }

    /// Takes a list; see [`assign_list`].
    pub async fn import_staff(&self, caller: &Caller, list: &str) -> Result<usize, DeskError> {
        caller.needs(Right::ManageGrid)?;
        let zone = self.region_row(caller).await?.zone;
        assign_list(&self.db, self.by(caller), zone, list).await
    }

    /// Ends what somebody does in a cell, from a day on; nothing = from now on.
    pub async fn end_staff(&self, caller: &Caller, form: &StaffForm, begun: &str) -> Result<(), DeskError> {
        caller.needs(Right::ManageGrid)?;
        let at = match form.valid_to.trim() {
            "" => self.now(),
            text => start_of_day(day("valid_to", text)?, self.region_row(caller).await?.zone),
        };
        let from: DateTime<Utc> = begun.parse().map_err(|_| DeskError::NotFound)?;
        let one = Assignment {
            cell: form.cell.clone(),
            person: Uuid::parse_str(&form.person).map_err(|_| DeskError::NotFound)?,
            duty: Duty::from_code(&form.duty).ok_or(DeskError::NotFound)?,
            from,
            to: None,
        };
        Ok(end(&self.db, self.by(caller), &one, at).await?)
    }

    /// Who works now in the cell that a case lies in, for whoever may see the case.
    pub async fn cell_staff(
        &self,
        caller: &Caller,
        code: &str,
        lang: Lang,
    ) -> Result<Vec<CellStaff>, DeskError> {
        let file = self.seen(caller, code).await?;
        match &file.grid {
            Some(cell) => Ok(of_cell(&self.db, &caller.region, cell, self.now(), lang).await?),
            None => Ok(Vec::new()),
        }
    }
}

/// Takes a list of `cell,login,duty,from,to`, all of it or nothing; blank lines and one of headings are passed over. Says how
/// many were taken.
pub async fn assign_list(db: &Db, by: By<'_>, zone: Tz, list: &str) -> Result<usize, DeskError> {
    let people = people(db, by.region, Lang::Zh).await?;
    let (mut wanted, mut lines) = (Vec::new(), Vec::new());
    for (at, line) in list.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty()
            || (at == 0 && !line.starts_with(|first: char| first.is_ascii_digit()) && line.contains("duty"))
        {
            continue;
        }
        if wanted.len() == LINES {
            return Err(FieldFault::new("list", Fault::TooLong { most: 5_000 }).into());
        }
        let mut parts = line.split([',', '，', '\t']).map(str::trim);
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let form = StaffForm {
            cell: next(),
            person: next(),
            duty: next(),
            valid_from: next(),
            valid_to: next(),
        };
        wanted.push(read(&form, zone, &people).map_err(|error| at_line(at, &error))?);
        lines.push(at);
    }
    if wanted.is_empty() {
        return Err(FieldFault::new("list", Fault::Empty).into());
    }
    let done = assign(db, by, &wanted).await;
    done.map_err(|(which, error)| match error {
        store::drawing::DrawingError::Refused(refused) => {
            at_line(lines.get(which).copied().unwrap_or(0), &refused.into())
        }
        store::drawing::DrawingError::Store(error) => DeskError::Store(error),
    })?;
    Ok(wanted.len())
}

fn at_line(at: usize, error: &DeskError) -> DeskError {
    let why = match error {
        DeskError::Drawing(refused) => refused.clone(),
        DeskError::Field(fault) => Refused::Field {
            field: fault.field,
            fault: fault.fault.clone(),
        },
        other => Refused::Unreadable {
            reason: other.to_string(),
        },
    };
    Refused::AtLine {
        line: at + 1,
        why: Box::new(why),
    }
    .into()
}

fn read(
    form: &StaffForm,
    zone: chrono_tz::Tz,
    people: &[(Uuid, String, String)],
) -> Result<Assignment, DeskError> {
    let midnight = |day: NaiveDate| start_of_day(day, zone);
    let said = form.person.trim();
    let person = people
        .iter()
        .find(|(id, login, _)| id.to_string() == said || login.eq_ignore_ascii_case(said));
    let duty = match form.duty.trim() {
        "网格员" => Some(Duty::Worker),
        "网格长" => Some(Duty::Leader),
        code => Duty::from_code(code),
    };
    let cell = form.cell.trim();
    if cell.is_empty() {
        return Err(FieldFault::new("cell", Fault::Empty).into());
    }
    Ok(Assignment {
        cell: cell.to_owned(),
        person: person.ok_or(Refused::NoPerson)?.0,
        duty: duty.ok_or_else(|| FieldFault::new("duty", Fault::Choice))?,
        from: midnight(day("valid_from", &form.valid_from)?),
        to: match form.valid_to.trim() {
            "" => None,
            text => Some(midnight(day("valid_to", text)?)),
        },
    })
}
