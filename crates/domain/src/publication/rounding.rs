use chrono::{DateTime, Datelike, Days, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How exactly the public is told when a case came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the second.
    None,
    /// The day, in the region's zone.
    Day,
    /// The week (its Monday), in the region's zone.
    Week,
}

impl Rounding {
    /// The code in the database and in mapping files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// The rounding with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::None, Self::Day, Self::Week]
            .into_iter()
            .find(|rounding| rounding.code() == code)
    }

    /// Rounds `at` down: to midnight of its day or of its Monday in `zone`.
    #[must_use]
    pub fn apply(self, at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let date = at.with_timezone(&zone).date_naive();
        let date = match self {
            Self::None => return at,
            Self::Day => date,
            Self::Week => date - Days::new(u64::from(date.weekday().num_days_from_monday())),
        };
        crate::clock::start_of_day(date, zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_day_begins_at_midnight_in_the_region() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = Utc
            .with_ymd_and_hms(2026, 11, 22, 17, 30, 0)
            .single()
            .expect("valid time");
        assert_eq!(
            Rounding::Day.apply(at, zone).to_rfc3339(),
            "2026-11-22T16:00:00+00:00"
        );
        assert_eq!(
            Rounding::Week.apply(at, zone).to_rfc3339(),
            "2026-11-22T16:00:00+00:00"
        );
        assert_eq!(Rounding::None.apply(at, zone), at);
    }
}
