//! `cargo xtask bench`: whole-program benchmarks, each beside its peers in the same run.
//!
//! * [`import`]: rows per second of `lianqin import` as a ratio to plain `COPY`: of the same file into a
//!   table of texts, and of every row it writes into the same tables with their indexes. [`profile`] says
//!   where its time goes.
//! * [`standing`]: the same into a region with many cases: as a ratio to COPY, to a small region, and of one pushed record
//!   to one INSERT.
//! * [`board`]: requests per second of `/board` as a ratio to nginx serving a file of the same size.
//!
//! All sides take turns, the median counts: machines are noisy, ratios less so. The figures that are kept
//! stand in docs/benchmarks.md. `cargo xtask bench-live` begins with the same [`Bench`].

mod board;
pub(crate) mod http;
mod import;
mod profile;
pub(crate) mod server;
mod standing;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use cluster::{Cluster, ClusterOptions};

use crate::{
    setup::{self, Need},
    shell,
};

/// Turns per measurement.
const TURNS: usize = 3;

/// Runs the benchmarks with `rows` imported rows; with `there`, only what intake costs where so many are; with `profile`, the import only and where its time goes.
/// Measures `program`, else a release build of this workspace.
pub(crate) fn run(rows: usize, there: usize, profile: bool, program: Option<PathBuf>) -> Result<()> {
    if !profile {
        setup::ensure(Need::Load, &shell::root()?)?;
    }
    let bench = Bench::open("bench", program)?;
    let list = import::list(rows)?;
    if profile {
        return bench.profile(rows, &list.path());
    }
    if there > 0 {
        return bench.standing(there, rows);
    }
    bench.import(rows, &list.path())?;
    bench.board()
}

/// A program to measure, and a Postgres of its own.
pub(crate) struct Bench {
    program: PathBuf,
    site: PathBuf,
    place: PathBuf,
    pub(crate) cluster: Cluster,
}

impl Bench {
    /// Begins anew in `target/{name}`, with a release build of this workspace unless a program is named.
    pub(crate) fn open(name: &str, program: Option<PathBuf>) -> Result<Self> {
        let root = shell::root()?;
        setup::ensure(Need::Postgres, &root)?;
        let program = match program {
            Some(program) => program,
            None => {
                shell::run(
                    shell::cargo()
                        .args(["build", "--release", "--package", "server"])
                        .current_dir(&root),
                )?;
                root.join("target/release/lianqin")
            }
        };
        let place = root.join("target").join(name);
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        fs::create_dir_all(&place)?;
        // Durable, as people run it.
        let cluster = Cluster::start(&ClusterOptions::new(place.join("data")))?;
        Ok(Self {
            program,
            site: root.join("target/site"),
            place,
            cluster,
        })
    }

    /// Stops the cluster and removes whatever was written.
    pub(crate) fn remove(self) -> Result<()> {
        let home = self.cluster.data_path().parent().context("no place")?.to_owned();
        // Not always within it.
        let socket = self.cluster.socket_dir().to_owned();
        self.cluster.stop()?;
        for place in [socket, home, self.place] {
            if place.exists() {
                fs::remove_dir_all(&place)
                    .with_context(|| format!("{} cannot be removed", place.display()))?;
            }
        }
        Ok(())
    }

    pub(crate) fn lianqin(&self, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--data-dir")
            .arg(self.data_dir(database))
            .env("DATABASE_URL", self.cluster.url(database));
        command
    }

    /// Where a server of this database keeps its files.
    pub(crate) fn data_dir(&self, database: &str) -> PathBuf {
        self.place.join(database)
    }

    /// Imports `list` into the region `bench` of `database`.
    fn import_into(&self, database: &str, list: &Path) -> Result<()> {
        shell::output(
            self.lianqin(database)
                .args(["import", "--json", "--region", "bench", "--mapping", "any-list"])
                .arg(list),
        )?;
        Ok(())
    }

    /// A new, empty database. As root, the cluster of an earlier run is still there.
    pub(crate) fn create(&self, database: &str) -> Result<()> {
        for statement in ["drop database if exists", "create database"] {
            self.cluster
                .psql("postgres", &format!("{statement} {database}"))?;
        }
        Ok(())
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which this part of them lies.
pub(crate) fn percentile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a position in a list"
    )]
    let at = ((values.len() as f64 - 1.0) * part).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}
