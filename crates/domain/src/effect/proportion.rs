//! Two shares and what lies between them.

use super::Estimate;
use crate::board::interval::{Z, wilson};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proportion {
    /// E.g. repeats; more than `whole` counts as `whole`.
    pub part: u64,
    /// E.g. received.
    pub whole: u64,
}

impl Proportion {
    /// The share, 0 to 1, with its Wilson interval; `None` of nothing.
    #[must_use]
    pub fn share(self) -> Option<Estimate> {
        let interval = wilson(self.part, self.whole)?;
        let value = self.part.min(self.whole) as f64 / self.whole as f64;
        Some(Estimate { value, interval })
    }

    /// The difference of the shares, `self − before`, in [−1, 1]; `None` where one is of nothing.
    ///
    /// Interval: the hybrid score method, number 10 of R. G. Newcombe, Interval estimation for the difference between
    /// independent proportions: comparison of eleven methods, Statistics in Medicine 17 (1998) 873–890. With the Wilson
    /// intervals `[l₁, u₁]` of p₁ and `[l₂, u₂]` of p₂ it runs from
    /// `p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²)` to `p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²)`.
    #[must_use]
    pub fn difference(self, before: Self) -> Option<Estimate> {
        let (one, two) = (self.share()?, before.share()?);
        let value = one.value - two.value;
        let ([l1, u1], [l2, u2]) = (one.interval, two.interval);
        let down = (one.value - l1).hypot(u2 - two.value);
        let up = (u1 - one.value).hypot(two.value - l2);
        let interval = [(value - down).max(-1.0), (value + up).min(1.0)];
        Some(Estimate { value, interval })
    }

    /// The relative change, `self / before − 1`; `None` where either share is 0 or of nothing: a ratio to nothing says
    /// nothing, and the logarithm of one that is nothing has no interval.
    ///
    /// Interval: on the logarithm of the ratio, with the standard error `√(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)`: D. Katz,
    /// J. Baptista, S. P. Azen, M. C. Pike, Obtaining confidence intervals for the risk ratio in cohort studies,
    /// Biometrics 34 (1978) 469–474.
    #[must_use]
    pub fn relative(self, before: Self) -> Option<Estimate> {
        if self.part == 0 || before.part == 0 {
            return None;
        }
        let (one, two) = (self.share()?, before.share()?);
        let part = |of: Self| of.part.min(of.whole) as f64;
        let spread = |of: Self| 1.0 / part(of) - 1.0 / of.whole as f64;
        let error = (spread(self) + spread(before)).max(0.0).sqrt();
        let log = (one.value / two.value).ln();
        Some(Estimate::of_logs(log, [log - Z * error, log + Z * error]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(part: u64, whole: u64) -> Proportion {
        Proportion { part, whole }
    }

    fn shown(estimate: Option<Estimate>) -> String {
        let [low, high] = estimate.expect("an interval").interval;
        format!("{low:.4} to {high:.4}")
    }

    /// Newcombe 1998 (see [`Proportion::difference`]), table II, examples (a) to (h), method 10.
    #[test]
    fn differences_agree_with_newcombes_table() {
        for ((x1, n1), (x2, n2), expected) in [
            ((56, 70), (48, 80), "0.0524 to 0.3339"),
            ((9, 10), (3, 10), "0.1705 to 0.8090"),
            ((6, 7), (2, 7), "0.0582 to 0.8062"),
            ((5, 56), (0, 29), "-0.0381 to 0.1926"),
            ((0, 10), (0, 20), "-0.1611 to 0.2775"),
            ((0, 10), (0, 10), "-0.2775 to 0.2775"),
            ((10, 10), (0, 20), "0.6791 to 1.0000"),
            ((10, 10), (0, 10), "0.6075 to 1.0000"),
        ] {
            assert_eq!(shown(of(x1, n1).difference(of(x2, n2))), expected, "{x1}/{n1}");
        }
    }

    /// The physicians' health study: heart attacks under placebo, 189 of 11,034, and under aspirin, 104 of 11,037 (New
    /// England Journal of Medicine 318 (1988) 262–264). Computed apart from this code: √(1/189 − 1/11,034 + 1/104 −
    /// 1/11,037) = 0.12135, and 1.8178 times or through exp(1.96 × 0.12135).
    #[test]
    fn a_ratio_agrees_with_the_physicians_study() {
        let ratio = of(189, 11_034).relative(of(104, 11_037)).expect("a ratio");
        let [low, high] = ratio.interval.map(|end| end + 1.0);
        assert_eq!(
            format!("{:.2}: {low:.2} to {high:.2}", ratio.value + 1.0),
            "1.82: 1.43 to 2.31"
        );
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        assert_eq!(of(0, 0).share(), None);
        assert_eq!(of(1, 2).difference(of(0, 0)), None);
        assert_eq!(of(0, 20).relative(of(5, 20)), None);
        assert_eq!(of(5, 20).relative(of(0, 20)), None);
    }

    prop_compose! {
        fn any_share()(whole in 1_u64..5_000, share in 0.0..=1.0_f64) -> Proportion {
            of((whole as f64 * share) as u64, whole)
        }
    }

    proptest! {
        #[test]
        fn a_difference_lies_in_its_interval_and_the_other_way_round_is_its_mirror(one in any_share(), two in any_share()) {
            let there = one.difference(two).expect("both are of something");
            let back = two.difference(one).expect("both are of something");
            let [low, high] = there.interval;
            prop_assert!(-1.0 <= low && low <= there.value && there.value <= high && high <= 1.0);
            prop_assert!((low + back.interval[1]).abs() < 1e-9 && (high + back.interval[0]).abs() < 1e-9);
        }

        #[test]
        fn a_ratio_lies_in_its_interval_and_the_other_way_round_is_its_inverse(one in any_share(), two in any_share()) {
            let (Some(there), Some(back)) = (one.relative(two), two.relative(one)) else {
                prop_assert!(one.part == 0 || two.part == 0);
                return Ok(());
            };
            let [low, high] = there.interval.map(|end| end + 1.0);
            prop_assert!(0.0 < low && low <= there.value + 1.0 + 1e-12 && there.value + 1.0 <= high + 1e-12);
            prop_assert!((low * (back.interval[1] + 1.0) - 1.0).abs() < 1e-9);
        }

        #[test]
        fn more_cases_at_the_same_shares_make_both_intervals_narrower(one in any_share(), two in any_share()) {
            let more = |of: Proportion| Proportion { part: of.part * 4, whole: of.whole * 4 };
            let width = |estimate: Option<Estimate>| estimate.map(|it| it.interval[1] - it.interval[0]);
            prop_assert!(width(more(one).difference(more(two))) <= width(one.difference(two)).map(|it| it + 1e-12));
            prop_assert!(width(more(one).relative(more(two))) <= width(one.relative(two)).map(|it| it + 1e-12));
        }
    }
}
