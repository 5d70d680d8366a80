//! An answer as the mapping describes it: a list of records, and where it goes on.

use std::collections::HashMap;

use intake::Pull;
use serde_json::value::RawValue;

/// Most records of a page.
const MAX_RECORDS: usize = 10_000;

/// One page. Records stay as they are written: their meaning is for the mapping.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) records: Vec<&'a RawValue>,
    pub(super) next: Option<String>,
}

/// Reads an answer; the error says what of it is not there.
pub(super) fn read<'a>(body: &'a [u8], pull: &Pull) -> Result<Page<'a>, String> {
    let answer: &RawValue =
        serde_json::from_slice(body).map_err(|error| format!("the answer is no JSON: {error}"))?;
    let records =
        at(answer, &pull.records).ok_or_else(|| format!("the answer has no `{}`", pull.records.join(".")))?;
    let records: Vec<&RawValue> = serde_json::from_str(records.get())
        .map_err(|_| format!("`{}` of the answer is no list", pull.records.join(".")))?;
    if records.len() > MAX_RECORDS {
        return Err(format!(
            "a page has more than {MAX_RECORDS} records: ask for smaller ones in the address"
        ));
    }
    let next = at(answer, &pull.next).map_or(Ok(None), |next| {
        cursor(next).ok_or_else(|| format!("`{}` of the answer is no cursor", pull.next.join(".")))
    })?;
    Ok(Page { records, next })
}

/// What these keys lead to.
fn at<'a>(mut value: &'a RawValue, keys: &[String]) -> Option<&'a RawValue> {
    for key in keys {
        let object: HashMap<String, &RawValue> = serde_json::from_str(value.get()).ok()?;
        value = object.get(key)?;
    }
    Some(value)
}

/// A text or a number; nothing where there is no next page. The outer `None`: it is neither.
fn cursor(value: &RawValue) -> Option<Option<String>> {
    let text = value.get().trim();
    match text.as_bytes().first()? {
        b'"' => {
            let text: String = serde_json::from_str(text).ok()?;
            Some((!text.is_empty()).then_some(text))
        }
        b'n' | b'f' => Some(None),
        b'-' | b'0'..=b'9' => Some(Some(text.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pull(records: &[&str], next: &[&str]) -> Pull {
        let keys = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
        Pull {
            url: "https://example.org/".to_owned(),
            cursor: "since".to_owned(),
            first: None,
            records: keys(records),
            next: keys(next),
            key: None,
        }
    }

    fn page(body: &str, pull: &Pull) -> Result<(usize, Option<String>), String> {
        read(body.as_bytes(), pull).map(|page| (page.records.len(), page.next))
    }

    #[test]
    fn records_and_cursor_are_where_the_mapping_says() {
        let deep = pull(&["data", "items"], &["data", "next"]);
        for (next, cursor) in [
            ("\"a b\"", Some("a b")),
            ("1234567890123456789012", Some("1234567890123456789012")),
            ("null", None),
            ("false", None),
            ("\"\"", None),
        ] {
            let body = format!("{{\"data\": {{\"next\": {next}, \"items\": [{{}}, 7]}}}}");
            assert_eq!(page(&body, &deep), Ok((2, cursor.map(str::to_owned))), "{next}");
        }
        assert_eq!(page("{\"data\": {\"items\": []}}", &deep), Ok((0, None)));
        assert_eq!(page("[1, 2, 3]", &pull(&[], &["next"])), Ok((3, None)));
    }

    #[test]
    fn an_answer_of_another_form_says_what_is_missing() {
        let usual = pull(&["items"], &["next"]);
        let many = format!("{{\"items\": [{}]}}", vec!["1"; MAX_RECORDS + 1].join(","));
        for (body, said) in [
            ("<html>", "no JSON"),
            ("", "no JSON"),
            ("[]", "has no `items`"),
            ("{\"items\": {}}", "no list"),
            ("{\"items\": [], \"next\": [1]}", "no cursor"),
            (many.as_str(), "more than 10000"),
        ] {
            let error = page(body, &usual).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn fuzz_pages() {
        let seeds: [&[u8]; 3] = [
            br#"{"data": {"items": [{"a": 1}, {"b": [1]}], "next": "2026-01-01T00:00:00Z"}}"#,
            br#"{"data": {"items": [], "next": null}, "data": {}}"#,
            b"[[[[[[[[]]]]]]]]",
        ];
        let deep = pull(&["data", "items"], &["data", "next"]);
        testkit::fuzz("page", &seeds, |bytes| {
            if let Err(why) = read(bytes, &deep) {
                assert!(why.len() < 500 && !why.contains('\n'), "{why}");
            }
        });
    }
}
