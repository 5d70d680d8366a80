//! The map over N incidents (`LIANQIN_BENCH_N`, default one million): the questions that ready-made engines were
//! measured with, each beside a plain scan in the same run; then memory, bandwidth, a start from a
//! snapshot, changes, and the questions again while a thousand changes a second are applied.

#![expect(clippy::print_stdout, reason = "what a benchmark is for")]

mod changes;
mod made_up;
mod plain;
mod questions;

use std::fs::File;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use changes::{Asked, Changes, ask_meanwhile};
use domain::area::DrawnArea;
use domain::board::figures::Timeliness;
use lens::{Dimension, Filter, Lens, Staff};
use made_up::{DAY, District, NOW};
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

/// The middle of several numbers that are multiplied with each other.
fn geometric_mean(numbers: &[f64]) -> f64 {
    (numbers.iter().map(|number| number.ln()).sum::<f64>() / numbers.len() as f64).exp()
}

fn show(name: &str, times: &Times, beside: Option<&Times>) {
    let Times { p50, p95, p99 } = times;
    let peer = beside.map_or(String::new(), |peer| {
        format!("   plain scan {:9.3}   ratio {:7.1}", peer.p50, peer.p50 / p50)
    });
    println!("{name:34} p50 {p50:8.3}   p95 {p95:8.3}   p99 {p99:8.3} ms{peer}");
}

fn ask_twice<A, B>(
    name: &str,
    questions: &[Question],
    lens: impl FnMut(&Question) -> A,
    plain: impl FnMut(&Question) -> B,
) -> f64 {
    let ours = time(questions, lens);
    let peer = time(&questions[..PEER_RUNS], plain);
    show(name, &ours, Some(&peer));
    ours.p50
}

fn some(count: usize, mut question: impl FnMut(&mut SmallRng) -> Question) -> Vec<Question> {
    let mut rng = SmallRng::seed_from_u64(7);
    (0..count).map(|_| question(&mut rng)).collect()
}

/// The five questions that ready-made engines were asked.
fn five(lens: &Lens<Staff>, plain: &Plain, places: &[(f64, f64)], level: u8) {
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
            &some(RUNS, |rng| street(places, rng)),
            |q| lens.street(&q.filter, CAP, NOW),
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
    println!("geometric mean of the five: {:.3} ms", geometric_mean(&quick));
}

/// A ring of a hundred corners, now nearer to the middle of a box and now farther.
fn around([west, south, east, north]: [f64; 4]) -> DrawnArea {
    let corners: Vec<(f64, f64)> = (0..100)
        .map(|at| {
            let turn = f64::from(at) / 100.0 * std::f64::consts::TAU;
            let far = if at % 2 == 0 { 0.5 } else { 0.4 };
            let (x, y) = (0.5 + far * turn.cos(), 0.5 + far * turn.sin());
            (west + (east - west) * x, south + (north - south) * y)
        })
        .collect();
    DrawnArea::new(&corners).expect("a star does not cross itself")
}

fn street(places: &[(f64, f64)], rng: &mut SmallRng) -> Question {
    Question::street(places[rng.random_range(0..places.len())], rng)
}

/// What the other views cost.
fn others(lens: &Lens<Staff>, places: &[(f64, f64)]) {
    let busy = some(RUNS, Question::busy);
    let months: Vec<i64> = (0..=36).map(|month| NOW - (36 - month) * 30 * DAY).collect();
    let show_one = |name, questions: &[Question], ask: &dyn Fn(&Question) -> u64| {
        show(name, &time(questions, ask), None);
    };
    show_one("per grid cell, 90 days", &busy, &|q| {
        let filter = q.filter.without(Dimension::Category).without(Dimension::State);
        lens.by(Dimension::Grid, &filter, NOW).total.count
    });
    show_one("overdue, all years", &busy, &|q| {
        let filter = Filter {
            category: q.filter.category.clone(),
            timeliness: Some([Timeliness::Overdue].into_iter().collect()),
            ..Filter::default()
        };
        lens.cells(&filter, DISTRICT_ZOOM, NOW).total
    });
    show_one("hexagons of Q2, the whole district", &busy, &|q| {
        lens.hexes(&q.filter, DISTRICT_ZOOM, NOW).total
    });
    show_one("hexagons of everything", &busy, &|_| {
        lens.hexes(&Filter::default(), DISTRICT_ZOOM, NOW).total
    });
    show_one("facets of Q2", &busy, &|q| {
        lens.facets(&q.filter, NOW).facets.len() as u64
    });
    show_one("facets of everything", &busy, &|_| {
        lens.facets(&Filter::default(), NOW).facets.len() as u64
    });
    show_one("classes of everything", &busy, &|_| {
        lens.classes(&Filter::default(), NOW).rows.len() as u64
    });
    show_one(
        "cells in an area of 100 corners",
        &some(RUNS, Question::quarter),
        &|q| {
            let filter = Filter {
                bbox: None,
                area: Some(Arc::new(around(q.bbox().to_array()))),
                ..q.filter.clone()
            };
            lens.cells(&filter, QUARTER_ZOOM, NOW).total
        },
    );
    show_one("top ten departments of Q2", &busy, &|q| {
        lens.top(Dimension::Department, 10, &q.filter, NOW).total.count
    });
    show_one("months of one kind", &busy, &|q| {
        let filter = Filter {
            category: q.filter.category.clone(),
            ..Filter::default()
        };
        lens.histogram(&filter, &months, NOW).buckets.len() as u64
    });
    show_one(
        "street with its total",
        &some(RUNS, |rng| street(places, rng)),
        &|q| lens.points(&q.filter, CAP, NOW).total,
    );
    show_one("nearest twenty", &some(RUNS, |rng| street(places, rng)), &|q| {
        let [west, south, east, north] = q.bbox().to_array();
        let middle = ((west + east) / 2.0, (south + north) / 2.0);
        lens.nearest(middle, 20, &Filter::default(), NOW).points.len() as u64
    });
}

/// How near a scan of everything comes to what memory gives.
fn full_scan(lens: &Lens<Staff>) {
    let mut rng = SmallRng::seed_from_u64(8);
    let filters: Vec<_> = (0..RUNS).map(|_| Question::full_scan(&mut rng)).collect();
    let scan = time(&filters, |filter| lens.tally(filter, NOW));
    show("full scan of three columns", &scan, None);
    let (read, limit) = (3.0 * lens.len() as f64 / scan.p50 / 1e6, plain::bandwidth());
    println!(
        "which reads {read:.1} GB/s of the {limit:.1} that one thread can: {:.0} %",
        read / limit * 100.0
    );
}

/// A street costs what it shows, not what there is.
fn street_by_size(district: &District, lens: &Lens<Staff>, places: &[(f64, f64)]) {
    let small = Lens::<Staff>::from_incidents(1, district.incidents(100_000));
    for cap in [200, CAP] {
        let questions = some(RUNS, |rng| street(places, rng));
        let [few, many] =
            [&small, lens].map(|lens| time(&questions, |q| lens.street(&q.filter, cap, NOW)).p50);
        println!(
            "a street of at most {cap} points: {few:.3} ms of 100,000, {many:.3} ms of {}, ratio {:.2}",
            lens.len(),
            many / few
        );
    }
}

fn start_from_snapshot(lens: &Lens<Staff>) {
    let path = std::env::temp_dir().join(format!("lens-snapshot-{}", std::process::id()));
    let start = Instant::now();
    lens.write_snapshot(&mut File::create(&path).expect("a file"))
        .expect("space");
    let (written, size) = (start.elapsed(), std::fs::metadata(&path).expect("a file").len());
    let start = Instant::now();
    let read = Lens::<Staff>::read_snapshot(&mut File::open(&path).expect("a file")).expect("whole");
    println!(
        "snapshot of {:.0} MB: written in {:.2} s, a start from it takes {:.2} s",
        size as f64 / 1e6,
        written.as_secs_f64(),
        start.elapsed().as_secs_f64()
    );
    assert_eq!(read.len(), lens.len());
    std::fs::remove_file(path).expect("it was there");
}

fn changes(district: &District, lens: &Lens<Staff>, places: &[(f64, f64)]) {
    let mut changes = Changes::new(district, lens.len() as u64);
    println!("a change costs {:.1} µs", changes::cost(lens, &mut changes));
    let mut rng = SmallRng::seed_from_u64(10);
    let mut ask = |lens: &Lens<Staff>, asked: &mut Asked| {
        let mut timed = |name, question: Question, ask: &dyn Fn(&Question) -> u64| {
            let start = Instant::now();
            black_box(ask(&question));
            asked.entry(name).or_default().push(start.elapsed());
        };
        timed("Q1", Question::default(), &|q| {
            lens.cells(&q.filter, DISTRICT_ZOOM, NOW).total
        });
        timed("Q2", Question::busy(&mut rng), &|q| {
            lens.cells(&q.filter, DISTRICT_ZOOM, NOW).total
        });
        timed("Q3", street(places, &mut rng), &|q| {
            lens.points(&q.filter, CAP, NOW).total
        });
        timed("Q4", Question::quarter(&mut rng), &|q| {
            lens.cells(&q.filter, QUARTER_ZOOM, NOW).total
        });
        timed("QX", Question::unforeseen(&mut rng), &|q| {
            lens.cells(&q.filter, DISTRICT_ZOOM, NOW).total
        });
    };
    let time = Duration::from_secs(40);
    let (alone, ..) = ask_meanwhile(lens, None, time / 4, &mut ask);
    let (beside, made, merged) = ask_meanwhile(lens, Some(&mut changes), time, &mut ask);
    println!(
        "{:.0} changes/s beside the questions, {merged} merges:",
        made as f64 / time.as_secs_f64()
    );
    let mut ratios = Vec::new();
    for ((name, alone), (_, beside)) in alone.into_iter().zip(beside) {
        let (alone, beside) = (Times::of(alone), Times::of(beside));
        show(name, &alone, None);
        show("   with changes", &beside, None);
        ratios.push(beside.p99 / alone.p99);
    }
    println!(
        "99th percentile with changes ÷ without: {ratios:.2?}, mean {:.2}",
        geometric_mean(&ratios)
    );
}

fn main() {
    let n: u64 = std::env::var("LIANQIN_BENCH_N")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    // `cargo bench … -- five street` runs only these parts.
    let parts: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|one| one == part);
    let district = District::new();
    let level = DISTRICT_ZOOM + lens::CELL_LEVELS;
    let start = Instant::now();
    let lens = Lens::<Staff>::from_incidents(1, district.incidents(n));
    println!(
        "{n} incidents, {:.1} bytes each, made up and taken in within {:.1} s",
        lens.memory_bytes() as f64 / n as f64,
        start.elapsed().as_secs_f64()
    );
    let places: Vec<(f64, f64)> = district
        .incidents(n)
        .step_by((n as usize / 2000).max(1))
        .filter_map(|incident| incident.place)
        .collect();
    if wanted("five") {
        let mut plain = Plain::default();
        district
            .incidents(n)
            .for_each(|incident| plain.push(&incident, level));
        five(&lens, &plain, &places, level);
    }
    if wanted("others") {
        others(&lens, &places);
    }
    if wanted("scan") {
        full_scan(&lens);
    }
    if wanted("street") {
        street_by_size(&district, &lens, &places);
    }
    if wanted("snapshot") {
        start_from_snapshot(&lens);
    }
    if wanted("changes") {
        changes(&district, &lens, &places);
    }
}
