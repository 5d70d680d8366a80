//! Rows that bring their own columns: lines of JSON, records of a push.

use chrono_tz::Tz;
use domain::intake::{IncomingRecord, Rejected, RowFault};

use super::Converter;
use crate::file::{Object, Row};
use crate::mapping::{Fields, Mapping};

/// So many different sets of columns are remembered; a system sends one or two.
const REMEMBERED: usize = 8;
/// Sets of more columns are not.
const MOST_COLUMNS: usize = 1_000;

/// Makes records of objects by a mapping. Whatever hands them over, a file or a request, they become the same
/// records. An object that lacks a column has nothing in it; columns the mapping does not name are kept.
pub struct ObjectConverter {
    fields: Fields,
    zone: Tz,
    /// The one used last stands last.
    bound: Vec<Converter>,
}

impl std::fmt::Debug for ObjectConverter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectConverter").finish_non_exhaustive()
    }
}

impl ObjectConverter {
    /// By this mapping; local times are in `zone`, the region's.
    #[must_use]
    pub fn new(mapping: &Mapping, zone: Tz) -> Self {
        Self {
            fields: mapping.rules().fields.clone(),
            zone,
            bound: Vec::new(),
        }
    }

    /// A record, or why there is none. `line` is its place in the file or batch, from 1.
    pub fn convert(&mut self, line: u64, object: Object) -> Result<IncomingRecord, Rejected> {
        let row = Row {
            line,
            cells: object.cells,
            fault: None,
        };
        let known = self
            .bound
            .iter()
            .position(|bound| bound.header() == object.columns);
        let converter = match known {
            Some(at) => self.bound.remove(at),
            None => Converter::bind_loosely(self.fields.clone(), object.columns, self.zone),
        };
        let converted = converter.convert(row).map_err(|rejected| Rejected {
            columns: converter.header().to_vec(),
            ..rejected
        });
        if converter.header().len() <= MOST_COLUMNS {
            if self.bound.len() == REMEMBERED {
                self.bound.remove(0);
            }
            self.bound.push(converter);
        }
        converted
    }

    /// What is said of a row that is no object at all.
    #[must_use]
    pub fn rejected(line: u64, reason: RowFault, text: impl Into<String>) -> Rejected {
        Rejected {
            line,
            field: None,
            reason,
            row: vec![text.into()],
            columns: Vec::new(),
        }
    }
}
