//! How long signing in is refused after failures. The same for a login that exists and one that does not.

use chrono::TimeDelta;

/// Attempts per login before waiting begins.
pub const FREE_PER_LOGIN: u32 = 5;
/// Attempts per network address: an office shares one.
pub const FREE_PER_ADDRESS: u32 = 30;
/// The longest wait: long enough to make guessing hopeless, short enough to sit out.
pub const LONGEST: TimeDelta = TimeDelta::minutes(15);
/// Failures are forgotten after a day without an attempt.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// How long after the last of `failures` attempts the next one is refused: nothing for the first `free`,
/// then two seconds, doubled with every attempt, up to [`LONGEST`].
#[must_use]
pub fn wait(failures: u32, free: u32) -> TimeDelta {
    if failures < free {
        return TimeDelta::zero();
    }
    let doublings = (failures - free).min(20);
    TimeDelta::seconds(2 << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_begins_after_the_free_attempts_and_doubles_up_to_the_longest() {
        let seconds = |failures| wait(failures, FREE_PER_LOGIN).num_seconds();
        assert_eq!([0, 4, 5, 6, 7].map(seconds), [0, 0, 2, 4, 8]);
        assert_eq!(seconds(13), 512);
        assert_eq!(seconds(14), LONGEST.num_seconds());
        assert_eq!(seconds(u32::MAX), LONGEST.num_seconds());
    }
}
