//! The median handling time and how it changed.
//!
//! Intervals come from the bootstrap: how would the median scatter, were the same number of cases drawn again and again
//! from those there are? Nothing has to be drawn for that. The median of n cases drawn from a distribution is its
//! quantile at the middle one of n even random numbers, and the k-th smallest of those has the distribution
//! Beta(k, n + 1 − k); so the quantiles of that Beta are put into [`Handling::quantile`]. This is the bootstrap's own
//! limit, without its noise: B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979)
//! 1–26, section 3, does the same for the median by counting. Percentile intervals, 2.5 % to 97.5 %.
//!
//! What the histogram rounds (see [`Handling`]) is less than 9 % on either side and falls out of a ratio where both
//! are rounded alike; an interval narrower than that says less than it seems.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{Estimate, LEVEL};
use crate::board::handling::Handling;
use crate::board::ranking::logit_quantiles;

/// Fixed, so that the same times always give the same interval, on every server.
const SEED: u64 = 0x6566_6665_6374_0000;

/// The median, in working minutes; `None` without cases.
#[must_use]
pub fn median(handling: &Handling) -> Option<Estimate> {
    let medians = medians(handling)?;
    Some(Estimate {
        value: handling.quantile(0.5)?,
        interval: middle(&medians),
    })
}

/// The relative change of the median, `after / before − 1`; `None` where one has no cases. The medians of both are
/// paired at random: they have nothing to do with each other.
#[must_use]
pub fn relative(after: &Handling, before: &Handling) -> Option<Estimate> {
    let log = (after.quantile(0.5)? / before.quantile(0.5)?).ln();
    let (after, mut before) = (medians(after)?, medians(before)?);
    before.shuffle(&mut ChaCha8Rng::seed_from_u64(SEED));
    let mut logs: Vec<f64> = after
        .iter()
        .zip(&before)
        .map(|(after, before)| (after / before).ln())
        .collect();
    logs.sort_by(f64::total_cmp);
    Some(Estimate::of_logs(log, middle(&logs)))
}

/// The medians of the bootstrap, ascending.
fn medians(handling: &Handling) -> Option<Vec<f64>> {
    let cases = handling.count();
    let place = cases.div_ceil(2);
    if cases == 0 {
        return None;
    }
    let quantiles = logit_quantiles(place as f64, (cases + 1 - place) as f64);
    quantiles
        .into_iter()
        .map(|logit| handling.quantile(1.0 / (1.0 + (-logit).exp())))
        .collect()
}

/// What the tails of sorted values leave.
fn middle(sorted: &[f64]) -> [f64; 2] {
    let last = sorted.len().saturating_sub(1);
    let tail = ((1.0 - LEVEL) / 2.0 * last as f64).round() as usize;
    [tail, last - tail].map(|at| sorted.get(at).copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::Rng;

    use super::*;

    fn of(minutes: impl IntoIterator<Item = u32>) -> Handling {
        let mut handling = Handling::default();
        minutes.into_iter().for_each(|minutes| handling.add(minutes));
        handling
    }

    /// Times around `middle` that scatter by a factor of about four both ways.
    fn scattered(middle: f64, cases: usize) -> Vec<u32> {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut one = || rng.random_range(-1.0..1.0_f64) + rng.random_range(-1.0..1.0_f64);
        (0..cases).map(|_| (middle * one().exp2()) as u32).collect()
    }

    #[test]
    fn the_interval_is_that_of_drawing_again_and_again() {
        let times = scattered(600.0, 151);
        let [low, high] = median(&of(times.iter().copied())).expect("a median").interval;
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut medians: Vec<f64> = (0..2_000)
            .map(|_| {
                let mut drawn: Vec<u32> = (0..times.len())
                    .map(|_| times[rng.random_range(0..times.len())])
                    .collect();
                drawn.sort_unstable();
                f64::from(drawn[times.len() / 2])
            })
            .collect();
        medians.sort_by(f64::total_cmp);
        for (found, drawn) in [(low, medians[50]), (high, medians[1_949])] {
            assert!((found / drawn).ln().abs() < 0.09, "{found} for {drawn}");
        }
    }

    #[test]
    fn half_the_time_is_a_change_of_minus_half() {
        let (before, after) = (of(scattered(800.0, 4_000)), of(scattered(400.0, 4_000)));
        let change = relative(&after, &before).expect("a change");
        assert!((change.value + 0.5).abs() < 0.02, "{change:?}");
        assert!(
            -0.55 < change.interval[0] && change.interval[1] < -0.45,
            "{change:?}"
        );
    }

    #[test]
    fn without_cases_there_is_no_change() {
        let some = of([60, 480]);
        assert_eq!(median(&Handling::default()), None);
        assert_eq!(relative(&some, &Handling::default()), None);
        assert_eq!(relative(&Handling::default(), &some), None);
    }

    #[test]
    fn the_same_times_give_the_same_interval_every_time() {
        let (before, after) = (of(scattered(800.0, 90)), of(scattered(700.0, 80)));
        assert_eq!(relative(&after, &before), relative(&after, &before));
    }

    proptest! {
        #[test]
        fn a_median_lies_in_its_interval_and_no_change_in_that_of_equals(
            times in proptest::collection::vec(1_u32..50_000, 3..200),
        ) {
            let handling = of(times);
            let median = median(&handling).expect("a median");
            prop_assert!(median.interval[0] <= median.value && median.value <= median.interval[1]);
            let [low, high] = relative(&handling, &handling).expect("a change").interval;
            prop_assert!(low <= 0.0 && 0.0 <= high);
        }
    }
}
