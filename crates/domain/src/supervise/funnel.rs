//! The funnel plot: how far units may lie from the rate of their group by chance alone.
//!
//! A unit with few cases strays far without any reason, one with many does not. Around the rate θ of the group,
//! the pooled one, stand the limits that a unit of `n` cases leaves with a chance of 2.5 % or 0.1 % on each side
//! when it is like the others. They are exact: tails of the binomial distribution, not its normal approximation,
//! which is wrong where it matters here, near 100 %. The lines between whole numbers are drawn as in
//! D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005)
//! 1185–1202, by interpolating the distribution function; the upper line is the lower one of the failures, so that
//! both sides mean the same and a unit with everything on time is not called unusual for it.

use serde::{Deserialize, Serialize};

use super::binomial::Binomial;
use crate::coded::coded;

/// How sure the inner limits are.
pub const INNER: f64 = 0.95;
/// How sure the outer limits are.
pub const OUTER: f64 = 0.998;
/// Units below which a group has no funnel: two of them are each other's group.
pub const FEWEST_UNITS: usize = 3;
/// Sizes at which the lines are drawn.
const STEPS: u64 = 48;
/// Share of the units at either end whose distance is pulled in before the spread is judged.
const WINSORISED: f64 = 0.1;

coded!(
    /// Where a unit lies in the funnel.
    Place {
        /// Below the outer limit.
        FarBelow = "far_below",
        /// Between the inner and the outer limit below.
        Below = "below",
        /// Between the inner limits: chance is enough to explain it.
        Within = "within",
        Above = "above",
        FarAbove = "far_above",
    }
);

/// The rates a unit of some size leaves rarely.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    pub trials: u64,
    /// Ends of the 95 % limits.
    pub inner: [f64; 2],
    /// Ends of the 99.8 % limits.
    pub outer: [f64; 2],
}

/// A group of units around their common rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// Rate of all units together.
    pub rate: f64,
    /// Where each unit lies, in the order given; `None` for one without trials.
    pub places: Vec<Option<Place>>,
    /// The lines, by growing size.
    pub lines: Vec<Limits>,
    /// How much more the units differ than chance alone would have them: about 1 where they do not.
    pub dispersion: f64,
    /// `dispersion` is more than chance allows: being outside a limit then says "look", not "unlike the others".
    pub is_dispersed: bool,
}

/// The limits for a unit of `trials` cases in a group with this rate; `None` without trials.
#[must_use]
pub fn limits(rate: f64, trials: u64) -> Option<Limits> {
    if trials == 0 {
        return None;
    }
    let (successes, failures) = (Binomial::new(trials, rate), Binomial::new(trials, 1.0 - rate));
    let ends = |level: f64| {
        let tail = (1.0 - level) / 2.0;
        [successes.lower(tail), 1.0 - failures.lower(tail)]
    };
    Some(Limits {
        trials,
        inner: ends(INNER),
        outer: ends(OUTER),
    })
}

/// Where a unit lies in a group with this rate: by the chance of so few or fewer, or of so many or more.
#[must_use]
pub fn place(successes: u64, trials: u64, rate: f64) -> Option<Place> {
    if trials == 0 {
        return None;
    }
    let successes = successes.min(trials);
    let few = Binomial::new(trials, rate).at_most(successes);
    let many = Binomial::new(trials, 1.0 - rate).at_most(trials - successes);
    let [inner, outer] = [INNER, OUTER].map(|level| (1.0 - level) / 2.0);
    Some(match (few, many) {
        (few, _) if few <= outer => Place::FarBelow,
        (_, many) if many <= outer => Place::FarAbove,
        (few, _) if few <= inner => Place::Below,
        (_, many) if many <= inner => Place::Above,
        _ => Place::Within,
    })
}

/// The funnel of a group, each unit given by its successes and trials; `None` where fewer than
/// [`FEWEST_UNITS`] have any trials.
#[must_use]
pub fn funnel(units: &[(u64, u64)]) -> Option<Funnel> {
    let with_trials: Vec<(u64, u64)> = units.iter().copied().filter(|(_, trials)| *trials > 0).collect();
    if with_trials.len() < FEWEST_UNITS {
        return None;
    }
    let successes: u64 = with_trials.iter().map(|(x, n)| (*x).min(*n)).sum();
    let trials: u64 = with_trials.iter().map(|(_, n)| n).sum();
    let rate = successes as f64 / trials as f64;
    let most = with_trials.iter().map(|(_, n)| *n).max().unwrap_or(1);
    let (dispersion, is_dispersed) = dispersion(&with_trials, rate);
    Some(Funnel {
        rate,
        places: units.iter().map(|(x, n)| place(*x, *n, rate)).collect(),
        lines: sizes(most).filter_map(|size| limits(rate, size)).collect(),
        dispersion,
        is_dispersed,
    })
}

/// Sizes up to a tenth above the largest unit, closer together where the lines bend.
fn sizes(most: u64) -> impl Iterator<Item = u64> {
    let end = most + most.div_ceil(10);
    let mut last = 0;
    (1..=STEPS)
        .map(move |step| (end * step * step).div_ceil(STEPS * STEPS))
        .filter(move |size| {
            let is_new = *size > last;
            last = *size;
            is_new
        })
}

/// φ, the mean of the squared distances from the common rate in standard errors, with the outermost tenth on
/// either side pulled in; and whether it exceeds `1 + 2 √(2 / units)`. Spiegelhalter, section 4.
fn dispersion(units: &[(u64, u64)], rate: f64) -> (f64, bool) {
    if rate <= 0.0 || rate >= 1.0 {
        return (0.0, false);
    }
    let distance = |(successes, trials): &(u64, u64)| {
        let trials = *trials as f64;
        (*successes as f64 / trials - rate) / (rate * (1.0 - rate) / trials).sqrt()
    };
    let mut distances: Vec<f64> = units.iter().map(distance).collect();
    distances.sort_by(f64::total_cmp);
    let count = distances.len();
    let cut = (count as f64 * WINSORISED) as usize;
    let (low, high) = (distances[cut], distances[count - 1 - cut]);
    let squares: f64 = distances.iter().map(|z| z.clamp(low, high).powi(2)).sum();
    let dispersion = squares / count as f64;
    (dispersion, dispersion > 1.0 + 2.0 * (2.0 / count as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lower ends recomputed with exact fractions from the definition above.
    #[test]
    fn limits_are_those_of_exact_fractions() {
        let lower = |rate, trials| {
            let Limits { inner, outer, .. } = limits(rate, trials).expect("trials");
            format!("{:.5} {:.5}", outer[0], inner[0])
        };
        assert_eq!(lower(0.9, 20), "0.61483 0.72153");
        assert_eq!(lower(0.9, 100), "0.79164 0.83228");
        assert_eq!(lower(0.8, 1000), "0.75957 0.77442");
        assert_eq!(lower(0.5, 50), "0.27277 0.35070");
        assert_eq!(limits(0.5, 0), None);
    }

    #[test]
    fn both_sides_mean_the_same() {
        let Limits { inner, outer, .. } = limits(0.5, 50).expect("trials");
        assert!((inner[0] + inner[1] - 1.0).abs() < 1e-12 && (outer[0] + outer[1] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_small_unit_with_everything_on_time_is_not_unusual_and_a_large_one_is() {
        assert_eq!(place(20, 20, 0.9), Some(Place::Within));
        assert_eq!(place(60, 60, 0.9), Some(Place::Above));
        assert_eq!(place(200, 200, 0.9), Some(Place::FarAbove));
        assert_eq!(place(5, 10, 0.9), Some(Place::Below));
        assert_eq!(place(50, 100, 0.9), Some(Place::FarBelow));
    }

    #[test]
    fn units_that_differ_more_than_chance_are_said_to() {
        let alike = funnel(&[(90, 100), (88, 100), (91, 100), (0, 0)]).expect("a funnel");
        assert!(!alike.is_dispersed, "{}", alike.dispersion);
        assert_eq!(alike.places[3], None);
        let unlike = funnel(&[(99, 100), (60, 100), (80, 100)]).expect("a funnel");
        assert!(unlike.is_dispersed, "{}", unlike.dispersion);
        assert_eq!(funnel(&[(1, 2), (2, 2)]), None, "two units are no group");
    }

    proptest! {
        #[test]
        fn a_unit_is_outside_exactly_where_its_dot_is_beyond_the_line(
            trials in 1_u64..400, share in 0.0..=1.0_f64, rate in 0.02..0.98_f64,
        ) {
            let successes = (trials as f64 * share).round() as u64;
            let dot = successes as f64 / trials as f64;
            let lines = limits(rate, trials).expect("trials");
            let place = place(successes, trials, rate).expect("trials");
            // On the line itself rounding may say either.
            let near = lines.inner.iter().chain(&lines.outer).any(|line| (line - dot).abs() < 1e-9);
            if !near {
                prop_assert_eq!(dot < lines.outer[0], place == Place::FarBelow);
                prop_assert_eq!(dot > lines.outer[1], place == Place::FarAbove);
                prop_assert_eq!(dot < lines.inner[0], place <= Place::Below);
                prop_assert_eq!(dot > lines.inner[1], place >= Place::Above);
            }
        }

        #[test]
        fn limits_hold_the_rate_and_the_outer_hold_the_inner(trials in 1_u64..50_000, rate in 0.0..=1.0_f64) {
            let Limits { inner, outer, .. } = limits(rate, trials).expect("trials");
            prop_assert!(outer[0] <= inner[0] + 1e-12 && inner[0] <= rate + 1e-9);
            prop_assert!(rate <= inner[1] + 1e-9 && inner[1] <= outer[1] + 1e-12);
        }

        #[test]
        fn lines_are_drawn_by_growing_size_past_the_largest_unit(most in 1_u64..1_000_000) {
            let all: Vec<u64> = sizes(most).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(all[0] >= 1 && all[all.len() - 1] >= most);
        }
    }
}
