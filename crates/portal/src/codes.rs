use std::collections::HashMap;

use domain::case::State;
use domain::source::SourceSystem;
use lens::{Change, Incident, NO_COMMUNITY, NO_DEPARTMENT, NO_GRID, NO_TOWNSHIP};
use serde::{Deserialize, Serialize};
use store::published::{MapRow, verdict_of};

/// Numbers of text codes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Codes {
    pub departments: CodeIndex,
    pub categories: CodeIndex,
    pub townships: CodeIndex,
    pub communities: CodeIndex,
    pub grids: CodeIndex,
    pub stations: CodeIndex,
    pub sources: CodeIndex,
    /// Kind and township together: what is compared with what. Kinds that are not listed have none in common with
    /// any other.
    pub mixes: CodeIndex,
}

impl Codes {
    /// What a row changes on a map; nothing where the program does not know a stored code.
    pub fn change(&mut self, row: &MapRow) -> Option<Change> {
        let key = case_key(&row.public_code)?;
        if row.withdrawn {
            return Some(Change::Remove(key));
        }
        let state = State::from_code(&row.state)?;
        let number =
            |index: &mut CodeIndex, code: &Option<String>| code.as_deref().map(|code| index.number(code));
        Some(Change::Upsert(Incident {
            key,
            place: row.lng.zip(row.lat),
            category: small(Some(self.categories.number(&row.category_code)), u16::MAX - 1),
            department: small(number(&mut self.departments, &row.department_code), NO_DEPARTMENT),
            state: state.index(),
            source: SourceSystem::from_code(&row.source_code)?.index(),
            grid: number(&mut self.grids, &row.grid_code).unwrap_or(NO_GRID),
            township: small(number(&mut self.townships, &row.township_code), NO_TOWNSHIP),
            community: number(&mut self.communities, &row.community_code).unwrap_or(NO_COMMUNITY),
            received_at: row.received_at.timestamp(),
            due_at: row
                .current_due_at
                .filter(|_| !state.clock_stopped())
                .map(|at| at.timestamp()),
            closed_at: row.closed_at.map(|at| at.timestamp()),
            verdict: row.verdict.as_deref().and_then(verdict_of),
            suspended: row.suspended,
            closed: row.closed,
        }))
    }
}

/// A number that fits, or the one that stands for none.
pub(crate) fn small(number: Option<u32>, none: u16) -> u16 {
    number.map_or(none, |number| u16::try_from(number).unwrap_or(none))
}

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
#[must_use]
pub fn case_code(mut key: u64) -> String {
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
