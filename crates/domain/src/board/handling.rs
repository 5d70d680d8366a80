//! Handling times as a histogram: small enough to keep per unit and day, exact enough for a median.

/// Steps in which a time doubles.
const PER_OCTAVE: u32 = 8;
/// Up to 2^16 working minutes, half a year of working days; longer ones are held there.
const STEPS: usize = 128;

/// How many cases took how many working minutes, in steps that grow with the time: eight for each doubling. A quantile
/// is therefore off by less than one step, 2^(1/8) or 9 %, of the time that stands at its place, whatever its size; sums
/// of histograms lose nothing further.
#[derive(Debug, Clone, PartialEq)]
pub struct Handling {
    counts: [u32; STEPS],
}

impl Default for Handling {
    fn default() -> Self {
        Self { counts: [0; STEPS] }
    }
}

impl Handling {
    /// One more case that took so long. Less than two minutes are one step.
    pub fn add(&mut self, minutes: u32) {
        self.counts[step_of(minutes)] += 1;
    }

    /// All cases of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Cases.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }

    /// The time, in working minutes, that a share of `q` (0 to 1) of the cases took at most; `None` without cases. Within
    /// a step it grows evenly on the scale of the steps.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let wanted = q.clamp(0.0, 1.0) * self.count() as f64;
        let mut below = 0.0;
        let mut last = None;
        for (step, &count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let here = f64::from(count);
            let share = ((wanted - below) / here).clamp(0.0, 1.0);
            last = Some(exp2(step as f64 + share));
            if wanted <= below + here {
                break;
            }
            below += here;
        }
        last
    }
}

fn step_of(minutes: u32) -> usize {
    let steps = f64::from(minutes.max(1)).log2() * f64::from(PER_OCTAVE);
    (steps as usize).min(STEPS - 1)
}

fn exp2(steps: f64) -> f64 {
    (steps / f64::from(PER_OCTAVE)).exp2()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(minutes: &[u32]) -> Handling {
        let mut handling = Handling::default();
        minutes.iter().for_each(|&minutes| handling.add(minutes));
        handling
    }

    #[test]
    fn no_cases_have_no_median_and_one_has_its_own() {
        assert_eq!(Handling::default().quantile(0.5), None);
        let median = of(&[480]).quantile(0.5).unwrap();
        assert!((median / 480.0 - 1.0).abs() < 0.09, "{median}");
    }

    #[test]
    fn a_time_that_doubles_moves_by_eight_steps() {
        let steps = [1, 2, 4, 480, 960].map(step_of);
        assert_eq!(steps, [0, 8, 16, 71, 79]);
        assert_eq!(step_of(0), 0);
        assert_eq!(step_of(u32::MAX), STEPS - 1);
    }

    #[test]
    fn half_of_what_took_one_hour_or_one_day_took_an_hour() {
        let handling = of(&[60, 60, 60, 480, 480]);
        let [median, tail] = [0.5, 0.9].map(|q| handling.quantile(q).unwrap());
        assert!((55.0..65.5).contains(&median), "{median}");
        assert!((440.0..524.0).contains(&tail), "{tail}");
        assert_eq!(handling.count(), 5);
    }

    proptest! {
        /// The bound that stands at the type.
        #[test]
        fn a_quantile_is_within_one_step_of_the_time_at_its_place(
            mut minutes in proptest::collection::vec(1_u32..65_536, 1..200),
            q in 0.001..1.0_f64,
        ) {
            let found = of(&minutes).quantile(q).unwrap();
            minutes.sort_unstable();
            let place = ((q * minutes.len() as f64).ceil() as usize).clamp(1, minutes.len());
            let exact = f64::from(minutes[place - 1]);
            let off = (found / exact).ln().abs();
            prop_assert!(off <= 0.125 * std::f64::consts::LN_2 + 1e-9, "{} for {}", found, exact);
        }

        #[test]
        fn quantiles_ascend(minutes in proptest::collection::vec(0_u32..100_000, 1..100)) {
            let handling = of(&minutes);
            let all: Vec<f64> = (0..=20).map(|q| handling.quantile(f64::from(q) / 20.0).unwrap()).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", all);
        }

        #[test]
        fn a_merged_histogram_is_that_of_all_cases(
            one in proptest::collection::vec(0_u32..100_000, 0..100),
            two in proptest::collection::vec(0_u32..100_000, 0..100),
        ) {
            let mut merged = of(&one);
            merged.merge(&of(&two));
            prop_assert_eq!(merged, of(&[one, two].concat()));
        }
    }
}
