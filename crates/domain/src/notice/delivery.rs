//! When a delivery is tried again, and when it is given up.

use chrono::TimeDelta;

/// The longest pause between two attempts.
const LONGEST: i64 = 3_600;

/// How long to wait after attempt number `attempts` (from 1) has failed: a second, then twice as long each
/// time, up to an hour.
#[must_use]
pub fn pause_after(attempts: u16) -> TimeDelta {
    let doublings = u32::from(attempts.saturating_sub(1)).min(12);
    TimeDelta::seconds((1_i64 << doublings).min(LONGEST))
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has taken it.
    Taken,
    /// It may go better later.
    TryAgain,
    /// The same request will be refused again: somebody has to look.
    GiveUp,
}

/// What the status of an HTTP answer means. Redirects are not followed: whoever enters a target enters the
/// right one.
#[must_use]
pub fn outcome_of_status(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Taken,
        // Too slow, too early, too many: the request itself was fine.
        408 | 425 | 429 | 500..=599 => Outcome::TryAgain,
        _ => Outcome::GiveUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_from_a_second_to_an_hour() {
        let pauses: Vec<i64> = (1..=14)
            .map(|attempts| pause_after(attempts).num_seconds())
            .collect();
        assert_eq!(
            pauses,
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]
        );
        assert_eq!(pause_after(u16::MAX).num_seconds(), 3600);
        assert_eq!(pause_after(0).num_seconds(), 1);
    }

    #[test]
    fn only_what_may_go_better_later_is_tried_again() {
        use Outcome::{GiveUp, Taken, TryAgain};
        let told = [200, 204, 301, 400, 401, 404, 408, 410, 425, 429, 500, 503];
        let outcomes = told.map(outcome_of_status);
        assert_eq!(
            outcomes,
            [
                Taken, Taken, GiveUp, GiveUp, GiveUp, GiveUp, TryAgain, GiveUp, TryAgain, TryAgain, TryAgain,
                TryAgain
            ]
        );
    }
}
