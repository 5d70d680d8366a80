//! How sure a rate is: the Wilson score interval.

/// How sure an interval is.
pub const LEVEL: f64 = 0.95;

/// 97.5 % quantile of the standard normal distribution: both sides together leave out 5 %.
pub(crate) const Z: f64 = 1.959_964;

/// The 95 % Wilson score interval of `successes` out of `trials`, both ends in [0, 1]; `None` without
/// trials. Formula: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
/// J. Am. Stat. Assoc. 22 (1927) 209–212, without continuity correction:
///
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)` with `p = successes / trials`.
#[must_use]
pub fn wilson(successes: u64, trials: u64) -> Option<[f64; 2]> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let p = successes.min(trials) as f64 / n;
    let (z2, scale) = (Z * Z, 1.0 + Z * Z / n);
    let centre = p + z2 / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // At p = 0 and p = 1 an end is exactly 0 or 1; rounding must not carry it past, nor the rate outside.
    Some([
        ((centre - half) / scale).clamp(0.0, p),
        ((centre + half) / scale).clamp(p, 1.0),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
    /// 17 (1998) 857–872, table I, method 3 (score, without continuity correction).
    #[test]
    fn intervals_agree_with_newcombes_table() {
        let shown = |x, n| wilson(x, n).map(|[low, high]| format!("{low:.4} to {high:.4}"));
        assert_eq!(shown(81, 263).as_deref(), Some("0.2553 to 0.3662"));
        assert_eq!(shown(15, 148).as_deref(), Some("0.0624 to 0.1605"));
        assert_eq!(shown(0, 20).as_deref(), Some("0.0000 to 0.1611"));
        assert_eq!(shown(1, 29).as_deref(), Some("0.0061 to 0.1718"));
        assert_eq!(wilson(0, 0), None);
    }

    proptest! {
        #[test]
        fn the_rate_lies_in_its_interval(trials in 1_u64..100_000, share in 0.0..=1.0_f64) {
            let successes = (trials as f64 * share) as u64;
            let rate = successes as f64 / trials as f64;
            let [low, high] = wilson(successes, trials).expect("there are trials");
            prop_assert!(0.0 <= low && low <= rate && rate <= high && high <= 1.0);
            prop_assert!(high > low);
        }
    }
}
