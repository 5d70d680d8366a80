//! `lianqin export`: what came in goes out again, verbatim: in one table for people, or in files that import reads.

mod files;
mod table;

use std::path::PathBuf;

use clap::ValueEnum;
use domain::RegionCode;
use intake::{IntakeError, Mapping};
use store::StoreError;
use thiserror::Error;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;
use crate::workbook::WorkbookError;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --dir, every mapping by which records came makes one file of records and one mapping that reads it,\n\
    numbered in the order in which they are to be imported. Imported into an empty database they make the same cases."
)]
pub(crate) struct Args {
    /// Region to export
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// One line, or row, per record
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,

    /// Where to, in one table [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// An empty directory for files that `lianqin import` reads, with the mappings that read them
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    dir: Option<PathBuf>,

    /// With --dir: by which mapping those records came that do not know it, as from before it was kept
    #[arg(long, value_name = "NAME|FILE", requires = "dir")]
    mapping: Option<String>,

    /// End with a summary as one line of JSON on stdout; needs --out or --dir
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated, UTF-8, every column any record has; text that a spreadsheet would run has an apostrophe before it
    Csv,
    /// One JSON object per line
    Jsonl,
    /// A workbook with one sheet, in which every text is text: at most 1,048,575 records, 32,767 characters a cell
    Xlsx,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    if args.json && args.out.is_none() && args.dir.is_none() {
        return Err(Failure::usage(
            "--json needs --out or --dir: stdout is where the records go",
        ));
    }
    let unknown = args.mapping.as_deref().map(Mapping::load).transpose()?;
    let database = Database::open(&common.settings()?).await?;
    let written = write(&database, &args, unknown).await;
    database.close().await?;
    let summary = match written {
        Ok(summary) => summary,
        // `lianqin export | head`: the reader has seen enough.
        Err(ExportError::Io { source, .. } | ExportError::Workbook(WorkbookError::Io(source)))
            if source.kind() == std::io::ErrorKind::BrokenPipe =>
        {
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    output::say(format!(
        "exported {} records of {}",
        summary["records"], args.region
    ));
    if args.json {
        output::json(&summary)?;
    }
    Ok(())
}

async fn write(
    database: &Database,
    args: &Args,
    unknown: Option<Mapping>,
) -> Result<serde_json::Value, ExportError> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    let region = region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    if let Some(dir) = &args.dir {
        let written = files::write(db, &region, args.format, dir, unknown.as_ref()).await?;
        for file in &written {
            output::say(file.how());
        }
        let records: u64 = written.iter().map(|file| file.records).sum();
        return Ok(serde_json::json!({ "region": args.region, "records": records, "files": written }));
    }
    let records = table::write(db, &args.region, args.format, args.out.as_deref()).await?;
    Ok(serde_json::json!({ "region": args.region, "records": records, "file": args.out }))
}

#[derive(Debug, Error)]
enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The other formats know no such limits.
    #[error("{0}{more}", more = if .0.is_limit() { ": export as csv or jsonl" } else { "" })]
    Workbook(#[from] WorkbookError),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{} is not empty: name another directory", .0.display())]
    NotEmpty(PathBuf),
    #[error("{0} records came before their mapping was kept with them: name it with --mapping")]
    UnknownMapping(u64),
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Intake(error) => error.into(),
            ExportError::Workbook(ref cause) if cause.is_limit() => Self::usage(error.to_string()),
            ExportError::Io { .. } | ExportError::Workbook(_) => Self::other(error.to_string()),
            ExportError::NotEmpty(_) | ExportError::UnknownMapping(_) => Self::usage(error.to_string()),
        }
    }
}
