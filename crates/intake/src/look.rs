//! What a list looks like before anybody has said how it is read.

use std::path::Path;

use domain::intake::{ListColumn, ListFormat};

use crate::IntakeError;
use crate::file::{Next, Source};
use crate::mapping::Mapping;

/// So many rows are looked at.
const ROWS: usize = 50;
/// So many cells of each column are shown …
const VALUES: usize = 3;
/// … and so many characters of each.
const VALUE_CHARS: usize = 60;

/// The kind of a file and its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub format: ListFormat,
    pub gzipped: bool,
    /// In their order; of lines of JSON, those of the first rows.
    pub columns: Vec<ListColumn>,
}

impl Look {
    /// Looks at the first rows of a file. What `base` says of the file holds: its sheet, its header, its encoding.
    pub fn at(path: impl AsRef<Path>, base: &Mapping) -> Result<Self, IntakeError> {
        let path = path.as_ref();
        let mut source = Source::open(path, &base.rules().file, &|_| true)?;
        let mut columns: Vec<ListColumn> = source.header.iter().map(|name| column(name)).collect();
        let format = source.format();
        let gzipped = source.gzipped;
        for _ in 0..ROWS {
            match source.next() {
                Ok(Some(Next::Row(row))) => {
                    for (column, cell) in columns.iter_mut().zip(&row.cells) {
                        note(column, cell);
                    }
                }
                Ok(Some(Next::Object(_, object))) => {
                    for (name, cell) in object.columns.iter().zip(&object.cells) {
                        let known = columns.iter().position(|column| column.name == *name);
                        let at = known.unwrap_or_else(|| {
                            columns.push(column(name));
                            columns.len() - 1
                        });
                        note(&mut columns[at], cell);
                    }
                }
                Ok(Some(Next::NoObject(..))) => {}
                // Where it breaks off is said when it is read.
                Ok(None) | Err(_) => break,
            }
        }
        if columns.is_empty() {
            return Err(IntakeError::Unreadable {
                path: path.to_owned(),
                reason: "there is no row in it".to_owned(),
            });
        }
        Ok(Self {
            format,
            gzipped,
            columns,
        })
    }
}

fn column(name: &str) -> ListColumn {
    ListColumn {
        name: name.to_owned(),
        values: Vec::new(),
    }
}

fn note(column: &mut ListColumn, cell: &str) {
    let cell = cell.trim();
    if cell.is_empty() || column.values.len() == VALUES {
        return;
    }
    let mut short: String = cell
        .chars()
        .take(VALUE_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if short.len() < cell.len() {
        short.push('…');
    }
    column.values.push(short);
}
