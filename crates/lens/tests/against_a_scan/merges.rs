//! Merging beside answers and changes.

use std::collections::BTreeMap;

use ::lens::{Change, Filter, Incident, Lens, Staff};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::lens::one;
use crate::naive::NOW;

fn changes(rng: &mut StdRng, count: u64, keys: u64) -> Vec<Change> {
    (0..count)
        .map(|_| match rng.random_range(0..keys) {
            key if rng.random_bool(0.2) => Change::Remove(key),
            key => Change::Upsert(one(rng, key)),
        })
        .collect()
}

fn keep(list: &mut BTreeMap<u64, Incident>, changes: &[Change]) {
    for change in changes {
        match change {
            Change::Upsert(incident) => list.insert(incident.key, *incident),
            Change::Remove(key) => list.remove(key),
        };
    }
}

fn same(lens: &Lens<Staff>, list: &BTreeMap<u64, Incident>) {
    assert_eq!(lens.len(), list.len());
    let fresh = Lens::<Staff>::from_incidents(0, list.values().copied());
    let all = Filter::default();
    assert_eq!(lens.cells(&all, 14, NOW).cells, fresh.cells(&all, 14, NOW).cells);
    assert_eq!(lens.tally(&all, NOW).tally, fresh.tally(&all, NOW).tally);
    for (key, incident) in list {
        assert_eq!(lens.get(*key).map(|held| held.state), Some(incident.state));
    }
}

#[test]
fn changes_during_a_merge_are_kept() {
    let mut rng = StdRng::seed_from_u64(12);
    let mut lens = Lens::from_incidents(1, (0..20_000).map(|key| one(&mut rng, key)));
    let mut list: BTreeMap<u64, Incident> = (0..20_000).map(|key| (key, lens.get(key).unwrap())).collect();
    for round in 0..6 {
        let (before, meanwhile) = (changes(&mut rng, 3_000, 24_000), changes(&mut rng, 3_000, 24_000));
        lens.apply(2 * round, &before);
        keep(&mut list, &before);
        let job = lens.begin_merge().expect("there are changes");
        // A server goes on with clones.
        let mut next = lens.clone();
        next.apply(2 * round + 1, &meanwhile);
        keep(&mut list, &meanwhile);
        next.finish_merge(job.run());
        lens = next;
        same(&lens, &list);
    }
    lens.merge();
    same(&lens, &list);
    assert!(lens.begin_merge().is_none(), "nothing is left to merge");
}

#[test]
fn a_merge_that_comes_too_late_changes_nothing() {
    let mut rng = StdRng::seed_from_u64(13);
    let mut lens = Lens::from_incidents(1, (0..5_000).map(|key| one(&mut rng, key)));
    let mut list: BTreeMap<u64, Incident> = (0..5_000).map(|key| (key, lens.get(key).unwrap())).collect();
    let first = changes(&mut rng, 2_500, 6_000);
    lens.apply(2, &first);
    keep(&mut list, &first);
    let late = lens.begin_merge().expect("there are changes").run();
    lens.merge();
    let second = changes(&mut rng, 2_500, 6_000);
    lens.apply(3, &second);
    keep(&mut list, &second);
    lens.finish_merge(late);
    same(&lens, &list);
}

#[test]
fn who_merges_beside_is_spared_from_merging_within() {
    let mut rng = StdRng::seed_from_u64(14);
    let mut lens = Lens::<Staff>::from_incidents(1, (0..2_000).map(|key| one(&mut rng, key)));
    let mut wanted = 0;
    for version in 2..30 {
        lens.apply(version, &changes(&mut rng, 1_000, 40_000));
        if lens.wants_merge() {
            wanted += 1;
            let job = lens.begin_merge().expect("it is wanted");
            lens.finish_merge(job.run());
            assert!(!lens.wants_merge(), "a merge takes away what wanted it");
        }
    }
    assert!(wanted > 1);
}
