//! Control charts over weeks: whether something changed, or only chance had its way.
//!
//! A chart takes its centre and its limits from a baseline, the first [`BASELINE`] weeks that can be judged, and
//! asks of every week two things (Western Electric, Statistical Quality Control Handbook, 1956, rules 1 and 4;
//! L. S. Nelson, Journal of Quality Technology 16 (1984) 237–239): does it lie outside three standard errors, and
//! does it end a run of [`RUN`] weeks on one side of the centre? Rates have a p-chart, whose limits widen where a
//! week has few cases; medians have a chart of individuals with moving ranges (XmR). A week that is not settled
//! yet, because many of its cases still run, is drawn and not judged: the quick ones come first, so it looks
//! better than it will be.

use serde::{Deserialize, Serialize};

use crate::coded::coded;

/// Distance of the limits from the centre, in standard errors.
pub const SIGMAS: f64 = 3.0;
/// So many weeks in a row on one side of the centre are a signal.
pub const RUN: usize = 8;
/// Weeks that centre and limits are taken from.
pub const BASELINE: usize = 12;
/// Weeks that can be judged below which there is no chart.
pub const FEWEST_WEEKS: usize = 8;
/// A median of fewer values says little: the week has none.
pub const FEWEST_OF: usize = 5;
/// A week is settled when at most this share of its cases with a limit still runs.
pub const UNSETTLED_SHARE: f64 = 0.05;
/// Mean moving range of two neighbours to standard deviation, d₂ of the normal distribution.
const D2: f64 = 1.128;

coded!(
    /// Why a week stands out.
    Signal {
        /// Beyond the lower limit.
        Below = "below",
        /// Beyond the upper limit.
        Above = "above",
        /// The eighth week in a row below the centre, or a later one.
        RunBelow = "run_below",
        /// The same above the centre.
        RunAbove = "run_above",
    }
);

/// A week of a rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Week {
    pub successes: u64,
    pub trials: u64,
    /// Cases with a limit that are still open within it: in no rate yet.
    pub running: u64,
}

impl Week {
    /// Whether what still runs is too little to change the rate much.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.running as f64 <= UNSETTLED_SHARE * (self.trials + self.running) as f64
    }
}

/// A week on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// `None` where nothing was counted.
    pub value: Option<f64>,
    /// What it is a rate or median of.
    pub of: u64,
    /// Where chance alone may carry it.
    pub limits: Option<[f64; 2]>,
    pub signal: Option<Signal>,
    /// It is not settled: shown, and not judged.
    pub is_open: bool,
}

/// Weeks around a centre, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    pub centre: f64,
    /// How many weeks centre and limits come from.
    pub baseline: usize,
    pub points: Vec<Point>,
}

impl Chart {
    /// How many of the last `weeks` weeks stand out.
    #[must_use]
    pub fn signals(&self, weeks: usize) -> usize {
        let last = self.points.iter().rev().take(weeks);
        last.filter(|point| point.signal.is_some()).count()
    }
}

/// The p-chart of a weekly rate, oldest first: `p̄ ± 3 √(p̄ (1 − p̄) / n)`, cut at 0 and 1, with `p̄` the pooled
/// rate of the baseline. `None` where fewer than [`FEWEST_WEEKS`] can be judged.
#[must_use]
pub fn p_chart(weeks: &[Week]) -> Option<Chart> {
    let judged: Vec<&Week> = weeks
        .iter()
        .filter(|week| week.trials > 0 && week.is_settled())
        .collect();
    if judged.len() < FEWEST_WEEKS {
        return None;
    }
    let baseline = &judged[..judged.len().min(BASELINE)];
    let successes: u64 = baseline.iter().map(|week| week.successes).sum();
    let trials: u64 = baseline.iter().map(|week| week.trials).sum();
    let centre = successes as f64 / trials as f64;
    let points = weeks.iter().map(|week| {
        let value = (week.trials > 0).then(|| week.successes as f64 / week.trials as f64);
        let error = (centre * (1.0 - centre) / week.trials as f64).sqrt();
        Point {
            value,
            of: week.trials,
            limits: value
                .map(|_| [centre - SIGMAS * error, centre + SIGMAS * error].map(|end| end.clamp(0.0, 1.0))),
            signal: None,
            is_open: !week.is_settled(),
        }
    });
    Some(judge(centre, baseline.len(), points.collect()))
}

/// The chart of individuals of a weekly value that cannot be negative, such as a median of minutes, oldest first,
/// each with how many it was made of: `x̄ ± 3 m̄R / 1.128`, cut at 0, with the mean of the baseline and the mean
/// range of its neighbours. `None` where fewer than [`FEWEST_WEEKS`] have a value.
#[must_use]
pub fn xmr(weeks: &[(Option<f64>, u64)]) -> Option<Chart> {
    let known: Vec<f64> = weeks.iter().filter_map(|(value, _)| *value).collect();
    if known.len() < FEWEST_WEEKS {
        return None;
    }
    let baseline = &known[..known.len().min(BASELINE)];
    let centre = baseline.iter().sum::<f64>() / baseline.len() as f64;
    let ranges: f64 = baseline.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    let reach = SIGMAS * ranges / (baseline.len() - 1) as f64 / D2;
    let points = weeks.iter().map(|(value, of)| Point {
        value: *value,
        of: *of,
        limits: value.map(|_| [(centre - reach).max(0.0), centre + reach]),
        signal: None,
        is_open: false,
    });
    Some(judge(centre, baseline.len(), points.collect()))
}

/// Marks what stands out. A week without a value or not settled neither ends a run nor is part of it; one on the
/// very centre ends it.
fn judge(centre: f64, baseline: usize, mut points: Vec<Point>) -> Chart {
    let (mut run, mut is_above) = (0, false);
    for point in &mut points {
        let (Some(value), Some([low, high])) = (point.value, point.limits) else {
            continue;
        };
        if point.is_open {
            continue;
        }
        if value == centre {
            run = 0;
        } else {
            run = if run > 0 && is_above == (value > centre) {
                run + 1
            } else {
                1
            };
            is_above = value > centre;
        }
        point.signal = if value < low {
            Some(Signal::Below)
        } else if value > high {
            Some(Signal::Above)
        } else if run >= RUN {
            Some(if is_above {
                Signal::RunAbove
            } else {
                Signal::RunBelow
            })
        } else {
            None
        };
    }
    Chart {
        centre,
        baseline,
        points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weeks(counts: &[u64], trials: u64) -> Vec<Week> {
        let week = |successes: &u64| Week {
            successes: *successes,
            trials,
            running: 0,
        };
        counts.iter().map(week).collect()
    }

    /// The orange juice cans of D. C. Montgomery, Introduction to Statistical Quality Control, section 7.2: thirty
    /// samples of 50, 347 of 1,500 nonconforming, limits 0.0524 and 0.4102, samples 15 and 23 outside. His
    /// baseline are all thirty; so the centre is compared with him after the samples are brought to the front.
    #[test]
    fn limits_of_a_rate_are_those_of_the_textbook() {
        let centre = 347.0 / 1500.0;
        let error = (centre * (1.0 - centre) / 50.0_f64).sqrt();
        let limits = [centre - SIGMAS * error, centre + SIGMAS * error].map(|end| format!("{end:.4}"));
        assert_eq!(limits, ["0.0524", "0.4102"]);
        // Twelve weeks with the same pooled rate: 347 of 1,500.
        let mut samples = vec![
            Week {
                successes: 29,
                trials: 125,
                running: 0
            };
            11
        ];
        samples.push(Week {
            successes: 28,
            trials: 125,
            running: 0,
        });
        samples.extend(weeks(&[22, 24, 20], 50));
        let chart = p_chart(&samples).expect("a chart");
        assert_eq!(
            (format!("{:.4}", chart.centre), chart.baseline),
            ("0.2313".to_owned(), 12)
        );
        let last: Vec<_> = chart.points[12..].iter().map(|point| point.signal).collect();
        assert_eq!(last, [Some(Signal::Above), Some(Signal::Above), None]);
        assert_eq!(
            chart.points[12]
                .limits
                .map(|ends| ends.map(|end| format!("{end:.4}"))),
            Some(["0.0524", "0.4102"].map(str::to_owned))
        );
    }

    /// The loan applications of the same book, section 6.4: twenty weeks of costs with the mean 300.5 and the mean
    /// moving range 7.79, limits 279.78 and 321.22. The first twelve, which are the baseline here, are worked out
    /// by the same formula.
    #[test]
    fn limits_of_individuals_come_from_their_moving_ranges() {
        let costs = [
            310.0, 288.0, 297.0, 298.0, 307.0, 303.0, 294.0, 297.0, 308.0, 306.0, 294.0, 299.0, 297.0, 299.0,
            314.0, 295.0, 293.0, 306.0, 301.0, 304.0,
        ];
        let mean = costs.iter().sum::<f64>() / 20.0;
        let range = costs
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs())
            .sum::<f64>()
            / 19.0;
        assert_eq!(
            (format!("{mean:.2}"), format!("{range:.2}")),
            ("300.50".to_owned(), "7.79".to_owned())
        );
        let ends = [mean - SIGMAS * range / D2, mean + SIGMAS * range / D2].map(|end| format!("{end:.2}"));
        assert_eq!(ends, ["279.78", "321.22"]);
        let chart = xmr(&costs.map(|cost| (Some(cost), 1))).expect("a chart");
        // 3,601 / 12, and 87 / 11 between neighbours.
        let limits = chart.points[0]
            .limits
            .expect("limits")
            .map(|end| format!("{end:.2}"));
        assert_eq!(
            (format!("{:.2}", chart.centre), limits),
            ("300.08".to_owned(), ["279.05", "321.12"].map(str::to_owned))
        );
        assert_eq!(chart.signals(20), 0, "the process was in control");
    }

    #[test]
    fn the_eighth_week_on_one_side_is_a_signal_and_one_on_the_centre_ends_the_run() {
        let mut values: Vec<u64> = [40, 60].repeat(6);
        values.extend([55; 8]);
        let signals = |values: &[u64]| -> Vec<Option<Signal>> {
            let chart = p_chart(&weeks(values, 100)).expect("a chart");
            chart.points.iter().map(|point| point.signal).collect()
        };
        // The last week of the baseline lies above as well.
        let found = signals(&values);
        assert_eq!(found[18], Some(Signal::RunAbove));
        assert_eq!(found[17], None);
        values[15] = 50;
        assert_eq!(signals(&values)[19], None);
    }

    #[test]
    fn a_week_whose_cases_still_run_is_shown_and_not_judged() {
        let mut all = weeks(&[50; 12], 100);
        all.push(Week {
            successes: 20,
            trials: 20,
            running: 80,
        });
        let chart = p_chart(&all).expect("a chart");
        let last = chart.points[12];
        assert!(last.is_open && last.value == Some(1.0) && last.signal.is_none());
        assert_eq!(chart.centre, 0.5);
    }

    #[test]
    fn too_few_weeks_are_no_chart() {
        assert_eq!(p_chart(&weeks(&[1; 7], 2)), None);
        assert_eq!(xmr(&[(Some(1.0), 1); 7]), None);
        assert_eq!(p_chart(&weeks(&[0; 20], 0)), None);
    }

    proptest! {
        #[test]
        fn a_signal_names_a_week_beyond_its_limits_or_in_a_long_run(
            counts in proptest::collection::vec((0_u64..=30, 0_u64..4), 8..40),
        ) {
            let all: Vec<Week> = counts.iter().map(|(successes, running)| Week {
                successes: *successes, trials: 30, running: *running,
            }).collect();
            if let Some(chart) = p_chart(&all) {
                for point in &chart.points {
                    let [low, high] = point.limits.expect("trials");
                    let value = point.value.expect("trials");
                    prop_assert!(low <= chart.centre + 1e-12 && chart.centre <= high + 1e-12);
                    match point.signal {
                        Some(Signal::Below) => prop_assert!(value < low),
                        Some(Signal::Above) => prop_assert!(value > high),
                        Some(Signal::RunBelow) => prop_assert!(low <= value && value < chart.centre),
                        Some(Signal::RunAbove) => prop_assert!(chart.centre < value && value <= high),
                        None => prop_assert!(point.is_open || (low..=high).contains(&value)),
                    }
                }
            }
        }
    }
}
