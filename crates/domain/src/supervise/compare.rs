//! Two periods beside each other: what a rate changed by, and how sure that is.

use serde::{Deserialize, Serialize};

use crate::board::interval::wilson;

/// The change of a rate from one period to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub before: f64,
    pub after: f64,
    /// `after − before`, in [−1, 1].
    pub change: f64,
    /// 95 % interval of `change`.
    pub interval: [f64; 2],
}

impl Difference {
    /// Whether chance alone would seldom bring such a change: the interval leaves out zero.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.interval[0] > 0.0 || self.interval[1] < 0.0
    }
}

/// The change between two rates, each given by successes and trials, with the hybrid score interval: R. G. Newcombe,
/// Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998)
/// 873–890, method 10. With the Wilson intervals `[l, u]` of both rates, `δ − √((p₂ − l₂)² + (u₁ − p₁)²)` to
/// `δ + √((u₂ − p₂)² + (p₁ − l₁)²)` for `δ = p₂ − p₁`. `None` where a period has no trials.
#[must_use]
pub fn difference(before: (u64, u64), after: (u64, u64)) -> Option<Difference> {
    let rate = |(successes, trials): (u64, u64)| successes.min(trials) as f64 / trials as f64;
    let [low_1, high_1] = wilson(before.0, before.1)?;
    let [low_2, high_2] = wilson(after.0, after.1)?;
    let (p1, p2) = (rate(before), rate(after));
    let change = p2 - p1;
    Some(Difference {
        before: p1,
        after: p2,
        change,
        interval: [
            (change - (p2 - low_2).hypot(high_1 - p1)).max(-1.0),
            (change + (high_2 - p2).hypot(p1 - low_1)).min(1.0),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Newcombe's table II, method 10; his difference is ours from the second to the first.
    #[test]
    fn intervals_agree_with_newcombes_table() {
        let shown = |first, second| {
            difference(second, first).map(|it| it.interval.map(|end| format!("{end:.4}")).join(" to "))
        };
        for (first, second, interval) in [
            ((56, 70), (48, 80), "0.0524 to 0.3339"),
            ((9, 10), (3, 10), "0.1705 to 0.8090"),
            ((6, 7), (2, 7), "0.0582 to 0.8062"),
            ((5, 56), (0, 29), "-0.0381 to 0.1926"),
            ((0, 10), (0, 20), "-0.1611 to 0.2775"),
            ((10, 10), (0, 20), "0.6791 to 1.0000"),
        ] {
            assert_eq!(shown(first, second).as_deref(), Some(interval));
        }
        assert_eq!(difference((0, 0), (1, 2)), None);
    }

    #[test]
    fn a_change_is_clear_where_its_interval_leaves_out_zero() {
        assert!(difference((480, 800), (560, 700)).expect("a change").is_clear());
        assert!(!difference((6, 10), (8, 10)).expect("a change").is_clear());
    }

    proptest! {
        #[test]
        fn the_change_lies_in_its_interval_and_turns_with_the_periods(
            a in 0_u64..500, b in 0_u64..500, m in 1_u64..500, n in 1_u64..500,
        ) {
            let (before, after) = ((a.min(m), m), (b.min(n), n));
            let there = difference(before, after).expect("trials");
            let back = difference(after, before).expect("trials");
            prop_assert!(there.interval[0] <= there.change && there.change <= there.interval[1]);
            prop_assert!(there.interval[0] >= -1.0 && there.interval[1] <= 1.0);
            prop_assert!((there.interval[0] + back.interval[1]).abs() < 1e-9);
        }
    }
}
