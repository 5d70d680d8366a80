use std::path::Path;

use chrono_tz::Tz;
use domain::intake::{IncomingRecord, Rejected, RowFault};

use crate::IntakeError;
use crate::convert::{Converter, ObjectConverter};
use crate::file::{Next, Source, header};
use crate::mapping::Mapping;

/// The records of one file, in its order.
///
/// An iterator of one item per row: the record, or the row with the reason why there is none. Rows in
/// which every cell is empty are no rows. Memory does not grow with the file, except by the table of
/// texts inside a workbook.
///
/// Should the file become unreadable on the way (a broken disk, a cut-off archive), the last item is a
/// [`Rejected`] without cells that says so, and [`RecordReader::failure`] gives the reason. What came
/// before it stands.
pub struct RecordReader {
    source: Source,
    converter: Converter,
    objects: ObjectConverter,
    ended: bool,
    last_line: u64,
    failure: Option<String>,
}

impl std::fmt::Debug for RecordReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordReader")
            .field("header", &self.header())
            .field("line", &self.last_line)
            .finish()
    }
}

impl RecordReader {
    /// Opens a file and finds the mapping's columns in it. `zone` is the region's: local times are in it.
    ///
    /// The kind of file is told by its first bytes, not by its name: a workbook (.xlsx), lines of JSON, or
    /// delimited text, the two gzipped or not. Every error means that the file cannot be imported with this mapping.
    pub fn open(path: impl AsRef<Path>, mapping: &Mapping, zone: Tz) -> Result<Self, IntakeError> {
        let path = path.as_ref();
        let rules = mapping.rules();
        let mut fields = rules.fields.clone();
        let wanted: Vec<String> = fields
            .columns_mut()
            .into_iter()
            .flat_map(|column| column.names.iter().cloned())
            .collect();
        let source = Source::open(path, &rules.file, &|name| {
            wanted.iter().any(|column| column == name)
        })?;
        let objects = ObjectConverter::new(mapping, zone);
        if source.header.is_empty() || rules.file.text_marks {
            // Every row brings its own columns.
            for column in fields.columns_mut() {
                column.optional = true;
            }
        }
        let converter = Converter::bind(fields, source.header.clone(), zone).map_err(|wanted| {
            IntakeError::MissingColumns {
                path: path.to_owned(),
                mapping: mapping.name().to_owned(),
                wanted,
                columns: header::shown(&source.header),
            }
        })?;
        Ok(Self {
            source,
            converter,
            objects,
            ended: false,
            last_line: 0,
            failure: None,
        })
    }

    /// The file's columns: blank names filled in and repeated ones made distinct, as in
    /// [`IncomingRecord::verbatim`]. Empty where every row brings its own ([`Rejected::columns`]).
    #[must_use]
    pub fn header(&self) -> &[String] {
        self.converter.header()
    }

    /// Bytes of the file, as it lies on the disk, read so far; for showing progress.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    /// Size of the file on the disk in bytes.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.source.bytes_total()
    }

    /// Why the file could not be read to its end, if it could not.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

impl Iterator for RecordReader {
    type Item = Result<IncomingRecord, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.source.next() {
            Ok(Some(Next::Row(row))) => {
                self.last_line = row.line;
                Some(self.converter.convert(row))
            }
            Ok(Some(Next::Object(line, object))) => {
                self.last_line = line;
                Some(self.objects.convert(line, object))
            }
            Ok(Some(Next::NoObject(line, reason, text))) => {
                self.last_line = line;
                Some(Err(ObjectConverter::rejected(line, reason, text)))
            }
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(said) => {
                self.ended = true;
                let reason = RowFault::CutOff { said: said.into() };
                self.failure = Some(reason.to_string());
                Some(Err(Rejected {
                    line: self.last_line + 1,
                    field: None,
                    reason,
                    row: Vec::new(),
                    columns: Vec::new(),
                }))
            }
        }
    }
}

impl std::iter::FusedIterator for RecordReader {}
