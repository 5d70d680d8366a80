//! A whole view of the board over N cases of three years (`LIANQIN_BENCH_N`, default one million) and sixty departments:
//! its figures, the period before, twelve weeks of trend, ranks and composites. Prints the middle and the 99th
//! percentile over many random questions, and what a change costs.

#![expect(clippy::print_stdout, reason = "what a benchmark is for")]

use std::time::Instant;

use chrono::DateTime;
use domain::board::figures::{CaseFact, Counts, Share, Steps};
use domain::board::mix::{MixRecord, adjust};
use domain::board::{Cohort, UnitCounts, UnitRef, assemble};
use lens::{Fact, FactChange, Group, Ledger, Public, UnitAnswer};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

const DAY: i64 = 86_400;
const NOW: i64 = 1_780_000_000;
const YEARS: i64 = 3 * 365 * DAY;
const DEPARTMENTS: u16 = 60;
const WEEKS: i64 = 12;
const QUESTIONS: usize = 400;

fn fact(key: u64, received_at: i64, rng: &mut SmallRng) -> Fact {
    let closed = rng.random_bool(if NOW - received_at > 60 * DAY { 0.99 } else { 0.5 });
    let department = rng.random_range(0..DEPARTMENTS);
    let category = rng.random_range(0..120);
    let township = rng.random_range(0..19);
    let dispatched = rng.random_bool(0.95);
    Fact {
        key,
        units: [
            department,
            township,
            rng.random_range(0..251),
            rng.random_range(0..9),
            category,
            rng.random_range(0..8),
        ],
        mix: category * 19 + township,
        case: CaseFact {
            received_at,
            due_at: rng
                .random_bool(0.8)
                .then(|| received_at + rng.random_range(1..15) * DAY),
            closed,
            closed_at: closed.then(|| NOW.min(received_at + rng.random_range(0..20 * DAY))),
            verdict: None,
            suspended: rng.random_bool(0.01),
            satisfied: rng.random_bool(0.3).then(|| rng.random_bool(0.9)),
            share: Share::Case,
            steps: Steps {
                dispatched,
                signed_in_time: dispatched && rng.random_bool(0.9),
                solved: rng.random_bool(0.3).then(|| rng.random_bool(0.8)),
                handling: closed.then(|| rng.random_range(10..20_000)),
                ..Steps::default()
            },
        },
    }
}

fn ledger(n: u64) -> Ledger<Public> {
    let mut rng = SmallRng::seed_from_u64(20_261_130);
    let mut ledger = Ledger::in_zone(chrono_tz::Asia::Shanghai);
    for first in (0..n).step_by(1_000_000) {
        let changes: Vec<FactChange> = (first..n.min(first + 1_000_000))
            .map(|key| {
                let received_at = NOW - YEARS + (YEARS as f64 * key as f64 / n as f64) as i64;
                FactChange::Upsert(fact(key, received_at, &mut rng))
            })
            .collect();
        ledger.apply(first + 1, &changes);
    }
    ledger
}

/// What the page asks for.
fn view(ledger: &Ledger<Public>, group: Group, from: i64, to: i64, as_of: i64) -> usize {
    let answer = ledger.board(group, from, to, as_of);
    let before = ledger.board(group, from - (to - from), from, as_of - (to - from));
    let weeks: Vec<_> = (0..WEEKS)
        .map(|week| {
            let end = to - 7 * DAY * (WEEKS - 1 - week);
            ledger.board(group, end - 7 * DAY, end, as_of)
        })
        .collect();
    let of = |rows: &[UnitAnswer], unit: u16| {
        rows.binary_search_by_key(&unit, |row| row.unit)
            .map_or_else(|_| Counts::default(), |at| rows[at].counts)
    };
    let units = answer
        .rows
        .iter()
        .map(|row| UnitCounts {
            unit: UnitRef {
                code: format!("{:03}", row.unit),
                name: format!("department {}", row.unit),
            },
            peers: "bureau".to_owned(),
            counts: row.counts,
            handling: row.handling.clone(),
            adjusted: None,
            before: of(&before.rows, row.unit),
            weeks: weeks.iter().map(|week| of(&week.rows, row.unit)).collect(),
        })
        .collect();
    let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let cohort = Cohort::of_departments("bench", (at(from), at(to)), at(as_of), ledger.version());
    let board = assemble(&cohort, &answer.totals, &answer.handling, units);
    board.rows.len()
}

fn mixed(ledger: &Ledger<Public>, from: i64, to: i64) -> usize {
    let records: Vec<MixRecord<u16>> = ledger
        .mixes(from, to, NOW)
        .into_iter()
        .map(|count| MixRecord {
            unit: count.unit,
            mix: u32::from(count.mix),
            trials: count.trials,
            successes: count.successes,
        })
        .collect();
    adjust(&records).len()
}

fn measure(name: &str, mut ask: impl FnMut(&mut SmallRng) -> usize) {
    let mut rng = SmallRng::seed_from_u64(7);
    let mut times: Vec<f64> = (0..QUESTIONS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(ask(&mut rng));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{name}: p50 {:.3} ms, p99 {:.3} ms",
        times[QUESTIONS / 2],
        times[QUESTIONS * 99 / 100]
    );
}

/// Midnight in Shanghai, `days` before now's.
fn midnight(days: i64) -> i64 {
    (NOW + 8 * 3600) / DAY * DAY - 8 * 3600 - days * DAY
}

fn main() {
    let n = std::env::var("LIANQIN_BENCH_N")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let start = Instant::now();
    let mut ledger = ledger(n);
    println!(
        "{n} cases, {:.1} s to take in, {:.1} bytes each",
        start.elapsed().as_secs_f64(),
        ledger.memory_bytes() as f64 / n as f64
    );
    for days in [30, 90, 365, 1095] {
        measure(&format!("{days} days, figures alone"), |rng| {
            let shift = rng.random_range(0..5);
            ledger
                .board(
                    Group::Department,
                    midnight(days + shift),
                    midnight(shift - 1),
                    NOW,
                )
                .rows
                .len()
        });
        measure(&format!("{days} days, the whole view"), |rng| {
            let shift = rng.random_range(0..5);
            view(
                &ledger,
                Group::Department,
                midnight(days + shift),
                midnight(shift - 1),
                NOW,
            )
        });
        measure(&format!("{days} days, by category"), |rng| {
            let shift = rng.random_range(0..5);
            view(
                &ledger,
                Group::Category,
                midnight(days + shift),
                midnight(shift - 1),
                NOW,
            )
        });
        measure(&format!("{days} days as of a past midnight"), |rng| {
            let ago = rng.random_range(1..400);
            ledger
                .board(
                    Group::Department,
                    midnight(days + ago),
                    midnight(ago),
                    midnight(ago),
                )
                .rows
                .len()
        });
    }
    measure("30 days, like with like", |_| mixed(&ledger, midnight(30), NOW));
    let mut rng = SmallRng::seed_from_u64(9);
    let mut version = ledger.version();
    measure("100 changes in one batch, beside a reader", |_| {
        let held = ledger.clone();
        let changes: Vec<FactChange> = (0..100)
            .map(|_| {
                let key = n - 1 - rng.random_range(0..n / 18);
                let received_at = NOW - YEARS + (YEARS as f64 * key as f64 / n as f64) as i64;
                FactChange::Upsert(fact(key, received_at, &mut rng))
            })
            .collect();
        version += 1;
        ledger.apply(version, &changes);
        held.len()
    });
}
