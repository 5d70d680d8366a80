use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use domain::intake::Rejected;

use crate::{IntakeError, mark_text};

/// Writes the rows that were not taken to a CSV: `line`, `field`, `reason`, then the file's own columns
/// with the cells as they stood. UTF-8, comma-separated. Rows that brought their own columns stand in one, `record`,
/// as the JSON they were. Cells that a spreadsheet would run are marked as text ([`mark_text`]). The file is made with the first rejected row; a
/// file without any leaves none behind.
pub struct RejectsWriter {
    path: PathBuf,
    header: Vec<String>,
    writer: Option<csv::Writer<BufWriter<File>>>,
}

impl RejectsWriter {
    /// For the rejected rows of a file with these columns ([`crate::RecordReader::header`]).
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, header: &[String]) -> Self {
        Self {
            path: path.into(),
            header: header.to_owned(),
            writer: None,
        }
    }

    /// Adds one row.
    pub fn write(&mut self, rejected: &Rejected) -> Result<(), IntakeError> {
        self.try_write(rejected)
            .map_err(|source| failed(&self.path, source))
    }

    /// Writes out what is left. The path, if any row was rejected.
    pub fn finish(mut self) -> Result<Option<PathBuf>, IntakeError> {
        let Some(mut writer) = self.writer.take() else {
            return Ok(None);
        };
        writer.flush().map_err(|source| failed(&self.path, source))?;
        Ok(Some(self.path))
    }

    fn try_write(&mut self, rejected: &Rejected) -> io::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                // A rejected row has as many cells as it had, not as many as the header.
                let mut writer = csv::WriterBuilder::new()
                    .flexible(true)
                    .from_writer(BufWriter::new(File::create(&self.path)?));
                writer.write_record(
                    ["line", "field", "reason"]
                        .into_iter()
                        .chain(self.header.iter().map(String::as_str))
                        .chain(self.header.is_empty().then_some("record")),
                )?;
                none.insert(writer)
            }
        };
        let (line, reason) = (rejected.line.to_string(), rejected.reason.to_string());
        let first = [&line, rejected.field.as_deref().unwrap_or_default(), &reason];
        let row = as_stood(rejected, &self.header);
        let cells = first.into_iter().chain(row.iter().map(String::as_str));
        writer.write_record(cells.map(|cell| mark_text(cell).into_owned()))?;
        Ok(())
    }
}

/// The cells of a row under this header.
fn as_stood(rejected: &Rejected, header: &[String]) -> Vec<String> {
    let Rejected { row, columns, .. } = rejected;
    if columns.is_empty() {
        return row.clone();
    }
    if header.is_empty() {
        let object: serde_json::Map<_, _> = columns
            .iter()
            .cloned()
            .zip(row.iter().cloned().map(serde_json::Value::String))
            .collect();
        return vec![serde_json::Value::Object(object).to_string()];
    }
    let cell = |name: &String| {
        let at = columns.iter().position(|column| column == name);
        at.and_then(|at| row.get(at)).cloned().unwrap_or_default()
    };
    header.iter().map(cell).collect()
}

fn failed(path: &Path, source: io::Error) -> IntakeError {
    IntakeError::Io {
        path: path.to_owned(),
        source,
    }
}
