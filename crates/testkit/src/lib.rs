//! What tests of several crates share: a fixed time, people, cases that have come a certain way, facts,
//! and where real data lies.
//!
//! Builders set only what a test names and take the plainest value for the rest. Cases are made by the
//! transition table itself, never by writing a state, so a test cannot start from what cannot happen.
//! Databases and servers are not set up here.

mod case;
mod data;
mod fact;
mod fuzz;

pub use case::{Story, actor, handler, story};
pub use data::data_dir;
pub use fact::{Fact, fact};
pub use fuzz::fuzz;

use chrono::{DateTime, Utc};
use domain::clock::{Calendar, Limit, StageLimits};

/// Monday 23 November 2026, 09:00 in Huangyan (01:00 UTC): a working hour of a working day.
#[must_use]
pub fn fixed_now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1_795_395_600)
}

/// China's calendar with the default working hours.
#[must_use]
pub fn calendar() -> Calendar {
    Calendar::china()
}

/// An hour to sign, three working days to dispose.
#[must_use]
pub fn limits() -> StageLimits {
    StageLimits {
        sign: Some(Limit::working(60)),
        dispose: Some(Limit::working(3 * 420)),
        ..StageLimits::default()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_fixed_time_is_a_monday_morning_in_the_region() {
        let local = super::fixed_now().with_timezone(&chrono_tz::Asia::Shanghai);
        assert_eq!(local.format("%a %F %T").to_string(), "Mon 2026-11-23 09:00:00");
    }
}
