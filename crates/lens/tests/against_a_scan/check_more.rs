//! Facets, top codes and nearest incidents, held against a plain loop.

use std::collections::BTreeMap;

use ::lens::{Dimension, EARTH, Filter, Incident, Lens, Staff, Tally};

use domain::board::figures::Timeliness;

use crate::naive::{self, Naive};

pub(crate) fn facets_and_top(lens: &Lens<Staff>, naive: &Naive, filter: &Filter, as_of: i64) {
    let answer = lens.facets(filter, as_of);
    let dimensions: Vec<Dimension> = answer.facets.iter().map(|(dimension, _)| *dimension).collect();
    assert_eq!(dimensions, Dimension::ALL);
    for (dimension, facet) in answer.facets {
        let mut rows: BTreeMap<u32, Tally> = BTreeMap::new();
        for incident in naive.matches(&filter.without(dimension), as_of) {
            *rows.entry(naive::code(dimension, incident)).or_default() += naive::tally([incident], as_of);
        }
        assert_eq!(facet.rows, rows.into_iter().collect::<Vec<_>>(), "{dimension:?}");
    }
    let two = [Dimension::State, Dimension::Grid];
    let some = lens.facets_of(&two, filter, as_of).facets;
    assert_eq!(
        some.iter().map(|(dimension, _)| *dimension).collect::<Vec<_>>(),
        two
    );
    for (dimension, facet) in some {
        assert_eq!(facet, lens.by(dimension, &filter.without(dimension), as_of));
    }
    let mut classes: BTreeMap<Timeliness, u64> = BTreeMap::new();
    let anyhow = Filter {
        timeliness: None,
        ..filter.clone()
    };
    for incident in naive.matches(&anyhow, as_of) {
        *classes.entry(incident.fact().timeliness(as_of)).or_default() += 1;
    }
    assert_eq!(
        lens.classes(filter, as_of)
            .rows
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        classes
    );
    for dimension in [Dimension::Category, Dimension::Township] {
        let by = lens.by(dimension, filter, as_of);
        let mut rows = by.rows;
        rows.sort_by(|a, b| b.1.count.cmp(&a.1.count).then(a.0.cmp(&b.0)));
        rows.truncate(3);
        let top = lens.top(dimension, 3, filter, as_of);
        assert_eq!((top.rows, top.total), (rows, by.total));
    }
}

/// By the spherical law of cosines in vectors: another way to the same distances.
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let vector = |(lng, lat): (f64, f64)| {
        let (lng, lat) = (lng.to_radians(), lat.to_radians());
        [lat.cos() * lng.cos(), lat.cos() * lng.sin(), lat.sin()]
    };
    let (a, b) = (vector(a), vector(b));
    let chord: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    2.0 * EARTH * (chord.sqrt() / 2.0).min(1.0).asin()
}

pub(crate) fn nearest(lens: &Lens<Staff>, matches: &[&Incident], filter: &Filter, count: usize, as_of: i64) {
    for place in [(121.25, 28.64), (-179.9999, 10.0), (180.0, -85.06), (30.0, 85.0)] {
        let held = ::lens::Spot::at(place.0, place.1).expect("finite").lng_lat();
        let mut all: Vec<f64> = matches
            .iter()
            .filter_map(|incident| naive::spot(incident))
            .map(|spot| metres(held, spot.lng_lat()))
            .collect();
        all.sort_by(f64::total_cmp);
        all.truncate(count);
        let answer = lens.nearest(place, count, filter, as_of);
        assert_eq!(answer.points.len(), all.len());
        for ((distance, point), expected) in answer.points.iter().zip(all) {
            let tolerance = 0.001 + expected * 1e-7;
            assert!(
                (distance - expected).abs() < tolerance,
                "{distance} is not {expected}"
            );
            assert!((metres(held, (point.lng, point.lat)) - expected).abs() < tolerance);
            assert!(matches.iter().any(|incident| incident.key == point.key));
        }
    }
}
