//! What a picture holds, whatever is asked of it.

use ::lens::{Change, Filter, Incident, Lens, Staff};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::lens::one;
use crate::naive::{DAY, NOW};

#[test]
fn of_incidents_with_the_same_key_the_last_counts() {
    let mut rng = StdRng::seed_from_u64(3);
    let mut earlier = one(&mut rng, 1);
    let mut later = one(&mut rng, 1);
    (earlier.received_at, later.received_at) = (NOW, NOW - 300 * DAY);
    let held = |incidents: &[Incident]| {
        let lens = Lens::<Staff>::from_incidents(1, incidents.iter().copied());
        assert_eq!(lens.len(), 1);
        lens.get(1).unwrap()
    };
    assert_eq!(held(&[earlier, later]).received_at, later.received_at);
    assert_eq!(held(&[later, earlier]).received_at, earlier.received_at);
    assert_eq!(held(&[later, earlier, later]).received_at, later.received_at);
    let twin = Incident { state: 200, ..later };
    assert_eq!(held(&[later, twin]).state, 200);
    assert_eq!(held(&[earlier, twin, later]).state, later.state);
}

#[test]
fn an_older_version_does_not_turn_the_clock_back() {
    let mut lens = Lens::<Staff>::new();
    lens.apply(7, &[]);
    lens.apply(5, &[]);
    assert_eq!(lens.version(), 7);
    assert_eq!(lens.cells(&Filter::default(), 3, NOW).version, 7);
}

#[test]
fn a_clone_does_not_see_what_comes_later() {
    let mut rng = StdRng::seed_from_u64(9);
    let before = Lens::<Staff>::from_incidents(1, (0..100).map(|key| one(&mut rng, key)));
    let mut after = before.clone();
    after.apply(2, &(0..50).map(Change::Remove).collect::<Vec<_>>());
    after.merge();
    assert_eq!((before.len(), after.len()), (100, 50));
    assert_eq!((before.version(), after.version()), (1, 2));
}

#[test]
fn absurd_times_are_held_and_do_not_break_anything() {
    let mut rng = StdRng::seed_from_u64(1);
    let absurd = [i64::MIN, -1, 0, i64::MAX].map(|at| Incident {
        key: at as u64,
        received_at: at,
        due_at: Some(at.wrapping_add(1)),
        closed: false,
        closed_at: None,
        suspended: false,
        ..one(&mut rng, 0)
    });
    let lens = Lens::<Staff>::from_incidents(1, absurd);
    for as_of in [i64::MIN, 0, i64::MAX] {
        assert_eq!(lens.tally(&Filter::default(), as_of).tally.count, 4);
    }
    let histogram = lens.histogram(&Filter::default(), &[i64::MIN, 0, i64::MAX], NOW);
    assert_eq!(
        histogram.buckets.iter().map(|bucket| bucket.count).sum::<u64>(),
        4
    );
    assert_eq!(lens.histogram(&Filter::default(), &[0], NOW).buckets, []);
}

#[test]
fn a_year_of_rows_stays_small() {
    let mut rng = StdRng::seed_from_u64(2);
    let lens = Lens::<Staff>::from_incidents(1, (0..100_000).map(|key| one(&mut rng, key)));
    let per_row = lens.memory_bytes() as f64 / lens.len() as f64;
    // Limits and closings of this town differ from row to row, and few rows share a tile; see `columns`.
    assert!(per_row < 30.0, "{per_row} bytes a row");
}
