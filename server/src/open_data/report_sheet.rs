//! Sheets as a workbook: texts as texts, whatever they begin with, numbers as numbers.

use app::server::{Cell, Sheet};
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Width of a column, in characters.
const WIDTH: f64 = 16.0;

/// The bytes of an XLSX file, the same whenever it is made of the same.
pub(super) fn workbook(sheets: &[Sheet], made_at: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(made_at.timestamp())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let head = Format::new().set_bold().set_text_wrap();
    let rate = Format::new().set_num_format("0.0%");
    let points = Format::new().set_num_format("+0.0;-0.0;0.0");
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, words) in (0_u16..).zip(&sheet.head) {
            page.set_column_width(column, WIDTH)?;
            page.write_string_with_format(0, column, words, &head)?;
        }
        for (line, cells) in (1_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => {
                        page.write_string(line, column, text)?;
                    }
                    Cell::Count(count) => {
                        page.write_number(line, column, *count as f64)?;
                    }
                    Cell::Rate(share) => {
                        page.write_number_with_format(line, column, *share, &rate)?;
                    }
                    Cell::Change(share) => {
                        page.write_number_with_format(line, column, share * 100.0, &points)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}
