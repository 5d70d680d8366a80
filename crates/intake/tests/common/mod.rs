//! What the tests of this crate share.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::path::{Path, PathBuf};

use domain::intake::{IncomingRecord, Rejected};
use intake::{Mapping, RecordReader};
use serde_json::Value;

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// A file of the real data, where that is at hand.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    testkit::data_dir().map(|dir| dir.join(name))
}

/// Reads a whole file with a mapping, in the mapping's own time zone.
pub(crate) fn read(path: impl AsRef<Path>, mapping: &Mapping) -> (Vec<IncomingRecord>, Vec<Rejected>) {
    let zone = mapping.time_zone().unwrap_or(chrono_tz::Asia::Shanghai);
    let mut reader = RecordReader::open(path, mapping, zone).expect("a file this mapping fits");
    let (mut records, mut rejects) = (Vec::new(), Vec::new());
    for item in &mut reader {
        match item {
            Ok(record) => records.push(record),
            Err(rejected) => rejects.push(rejected),
        }
    }
    assert_eq!(reader.failure(), None);
    assert_eq!(reader.bytes_read(), reader.bytes_total());
    (records, rejects)
}

/// What came of a file, for a snapshot: fields that are absent and the content hash are left out.
pub(crate) fn outcome((records, rejects): (Vec<IncomingRecord>, Vec<Rejected>)) -> String {
    let mut lines = Vec::new();
    for record in records {
        let line = record.line;
        let Value::Object(mut fields) = serde_json::to_value(record).expect("a record is JSON") else {
            unreachable!()
        };
        fields.retain(|key, value| {
            !value.is_null() && !["line", "content_hash", "verbatim"].contains(&key.as_str())
        });
        let fields: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("    {key} = {value}"))
            .collect();
        lines.push((line, format!("line {line}\n{}", fields.join("\n"))));
    }
    for rejected in rejects {
        let Rejected {
            line,
            field,
            reason,
            row,
            columns: _,
        } = rejected;
        let field = field.unwrap_or_default();
        lines.push((
            line,
            format!("line {line} REJECTED [{field}] {reason}\n    {row:?}"),
        ));
    }
    lines.sort();
    lines
        .into_iter()
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join("\n")
}
