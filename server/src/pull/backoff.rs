//! How long to wait before a system is asked again.

use std::time::Duration;

use rand::Rng;

/// Never longer by our own reckoning.
const LONGEST: Duration = Duration::from_secs(300);
/// A system that asks for more patience is not believed.
const LONGEST_ASKED: Duration = Duration::from_secs(3600);

/// Pauses that double, each shortened at random by up to a half, so that many who were turned away together do not
/// come back together.
#[derive(Debug)]
pub(super) struct Backoff {
    pause: Duration,
}

impl Backoff {
    pub(super) fn new(first: Duration) -> Self {
        Self {
            pause: first.min(LONGEST),
        }
    }

    /// The next pause; never shorter than what the system has `asked` for.
    pub(super) fn next(&mut self, asked: Option<Duration>, rng: &mut impl Rng) -> Duration {
        let pause = self.pause.mul_f64(rng.random_range(0.5..=1.0));
        self.pause = (self.pause * 2).min(LONGEST);
        pause.max(asked.unwrap_or_default().min(LONGEST_ASKED))
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::SmallRng;

    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound_and_no_two_waiters_wait_alike() {
        let seconds = |seed| -> Vec<f64> {
            let mut rng = SmallRng::seed_from_u64(seed);
            let mut backoff = Backoff::new(Duration::from_secs(1));
            (0..12)
                .map(|_| backoff.next(None, &mut rng).as_secs_f64())
                .collect()
        };
        for (number, pause) in seconds(1).into_iter().enumerate() {
            let full = 2f64.powi(i32::try_from(number).expect("small")).min(300.0);
            assert!((full / 2.0..=full).contains(&pause), "{number}: {pause}");
        }
        assert_ne!(seconds(1), seconds(2));
    }

    #[test]
    fn a_system_may_ask_for_patience_but_not_for_ever() {
        let mut rng = SmallRng::seed_from_u64(1);
        let mut asked = |seconds| {
            let asked = Some(Duration::from_secs(seconds));
            Backoff::new(Duration::from_secs(1))
                .next(asked, &mut rng)
                .as_secs()
        };
        assert_eq!(asked(20), 20);
        assert_eq!(asked(86_400), 3600);
        assert!(asked(0) <= 1);
    }
}
