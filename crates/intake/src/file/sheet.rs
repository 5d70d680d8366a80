//! Workbooks (.xlsx): streams the rows of one sheet.
//!
//! Cells are read one by one as the sheet is unpacked, by a thread of their own (the reader borrows from
//! the workbook it reads) that stays at most [`AHEAD`] rows ahead. Only the table of shared texts, which
//! the format keeps apart from the cells, is held in memory: some tens of bytes per distinct text.
//!
//! Cells become text as people see them, in one fixed form: whole numbers without a decimal point, dates
//! as `2020-01-06 12:09:38` to the second, truth values as TRUE and FALSE, formulas as their last result.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use chrono::Duration;
use domain::intake::RowFault;

use super::limits::{MAX_COLUMNS, MAX_RECORD_BYTES};
use super::{Counted, Progress, Row, header, text::no_header};
use crate::mapping::{FileRules, Sheet};

/// Rows waiting between the two threads.
const AHEAD: usize = 32;

type Workbook = Xlsx<BufReader<Counted>>;

enum Message {
    Row(Row),
    End,
    Failed(String),
}

pub(super) struct SheetRows {
    rows: Receiver<Message>,
    width: usize,
}

/// Opens the workbook and reads the header of the sheet.
pub(super) fn open(
    path: &Path,
    rules: &FileRules,
    read: &Progress,
) -> Result<(Vec<String>, SheetRows), String> {
    let file = Counted {
        file: File::open(path).map_err(|error| error.to_string())?,
        read: read.clone(),
    };
    let (sender, rows) = sync_channel(AHEAD);
    let sheet = rules.sheet.clone();
    // What its library cannot cope with ends the thread, not the import.
    std::thread::Builder::new()
        .name("intake-sheet".to_owned())
        .spawn(move || {
            let end = match stream(file, &sheet, &sender) {
                Ok(()) => Message::End,
                Err(reason) => Message::Failed(reason),
            };
            let _nobody_listens = sender.send(end);
        })
        .map_err(|error| error.to_string())?;

    let mut rows = SheetRows { rows, width: 0 };
    loop {
        match rows.next()? {
            Some(row) if row.line >= rules.header_row => {
                if let Some((_, reason)) = row.fault {
                    return Err(format!("line {}, the header: {reason}", row.line));
                }
                let names = header::read(row.cells, rules.text_marks)
                    .map_err(|reason| format!("line {}, the header: {reason}", row.line))?;
                if !names.is_empty() {
                    rows.width = names.len();
                    return Ok((names, rows));
                }
            }
            Some(_) => {}
            None => return Err(no_header(rules.header_row)),
        }
    }
}

impl SheetRows {
    pub(super) fn next(&mut self) -> Result<Option<Row>, String> {
        match self.rows.recv() {
            Ok(Message::Row(mut row)) => {
                // A sheet does not write its empty cells at the end of a row.
                if row.cells.len() < self.width {
                    row.cells.resize(self.width, String::new());
                }
                Ok(Some(row))
            }
            Ok(Message::End) => Ok(None),
            Ok(Message::Failed(reason)) => Err(reason),
            Err(_) => Err("reading the workbook stopped unexpectedly".to_owned()),
        }
    }
}

/// Sends every row of the sheet. Stops quietly when nobody listens any more.
fn stream(file: Counted, sheet: &Sheet, rows: &SyncSender<Message>) -> Result<(), String> {
    let mut workbook: Workbook = Xlsx::new(BufReader::new(file))
        .map_err(|error| format!("this is not a workbook that can be read: {error}"))?;
    let sheets = workbook.sheet_names();
    let name = match sheet {
        Sheet::Number(number) => sheets.get(number - 1),
        Sheet::Name(name) => sheets.iter().find(|sheet| *sheet == name),
    };
    let name = name.ok_or_else(|| {
        format!(
            "the workbook has no sheet {sheet}; its sheets are: {}",
            header::shown(&sheets)
        )
    })?;
    send_rows(&mut workbook, name, rows).map_err(|error| format!("the sheet cannot be read on: {error}"))
}

fn send_rows(workbook: &mut Workbook, sheet: &str, rows: &SyncSender<Message>) -> Result<(), XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let mut row = SheetRow::default();
    while let Some(cell) = cells.next_cell()? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        let value = text_of(cell.get_value());
        if line != row.row.line {
            let done = std::mem::replace(&mut row, SheetRow::on(line)).row;
            if done.has_anything() && rows.send(Message::Row(done)).is_err() {
                return Ok(());
            }
        }
        row.put(column as usize, value);
    }
    if row.row.has_anything() {
        let _nobody_listens = rows.send(Message::Row(row.row));
    }
    Ok(())
}

/// A row that is being put together.
#[derive(Default)]
struct SheetRow {
    row: Row,
    bytes: usize,
}

impl SheetRow {
    fn on(line: u64) -> Self {
        let row = Row {
            line,
            ..Row::default()
        };
        Self { row, bytes: 0 }
    }

    fn put(&mut self, column: usize, mut value: String) {
        if value.is_empty() {
            return;
        }
        if column >= MAX_COLUMNS {
            self.row.fault.get_or_insert((None, RowFault::CellTooFar));
            return;
        }
        let room = MAX_RECORD_BYTES - self.bytes;
        if value.len() > room {
            self.row.fault.get_or_insert((None, RowFault::RowTooLong));
            value.truncate(value.floor_char_boundary(room));
        }
        self.bytes += value.len();
        let cells = &mut self.row.cells;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = value;
    }
}

impl Row {
    fn has_anything(&self) -> bool {
        !self.cells.is_empty() || self.fault.is_some()
    }
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(at) => date_text(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn number_text(number: f64) -> String {
    // Up to here every whole number is exact, and Rust writes it without exponent.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn date_text(at: &ExcelDateTime) -> String {
    // Sheets count days in a binary fraction: the nearest second is what was meant.
    let rounded = |at: chrono::NaiveDateTime| {
        (at + Duration::milliseconds(500))
            .format("%Y-%m-%d %H:%M:%S")
            .to_string()
    };
    // Beyond the year 9999 a sheet knows no dates.
    if at.is_duration() || !(0.0..2_958_466.0).contains(&at.as_f64()) {
        return number_text(at.as_f64());
    }
    at.as_datetime().map_or_else(|| number_text(at.as_f64()), rounded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_and_dates_become_the_text_people_see() {
        assert_eq!(number_text(188_006.0), "188006");
        assert_eq!(number_text(-0.5), "-0.5");
        assert_eq!(number_text(121.262), "121.262");
        let date = |days| date_text(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false));
        assert_eq!(date(43_782.472_465_277_8), "2019-11-13 11:20:21");
        assert_eq!(date(43_678.0), "2019-08-01 00:00:00");
    }
}
