//! The map over N incidents (`LIANQIN_BENCH_N`, default one million): the questions that ready-made engines were
//! measured with, each beside a plain scan in the same run; then memory, bandwidth, a start from a
//! snapshot, changes, and the questions again while a thousand changes a second are applied.

#![expect(clippy::print_stdout, reason = "what a benchmark is for")]

mod made_up;
mod plain;
mod questions;

use std::hint::black_box;
use std::time::{Duration, Instant};

use lens::{Lens, Staff};
use made_up::{District, NOW};
use plain::Plain;
use questions::Question;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

const RUNS: usize = 400;
/// The peer is asked less often: its times vary little.
const PEER_RUNS: usize = 30;
/// Cells of level 16 over the district, 104 × 54; of level 18 over a sixteenth of it: more than 64 × 64.
const DISTRICT_ZOOM: u8 = 13;
const QUARTER_ZOOM: u8 = 15;
const CAP: usize = 2000;

/// Middle, 95th and 99th percentile in milliseconds.
struct Times {
    p50: f64,
    p95: f64,
    p99: f64,
}

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let rank = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times[rank].as_secs_f64() * 1e3
        };
        Self {
            p50: at(50),
            p95: at(95),
            p99: at(99),
        }
    }
}

/// Times `ask` for each question; a few of them first, unmeasured.
fn time<Q, A>(questions: &[Q], mut ask: impl FnMut(&Q) -> A) -> Times {
    questions.iter().take(5).for_each(|question| {
        black_box(ask(question));
    });
    let timed = questions.iter().map(|question| {
        let start = Instant::now();
        black_box(ask(question));
        start.elapsed()
    });
    Times::of(timed.collect())
}

fn show(name: &str, times: &Times, beside: Option<&Times>) {
    let Times { p50, p95, p99 } = times;
    let peer = beside.map_or(String::new(), |peer| {
        format!("   plain scan {:9.3}   ratio {:7.1}", peer.p50, peer.p50 / p50)
    });
    println!("{name:34} p50 {p50:8.3}   p95 {p95:8.3}   p99 {p99:8.3} ms{peer}");
}

/// Is this one asked for? `cargo bench … -- Q1` runs only what has `Q1` in its name.
fn is_wanted(name: &str) -> bool {
    std::env::args()
        .skip(1)
        .all(|arg| arg.starts_with('-') || name.contains(&arg))
}

fn ask_twice<A, B>(
    name: &str,
    questions: &[Question],
    lens: impl FnMut(&Question) -> A,
    plain: impl FnMut(&Question) -> B,
) -> f64 {
    if !is_wanted(name) {
        return f64::NAN;
    }
    let ours = time(questions, lens);
    let peer = time(&questions[..PEER_RUNS], plain);
    show(name, &ours, Some(&peer));
    ours.p50
}

fn some(count: usize, mut question: impl FnMut(&mut SmallRng) -> Question) -> Vec<Question> {
    let mut rng = SmallRng::seed_from_u64(7);
    (0..count).map(|_| question(&mut rng)).collect()
}

fn main() {
    let n: u64 = std::env::var("LIANQIN_BENCH_N")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let district = District::new();
    let level = DISTRICT_ZOOM + lens::CELL_LEVELS;
    let start = Instant::now();
    let lens = Lens::<Staff>::from_incidents(1, district.incidents(n));
    println!(
        "{n} incidents, {:.1} bytes each, made up and taken in within {:.1} s",
        lens.memory_bytes() as f64 / n as f64,
        start.elapsed().as_secs_f64()
    );
    let mut plain = Plain::default();
    district
        .incidents(n)
        .for_each(|incident| plain.push(&incident, level));
    let places: Vec<(f64, f64)> = district
        .incidents(n)
        .step_by((n as usize / 2000).max(1))
        .filter_map(|incident| incident.place)
        .collect();
    let street = |rng: &mut SmallRng| Question::street(places[rng.random_range(0..places.len())], rng);

    let quick = [
        ask_twice(
            "Q1 district, anything",
            &some(RUNS, |_| Question::default()),
            |q| lens.cells(&q.filter, DISTRICT_ZOOM, NOW),
            |_| plain.all_cells(level),
        ),
        ask_twice(
            "Q2 one kind, 90 days, open",
            &some(RUNS, Question::busy),
            |q| lens.cells(&q.filter, DISTRICT_ZOOM, NOW),
            |q| plain.cells(&q.codes(), level),
        ),
        ask_twice(
            "Q3 street, 2,000 points",
            &some(RUNS, street),
            |q| lens.points(&q.filter, CAP, NOW),
            |q| plain.points(q.bbox(), CAP),
        ),
        ask_twice(
            "Q4 as Q2 in a sixteenth",
            &some(RUNS, Question::quarter),
            |q| lens.cells(&q.filter, QUARTER_ZOOM, NOW),
            |q| plain.cells_in(&q.codes(), q.bbox(), QUARTER_ZOOM + lens::CELL_LEVELS),
        ),
        ask_twice(
            "QX two sources, ten kinds, 180 days",
            &some(RUNS, Question::unforeseen),
            |q| lens.cells(&q.filter, DISTRICT_ZOOM, NOW),
            |q| plain.cells(&q.codes(), level),
        ),
    ];
    if std::env::args().any(|arg| arg.starts_with('Q')) {
        return;
    }
    let middle = quick.iter().map(|p50| p50.ln()).sum::<f64>() / quick.len() as f64;
    println!("geometric mean of the five: {:.3} ms", middle.exp());

    let mut rng = SmallRng::seed_from_u64(8);
    let filters: Vec<_> = (0..RUNS).map(|_| Question::full_scan(&mut rng)).collect();
    let scan = time(&filters, |filter| lens.tally(filter, NOW));
    show("full scan of three columns", &scan, None);
    let (read, limit) = (3.0 * n as f64 / scan.p50 / 1e6, plain::bandwidth());
    println!(
        "which reads {read:.1} GB/s of the {limit:.1} that one thread can: {:.0} %",
        read / limit * 100.0
    );
}
