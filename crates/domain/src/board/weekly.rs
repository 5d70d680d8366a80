//! The weekly report: the board of one whole week as it stood when the report was made, and then never again
//! computed. What a report says is kept as text, so that its digest stays what it was.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{BoardView, Figures, UnitRef};
use crate::clock::start_of_day;
use crate::{CodeError, Lang};

/// Years of which there are reports.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

/// A week of ISO 8601, Monday to Sunday, such as `2026-W48`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week(NaiveDate);

impl Week {
    /// The week that a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day - Days::new(u64::from(day.weekday().num_days_from_monday())))
    }

    /// Reads `2026-W48`; a year has 52 or 53 weeks.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let parts = text.split_once("-W").filter(|(year, week)| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            year.len() == 4 && week.len() == 2 && digits(year) && digits(week)
        });
        parts
            .and_then(|(year, week)| Some((year.parse::<i32>().ok()?, week.parse::<u32>().ok()?)))
            .filter(|(year, _)| YEARS.contains(year))
            .and_then(|(year, week)| NaiveDate::from_isoywd_opt(year, week, Weekday::Mon))
            .map(Self)
            .ok_or_else(|| CodeError {
                kind: "week",
                value: text.chars().take(20).collect(),
                rule: "a week of ISO 8601 such as 2026-W48",
            })
    }

    /// Its first day.
    #[must_use]
    pub fn monday(self) -> NaiveDate {
        self.0
    }

    /// The Monday after it: the first day that is not in it.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.0 + Days::new(7)
    }

    /// The week before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0 - Days::new(7))
    }

    /// The newest week that is over in `zone`.
    #[must_use]
    pub fn last_complete(now: DateTime<Utc>, zone: Tz) -> Self {
        Self::of(now.with_timezone(&zone).date_naive()).before()
    }

    /// From its first midnight in `zone` (inclusive) to its last (exclusive).
    #[must_use]
    pub fn span(self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        (start_of_day(self.monday(), zone), start_of_day(self.end(), zone))
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.0.iso_week();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl TryFrom<String> for Week {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

/// A report as it is kept and as `GET /api/v1/reports/{week}` sends it. What is added to it, or to the board in it,
/// needs a default: reports that were made before are still read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeeklyReport {
    pub week: Week,
    /// The cases received in the week, as they stood at `as_of`, when the report was made. Names are Chinese.
    pub board: BoardView,
    /// English names by code, where there are.
    pub names_en: BTreeMap<String, String>,
    /// What the report of the week before said; null = there is none.
    pub before: Option<WeekBefore>,
}

/// The week before, by its own report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekBefore {
    pub week: Week,
    pub totals: Brief,
    /// In the order of its board.
    pub rows: Vec<BriefRow>,
}

/// The few figures by which weeks are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub received: u64,
    pub on_time_rate: Option<f64>,
    pub overdue_open: u64,
}

/// Those of one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefRow {
    pub department: UnitRef,
    #[serde(flatten)]
    pub brief: Brief,
}

impl From<&Figures> for Brief {
    fn from(figures: &Figures) -> Self {
        Self {
            received: figures.received,
            on_time_rate: figures.on_time_rate,
            overdue_open: figures.overdue_open,
        }
    }
}

/// A unit in this week and in the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// None = everything together.
    pub department: Option<UnitRef>,
    /// None = no case came to it in this week.
    pub now: Option<Brief>,
    /// None = none came to it in the week before.
    pub before: Option<Brief>,
}

impl Compared {
    /// By how much the on-time rate has changed, −1 to 1; none where one of the two is not known.
    #[must_use]
    pub fn change(&self) -> Option<f64> {
        let rate = |brief: Option<Brief>| brief.and_then(|brief| brief.on_time_rate);
        Some(rate(self.now)? - rate(self.before)?)
    }
}

impl WeeklyReport {
    /// The report of `week` from its board, which is in Chinese, and the report of the week before if there is one.
    #[must_use]
    pub fn new(
        week: Week,
        board: BoardView,
        mut names_en: BTreeMap<String, String>,
        before: Option<&WeeklyReport>,
    ) -> Self {
        let before = before.filter(|before| before.week == week.before());
        for (code, name) in before.iter().flat_map(|before| &before.names_en) {
            names_en.entry(code.clone()).or_insert_with(|| name.clone());
        }
        Self {
            week,
            before: before.map(|before| WeekBefore {
                week: before.week,
                totals: Brief::from(&before.board.totals),
                rows: before
                    .board
                    .rows
                    .iter()
                    .map(|row| BriefRow {
                        department: row.unit.clone(),
                        brief: Brief::from(&row.figures),
                    })
                    .collect(),
            }),
            board,
            names_en,
        }
    }

    /// The board with names in this language.
    #[must_use]
    pub fn board_in(&self, lang: Lang) -> BoardView {
        let mut board = self.board.clone();
        for row in &mut board.rows {
            row.unit = self.named(&row.unit, lang);
            row.merged_into = row.merged_into.take().map(|unit| self.named(&unit, lang));
        }
        board
    }

    /// Every unit of the board against the week before, then those that had cases only then, last everything
    /// together. None where there is no report of the week before.
    #[must_use]
    pub fn compared(&self, lang: Lang) -> Option<Vec<Compared>> {
        let before = self.before.as_ref()?;
        let of_code = |code: &str| before.rows.iter().find(|row| row.department.code == code);
        let is_here = |code: &str| self.board.rows.iter().any(|row| row.unit.code == code);
        let here = self.board.rows.iter().map(|row| Compared {
            department: Some(self.named(&row.unit, lang)),
            now: Some(Brief::from(&row.figures)),
            before: of_code(&row.unit.code).map(|row| row.brief),
        });
        let only_then = before.rows.iter().filter(|row| !is_here(&row.department.code));
        let only_then = only_then.map(|row| Compared {
            department: Some(self.named(&row.department, lang)),
            now: None,
            before: Some(row.brief),
        });
        let totals = Compared {
            department: None,
            now: Some(Brief::from(&self.board.totals)),
            before: Some(before.totals),
        };
        Some(here.chain(only_then).chain([totals]).collect())
    }

    fn named(&self, unit: &UnitRef, lang: Lang) -> UnitRef {
        let name_en = self.names_en.get(&unit.code).map(String::as_str);
        UnitRef {
            code: unit.code.clone(),
            name: lang.pick(&unit.name, name_en).to_owned(),
        }
    }
}

/// A kept report in the list of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportLine {
    pub week: Week,
    pub made_at: DateTime<Utc>,
    /// Version of the published data it was made from.
    pub version: u64,
    /// SHA-256 of what `GET /api/v1/reports/{week}` sends, in hexadecimal digits.
    pub sha256: String,
    /// Everything together.
    #[serde(flatten)]
    pub totals: Brief,
}

#[cfg(test)]
#[path = "weekly_tests.rs"]
mod tests;
