//! The sections [columns], [values], [defaults] and [constants], field by field.

use std::collections::HashMap;

use domain::board::figures::Verdict;
use domain::intake::Named;
use domain::source::SourceSystem;
use toml::{Spanned, Value};

use super::Checker;
use crate::IntakeError;
use crate::mapping::rules::{Choice, Column, IdRule, NamedRule, VerdictRule, Word};
use crate::mapping::spec::{IdSpec, NamedSpec, NamedValue, Names, PlainSpec, Table, VerdictSpec};

/// Stands for every value a table does not list.
const OTHER: &str = "*";

/// Stands for "nothing said" among the values of a table.
const NOTHING: &str = "none";

impl Checker<'_> {
    fn column(
        &self,
        key: String,
        line: usize,
        names: Names,
        optional: bool,
        missing: &[String],
    ) -> Result<Column, IntakeError> {
        let names: Vec<String> = match names {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        };
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        if names.is_empty() || names.iter().any(String::is_empty) {
            let message = format!("{key}: the name of a column is empty");
            return Err(IntakeError::Mapping {
                mapping: self.name.to_owned(),
                line: Some(line),
                message,
            });
        }
        let missing = self
            .missing
            .iter()
            .cloned()
            .chain(missing.iter().map(|marker| marker.trim().to_owned()))
            .collect();
        Ok(Column {
            key,
            line,
            names,
            optional,
            missing,
            at: None,
        })
    }

    pub(super) fn plain(
        &self,
        key: &str,
        spec: Option<&Spanned<PlainSpec>>,
    ) -> Result<Option<Column>, IntakeError> {
        let Some(spec) = spec else { return Ok(None) };
        let key = format!("columns.{key}");
        let (names, optional, missing) = match spec.get_ref() {
            PlainSpec::Names(names) => (names, false, &[][..]),
            PlainSpec::Table(table) => (&table.column, table.optional, &table.missing[..]),
        };
        self.column(key, self.line(spec), names.clone(), optional, missing)
            .map(Some)
    }

    pub(super) fn external_id(&self, spec: Option<&Spanned<IdSpec>>) -> Result<IdRule, IntakeError> {
        let Some(spec) = spec else {
            return Ok(IdRule::Content);
        };
        let part = |names: &Names| {
            self.column(
                "columns.external_id".to_owned(),
                self.line(spec),
                names.clone(),
                false,
                &[],
            )
        };
        match spec.get_ref() {
            IdSpec::Names(names) => Ok(IdRule::Parts(vec![part(names)?])),
            IdSpec::Parts(table) if table.parts.is_empty() => {
                Err(self.wrong(spec, "columns.external_id: `parts` names no column".to_owned()))
            }
            IdSpec::Parts(table) => Ok(IdRule::Parts(
                table.parts.iter().map(part).collect::<Result<_, _>>()?,
            )),
            IdSpec::Content(table) if table.content => Ok(IdRule::Content),
            IdSpec::Content(_) => {
                Err(self.wrong(spec, "columns.external_id: `content` can only be true".to_owned()))
            }
        }
    }

    pub(super) fn source_fallback(
        &self,
        column: &Option<Spanned<PlainSpec>>,
        constant: &Option<Spanned<String>>,
        default: &Option<Spanned<String>>,
    ) -> Result<Option<SourceSystem>, IntakeError> {
        self.one_of_two("source", column.is_some(), constant.as_ref(), default.as_ref())?;
        let given = constant.clone().or_else(|| default.clone());
        self.word(&given, SourceSystem::from_code, &SourceSystem::words())
    }

    /// A constant is for a field without a column, a default for one with a column.
    fn one_of_two<T>(
        &self,
        key: &str,
        has_column: bool,
        constant: Option<&Spanned<T>>,
        default: Option<&Spanned<T>>,
    ) -> Result<(), IntakeError> {
        match (has_column, constant, default) {
            (true, Some(constant), _) => Err(self.wrong(
                constant,
                format!("`{key}` has a column as well: use [defaults] for cells that are missing"),
            )),
            (false, _, Some(default)) => Err(self.wrong(
                default,
                format!("`{key}` has no column: use [constants] for every row"),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn choice<T: Word>(
        &self,
        key: &'static str,
        column: Option<Column>,
        table: Option<&Spanned<Table>>,
        fallback: Option<T>,
    ) -> Result<Choice<T>, IntakeError> {
        let mut entries = HashMap::new();
        let mut other = None;
        if let Some(table) = table {
            if column.is_none() {
                return Err(self.wrong(
                    table,
                    format!("[values.{key}] belongs to no column: name it in [columns]"),
                ));
            }
            for (cell, meaning) in table.get_ref() {
                let meant = self.meaning::<T>(key, meaning)?;
                if cell == OTHER {
                    other = Some(meant);
                } else {
                    entries.insert(cell.trim().to_owned(), meant);
                }
            }
        }
        Ok(Choice {
            column,
            table_key: key,
            table: entries,
            other,
            fallback,
        })
    }

    fn meaning<T: Word>(&self, key: &str, meaning: &Spanned<Value>) -> Result<Option<T>, IntakeError> {
        let word = match meaning.get_ref() {
            Value::Boolean(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::String(text) if text == NOTHING => return Ok(None),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        T::from_word(&word).map(Some).ok_or_else(|| {
            self.wrong(
                meaning,
                format!("[values.{key}]: `{word}` is none of {}, {NOTHING}", T::words()),
            )
        })
    }

    pub(super) fn verdict(
        &self,
        spec: Option<&Spanned<VerdictSpec>>,
        table: Option<&Spanned<Table>>,
    ) -> Result<VerdictRule, IntakeError> {
        let key = "columns.verdict";
        let column = match spec {
            None => None,
            Some(spec) => {
                let line = self.line(spec);
                match spec.get_ref() {
                    VerdictSpec::Flags(flags) => {
                        if let Some(table) = table {
                            return Err(
                                self.wrong(table, "[values.verdict] has no use with flag columns".to_owned())
                            );
                        }
                        let on_time =
                            self.column(format!("{key}.on_time"), line, flags.on_time.clone(), false, &[])?;
                        let late =
                            self.column(format!("{key}.late"), line, flags.late.clone(), false, &[])?;
                        return Ok(VerdictRule::Flags { on_time, late });
                    }
                    VerdictSpec::Names(names) => {
                        Some(self.column(key.to_owned(), line, names.clone(), false, &[])?)
                    }
                    VerdictSpec::Table(plain) => Some(self.column(
                        key.to_owned(),
                        line,
                        plain.column.clone(),
                        plain.optional,
                        &plain.missing,
                    )?),
                }
            }
        };
        self.choice::<Verdict>("verdict", column, table, None)
            .map(VerdictRule::Choice)
    }

    pub(super) fn named(
        &self,
        key: &str,
        spec: &Option<Spanned<NamedSpec>>,
        table: &Option<Spanned<Table>>,
        default: &Option<Spanned<NamedValue>>,
        constant: &Option<Spanned<NamedValue>>,
    ) -> Result<NamedRule, IntakeError> {
        self.one_of_two(key, spec.is_some(), constant.as_ref(), default.as_ref())?;
        let (mut code, mut name) = (None, None);
        if let Some(spec) = spec {
            let line = self.line(spec);
            let column = |suffix: &str, names: &Names, optional, missing: &[String]| {
                self.column(
                    format!("columns.{key}{suffix}"),
                    line,
                    names.clone(),
                    optional,
                    missing,
                )
            };
            match spec.get_ref() {
                NamedSpec::Names(names) => code = Some(column("", names, false, &[])?),
                NamedSpec::Table(table) => match (&table.column, &table.code, &table.name) {
                    (Some(names), None, None) => {
                        code = Some(column("", names, table.optional, &table.missing)?)
                    }
                    (None, Some(codes), names) => {
                        code = Some(column(".code", codes, table.optional, &table.missing)?);
                        name = match names {
                            Some(names) => Some(column(".name", names, table.optional, &table.missing)?),
                            None => None,
                        };
                    }
                    _ => {
                        let message =
                            format!("columns.{key}: write `code` with or without `name`, or `column` alone");
                        return Err(self.wrong(spec, message));
                    }
                },
            }
        }
        let mut names = HashMap::new();
        if let Some(table) = table {
            if code.is_none() || name.is_some() {
                let message = format!(
                    "[values.{key}] gives names to codes: it needs a column of codes and none of names"
                );
                return Err(self.wrong(table, message));
            }
            for (code, name) in table.get_ref() {
                let Value::String(text) = name.get_ref() else {
                    return Err(self.wrong(name, format!("[values.{key}]: a name is a text")));
                };
                names.insert(code.trim().to_owned(), text.trim().to_owned());
            }
        }
        let fallback = constant
            .as_ref()
            .or(default.as_ref())
            .map(|value| match value.get_ref() {
                NamedValue::Text(text) => Named {
                    code: text.clone(),
                    name: text.clone(),
                },
                NamedValue::Pair(pair) => Named {
                    code: pair.code.clone(),
                    name: pair.name.clone(),
                },
            });
        Ok(NamedRule {
            code,
            name,
            names,
            fallback,
        })
    }
}
