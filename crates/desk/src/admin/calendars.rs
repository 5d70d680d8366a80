use chrono::{DateTime, NaiveDate, Utc};
use domain::RegionCode;
use domain::access::Right;
use domain::policy::{CalendarView, CalendarYear, DayForm, Fault, FieldFault, HoursForm, parse};
use store::policy::calendars;

use crate::{Caller, Desk, DeskError};

impl Desk {
    /// The calendar of the region, year by year.
    pub async fn calendar(&self, caller: &Caller) -> Result<CalendarView, DeskError> {
        caller.needs(Right::ManageCalendars)?;
        let today = self.today(caller).await?;
        Ok(CalendarView {
            years: calendars::years(&self.db, &caller.region, today).await?,
            hours: calendars::hours(&self.db, &caller.region).await?,
            today,
        })
    }

    /// Adds a day, or says something else about it.
    pub async fn put_calendar_day(&self, caller: &Caller, form: &DayForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageCalendars)?;
        calendars::put_day(&self.db, self.by(caller), &form.parse()?).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }

    /// Takes a day out.
    pub async fn remove_calendar_day(&self, caller: &Caller, day: &str) -> Result<(), DeskError> {
        caller.needs(Right::ManageCalendars)?;
        calendars::remove_day(&self.db, self.by(caller), parse::day("day", day)?).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }

    /// Replaces a year by a pasted list, or by what the program brings where `list` is empty.
    pub async fn import_calendar_year(
        &self,
        caller: &Caller,
        year: &str,
        list: &str,
    ) -> Result<(), DeskError> {
        caller.needs(Right::ManageCalendars)?;
        let year = parse::number("year", year, 2000, 2199)?;
        let year = if list.trim().is_empty() {
            CalendarYear::shipped(year).ok_or_else(|| FieldFault::new("year", Fault::Unknown))?
        } else {
            CalendarYear::from_list(year, list)?
        };
        calendars::put_year(&self.db, self.by(caller), &year).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }

    /// Says whether the holidays of a year are announced.
    pub async fn announce_calendar_year(
        &self,
        caller: &Caller,
        year: &str,
        announced: bool,
    ) -> Result<(), DeskError> {
        caller.needs(Right::ManageCalendars)?;
        let year = parse::number("year", year, 2000, 2199)?;
        calendars::set_provisional(&self.db, self.by(caller), year, !announced).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }

    /// Sets the working hours from a day on.
    pub async fn change_working_hours(&self, caller: &Caller, form: &HoursForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageCalendars)?;
        let (from, hours) = form.parse(self.today(caller).await?)?;
        calendars::set_hours(&self.db, self.by(caller), from, &hours).await?;
        self.forget_rules(&caller.region);
        Ok(())
    }

    /// Whether a due is a forecast, to be said wherever it is shown: it falls into a year of the region's
    /// calendar whose holidays are not announced yet.
    pub async fn is_forecast(
        &self,
        region: &RegionCode,
        due: Option<DateTime<Utc>>,
    ) -> Result<bool, DeskError> {
        Ok(self.rules(region).await?.is_forecast(due))
    }

    /// The day it is in the caller's region.
    pub(super) async fn today(&self, caller: &Caller) -> Result<NaiveDate, DeskError> {
        let zone = self.rules(&caller.region).await?.zone;
        Ok(self.now().with_timezone(&zone).date_naive())
    }
}
