//! Every answer of a lens equals a plain scan, whatever the data, the filter and the history.

use std::collections::{BTreeMap, BTreeSet};

use crate::check_more;
use crate::hexes;
use crate::naive::{self, DAY, NOW, Naive};
use ::lens::{
    Bbox, CELL_LEVELS, CellId, Change, CodeSet, Dimension, Filter, Incident, Lens, MAX_CELLS, MAX_ZOOM,
    MergeJob, NO_COMMUNITY, NO_DEPARTMENT, NO_GRID, NO_TOWNSHIP, Public, Staff, Tally, TimeRange,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Compares every kind of answer.
fn check(lens: &Lens<Staff>, naive: &Naive, filter: &Filter, zoom: u8, cap: usize, as_of: i64) {
    let matches = naive.matches(filter, as_of);
    assert_eq!(lens.len(), naive.0.len());
    assert_eq!(
        lens.tally(filter, as_of).tally,
        naive::tally(matches.iter().copied(), as_of)
    );
    check_cells(lens, naive, filter, zoom, as_of);
    hexes::check(lens, naive, filter, zoom, as_of);

    let placed: BTreeMap<u64, &Incident> = matches
        .iter()
        .filter(|incident| naive::spot(incident).is_some())
        .map(|incident| (incident.key, *incident))
        .collect();
    let points = lens.points(filter, cap, as_of);
    assert_eq!(points.total, placed.len() as u64);
    assert_eq!(points.points.len(), cap.min(placed.len()));
    assert_eq!(points.truncated, cap < placed.len());
    let street = lens.street(filter, cap, as_of);
    assert_eq!(street.points, points.points);
    assert_eq!(street.truncated, points.truncated);
    let keys: BTreeSet<u64> = points.points.iter().map(|point| point.key).collect();
    assert_eq!(keys.len(), points.points.len(), "no point twice");
    for point in &points.points {
        let incident = placed[&point.key];
        assert_eq!(
            Some((point.lng, point.lat)),
            naive::spot(incident).map(|s| s.lng_lat())
        );
        assert_eq!(
            (
                point.category,
                point.department,
                point.state,
                point.source,
                point.received_at
            ),
            (
                incident.category,
                incident.department,
                incident.state,
                incident.source,
                incident.received_at
            )
        );
        assert_eq!(point.overdue, incident.fact().is_overdue(as_of));
    }

    for dimension in Dimension::ALL {
        let mut rows: BTreeMap<u32, Tally> = BTreeMap::new();
        for incident in &matches {
            *rows.entry(naive::code(dimension, incident)).or_default() += naive::tally([*incident], as_of);
        }
        let facet = lens.by(dimension, filter, as_of);
        assert_eq!(facet.rows, rows.into_iter().collect::<Vec<_>>(), "{dimension:?}");
        assert_eq!(facet.total, naive::tally(matches.iter().copied(), as_of));
    }

    check_more::facets_and_top(lens, naive, filter, as_of);
    check_more::nearest(lens, &matches, filter, cap, as_of);

    let edges = [NOW - 100 * DAY, NOW - 60 * DAY, NOW - 60 * DAY, NOW - DAY, NOW];
    let buckets: Vec<Tally> = edges
        .windows(2)
        .map(|edge| {
            let within = |i: &&&Incident| edge[0] <= i.received_at && i.received_at < edge[1];
            naive::tally(matches.iter().filter(within).copied(), as_of)
        })
        .collect();
    assert_eq!(lens.histogram(filter, &edges, as_of).buckets, buckets);
}

fn check_cells(lens: &Lens<Staff>, naive: &Naive, filter: &Filter, zoom: u8, as_of: i64) {
    let matches = naive.matches(filter, as_of);
    let answer = lens.cells(filter, zoom, as_of);
    let cells = naive::cells(&matches, answer.level, as_of);
    let ids: Vec<CellId> = answer.cells.iter().map(|cell| cell.id).collect();
    assert_eq!(ids.len(), cells.len(), "every cell once");
    for cell in &answer.cells {
        let tally = Tally {
            count: cell.count,
            overdue: cell.overdue,
        };
        assert_eq!(Some(&tally), cells.get(&cell.id), "{}", cell.id);
        assert_eq!(cell.bbox, cell.id.bbox());
    }
    let wanted = zoom.min(MAX_ZOOM) + CELL_LEVELS;
    assert!(answer.level <= wanted && ids.len() <= MAX_CELLS);
    if answer.level < wanted {
        let finer = naive::cells(&matches, answer.level + 1, as_of);
        assert!(finer.len() > MAX_CELLS, "joined without need");
    }
    let anywhere = Filter {
        bbox: None,
        area: None,
        ..filter.clone()
    };
    let unplaced = naive
        .matches(&anywhere, as_of)
        .into_iter()
        .filter(|incident| naive::spot(incident).is_none())
        .count() as u64;
    assert_eq!(answer.unplaced, unplaced);
    let inside: u64 = answer.cells.iter().map(|cell| cell.count).sum();
    let is_somewhere = filter.bbox.is_some() || filter.area.is_some();
    let outside = if is_somewhere { 0 } else { unplaced };
    assert_eq!(answer.total, inside + outside);
    assert_eq!(answer.total, matches.len() as u64);
}

#[derive(Clone, Debug)]
enum Step {
    Apply(Vec<Change>),
    Merge,
    BeginMerge,
    FinishMerge,
    WriteAndRead,
    Rebuild,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => proptest::collection::vec(naive::any_change(120), 0..60).prop_map(Step::Apply),
        1 => Just(Step::Merge),
        2 => Just(Step::BeginMerge),
        2 => Just(Step::FinishMerge),
        1 => Just(Step::WriteAndRead),
        1 => Just(Step::Rebuild),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_answer_equals_a_scan_after_any_history(
        first in proptest::collection::vec(naive::any_incident(120), 0..150),
        steps in proptest::collection::vec(any_step(), 0..8),
        filters in proptest::collection::vec(naive::any_filter(), 1..5),
        zoom in 0_u8..30, cap in 0_usize..60, as_of in naive::any_as_of(),
    ) {
        let mut naive = Naive::default();
        naive.apply(&first.iter().copied().map(Change::Upsert).collect::<Vec<_>>());
        let mut lens = Lens::from_incidents(1, first);
        check(&lens, &naive, &Filter::default(), zoom, cap, as_of);
        let mut begun = Vec::new();
        for (version, step) in (2..).zip(steps) {
            match step {
                Step::Apply(changes) => {
                    lens.apply(version, &changes);
                    naive.apply(&changes);
                    prop_assert_eq!(lens.version(), version);
                }
                Step::Merge => lens.merge(),
                Step::BeginMerge => begun.extend(lens.begin_merge()),
                Step::FinishMerge => {
                    begun.drain(..).for_each(|job: MergeJob| lens.finish_merge(job.run()));
                }
                Step::WriteAndRead => {
                    let mut bytes = Vec::new();
                    lens.write_snapshot(&mut bytes).unwrap();
                    let read = Lens::read_snapshot(&mut bytes.as_slice()).unwrap();
                    prop_assert_eq!(read.version(), lens.version());
                    lens = read;
                }
                Step::Rebuild => lens = Lens::from_incidents(version, naive.0.values().copied()),
            }
            check(&lens, &naive, &Filter::default(), zoom, cap, as_of);
            for filter in &filters {
                check(&lens, &naive, filter, zoom, cap, as_of);
            }
        }
    }

    #[test]
    fn what_is_held_is_what_was_given(incident in naive::any_incident(9)) {
        let place = naive::spot(&incident).map(|spot| spot.lng_lat());
        let mut lens = Lens::<Public>::new();
        lens.apply(1, &[Change::Upsert(incident)]);
        prop_assert_eq!(lens.get(incident.key), Some(Incident { place, ..incident }));
        lens.merge();
        prop_assert_eq!(lens.get(incident.key), Some(Incident { place, ..incident }));
        lens.apply(2, &[Change::Remove(incident.key)]);
        prop_assert_eq!(lens.get(incident.key), None);
        lens.merge();
        prop_assert!(lens.is_empty() && lens.get(incident.key).is_none());
    }
}

/// One incident of a town, in a fixed pseudo-random way.
pub(crate) fn one(rng: &mut StdRng, key: u64) -> Incident {
    let spread = if rng.random_bool(0.6) { 0.004 } else { 0.08 };
    let around = |middle: f64, r: f64| middle + r * spread;
    let place = (
        around(121.25, rng.random_range(-1.0..1.0)),
        around(28.64, rng.random_range(-1.0..1.0)),
    );
    let received_at = NOW - rng.random_range(0..400 * DAY);
    let closed = rng.random_bool(0.9);
    let grid = ((place.0 * 400.0) as u32 % 30) * 30 + (place.1 * 400.0) as u32 % 30;
    Incident {
        key,
        place: rng.random_bool(0.97).then_some(place),
        category: rng.random_range(0..300),
        department: if rng.random_bool(0.1) {
            NO_DEPARTMENT
        } else {
            rng.random_range(0..40)
        },
        state: if closed { 9 } else { rng.random_range(0..9) },
        source: rng.random_range(0..8),
        grid: if rng.random_bool(0.05) { NO_GRID } else { grid },
        township: if rng.random_bool(0.05) {
            NO_TOWNSHIP
        } else {
            (grid % 19) as u16
        },
        community: if rng.random_bool(0.05) {
            NO_COMMUNITY
        } else {
            grid * 7
        },
        received_at,
        due_at: rng
            .random_bool(0.8)
            .then(|| received_at + rng.random_range(DAY..20 * DAY)),
        closed_at: closed.then(|| received_at + rng.random_range(0..25 * DAY)),
        verdict: None,
        suspended: rng.random_bool(0.02),
        closed,
    }
}

/// Many blocks to skip, runs to subtract and merges by size: what small random data cannot reach.
#[test]
fn answers_over_many_blocks_equal_a_scan_through_merges_by_size() {
    let mut rng = StdRng::seed_from_u64(11);
    let first: Vec<Incident> = (0..24_000).map(|key| one(&mut rng, key)).collect();
    let mut naive = Naive(first.iter().map(|incident| (incident.key, *incident)).collect());
    let mut lens = Lens::from_incidents(1, first);
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    );
    let set8 = |codes: &[u8]| Some(codes.iter().copied().collect::<CodeSet<u8>>());
    let set16 = |codes: &[u16]| Some(codes.iter().copied().collect::<CodeSet<u16>>());
    let last_90_days = TimeRange {
        from: Some(NOW - 90 * DAY),
        to: None,
    };
    let street = Bbox::new(121.248, 28.637, 121.253, 28.641).unwrap();
    let mut filters = vec![
        Filter::default(),
        Filter {
            received: last_90_days,
            ..Filter::default()
        },
        Filter {
            category: set16(&[3, 299]),
            state: set8(&[9]),
            ..Filter::default()
        },
        Filter {
            bbox: Some(street),
            ..Filter::default()
        },
        Filter {
            bbox: Some(street),
            received: last_90_days,
            ..Filter::default()
        },
        Filter {
            category: set16(&[3, 4, 5, 6, 7, 8]),
            bbox: Some(street),
            ..Filter::default()
        },
        Filter {
            grid: Some((0..40).collect()),
            ..Filter::default()
        },
    ];
    for _ in 0..6 {
        filters.push(naive::any_filter().new_tree(&mut runner).unwrap().current());
    }
    for round in 0..3_u64 {
        for filter in &filters {
            for (zoom, as_of) in [(9, NOW), (17, NOW - 200 * DAY)] {
                check(&lens, &naive, filter, zoom, 500, as_of);
            }
        }
        let changes: Vec<Change> = (0..2000)
            .map(|i| match rng.random_range(0..10) {
                0 => Change::Remove(rng.random_range(0..24_000)),
                1..5 => {
                    let key = 24_000 + round * 2000 + i;
                    Change::Upsert(one(&mut rng, key))
                }
                _ => {
                    let key = rng.random_range(0..24_000);
                    Change::Upsert(one(&mut rng, key))
                }
            })
            .collect();
        lens.apply(2 + round, &changes);
        naive.apply(&changes);
    }
}

#[test]
fn more_cells_than_an_answer_may_have_are_joined() {
    let mut rng = StdRng::seed_from_u64(5);
    let incidents: Vec<Incident> = (0..20_000)
        .map(|key| Incident {
            place: Some((rng.random_range(-180.0..180.0), rng.random_range(-85.0..85.0))),
            ..one(&mut rng, key)
        })
        .collect();
    let naive = Naive(
        incidents
            .iter()
            .map(|incident| (incident.key, *incident))
            .collect(),
    );
    let lens = Lens::from_incidents(1, incidents);
    for zoom in [0, 3, 4, 20, 99] {
        check_cells(&lens, &naive, &Filter::default(), zoom, NOW);
        hexes::check(&lens, &naive, &Filter::default(), zoom, NOW);
    }
}
