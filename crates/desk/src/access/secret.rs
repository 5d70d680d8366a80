use domain::access::password;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

use crate::DeskError;

/// Letters and digits that nobody takes for one another when they read them aloud.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// 256 random bits from the system.
pub(crate) fn random_bytes() -> Result<[u8; 32], DeskError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| DeskError::Unavailable(format!("randomness: {error}")))?;
    Ok(bytes)
}

/// A secret to be shown once, and its hash to be stored. 256 bits need no salt and no slow hash.
pub(crate) fn draw(prefix: &str) -> Result<(String, [u8; 32]), DeskError> {
    let secret = format!("{prefix}{}", hex::encode(random_bytes()?));
    let hash = hash(&secret);
    Ok((secret, hash))
}

/// What is stored of a secret.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The hash of what must be recognised but not read, with a key of fixed length.
pub(crate) fn keyed_hash(key: &[u8; 32], kind: &str, text: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(key);
    hasher.update(kind.as_bytes());
    hasher.update([0]);
    hasher.update(text.as_bytes());
    hasher.finalize().into()
}

/// A password for somebody else, to be changed at first use: 80 random bits, easy to read aloud.
pub fn generated_password(login: &str) -> Result<String, DeskError> {
    let mut rng = ChaCha20Rng::from_seed(random_bytes()?);
    loop {
        let mut text = String::with_capacity(19);
        for position in 0..16 {
            if position > 0 && position % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
        }
        if password::check(&text, login).is_ok() {
            return Ok(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_password_keeps_the_rules_and_is_never_the_same() {
        let one = generated_password("wang.fang").unwrap();
        let two = generated_password("wang.fang").unwrap();
        assert_ne!(one, two);
        assert_eq!(one.len(), 19);
        assert_eq!(password::check(&one, "wang.fang"), Ok(()));
    }

    #[test]
    fn a_secret_is_stored_as_its_hash() {
        let (secret, stored) = draw("lq_").unwrap();
        assert!(secret.starts_with("lq_") && secret.len() == 67);
        assert_eq!(hash(&secret), stored);
        assert_ne!(draw("lq_").unwrap().0, secret);
    }

    #[test]
    fn a_keyed_hash_depends_on_key_kind_and_text() {
        let of = |key: u8, kind, text| keyed_hash(&[key; 32], kind, text);
        assert_eq!(of(1, "login", "a"), of(1, "login", "a"));
        assert_ne!(of(1, "login", "a"), of(2, "login", "a"));
        assert_ne!(of(1, "login", "a"), of(1, "address", "a"));
        assert_ne!(of(1, "login", "a"), of(1, "login", "b"));
    }
}
