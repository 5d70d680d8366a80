//! What a password must be. Length and novelty count, not kinds of characters (NIST SP 800-63B, 5.1.1.2).

use thiserror::Error;

/// Fewest and most characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;

/// Passwords that everybody tries first, and what is built around them.
const COMMON: [&str; 20] = [
    "password", "passw0rd", "123456", "12345678", "qwerty", "asdfgh", "zxcvbn", "111111", "000000", "888888",
    "666666", "admin", "letmein", "welcome", "iloveyou", "woaini", "lianqin", "abc123", "1q2w3e", "a1b2c3",
];

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordFault {
    #[error("10 to 128 characters")]
    Length,
    #[error("too easy to guess: a common password with little added")]
    Common,
    #[error("too few different characters")]
    Monotonous,
    #[error("contains the sign-in name")]
    ContainsLogin,
}

/// Checks a new password for the person who signs in as `login`.
pub fn check(password: &str, login: &str) -> Result<(), PasswordFault> {
    if !LENGTH.contains(&password.chars().count()) {
        return Err(PasswordFault::Length);
    }
    let lower = password.to_lowercase();
    let login = login.trim().to_lowercase();
    if login.chars().count() >= 3 && lower.contains(&login) {
        return Err(PasswordFault::ContainsLogin);
    }
    let mut characters: Vec<char> = lower.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < 5 {
        return Err(PasswordFault::Monotonous);
    }
    // What is left once the common part is taken away must be worth something by itself.
    let guessable = COMMON
        .iter()
        .any(|common| lower.contains(common) && lower.replacen(common, "", 1).chars().count() < 6);
    if guessable {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_first_guess() {
        let fault = |password: &str| check(password, "wang.fang");
        assert_eq!(fault("short"), Err(PasswordFault::Length));
        assert_eq!(fault(&"长".repeat(129)), Err(PasswordFault::Length));
        assert_eq!(fault("aaaaaaaaaaaa"), Err(PasswordFault::Monotonous));
        assert_eq!(fault("Password2026"), Err(PasswordFault::Common));
        assert_eq!(fault("my-Wang.Fang-key"), Err(PasswordFault::ContainsLogin));
        assert_eq!(fault("三棵枇杷树在院子里开花"), Ok(()));
        assert_eq!(fault("correct horse battery"), Ok(()));
    }
}
