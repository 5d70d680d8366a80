//! Files of elements of the grid: tables (CSV in the encodings that lists come in, XLSX, lines of JSON) and GeoJSON.
//!
//! A row is an element, or a fault with its line and its column; a bad one never stops those after it. The columns
//! are known by their usual names, Chinese or English (docs/elements.md).

mod columns;
mod features;
mod row;

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use chrono_tz::Tz;
use domain::element::{ElementDraft, KindDraft};
use domain::intake::{FaultyRow, ListFormat, RowFault};
use domain::{ElementCode, ElementKindCode};

use crate::coordinates::{CoordinateSystem, Extent};
use crate::error::IntakeError;
use crate::file::{Next, Row, Source};
use crate::mapping::{FileRules, Sheet};
use crate::text_mark::unmark_text;
use columns::{Columns, Field};
use row::{Cells, Reading};

pub use columns::HEADINGS as ELEMENT_COLUMNS;

/// Elements of one file.
pub const MAX_ELEMENTS: usize = 200_000;
/// Bytes of a GeoJSON file, which is held in memory as a whole.
const MAX_JSON_BYTES: u64 = 64 << 20;
/// Faults that are kept with their words; more are counted.
const KEPT_FAULTS: usize = 200;

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct ElementRules<'a> {
    /// The kinds of the region: a row names one of them, by code or name.
    pub kinds: &'a [KindDraft],
    /// Kind of the rows that name none.
    pub kind: Option<ElementKindCode>,
    pub coordinates: CoordinateSystem,
    /// The region's: it tells where points lie for certain.
    pub zone: Tz,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ElementRows {
    /// Each key once, in the order of the file.
    pub rows: Vec<ElementDraft>,
    /// Rows that cannot be taken.
    pub wrong: u32,
    /// The first of them.
    pub faults: Vec<FaultyRow>,
}

/// Reads a file. An error means that it is no list of elements at all.
pub fn read_elements(path: &Path, rules: &ElementRules<'_>) -> Result<ElementRows, IntakeError> {
    let mut reading = Taken {
        reading: Reading {
            rules,
            extent: Extent::of_zone(rules.zone),
        },
        lines: HashMap::new(),
        found: ElementRows::default(),
    };
    match features::of(path, MAX_JSON_BYTES)? {
        Some(features) => {
            for (number, feature) in (1..).zip(&features) {
                reading.take(number, feature.cells())?;
            }
        }
        None => table(path, &mut reading)?,
    }
    Ok(reading.found)
}

fn table(path: &Path, reading: &mut Taken<'_>) -> Result<(), IntakeError> {
    let rules = FileRules {
        encoding: None,
        delimiter: None,
        sheet: Sheet::Number(1),
        header_row: 1,
        text_marks: false,
    };
    let mut source = Source::open(path, &rules, &|name| Columns::knows(name))?;
    let columns = Columns::find(&source.header);
    if !source.header.is_empty() {
        columns
            .complete(reading.reading.rules.kind.is_some())
            .map_err(|wanted| IntakeError::Unreadable {
                path: path.to_owned(),
                reason: format!(
                    "has no column {wanted}; its columns are: {}",
                    crate::file::header::shown(&source.header)
                ),
            })?;
    }
    // Only there is text marked, so that no spreadsheet runs it.
    let is_text = source.format() == ListFormat::Text;
    loop {
        match source.next() {
            Ok(Some(Next::Row(mut row))) => match fault_of(&mut row, source.header.len()) {
                Some((cell, fault)) => {
                    let column = cell.and_then(|cell| source.header.get(cell).cloned());
                    reading.fault(row.line, column, fault);
                }
                None => {
                    if is_text {
                        for cell in &mut row.cells {
                            *cell = unmark_text(cell).to_owned();
                        }
                    }
                    reading.take(row.line, columns.cells(&source.header, &row.cells))?;
                }
            },
            Ok(Some(Next::Object(line, object))) => {
                let columns = Columns::find(&object.columns);
                reading.take(line, columns.cells(&object.columns, &object.cells))?;
            }
            Ok(Some(Next::NoObject(line, fault, _))) => reading.fault(line, None, fault),
            Ok(None) => return Ok(()),
            Err(said) => {
                return Err(IntakeError::Unreadable {
                    path: path.to_owned(),
                    reason: said,
                });
            }
        }
    }
}

/// What is wrong with a row as a whole: it has as many cells as the header, save empty ones at its end.
fn fault_of(row: &mut Row, width: usize) -> Option<(Option<usize>, RowFault)> {
    if row.fault.is_some() {
        return row.fault.take();
    }
    while row.cells.len() > width && row.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        row.cells.pop();
    }
    let cells = row.cells.len();
    (cells != width).then_some((
        None,
        RowFault::CellCount {
            cells: cells as u64,
            header: width as u64,
        },
    ))
}

/// The file as far as it has been read.
struct Taken<'a> {
    reading: Reading<'a>,
    /// Where each key stands.
    lines: HashMap<(ElementKindCode, ElementCode), u64>,
    found: ElementRows,
}

impl Taken<'_> {
    fn take(&mut self, line: u64, cells: Cells<'_>) -> Result<(), IntakeError> {
        if self.found.rows.len() >= MAX_ELEMENTS {
            return Err(IntakeError::Unreadable {
                path: Path::new("").to_owned(),
                reason: format!("has more than {MAX_ELEMENTS} elements"),
            });
        }
        let code_column = cells.column(Field::Code);
        match self.reading.element(&cells) {
            Err((column, fault)) => self.fault(line, Some(column), fault),
            Ok(element) => {
                let key = (element.kind.clone(), element.code.clone());
                match self.lines.get(&key) {
                    Some(first) => self.fault(line, Some(code_column), RowFault::Again { line: *first }),
                    None => {
                        self.lines.insert(key, line);
                        self.found.rows.push(element);
                    }
                }
            }
        }
        Ok(())
    }

    fn fault(&mut self, line: u64, field: Option<String>, reason: RowFault) {
        self.found.wrong += 1;
        if self.found.faults.len() < KEPT_FAULTS {
            self.found.faults.push(FaultyRow { line, field, reason });
        }
    }
}

/// The beginning of a file, and the whole of it where that is asked for.
fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, IntakeError> {
    let refused = |source| IntakeError::Io {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(refused)?;
    file.take(most).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
