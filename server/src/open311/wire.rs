//! One value, two formats: JSON by the Spark convention (a list is an array, its name is gone), XML with a name for the
//! list and one for each of its members.

use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use http::header;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

impl Format {
    /// The name before the last dot, and the format after it, if it is one of ours.
    pub(super) fn of(file: &str) -> (&str, Option<Self>) {
        match file.rsplit_once('.') {
            Some((name, "json")) => (name, Some(Self::Json)),
            Some((name, "xml")) => (name, Some(Self::Xml)),
            _ => (file, None),
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "text/xml; charset=utf-8",
        }
    }
}

/// A value of an answer. Fields keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Whole(u64),
    Number(f64),
    Text(String),
    Object(Vec<(&'static str, Value)>),
    /// Name of each member in XML, and the members.
    List(&'static str, Vec<Value>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<DateTime<Utc>> for Value {
    /// With seconds and the zone, as W3C's profile of ISO 8601 wants it.
    fn from(at: DateTime<Utc>) -> Self {
        Self::Text(at.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl<T> From<Option<T>> for Value
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

/// A list of values under its two names.
pub(super) fn answer(format: Format, (list, member): (&str, &'static str), values: Vec<Value>) -> Response {
    let text = match format {
        Format::Json => json(&Value::List(member, values)).to_string(),
        Format::Xml => xml(list, &Value::List(member, values)),
    };
    ([(header::CONTENT_TYPE, format.content_type())], text).into_response()
}

/// One value under its name.
pub(super) fn one(format: Format, name: &str, value: &Value) -> Response {
    let text = match format {
        Format::Json => json(value).to_string(),
        Format::Xml => xml(name, value),
    };
    ([(header::CONTENT_TYPE, format.content_type())], text).into_response()
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Whole(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.clone().into(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::List(_, members) => members.iter().map(json).collect::<Vec<_>>().into(),
    }
}

fn xml(name: &str, value: &Value) -> String {
    let mut writer = Writer::new(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    write(&mut writer, name, value);
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn write(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) {
    let text = match value {
        Value::Null => {
            let _ = writer.write_event(Event::Empty(BytesStart::new(name)));
            return;
        }
        Value::Bool(value) => value.to_string(),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        // XML knows no other control characters, not even as references.
        Value::Text(text) => text
            .chars()
            .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t'))
            .collect(),
        Value::Object(_) | Value::List(..) => String::new(),
    };
    let _ = writer.write_event(Event::Start(BytesStart::new(name)));
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                write(writer, name, value);
            }
        }
        Value::List(member, members) => {
            for value in members {
                write(writer, member, value);
            }
        }
        _ => {
            let _ = writer.write_event(Event::Text(BytesText::new(&text)));
        }
    }
    let _ = writer.write_event(Event::End(BytesEnd::new(name)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Value {
        Value::Object(vec![
            ("service_request_id", Value::from("7K3M-9QXA-4")),
            ("description", Value::Null),
            ("lat", Value::from(28.5)),
            ("notes", Value::from("a < b & \"c\"\u{1}")),
            ("values", Value::List("value", vec![Value::from(true)])),
        ])
    }

    #[test]
    fn a_list_has_its_name_and_its_members_name_in_xml_and_none_in_json() {
        let list = Value::List("request", vec![request()]);
        insta::assert_snapshot!(xml("service_requests", &list), @r#"<?xml version="1.0" encoding="UTF-8"?><service_requests><request><service_request_id>7K3M-9QXA-4</service_request_id><description/><lat>28.5</lat><notes>a &lt; b &amp; &quot;c&quot;</notes><values><value>true</value></values></request></service_requests>"#);
        insta::assert_snapshot!(json(&list), @r#"[{"description":null,"lat":28.5,"notes":"a < b & \"c\"\u0001","service_request_id":"7K3M-9QXA-4","values":[true]}]"#);
    }

    #[test]
    fn the_format_stands_after_the_last_dot() {
        assert_eq!(Format::of("services.json"), ("services", Some(Format::Json)));
        assert_eq!(Format::of("a.b.xml"), ("a.b", Some(Format::Xml)));
        assert_eq!(Format::of("services"), ("services", None));
        assert_eq!(Format::of("services.csv"), ("services.csv", None));
    }
}
