//! The district of the tests.

use std::sync::LazyLock;

use chrono::{DateTime, TimeZone, Utc};
use domain::RegionCode;
use domain::clock::Calendar;
use store::bulk::CaseHistory;
use store::cases::RuleBook;
use store::district::District;
use synthetic::{HistoryConfig, REGION, district, histories};

pub(crate) fn region() -> RegionCode {
    RegionCode::parse(REGION).expect("a region")
}

pub(crate) fn made() -> District {
    static MADE: LazyLock<District> = LazyLock::new(|| district(&region(), 1));
    MADE.clone()
}

pub(crate) fn rules(district: &District) -> RuleBook {
    RuleBook::of_categories(&district.categories, chrono_tz::Asia::Shanghai, Calendar::china())
}

/// Monday 23 November 2026, 11:00 in the district.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 3, 0, 0)
        .single()
        .expect("valid time")
}

pub(crate) fn config(incidents: u64) -> HistoryConfig {
    HistoryConfig {
        incidents,
        days: 56,
        seed: 7,
        now: now(),
    }
}

pub(crate) fn told(config: HistoryConfig) -> Vec<CaseHistory> {
    let district = made();
    histories(config, &district, &rules(&district)).collect()
}
