use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Days off and make-up workdays of the People's Republic of China, see the head of the file.
const CHINA: &str = include_str!("../../data/calendar-cn.csv");

/// Why calendar data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// Sessions overlap, run backwards or are missing.
    #[error("working hours must be one or more sessions, each ending after it begins, in order of the day")]
    Hours,
    /// A line of calendar data that is neither of the three kinds.
    #[error("line {line} must be `date,holiday,…`, `date,workday,…` or `year,provisional,…`")]
    Line {
        /// Counted from 1.
        line: usize,
    },
    /// A day or year that an earlier line has named.
    #[error("line {line} names again what an earlier line has named")]
    Twice {
        /// Counted from 1.
        line: usize,
    },
}

/// How a day differs from the plain week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day off.
    Holiday,
    /// 调休: a weekend day that is worked.
    Workday,
}

impl DayKind {
    /// The code in the database and in calendar data.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Workday => "workday",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Holiday, Self::Workday]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A day that differs from the plain week, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    pub day: NaiveDate,
    pub kind: DayKind,
    /// What the day is for; may be empty.
    pub occasion: String,
}

/// Calendar data as it is written down, in the order of its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarSheet {
    pub days: Vec<CalendarDay>,
    pub provisional_years: BTreeSet<i32>,
}

impl CalendarSheet {
    /// Reads `date,kind,occasion` lines: kind is `holiday` or `workday` with an ISO date, or `provisional`
    /// with a year. Empty lines, the header and lines that begin with `#` are skipped.
    pub fn from_csv(text: &str) -> Result<Self, CalendarError> {
        let mut sheet = Self::default();
        let mut named = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('\u{feff}');
            if line.is_empty() || line.starts_with('#') || line.starts_with("date,") {
                continue;
            }
            let wrong = || CalendarError::Line { line: index + 1 };
            let mut fields = line.splitn(3, ',').map(str::trim);
            let (day, kind) = fields.next().zip(fields.next()).ok_or_else(wrong)?;
            let fresh = if kind == "provisional" {
                let year = day.parse().map_err(|_| wrong())?;
                sheet.provisional_years.insert(year)
            } else {
                let entry = CalendarDay {
                    day: day.parse().map_err(|_| wrong())?,
                    kind: DayKind::from_code(kind).ok_or_else(wrong)?,
                    occasion: fields.next().unwrap_or_default().to_owned(),
                };
                let fresh = named.insert(entry.day);
                sheet.days.push(entry);
                fresh
            };
            if !fresh {
                return Err(CalendarError::Twice { line: index + 1 });
            }
        }
        Ok(sheet)
    }

    /// China 2024–2026 as announced by the State Council, 2027 by the regulation alone (provisional).
    #[must_use]
    pub fn china() -> Self {
        Self::from_csv(CHINA).expect("the calendar shipped with this crate is well formed; a test reads it")
    }

    /// The days of one year.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = &CalendarDay> {
        self.days.iter().filter(move |entry| entry.day.year() == year)
    }

    /// The years that some line speaks of.
    #[must_use]
    pub fn years(&self) -> BTreeSet<i32> {
        let named = self.days.iter().map(|entry| entry.day.year());
        named.chain(self.provisional_years.iter().copied()).collect()
    }
}

impl From<CalendarSheet> for CalendarDays {
    fn from(sheet: CalendarSheet) -> Self {
        let of_kind = |kind| {
            let days = sheet.days.iter().filter(move |entry| entry.kind == kind);
            days.map(|entry| entry.day).collect()
        };
        Self {
            holidays: of_kind(DayKind::Holiday),
            workdays: of_kind(DayKind::Workday),
            provisional_years: sheet.provisional_years.clone(),
        }
    }
}

/// The working sessions of a working day, in local time; at least one, in order, not overlapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "Vec<(NaiveTime, NaiveTime)>",
    into = "Vec<(NaiveTime, NaiveTime)>"
)]
pub struct WorkingHours(Vec<(NaiveTime, NaiveTime)>);

impl WorkingHours {
    /// Sessions from (inclusive) to (exclusive). A session cannot reach over midnight.
    pub fn new(sessions: Vec<(NaiveTime, NaiveTime)>) -> Result<Self, CalendarError> {
        let forward = sessions.iter().all(|(from, to)| from < to);
        let in_order = sessions.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if sessions.is_empty() || !forward || !in_order {
            Err(CalendarError::Hours)
        } else {
            Ok(Self(sessions))
        }
    }

    /// The sessions, in order of the day.
    #[must_use]
    pub fn sessions(&self) -> &[(NaiveTime, NaiveTime)] {
        &self.0
    }
}

/// 08:30–12:00 and 14:00–17:30.
impl Default for WorkingHours {
    fn default() -> Self {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        Self(vec![(at(8, 30), at(12, 0)), (at(14, 0), at(17, 30))])
    }
}

impl TryFrom<Vec<(NaiveTime, NaiveTime)>> for WorkingHours {
    type Error = CalendarError;
    fn try_from(sessions: Vec<(NaiveTime, NaiveTime)>) -> Result<Self, CalendarError> {
        Self::new(sessions)
    }
}

impl From<WorkingHours> for Vec<(NaiveTime, NaiveTime)> {
    fn from(hours: WorkingHours) -> Self {
        hours.0
    }
}

/// Days that differ from the plain week: data, one set per country or region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDays {
    /// Days off, weekends among them or not.
    pub holidays: BTreeSet<NaiveDate>,
    /// 调休: weekend days that are worked.
    pub workdays: BTreeSet<NaiveDate>,
    /// Years whose holidays are not announced yet: dues that fall into them may still move for new cases.
    pub provisional_years: BTreeSet<i32>,
}

impl CalendarDays {
    /// Reads the lines that [`CalendarSheet::from_csv`] reads.
    pub fn from_csv(text: &str) -> Result<Self, CalendarError> {
        CalendarSheet::from_csv(text).map(Self::from)
    }

    /// See [`CalendarSheet::china`].
    #[must_use]
    pub fn china() -> Self {
        CalendarSheet::china().into()
    }
}

/// Which instants are working time: working hours on working days. Weekends are Saturday and Sunday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Sessions of every working day before the first change.
    pub hours: WorkingHours,
    /// Later hours, each with the day from which they hold.
    #[serde(default)]
    pub changes: BTreeMap<NaiveDate, WorkingHours>,
    /// Exceptions to the plain week.
    pub days: CalendarDays,
}

impl Calendar {
    /// China's calendar with the default working hours.
    #[must_use]
    pub fn china() -> Self {
        Self {
            days: CalendarDays::china(),
            ..Self::default()
        }
    }

    /// The working hours of `date`, should it be a working day.
    #[must_use]
    pub fn hours_on(&self, date: NaiveDate) -> &WorkingHours {
        let newest = self.changes.range(..=date).next_back();
        newest.map_or(&self.hours, |(_, hours)| hours)
    }

    /// Whether people work on `date`: a make-up workday, or a weekday that is no holiday.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        if self.days.workdays.contains(&date) {
            return true;
        }
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.days.holidays.contains(&date)
    }

    /// Whether the holidays of this year are not announced yet: it is listed as such, or comes after the last year
    /// that a calendar with holidays knows.
    #[must_use]
    pub fn is_provisional(&self, year: i32) -> bool {
        let days = &self.days;
        let last = days.holidays.last().max(days.workdays.last());
        days.provisional_years.contains(&year) || last.is_some_and(|last| year > last.year())
    }

    /// Whether this instant falls, in `zone`, into a year whose holidays are not announced yet: a due that
    /// does is a forecast, and whoever shows it says so.
    #[must_use]
    pub fn is_provisional_at(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        self.is_provisional(at.with_timezone(&zone).year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(days: &BTreeSet<NaiveDate>, year: i32) -> String {
        let of_year = days.iter().filter(|day| day.year() == year);
        of_year
            .map(|day| day.format("%m-%d").to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The State Council's notice for 2025 (国办发明电〔2024〕12号), day by day.
    #[test]
    fn the_year_2025_is_as_announced() {
        let days = CalendarDays::china();
        assert_eq!(
            dates(&days.holidays, 2025),
            "01-01 01-28 01-29 01-30 01-31 02-01 02-02 02-03 02-04 04-04 04-05 04-06 05-01 05-02 05-03 05-04 \
             05-05 05-31 06-01 06-02 10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08"
        );
        assert_eq!(dates(&days.workdays, 2025), "01-26 02-08 04-27 09-28 10-11");
    }

    #[test]
    fn a_year_after_the_last_known_one_is_provisional_where_there_are_holidays() {
        let calendar = Calendar::china();
        assert_eq!(
            [2026, 2027, 2028].map(|year| calendar.is_provisional(year)),
            [false, true, true]
        );
        assert!(
            !Calendar::default().is_provisional(2028),
            "a plain week has nothing to announce"
        );
    }

    /// Counted with npm chinese-days 1.5.7 (`getWorkdaysInRange`), per month. It does not know 2027: there,
    /// the weekdays less the statutory days off. `end2end/specs/calendar.spec.mjs` compares day by day.
    #[test]
    fn working_days_per_month_agree_with_chinese_days() {
        let calendar = Calendar::china();
        let in_month = |year, month| {
            let first = NaiveDate::from_ymd_opt(year, month, 1).expect("valid month");
            let days = first.iter_days().take_while(|day| day.month() == month);
            days.filter(|day| calendar.is_working_day(*day)).count()
        };
        let fixture = include_str!("../../tests/fixtures/working-days-cn.csv");
        let mut checked = 0;
        for line in fixture.lines().skip(1) {
            let fields: Vec<u32> = line
                .split(',')
                .map(|field| field.parse().expect("a number"))
                .collect();
            assert_eq!(
                in_month(fields[0] as i32, fields[1]),
                fields[2] as usize,
                "{line}"
            );
            checked += 1;
        }
        assert_eq!(checked, 48, "four years");
    }

    #[test]
    fn make_up_workdays_are_weekends_and_no_holidays() {
        let days = CalendarDays::china();
        for day in &days.workdays {
            assert!(matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
            assert!(!days.holidays.contains(day), "{day}");
        }
    }

    #[test]
    fn a_year_not_announced_yet_is_provisional() {
        let calendar = Calendar::china();
        assert!(calendar.is_provisional(2027));
        assert!(!calendar.is_provisional(2026));
        assert!(days_known(&calendar, 2027), "the statutory days are known");
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let shanghai = chrono_tz::Asia::Shanghai;
        assert!(!calendar.is_provisional_at(at("2026-12-31T15:59:59Z"), shanghai));
        assert!(
            calendar.is_provisional_at(at("2026-12-31T16:00:00Z"), shanghai),
            "the year begins at midnight in the region"
        );
    }

    #[test]
    fn hours_hold_from_their_day_on() {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("valid time");
        let summer = WorkingHours::new(vec![(at(7), at(11))]).expect("hours");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let mut calendar = Calendar::china();
        calendar.changes.insert(day("2026-06-01"), summer.clone());
        calendar
            .changes
            .insert(day("2026-10-01"), WorkingHours::default());
        assert_eq!(calendar.hours_on(day("2026-05-31")), &WorkingHours::default());
        assert_eq!(calendar.hours_on(day("2026-06-01")), &summer);
        assert_eq!(calendar.hours_on(day("2026-09-30")), &summer);
        assert_eq!(calendar.hours_on(day("2026-10-01")), &WorkingHours::default());
    }

    fn days_known(calendar: &Calendar, year: i32) -> bool {
        calendar.days.holidays.iter().any(|day| day.year() == year)
    }

    #[test]
    fn a_wrong_line_of_calendar_data_is_named() {
        let wrong = |text| CalendarDays::from_csv(text);
        assert_eq!(
            wrong("date,kind,occasion\n2026-02-30,holiday,x"),
            Err(CalendarError::Line { line: 2 })
        );
        assert_eq!(wrong("2026-02-03,feast,x"), Err(CalendarError::Line { line: 1 }));
        assert_eq!(wrong("2026-02-03"), Err(CalendarError::Line { line: 1 }));
        assert_eq!(
            wrong("2026-02-03,holiday,x\n2026-02-03,workday,x"),
            Err(CalendarError::Twice { line: 2 })
        );
    }

    #[test]
    fn sessions_that_overlap_or_run_backwards_are_refused() {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("valid time");
        assert_eq!(WorkingHours::new(vec![]), Err(CalendarError::Hours));
        assert_eq!(WorkingHours::new(vec![(at(9), at(9))]), Err(CalendarError::Hours));
        assert_eq!(
            WorkingHours::new(vec![(at(8), at(12)), (at(11), at(17))]),
            Err(CalendarError::Hours)
        );
        assert!(WorkingHours::new(vec![(at(8), at(12)), (at(12), at(17))]).is_ok());
        assert!(
            serde_json::from_str::<WorkingHours>("[]").is_err(),
            "nor read from the database"
        );
    }
}
