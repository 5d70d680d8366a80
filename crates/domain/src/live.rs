//! What moves while a page is open. Only values already published, so that a message betrays nothing.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::board::{BoardRow, Figures, UnitRef};
use crate::case::{Action, State, Timeliness};

/// One published event, as the live list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveItem {
    /// Public code of the case.
    pub code: String,
    /// Number of the event within the case; (code, seq) is its identity.
    pub seq: u32,
    pub at: DateTime<Utc>,
    pub action: Action,
    pub state: State,
    pub timeliness: Timeliness,
    pub category: String,
    /// Township, or the region where no township is published.
    pub place: String,
    pub department: UnitRef,
}

/// One message of `GET /live`: the published data has reached `version`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveEvent {
    pub version: u64,
    pub at: DateTime<Utc>,
    /// Newest first, at most twenty; a bulk import sends none.
    pub items: Vec<LiveItem>,
}

/// The headline figures of a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub region: String,
    pub version: u64,
    pub as_of: DateTime<Utc>,
    /// Received since midnight in the region's zone.
    pub today: u64,
    /// Received on the same weekday a week ago, up to the same time of day.
    pub today_last_week: u64,
    /// The figures are over the latest 30 days of data, which are over: see [`RegionInfo::past_days`].
    pub is_past: bool,
    /// The last 30 days.
    pub figures: Figures,
    /// Cases received per day, the same 30 days, oldest first.
    pub received_by_day: Vec<u64>,
    /// On-time rate of each day's cohort.
    pub on_time_by_day: Vec<Option<f64>>,
    /// Satisfaction of each day's cohort.
    pub satisfaction_by_day: Vec<Option<f64>>,
    /// Open and past the limit, of each day's cohort.
    pub overdue_by_day: Vec<u64>,
    /// Top of the board, at most eight rows.
    pub board: Vec<BoardRow>,
    /// Latest published events, newest first.
    pub latest: Vec<LiveItem>,
}

/// How far a unit has come with what it has to put right, at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    /// Who.
    pub department: UnitRef,
    /// Open and past the limit, whenever received.
    pub overdue_open: u64,
    /// Closed since midnight in the region's zone, whenever received.
    pub closed_today: u64,
    /// Of the cases received in the last 30 days: sent back by the verifier, or opened again.
    pub reworked: u64,
}

/// A region as pages introduce it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionInfo {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub time_zone: String,
    pub locale: String,
    /// Made-up data: said on every page.
    pub synthetic: bool,
    pub departments: u32,
    pub grid_cells: u32,
    pub stations: u32,
    pub sources: u32,
    pub cases: u64,
    /// First and last receipt, if there are cases.
    pub first_received_at: Option<DateTime<Utc>>,
    pub last_received_at: Option<DateTime<Utc>>,
}

/// Days that the headline figures are over.
pub const RECENT_DAYS: u64 = 30;

impl RegionInfo {
    /// First and last day of the latest thirty days of the region's data, where these lie in the past:
    /// nothing came in during the last thirty days. `None` for a region that is in use or empty.
    ///
    /// Headline figures of such a region are over these days, and say so.
    #[must_use]
    pub fn past_days(&self, now: DateTime<Utc>, zone: Tz) -> Option<[NaiveDate; 2]> {
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let last = day(self.last_received_at?);
        let before = Days::new(RECENT_DAYS - 1);
        (last < day(now) - before).then(|| [last - before, last])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn region(last: Option<DateTime<Utc>>) -> RegionInfo {
        RegionInfo {
            code: "999001".to_owned(),
            name: String::new(),
            name_en: None,
            time_zone: "UTC".to_owned(),
            locale: String::new(),
            synthetic: false,
            departments: 0,
            grid_cells: 0,
            stations: 0,
            sources: 0,
            cases: 0,
            first_received_at: last,
            last_received_at: last,
        }
    }

    #[test]
    fn a_region_is_of_the_past_once_thirty_days_brought_nothing() {
        let at = |month, day| Utc.with_ymd_and_hms(2026, month, day, 12, 0, 0).single();
        let now = at(7, 30).expect("valid time");
        let past = |last| {
            region(last)
                .past_days(now, Tz::UTC)
                .map(|days| days.map(|day| day.to_string()))
        };
        assert_eq!(past(at(7, 1)), None, "the first of the last thirty days");
        assert_eq!(
            past(at(6, 30)),
            Some(["2026-06-01".to_owned(), "2026-06-30".to_owned()])
        );
        assert_eq!(past(None), None, "an empty region has no past");
    }
}
