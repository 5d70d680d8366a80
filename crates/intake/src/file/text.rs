//! Text files: finds out compression, encoding and kind, which is delimited or lines of JSON, then streams rows.
//!
//! The file is opened anew for each question, so it has to be a real file. What is held in memory is one
//! record and a few buffers, however long the file.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use domain::intake::RowFault;
use flate2::read::MultiGzDecoder;

use super::archive::Unpacked;
use super::delimited::{Delimited, Record};
use super::encoding::{self, Encoding, Utf16Reader};
use super::objects::ObjectLines;
use super::{Counted, Progress, Row, header};
use crate::mapping::FileRules;

/// How much of the file is looked at for its delimiter; the header has to lie in it.
const SAMPLE: u64 = 256 << 10;

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

pub(super) enum OpenError {
    Io(io::Error),
    Unreadable(String),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A text file is one of two kinds.
pub(super) enum Opened {
    Rows(Vec<String>, TextRows),
    Objects(ObjectLines),
}

pub(super) struct TextRows {
    records: Delimited<Box<dyn Read + Send>>,
    encoding: Encoding,
}

/// Opens the file and reads its header.
pub(super) fn open(
    path: &Path,
    gzip: bool,
    rules: &FileRules,
    wanted: &dyn Fn(&str) -> bool,
    read: &Progress,
) -> Result<Opened, OpenError> {
    let file = TextFile {
        path: path.to_owned(),
        gzip,
    };
    let mut head = Vec::new();
    file.bytes(&Progress::default())?
        .take(64)
        .read_to_end(&mut head)?;
    let (encoding, mark) = match (Encoding::from_mark(&head), rules.encoding) {
        (Some(marked), None) => marked,
        (Some(marked), Some(named)) if marked.0.title() == named.title() => marked,
        (Some((marked, _)), Some(named)) => {
            let (marked, named) = (marked.title(), named.title());
            return Err(OpenError::Unreadable(format!(
                "it begins with the mark of {marked}, and the mapping says that it is {named}"
            )));
        }
        (None, Some(named)) => (named, 0),
        (None, None) => (
            encoding::detect(BufReader::new(file.bytes(&Progress::default())?))?,
            0,
        ),
    };
    let text = |read: &Progress| file.text(encoding, mark, read);
    let mut begin = Vec::new();
    text(&Progress::default())?.take(64).read_to_end(&mut begin)?;
    let begin = begin.trim_ascii_start();
    if begin.starts_with(b"{") {
        let mut lines = ObjectLines::new(text(read)?);
        return match lines.first_columns()? {
            Some(columns) if !columns.iter().any(|column| wanted(column)) => {
                Err(OpenError::Unreadable(format!(
                    "the mapping names no key of its first line, which has: {}",
                    header::shown(&columns)
                )))
            }
            _ => Ok(Opened::Objects(lines)),
        };
    }
    if begin.starts_with(b"[") && begin[1..].trim_ascii_start().starts_with(b"{") {
        let reason =
            "this is one JSON list; write an object per line, without brackets and commas around them";
        return Err(OpenError::Unreadable(reason.to_owned()));
    }
    let delimiter = match rules.delimiter {
        Some(delimiter) => delimiter,
        None => {
            let mut sample = Vec::new();
            text(&Progress::default())?
                .take(SAMPLE)
                .read_to_end(&mut sample)?;
            find_delimiter(&sample, encoding, rules, wanted)?
        }
    };
    let mut rows = TextRows {
        records: Delimited::new(text(read)?, delimiter),
        encoding,
    };
    let Some(head) = rows.header(rules.header_row)? else {
        return Err(OpenError::Unreadable(no_header(rules.header_row)));
    };
    if let Some((_, reason)) = head.fault {
        let line = head.line;
        return Err(OpenError::Unreadable(format!(
            "line {line}, the header, {reason}"
        )));
    }
    let names = header::read(head.cells, rules.text_marks)
        .map_err(|reason| OpenError::Unreadable(format!("line {}, the header: {reason}", head.line)))?;
    if names.is_empty() {
        return Err(OpenError::Unreadable(no_header(rules.header_row)));
    }
    Ok(Opened::Rows(names, rows))
}

pub(super) fn no_header(row: u64) -> String {
    format!("there is no header: line {row} and those below are empty")
}

/// The delimiter under which the header has most columns that are wanted, then most columns.
fn find_delimiter(
    sample: &[u8],
    encoding: Encoding,
    rules: &FileRules,
    wanted: &dyn Fn(&str) -> bool,
) -> io::Result<u8> {
    let mut best = (DELIMITERS[0], (0, 0));
    for delimiter in DELIMITERS {
        let cells = TextRows {
            records: Delimited::new(Box::new(io::Cursor::new(sample.to_vec())), delimiter),
            encoding,
        }
        .header(rules.header_row)?
        .map_or_else(Vec::new, |row| row.cells);
        let names = header::read(cells, rules.text_marks).unwrap_or_default();
        let score = (names.iter().filter(|name| wanted(name)).count(), names.len());
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    Ok(best.0)
}

struct TextFile {
    path: PathBuf,
    gzip: bool,
}

impl TextFile {
    fn bytes(&self, read: &Progress) -> io::Result<Box<dyn Read + Send>> {
        let file = Counted {
            file: File::open(&self.path)?,
            read: read.clone(),
        };
        Ok(if self.gzip {
            let packed = file.read.clone();
            let unpacked = MultiGzDecoder::new(BufReader::with_capacity(64 << 10, file));
            Box::new(Unpacked::new(unpacked, packed))
        } else {
            Box::new(file)
        })
    }

    fn text(&self, encoding: Encoding, mark: usize, read: &Progress) -> io::Result<Box<dyn Read + Send>> {
        let mut bytes = self.bytes(read)?;
        bytes.read_exact(&mut [0; 4][..mark])?;
        Ok(match encoding {
            Encoding::Utf8 | Encoding::Gb18030 => bytes,
            Encoding::Utf16Le => Box::new(Utf16Reader::new(bytes, true)),
            Encoding::Utf16Be => Box::new(Utf16Reader::new(bytes, false)),
        })
    }
}

impl TextRows {
    /// The first record on or below this line.
    fn header(&mut self, row: u64) -> io::Result<Option<Row>> {
        while let Some(row_read) = self.next()? {
            if row_read.line >= row {
                return Ok(Some(row_read));
            }
        }
        Ok(None)
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        let Some(Record { line, cells, fault }) = self.records.next()? else {
            return Ok(None);
        };
        let mut fault = fault.map(|reason| (None, reason));
        let mut texts = Vec::with_capacity(cells.len());
        for (index, cell) in cells.into_iter().enumerate() {
            let (text, good) = self.encoding.decode(cell);
            if !good && fault.is_none() {
                fault = Some((
                    Some(index),
                    RowFault::Encoding {
                        encoding: self.encoding.title().into(),
                    },
                ));
            }
            texts.push(text);
        }
        Ok(Some(Row {
            line,
            cells: texts,
            fault,
        }))
    }
}
