//! The commands of `lianqin`, one file each.
//!
//! JSON goes to stdout, words and progress to stderr. Exit code 0 = done (rejected rows included),
//! 2 = unreadable input or bad use, 1 = anything else, with one line that says what to do.

mod basemap;
mod database;
mod demo;
mod elements;
mod export;
mod failure;
mod files;
mod grid;
mod import;
mod intake_key;
mod lock;
mod migrate;
mod output;
mod person;
mod pseudonyms;
mod pull;
mod recount;
mod seed;
mod serve;
mod watch;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{ColorChoice, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

pub(crate) use failure::Failure;

use crate::config::CommonArgs;

/// Lianqin 联勤共治: incidents of a whole district on one map and one board.
#[derive(Debug, Parser)]
#[command(name = "lianqin", version, color = ColorChoice::Never, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: CommonArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal
    Serve(serve::Args),
    /// Serve a synthetic district with a live simulator, ready to look at
    Demo(demo::Args),
    /// Bring the database's schema up to date
    Migrate(migrate::Args),
    /// Import a list of incidents (CSV, XLSX or lines of JSON)
    Import(import::Args),
    /// Import the lists that appear in a directory
    Watch(watch::Args),
    /// Fetch the records that a system offers over HTTP
    Pull(pull::Args),
    /// Fill a region with a synthetic district and a made-up past
    Seed(seed::Args),
    /// Write every source record of a region, as it came in
    Export(export::Args),
    /// Import the grid that people drew, with its history, or export the one that holds
    Grid(grid::Args),
    /// Import elements of the grid (patrol points, cameras and others), or export them
    Elements(elements::Args),
    /// Import what the map draws under the grid: rivers, roads, green, buildings
    Basemap(basemap::Args),
    /// Add people who may sign in, give them passwords and roles, list them
    Person(person::Args),
    /// Make, list and take back the keys with which systems push their records
    IntakeKey(intake_key::Args),
    /// Count every figure once more from the events, and say where they differ
    Recount(recount::Args),
    /// Change the key under which persons are known
    Pseudonyms(pseudonyms::Args),
}

/// Parses the command line, runs the command and says how it ended.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with code 0, misuse to stderr with 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    log_to_stderr(matches!(cli.command, Command::Serve(_) | Command::Demo(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::other(format!("the runtime cannot be started: {error}")).report(),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let common = &cli.common;
    match cli.command {
        Command::Serve(args) => serve::run(common, args).await,
        Command::Demo(args) => demo::run(common, args).await,
        Command::Migrate(args) => migrate::run(common, args).await,
        Command::Import(args) => import::run(common, args).await,
        Command::Watch(args) => watch::run(common, args).await,
        Command::Pull(args) => pull::run(common, args).await,
        Command::Seed(args) => seed::run(common, args).await,
        Command::Export(args) => export::run(common, args).await,
        Command::Grid(args) => grid::run(common, args).await,
        Command::Elements(args) => elements::run(common, args).await,
        Command::Basemap(args) => basemap::run(common, args).await,
        Command::Person(args) => person::run(common, args).await,
        Command::IntakeKey(args) => intake_key::run(common, args).await,
        Command::Recount(args) => recount::run(common, args).await,
        Command::Pseudonyms(args) => pseudonyms::run(common, args).await,
    }
}

/// What is worth telling while it runs; `RUST_LOG` says otherwise.
fn log_to_stderr(serving: bool) {
    let usual = if serving {
        "warn,server=info,portal=info,cluster=info"
    } else {
        "warn"
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A test may have set its own.
    let _ = logging.try_init();
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn data_directory_and_database_may_stand_before_or_after_the_command() {
        for words in [
            ["lianqin", "--data-dir", "x", "migrate"],
            ["lianqin", "migrate", "--data-dir", "x"],
        ] {
            assert!(Cli::try_parse_from(words).is_ok(), "{words:?}");
        }
    }
}
