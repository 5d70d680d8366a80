//! The project's own tools: `cargo xtask build | tidy | test | with-postgres | setup | bench | bench-desk |
//! bench-board | bench-live | bench-map | dev`.
//!
//! The Makefile calls these; they hold what a Makefile says badly. Nothing here is in the product.

mod bench;
mod bench_board;
mod bench_desk;
// It watches thousands of connections by epoll, and a process by /proc.
#[cfg(target_os = "linux")]
mod bench_live;
mod bench_map;
mod build;
mod dev;
mod postgres;
mod setup;
mod shell;
mod suite;
mod tidy;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "The project's own tools", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the browser's side into one directory: WASM, scripts, style sheets, public files.
    Build {
        /// Leaves out wasm-opt, strong compression and the byte budgets: quicker, for `dev` only.
        #[arg(long, conflicts_with = "release")]
        dev: bool,
        /// What is delivered; the default.
        #[arg(long)]
        release: bool,
        /// Where to put it.
        #[arg(long, default_value = "target/site")]
        out: PathBuf,
    },
    /// Checks what the architecture promises.
    Tidy,
    /// Runs every test and prints the counts last.
    Test(suite::Options),
    /// Runs a command with a Postgres of its own, unless the variable is already set.
    WithPostgres {
        /// The variable that gets the URL.
        #[arg(long, default_value = "DATABASE_URL")]
        url_var: String,
        /// The command and its arguments.
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Brings what a build or a test needs: everything, or what is named.
    Setup { needs: Vec<setup::Need> },
    /// Measures whole programs beside their peers.
    Bench {
        /// Rows to import.
        #[arg(long, default_value_t = 100_000)]
        rows: usize,
        /// Measures intake into a region with so many cases, instead.
        #[arg(long, default_value_t = 0)]
        there: usize,
        /// Tells where the time of one import goes, instead.
        #[arg(long)]
        profile: bool,
        /// The program to measure; a release build of this workspace unless named.
        #[arg(long, env = "LIANQIN_BIN")]
        program: Option<PathBuf>,
    },
    /// Measures what the workbench can bear.
    BenchDesk {
        /// Open cases of the large unit.
        #[arg(long, default_value_t = 100_000)]
        cases: usize,
        /// The program to measure; a release build of this workspace unless named.
        #[arg(long, env = "LIANQIN_BIN")]
        program: Option<PathBuf>,
    },
    /// A board of thirty days from the ledger, beside SQL on the same rows.
    BenchBoard {
        /// Cases of both.
        #[arg(long, default_value_t = 1_000_000)]
        cases: usize,
    },
    /// Measures thousands of live readers, and how soon a change is in every figure.
    #[cfg(target_os = "linux")]
    BenchLive(bench_live::Options),
    /// Measures the map of a district from Postgres to the wire, beside the engine alone.
    BenchMap(bench_map::Options),
    /// Serves the demo and rebuilds it whenever a source file changes.
    Dev {
        /// Handed on to `lianqin demo`.
        #[arg(last = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    run(Cli::parse().task).unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    match task {
        Task::Build { dev, release: _, out } => build::run(&build::Options { out, dev })?,
        Task::Tidy => tidy::run()?,
        Task::Test(options) if !suite::run(&options)? => return Ok(ExitCode::FAILURE),
        Task::Test(_) => {}
        Task::WithPostgres { url_var, command } => return postgres::run(&url_var, &command),
        Task::Bench {
            rows,
            there,
            profile,
            program,
        } => bench::run(rows, there, profile, program)?,
        Task::BenchBoard { cases } => bench_board::run(cases)?,
        Task::BenchDesk { cases, program } => bench_desk::run(cases, program)?,
        #[cfg(target_os = "linux")]
        Task::BenchLive(options) => bench_live::run(options)?,
        Task::BenchMap(options) => bench_map::run(options)?,
        Task::Setup { needs } => setup::run(&needs)?,
        Task::Dev { args } => dev::run(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}
