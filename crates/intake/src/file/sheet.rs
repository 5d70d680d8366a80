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

use super::{Counted, Progress, Row, header, text::no_header};
use crate::mapping::{FileRules, Sheet};

/// Rows waiting between the two threads.
const AHEAD: usize = 256;

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
    let workbook: Workbook = Xlsx::new(BufReader::new(file))
        .map_err(|error| format!("this is not a workbook that can be read: {error}"))?;
    let sheets = workbook.sheet_names();
    let name = match &rules.sheet {
        Sheet::Number(number) => sheets.get(number - 1),
        Sheet::Name(name) => sheets.iter().find(|sheet| *sheet == name),
    };
    let name = name
        .ok_or_else(|| {
            format!(
                "the workbook has no sheet {}; its sheets are: {}",
                rules.sheet,
                sheets.join(", ")
            )
        })?
        .clone();

    let (sender, rows) = sync_channel(AHEAD);
    std::thread::Builder::new()
        .name("intake-sheet".to_owned())
        .spawn(move || stream(workbook, &name, &sender))
        .map_err(|error| error.to_string())?;

    let mut rows = SheetRows { rows, width: 0 };
    loop {
        match rows.next()? {
            Some(row) if row.line >= rules.header_row => {
                let names = header::names(row.cells);
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

/// Sends every row and then how it ended. Stops quietly when nobody listens any more.
fn stream(mut workbook: Workbook, sheet: &str, rows: &SyncSender<Message>) {
    let end = match send_rows(&mut workbook, sheet, rows) {
        Ok(()) => Message::End,
        Err(error) => Message::Failed(format!("the sheet cannot be read on: {error}")),
    };
    let _nobody_listens = rows.send(end);
}

fn send_rows(workbook: &mut Workbook, sheet: &str, rows: &SyncSender<Message>) -> Result<(), XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let mut row = Row::default();
    while let Some(cell) = cells.next_cell()? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        let value = text_of(cell.get_value());
        if line != row.line {
            let done = std::mem::replace(
                &mut row,
                Row {
                    line,
                    ..Row::default()
                },
            );
            if !done.cells.is_empty() && rows.send(Message::Row(done)).is_err() {
                return Ok(());
            }
        }
        if value.is_empty() {
            continue;
        }
        let column = column as usize;
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = value;
    }
    if !row.cells.is_empty() {
        let _nobody_listens = rows.send(Message::Row(row));
    }
    Ok(())
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
    if at.is_duration() {
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
