//! How long cases took, as a histogram that can be added up.
//!
//! A median cannot be made of medians; it can of histograms. Steps grow with the time, eight to each
//! doubling, so that every quantile is known to within a step: at most 9 % of its value.

/// Steps per doubling, as a power of two.
const FINE: u32 = 3;
/// Steps there are: up to 786,432 minutes, a year and a half of days and nights.
pub const STEPS: usize = 140;

/// Working minutes from dispatch to closing, of many cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handling {
    steps: [u32; STEPS],
}

impl Default for Handling {
    fn default() -> Self {
        Self { steps: [0; STEPS] }
    }
}

impl Handling {
    /// The step that holds so many minutes; what is longer than all of them is in the last one.
    #[must_use]
    pub fn step(minutes: u32) -> u8 {
        let per = 1 << FINE;
        let step = if minutes < per {
            minutes
        } else {
            let doubling = 31 - minutes.leading_zeros();
            (doubling - FINE + 1) * per + ((minutes >> (doubling - FINE)) - per)
        };
        step.min(STEPS as u32 - 1) as u8
    }

    /// The least minutes of a step.
    #[must_use]
    pub fn least(step: u8) -> u32 {
        let (per, step) = (1 << FINE, u32::from(step));
        if step < per {
            step
        } else {
            (per + step % per) << (step / per - 1)
        }
    }

    /// One more case.
    pub fn add(&mut self, minutes: u32) {
        self.add_step(Self::step(minutes), 1);
    }

    /// So many more cases in a step.
    #[inline]
    pub fn add_step(&mut self, step: u8, cases: u32) {
        let step = &mut self.steps[usize::from(step).min(STEPS - 1)];
        *step = step.wrapping_add(cases);
    }

    /// One case fewer in a step that had it.
    #[inline]
    pub fn take_step(&mut self, step: u8) {
        let step = &mut self.steps[usize::from(step).min(STEPS - 1)];
        *step = step.wrapping_sub(1);
    }

    /// All cases of another one as well.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
            *mine = mine.wrapping_add(*theirs);
        }
    }

    /// How many cases.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.steps.iter().map(|step| u64::from(*step)).sum()
    }

    /// Minutes that the share `q` of all cases took at most, 0 to 1; `None` without cases. Within a step its cases
    /// are taken as spread evenly.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let wanted = q.clamp(0.0, 1.0) * count as f64;
        let mut below = 0.0;
        let mut found = 0.0;
        for (step, cases) in (0_u8..).zip(&self.steps).filter(|(_, cases)| **cases > 0) {
            let (low, high) = (f64::from(Self::least(step)), f64::from(Self::least(step + 1)));
            let here = f64::from(*cases);
            if below + here >= wanted {
                return Some(low + (high - low) * ((wanted - below) / here).clamp(0.0, 1.0));
            }
            below += here;
            found = high;
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(minutes: impl IntoIterator<Item = u32>) -> Handling {
        let mut handling = Handling::default();
        minutes.into_iter().for_each(|one| handling.add(one));
        handling
    }

    #[test]
    fn steps_follow_each_other_without_a_gap() {
        for step in 0..(STEPS - 1) as u8 {
            let (low, next) = (Handling::least(step), Handling::least(step + 1));
            assert!(low < next);
            assert_eq!((Handling::step(low), Handling::step(next - 1)), (step, step));
        }
        assert_eq!(Handling::step(u32::MAX), (STEPS - 1) as u8);
    }

    #[test]
    fn nobody_took_no_time() {
        assert_eq!(Handling::default().quantile(0.5), None);
        assert_eq!(of([0, 0]).quantile(0.5), Some(0.5));
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_a_step_of_the_true_one(
            mut minutes in proptest::collection::vec(0_u32..500_000, 1..200), q in 0.0..=1.0_f64,
        ) {
            let said = of(minutes.iter().copied()).quantile(q).unwrap();
            minutes.sort_unstable();
            let at = ((q * minutes.len() as f64).ceil() as usize).clamp(1, minutes.len()) - 1;
            let step = Handling::step(minutes[at]);
            let (low, high) = (f64::from(Handling::least(step)), f64::from(Handling::least(step + 1)));
            prop_assert!(low <= said && said <= high, "{said} not in {low}..{high}");
        }

        #[test]
        fn halves_add_up(a in proptest::collection::vec(0_u32..9_000, 0..50), b in proptest::collection::vec(0_u32..9_000, 0..50)) {
            let mut both = of(a.iter().copied());
            both.merge(&of(b.iter().copied()));
            prop_assert_eq!(both, of(a.into_iter().chain(b)));
        }
    }
}
