use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// Small numbers for text codes, as the map engine wants them: handed out once, never changed. Written as the list of its
/// codes, in the order of their numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct CodeIndex {
    codes: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl CodeIndex {
    /// The number of `code`; a new one if it has none yet.
    pub fn number(&mut self, code: &str) -> u32 {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        let number = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(code.to_owned());
        self.numbers.insert(code.to_owned(), number);
        number
    }

    /// The number of a code already known.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<u32> {
        self.numbers.get(code).copied()
    }

    /// The code with this number.
    #[must_use]
    pub fn code(&self, number: u32) -> Option<&str> {
        self.codes.get(number as usize).map(String::as_str)
    }
}

impl From<Vec<String>> for CodeIndex {
    fn from(codes: Vec<String>) -> Self {
        Self {
            numbers: codes.iter().cloned().zip(0..).collect(),
            codes,
        }
    }
}

impl From<CodeIndex> for Vec<String> {
    fn from(index: CodeIndex) -> Self {
        index.codes
    }
}

/// A public code (nine digits and capital letters) as a number, and back: the key of a case on the map.
pub(crate) fn case_key(code: &str) -> Option<u64> {
    u64::from_str_radix(code, 36).ok()
}

/// The public code that [`case_key`] made `key` of.
pub(crate) fn case_code(mut key: u64) -> String {
    let mut digits = [b'0'; 9];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[usize::try_from(key % 36).unwrap_or(0)];
        key /= 36;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_code_survives_being_a_number() {
        for code in ["000000000", "7K3M9QXA4", "ZZZZZZZZZ", "00000000A"] {
            assert_eq!(case_code(case_key(code).expect("a code")), code);
        }
    }

    #[test]
    fn a_code_keeps_its_number() {
        let mut index = CodeIndex::default();
        let first = index.number("a");
        index.number("b");
        assert_eq!(index.number("a"), first);
        assert_eq!(index.code(first), Some("a"));
    }
}
