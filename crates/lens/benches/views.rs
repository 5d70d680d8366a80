//! The questions of a map and a board over N incidents (`LIANQIN_BENCH_N`, default one million),
//! each beside a straightforward full scan over an array of structs in the same run. What counts is
//! the ratio of the two: machines drift.
//!
//! The data has the shape a district has: hot spots, three years, 120 sub-categories, 95 % closed.

use std::collections::HashMap;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use domain::board::figures::{CaseFact, Counts};
use lens::{
    Bbox, CellId, Change, CodeSet, Dimension, Fact, Filter, Group, Incident, Ledger, Lens, Spot, Staff,
    Tally, TimeRange,
};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

const DAY: i64 = 86_400;
const NOW: i64 = 1_780_000_000;
const YEARS: i64 = 3 * 365 * DAY;
const OPEN: u8 = 1;
const CLOSED: u8 = 9;
/// Of the whole district, and of a street.
const DISTRICT_ZOOM: u8 = 11;
const STREET_ZOOM: u8 = 17;

fn incidents(n: u64) -> Vec<Incident> {
    let mut rng = SmallRng::seed_from_u64(20_261_123);
    let (west, south, wide, high) = (120.79, 28.47, 0.57, 0.26);
    let spots: Vec<(f64, f64)> = (0..2000)
        .map(|_| {
            (
                west + wide * rng.random::<f64>(),
                south + high * rng.random::<f64>(),
            )
        })
        .collect();
    (0..n)
        .map(|key| {
            let place = if rng.random_bool(0.1) {
                (
                    west + wide * rng.random::<f64>(),
                    south + high * rng.random::<f64>(),
                )
            } else {
                // Cubing the draw makes a few spots much hotter than the rest.
                let spot = spots[(rng.random::<f64>().powi(3) * 2000.0) as usize];
                let near = |rng: &mut SmallRng| (rng.random::<f64>() - rng.random::<f64>()) * 0.004;
                (spot.0 + near(&mut rng), spot.1 + near(&mut rng))
            };
            let received_at = NOW - YEARS + (YEARS as f64 * key as f64 / n as f64) as i64;
            let closed = rng.random_bool(if NOW - received_at > 60 * DAY { 0.99 } else { 0.5 });
            let grid = ((place.0 - 120.0) * 40.0) as u32 * 20 + ((place.1 - 28.0) * 40.0) as u32;
            Incident {
                key,
                place: rng.random_bool(0.98).then_some(place),
                category: rng.random_range(0..120),
                department: rng.random_range(0..60),
                state: if closed { CLOSED } else { OPEN },
                source: rng.random_range(0..8),
                grid,
                township: (grid % 19) as u16,
                community: grid % 251,
                received_at,
                due_at: rng
                    .random_bool(0.8)
                    .then(|| received_at + rng.random_range(1..15) * DAY),
                closed_at: closed.then(|| NOW.min(received_at + rng.random_range(0..20 * DAY))),
                verdict: None,
                suspended: rng.random_bool(0.01),
                closed,
            }
        })
        .collect()
}

/// What an honest loop would do: positions are ready-made, as they are in the lens.
struct Flat {
    incident: Incident,
    spot: Option<Spot>,
}

fn has<T: Copy + Ord>(set: Option<&CodeSet<T>>, code: T) -> bool {
    set.is_none_or(|set| set.contains(code))
}

fn matches(filter: &Filter, flat: &Flat) -> bool {
    let incident = &flat.incident;
    has(filter.state.as_ref(), incident.state)
        && has(filter.source.as_ref(), incident.source)
        && has(filter.category.as_ref(), incident.category)
        && filter.received.contains(incident.received_at)
        && filter
            .bbox
            .is_none_or(|bbox| flat.spot.is_some_and(|spot| bbox.holds(spot)))
}

fn scan_cells(flats: &[Flat], filter: &Filter, zoom: u8) -> HashMap<CellId, Tally> {
    let mut cells: HashMap<CellId, Tally> = HashMap::new();
    for flat in flats.iter().filter(|flat| matches(filter, flat)) {
        if let Some(spot) = flat.spot {
            let overdue = u64::from(flat.incident.fact().is_overdue(NOW));
            *cells
                .entry(CellId::of(spot, zoom + lens::CELL_LEVELS))
                .or_default() += Tally { count: 1, overdue };
        }
    }
    cells
}

fn scan_points(flats: &[Flat], filter: &Filter, cap: usize) -> Vec<(u64, bool)> {
    let matching = flats.iter().filter(|flat| matches(filter, flat));
    let seen = matching.map(|flat| (flat.incident.key, flat.incident.fact().is_overdue(NOW)));
    seen.take(cap).collect()
}

fn scan_by_grid(flats: &[Flat], filter: &Filter) -> HashMap<u32, Tally> {
    let mut rows: HashMap<u32, Tally> = HashMap::new();
    for flat in flats.iter().filter(|flat| matches(filter, flat)) {
        let overdue = u64::from(flat.incident.fact().is_overdue(NOW));
        *rows.entry(flat.incident.grid).or_default() += Tally { count: 1, overdue };
    }
    rows
}

fn scan_board(facts: &[Fact], from: i64, to: i64) -> HashMap<u16, Counts> {
    let mut rows: HashMap<u16, Counts> = HashMap::new();
    for fact in facts {
        if from <= fact.case.received_at && fact.case.received_at < to {
            *rows.entry(fact.units[0]).or_default() += Counts::of(&fact.case, NOW);
        }
    }
    rows
}

fn against<A, B>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    mut lens: impl FnMut() -> A,
    mut scan: impl FnMut() -> B,
) {
    group.bench_function(format!("{name}/lens"), |bench| bench.iter(|| black_box(lens())));
    group.bench_function(format!("{name}/scan"), |bench| bench.iter(|| black_box(scan())));
}

fn views(criterion: &mut Criterion) {
    let n = std::env::var("LIANQIN_BENCH_N")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let incidents = incidents(n);
    let lens = Lens::<Staff>::from_incidents(1, incidents.iter().copied());
    let fact = |i: &Incident| Fact {
        key: i.key,
        units: [
            i.department,
            i.township,
            i.community as u16,
            i.township % 9,
            i.category,
            u16::from(i.source),
        ],
        mix: i.category * 19 + i.township,
        case: CaseFact {
            satisfied: None,
            share: domain::board::figures::Share::Case,
            steps: domain::board::figures::Steps::default(),
            ..i.fact()
        },
    };
    let facts: Vec<Fact> = incidents.iter().map(fact).collect();
    let ledger = Ledger::<Staff>::from_facts(1, facts.iter().copied());
    let row = |bytes: usize| bytes as f64 / n as f64;
    eprintln!(
        "{n} incidents: lens {:.1} bytes each, ledger {:.1}",
        row(lens.memory_bytes()),
        row(ledger.memory_bytes())
    );
    let spot = |i: &Incident| i.place.and_then(|(lng, lat)| Spot::at(lng, lat));
    let flats: Vec<Flat> = incidents
        .iter()
        .map(|i| Flat {
            incident: *i,
            spot: spot(i),
        })
        .collect();
    let middle = incidents
        .iter()
        .rev()
        .find_map(|i| i.place)
        .unwrap_or((121.0, 28.6));

    let everything = Filter::default();
    let busy = Filter {
        category: Some((24..36).collect()),
        state: Some([OPEN].into_iter().collect()),
        received: TimeRange {
            from: Some(NOW - 90 * DAY),
            to: None,
        },
        ..Filter::default()
    };
    let street_box = Bbox::new(
        middle.0 - 0.005,
        middle.1 - 0.005,
        middle.0 + 0.005,
        middle.1 + 0.005,
    );
    let street = Filter {
        bbox: street_box.ok(),
        ..Filter::default()
    };
    let quarter_box = Bbox::new(middle.0 - 0.07, middle.1 - 0.03, middle.0 + 0.07, middle.1 + 0.03);
    let quarter = Filter {
        bbox: quarter_box.ok(),
        ..busy.clone()
    };
    let unforeseen = Filter {
        source: Some([2, 5].into_iter().collect()),
        category: Some((0..120).step_by(12).collect()),
        received: TimeRange {
            from: Some(NOW - 500 * DAY),
            to: Some(NOW - 320 * DAY),
        },
        ..Filter::default()
    };

    let mut group = criterion.benchmark_group("views");
    group.sample_size(20);
    against(
        &mut group,
        "q1_district_unfiltered",
        || lens.cells(&everything, DISTRICT_ZOOM, NOW),
        || scan_cells(&flats, &everything, DISTRICT_ZOOM),
    );
    against(
        &mut group,
        "q2_category_90_days_open",
        || lens.cells(&busy, DISTRICT_ZOOM, NOW),
        || scan_cells(&flats, &busy, DISTRICT_ZOOM),
    );
    against(
        &mut group,
        "q3_street_points",
        || lens.points(&street, 2000, NOW),
        || scan_points(&flats, &street, 2000),
    );
    against(
        &mut group,
        "q4_quarter_filtered",
        || lens.cells(&quarter, STREET_ZOOM - 4, NOW),
        || scan_cells(&flats, &quarter, STREET_ZOOM - 4),
    );
    against(
        &mut group,
        "q5_board_30_days",
        || ledger.board(Group::Department, NOW - 30 * DAY, NOW, NOW),
        || scan_board(&facts, NOW - 30 * DAY, NOW),
    );
    against(
        &mut group,
        "qx_unforeseen_filter",
        || lens.cells(&unforeseen, DISTRICT_ZOOM, NOW),
        || scan_cells(&flats, &unforeseen, DISTRICT_ZOOM),
    );
    against(
        &mut group,
        "grids_90_days",
        || {
            lens.by(
                Dimension::Grid,
                &Filter {
                    category: None,
                    ..busy.clone()
                },
                NOW,
            )
        },
        || {
            scan_by_grid(
                &flats,
                &Filter {
                    category: None,
                    ..busy.clone()
                },
            )
        },
    );

    // Batches of changes, half of them new cases, half of cases of any age; merges included as they fall.
    let mut live = lens.clone();
    let mut version = 1;
    let mut next = n;
    group.bench_function("apply_100_changes/lens", |bench| {
        bench.iter(|| {
            version += 1;
            let changes: Vec<Change> = (0..100)
                .map(|i| {
                    let pick = (next * 7919 + i * 104_729) % n;
                    let old = incidents[pick as usize];
                    let new = Incident {
                        key: next + i,
                        received_at: NOW,
                        ..old
                    };
                    Change::Upsert(if i % 2 == 0 {
                        new
                    } else {
                        Incident { state: 3, ..old }
                    })
                })
                .collect();
            next += 100;
            live.apply(version, &changes);
        });
    });
    group.finish();
}

criterion_group!(benches, views);
criterion_main!(benches);
