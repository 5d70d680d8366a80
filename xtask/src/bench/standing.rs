//! Intake into a region that has many cases already: how fast against COPY of the same rows, how much dearer than into a
//! small one, and how long one pushed record takes against one INSERT.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use cluster::SUPERUSER;

use super::http::{Connection, signed};
use super::import::{Scratch, list_from, seconds};
use super::{Bench, median, percentile};
use crate::shell;

/// Cases of the small region.
const FEW: usize = 10_000;
/// Records of one measurement of what a record costs.
const PIECE: usize = 20_000;
/// Turns of that, alternating.
const TURNS: usize = 3;
/// Records pushed one by one.
const PUSHED: usize = 2_000;

/// Tables with how many rows each has.
const COUNTS: &str =
    "select c.oid::regclass, (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %s', \
    c.oid::regclass), false, true, '')))[1]::text
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('core', 'private', 'published') and c.relkind = 'r' order by c.oid";

impl Bench {
    /// With `there` cases in the region, `rows` more come in.
    pub(super) fn standing(&self, there: usize, rows: usize) -> Result<()> {
        let base = list_from(0, there)?;
        self.create("standing")?;
        self.import_into("standing", &base.path())?;
        let few = list_from(0, FEW)?;
        self.create("small")?;
        self.import_into("small", &few.path())?;
        for database in ["standing", "small"] {
            // As it is found in service.
            self.cluster.psql(database, "vacuum analyze")?;
        }
        self.against_copy(there, rows)?;
        self.against_few(there, rows)?;
        self.push(there)
    }

    fn against_copy(&self, there: usize, rows: usize) -> Result<()> {
        self.create_from("peer", "standing")?;
        let before = self.counts("standing")?;
        let xid = self.cluster.psql("standing", "select txid_current()")?;
        let more = list_from(there, rows)?;
        let ours = seconds(|| self.import_into("standing", &more.path()))?;
        let after = self.counts("standing")?;

        let directory = Scratch::new("standing")?;
        let (mut load, mut written) = (String::new(), 0);
        for ((table, old), (_, new)) in before.iter().zip(&after) {
            let file = directory.path().join(table);
            let file = file.display();
            self.cluster.psql(
                "standing",
                &format!("copy (select * from {table} where xmin::text::bigint >= {xid}) to '{file}'"),
            )?;
            let lines = BufReader::new(fs::File::open(directory.path().join(table))?)
                .lines()
                .count();
            // Rows that were changed are there already: a few, and COPY adds none of them.
            if lines > 0 && lines == new - old {
                load.push_str(&format!("copy {table} from '{file}';"));
                written += lines;
            }
        }
        let theirs = seconds(|| self.cluster.psql("peer", &load))?;
        self.cluster.psql("postgres", "drop database peer")?;
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let speed = |seconds: f64| rows as f64 / seconds;
        eprintln!(
            "intake with {there} there: {:.0} records/s with placing and fusion; COPY of the {written} rows it wrote into \
             the same tables {:.0} records/s, ratio {:.3}",
            speed(ours),
            speed(theirs),
            theirs / ours
        );
        Ok(())
    }

    /// What a record costs where many are, and where few are.
    fn against_few(&self, there: usize, rows: usize) -> Result<()> {
        let (mut many, mut few) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            let piece = list_from(there + rows + turn * PIECE, PIECE)?;
            many.push(seconds(|| self.import_into("standing", &piece.path()))?);
            few.push(seconds(|| self.import_into("small", &piece.path()))?);
        }
        let (many, few) = (median(&mut many), median(&mut few));
        eprintln!(
            "a record with {} there costs {:.2} times what it does with {FEW} there ({PIECE} records in {many:.1} s and {few:.1} s)",
            there + rows,
            many / few
        );
        Ok(())
    }

    /// Records pushed one by one, each answered after its commit.
    fn push(&self, there: usize) -> Result<()> {
        let key = self.intake_key("standing", "bench")?;
        let (server, port) = self.serve("standing", "bench")?;
        let mut client = Connection::open(port)?;
        let mut waits = Vec::with_capacity(PUSHED);
        for number in 0..PUSHED + 50 {
            let started = Instant::now();
            let new = client.push(&signed(&key, &record(number))?)?;
            ensure!(new == 1, "record {number} is not new");
            // The first ones fill caches.
            if number >= 50 {
                waits.push(started.elapsed().as_secs_f64() * 1_000.0);
            }
        }
        drop(server);
        let ours = percentile(&mut waits, 0.99);
        let insert = self.insert()?;
        eprintln!(
            "one pushed record with {there} there, end to end: p99 {ours:.2} ms, one INSERT and its commit p99 {insert:.2} ms, \
             ratio {:.1} (p50 {:.2} ms)",
            ours / insert,
            percentile(&mut waits, 0.5)
        );
        Ok(())
    }

    /// The 99th percentile of one INSERT in a transaction of its own, in milliseconds.
    fn insert(&self) -> Result<f64> {
        self.cluster.psql(
            "standing",
            "create table if not exists public.bare (id bigserial primary key, body text not null)",
        )?;
        let directory = Scratch::new("insert")?;
        let script = directory.path().join("insert.sql");
        fs::write(
            &script,
            "insert into public.bare (body) values (repeat('x', 300));\n",
        )?;
        shell::output(
            Command::new(self.cluster.bin_dir().join("pgbench"))
                .args([
                    "-n",
                    "-M",
                    "prepared",
                    "-c",
                    "1",
                    "-t",
                    &PUSHED.to_string(),
                    "--log",
                ])
                .arg(format!("--log-prefix={}", directory.path().join("log").display()))
                .args(["-U", SUPERUSER, "-p", "5432", "-h"])
                .arg(self.cluster.socket_dir())
                .arg("-f")
                .arg(&script)
                .arg("standing"),
        )?;
        let mut waits = Vec::new();
        for entry in fs::read_dir(directory.path())? {
            let path = entry?.path();
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("log"))
            {
                waits.extend(latencies(&path)?);
            }
        }
        ensure!(!waits.is_empty(), "pgbench has logged nothing");
        Ok(percentile(&mut waits, 0.99))
    }

    fn create_from(&self, name: &str, template: &str) -> Result<()> {
        self.cluster
            .psql("postgres", &format!("drop database if exists {name}"))?;
        self.cluster
            .psql("postgres", &format!("create database {name} template {template}"))?;
        Ok(())
    }

    fn counts(&self, database: &str) -> Result<Vec<(String, usize)>> {
        let said = self.cluster.psql(database, COUNTS)?;
        said.lines()
            .map(|line| {
                let (table, count) = line.split_once('|').context("a count")?;
                Ok((table.to_owned(), count.parse()?))
            })
            .collect()
    }
}

/// Milliseconds of each transaction in a log of pgbench.
fn latencies(path: &Path) -> Result<Vec<f64>> {
    let text = fs::read_to_string(path)?;
    text.lines()
        .map(|line| {
            let micros = line.split_whitespace().nth(2).context("a latency")?;
            Ok(micros.parse::<f64>()? / 1_000.0)
        })
        .collect()
}

/// A find of a grid worker, of today.
fn record(number: usize) -> String {
    let (road, house) = (number % 1_900, number * 7 % 999);
    format!(
        "{{\"records\":[{{\"巡查编号\":\"P{number}\",\"发现时间\":\"2026-11-{:02} 08:{:02}:00\",\"版本\":1,\
         \"问题子类\":\"暴露垃圾\",\"问题描述\":\"{road} 路 {house} 号旁有成堆建筑垃圾，编号 {number}\",\
         \"位置\":{{\"地址\":\"某{road}路{house}号\",\"经度\":121.{:06},\"纬度\":28.{:06}}}}}]}}",
        1 + number % 28,
        number % 60,
        number * 131 % 300_000,
        500_000 + number * 137 % 250_000
    )
}
