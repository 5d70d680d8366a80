use domain::access::Right;
use domain::policy::parse;
use domain::station::{self, DutyForm, StationFile, StationForm, StationsView, Step, UnitForm};
use domain::{Lang, StationCode};
use store::policy::names;
use store::stations;

use super::{choices, say};
use crate::{Caller, Desk, DeskError};

impl Desk {
    /// Every station with its units counted, for those who file and those who approve.
    pub async fn stations(&self, caller: &Caller, lang: Lang) -> Result<StationsView, DeskError> {
        may_look(caller)?;
        let names = names(&self.db, &caller.region).await?;
        Ok(StationsView {
            rows: stations::list(&self.db, &caller.region).await?,
            townships: choices(&names.townships, lang),
            may_file: caller.person.may(Right::FileStations),
        })
    }

    /// One station with its units, its roster, and what the caller may do with each filing.
    pub async fn station(&self, caller: &Caller, code: &str, lang: Lang) -> Result<StationFile, DeskError> {
        may_look(caller)?;
        let code = StationCode::parse(code).map_err(|_| DeskError::NotFound)?;
        let file = stations::file(&self.db, &caller.region, &code, self.now()).await?;
        let mut file = file.ok_or(DeskError::NotFound)?;
        let names = names(&self.db, &caller.region).await?;
        file.steps = station::steps(&file.filing, &caller.person);
        for unit in &mut file.units {
            unit.steps = station::steps(&unit.filing, &caller.person);
            // Nobody moves into a station that is not in service.
            if file.filing.status != station::Status::MovedIn {
                unit.steps.retain(|step| *step != Step::MoveIn);
            }
            say(&mut unit.department, &names.departments, lang);
        }
        for turn in &mut file.roster {
            say(&mut turn.department, &names.departments, lang);
        }
        // Who filed and who decided: ids until here, because the steps depend on them.
        let filings = || std::iter::once(&file.filing).chain(file.units.iter().map(|unit| &unit.filing));
        let ids: Vec<&str> = filings()
            .flat_map(|filing| [Some(filing.filed_by.as_str()), filing.decided_by.as_deref()])
            .flatten()
            .collect();
        let people = stations::people(&self.db, &ids).await?;
        let named = |id: &mut String| {
            if let Some((name, name_en)) = people.get(id.as_str()) {
                *id = lang.pick(name, name_en.as_deref()).to_owned();
            }
        };
        let units = file.units.iter_mut().map(|unit| &mut unit.filing);
        for filing in std::iter::once(&mut file.filing).chain(units) {
            named(&mut filing.filed_by);
            filing.decided_by.as_mut().map(named);
        }
        file.townships = choices(&names.townships, lang);
        file.departments = choices(&names.departments, lang);
        file.may_file = caller.person.may(Right::FileStations);
        Ok(file)
    }

    /// Files a station (报备).
    pub async fn file_station(&self, caller: &Caller, form: &StationForm) -> Result<(), DeskError> {
        caller.needs(Right::FileStations)?;
        Ok(stations::file_station(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// Changes what is said about a station.
    pub async fn change_station(&self, caller: &Caller, form: &StationForm) -> Result<(), DeskError> {
        caller.needs(Right::FileStations)?;
        Ok(stations::change(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// Takes a step with the filing of a station, or of the unit with this `number` at it.
    pub async fn step_filing(
        &self,
        caller: &Caller,
        code: &str,
        number: &str,
        step: &str,
        reason: &str,
    ) -> Result<(), DeskError> {
        let step = parse::choice("step", step, Step::from_code)?;
        caller.needs(step.right())?;
        let code = parse::code("station", code)?;
        let (by, reason) = (self.by(caller), Some(reason));
        if number.trim().is_empty() {
            stations::step_station(&self.db, by, &code, step, reason).await?;
        } else {
            let number = parse::number("number", number, 1, i32::from(i16::MAX))?;
            let number = u16::try_from(number).unwrap_or(0);
            stations::step_unit(&self.db, by, &code, number, step, reason).await?;
        }
        Ok(())
    }

    /// Files a unit for a station.
    pub async fn file_unit(&self, caller: &Caller, code: &str, form: &UnitForm) -> Result<(), DeskError> {
        caller.needs(Right::FileStations)?;
        let code = parse::code("station", code)?;
        stations::file_unit(&self.db, self.by(caller), &code, &form.parse()?).await?;
        Ok(())
    }

    /// Puts somebody on the roster.
    pub async fn add_duty(&self, caller: &Caller, code: &str, form: &DutyForm) -> Result<(), DeskError> {
        caller.needs(Right::FileStations)?;
        let zone = self.rules(&caller.region).await?.zone;
        let code = parse::code("station", code)?;
        Ok(stations::add_turn(&self.db, self.by(caller), &code, &form.parse(zone)?).await?)
    }

    /// Takes a turn off the roster.
    pub async fn remove_duty(&self, caller: &Caller, code: &str, number: &str) -> Result<(), DeskError> {
        caller.needs(Right::FileStations)?;
        let code = parse::code("station", code)?;
        let number = parse::number("number", number, 1, i32::MAX)?;
        let number = u32::try_from(number).unwrap_or(0);
        Ok(stations::remove_turn(&self.db, self.by(caller), &code, number).await?)
    }
}

/// Those who file and those who approve.
fn may_look(caller: &Caller) -> Result<(), DeskError> {
    caller
        .needs(Right::FileStations)
        .or_else(|_| caller.needs(Right::ApproveStations))
}
