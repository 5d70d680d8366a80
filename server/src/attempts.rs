//! How often one address may try codes. Kept in memory only, and never more than so much of it.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// Addresses told apart. Beyond that, newcomers share one allowance.
const MOST: usize = 20_000;
/// At once, by one address: an office or a village shares one.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// Per minute, after that.
const PER_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// What all newcomers share when the memory is full, per minute.
const CROWD: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);

/// Whom an address belongs to: one in IPv4, the first 64 bits in IPv6, where everybody has many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
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

/// Counts attempts.
#[derive(Debug)]
pub(crate) struct Attempts {
    by_network: RateLimiter<Network, HashMapStateStore<Network>, DefaultClock>,
    crowd: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
    most: usize,
}

impl Default for Attempts {
    fn default() -> Self {
        Self::remembering(MOST)
    }
}

impl Attempts {
    fn remembering(most: usize) -> Self {
        let quota = Quota::per_minute(PER_MINUTE).allow_burst(BURST);
        Self {
            by_network: RateLimiter::hashmap(quota),
            crowd: RateLimiter::direct(Quota::per_minute(CROWD)),
            most,
        }
    }

    /// Counts one attempt from this address; if it is one too many, the seconds until the next is let through.
    pub(crate) fn count(&self, address: Option<IpAddr>) -> Result<(), u32> {
        let clock = DefaultClock::default();
        let network = Network::from(address);
        if self.by_network.len() >= self.most {
            // Those who have been quiet long enough are forgotten.
            self.by_network.retain_recent();
        }
        let answer = if self.by_network.len() >= self.most {
            self.crowd.check()
        } else {
            self.by_network.check_key(&network)
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
        let attempts = Attempts::default();
        for _ in 0..BURST.get() {
            assert_eq!(attempts.count(v4(1)), Ok(()));
        }
        assert!(matches!(attempts.count(v4(1)), Err(1..=3)));
        assert_eq!(attempts.count(v4(2)), Ok(()));
    }

    #[test]
    fn the_addresses_of_one_household_are_one() {
        let attempts = Attempts::default();
        let v6 = |last: u128| Some(IpAddr::V6((0x2001_0db8_u128 << 96 | last).into()));
        for number in 0..u128::from(BURST.get()) {
            assert_eq!(attempts.count(v6(number)), Ok(()));
        }
        assert!(attempts.count(v6(99)).is_err());
        let mapped = Some("::ffff:0.0.0.7".parse().expect("an address"));
        for _ in 0..BURST.get() {
            assert_eq!(attempts.count(mapped), Ok(()));
        }
        assert!(
            attempts.count(v4(7)).is_err(),
            "the same address, written otherwise"
        );
    }

    #[test]
    fn memory_is_bounded_whoever_comes() {
        let attempts = Attempts::remembering(10);
        for number in 0..5_000 {
            let _ = attempts.count(v4(number));
        }
        assert!(attempts.by_network.len() <= 10);
        assert!(
            attempts.count(v4(9_999)).is_err(),
            "the crowd's allowance is spent"
        );
    }
}
