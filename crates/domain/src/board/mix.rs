//! Like with like: what a unit would have closed on time had it done with its own cases what the whole region does with
//! cases of the same kind and place.
//!
//! A unit that gets the hard cases looks worse than it is. Indirect standardisation asks for the cases that it had:
//! `expected = Σ n_s r_s` over its mixes `s` (kind, whose urgency comes with it, and township), where `r_s` is the region's rate
//! for such cases. Where the region has few of a mix its rate is drawn to the region's own by as many cases as
//! [`STRENGTH`]. Observed ÷ expected above 1 is better than its mix. Method: N. E. Breslow and N. E. Day, Statistical
//! Methods in Cancer Research II (IARC 1987), ch. 2; for a proportion the variance of what is observed under the region's rates
//! is `Σ n_s r_s (1 − r_s)`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Cases that the region's own rate counts for in the rate of each mix.
pub const STRENGTH: f64 = 10.0;
/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_964;

/// Cases of one unit and one mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixRecord<U> {
    pub unit: U,
    /// Which cases are alike.
    pub mix: u32,
    /// Due and not suspended.
    pub trials: u64,
    /// Of them: closed on time.
    pub successes: u64,
}

/// A unit beside what its mix would make one expect.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adjusted {
    /// Cases closed on time.
    pub observed: u64,
    /// What the region's rates would make of the same cases.
    pub expected: f64,
    /// `observed / expected`.
    pub ratio: f64,
    /// 95 % interval of the ratio.
    pub interval: [f64; 2],
}

/// Every unit that has due cases and of which anything is to be expected.
#[must_use]
pub fn adjust<U: Copy + Ord>(records: &[MixRecord<U>]) -> BTreeMap<U, Adjusted> {
    let mut mixes: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let (mut trials, mut successes) = (0, 0);
    for record in records {
        let mix = mixes.entry(record.mix).or_default();
        mix.0 += record.trials;
        mix.1 += record.successes;
        trials += record.trials;
        successes += record.successes;
    }
    if trials == 0 {
        return BTreeMap::new();
    }
    let overall = successes as f64 / trials as f64;
    let rate = |mix: u32| {
        let (trials, successes) = mixes.get(&mix).copied().unwrap_or_default();
        (successes as f64 + STRENGTH * overall) / (trials as f64 + STRENGTH)
    };
    let mut units: BTreeMap<U, (u64, f64, f64)> = BTreeMap::new();
    for record in records {
        let (n, r) = (record.trials as f64, rate(record.mix));
        let unit = units.entry(record.unit).or_default();
        unit.0 += record.successes;
        unit.1 += n * r;
        unit.2 += n * r * (1.0 - r);
    }
    units
        .into_iter()
        .filter(|(_, (_, expected, _))| *expected > 0.0)
        .map(|(unit, (observed, expected, variance))| {
            let ratio = observed as f64 / expected;
            let half = Z * variance.sqrt() / expected;
            let adjusted = Adjusted {
                observed,
                expected,
                ratio,
                interval: [(ratio - half).max(0.0), ratio + half],
            };
            (unit, adjusted)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(unit: u8, mix: u32, trials: u64, successes: u64) -> MixRecord<u8> {
        MixRecord {
            unit,
            mix,
            trials,
            successes,
        }
    }

    /// Two units do equally well with easy and with hard cases; one of them gets the hard ones.
    #[test]
    fn who_gets_the_hard_cases_is_not_worse_for_it() {
        let records = [
            record(1, 0, 9_000, 8_100),
            record(1, 1, 1_000, 500),
            record(2, 0, 1_000, 900),
            record(2, 1, 9_000, 4_500),
        ];
        let adjusted = adjust(&records);
        for unit in [1, 2] {
            assert!(
                (adjusted[&unit].ratio - 1.0).abs() < 0.002,
                "{:?}",
                adjusted[&unit]
            );
        }
        assert_eq!(adjusted[&2].observed, 5_400);
    }

    /// By hand: the region has 30 of 40 on time, mix 0 has 24 of 30, mix 1 has 6 of 10.
    #[test]
    fn the_expected_number_is_that_of_the_formula() {
        let adjusted = adjust(&[record(1, 0, 20, 18), record(2, 0, 10, 6), record(2, 1, 10, 6)]);
        let (easy, hard) = ((24.0 + 7.5) / 40.0, (6.0 + 7.5) / 20.0);
        assert!((adjusted[&1].expected - 20.0 * easy).abs() < 1e-9);
        assert!((adjusted[&2].expected - 10.0 * (easy + hard)).abs() < 1e-9);
        assert!((adjusted[&1].ratio - 18.0 / 15.75).abs() < 1e-9);
    }

    #[test]
    fn of_nothing_nothing_is_expected() {
        assert!(adjust::<u8>(&[]).is_empty());
        assert!(adjust(&[record(1, 0, 10, 0)]).is_empty());
    }

    proptest! {
        #[test]
        fn what_all_units_were_expected_to_close_is_about_what_they_closed(
            counts in proptest::collection::vec((0_u8..6, 0_u32..4, 1_u64..400, 0.0..=1.0_f64), 1..40),
        ) {
            let records: Vec<_> = counts
                .into_iter()
                .map(|(unit, mix, trials, share)| record(unit, mix, trials, (trials as f64 * share) as u64))
                .collect();
            let observed: u64 = records.iter().map(|record| record.successes).sum();
            let expected: f64 = adjust(&records).values().map(|unit| unit.expected).sum();
            // Drawn to the region's rate, by ten cases a mix.
            prop_assert!((expected - observed as f64).abs() <= 10.0 * 4.0, "{expected} {observed}");
        }
    }
}
