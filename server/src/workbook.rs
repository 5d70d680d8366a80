//! Workbooks (.xlsx): tables under a heading that stays in sight. A cell is text or a number and never a formula,
//! whoever wrote it.
//!
//! Rows wait in a temporary file, written as they will stand in the workbook: memory does not grow with their number.
//! Texts stand in their cells instead of in a table that cells share, since whoever reads that has to hold it in memory.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use axum::response::{IntoResponse, Response};
use http::header;
use rust_xlsxwriter::{Format, XlsxError};
use thiserror::Error;

/// Most rows of a sheet, its heading among them.
pub(crate) const MAX_ROWS: u32 = 1_048_576;
/// Most columns of a sheet.
const MAX_COLUMNS: usize = 16_384;

/// For a sheet whose rows follow one by one ([`Workbook::row`]).
pub(crate) const NO_ROWS: [[Cell<'static>; 0]; 0] = [];

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Stays text, whatever it looks like.
    Text(Cow<'a, str>),
    /// One that is not finite leaves the cell empty.
    Number(f64),
    Empty,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Cell<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A workbook that is being written, sheet by sheet and row by row.
///
/// ```ignore
/// let bytes = Workbook::new().sheet("cases", &["code", "days"], rows)?.write_to(Vec::new())?;
/// ```
pub(crate) struct Workbook {
    book: rust_xlsxwriter::Workbook,
    /// The sheets so far; rows are added to the last one.
    sheets: usize,
    /// Its columns, by which a cell is named that cannot be written.
    headings: Vec<String>,
    /// Where its next row stands, from 0.
    next: u32,
}

impl Workbook {
    /// Without a sheet yet; its rows will wait in the directory for temporary files.
    pub(crate) fn new() -> Self {
        Self {
            book: rust_xlsxwriter::Workbook::new(),
            sheets: 0,
            headings: Vec::new(),
            next: 0,
        }
    }

    /// The same, whose rows wait in this directory, in a file without a name.
    pub(crate) fn in_dir(dir: &Path) -> Result<Self, WorkbookError> {
        let mut workbook = Self::new();
        workbook.book.set_tempdir(dir)?;
        Ok(workbook)
    }

    /// Adds a sheet with a heading and the rows at hand. `name` has at most 31 characters, none of `[]:*?/\`.
    pub(crate) fn sheet<'a, R>(
        mut self,
        name: &str,
        headings: &[impl AsRef<str>],
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self, WorkbookError>
    where
        R: IntoIterator<Item = Cell<'a>>,
    {
        if headings.len() > MAX_COLUMNS {
            return Err(WorkbookError::TooManyColumns(headings.len()));
        }
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (column, heading) in (0..).zip(headings) {
            sheet
                .write_string_with_format(0, column, heading.as_ref(), &bold)
                .map_err(|error| WorkbookError::of_cell(error, 1, heading.as_ref()))?;
        }
        self.sheets += 1;
        self.headings = headings.iter().map(|name| name.as_ref().to_owned()).collect();
        self.next = 1;
        for row in rows {
            self.row(row)?;
        }
        Ok(self)
    }

    /// Adds a row to the sheet that was added last. Cells beyond its heading are no part of the table.
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> Result<(), WorkbookError> {
        let row = self.next;
        if row == MAX_ROWS {
            return Err(WorkbookError::TooManyRows);
        }
        let sheet = self.book.worksheet_from_index(self.sheets.saturating_sub(1))?;
        for ((column, heading), cell) in (0..).zip(&self.headings).zip(cells) {
            let written = match cell {
                Cell::Text(text) => sheet.write_string(row, column, text),
                Cell::Number(number) if number.is_finite() => sheet.write_number(row, column, number),
                Cell::Number(_) | Cell::Empty => continue,
            };
            written.map_err(|error| WorkbookError::of_cell(error, row + 1, heading))?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the whole workbook; gives back where to, which may be the bytes themselves.
    pub(crate) fn write_to<W: Write + Send>(mut self, mut out: W) -> Result<W, WorkbookError> {
        self.book.save_to_writer(&mut out)?;
        Ok(out)
    }
}

/// An answer that a browser saves as `name`.
pub(crate) fn file(name: &str, body: Vec<u8>) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, body).into_response()
}

/// Why a table cannot be a workbook, in one line that names the limit.
#[derive(Debug, Error)]
pub(crate) enum WorkbookError {
    #[error("a sheet of a workbook has at most 1,048,576 rows with its heading, and there are more")]
    TooManyRows,
    #[error("a sheet of a workbook has at most 16,384 columns, and there are {0}")]
    TooManyColumns(usize),
    #[error(
        "a cell of a workbook has at most 32,767 characters: the one in row {row}, column `{column}`, has more"
    )]
    TooLong { row: u32, column: String },
    #[error(transparent)]
    Io(io::Error),
    #[error("the workbook cannot be written: {0}")]
    Other(XlsxError),
}

impl WorkbookError {
    /// Row from 1, as people count them.
    fn of_cell(error: XlsxError, row: u32, column: &str) -> Self {
        match error {
            XlsxError::MaxStringLengthExceeded => Self::TooLong {
                row,
                column: column.chars().take(40).collect(),
            },
            other => other.into(),
        }
    }

    /// Whether what was to be written is more than a workbook holds.
    pub(crate) fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::TooManyRows | Self::TooManyColumns(_) | Self::TooLong { .. }
        )
    }
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Io(error),
            other => Self::Other(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    /// The XML of a sheet of a workbook.
    fn xml(bytes: Vec<u8>, sheet: usize) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut part = archive
            .by_name(&format!("xl/worksheets/sheet{sheet}.xml"))
            .unwrap();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        xml
    }

    fn one(cell: Cell<'_>) -> Result<String, WorkbookError> {
        let book = Workbook::new().sheet("s", &["h"], [[cell]])?;
        Ok(xml(book.write_to(Vec::new())?, 1))
    }

    #[test]
    fn text_stays_text_whatever_it_looks_like_and_a_number_is_one() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "{=1}",
            "007",
            "1e3",
            "TRUE",
            "https://a.example",
            "#N/A",
        ] {
            let xml = one(text.into()).unwrap();
            assert!(
                xml.contains(&format!(r#"<c r="A2" t="inlineStr"><is><t>{text}</t>"#)),
                "{xml}"
            );
            assert!(!xml.contains("<f>") && !xml.contains("hyperlink"), "{xml}");
        }
        // What the library would take for its own marks.
        let xml = one("<r><t>x</t></r>".into()).unwrap();
        assert!(xml.contains("&lt;r&gt;"), "{xml}");
        assert!(one(1.5.into()).unwrap().contains(r#"<c r="A2"><v>1.5</v></c>"#));
    }

    #[test]
    fn what_is_no_value_leaves_its_cell_empty() {
        for cell in [
            Cell::Empty,
            "".into(),
            f64::NAN.into(),
            f64::INFINITY.into(),
            None::<f64>.into(),
        ] {
            assert!(!one(cell).unwrap().contains("<c r=\"A2\""));
        }
    }

    #[test]
    fn every_sheet_has_its_heading_in_sight() {
        let book = Workbook::new()
            .sheet("a", &["x"], [[Cell::from(1.0)], [2.0.into()]])
            .and_then(|book| book.sheet("b", &["y", "z"], NO_ROWS));
        let bytes = book.unwrap().write_to(Vec::new()).unwrap();
        for (sheet, last) in [(1, "\"A3\""), (2, "\"B1\"")] {
            let xml = xml(bytes.clone(), sheet);
            assert!(
                xml.contains(r#"<pane ySplit="1" topLeftCell="A2""#) && xml.contains("frozen"),
                "{xml}"
            );
            assert!(xml.contains(last), "{xml}");
        }
    }

    #[test]
    fn what_a_workbook_cannot_hold_is_refused_with_its_limit() {
        let mut book = Workbook::new().sheet("s", &["h"], NO_ROWS).unwrap();
        book.next = MAX_ROWS - 1;
        book.row([Cell::from("last")]).unwrap();
        let error = book.row([Cell::from("more")]).unwrap_err();
        assert!(
            error.is_limit() && error.to_string().contains("1,048,576 rows"),
            "{error}"
        );

        let most = "长".repeat(32_767);
        assert!(one(most.as_str().into()).is_ok());
        let error = one(format!("{most}x").as_str().into()).unwrap_err();
        assert!(error.is_limit(), "{error}");
        for part in ["32,767", "row 2", "`h`"] {
            assert!(error.to_string().contains(part), "{error}");
        }

        let wide = vec!["h"; MAX_COLUMNS + 1];
        let error = Workbook::new().sheet("s", &wide, NO_ROWS).err().unwrap();
        assert!(
            error.is_limit() && error.to_string().contains("16,384 columns"),
            "{error}"
        );
    }
}
