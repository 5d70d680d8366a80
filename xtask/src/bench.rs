//! `cargo xtask bench`: whole-program benchmarks, each beside a peer in the same run.
//!
//! * import: rows per second of `lianqin import` as a ratio to plain `COPY` of the same file into a table
//!   of texts on the same cluster.
//! * board: requests per second of `/board` as a ratio to nginx serving a file of the same size.
//!
//! Both sides take turns, the median counts: machines are noisy, ratios less so. The figures that are kept
//! stand in docs/benchmarks.md.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use cluster::{Cluster, ClusterOptions};

use crate::{
    setup::{self, Need},
    shell,
};

/// Turns per measurement.
const TURNS: usize = 3;
/// How long wrk loads a server in each turn.
const LOAD: &str = "5s";

/// Runs both benchmarks with `rows` imported rows.
pub(crate) fn run(rows: usize) -> Result<()> {
    let root = shell::root()?;
    for need in [Need::Postgres, Need::Load] {
        setup::ensure(need, &root)?;
    }
    shell::run(
        shell::cargo()
            .args(["build", "--release", "--package", "server"])
            .current_dir(&root),
    )?;
    let place = root.join("target/bench");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::create_dir_all(&place)?;
    // Durable, as people run it.
    let cluster = Cluster::start(&ClusterOptions::new(place.join("data")))?;
    let bench = Bench {
        program: root.join("target/release/lianqin"),
        site: root.join("target/site"),
        place,
        cluster,
    };
    bench.import(rows)?;
    bench.board()
}

struct Bench {
    program: PathBuf,
    site: PathBuf,
    place: PathBuf,
    cluster: Cluster,
}

impl Bench {
    fn import(&self, rows: usize) -> Result<()> {
        let file = std::env::temp_dir().join(format!("lianqin-bench-{}.csv", std::process::id()));
        fs::write(&file, list(rows))?;
        let (mut ours, mut copy) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            let table = format!("plain_{turn}");
            self.cluster
                .psql("postgres", &format!("create table {table} ({COLUMNS})"))?;
            let started = Instant::now();
            let path = file.display();
            self.cluster
                .psql("postgres", &format!("copy {table} from '{path}' csv header"))?;
            copy.push(started.elapsed().as_secs_f64());

            let name = format!("bench{turn}");
            self.cluster
                .psql("postgres", &format!("create database {name}"))?;
            let started = Instant::now();
            shell::output(
                self.lianqin(&name)
                    .args(["import", "--json", "--region", "bench", "--mapping", "any-list"])
                    .arg(&file),
            )?;
            ours.push(started.elapsed().as_secs_f64());
        }
        fs::remove_file(&file)?;
        let (ours, copy) = (median(&mut ours), median(&mut copy));
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let speed = |seconds: f64| rows as f64 / seconds;
        eprintln!(
            "import: {:.0} rows/s (to the published page), COPY of the same file {:.0} rows/s, ratio {:.3}",
            speed(ours),
            speed(copy),
            copy / ours
        );
        Ok(())
    }

    fn board(&self) -> Result<()> {
        let port = free_port()?;
        let server = Stopped(
            self.lianqin("bench0")
                .args(["serve", "--region", "bench", "--addr"])
                .arg(format!("127.0.0.1:{port}"))
                .arg("--site-root")
                .arg(&self.site)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?,
        );
        let address = format!("http://127.0.0.1:{port}/board?from=2026-01-01&to=2027-01-01");
        let page = wait_for(&address)?;
        let (nginx, peer) = self.nginx(&page)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.push(load(&address)?);
            theirs.push(load(&peer)?);
        }
        drop((server, nginx));
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        eprintln!(
            "/board: {ours:.0} requests/s, nginx with a file of the same {} bytes {theirs:.0} requests/s, ratio {:.3}",
            page.len(),
            ours / theirs
        );
        Ok(())
    }

    fn lianqin(&self, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--data-dir")
            .arg(self.place.join(database))
            .env("DATABASE_URL", self.cluster.url(database));
        command
    }

    /// Serves `page` as a static file.
    fn nginx(&self, page: &str) -> Result<(Stopped, String)> {
        let directory = std::env::temp_dir().join(format!("lianqin-bench-nginx-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        fs::write(directory.join("board.html"), page)?;
        let port = free_port()?;
        let root = directory.display();
        let config = format!(
            "daemon off; pid {root}/pid; error_log {root}/error.log; worker_processes auto;
             events {{ worker_connections 1024; }}
             http {{ access_log off; sendfile on; keepalive_requests 1000000; types {{ text/html html; }}
                     server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
        );
        fs::write(directory.join("nginx.conf"), config)?;
        let child = Command::new("nginx")
            .arg("-c")
            .arg(directory.join("nginx.conf"))
            .stderr(Stdio::null())
            .spawn()?;
        let address = format!("http://127.0.0.1:{port}/board.html");
        let server = Stopped(child);
        wait_for(&address)?;
        Ok((server, address))
    }
}

/// A child that is ended with its owner.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // SIGTERM, so that nginx takes its workers along; what has ended already is fine.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

const COLUMNS: &str = "id text, received_at text, category text, department text, township text, community text, \
                       address text, lng text, lat text, due_at text, closed_at text, title text, description text";

/// A list as a city would bring it: the columns of the mapping `any-list`.
fn list(rows: usize) -> String {
    let mut text = String::from(
        "id,received_at,category,department,township,community,address,lng,lat,due_at,closed_at,title,description\n",
    );
    // A linear congruential generator: the same list in every run.
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for id in 0..rows {
        let (month, day, hour) = (1 + below(11), 1 + below(28), below(24));
        let (department, category) = (below(60), below(120));
        let (lng, lat) = (below(300_000), below(250_000));
        let late = below(10) == 0;
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{id},2026-{month:02}-{day:02} {hour:02}:10:00,类别{category},单位{department},街道{},社区{},某路{}号,\
             121.{lng:06},28.{:06},2026-{month:02}-{day:02} 23:59:00,{},路灯不亮,有人反映路灯不亮，请派人查看。",
            below(19),
            below(300),
            below(999),
            500_000 + lat,
            if late {
                String::new()
            } else {
                format!("2026-{month:02}-{day:02} 23:{:02}:00", below(60))
            },
        );
    }
    text
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The body at `address` once it answers.
fn wait_for(address: &str) -> Result<String> {
    for _ in 0..100 {
        let answer = Command::new("curl").args(["-sf", address]).output()?;
        if answer.status.success() {
            return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    bail!("{address} does not answer")
}

/// Requests per second of one turn of wrk; every answer must be a success.
fn load(address: &str) -> Result<f64> {
    let mut child = Command::new("wrk")
        .args(["-t1", "-c16", "-d", LOAD, address])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().context("wrk has no output")?;
    let mut speed = None;
    for line in BufReader::new(output).lines() {
        let line = line?;
        ensure!(!line.contains("Non-2xx"), "{address}: {line}");
        if let Some(value) = line.strip_prefix("Requests/sec:") {
            speed = Some(value.trim().parse()?);
        }
    }
    child.wait()?;
    speed.with_context(|| format!("wrk did not say how fast {address} is"))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
