//! How often one address may try codes or send reports, and one person's programs may ask. Kept in memory only, and never more
//! than so much of it.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// Callers told apart. Beyond that, all share one allowance.
const MOST: usize = 20_000;
/// Codes that one address may try at once, and per minute after that: an office or a village shares one.
const CODES: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// Reports that one address may send at once.
pub(crate) const REPORTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(5);
/// After that, one in so long: twelve an hour.
const BETWEEN_REPORTS: Duration = Duration::from_secs(300);
/// What all share when the memory is full, in allowances of one.
const CROWD: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// Whom an address belongs to: one in IPv4, the first 64 bits in IPv6, where everybody has many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    Unknown,
    V4(u32),
    V6(u64),
}

impl From<Option<IpAddr>> for Network {
    fn from(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Unknown,
            Some(IpAddr::V4(address)) => Self::V4(address.to_bits()),
            Some(IpAddr::V6(address)) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// Counts attempts by whoever makes them.
#[derive(Debug)]
pub(crate) struct Attempts<By: Hash + Eq + Clone> {
    by_caller: RateLimiter<By, HashMapStateStore<By>, DefaultClock>,
    crowd: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
    most: usize,
}

impl Attempts<Network> {
    /// Of codes, by address.
    pub(crate) fn of_codes() -> Self {
        Self::of(CODES)
    }

    /// Of reports, by address: so many at once, and one every so often after that.
    pub(crate) fn of_reports() -> Self {
        let quota = |each| Quota::with_period(BETWEEN_REPORTS).map(|quota| quota.allow_burst(each));
        let each = quota(REPORTS).unwrap_or(Quota::per_minute(REPORTS));
        let crowd = REPORTS.saturating_mul(CROWD);
        Self::with(MOST, each, quota(crowd).unwrap_or(Quota::per_minute(crowd)))
    }
}

impl<By: Hash + Eq + Clone> Attempts<By> {
    /// So many at once by each, and so many per minute after that.
    pub(crate) fn of(each: NonZeroU32) -> Self {
        Self::remembering(MOST, each)
    }

    fn remembering(most: usize, each: NonZeroU32) -> Self {
        let crowd = each.saturating_mul(CROWD);
        Self::with(most, Quota::per_minute(each), Quota::per_minute(crowd))
    }

    fn with(most: usize, each: Quota, crowd: Quota) -> Self {
        Self {
            by_caller: RateLimiter::hashmap(each),
            crowd: RateLimiter::direct(crowd),
            most,
        }
    }

    /// Counts one attempt; if it is one too many, the seconds until the next is let through.
    pub(crate) fn count(&self, by: impl Into<By>) -> Result<(), u32> {
        let clock = DefaultClock::default();
        if self.by_caller.len() >= self.most {
            // Those who have been quiet long enough are forgotten.
            self.by_caller.retain_recent();
        }
        let answer = if self.by_caller.len() >= self.most {
            self.crowd.check()
        } else {
            self.by_caller.check_key(&by.into())
        };
        answer.map_err(|not_until| {
            let wait = not_until.wait_time_from(clock.now());
            u32::try_from(wait.as_secs())
                .unwrap_or(u32::MAX)
                .saturating_add(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v4(number: u32) -> Option<IpAddr> {
        Some(IpAddr::V4(number.into()))
    }

    #[test]
    fn one_address_is_stopped_and_another_is_not() {
        let attempts = Attempts::of_codes();
        for _ in 0..CODES.get() {
            assert_eq!(attempts.count(v4(1)), Ok(()));
        }
        assert!(matches!(attempts.count(v4(1)), Err(1..=3)));
        assert_eq!(attempts.count(v4(2)), Ok(()));
    }

    #[test]
    fn the_addresses_of_one_household_are_one() {
        let attempts = Attempts::of_codes();
        let v6 = |last: u128| Some(IpAddr::V6((0x2001_0db8_u128 << 96 | last).into()));
        for number in 0..u128::from(CODES.get()) {
            assert_eq!(attempts.count(v6(number)), Ok(()));
        }
        assert!(attempts.count(v6(99)).is_err());
        let mapped = Some("::ffff:0.0.0.7".parse().expect("an address"));
        for _ in 0..CODES.get() {
            assert_eq!(attempts.count(mapped), Ok(()));
        }
        assert!(
            attempts.count(v4(7)).is_err(),
            "the same address, written otherwise"
        );
    }

    #[test]
    fn an_address_that_reported_six_times_waits_for_minutes() {
        let attempts = Attempts::of_reports();
        for _ in 0..REPORTS.get() {
            assert_eq!(attempts.count(v4(1)), Ok(()));
        }
        let seconds = attempts.count(v4(1)).expect_err("one too many");
        assert!((200..=301).contains(&seconds), "{seconds}");
        assert_eq!(attempts.count(v4(2)), Ok(()), "another address");
    }

    #[test]
    fn memory_is_bounded_whoever_comes() {
        let attempts = Attempts::<Network>::remembering(10, CODES);
        for number in 0..5_000 {
            let _ = attempts.count(v4(number));
        }
        assert!(attempts.by_caller.len() <= 10);
        assert!(
            attempts.count(v4(9_999)).is_err(),
            "the crowd's allowance is spent"
        );
    }
}
