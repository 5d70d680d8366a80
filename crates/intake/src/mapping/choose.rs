//! A mapping made of another one and of what somebody chose on a page: which column is what.

use std::collections::BTreeMap;

use domain::Lang;
use domain::intake::{FieldFrom, LIST_FIELDS, ListChoices};
use domain::source::SourceSystem;
use toml::{Table, Value};

use super::Mapping;
use crate::IntakeError;

impl Mapping {
    /// What each field is in a file with these columns, by the names that this mapping knows.
    #[must_use]
    pub fn guess(&self, columns: &[&str]) -> BTreeMap<String, FieldFrom> {
        let table: Table = toml::from_str(&self.text).unwrap_or_default();
        let Some(known) = table.get("columns").and_then(Value::as_table) else {
            return BTreeMap::new();
        };
        let guess = |field: &str| Some((field.to_owned(), guessed(known.get(field)?, columns)?));
        LIST_FIELDS.into_iter().filter_map(guess).collect()
    }

    /// What a page shows before anything was chosen, for a file with these columns.
    #[must_use]
    pub fn first_choices(&self, base: &str, columns: &[&str]) -> ListChoices {
        let table: Table = toml::from_str(&self.text).unwrap_or_default();
        let format = |key: &str| table.get("formats").and_then(|formats| formats.get(key));
        let coordinates = format("coordinates").and_then(Value::as_str).unwrap_or("wgs-84");
        let time = format("time").and_then(|time| time.as_array()?.first()?.as_str());
        let of_constant = table.get("constants").and_then(|all| all.get("source")?.as_str());
        let of_default = table.get("defaults").and_then(|all| all.get("source")?.as_str());
        let kind = self.system().map(|system| system.kind.code());
        let fields = self.guess(columns);
        let system = match fields.contains_key("source") {
            true => "",
            false => kind
                .or(of_constant)
                .or(of_default)
                .unwrap_or(SourceSystem::FourPlatforms.code()),
        };
        ListChoices {
            base: base.to_owned(),
            name: String::new(),
            system: system.to_owned(),
            coordinates: coordinates.to_owned(),
            time: time.unwrap_or_default().to_owned(),
            fields,
        }
    }

    /// The mapping that reads what was chosen. What this one says of values, markers and defaults is kept; its region
    /// and where its records are fetched are left behind.
    pub fn with_choices(&self, choices: &ListChoices) -> Result<Self, IntakeError> {
        let wrong = |message: String| IntakeError::Mapping {
            mapping: choices.name.clone(),
            line: None,
            message,
        };
        let mut table: Table =
            toml::from_str(&self.text).map_err(|error| wrong(error.message().to_owned()))?;
        table.remove("region");
        table.remove("pull");
        for field in LIST_FIELDS {
            set_field(&mut table, field, choices.fields.get(field));
        }
        self.set_system(&mut table, choices);
        in_part(&mut table, "formats", |formats| set_formats(formats, choices));
        let text = toml::to_string(&table).map_err(|error| wrong(error.to_string()))?;
        Self::parse(&choices.name, &text)
    }

    /// A list is of one system, or a column says of which.
    fn set_system(&self, table: &mut Table, choices: &ListChoices) {
        if choices.fields.contains_key("source") {
            table.remove("system");
            return;
        }
        in_part(table, "constants", |constants| constants.remove("source"));
        let same = self
            .system()
            .is_some_and(|system| system.kind.code() == choices.system);
        if same {
            return;
        }
        let name = SourceSystem::from_code(&choices.system).map_or("", |system| system.name(Lang::Zh));
        let mut system = Table::new();
        for (key, value) in [
            ("code", choices.system.as_str()),
            ("name", name),
            ("kind", choices.system.as_str()),
        ] {
            system.insert(key.to_owned(), Value::from(value));
        }
        table.insert("system".to_owned(), Value::Table(system));
    }
}

fn set_formats(formats: &mut Table, choices: &ListChoices) {
    formats.insert(
        "coordinates".to_owned(),
        Value::from(choices.coordinates.as_str()),
    );
    let time = choices.time.as_str();
    // Further formats of the mapping are kept as long as the first is.
    let is_first = |known: &Value| known.get(0).and_then(Value::as_str) == Some(time);
    if time.is_empty() {
        formats.remove("time");
    } else if !formats.get("time").is_some_and(is_first) {
        formats.insert("time".to_owned(), Value::from(vec![time]));
    }
}

fn set_field(table: &mut Table, field: &str, from: Option<&FieldFrom>) {
    in_part(table, "columns", |columns| set_column(columns, field, from));
    // A constant is for a field without a column, a default for one with a column; values are those of a column.
    let (here, there) = match from {
        None => ("constants", "defaults"),
        Some(_) => ("defaults", "constants"),
    };
    if let Some(value) = in_part(table, there, |there| there.remove(field)) {
        in_part(table, here, |here| {
            here.entry(field).or_insert(value);
        });
    }
    if from.is_none() {
        in_part(table, "values", |values| values.remove(field));
    }
}

fn set_column(columns: &mut Table, field: &str, from: Option<&FieldFrom>) {
    let spec = match from {
        None => {
            columns.remove(field);
            return;
        }
        Some(FieldFrom::AsMapped) => return,
        Some(FieldFrom::Content) => {
            Value::Table(Table::from_iter([("content".to_owned(), Value::from(true))]))
        }
        Some(FieldFrom::Column(name)) => match columns.get(field).and_then(|spec| spec.get("missing")) {
            Some(missing) => Value::Table(Table::from_iter([
                ("column".to_owned(), Value::from(name.as_str())),
                ("missing".to_owned(), missing.clone()),
            ])),
            None => Value::from(name.as_str()),
        },
    };
    columns.insert(field.to_owned(), spec);
}

/// Changes a table of the mapping, which is made where it is missing and goes where nothing is left in it.
fn in_part<T>(table: &mut Table, name: &str, change: impl FnOnce(&mut Table) -> T) -> T {
    let mut part = match table.remove(name) {
        Some(Value::Table(part)) => part,
        _ => Table::new(),
    };
    let changed = change(&mut part);
    if !part.is_empty() {
        table.insert(name.to_owned(), Value::Table(part));
    }
    changed
}

/// What a column spec means in a file with these columns; none: it is not there.
fn guessed(spec: &Value, columns: &[&str]) -> Option<FieldFrom> {
    let found = |names: &Value| {
        let same = |wanted: &str| {
            let here = columns.iter().find(|column| **column == wanted);
            here.or_else(|| columns.iter().find(|column| column.eq_ignore_ascii_case(wanted)))
        };
        match names {
            Value::String(name) => same(name.trim()),
            Value::Array(names) => names.iter().find_map(|name| same(name.as_str()?.trim())),
            _ => None,
        }
        .map(|name| (*name).to_owned())
    };
    let Some(table) = spec.as_table() else {
        return found(spec).map(FieldFrom::Column);
    };
    if table.get("content").is_some() {
        return Some(FieldFrom::Content);
    }
    if let Some(parts) = table.get("parts").and_then(Value::as_array) {
        return parts
            .iter()
            .all(|part| found(part).is_some())
            .then_some(FieldFrom::AsMapped);
    }
    if let Some(names) = table.get("column") {
        return found(names).map(FieldFrom::Column);
    }
    match (table.get("code"), table.get("name")) {
        (Some(code), Some(name)) => match (found(code), found(name)) {
            (Some(_), Some(_)) => Some(FieldFrom::AsMapped),
            (one, other) => one.or(other).map(FieldFrom::Column),
        },
        (Some(code), None) => found(code).map(FieldFrom::Column),
        _ => {
            let flags = [table.get("on_time")?, table.get("late")?];
            flags
                .iter()
                .all(|flag| found(flag).is_some())
                .then_some(FieldFrom::AsMapped)
        }
    }
}
