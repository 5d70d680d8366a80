//! The binomial distribution, exactly, as far as tails of the funnel need it.

/// Smallest share of the mode's probability that is still added up.
const NEGLIGIBLE: f64 = 1e-18;

/// Chances of every number of successes that is worth naming; the rest together is below 10⁻¹⁵.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Binomial {
    trials: u64,
    /// The number of successes that `chances` begins with.
    first: u64,
    chances: Vec<f64>,
}

impl Binomial {
    /// `rate` in [0, 1]. Begins at the mode and goes outwards by the ratio of neighbours, so that nothing
    /// underflows however many trials there are.
    pub(crate) fn new(trials: u64, rate: f64) -> Self {
        if rate <= 0.0 || rate >= 1.0 {
            let first = if rate <= 0.0 { 0 } else { trials };
            return Self {
                trials,
                first,
                chances: vec![1.0],
            };
        }
        let odds = rate / (1.0 - rate);
        let mode = (((trials + 1) as f64 * rate) as u64).min(trials);
        let mut below = Vec::new();
        let (mut at, mut chance) = (mode, 1.0);
        while at > 0 && chance > NEGLIGIBLE {
            chance *= at as f64 / ((trials - at + 1) as f64 * odds);
            at -= 1;
            below.push(chance);
        }
        let first = at;
        let mut chances: Vec<f64> = below.into_iter().rev().collect();
        chances.push(1.0);
        let (mut at, mut chance) = (mode, 1.0);
        while at < trials && chance > NEGLIGIBLE {
            chance *= (trials - at) as f64 * odds / (at + 1) as f64;
            at += 1;
            chances.push(chance);
        }
        let sum: f64 = chances.iter().sum();
        chances.iter_mut().for_each(|chance| *chance /= sum);
        Self {
            trials,
            first,
            chances,
        }
    }

    /// The chance of at most so many successes.
    pub(crate) fn at_most(&self, successes: u64) -> f64 {
        let Some(upto) = (successes + 1).checked_sub(self.first) else {
            return 0.0;
        };
        let upto = usize::try_from(upto)
            .unwrap_or(usize::MAX)
            .min(self.chances.len());
        self.chances[..upto].iter().sum()
    }

    /// The rate below or at which so few successes have a chance of at most `tail`: `(r − α) / n`, with `r` the
    /// fewest successes whose distribution function exceeds `tail`, and `α = (F(r) − tail) / f(r)`. In [0, 1].
    pub(crate) fn lower(&self, tail: f64) -> f64 {
        let mut so_far = 0.0;
        for (step, chance) in self.chances.iter().enumerate() {
            so_far += chance;
            if so_far > tail {
                let successes = self.first as f64 + step as f64;
                let short = (so_far - tail) / chance;
                return ((successes - short) / self.trials as f64).clamp(0.0, 1.0);
            }
        }
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_coins_fall_as_the_triangle_says() {
        let coins = Binomial::new(10, 0.5);
        let of_1024 = |successes| (coins.at_most(successes) * 1024.0).round();
        assert_eq!([0, 1, 2, 5, 10].map(of_1024), [1.0, 11.0, 56.0, 638.0, 1024.0]);
    }

    #[test]
    fn a_certain_rate_has_one_outcome() {
        assert_eq!(Binomial::new(7, 1.0).at_most(6), 0.0);
        assert_eq!(Binomial::new(7, 1.0).at_most(7), 1.0);
        assert_eq!(Binomial::new(7, 0.0).at_most(0), 1.0);
    }

    proptest! {
        #[test]
        fn chances_add_up_to_one_and_never_fall(trials in 1_u64..200_000, rate in 0.0..=1.0_f64, share in 0.0..1.0_f64) {
            let binomial = Binomial::new(trials, rate);
            prop_assert!((binomial.at_most(trials) - 1.0).abs() < 1e-9);
            let successes = (trials as f64 * share) as u64;
            prop_assert!(binomial.at_most(successes) <= binomial.at_most(successes + 1) + 1e-12);
        }
    }
}
