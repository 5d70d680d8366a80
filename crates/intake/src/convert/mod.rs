//! What the cells of one row mean: by the rules of a mapping, a row becomes a record or a rejection.
//! Pure: no file, no clock.

mod objects;
mod person;
mod place;
mod time;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::board::figures::Verdict;
use domain::intake::{IncomingRecord, Named, Rejected, RowFault};

pub use objects::ObjectConverter;
pub(crate) use time::TimeFormats;

use crate::content_hash::hash_sorted;
use crate::coordinates::Extent;
use crate::file::{MAX_CELL_CHARS, Row};
use crate::mapping::{Choice, Column, Fields, IdRule, NamedRule, TextRule, VerdictRule, Word};

/// Longest external id, in characters.
const MAX_ID_CHARS: usize = 200;
/// Longest code of a category, department or area, in characters; `domain` takes no longer ones.
const MAX_CODE_CHARS: usize = 64;
/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 200;

/// Makes records of the rows of one file.
pub(crate) struct Converter {
    header: Vec<String>,
    /// Places of the columns in the order of their names.
    sorted: Vec<usize>,
    fields: Fields,
    zone: Tz,
}

/// What is wrong with a row: the column at fault, where one is, and why.
struct Fault {
    column: Option<usize>,
    /// Its name, where the row has no such column.
    name: Option<String>,
    reason: RowFault,
}

impl Fault {
    fn at(column: &Column, reason: RowFault) -> Self {
        Self {
            column: column.at,
            name: None,
            reason,
        }
    }
}

impl Converter {
    /// Finds the mapping's columns in the header. The error is every column that is missing, with the
    /// mapping's key and line, as one text.
    pub(crate) fn bind(mut fields: Fields, header: Vec<String>, zone: Tz) -> Result<Self, String> {
        let mut absent = Vec::new();
        find(&mut fields, &header);
        for column in fields.columns_mut() {
            if column.at.is_none() && !column.optional {
                let names: Vec<_> = column
                    .names
                    .iter()
                    .map(|name| format!("`{}`", short(name)))
                    .collect();
                absent.push(format!(
                    "{} ({}, line {})",
                    names.join(" or "),
                    column.key,
                    column.line
                ));
            }
        }
        if !absent.is_empty() {
            return Err(absent.join(", "));
        }
        Ok(Self::found(fields, header, zone))
    }

    /// For a row that need not have every column: one that it lacks is a missing cell.
    fn bind_loosely(mut fields: Fields, header: Vec<String>, zone: Tz) -> Self {
        find(&mut fields, &header);
        Self::found(fields, header, zone)
    }

    fn found(fields: Fields, header: Vec<String>, zone: Tz) -> Self {
        let mut sorted: Vec<usize> = (0..header.len()).collect();
        sorted.sort_by_key(|&column| &header[column]);
        Self {
            header,
            sorted,
            fields,
            zone,
        }
    }

    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// A record, or why there is none.
    pub(crate) fn convert(&self, mut row: Row) -> Result<IncomingRecord, Rejected> {
        match self.fit(&mut row).and_then(|()| self.record(&row)) {
            Ok(record) => {
                let verbatim = self.header.iter().cloned().zip(row.cells).collect();
                Ok(IncomingRecord { verbatim, ..record })
            }
            Err(Fault { column, name, reason }) => Err(Rejected {
                line: row.line,
                field: column
                    .and_then(|column| self.header.get(column).cloned())
                    .or(name),
                reason,
                row: row.cells,
                columns: Vec::new(),
            }),
        }
    }

    /// As many cells as the header, each of them one that can be stored.
    fn fit(&self, row: &mut Row) -> Result<(), Fault> {
        if let Some((column, reason)) = row.fault.take() {
            return Err(Fault {
                column,
                name: None,
                reason,
            });
        }
        let width = self.header.len();
        let cells = &mut row.cells;
        while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() != width {
            return Err(Fault {
                column: None,
                name: None,
                reason: RowFault::CellCount {
                    cells: cells.len() as u64,
                    header: width as u64,
                },
            });
        }
        for (index, cell) in cells.iter().enumerate() {
            let fault = |reason: RowFault| {
                Err(Fault {
                    column: Some(index),
                    name: None,
                    reason,
                })
            };
            if cell.contains('\0') {
                return fault(RowFault::Nul);
            }
            if cell.len() > MAX_CELL_CHARS && cell.chars().count() > MAX_CELL_CHARS {
                return fault(RowFault::TooLong {
                    most: MAX_CELL_CHARS as u64,
                });
            }
        }
        Ok(())
    }

    /// The record but for its verbatim cells, which the row keeps as long as it may yet be rejected.
    fn record(&self, row: &Row) -> Result<IncomingRecord, Fault> {
        let fields = &self.fields;
        let cells = &row.cells[..];
        let pairs = self
            .sorted
            .iter()
            .map(|&at| (self.header[at].as_str(), cells[at].as_str()));
        let content_hash = hash_sorted(pairs);
        let prefix = fields.prefix.as_deref().unwrap_or_default();
        let external_id = external_id(&fields.external_id, prefix, cells, &content_hash)?;
        let source = choose(&fields.source, cells)?.ok_or_else(|| missing(fields.source.column.as_ref()))?;
        let received_at = self
            .time(&fields.received_at, cells)?
            .ok_or_else(|| missing(fields.received_at.as_ref()))?;
        let due_at = self.time(&fields.due_at, cells)?;
        let closed_at = self.time(&fields.closed_at, cells)?;
        let verdict = verdict(&fields.verdict, cells)?;
        // Without a column of its own, a closing time or a verdict says that a record is closed.
        let closed = choose(&fields.closed, cells)?.unwrap_or(closed_at.is_some() || verdict.is_some());
        Ok(IncomingRecord {
            line: row.line,
            source,
            external_id,
            version: self.version(cells)?,
            person: text(&fields.reporter, cells).and_then(|text| person::normalised(&text)),
            content_hash,
            received_at,
            title: text(&fields.title, cells),
            narrative: text(&fields.narrative, cells),
            category: named(&fields.category, cells)?,
            parent_category: named(&fields.parent_category, cells)?,
            department: named(&fields.department, cells)?,
            township: named(&fields.township, cells)?,
            community: named(&fields.community, cells)?,
            address: text(&fields.address, cells),
            place: self.place(cells)?,
            due_at,
            // What an open record says of its closing is about an earlier one.
            closed_at: closed_at.filter(|_| closed),
            closed,
            verdict: verdict.filter(|_| closed),
            duplicate: choose(&fields.duplicate, cells)?.unwrap_or(false),
            satisfied: choose(&fields.satisfied, cells)?,
            tier: fields.tier,
            rounding: fields.rounding,
            verbatim: BTreeMap::new(),
        })
    }

    fn time(&self, rule: &TextRule, cells: &[String]) -> Result<Option<DateTime<Utc>>, Fault> {
        let Some(column) = rule else { return Ok(None) };
        let Some(text) = column.text(cells) else {
            return Ok(None);
        };
        let read = self.fields.times.read(text, self.zone);
        read.map(Some)
            .ok_or_else(|| Fault::at(column, RowFault::NoTime { text: short(text) }))
    }

    /// A whole number as it stands, a time in milliseconds.
    fn version(&self, cells: &[String]) -> Result<Option<i64>, Fault> {
        let column = self.fields.version.as_ref();
        let number = column
            .and_then(|column| column.text(cells))
            .and_then(|text| text.parse().ok());
        if number.is_some() {
            return Ok(number);
        }
        let time = self.time(&self.fields.version, cells)?;
        Ok(time.map(|time| time.timestamp_millis()))
    }

    fn place(&self, cells: &[String]) -> Result<Option<(f64, f64)>, Fault> {
        let number = |rule: &TextRule| -> Result<Option<f64>, Fault> {
            let Some(column) = rule else { return Ok(None) };
            let Some(text) = column.text(cells) else {
                return Ok(None);
            };
            let read = place::degrees(text, self.fields.decimal_comma);
            read.map(Some)
                .ok_or_else(|| Fault::at(column, RowFault::NoCoordinate { text: short(text) }))
        };
        let point = number(&self.fields.lng)?.zip(number(&self.fields.lat)?);
        let extent = self.fields.extent.or_else(|| Extent::of_zone(self.zone));
        if let (Some(point), Some(extent), Some(column)) = (point, extent, &self.fields.lng)
            && extent.would_hold_swapped(point)
        {
            let (lng, lat) = (point.0.to_string().into(), point.1.to_string().into());
            return Err(Fault::at(column, RowFault::Swapped { lng, lat }));
        }
        Ok(point
            .and_then(place::usable)
            .map(|point| self.fields.coordinates.to_wgs84(point)))
    }
}

fn missing(column: Option<&Column>) -> Fault {
    Fault {
        column: column.and_then(|column| column.at),
        name: column.and_then(|column| column.names.first().cloned()),
        reason: RowFault::Missing,
    }
}

/// Where in the header the columns stand.
fn find(fields: &mut Fields, header: &[String]) {
    for column in fields.columns_mut() {
        column.at = column
            .names
            .iter()
            .find_map(|name| header.iter().position(|title| title == name));
    }
}

/// A value for a message: not the whole of a long one.
fn short(text: &str) -> Box<str> {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.into()
}

fn text(rule: &TextRule, cells: &[String]) -> Option<String> {
    rule.as_ref()?.text(cells).map(str::to_owned)
}

fn external_id(
    rule: &IdRule,
    prefix: &str,
    cells: &[String],
    content_hash: &[u8; 32],
) -> Result<String, Fault> {
    let columns = match rule {
        IdRule::Content => {
            let hash = content_hash[..16].iter().map(|byte| format!("{byte:02x}"));
            return Ok(std::iter::once(prefix.to_owned()).chain(hash).collect());
        }
        IdRule::Parts(columns) => columns,
    };
    let mut id = prefix.to_owned();
    for (number, column) in columns.iter().enumerate() {
        let part = column.text(cells).ok_or_else(|| missing(Some(column)))?;
        if part.chars().any(char::is_control) {
            return Err(Fault::at(column, RowFault::ControlInId));
        }
        if number > 0 {
            id.push('/');
        }
        id.push_str(part);
        if id.chars().count() > MAX_ID_CHARS {
            return Err(Fault::at(
                column,
                RowFault::IdTooLong {
                    most: MAX_ID_CHARS as u64,
                },
            ));
        }
    }
    Ok(id)
}

fn choose<T: Word>(rule: &Choice<T>, cells: &[String]) -> Result<Option<T>, Fault> {
    let Some(column) = &rule.column else {
        return Ok(rule.fallback);
    };
    let Some(cell) = column.text(cells) else {
        return Ok(rule.fallback);
    };
    if let Some(meaning) = rule.table.get(cell).copied().or(rule.other) {
        return Ok(meaning);
    }
    if !rule.table.is_empty() {
        let (text, table) = (short(cell), rule.table_key.into());
        return Err(Fault::at(column, RowFault::NotInTable { text, table }));
    }
    T::from_word(cell)
        .map(Some)
        .ok_or_else(|| no_word::<T>(column, cell))
}

fn no_word<T: Word>(column: &Column, cell: &str) -> Fault {
    let (text, words) = (short(cell), T::words().into());
    Fault::at(column, RowFault::NoWord { text, words })
}

fn verdict(rule: &VerdictRule, cells: &[String]) -> Result<Option<Verdict>, Fault> {
    let (on_time, late) = match rule {
        VerdictRule::Choice(choice) => return choose(choice, cells),
        VerdictRule::Flags { on_time, late } => (on_time, late),
    };
    let set = |column: &Column| match column.text(cells) {
        None => Ok(false),
        Some(cell) => bool::from_word(cell).ok_or_else(|| no_word::<bool>(column, cell)),
    };
    match (set(on_time)?, set(late)?) {
        (true, true) => Err(Fault::at(late, RowFault::BothFlags)),
        (true, false) => Ok(Some(Verdict::OnTime)),
        (false, true) => Ok(Some(Verdict::Late)),
        (false, false) => Ok(None),
    }
}

fn named(rule: &NamedRule, cells: &[String]) -> Result<Option<Named>, Fault> {
    let cell = |column: &Option<Column>| {
        column
            .as_ref()
            .and_then(|column| column.text(cells))
            .map(one_line)
    };
    let name = cell(&rule.name);
    let Some(code) = cell(&rule.code).or_else(|| name.clone()) else {
        return Ok(rule.fallback.clone());
    };
    let name = name
        .or_else(|| rule.names.get(&code).cloned())
        .unwrap_or_else(|| code.clone());
    let fault = |column: &Option<Column>, reason: RowFault| {
        let column = column.as_ref().and_then(|column| column.at);
        Err(Fault {
            column,
            name: None,
            reason,
        })
    };
    if code.chars().count() > MAX_CODE_CHARS {
        return fault(
            &rule.code,
            RowFault::CodeTooLong {
                most: MAX_CODE_CHARS as u64,
            },
        );
    }
    if name.chars().count() > MAX_NAME_CHARS {
        return fault(
            &rule.name,
            RowFault::NameTooLong {
                most: MAX_NAME_CHARS as u64,
            },
        );
    }
    if code.chars().chain(name.chars()).any(char::is_control) {
        return fault(&rule.code, RowFault::ControlInName);
    }
    Ok(Some(Named { code, name }))
}

/// Names that stand on two lines of a cell are one name.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
