//! Splits delimited text (RFC 4180 with any one-byte delimiter) into records of cells, as bytes.
//!
//! Why not the `csv` crate, which writes our rejects: two things matter more here than its speed. A
//! message has to name the physical line a record begins on. And one stray quotation mark must cost one
//! line: a reader that takes an unclosed quote at its word swallows every row after it, and holds them
//! all in memory. So a quote that is never closed, or is closed by what is plainly the next opening one,
//! makes its own line a fault and reading goes on with the line below.
//!
//! Knows nothing of encodings: the delimiters offered, the quote and the line feed are never part of a
//! longer character in UTF-8 or GB18030, so cells can be decoded one by one afterwards.

use std::io::{self, Read};

use domain::intake::RowFault;

use super::limits::{MAX_COLUMNS, MAX_RECORD_BYTES};

/// Read this much at least at a time.
const CHUNK: usize = 64 << 10;

/// One record as it stood, still undecoded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// Physical line it begins on, first = 1.
    pub(crate) line: u64,
    pub(crate) cells: Vec<Vec<u8>>,
    /// Why it cannot be trusted, if it cannot.
    pub(crate) fault: Option<RowFault>,
}

/// Records of a byte stream, one by one; holds one record and one chunk.
pub(crate) struct Delimited<R> {
    input: R,
    delimiter: u8,
    buffer: Vec<u8>,
    start: usize,
    line: u64,
    ended: bool,
}

/// What looking for the end of one record came to.
enum Scan {
    /// The record takes this many bytes and lines, its line end included. Of more cells than a row may have, none
    /// are made: its text stands in one.
    Complete {
        bytes: usize,
        lines: u64,
        cells: Vec<Vec<u8>>,
        too_many: bool,
        text_after_quote: bool,
    },
    /// The bytes end before the record does.
    Unfinished { in_quotes: bool },
}

impl<R: Read> Delimited<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            delimiter,
            buffer: Vec::new(),
            start: 0,
            line: 1,
            ended: false,
        }
    }

    /// The next record, or `None` at the end. Lines without any character are passed over.
    pub(crate) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            let rest = &self.buffer[self.start..];
            if rest.is_empty() && self.ended {
                return Ok(None);
            }
            let line = self.line;
            match scan(rest, self.delimiter, self.ended) {
                Scan::Complete {
                    text_after_quote,
                    lines,
                    bytes,
                    ..
                } if lines > 1 && (text_after_quote || bytes > MAX_RECORD_BYTES) => {
                    return Ok(Some(self.first_line_only(RowFault::OpenQuote)));
                }
                Scan::Complete { bytes, .. } if bytes > MAX_RECORD_BYTES => {
                    return self.cut_line().map(Some);
                }
                Scan::Complete {
                    bytes,
                    lines,
                    cells,
                    too_many,
                    ..
                } => {
                    self.start += bytes;
                    self.line += lines;
                    if cells.len() > 1 || cells.first().is_some_and(|cell| !cell.is_empty()) {
                        return Ok(Some(Record {
                            line,
                            cells,
                            fault: too_many.then_some(RowFault::TooManyCells),
                        }));
                    }
                }
                Scan::Unfinished { in_quotes } if self.ended || rest.len() > MAX_RECORD_BYTES => {
                    if in_quotes && rest.contains(&b'\n') || self.ended {
                        return Ok(Some(self.first_line_only(RowFault::OpenQuote)));
                    }
                    return self.cut_line().map(Some);
                }
                Scan::Unfinished { .. } => self.fill()?,
            }
        }
    }

    /// Takes the first physical line of the buffer as a faulty record.
    fn first_line_only(&mut self, fault: RowFault) -> Record {
        let rest = &self.buffer[self.start..];
        let end = rest.iter().position(|&byte| byte == b'\n');
        let text = without_line_end(&rest[..end.unwrap_or(rest.len())]);
        let (cells, _) = split(text, self.delimiter);
        let record = Record {
            line: self.line,
            cells,
            fault: Some(fault),
        };
        self.start += end.map_or(rest.len(), |end| end + 1);
        self.line += 1;
        record
    }

    /// Keeps the beginning of an endless line and passes over the rest of it.
    fn cut_line(&mut self) -> io::Result<Record> {
        let rest = &self.buffer[self.start..];
        let kept = rest[..rest.len().min(MAX_RECORD_BYTES)].to_vec();
        let record = Record {
            line: self.line,
            cells: vec![kept],
            fault: Some(RowFault::LineTooLong),
        };
        self.line += 1;
        loop {
            if let Some(end) = self.buffer[self.start..].iter().position(|&byte| byte == b'\n') {
                self.start += end + 1;
                return Ok(record);
            }
            self.start = self.buffer.len();
            if self.ended {
                return Ok(record);
            }
            self.fill()?;
        }
    }

    /// Reads as much again as is waiting, so that scanning a long record anew stays linear over all; never much more
    /// than the longest record.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let waiting = self.buffer.len();
        let room = MAX_RECORD_BYTES.saturating_sub(waiting);
        let wanted = waiting.min(room).max(CHUNK);
        self.buffer.reserve_exact(wanted);
        let read = (&mut self.input)
            .take(wanted as u64)
            .read_to_end(&mut self.buffer)?;
        self.ended = read == 0;
        Ok(())
    }
}

fn without_line_end(text: &[u8]) -> &[u8] {
    text.strip_suffix(b"\r").unwrap_or(text)
}

fn scan(bytes: &[u8], delimiter: u8, ended: bool) -> Scan {
    let line_feed = bytes.iter().position(|&byte| byte == b'\n');
    if line_feed.is_none() && !ended {
        return Scan::Unfinished { in_quotes: false };
    }
    let first = &bytes[..line_feed.unwrap_or(bytes.len())];
    if first.contains(&b'"') {
        return scan_quoted(bytes, delimiter, ended);
    }
    let (cells, too_many) = split(without_line_end(first), delimiter);
    let bytes = line_feed.map_or(bytes.len(), |end| end + 1);
    Scan::Complete {
        bytes,
        lines: 1,
        cells,
        too_many,
        text_after_quote: false,
    }
}

/// The cells of a line without quotes, or the line as one if it has too many.
fn split(text: &[u8], delimiter: u8) -> (Vec<Vec<u8>>, bool) {
    let delimiters = text.iter().filter(|&&byte| byte == delimiter).count();
    if delimiters >= MAX_COLUMNS {
        return (vec![text.to_vec()], true);
    }
    let cells = text.split(|&byte| byte == delimiter).map(<[u8]>::to_vec);
    (cells.collect(), false)
}

fn scan_quoted(bytes: &[u8], delimiter: u8, ended: bool) -> Scan {
    let mut cells = Vec::new();
    let mut too_many = false;
    let mut text_after_quote = false;
    let mut lines = 1;
    let mut at = 0;
    loop {
        let mut cell = Vec::new();
        let quoted = bytes.get(at) == Some(&b'"');
        if quoted {
            let Some(end) = unquote(bytes, at + 1, &mut cell) else {
                return Scan::Unfinished { in_quotes: true };
            };
            lines += bytes[at..end].iter().filter(|&&byte| byte == b'\n').count() as u64;
            at = end;
        }
        let end = bytes[at..]
            .iter()
            .position(|&byte| byte == delimiter || byte == b'\n')
            .map_or(bytes.len(), |length| at + length);
        let last = bytes.get(end) != Some(&delimiter);
        if end == bytes.len() && !ended {
            return Scan::Unfinished { in_quotes: false };
        }
        let text = if last {
            without_line_end(&bytes[at..end])
        } else {
            &bytes[at..end]
        };
        // After a closing quote the cell should end. Blanks there are dropped; text is kept as it stands.
        if !quoted || !text.trim_ascii().is_empty() {
            cell.extend_from_slice(text);
            text_after_quote |= quoted;
        }
        too_many |= cells.len() == MAX_COLUMNS;
        if !too_many {
            cells.push(cell);
        }
        at = (end + 1).min(bytes.len());
        if last {
            if too_many {
                cells = vec![without_line_end(&bytes[..end]).to_vec()];
            }
            return Scan::Complete {
                bytes: at,
                lines,
                cells,
                too_many,
                text_after_quote,
            };
        }
    }
}

/// Copies the inside of a quoted cell that begins at `at`; returns where its closing quote ends.
fn unquote(bytes: &[u8], mut at: usize, cell: &mut Vec<u8>) -> Option<usize> {
    loop {
        let quote = at + bytes[at..].iter().position(|&byte| byte == b'"')?;
        cell.extend_from_slice(&bytes[at..quote]);
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote + 1);
        }
        cell.push(b'"');
        at = quote + 2;
    }
}

#[cfg(test)]
#[path = "delimited_tests.rs"]
mod tests;
