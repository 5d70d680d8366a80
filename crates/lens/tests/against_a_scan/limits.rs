//! Bad questions: refused by name, and answered all the same.

use ::lens::{Bbox, BboxError, Change, Dimension, Filter, Invalid, Lens, MAX_VALUES, Staff, TimeRange};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::lens::one;
use crate::naive::NOW;

fn town() -> Lens<Staff> {
    let mut rng = StdRng::seed_from_u64(6);
    Lens::from_incidents(1, (0..3_000).map(|key| one(&mut rng, key)))
}

#[test]
fn every_refusal_names_its_field() {
    let bbox = |west, south, east, north| Bbox::new(west, south, east, north).map_err(Invalid::from);
    let date_line = bbox(179.0, 0.0, -179.0, 1.0).unwrap_err();
    assert_eq!(date_line, Invalid::Bbox(BboxError::Inverted));
    assert!(bbox(f64::NAN, 0.0, 1.0, 1.0).is_err() && bbox(0.0, 1.0, 1.0, 0.0).is_err());
    let many = Filter {
        grid: Some((0..10_000).collect()),
        ..Filter::default()
    };
    let backwards = Filter {
        received: TimeRange {
            from: Some(2),
            to: Some(1),
        },
        ..Filter::default()
    };
    let refusals = [
        (date_line, "bbox"),
        (Invalid::check_zoom(99).unwrap_err(), "zoom"),
        (Invalid::check_limit(0).unwrap_err(), "limit"),
        (Invalid::check_limit(usize::MAX).unwrap_err(), "limit"),
        (Invalid::check_edges(&[2, 1]).unwrap_err(), "edges"),
        (Invalid::check_edges(&[0; 20_000]).unwrap_err(), "edges"),
        (many.check().unwrap_err(), "grid"),
        (backwards.check().unwrap_err(), "received"),
    ];
    for (refusal, field) in refusals {
        assert_eq!(refusal.field(), field);
        assert!(refusal.to_string().starts_with(field), "{refusal}");
    }
}

#[test]
fn what_is_allowed_is_not_refused() {
    assert_eq!(Invalid::check_zoom(::lens::MAX_ZOOM), Ok(()));
    assert_eq!(Invalid::check_limit(1), Ok(()));
    assert_eq!(Invalid::check_edges(&[1, 1, 2]), Ok(()));
    let most = Filter {
        category: Some((0..MAX_VALUES as u16).collect()),
        ..Filter::default()
    };
    assert_eq!(most.check(), Ok(()));
}

#[test]
fn an_unknown_code_is_named_until_an_incident_has_it() {
    let mut lens = town();
    let filter = Filter {
        category: Some([3, 4_000].into_iter().collect()),
        ..Filter::default()
    };
    let unknown = Invalid::Unknown {
        field: "category",
        code: 4_000,
    };
    assert_eq!(lens.check(&filter), Err(unknown));
    let mut incident = lens.get(5).unwrap();
    incident.category = 4_000;
    lens.apply(2, &[Change::Upsert(incident)]);
    assert_eq!(lens.check(&filter), Ok(()));
    lens.merge();
    assert_eq!(lens.check(&filter), Ok(()));
}

#[test]
fn questions_that_should_be_refused_are_answered_within_bounds() {
    let lens = town();
    let many = Filter {
        grid: Some((0..1_000_000).collect()),
        category: Some((0..u16::MAX).collect()),
        ..Filter::default()
    };
    let all = Filter {
        grid: None,
        category: None,
        ..many.clone()
    };
    let cells = lens.cells(&many, 99, NOW);
    assert!(cells.cells.len() <= ::lens::MAX_CELLS && cells.total > 0);
    assert_eq!(
        lens.points(&all, usize::MAX, NOW).points.len() as u64,
        lens.cells(&all, 3, NOW)
            .cells
            .iter()
            .map(|cell| cell.count)
            .sum::<u64>()
    );
    assert_eq!(lens.nearest((f64::NAN, 0.0), 5, &all, NOW).points, []);
    assert_eq!(
        lens.top(Dimension::Grid, usize::MAX, &all, NOW).total.count,
        3_000
    );
    let unknown = Filter {
        state: Some([250].into_iter().collect()),
        ..Filter::default()
    };
    assert_eq!(lens.tally(&unknown, NOW).tally.count, 0);
}
