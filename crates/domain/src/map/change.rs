//! The same place in two periods: what its cases changed by, and whether chance alone would seldom bring that.

use serde::{Deserialize, Serialize};

use crate::coded::coded;
use crate::supervise::binomial::Binomial;

/// Cases of both periods together below which nothing is said.
pub const MIN_FOR_CHANGE: u64 = 10;

/// How seldom chance has to bring a change that is told. Of places where nothing changed, about so many are told
/// all the same.
pub const LEVEL: f64 = 0.05;

coded!(
    /// A change that is told, by the cases a day of the later period against those of the earlier one. The bounds of
    /// what fell and what rose are the same factors.
    Step {
        /// At most half.
        Halved = "halved",
        /// At most four fifths.
        Fewer = "fewer",
        SlightlyFewer = "slightly_fewer",
        SlightlyMore = "slightly_more",
        /// At least five fourths.
        More = "more",
        /// At least twice.
        Doubled = "doubled",
    }
);

/// What can be said of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Fewer than [`MIN_FOR_CHANGE`] cases in both periods together.
    TooFew,
    /// Chance brings such a difference more often than [`LEVEL`].
    Unclear,
    Clear(Step),
}

/// Compares the cases of one place in two periods, of which the later one is `share` of both together, in (0, 1).
///
/// If cases come at the same rate in both, then of `n` cases the number that falls into the later period is binomial
/// with `n` and `share`, whatever the rate. The difference is clear if twice the smaller tail is at most [`LEVEL`]:
/// the exact conditional test of J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from
/// Poisson series, Biometrika 31 (1940) 313–323.
#[must_use]
pub fn judge(before: u64, after: u64, share: f64) -> Verdict {
    let together = before + after;
    if together < MIN_FOR_CHANGE {
        return Verdict::TooFew;
    }
    if chance(before, after, share) > LEVEL {
        return Verdict::Unclear;
    }
    // Compared as products, so that no rate is divided by zero.
    let (was, is) = (before as f64 * share, after as f64 * (1.0 - share));
    Verdict::Clear(if is >= 2.0 * was {
        Step::Doubled
    } else if is >= 1.25 * was {
        Step::More
    } else if is > was {
        Step::SlightlyMore
    } else if 2.0 * is <= was {
        Step::Halved
    } else if 1.25 * is <= was {
        Step::Fewer
    } else {
        Step::SlightlyFewer
    })
}

/// How often chance brings a difference at least so large to either side.
fn chance(before: u64, after: u64, share: f64) -> f64 {
    let spread = Binomial::new(before + after, share);
    let at_most = spread.at_most(after);
    let at_least = match after.checked_sub(1) {
        Some(below) => 1.0 - spread.at_most(below),
        None => 1.0,
    };
    (2.0 * at_most.min(at_least)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `binom.test` of R gives the same.
    #[test]
    fn chances_are_those_of_the_exact_test() {
        let rounded = |before, after, share| (chance(before, after, share) * 1e5).round() / 1e5;
        assert_eq!(rounded(10, 20, 0.5), 0.09874);
        assert_eq!(rounded(5, 15, 0.5), 0.04139);
        assert_eq!(rounded(0, 10, 0.5), 0.00195);
        assert_eq!(rounded(7, 7, 0.5), 1.0);
    }

    #[test]
    fn few_cases_or_a_difference_that_chance_brings_say_nothing() {
        assert_eq!(judge(0, 9, 0.5), Verdict::TooFew);
        assert_eq!(judge(0, 10, 0.5), Verdict::Clear(Step::Doubled));
        assert_eq!(judge(10, 20, 0.5), Verdict::Unclear);
        assert_eq!(judge(5, 15, 0.5), Verdict::Clear(Step::Doubled));
    }

    #[test]
    fn steps_begin_at_their_factors() {
        let step = |before, after| match judge(before, after, 0.5) {
            Verdict::Clear(step) => step.code(),
            _ => "",
        };
        let steps = [499, 500, 501, 800, 801].map(|after| step(100_000, after * 100));
        assert_eq!(steps, ["halved", "halved", "fewer", "fewer", "slightly_fewer"]);
        let steps = [1249, 1250, 1999, 2000].map(|after| step(100_000, after * 100));
        assert_eq!(steps, ["slightly_more", "more", "more", "doubled"]);
    }

    #[test]
    fn a_longer_period_is_expected_to_bring_more() {
        assert_eq!(judge(100, 300, 0.75), Verdict::Unclear);
        assert_eq!(judge(100, 300, 0.5), Verdict::Clear(Step::Doubled));
        assert_eq!(judge(100, 100, 0.75), Verdict::Clear(Step::Halved));
    }

    #[test]
    fn where_nothing_changed_a_change_is_told_no_more_often_than_said() {
        for cases in (MIN_FOR_CHANGE..300).step_by(7) {
            let spread = Binomial::new(cases, 0.5);
            let exactly =
                |n: u64| spread.at_most(n) - n.checked_sub(1).map_or(0.0, |below| spread.at_most(below));
            let told: f64 = (0..=cases)
                .filter(|after| matches!(judge(cases - after, *after, 0.5), Verdict::Clear(_)))
                .map(exactly)
                .sum();
            assert!(told <= LEVEL, "{told} of {cases}");
        }
    }

    proptest! {
        #[test]
        fn a_rise_seen_from_the_other_side_is_as_large_a_fall(before in 0_u64..3_000, after in 0_u64..3_000) {
            let mirrored = |step: Step| Step::ALL[Step::ALL.len() - 1 - usize::from(step.index())];
            let there = judge(before, after, 0.5);
            let back = match judge(after, before, 0.5) {
                Verdict::Clear(step) => Verdict::Clear(mirrored(step)),
                other => other,
            };
            prop_assert_eq!(there, back);
        }

        #[test]
        fn what_is_clear_stays_clear_where_more_cases_come(before in 0_u64..500, more in 1_u64..500) {
            if judge(before, before + more, 0.5) == Verdict::Clear(Step::Doubled) {
                prop_assert_eq!(judge(before, before + more + 1, 0.5), Verdict::Clear(Step::Doubled));
            }
        }
    }
}
