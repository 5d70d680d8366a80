//! `lianqin grid`: the grid that people draw, in and out.

mod export;
mod import;
mod outlines;
mod staff;

use cadastre::Fault;
use chrono::{DateTime, NaiveDate, Utc};
use clap::Subcommand;
use domain::clock::start_of_day;
use store::intake::RegionRow;

use crate::cli::{Failure, output};
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
    /// Bring the outlines of townships and of the region, which grids are checked against
    Outlines(outlines::Args),
    /// Say from a list who works in which cell
    Staff(staff::Args),
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Import(args) => import::run(common, args).await,
        Command::Export(args) => export::run(common, args).await,
        Command::Outlines(args) => outlines::run(common, args).await,
        Command::Staff(args) => staff::run(common, args).await,
    }
}

/// Midnight of a day in the region.
fn midnight(day: NaiveDate, region: &RegionRow) -> DateTime<Utc> {
    start_of_day(day, region.zone)
}

/// Faults, and how many more there are.
fn tell(faults: &[Fault], what: &str, more: usize) {
    for fault in faults {
        output::say(format!("{what}: {fault}"));
    }
    if more > 0 {
        output::say(format!("and {more} more"));
    }
}
