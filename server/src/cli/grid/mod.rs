//! `lianqin grid`: the grid that people draw, in and out.

mod export;
mod import;

use cadastre::{Cell, Kind, Standing};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Subcommand;
use domain::clock::start_of_day;
use store::district::GridCell;
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

fn standing(cell: GridCell) -> Standing {
    Standing {
        cell: Cell {
            code: cell.code,
            name: cell.name,
            township: cell.township,
            community: cell.community,
            kind: if cell.dedicated {
                Kind::Dedicated
            } else {
                Kind::Basic
            },
            rural: cell.rural,
            ring: cell.ring,
        },
        anchors: cell.anchors,
    }
}

fn stored(standing: Standing) -> GridCell {
    let Standing { cell, anchors } = standing;
    GridCell {
        code: cell.code,
        township: cell.township,
        community: cell.community,
        name: cell.name,
        dedicated: cell.kind == Kind::Dedicated,
        rural: cell.rural,
        ring: cell.ring,
        anchors,
    }
}
