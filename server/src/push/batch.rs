//! The body of a push: one object with `records`. Records stay as they are written: their meaning is for the mapping.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::problem::Problem;

/// Most records of one batch.
const MAX_RECORDS: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch<'a> {
    #[serde(borrow)]
    records: Records<'a>,
}

/// Not more than may be; whether there were more.
#[derive(Debug)]
struct Records<'a> {
    records: Vec<&'a RawValue>,
    too_many: bool,
}

/// The records of a body, each a JSON value as it is written; or what is wrong with it.
pub(super) fn records(body: &[u8]) -> Result<Vec<&RawValue>, Problem> {
    let batch: Batch<'_> = serde_json::from_slice(body)
        .map_err(|error| Problem::invalid("body", format!("one object with `records`: {error}")))?;
    if batch.records.too_many {
        let rule = format!("at most {MAX_RECORDS} records");
        return Err(Problem::invalid("records", rule));
    }
    Ok(batch.records.records)
}

impl<'de: 'a, 'a> Deserialize<'de> for Records<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Records<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of records")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut records = Vec::new();
                while records.len() < MAX_RECORDS {
                    match list.next_element()? {
                        Some(record) => records.push(record),
                        None => {
                            return Ok(Records {
                                records,
                                too_many: false,
                            });
                        }
                    }
                }
                let mut too_many = false;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    too_many = true;
                }
                Ok(Records { records, too_many })
            }
        }
        deserializer.deserialize_seq(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_at_most_a_thousand_records_and_no_more_are_held() {
        let body = |count: usize| format!("{{\"records\":[{}]}}", vec!["1"; count].join(","));
        assert_eq!(records(body(1_000).as_bytes()).expect("a batch").len(), 1_000);
        assert_eq!(records(body(0).as_bytes()).expect("a batch").len(), 0);
        let many = body(1_000_000);
        assert!(records(many.as_bytes()).is_err());
        let batch: Batch<'_> = serde_json::from_str(&many).expect("JSON");
        assert_eq!(batch.records.records.len(), MAX_RECORDS);
    }
}
