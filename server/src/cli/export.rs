//! `lianqin export`: what came in goes out again, verbatim.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use domain::RegionCode;
use store::StoreError;
use store::export::{ExportedRecord, record_columns, records};
use thiserror::Error;

use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

/// Columns before the source's own.
const OURS: [&str; 4] = [
    "lianqin:source",
    "lianqin:external_id",
    "lianqin:version",
    "lianqin:case",
];

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Region to export
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// One line per record, either way
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,

    /// Where to [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// End with a summary as one line of JSON on stdout; needs --out
    #[arg(long, requires = "out")]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Comma-separated, UTF-8, every column any record has
    Csv,
    /// One JSON object per line
    Jsonl,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let database = Database::open(&common.settings()?).await?;
    let written = write(&database, &args).await;
    database.close().await?;
    let count = match written {
        Ok(count) => count,
        // `lianqin export | head`: the reader has seen enough.
        Err(ExportError::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
        Err(ExportError::Store(error)) => return Err(error.into()),
        Err(ExportError::Io(error)) => {
            let name = args.out.as_deref().unwrap_or(Path::new("stdout"));
            return Err(Failure::other(format!("{}: {error}", name.display())));
        }
    };
    output::say(format!("exported {count} records of {}", args.region));
    if args.json {
        output::json(&serde_json::json!({ "region": args.region, "records": count, "file": args.out }))?;
    }
    Ok(())
}

#[derive(Debug, Error)]
enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

async fn write(database: &Database, args: &Args) -> Result<u64, ExportError> {
    let db = &database.db;
    if store::intake::region(db, &args.region).await?.is_none() {
        return Err(StoreError::UnknownRegion(args.region.to_string()).into());
    }
    let out: Box<dyn Write + Send> = match &args.out {
        Some(path) => Box::new(File::create(path)?),
        None => Box::new(std::io::stdout()),
    };
    let mut out = BufWriter::new(out);
    let count = match args.format {
        Format::Jsonl => {
            let line = |record: ExportedRecord| -> Result<(), ExportError> {
                serde_json::to_writer(&mut out, &record).map_err(std::io::Error::from)?;
                Ok(out.write_all(b"\n")?)
            };
            records(db, &args.region, line).await?
        }
        Format::Csv => {
            let columns = record_columns(db, &args.region).await?;
            let mut writer = csv::Writer::from_writer(&mut out);
            let heading = OURS.into_iter().chain(columns.iter().map(String::as_str));
            writer.write_record(heading).map_err(std::io::Error::from)?;
            let line = |record: ExportedRecord| -> Result<(), ExportError> {
                let version = record.version.to_string();
                let ours = [&record.source, &record.external_id, &version, &record.case].map(String::as_str);
                let theirs = columns
                    .iter()
                    .map(|column| record.content.get(column).map_or("", String::as_str));
                Ok(writer
                    .write_record(ours.into_iter().chain(theirs))
                    .map_err(std::io::Error::from)?)
            };
            let count = records(db, &args.region, line).await?;
            writer.flush()?;
            drop(writer);
            count
        }
    };
    out.flush()?;
    Ok(count)
}
