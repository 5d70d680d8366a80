use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::Lang;
use domain::access::Right;
use domain::admin_log::{LogChange, LogKind, LogPage, LogRow};
use domain::board::UnitRef;
use serde_json::Value;
use store::admin_log::{Wanted, Written, newest};
use store::workbench::RegionNames;
use uuid::Uuid;

use crate::names::named;
use crate::queue::{read_cursor, write_cursor};
use crate::{Caller, Desk, DeskError};

/// Lines of a page.
const PAGE: usize = 50;
/// Longest value shown, in characters: a pasted year is a long list.
const MOST: usize = 300;

/// What to show of the log, as an address says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogQuery {
    pub kind: Option<LogKind>,
    pub cursor: Option<(DateTime<Utc>, Uuid)>,
}

impl LogQuery {
    /// Reads the fields of an address; an empty one says nothing, an unknown value is refused.
    pub fn parse(kind: Option<&str>, cursor: Option<&str>) -> Result<Self, DeskError> {
        let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let kind = said(kind).map(|code| {
            LogKind::from_code(&code).ok_or_else(|| DeskError::invalid("kind", "not a known value"))
        });
        let cursor = said(cursor).map(|text| {
            read_cursor(&text).ok_or_else(|| DeskError::invalid("cursor", "a cursor of this list"))
        });
        Ok(Self {
            kind: kind.transpose()?,
            cursor: cursor.transpose()?,
        })
    }
}

impl Desk {
    /// A page of what was administered in the caller's region, newest first.
    pub async fn admin_log(
        &self,
        caller: &Caller,
        query: LogQuery,
        lang: Lang,
    ) -> Result<LogPage, DeskError> {
        caller.needs(Right::ReadAdminLog)?;
        let wanted = Wanted {
            deeds: query.kind.map(|kind| kind.deeds().collect()),
            before: query.cursor,
            ..Wanted::default()
        };
        let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut written = newest(&self.db, &caller.region, &wanted, most).await?;
        let more = written.len() > PAGE;
        written.truncate(PAGE);
        let next = written
            .last()
            .filter(|_| more)
            .map(|last| write_cursor(last.at, last.entry_id));
        let names = self.names(&caller.region, lang).await?;
        Ok(LogPage {
            kind: query.kind,
            rows: written.into_iter().map(|entry| row(entry, &names)).collect(),
            next,
        })
    }
}

fn row(entry: Written, names: &RegionNames) -> LogRow {
    let subject = match (entry.subject_name, entry.what.kind()) {
        (Some(name), _) => UnitRef {
            code: entry.subject,
            name,
        },
        (None, LogKind::Departments) => named(&names.departments, &entry.subject),
        (None, LogKind::Categories | LogKind::DefaultLeads) => named(&names.categories, &entry.subject),
        (None, _) => UnitRef {
            name: entry.subject.clone(),
            code: entry.subject,
        },
    };
    LogRow {
        at: entry.at,
        by: entry.by,
        deed: entry.what,
        subject,
        changes: changes(entry.before.as_ref(), entry.after.as_ref()),
    }
}

/// The fields that differ; of what is no set of fields, the whole.
fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<LogChange> {
    let fields = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
    let (old, new) = (fields(before), fields(after));
    if old.is_none() && new.is_none() {
        return change("value", before, after).into_iter().collect();
    }
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .filter_map(|key| change(key, old.get(key), new.get(key)))
        .collect()
}

fn change(field: &str, before: Option<&Value>, after: Option<&Value>) -> Option<LogChange> {
    let (before, after) = (before.and_then(text), after.and_then(text));
    (before != after).then(|| LogChange {
        field: field.to_owned(),
        before,
        after,
    })
}

/// A value as text, cut where it is very long; null is none.
fn text(value: &Value) -> Option<String> {
    let whole = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if whole.chars().count() <= MOST {
        return Some(whole);
    }
    let cut: String = whole.chars().take(MOST).collect();
    Some(format!("{cut}…"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_tells_the_fields_that_differ_and_nothing_else() {
        let (before, after) = (
            json!({"name": "路灯", "tier": "exact", "parent": null, "tags": ["a"]}),
            json!({"name": "路灯", "tier": "grid", "parent": "city", "tags": []}),
        );
        let told: Vec<String> = changes(Some(&before), Some(&after))
            .into_iter()
            .map(|change| {
                let or_none = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
                format!(
                    "{} {} {}",
                    change.field,
                    or_none(change.before),
                    or_none(change.after)
                )
            })
            .collect();
        assert_eq!(told, ["parent - city", "tags [\"a\"] []", "tier exact grid"]);
        assert_eq!(changes(Some(&after), None).len(), 4, "taken away");
        assert_eq!(changes(None, None), []);
        let hours = changes(None, Some(&json!([["08:30", "12:00"]])));
        assert_eq!(hours[0].field, "value");
    }

    #[test]
    fn a_very_long_value_is_cut() {
        let long = json!({"list": "日".repeat(MOST + 1)});
        let told = changes(None, Some(&long));
        let shown = told[0].after.as_deref().expect("a value");
        assert_eq!(shown.chars().count(), MOST + 1);
        assert!(shown.ends_with('…'));
    }

    #[test]
    fn an_address_that_is_not_understood_is_refused_by_name() {
        assert_eq!(LogQuery::parse(None, Some("")).ok(), Some(LogQuery::default()));
        for (kind, cursor, field) in [(Some("magic"), None, "kind"), (None, Some("now"), "cursor")] {
            match LogQuery::parse(kind, cursor) {
                Err(DeskError::Invalid { field: named, .. }) => assert_eq!(named, field),
                other => panic!("{other:?}"),
            }
        }
    }
}
