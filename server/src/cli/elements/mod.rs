//! `lianqin elements`: elements of the grid, in and out.

mod export;
mod import;

use clap::Subcommand;

use crate::cli::Failure;
use crate::config::CommonArgs;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import elements: new ones, changed ones, and those that are out of use
    Import(import::Args),
    /// Write the elements of a region as a file that import reads
    Export(export::Args),
}

pub(crate) async fn run(common: &CommonArgs, args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Import(args) => import::run(common, args).await,
        Command::Export(args) => export::run(common, args).await,
    }
}
