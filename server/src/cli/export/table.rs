//! All records in one table, with what they are here before what they were there.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use domain::RegionCode;
use intake::mark_text;
use store::Db;
use store::export::{ExportedRecord, record_columns, records};

use super::{ExportError, Format};
use crate::workbook::{Cell, NO_ROWS, Workbook, WorkbookError};

/// Columns before the source's own.
const OURS: [&str; 4] = [
    "lianqin:source",
    "lianqin:external_id",
    "lianqin:version",
    "lianqin:case",
];

/// Writes the table to a file or stdout; how many records it has.
pub(super) async fn write(
    db: &Db,
    region: &RegionCode,
    format: Format,
    path: Option<&Path>,
) -> Result<u64, ExportError> {
    let failed = |source: std::io::Error| ExportError::Io {
        path: path.unwrap_or(Path::new("stdout")).to_owned(),
        source,
    };
    let out: Box<dyn Write + Send> = match path {
        Some(path) => Box::new(File::create(path).map_err(failed)?),
        None => Box::new(std::io::stdout()),
    };
    let mut out = BufWriter::new(out);
    let count = match format {
        Format::Xlsx => {
            let columns = record_columns(db, region).await?;
            let heading: Vec<&str> = OURS
                .into_iter()
                .chain(columns.iter().map(String::as_str))
                .collect();
            let mut book = workbook(path)?.sheet("records", &heading, NO_ROWS)?;
            let line = |record: ExportedRecord| -> Result<(), ExportError> {
                let ours = [
                    Cell::from(record.source.as_str()),
                    Cell::from(record.external_id.as_str()),
                    Cell::from(f64::from(record.version)),
                    Cell::from(record.case.as_str()),
                ];
                let theirs = columns
                    .iter()
                    .map(|column| Cell::from(record.content.get(column).map(String::as_str)));
                Ok(book.row(ours.into_iter().chain(theirs))?)
            };
            let count = records(db, region, line).await?;
            book.write_to(&mut out)?;
            count
        }
        Format::Jsonl => {
            let line = |record: ExportedRecord| -> Result<(), ExportError> {
                serde_json::to_writer(&mut out, &record).map_err(|error| failed(error.into()))?;
                out.write_all(b"\n").map_err(failed)
            };
            records(db, region, line).await?
        }
        Format::Csv => {
            let columns = record_columns(db, region).await?;
            let mut writer = csv::Writer::from_writer(&mut out);
            let heading = OURS.into_iter().chain(columns.iter().map(String::as_str));
            let heading = heading.map(|name| mark_text(name).into_owned());
            writer
                .write_record(heading)
                .map_err(|error| failed(error.into()))?;
            let line = |record: ExportedRecord| -> Result<(), ExportError> {
                let version = record.version.to_string();
                let ours = [&record.source, &record.external_id, &version, &record.case].map(String::as_str);
                let theirs = columns
                    .iter()
                    .map(|column| record.content.get(column).map_or("", String::as_str));
                let cells = ours.into_iter().chain(theirs);
                writer
                    .write_record(cells.map(|cell| mark_text(cell).into_owned()))
                    .map_err(|error| failed(error.into()))
            };
            let count = records(db, region, line).await?;
            writer.flush().map_err(failed)?;
            drop(writer);
            count
        }
    };
    out.flush().map_err(failed)?;
    Ok(count)
}

/// A workbook whose rows wait where it will lie.
fn workbook(path: Option<&Path>) -> Result<Workbook, WorkbookError> {
    match path.and_then(Path::parent) {
        Some(dir) if dir.as_os_str().is_empty() => Workbook::in_dir(Path::new(".")),
        Some(dir) => Workbook::in_dir(dir),
        None => Ok(Workbook::new()),
    }
}
