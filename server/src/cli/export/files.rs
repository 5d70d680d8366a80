//! Files that import reads, each with the mapping that reads it.
//!
//! What is written is the content of every version as it came, so that a record which its system sends again
//! afterwards is known. Memory does not grow with the number of records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use intake::{ABSENT, Mapping, RecordReader, RegionText, Written, mark_text};
use serde::Serialize;
use store::Db;
use store::export::{Part, part_columns, part_records, parts};
use store::intake::RegionRow;

use super::{ExportError, Format};
use crate::workbook::{MAX_ROWS, NO_ROWS, Workbook, WorkbookError};

/// One file of records.
#[derive(Debug, Serialize)]
pub(super) struct WrittenFile {
    file: PathBuf,
    mapping: PathBuf,
    pub(super) records: u64,
}

impl WrittenFile {
    /// The command that takes it in.
    pub(super) fn how(&self) -> String {
        format!(
            "lianqin import --mapping {} {}",
            self.mapping.display(),
            self.file.display()
        )
    }
}

/// Writes the region's records; the files in the order in which they are to be imported. `unknown` is the mapping of
/// records that do not know theirs.
pub(super) async fn write(
    db: &Db,
    region: &RegionRow,
    format: Format,
    dir: &Path,
    unknown: Option<&Mapping>,
) -> Result<Vec<WrittenFile>, ExportError> {
    let failed = |source| ExportError::Io {
        path: dir.to_owned(),
        source,
    };
    std::fs::create_dir_all(dir).map_err(failed)?;
    if std::fs::read_dir(dir).map_err(failed)?.next().is_some() {
        return Err(ExportError::NotEmpty(dir.to_owned()));
    }
    let parts = parts(db, &region.code).await?;
    // Before anything is written.
    let mut mappings = Vec::new();
    for part in &parts {
        if format == Format::Xlsx && part.records >= u64::from(MAX_ROWS) {
            return Err(WorkbookError::TooManyRows.into());
        }
        mappings.push(mapping_of(part, unknown)?);
    }
    let mut written = Vec::new();
    for (number, (part, mapping)) in (1..).zip(parts.iter().zip(&mappings)) {
        written.push(write_part(db, region, format, dir, number, part, mapping).await?);
    }
    Ok(written)
}

fn mapping_of(part: &Part, unknown: Option<&Mapping>) -> Result<Mapping, ExportError> {
    match (&part.mapping, unknown) {
        (Some(stored), _) => Ok(Mapping::parse(&stored.name, &stored.text)?),
        (None, Some(mapping)) => Ok(mapping.clone()),
        (None, None) => Err(ExportError::UnknownMapping(part.records)),
    }
}

async fn write_part(
    db: &Db,
    region: &RegionRow,
    format: Format,
    dir: &Path,
    number: usize,
    part: &Part,
    mapping: &Mapping,
) -> Result<WrittenFile, ExportError> {
    let name = format!("{number:02}-{}", short_name(mapping.name()));
    let (written, extension) = match format {
        Format::Csv => (Written::MarkedCsv, "csv"),
        Format::Jsonl => (Written::JsonLines, "jsonl"),
        Format::Xlsx => (Written::MarkedSheet, "xlsx"),
    };
    let text = mapping.for_export(
        written,
        &RegionText {
            code: region.code.as_str(),
            name: &region.name,
            name_en: region.name_en.as_deref(),
            time_zone: region.zone.name(),
            locale: &region.locale,
            scheme: &region.scheme,
        },
    )?;
    let paths = WrittenFile {
        file: dir.join(format!("{name}.{extension}")),
        mapping: dir.join(format!("{name}.toml")),
        records: 0,
    };
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source: std::io::Error| ExportError::Io { path, source }
    };
    std::fs::write(&paths.mapping, text).map_err(failed(&paths.mapping))?;
    let file = File::create(&paths.file).map_err(failed(&paths.file))?;
    let mut out = BufWriter::new(file);
    let records = match format {
        Format::Jsonl => {
            let line = |content: BTreeMap<String, String>| -> Result<(), ExportError> {
                serde_json::to_writer(&mut out, &content)
                    .map_err(|error| failed(&paths.file)(error.into()))?;
                out.write_all(b"\n").map_err(failed(&paths.file))
            };
            part_records(db, &region.code, part, line).await?
        }
        Format::Csv => {
            let columns = part_columns(db, &region.code, part).await?;
            let mut writer = csv::Writer::from_writer(&mut out);
            let mut row = |cells: Vec<Cow<'_, str>>| {
                let written = writer.write_record(cells.iter().map(|cell| cell.as_bytes()));
                written.map_err(|error| failed(&paths.file)(error.into()))
            };
            row(columns.iter().map(|column| name_cell(column)).collect())?;
            let line = |content: BTreeMap<String, String>| -> Result<(), ExportError> {
                row(columns.iter().map(|column| cell(&content, column)).collect())
            };
            let count = part_records(db, &region.code, part, line).await?;
            writer.flush().map_err(failed(&paths.file))?;
            drop(writer);
            count
        }
        Format::Xlsx => {
            let columns = part_columns(db, &region.code, part).await?;
            let heading: Vec<_> = columns.iter().map(|column| name_cell(column)).collect();
            let mut book = Workbook::in_dir(dir)?.sheet("records", &heading, NO_ROWS)?;
            let line = |content: BTreeMap<String, String>| -> Result<(), ExportError> {
                Ok(book.row(columns.iter().map(|column| cell(&content, column).into()))?)
            };
            let count = part_records(db, &region.code, part, line).await?;
            book.write_to(&mut out)?;
            count
        }
    };
    let file = out
        .into_inner()
        .map_err(|error| failed(&paths.file)(error.into_error()))?;
    file.sync_all().map_err(failed(&paths.file))?;
    if format == Format::Xlsx {
        // One that unpacks to more than is read would be found out too late.
        RecordReader::open(
            &paths.file,
            &Mapping::load(&paths.mapping.to_string_lossy())?,
            region.zone,
        )?;
    }
    Ok(WrittenFile { records, ..paths })
}

/// The name of a column; one without any letter is there nevertheless.
fn name_cell(column: &str) -> Cow<'_, str> {
    if column.is_empty() {
        ABSENT.into()
    } else {
        mark_text(column)
    }
}

/// What a record has in a column; what it does not have is told from what is empty.
fn cell<'a>(content: &'a BTreeMap<String, String>, column: &str) -> Cow<'a, str> {
    content.get(column).map_or(ABSENT.into(), |cell| mark_text(cell))
}

/// What a mapping is called, as part of the name of a file.
fn short_name(mapping: &str) -> String {
    let name = Path::new(mapping)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let fit = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    name.chars().take(40).map(fit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_lends_its_files_a_name_without_its_directories() {
        for (mapping, name) in [
            ("pingshan", "pingshan"),
            ("/etc/lianqin/my list.toml", "my-list"),
            ("社区.toml", "社区"),
        ] {
            assert_eq!(short_name(mapping), name);
        }
    }
}
