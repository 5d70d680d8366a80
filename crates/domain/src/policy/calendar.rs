use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Fault, FieldFault, parse};
use crate::clock::{CalendarDay, CalendarError, CalendarSheet, DayKind, WorkingHours};

/// Where the days of a year come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarSource {
    /// The data that comes with the program: a newer version may know more.
    Shipped,
    /// The region keeps this year itself.
    Own,
    /// Nobody has said anything: plain weeks.
    Plain,
}

/// One year of a region's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarYear {
    pub year: i32,
    pub source: CalendarSource,
    /// Not announced yet: a due that falls into it is a forecast.
    pub provisional: bool,
    /// In order of the day.
    pub days: Vec<CalendarDay>,
}

/// Working hours with the day from which they hold; none = before any change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursRow {
    pub valid_from: Option<NaiveDate>,
    pub hours: WorkingHours,
}

/// A day to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayForm {
    pub day: String,
    pub kind: String,
    pub occasion: String,
}

impl DayForm {
    /// The day it describes.
    pub fn parse(&self) -> Result<CalendarDay, FieldFault> {
        Ok(CalendarDay {
            day: parse::day("day", &self.day)?,
            kind: parse::choice("kind", &self.kind, DayKind::from_code)?,
            occasion: parse::optional("occasion", &self.occasion, 100)?.unwrap_or_default(),
        })
    }
}

/// Working hours to hold from a day on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoursForm {
    pub valid_from: String,
    pub hours: String,
}

impl HoursForm {
    /// The hours it describes; never from a day before `today`.
    pub fn parse(&self, today: NaiveDate) -> Result<(NaiveDate, WorkingHours), FieldFault> {
        let from = parse::day("valid_from", &self.valid_from)?;
        if from < today {
            return Err(FieldFault::new("valid_from", Fault::InPast));
        }
        Ok((from, parse::hours("hours", &self.hours)?))
    }
}

impl CalendarYear {
    /// A year from a pasted list of `date,kind,occasion` lines, which must all be of that year.
    pub fn from_list(year: i32, list: &str) -> Result<Self, FieldFault> {
        let fault = |fault| FieldFault::new("list", fault);
        let number = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        let sheet = CalendarSheet::from_csv(list).map_err(|error| match error {
            CalendarError::Twice { line } => fault(Fault::Twice { line: number(line) }),
            CalendarError::Line { line } => fault(Fault::Line { line: number(line) }),
            CalendarError::Hours => fault(Fault::Hours),
        })?;
        if let Some(other) = sheet.days.iter().find(|entry| entry.day.year() != year) {
            let named = other.day.to_string();
            let line = list.lines().position(|line| line.contains(&named)).unwrap_or(0) + 1;
            return Err(fault(Fault::OtherYear {
                line: number(line),
                year,
            }));
        }
        if sheet.days.is_empty() {
            return Err(fault(Fault::Empty));
        }
        let mut days = sheet.days;
        days.sort_by_key(|entry| entry.day);
        Ok(Self {
            year,
            source: CalendarSource::Own,
            provisional: sheet.provisional_years.contains(&year),
            days,
        })
    }

    /// A year as the program brings it, if it knows it.
    #[must_use]
    pub fn shipped(year: i32) -> Option<Self> {
        let sheet = CalendarSheet::china();
        sheet.years().contains(&year).then(|| Self {
            year,
            source: CalendarSource::Shipped,
            provisional: sheet.provisional_years.contains(&year),
            days: sheet.of_year(year).cloned().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_year_names_the_line_that_is_wrong() {
        let wrong = |list: &str| CalendarYear::from_list(2027, list).expect_err("a fault").fault;
        assert_eq!(
            wrong("date,kind,occasion\n2027-02-05,feast,x"),
            Fault::Line { line: 2 }
        );
        assert_eq!(
            wrong("2027-02-05,holiday,x\n\n2027-02-05,workday,x"),
            Fault::Twice { line: 3 }
        );
        assert_eq!(
            wrong("2027-02-05,holiday,x\n2026-02-05,holiday,x"),
            Fault::OtherYear { line: 2, year: 2027 }
        );
        assert_eq!(wrong(""), Fault::Empty);
    }

    #[test]
    fn a_pasted_year_is_announced_unless_it_says_otherwise() {
        let list = "2027-02-20,workday,春节\n2027-02-05,holiday,春节";
        let year = CalendarYear::from_list(2027, list).expect("a year");
        assert!(!year.provisional);
        assert_eq!(year.days[0].kind, DayKind::Holiday, "in order of the day");
        let forecast = format!("2027,provisional,\n{list}");
        assert!(
            CalendarYear::from_list(2027, &forecast)
                .expect("a year")
                .provisional
        );
    }

    #[test]
    fn the_shipped_years_are_known_and_others_are_not() {
        assert!(CalendarYear::shipped(2027).expect("known").provisional);
        assert_eq!(CalendarYear::shipped(2026).expect("known").days.len(), 39);
        assert_eq!(CalendarYear::shipped(2030), None);
    }

    #[test]
    fn hours_never_change_in_the_past() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day");
        let form = |from: &str| HoursForm {
            valid_from: from.into(),
            hours: "09:00-12:00".into(),
        };
        assert_eq!(
            form("2026-11-26").parse(today).expect_err("a fault").fault,
            Fault::InPast
        );
        assert!(form("2026-11-27").parse(today).is_ok());
    }
}
