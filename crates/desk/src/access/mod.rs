//! People and access: who somebody is (password, session, token, identity of a provider), and their account.
//!
//! Secrets are drawn here, shown once, and handed to the store as hashes. Signing in answers the same, at the
//! same cost, whether the login is unknown, the password wrong or the account closed.

mod account;
mod hashing;
mod identity;
mod people;
pub(crate) mod secret;
mod session;
mod sign_in;
mod tokens;

pub(crate) use hashing::Hasher;
pub use hashing::hash_password;
pub use identity::Vouched;
pub use people::{AddPerson, Added};
pub use secret::generated_password;
pub(crate) use secret::{draw as draw_secret, hash as hash_secret, random_bytes};
pub use session::SignedIn;
pub use tokens::NewApiToken;

use chrono::TimeDelta;

/// A session unused for so long has ended.
pub const IDLE: TimeDelta = TimeDelta::hours(2);
/// A session ends after so long, whatever is done with it.
pub const LONGEST_SESSION: TimeDelta = TimeDelta::hours(12);
/// Most tokens of one person.
pub const MOST_TOKENS: i64 = 20;
/// Days a token may hold at most.
pub const MOST_TOKEN_DAYS: u16 = 366;
