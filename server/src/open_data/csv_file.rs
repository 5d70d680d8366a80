//! CSV answers: UTF-8 without a byte order mark, `,` and CRLF as RFC 4180 has them, empty for missing. A text that a
//! spreadsheet would run as a formula has an apostrophe before it; numbers are what they are.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use http::header;
use intake::mark_text;

use crate::problem::Problem;

/// One row per record, the header first.
pub(crate) fn rows<R: AsRef<[String]>>(
    heading: Option<&[&str]>,
    rows: impl IntoIterator<Item = R>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(false)
        .from_writer(Vec::new());
    if let Some(heading) = heading {
        writer.write_record(heading)?;
    }
    for row in rows {
        writer.write_record(row.as_ref().iter().map(|cell| safe(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn safe(cell: &str) -> Cow<'_, str> {
    if cell.parse::<f64>().is_ok() {
        Cow::Borrowed(cell)
    } else {
        mark_text(cell)
    }
}

pub(crate) const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// A CSV answer that a browser saves as `name`.
pub(crate) fn file(name: &str, body: impl Into<Body>) -> Response {
    download(name, MEDIA_TYPE, body)
}

/// An answer that a browser saves as `name`.
pub(crate) fn download(name: &str, media_type: &'static str, body: impl Into<Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body.into()).into_response()
}

impl From<csv::Error> for Problem {
    fn from(error: csv::Error) -> Self {
        Self::internal(error)
    }
}

pub(crate) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(crate) fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_a_formula_and_a_number_stays_one() {
        let row = ["=HYPERLINK(0)", "-71.05", "@x", "+1"].map(str::to_owned);
        let csv = String::from_utf8(rows(None, [row]).unwrap()).unwrap();
        assert_eq!(csv, "'=HYPERLINK(0),-71.05,'@x,+1\r\n");
    }

    #[test]
    fn a_csv_file_has_no_byte_order_mark_and_quotes_what_needs_it() {
        let csv = rows(Some(&["code", "name"]), [["1".to_owned(), "A, \"B\"".to_owned()]]).unwrap();
        assert_eq!(
            String::from_utf8(csv).unwrap(),
            "code,name\r\n1,\"A, \"\"B\"\"\"\r\n"
        );
    }
}
