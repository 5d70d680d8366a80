//! `cargo xtask bench-live`: what moves while pages are open, on the made-up district.
//!
//! * readers: memory of the server per connection that follows `/live`, and how long after the answer to a push
//!   each of them has its event.
//! * figures: how long after the answer to a batch the board counts its records, at a given rate; once with
//!   nobody reading and once with everybody.
//!
//! An answer comes after the commit. Server, database and readers share the machine, so that what is told of readers
//! contains what it costs to be one. What the kernel holds of a connection is not in the server's memory. The figures
//! that are kept stand in docs/benchmarks.md.

mod figures;
mod limits;
mod memory;
mod readers;
mod records;
mod versions;

use std::{
    path::PathBuf,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use self::{
    figures::{Board, Load},
    memory::Memory,
    readers::Readers,
    records::Source,
};
use crate::{
    bench::{Bench, http::Connection, percentile},
    shell,
};

const DATABASE: &str = "live";
/// Where the made-up district lives.
const REGION: &str = "999001";
/// Pushes before anything is measured: the first ones fill caches.
const WARMING: usize = 20;
/// Single changes that all readers hear of.
const CHANGES: usize = 10;
/// How long things may settle before memory is read.
const SETTLING: Duration = Duration::from_secs(2);
/// Between two questions to the board where nothing is timed by it.
const PAUSE: Duration = Duration::from_millis(250);

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Connections that follow `/live`.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    readers: u32,
    /// Records pushed per second.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: u32,
    /// Records of one batch.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    batch: u32,
    /// For how long they are pushed. Batches are signed before, and a signature is good for five minutes.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=120))]
    seconds: u32,
    /// Made-up incidents that are there before.
    #[arg(long, default_value_t = 30_000)]
    incidents: u32,
    /// The program to measure; a release build of this workspace unless named.
    #[arg(long, env = "LIANQIN_BIN")]
    program: Option<PathBuf>,
}

/// Measures, and removes what it has written.
pub(crate) fn run(options: Options) -> Result<()> {
    // Before anything takes minutes.
    limits::raise(options.readers)?;
    let bench = Bench::open("bench-live", options.program.clone())?;
    let measured = measure(&bench, &options);
    let removed = bench.remove();
    measured.and(removed)
}

fn measure(bench: &Bench, options: &Options) -> Result<()> {
    bench.create(DATABASE)?;
    shell::output(
        bench
            .lianqin(DATABASE)
            .args(["seed", "--region", REGION, "--incidents"])
            .arg(options.incidents.to_string()),
    )?;
    // As it is found in service.
    bench.cluster.psql(DATABASE, "vacuum analyze")?;
    let mut source = Source::new(bench, DATABASE, REGION)?;
    let load = Load {
        rate: options.rate,
        batch: options.batch,
        seconds: options.seconds,
    };

    let (server, port) = bench.serve(DATABASE, REGION)?;
    let mut board = Board::open(port, &source.board())?;
    warm(&mut source, &mut board, port)?;
    figures::measure("nobody reading", &load, &mut source, &mut board, port)?;
    drop((board, server));

    // A new one: memory that the first has been given and does not need any more would be lent to the readers.
    let (server, port) = bench.serve(DATABASE, REGION)?;
    let mut board = Board::open(port, &source.board())?;
    warm(&mut source, &mut board, port)?;
    sleep(SETTLING);
    let before = Memory::of(server.pid())?;
    let readers = Readers::open(port, REGION, options.readers)?;
    sleep(SETTLING);
    let open = Memory::of(server.pid())?;
    changes(&readers, &mut source, &mut board, port)?;
    sleep(SETTLING);
    let after = Memory::of(server.pid())?;
    memory::tell(options.readers, &before, &open, &after);

    let name = format!("{} readers", options.readers);
    figures::measure(&name, &load, &mut source, &mut board, port)?;
    let lost = readers.lost();
    if lost > 0 {
        eprintln!("  {lost} readers were cut off on the way");
    }
    readers.close()?;
    drop(server);
    Ok(())
}

/// Pushes a few records, and returns once the board counts them.
fn warm(source: &mut Source, board: &mut Board, port: u16) -> Result<()> {
    let before = board.ask()?.received;
    let mut pusher = Connection::open(port)?;
    let mut new = 0;
    for _ in 0..WARMING {
        let batch = source.batch(1)?;
        new += pusher.push(&batch)?;
    }
    board.wait_for(before + new, PAUSE)?;
    Ok(())
}

/// One record at a time, until everybody has heard of it.
fn changes(readers: &Readers, source: &mut Source, board: &mut Board, port: u16) -> Result<()> {
    let mut pusher = Connection::open(port)?;
    let mut all = Vec::with_capacity(CHANGES);
    for number in 1..=CHANGES {
        let before = board.ask()?.received;
        let batch = source.batch(1)?;
        readers.note();
        ensure!(pusher.push(&batch)? == 1, "a pushed record is not new");
        let answered = Instant::now();
        // Whoever has heard of the version that counts it has heard of it. Not asked at once, so as not to disturb.
        sleep(PAUSE);
        let version = board.wait_for(before + 1, PAUSE)?.version;
        let mut waits = readers
            .heard(version, answered)
            .with_context(|| format!("change {number}"))?;
        all.push([0.5, 0.99, 1.0].map(|part| percentile(&mut waits, part)));
    }
    all.sort_by(|one, other| one[2].total_cmp(&other[2]));
    let ([p50, p99, last], [_, _, middle]) = (
        all.last().copied().context("no change")?,
        all.get(CHANGES / 2).copied().context("no change")?,
    );
    eprintln!(
        "one change to {} readers, the worst of {CHANGES}: p50 {p50:.0} ms, p99 {p99:.0} ms, the last {last:.0} ms after \
         the answer (aim 1000 ms); the last in the middle of {CHANGES}: {middle:.0} ms",
        readers.count()
    );
    Ok(())
}
