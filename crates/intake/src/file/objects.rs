//! Lines of JSON: an object per line, whose keys are the columns.
//!
//! Holds one line at a time. A line that is longer than a record may be, is no object, or says a key twice is a
//! fault of its own; reading goes on with the next.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use domain::intake::RowFault;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::header;
use super::limits::{MAX_COLUMNS, MAX_RECORD_BYTES};
use super::{Encoding, Next};
use crate::text_mark::{ABSENT, unmark_text};

/// Objects in objects are unfolded so far down; what lies deeper is kept as its JSON.
const DEEPEST: usize = 16;

/// A row that brings its own columns.
///
/// Keys of objects in it are joined by dots, so `{"at": {"lng": 1}}` has the column `at.lng`. Texts are taken
/// as they are, numbers, truth values and lists as they are written, and null is an empty cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    pub(crate) columns: Vec<String>,
    pub(crate) cells: Vec<String>,
}

impl Object {
    /// From the text of one JSON object; the error says what is wrong with it.
    pub fn parse(json: &str) -> Result<Self, RowFault> {
        let mut object = Self::default();
        object.unfold(json, "", 0)?;
        Ok(object)
    }

    /// From columns and cells; of a column that comes twice, the first counts.
    pub fn from_cells(cells: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut object = Self::default();
        for (column, cell) in cells {
            if !object.columns.contains(&column) {
                object.columns.push(column);
                object.cells.push(cell);
            }
        }
        object
    }

    /// From the cells of a row that were written by [`crate::mark_text`]; those that are not there are left out.
    pub(super) fn of_marked(header: &[String], cells: &[String]) -> Self {
        let there = header.iter().zip(cells).filter(|(_, cell)| *cell != ABSENT);
        let (columns, cells) = there
            .map(|(column, cell)| (column.clone(), unmark_text(cell).to_owned()))
            .unzip();
        Self { columns, cells }
    }

    fn unfold(&mut self, json: &str, prefix: &str, depth: usize) -> Result<(), RowFault> {
        let pairs: Pairs<'_> = serde_json::from_str(json).map_err(|error| {
            // Its line is always the first: the caller knows which it is in the file.
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default().into();
            RowFault::NoObject {
                said,
                at: error.column() as u64,
            }
        })?;
        for (key, value) in pairs.0 {
            let column = if prefix.is_empty() {
                key
            } else {
                format!("{prefix}.{key}")
            };
            header::fit(&column).map_err(|said| RowFault::BadKey {
                name: header::shown(std::slice::from_ref(&column)).into(),
                said: said.into(),
            })?;
            let value = value.get().trim();
            let cell = match value.as_bytes().first() {
                Some(b'{') if depth < DEEPEST => {
                    self.unfold(value, &column, depth + 1)?;
                    continue;
                }
                Some(b'"') => serde_json::from_str(value).map_err(|error| RowFault::BadText {
                    name: column.as_str().into(),
                    said: error.to_string().into(),
                })?,
                Some(b'n') => String::new(),
                _ => value.to_owned(),
            };
            if self.columns.len() == MAX_COLUMNS {
                return Err(RowFault::TooManyKeys {
                    most: MAX_COLUMNS as u64,
                });
            }
            self.columns.push(column);
            self.cells.push(cell);
        }
        if depth == 0 {
            let mut sorted: Vec<&String> = self.columns.iter().collect();
            sorted.sort_unstable();
            if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
                let name = twice[0].as_str().into();
                return Err(RowFault::KeyTwice { name });
            }
        }
        Ok(())
    }
}

/// Keys and values of an object in its order, values as they are written.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Pairs<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// The lines of a file.
pub(super) struct ObjectLines {
    input: BufReader<Box<dyn Read + Send>>,
    line: u64,
    /// What was read ahead, to see what kind of file it is.
    ahead: Option<Next>,
}

impl ObjectLines {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        Self {
            input: BufReader::with_capacity(64 << 10, input),
            line: 0,
            ahead: None,
        }
    }

    /// The columns of the first line, if it is an object. It is still to come.
    pub(super) fn first_columns(&mut self) -> io::Result<Option<Vec<String>>> {
        let first = self.next()?;
        let columns = match &first {
            Some(Next::Object(_, object)) => Some(object.columns.clone()),
            _ => None,
        };
        self.ahead = first;
        Ok(columns)
    }

    /// The next line with anything on it.
    pub(super) fn next(&mut self) -> io::Result<Option<Next>> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let read = (&mut self.input)
                .take(MAX_RECORD_BYTES as u64 + 1)
                .read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            if bytes.len() > MAX_RECORD_BYTES && !bytes.ends_with(b"\n") {
                self.pass_over_line()?;
                bytes.truncate(MAX_RECORD_BYTES);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                return Ok(Some(Next::NoObject(self.line, RowFault::LineTooLong, text)));
            }
            let (text, good) = match std::str::from_utf8(bytes.trim_ascii()) {
                Ok(text) => (text.to_owned(), true),
                Err(_) => (String::from_utf8_lossy(bytes.trim_ascii()).into_owned(), false),
            };
            if text.is_empty() {
                continue;
            }
            let object = if good {
                Object::parse(&text)
            } else {
                Err(RowFault::Encoding {
                    encoding: Encoding::Utf8.title().into(),
                })
            };
            return Ok(Some(match object {
                Ok(object) => Next::Object(self.line, object),
                Err(reason) => Next::NoObject(self.line, reason, text),
            }));
        }
    }

    fn pass_over_line(&mut self) -> io::Result<()> {
        loop {
            let waiting = self.input.fill_buf()?;
            let end = waiting.iter().position(|&byte| byte == b'\n');
            let (length, ended) = (end.map_or(waiting.len(), |end| end + 1), waiting.is_empty());
            self.input.consume(length);
            if ended || end.is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(json: &str) -> Vec<(String, String)> {
        let Object { columns, cells } = Object::parse(json).unwrap();
        columns.into_iter().zip(cells).collect()
    }

    #[test]
    fn keys_are_columns_and_values_stand_as_they_are_written() {
        let json = r#"{"a":"x\n\"y\"","n":12345678901234567890123,"f":1.50,"t":true,"l":[1, 2],"e":null,"o":{"b":{"c":"z"}}}"#;
        let wanted = [
            ("a", "x\n\"y\""),
            ("n", "12345678901234567890123"),
            ("f", "1.50"),
            ("t", "true"),
            ("l", "[1, 2]"),
            ("e", ""),
            ("o.b.c", "z"),
        ];
        let wanted: Vec<_> = wanted.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        assert_eq!(cells(json), wanted);
    }

    #[test]
    fn what_is_no_object_says_why() {
        for (json, said) in [
            ("[1]", "expected an object"),
            ("{\"a\":1", "EOF"),
            ("{\"a\":1} {}", "trailing"),
            ("{\"a\":1,\"a\":2}", "has `a` twice"),
            ("{\"a\":{\"b\":1},\"a.b\":2}", "has `a.b` twice"),
        ] {
            let error = Object::parse(json).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains('\n'), "{json}: {error}");
        }
    }

    #[test]
    fn objects_in_objects_are_unfolded_only_so_far() {
        let deep = format!("{}1{}", "{\"a\":".repeat(40), "}".repeat(40));
        let cells = cells(&deep);
        assert_eq!(cells.len(), 1);
        assert_eq!(cells[0].0.len(), DEEPEST * 2 + 1);
    }

    fn lines(bytes: Vec<u8>) -> Vec<Next> {
        let mut lines = ObjectLines::new(Box::new(io::Cursor::new(bytes)));
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn an_endless_line_is_one_fault_and_the_next_is_read() {
        let mut bytes = b"{\"a\":\"".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', MAX_RECORD_BYTES + 100_000));
        bytes.extend_from_slice(b"\"}\n\n{\"a\":1}\n");
        let read = lines(bytes);
        assert!(matches!(&read[0], Next::NoObject(1, _, text) if text.len() == MAX_RECORD_BYTES));
        assert!(matches!(&read[1], Next::Object(3, _)));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_line_of_any_length_is_held_up_to_the_limit_and_no_further() {
        let endless = io::repeat(b'1').take(300_000_000);
        let mut lines = ObjectLines::new(Box::new(endless.chain(&b"\n{}\n"[..])));
        let long = lines.next().unwrap();
        assert!(
            matches!(&long, Some(Next::NoObject(1, RowFault::LineTooLong, text))
            if text.len() == MAX_RECORD_BYTES)
        );
        assert!(matches!(lines.next().unwrap(), Some(Next::Object(2, _))));
    }

    #[test]
    fn keys_that_cannot_be_columns_are_refused() {
        let many: Vec<String> = (0..=MAX_COLUMNS).map(|key| format!("\"{key}\":1")).collect();
        let long = "k".repeat(600);
        for (json, said) in [
            (format!("{{{}}}", many.join(",")), "more than 16384 keys"),
            (
                format!("{{\"{long}\":{{\"{long}\":1}}}}"),
                "longer than 1000 bytes",
            ),
            ("{\"a\\u0000\":1}".to_owned(), "NUL"),
            ("{\"a\\ud800\":1}".to_owned(), "is no JSON object"),
        ] {
            let error = Object::parse(&json).unwrap_err().to_string();
            assert!(error.contains(said) && error.len() < 300, "{error}");
        }
    }

    proptest! {
        #[test]
        fn every_line_is_one_object_or_one_fault(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let filled = bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
            prop_assert_eq!(lines(bytes).len(), filled);
        }
    }
}
