//! What has changed, on the wire: `GET /api/v1/effect` and the page show the same value.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Claimed, Verdict};
use crate::board::interval::Z;

/// What is looked at over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Median working minutes from dispatch to closing.
    HandlingTime,
    /// Share of the received that follow an earlier record from the same place.
    RepeatPlace,
    /// … by the same person.
    RepeatPerson,
    /// … of the same matter.
    RepeatMatter,
    /// Share of the call-backs with a verdict that were positive.
    Satisfaction,
}

impl Measure {
    /// All, in the order they are shown.
    pub const ALL: [Self; 5] = [
        Self::HandlingTime,
        Self::RepeatPlace,
        Self::RepeatPerson,
        Self::RepeatMatter,
        Self::Satisfaction,
    ];
}

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub interval: [f64; 2],
}

impl Estimate {
    /// The relative change that the logarithm of a ratio stands for.
    pub(super) fn of_logs(log: f64, interval: [f64; 2]) -> Self {
        Self {
            value: log.exp_m1(),
            interval: interval.map(f64::exp_m1),
        }
    }

    /// What is left of a relative change where another one would have happened anyway: the ratio of both, on whose
    /// logarithm the errors add up as squares.
    pub(super) fn beyond(self, other: Self) -> Self {
        let error = |of: Self| {
            let [low, high] = of.interval.map(f64::ln_1p);
            (high - low) / (2.0 * Z)
        };
        let log = self.value.ln_1p() - other.value.ln_1p();
        let error = error(self).hypot(error(other));
        Self::of_logs(log, [log - Z * error, log + Z * error])
    }
}

/// A measure over the cases received in one span.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Received from (inclusive) …
    pub from: DateTime<Utc>,
    /// … to (exclusive).
    pub to: DateTime<Utc>,
    /// What is counted: repeats, satisfied answers. Null of times.
    pub part: Option<u64>,
    /// Of how many: received, answers, cases whose handling time is known.
    pub whole: u64,
    /// The share, 0 to 1, or the median in working minutes; null of nothing.
    pub value: Option<f64>,
    /// Its 95 % interval; null where the value is.
    pub interval: Option<[f64; 2]>,
}

/// Before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub before: Point,
    pub after: Point,
    /// After less before, of shares; null of times, and with too few cases.
    pub difference: Option<Estimate>,
    /// After / before − 1; null with too few cases, and where one share is 0.
    pub relative: Option<Estimate>,
    /// The same, of the same spans one year earlier; null where the data do not reach back.
    pub year_earlier: Option<Estimate>,
    /// What is left of `relative` if what changed a year earlier had changed anyway.
    pub adjusted: Option<Estimate>,
}

/// One measure, month by month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub measure: Measure,
    /// Months of the region's calendar; the first and the last may be cut.
    pub months: Vec<Point>,
    /// Null where no date was named.
    pub comparison: Option<Comparison>,
}

/// A published claim and what the cases say to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimView {
    pub measure: Measure,
    pub claimed: Claimed,
    pub verdict: Verdict,
}

/// What has changed in a region since a date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectView {
    /// Region code.
    pub region: String,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// The first day of "after"; null where no date was named.
    pub change: Option<NaiveDate>,
    /// State as of.
    pub as_of: DateTime<Utc>,
    /// Version of the published data.
    pub version: u64,
    /// One per [`Measure`], in their order.
    pub series: Vec<Series>,
    /// Empty where no date was named.
    pub claims: Vec<ClaimView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_fall_that_had_happened_anyway_nothing_is_left() {
        let fall = Estimate {
            value: -0.2,
            interval: [-0.25, -0.15],
        };
        let left = fall.beyond(fall);
        assert!(left.value.abs() < 1e-12);
        assert!(
            left.interval[0] < -0.05 && left.interval[1] > 0.05,
            "both errors count"
        );
    }

    #[test]
    fn a_change_that_is_known_exactly_takes_nothing_from_the_interval_of_another() {
        let fall = Estimate::of_logs(-0.5, [-0.6, -0.4]);
        let left = fall.beyond(Estimate::of_logs(0.0, [0.0, 0.0]));
        assert!((left.interval[0] - fall.interval[0]).abs() < 1e-9);
        assert!((left.interval[1] - fall.interval[1]).abs() < 1e-9);
    }
}
