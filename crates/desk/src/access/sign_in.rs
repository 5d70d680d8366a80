use std::net::IpAddr;

use chrono::TimeDelta;
use domain::access::throttle::{FREE_PER_ADDRESS, FREE_PER_LOGIN};
use store::people::{self, Attempt};

use super::{SignedIn, secret};
use crate::{Desk, DeskError};

/// What failures are hashed with.
const FAILURES_KEY: &str = "sign_in_failures";
/// Longer logins and passwords belong to nobody.
const MOST_LOGIN: usize = 64;
const MOST_PASSWORD: usize = 1024;

impl Desk {
    /// Begins a session for whoever knows login and password, coming from this address.
    ///
    /// Refused attempts all sound the same ([`DeskError::WrongCredentials`]) and cost the same. Too many of
    /// them for one login or from one address, and every further one is [`DeskError::TooMany`] for a while,
    /// whether there is such a login or not.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<SignedIn, DeskError> {
        let login = login.trim();
        if login.is_empty() || login.chars().count() > MOST_LOGIN {
            return Err(DeskError::invalid("login", "1 to 64 characters"));
        }
        if password.is_empty() || password.len() > MOST_PASSWORD {
            return Err(DeskError::invalid("password", "must not be empty"));
        }
        let (by_login, by_address) = self.attempt_keys(login, address).await?;
        let attempts = [
            Attempt {
                key: by_login,
                free: FREE_PER_LOGIN,
            },
            Attempt {
                key: by_address,
                free: FREE_PER_ADDRESS,
            },
        ];
        if let Some(wait) = people::begin_attempt(&self.db, &attempts, self.now()).await? {
            return Err(DeskError::TooMany {
                seconds: whole_seconds(wait),
            });
        }
        let known = people::by_login(&self.db, login).await?;
        let hash = known.as_ref().and_then(|secret| secret.hash.clone());
        let fits = self.hasher.verify(password.to_owned(), hash).await?;
        let Some(secret) = known.filter(|secret| fits && secret.active) else {
            return Err(DeskError::WrongCredentials);
        };
        let Some(account) = people::account(&self.db, secret.person).await? else {
            return Err(DeskError::WrongCredentials);
        };
        people::forget_attempt(&self.db, &by_login, &by_address).await?;
        self.begin_session(&account, None).await
    }

    async fn attempt_keys(
        &self,
        login: &str,
        address: Option<IpAddr>,
    ) -> Result<([u8; 32], [u8; 32]), DeskError> {
        let key = match self.failures_key.get() {
            Some(key) => *key,
            None => {
                let drawn = secret::random_bytes()?;
                let key = people::server_key(&self.db, FAILURES_KEY, drawn, self.now()).await?;
                *self.failures_key.get_or_init(|| key)
            }
        };
        let login = secret::keyed_hash(&key, "login", &login.to_lowercase());
        let address = address.map_or_else(|| "unknown".to_owned(), network);
        Ok((login, secret::keyed_hash(&key, "address", &address)))
    }
}

/// Whom an address belongs to: one in IPv4, the first 64 bits in IPv6, where everybody has many.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

fn whole_seconds(wait: TimeDelta) -> u32 {
    u32::try_from((wait.num_milliseconds() + 999) / 1000)
        .unwrap_or(1)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_address_in_both_protocols() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
