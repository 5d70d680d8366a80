//! What a case is called in public: its code on paper and its tokens in a QR.
//!
//! Both are made of randomness that the caller passes in, so neither tells a date or a sequence. This
//! module knows nothing of who may see what by them, nor of their revocation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::codes::{CodeError, RegionCode};

/// The digits and letters in use: Crockford's base 32, that is without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters of a case code.
const RANDOM: usize = 8;
/// Characters of a token: 26 × 5 bits hold 128.
const TOKEN: usize = 26;

/// A public case code: eight random characters and a check character, `XXXX-XXXX-X`.
///
/// The check is ISO 7064 MOD 37-2, which catches every single wrong character and every swap of two
/// characters (2 is a primitive root of 37). Of its 37 characters only the 32 of our alphabet are used,
/// for the check as well, so that no code holds a `*` or a letter that is read as a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseCode([u8; RANDOM + 1]);

impl CaseCode {
    /// A code from random bytes, five bits of each. Where the check character would fall outside our
    /// alphabet (one in seven), the last character moves on to the next that fits.
    #[must_use]
    pub fn new(random: [u8; RANDOM]) -> Self {
        let mut code = [0; RANDOM + 1];
        for (character, byte) in code.iter_mut().zip(random) {
            *character = ALPHABET[usize::from(byte & 31)];
        }
        let last = random[RANDOM - 1] & 31;
        for step in 0..32 {
            code[RANDOM - 1] = ALPHABET[usize::from((last + step) & 31)];
            let check = check_of(&code[..RANDOM]);
            if ALPHABET.contains(&check) {
                code[RANDOM] = check;
                break;
            }
        }
        Self(code)
    }

    /// Reads a code as people type it: hyphens and white space do not count, nor does case; O is read as
    /// 0, I and L as 1.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let wrong = |rule| CodeError {
            kind: "case code",
            value: text.chars().take(80).collect(),
            rule,
        };
        let mut code = [0; RANDOM + 1];
        let mut length = 0;
        for character in text.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
            let value = canonical(character).ok_or_else(|| wrong("nine digits and letters"))?;
            *code
                .get_mut(length)
                .ok_or_else(|| wrong("nine digits and letters"))? = value;
            length += 1;
        }
        if length != code.len() {
            return Err(wrong("nine digits and letters"));
        }
        if check_of(&code[..RANDOM]) != code[RANDOM] {
            return Err(wrong("the check character does not fit"));
        }
        Ok(Self(code))
    }
}

/// The characters of our alphabet that characters stand for, and zero for those that stand for none: maps read codes by the
/// thousand.
const CANONICAL: [u8; 128] = {
    let mut table = [0; 128];
    let mut at = 0;
    while at < ALPHABET.len() {
        let character = ALPHABET[at];
        table[character as usize] = character;
        table[character.to_ascii_lowercase() as usize] = character;
        at += 1;
    }
    table[b'O' as usize] = b'0';
    table[b'o' as usize] = b'0';
    table[b'I' as usize] = b'1';
    table[b'i' as usize] = b'1';
    table[b'L' as usize] = b'1';
    table[b'l' as usize] = b'1';
    table
};

/// The character of our alphabet that `character` stands for.
fn canonical(character: char) -> Option<u8> {
    let known = CANONICAL.get(character as usize).copied();
    known.filter(|known| *known != 0)
}

/// Value of a character in ISO 7064's alphanumeric set: 0–9, A–Z.
fn value_of(character: u8) -> u32 {
    u32::from(if character.is_ascii_digit() {
        character - b'0'
    } else {
        character - b'A' + 10
    })
}

/// The ISO 7064 MOD 37-2 check character of digits and letters, `*` for 36.
fn check_of(text: &[u8]) -> u8 {
    let sum = text
        .iter()
        .fold(0, |sum, character| (sum + value_of(*character)) * 2 % 37);
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"[((38 - sum) % 37) as usize]
}

impl CaseCode {
    /// The nine characters without hyphens, as stored.
    #[must_use]
    pub fn compact(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }
}

impl fmt::Display for CaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g, h, i, check] = self.0;
        let text = [a, b, c, d, b'-', e, g, h, i, b'-', check];
        // Always: the alphabet is ASCII.
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for CaseCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CaseCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<CaseCode> for String {
    fn from(code: CaseCode) -> String {
        code.to_string()
    }
}

/// A QR token: 128 random bits in 26 lower-case characters of the same alphabet. Whoever holds it is let
/// in, so it is not shown by `Debug`, and a malformed one is refused in the same words whatever is wrong.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Token(String);

impl Token {
    /// Bytes of randomness in a token.
    pub const BYTES: usize = 16;

    /// A token from random bytes.
    #[must_use]
    pub fn new(random: [u8; Self::BYTES]) -> Self {
        let bits = u128::from_be_bytes(random);
        let character = |place: usize| {
            let index = (bits >> (5 * (TOKEN - 1 - place))) & 31;
            char::from(ALPHABET[index as usize].to_ascii_lowercase())
        };
        Self((0..TOKEN).map(character).collect())
    }

    /// Reads a token exactly as it was made; case does not count.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let wrong = || CodeError {
            kind: "token",
            value: String::new(),
            rule: "26 digits and letters",
        };
        let valid = |byte: u8| ALPHABET.contains(&byte.to_ascii_uppercase());
        // The first character holds only the three highest of the 128 bits.
        let in_range = text
            .bytes()
            .next()
            .is_some_and(|first| (b'0'..=b'7').contains(&first));
        if text.len() == TOKEN && in_range && text.bytes().all(valid) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(wrong())
        }
    }

    /// The token as text: for a link or a QR, and for hashing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl TryFrom<String> for Token {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<Token> for String {
    fn from(token: Token) -> String {
        token.0
    }
}

/// What a QR code says: a region and a token, `{region}.{token}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    pub region: RegionCode,
    pub token: Token,
}

impl Scan {
    /// Reads the last part of a QR code's address.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let (region, token) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self {
            region: RegionCode::parse(region)?,
            token: Token::parse(token)?,
        })
    }

    /// The path a QR code holds.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/c/{}.{}", self.region, self.token.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn check_characters_agree_with_a_published_example() {
        // Donation identification number G1234 89 654321 and its check Y, as in the tests of
        // python-stdnum's iso7064.mod_37_2.
        assert_eq!(char::from(check_of(b"G123489654321")), 'Y');
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = CaseCode::new([0, 1, 10, 11, 12, 13, 14, 15]);
        let text = code.to_string();
        assert_eq!(text.len(), 11);
        let careless = text
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l")
            .to_lowercase();
        assert_eq!(CaseCode::parse(&careless), Ok(code));
        assert_eq!(CaseCode::parse(&text.replace('-', "")), Ok(code));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for bad in [
            "",
            "----",
            "0000-0000",
            "0000-0000-00",
            "0000-0000-*",
            "中文中文-中文中文-中",
            "0000-000u-0",
        ] {
            assert!(CaseCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_token_is_never_printed_by_debug() {
        let token = Token::new([7; 16]);
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(Token::parse(&token.as_str().to_uppercase()), Ok(token));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for bad in [
            "",
            "0",
            "u0000000000000000000000000",
            "80000000000000000000000000",
            "0000000000000000000000000-",
        ] {
            assert!(Token::parse(bad).is_err(), "{bad}");
        }
    }

    fn typed(characters: &[u8]) -> String {
        String::from_utf8(characters.to_vec()).expect("ASCII")
    }

    proptest! {
        #[test]
        fn every_code_parses_back(random: [u8; 8]) {
            let code = CaseCode::new(random);
            prop_assert_eq!(CaseCode::parse(&code.to_string()), Ok(code));
            prop_assert!(code.0.iter().all(|c| ALPHABET.contains(c)));
        }

        #[test]
        fn every_single_wrong_character_is_caught(random: [u8; 8], place in 0_usize..9, other in 0_usize..32) {
            let mut characters = CaseCode::new(random).0;
            prop_assume!(characters[place] != ALPHABET[other]);
            characters[place] = ALPHABET[other];
            prop_assert!(CaseCode::parse(&typed(&characters)).is_err());
        }

        #[test]
        fn every_swap_of_two_characters_is_caught(random: [u8; 8], one in 0_usize..9, two in 0_usize..9) {
            let mut characters = CaseCode::new(random).0;
            prop_assume!(characters[one] != characters[two]);
            characters.swap(one, two);
            prop_assert!(CaseCode::parse(&typed(&characters)).is_err());
        }

        #[test]
        fn what_a_code_holds_is_read_back(random: [u8; 16], junk in "\\PC*") {
            let region = RegionCode::parse("999001").expect("a region");
            let scan = Scan { region, token: Token::new(random) };
            let path = scan.path();
            prop_assert_eq!(Scan::parse(&path["/c/".len()..]), Ok(scan));
            prop_assert!(Scan::parse(&junk).is_err() || junk.len() > 27);
        }

        #[test]
        fn different_randomness_gives_different_tokens(a: [u8; 16], b: [u8; 16]) {
            prop_assert_eq!(a == b, Token::new(a) == Token::new(b));
            prop_assert_eq!(Token::parse(Token::new(a).as_str()), Ok(Token::new(a)));
        }
    }
}
