//! `lianqin grid`: the grid that people draw, in and out.

mod export;
mod import;

use chrono::{DateTime, NaiveDate, Utc};
use clap::Subcommand;
use domain::clock::start_of_day;
use store::intake::RegionRow;

use crate::cli::Failure;
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a grid, and let it hold from a day on
    Import(import::Args),
    /// Write the grid that holds on a day, as GeoJSON that import reads
    Export(export::Args),
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Import(args) => import::run(common, args).await,
        Command::Export(args) => export::run(common, args).await,
    }
}

/// Midnight of a day in the region.
fn midnight(day: NaiveDate, region: &RegionRow) -> DateTime<Utc> {
    start_of_day(day, region.zone)
}
