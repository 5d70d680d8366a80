use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, Utc};
use desk::drawing::standing;
use domain::RegionCode;
use serde_json::json;
use store::StoreError;
use store::district::{GridCell, grid_at};

use super::midnight;
use crate::cli::database::Database;
use crate::cli::{Failure, output};
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Region to export
    #[arg(long, value_name = "CODE")]
    region: RegionCode,

    /// Day whose grid it is, as midnight begins it in the region [default: now]
    #[arg(long, value_name = "YYYY-MM-DD")]
    at: Option<NaiveDate>,

    /// Where to [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// End with a summary as one line of JSON on stdout; needs --out
    #[arg(long, requires = "out")]
    json: bool,
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    let database = Database::open(&common.settings()?).await?;
    let cells = cells(&database, &args).await;
    database.close().await?;
    let cells: Vec<_> = cells?.into_iter().map(|cell| standing(cell).cell).collect();
    let mut text = cadastre::write(&cells);
    text.push('\n');
    write(&text, args.out.as_deref())?;
    output::say(format!("exported {} cells of {}", cells.len(), args.region));
    if args.json {
        output::json(&json!({ "region": args.region, "cells": cells.len(), "file": args.out }))?;
    }
    Ok(())
}

async fn cells(database: &Database, args: &Args) -> Result<Vec<GridCell>, Failure> {
    let db = &database.db;
    let region = store::intake::region(db, &args.region).await?;
    let region = region.ok_or_else(|| StoreError::UnknownRegion(args.region.to_string()))?;
    let at = args.at.map_or_else(Utc::now, |day| midnight(day, &region));
    Ok(grid_at(db, &args.region, at).await?.cells)
}

fn write(text: &str, out: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = out else {
        let mut stdout = std::io::stdout().lock();
        return match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::other(format!("stdout: {error}")))
            }
            _ => Ok(()),
        };
    };
    std::fs::write(path, text).map_err(|error| Failure::other(format!("{}: {error}", path.display())))
}
