//! Why a row could not become a record.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is wrong with a row, as a key with what it is about. In words it is one line of English, as in files of
/// rejected rows and on the wire; pages have words of their own. Texts out of the row are short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum RowFault {
    /// A value that every record has.
    #[error("is missing")]
    Missing,
    #[error("`{text}` is no time that the mapping knows")]
    NoTime { text: Box<str> },
    #[error("`{text}` is no coordinate")]
    NoCoordinate { text: Box<str> },
    #[error("longitude and latitude are swapped: {lng}, {lat} lies outside the region, {lat}, {lng} inside")]
    Swapped { lng: Box<str>, lat: Box<str> },
    #[error("`{text}` is not in the mapping's table [values.{table}]")]
    NotInTable { text: Box<str>, table: Box<str> },
    #[error("`{text}` is none of {words}")]
    NoWord { text: Box<str>, words: Box<str> },
    /// Of a code that names one thing.
    #[error("stands on line {line} already")]
    Again { line: u64 },
    #[error("contradicts the flag for on time: both are set")]
    BothFlags,
    #[error("is longer than {most} characters")]
    TooLong { most: u64 },
    #[error("is longer than {most} characters, too long for a code")]
    CodeTooLong { most: u64 },
    #[error("is longer than {most} characters, too long for a name")]
    NameTooLong { most: u64 },
    #[error("makes an identifier of more than {most} characters")]
    IdTooLong { most: u64 },
    #[error("has a NUL character, which cannot be stored")]
    Nul,
    #[error("has a control character, which an identifier cannot have")]
    ControlInId,
    #[error("has a control character, which a code or name cannot have")]
    ControlInName,
    /// Of a row of a table.
    #[error("has {cells} cells, the header has {header}")]
    CellCount { cells: u64, header: u64 },
    #[error("has more than 16,384 cells; its text is kept as one")]
    TooManyCells,
    #[error("the row has a cell beyond column 16,384; it is left out")]
    CellTooFar,
    #[error("a quotation mark is opened on this line and not closed")]
    OpenQuote,
    #[error("the line is longer than 4 MiB; only its beginning is kept")]
    LineTooLong,
    #[error("the row is longer than 4 MiB; only its beginning is kept")]
    RowTooLong,
    #[error("has bytes that are no {encoding}")]
    Encoding { encoding: Box<str> },
    /// Of a line or record that should be an object. `said` is what the parser says.
    #[error("is no JSON object: {said} (character {at})")]
    NoObject { said: Box<str>, at: u64 },
    #[error("has more than {most} keys")]
    TooManyKeys { most: u64 },
    #[error("has `{name}` twice")]
    KeyTwice { name: Box<str> },
    #[error("the key `{name}` {said}")]
    BadKey { name: Box<str>, said: Box<str> },
    #[error("`{name}`: {said}")]
    BadText { name: Box<str>, said: Box<str> },
    /// Of what is left of a file.
    #[error("the file cannot be read beyond this line: {said}")]
    CutOff { said: Box<str> },
    #[error("the database refuses it: {said}")]
    Refused { said: Box<str> },
    /// As it was written down before there were keys.
    #[error("{0}")]
    #[serde(untagged)]
    InWords(Box<str>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_kept_as_its_key_with_what_it_is_about() {
        let fault = RowFault::NoTime {
            text: "昨天".into()
        };
        let kept = serde_json::to_value(&fault).unwrap();
        assert_eq!(kept, serde_json::json!({"key": "no_time", "text": "昨天"}));
        assert_eq!(serde_json::from_value::<RowFault>(kept).unwrap(), fault);
        assert_eq!(fault.to_string(), "`昨天` is no time that the mapping knows");
        let many = RowFault::TooManyKeys { most: 7 };
        let kept = serde_json::to_string(&many).unwrap();
        assert_eq!(serde_json::from_str::<RowFault>(&kept).unwrap(), many);
    }

    #[test]
    fn what_was_written_down_in_words_stays_in_words() {
        let old: RowFault = serde_json::from_str("\"is missing\"").unwrap();
        assert_eq!(old, RowFault::InWords("is missing".into()));
        assert_eq!(serde_json::to_string(&old).unwrap(), "\"is missing\"");
        assert!(serde_json::from_str::<RowFault>("{\"key\": \"of a later version\"}").is_err());
    }
}
