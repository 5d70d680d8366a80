//! A file as a header and rows of text, whatever kind it is: delimited text in several encodings or lines of
//! JSON, plain or gzipped, or a workbook. What the cells mean is none of this module's business.

mod archive;
mod delimited;
mod encoding;
pub(crate) mod header;
mod limits;
mod objects;
mod sheet;
mod text;
mod workbook;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use encoding::Encoding;
pub use limits::{
    MAX_CELL_CHARS, MAX_COLUMN_NAME_BYTES, MAX_COLUMNS, MAX_RECORD_BYTES, MAX_SHARED_TEXT_BYTES,
    MAX_SHEET_BYTES,
};
pub use objects::Object;

use domain::intake::{ListFormat, RowFault};

use crate::IntakeError;
use crate::mapping::FileRules;

/// Longest reason, in characters.
const MOST_REASON_CHARS: usize = 2_500;

/// One row of the file below its header.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Physical line (or row of the sheet) it begins on, first = 1.
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
    /// What is already known to be wrong with it: the cell at fault, if one is, and why.
    pub(crate) fault: Option<(Option<usize>, RowFault)>,
}

/// What comes next in a file.
#[derive(Debug)]
pub(crate) enum Next {
    /// A row under the header of the file.
    Row(Row),
    /// A row that brings its own columns.
    Object(u64, Object),
    /// A line that should be an object and is none: why, and its text.
    NoObject(u64, RowFault, String),
}

/// An opened file whose header has been read.
pub(crate) struct Source {
    /// Empty where every row brings its own columns.
    pub(crate) header: Vec<String>,
    rows: Rows,
    /// See [`FileRules::text_marks`].
    text_marks: bool,
    pub(crate) gzipped: bool,
    read: Progress,
    total: u64,
}

enum Rows {
    Text(text::TextRows),
    Objects(objects::ObjectLines),
    Sheet(sheet::SheetRows),
}

impl Source {
    /// Opens the file and reads its header. `wanted` says whether a column of that name is of use; by it
    /// the delimiter is found out.
    pub(crate) fn open(
        path: &Path,
        rules: &FileRules,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Self, IntakeError> {
        let refused = |source| IntakeError::Io {
            path: path.to_owned(),
            source,
        };
        let unreadable = |reason: String| IntakeError::Unreadable {
            path: path.to_owned(),
            reason: one_line(&reason),
        };
        let meta = std::fs::metadata(path).map_err(refused)?;
        if !meta.is_file() {
            return Err(unreadable("this is not a file".to_owned()));
        }
        let mut head = Vec::new();
        File::open(path)
            .and_then(|file| file.take(8).read_to_end(&mut head))
            .map_err(refused)?;
        let read = Progress::default();
        let (header, rows) = match head[..] {
            [b'P', b'K', 3, 4, ..] => {
                workbook::check(path).map_err(unreadable)?;
                let (header, rows) = sheet::open(path, rules, &read).map_err(unreadable)?;
                (header, Rows::Sheet(rows))
            }
            [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                let reason = "this is a workbook of the old kind (.xls) or one with a password; save it as .xlsx or CSV";
                return Err(unreadable(reason.to_owned()));
            }
            _ => {
                let gzip = head.starts_with(&[0x1f, 0x8b]);
                let opened = text::open(path, gzip, rules, wanted, &read).map_err(|error| match error {
                    text::OpenError::Io(source) => refused(source),
                    text::OpenError::Unreadable(reason) => unreadable(reason),
                })?;
                match opened {
                    text::Opened::Rows(header, rows) => (header, Rows::Text(rows)),
                    text::Opened::Objects(lines) => (Vec::new(), Rows::Objects(lines)),
                }
            }
        };
        Ok(Self {
            header,
            rows,
            text_marks: rules.text_marks,
            gzipped: head.starts_with(&[0x1f, 0x8b]),
            read,
            total: meta.len(),
        })
    }

    /// What kind of file it is.
    pub(crate) fn format(&self) -> ListFormat {
        match self.rows {
            Rows::Text(_) => ListFormat::Text,
            Rows::Objects(_) => ListFormat::Objects,
            Rows::Sheet(_) => ListFormat::Workbook,
        }
    }

    /// The next row that has anything in it; `Err` says why the file cannot be read on.
    pub(crate) fn next(&mut self) -> Result<Option<Next>, String> {
        loop {
            let row = match &mut self.rows {
                Rows::Text(rows) => rows.next().map_err(|error| error.to_string())?,
                Rows::Sheet(rows) => rows.next().map_err(|reason| one_line(&reason))?,
                Rows::Objects(lines) => {
                    let next = lines.next().map_err(|error| error.to_string())?;
                    if next.is_none() {
                        self.read.set(self.total);
                    }
                    return Ok(next);
                }
            };
            match row {
                Some(row) if row.fault.is_none() && row.cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Some(row)
                    if self.text_marks && row.fault.is_none() && row.cells.len() == self.header.len() =>
                {
                    let object = Object::of_marked(&self.header, &row.cells);
                    return Ok(Some(Next::Object(row.line, object)));
                }
                Some(row) => return Ok(Some(Next::Row(row))),
                None => {
                    self.read.set(self.total);
                    return Ok(None);
                }
            }
        }
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.read.get().min(self.total)
    }

    pub(crate) fn bytes_total(&self) -> u64 {
        self.total
    }
}

/// A reason that may quote the file, as one line of bearable length.
fn one_line(reason: &str) -> String {
    reason
        .chars()
        .take(MOST_REASON_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Bytes of the file (as it lies on the disk) read so far; shared with whoever reads it.
#[derive(Debug, Clone, Default)]
struct Progress(Arc<AtomicU64>);

impl Progress {
    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }
}

/// A file that counts what is read of it.
struct Counted {
    file: File,
    read: Progress,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.read.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
