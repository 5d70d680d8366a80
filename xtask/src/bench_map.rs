//! `cargo xtask bench-map`: the map of a made-up district, from Postgres to the wire.
//!
//! * start: how long a server takes to be ready, by reading every published case and from the picture it has kept.
//! * questions: over HTTP, compressed as browsers ask for them, beside the engine alone in a process of its own
//!   (`cargo bench --package lens --bench picture`) with the very picture the server has kept.
//! * sizes: what a whole district and a screen of it weigh at every zoom.
//!
//! Server, database and whoever asks share the machine. The figures that are kept stand in docs/benchmarks.md.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    bench::{Bench, http::Connection, percentile},
    shell,
};

const DATABASE: &str = "map";
const REGION: &str = "999001";
/// Questions of each kind.
const RUNS: usize = 200;
/// Asked before any is timed.
const WARMING: usize = 20;
/// Each kind is asked so often, over HTTP and then alone; the middle by the 99th percentile over HTTP counts.
const ROUNDS: usize = 3;
/// Kibibytes that no answer may exceed, compressed.
const HEAVIEST: f64 = 40.0;
/// West, south, east and north of what is asked for: the made-up district and a little around it.
const DISTRICT: [f64; 4] = [121.15, 28.55, 121.37, 28.72];
/// Pixels of a wide screen; a tile has 256.
const SCREEN: [f64; 2] = [1440.0, 900.0];
const ZOOMS: std::ops::RangeInclusive<u8> = 8..=19;

/// What a start sets off (weekly reports, clocks that have turned) has ended by then, as in service.
const SETTLING: Duration = Duration::from_secs(90);

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Made-up incidents.
    #[arg(long, default_value_t = 1_000_000)]
    incidents: u32,
    /// The program to measure; a release build of this workspace unless named.
    #[arg(long, env = "LIANQIN_BIN")]
    program: Option<PathBuf>,
}

/// Measures, and removes what it has written.
pub(crate) fn run(options: Options) -> Result<()> {
    let bench = Bench::open("bench-map", options.program)?;
    let measured = measure(&bench, options.incidents);
    let removed = bench.remove();
    measured.and(removed)
}

fn measure(bench: &Bench, incidents: u32) -> Result<()> {
    bench.create(DATABASE)?;
    let seeding = Instant::now();
    let mut seed = bench.lianqin(DATABASE);
    seed.args(["seed", "--region", REGION, "--incidents"])
        .arg(incidents.to_string());
    shell::output(&mut seed)?;
    eprintln!(
        "{incidents} incidents: seeded in {:.0} s",
        seeding.elapsed().as_secs_f64()
    );
    // As it is found in service.
    bench.cluster.psql(DATABASE, "vacuum analyze")?;
    for how in ["by reading every case", "from the picture it has kept"] {
        let started = Instant::now();
        drop(bench.serve(DATABASE, REGION)?);
        eprintln!(
            "ready {how}: {:.1} s, the way down included",
            started.elapsed().as_secs_f64()
        );
    }
    let (server, port) = bench.serve(DATABASE, REGION)?;
    std::thread::sleep(SETTLING);
    let picture = bench
        .data_dir(DATABASE)
        .join("pictures")
        .join(REGION)
        .with_extension("picture");
    questions(&mut Connection::open(port)?, &picture, &kinds(&picture)?)?;
    sizes(&mut Connection::open(port)?)?;
    drop(server);
    Ok(())
}

/// The codes of the kinds of matter there are, from the head of a picture: a length, a checksum, and as much JSON.
fn kinds(picture: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(picture).with_context(|| format!("no {}", picture.display()))?;
    let (length, rest) = bytes.split_first_chunk().context("no head")?;
    let head = rest
        .get(8..8 + usize::try_from(u64::from_le_bytes(*length))?)
        .context("no head")?;
    let head: serde_json::Value = serde_json::from_slice(head)?;
    let kinds = head["codes"]["categories"].as_array().context("no kinds")?;
    Ok(kinds
        .iter()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect())
}

/// A linear congruential generator: the same questions in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap_or(0)
    }

    /// The whole district and somewhat more: never twice the same, so that no answer is one that was kept.
    fn around(&mut self) -> String {
        let [west, south, east, north] = DISTRICT;
        #[expect(clippy::cast_precision_loss, reason = "a hundred metres")]
        let mut beyond = || self.below(1_000) as f64 / 1e6;
        format!(
            "{:.6},{:.6},{:.6},{:.6}",
            west - beyond(),
            south - beyond(),
            east + beyond(),
            north + beyond()
        )
    }

    /// A box of this part of the district.
    fn within(&mut self, part: f64) -> String {
        let [west, south, east, north] = DISTRICT;
        let (wide, high) = ((east - west) * part, (north - south) * part);
        #[expect(clippy::cast_precision_loss, reason = "a thousandth part")]
        let mut somewhere = |from: f64, room: f64| from + room * self.below(1_000) as f64 / 1_000.0;
        let (west, south) = (
            somewhere(west, east - west - wide),
            somewhere(south, north - south - high),
        );
        format!("{west:.5},{south:.5},{:.5},{:.5}", west + wide, south + high)
    }

    fn some<'a>(&mut self, count: usize, of: &'a [String]) -> Vec<&'a str> {
        (0..count).map(|_| of[self.below(of.len())].as_str()).collect()
    }
}

/// The questions that ready-made engines were measured with, by name.
fn asked(kinds: &[String]) -> Vec<(&'static str, Vec<String>)> {
    let mut dice = Dice(7);
    let mut many = |make: &mut dyn FnMut(&mut Dice) -> String| -> Vec<String> {
        (0..ROUNDS * (WARMING + RUNS)).map(|_| make(&mut dice)).collect()
    };
    let open = "state=dispatched,in_progress";
    vec![
        (
            "Q1 whole district",
            many(&mut |dice| format!("/api/v1/cells?region={REGION}&bbox={}&zoom=13", dice.around())),
        ),
        (
            "Q2 ten kinds, 90 days, open",
            many(&mut |dice| {
                let (bbox, kinds) = (dice.around(), dice.some(10, kinds).join(","));
                format!(
                    "/api/v1/cells?region={REGION}&bbox={bbox}&zoom=13&category={kinds}&{open}&{}",
                    last(90)
                )
            }),
        ),
        (
            "Q3 street, 2,000 points",
            many(&mut |dice| {
                format!(
                    "/api/v1/points?region={REGION}&limit=2000&bbox={}",
                    dice.within(0.05)
                )
            }),
        ),
        (
            "Q4 as Q2 in a sixteenth",
            many(&mut |dice| {
                let (bbox, kinds) = (dice.within(0.25), dice.some(10, kinds).join(","));
                format!(
                    "/api/v1/cells?region={REGION}&bbox={bbox}&zoom=15&category={kinds}&{open}&{}",
                    last(90)
                )
            }),
        ),
        (
            "QX two sources, ten kinds, 180 days",
            many(&mut |dice| {
                let (bbox, kinds) = (dice.around(), dice.some(10, kinds).join(","));
                format!(
                    "/api/v1/cells?region={REGION}&bbox={bbox}&zoom=13&source=12345,grid_inspection&category={kinds}&{}",
                    last(180)
                )
            }),
        ),
    ]
}

/// The period of so many days before today, as the API writes it.
fn last(days: u32) -> String {
    let day = |before: u32| {
        let mut date = std::process::Command::new("date");
        date.args(["-u", "+%F", "-d"]).arg(format!("{before} days ago"));
        shell::output(&mut date)
            .map(|day| day.trim().to_owned())
            .unwrap_or_default()
    };
    format!("from={}&to={}", day(days), day(0))
}

/// Each question over HTTP, and by the engine alone.
fn questions(connection: &mut Connection, picture: &Path, kinds: &[String]) -> Result<()> {
    for (name, paths) in asked(kinds) {
        let mut heaviest = 0;
        let mut rounds = Vec::with_capacity(ROUNDS);
        // None is asked twice: the server keeps answers.
        for paths in paths.chunks(WARMING + RUNS) {
            // While the engine was alone the server has let its threads go.
            let (warming, paths) = paths.split_at(WARMING);
            for path in warming {
                ensure_good(connection, path)?;
            }
            let mut over_http = Vec::with_capacity(paths.len());
            for path in paths {
                let sent = Instant::now();
                heaviest = heaviest.max(ensure_good(connection, path)?);
                over_http.push(sent.elapsed().as_secs_f64() * 1_000.0);
            }
            let mut alone = engine(picture, paths)?;
            rounds.push(
                [&mut over_http, &mut alone].map(|times| [0.5, 0.99].map(|part| percentile(times, part))),
            );
        }
        rounds.sort_by(|[a, _], [b, _]| a[1].total_cmp(&b[1]));
        let [[p50, p99], [alone_p50, alone_p99]] = rounds[ROUNDS / 2];
        eprintln!(
            "{name:36} HTTP p50 {p50:.2}, p99 {p99:.2} ms; engine p50 {alone_p50:.2}, p99 {alone_p99:.2} ms (aim {:.2} ms \
             at the 99th); at most {:.1} KB",
            2.0 * alone_p99 + 2.0,
            kilobytes(heaviest)
        );
    }
    Ok(())
}

/// Bytes of a good answer.
fn ensure_good(connection: &mut Connection, path: &str) -> Result<usize> {
    let answer = connection.get_packed(path)?;
    ensure!(answer.status == 200, "{path} was answered {}", answer.status);
    Ok(answer.body.len())
}

/// Milliseconds of the engine for each path.
fn engine(picture: &Path, paths: &[String]) -> Result<Vec<f64>> {
    let mut bench = shell::cargo();
    bench
        .args(["bench", "--quiet", "--package", "lens", "--bench", "picture"])
        .env("LIANQIN_PICTURE", picture)
        .current_dir(shell::root()?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = bench.spawn()?;
    let mut lines = String::new();
    for path in paths {
        writeln!(lines, "{path}")?;
    }
    std::io::Write::write_all(child.stdin.as_mut().context("a way in")?, lines.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the engine alone has failed");
    let times: Vec<f64> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.parse::<f64>().ok())
        .map(|micros| micros / 1_000.0)
        .collect();
    ensure!(
        times.len() == paths.len(),
        "{} of {} questions were answered",
        times.len(),
        paths.len()
    );
    Ok(times)
}

/// What a screen in the middle of the district weighs at every zoom, as the page asks for it.
fn sizes(connection: &mut Connection) -> Result<()> {
    let [west, south, east, north] = DISTRICT;
    let middle = [(west + east) / 2.0, (south + north) / 2.0];
    for zoom in ZOOMS {
        let degrees = 360.0 / 256.0 / f64::from(1_u32 << zoom);
        let (wide, high) = (
            SCREEN[0] * degrees / 2.0,
            SCREEN[1] * degrees / 2.0 * middle[1].to_radians().cos(),
        );
        let bbox = format!(
            "{:.5},{:.5},{:.5},{:.5}",
            middle[0] - wide,
            middle[1] - high,
            middle[0] + wide,
            middle[1] + high
        );
        let cells = format!("/api/v1/cells?region={REGION}&bbox={bbox}&zoom={}", zoom - 1);
        let points = format!("/api/v1/points?region={REGION}&bbox={bbox}");
        let [cells, points] = [cells, points].map(|path| ensure_good(connection, &path));
        let (cells, points) = (kilobytes(cells?), kilobytes(points?));
        eprintln!(
            "a screen at zoom {zoom:2}: cells {cells:.1} KB, points {points:.1} KB, compressed (aim {HEAVIEST} KB)"
        );
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "bytes of an answer")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1_024.0
}
