//! The ledger's boards and series equal a plain sum over a plain list.

use std::collections::BTreeMap;

use crate::naive::{self, DAY, NOW};
use ::lens::{
    Fact, FactChange, Group, Ledger, MixCount, Public, SnapshotError, Staff, UNASSIGNED, UnitAnswer,
};
use chrono_tz::Asia::Shanghai;
use domain::board::figures::{CaseFact, Counts, Repeats, Share, Steps, Verdict};
use domain::board::handling::Handling;
use proptest::prelude::*;

fn any_time() -> impl Strategy<Value = i64> {
    prop_oneof![6 => NOW - 40 * DAY..NOW + DAY, 1 => (-3_i64..3).prop_map(|day| NOW - NOW % DAY + day * DAY)]
}

fn any_unit() -> impl Strategy<Value = u16> {
    prop_oneof![6 => 0_u16..5, 1 => Just(UNASSIGNED)]
}

prop_compose! {
    fn any_steps()(
        bits: [bool; 10],
        solved in proptest::option::of(any::<bool>()),
        handling in proptest::option::of(0_u32..20_000),
    ) -> Steps {
        let [dispatched, signed_in_time, contacted_in_time, returned, reworked, place, person, matter, completed, _] = bits;
        Steps {
            dispatched, signed_in_time, contacted_in_time, returned, reworked, solved,
            repeats: Repeats { place, person, matter },
            handling, completed,
        }
    }
}

prop_compose! {
    fn any_fact()(
        key in 0_u64..150,
        units in [any_unit(), any_unit(), any_unit(), any_unit(), any_unit(), any_unit()],
        mix in 0_u16..4,
        received_at in any_time(),
        due_at in proptest::option::of(any_time()),
        closed: bool,
        closed_at in proptest::option::of(any_time()),
        verdict in proptest::option::weighted(
            0.15,
            prop_oneof![Just(Verdict::OnTime), Just(Verdict::Late)],
        ),
        suspended in proptest::bool::weighted(0.15),
        satisfied in proptest::option::of(any::<bool>()),
        share in prop_oneof![8 => Just(Share::Case), 1 => Just(Share::FormerLead), 1 => Just(Share::CoHandler)],
        steps in any_steps(),
    ) -> Fact {
        let steps = Steps {
            // Only what is closed took any time.
            handling: steps.handling.filter(|_| closed && share == Share::Case),
            ..steps
        };
        let case = CaseFact { received_at, due_at, closed, closed_at, verdict, suspended, satisfied, share, steps };
        Fact { key, units, mix, case }
    }
}

fn any_change() -> impl Strategy<Value = FactChange> {
    prop_oneof![
        5 => any_fact().prop_map(FactChange::Upsert),
        1 => (0_u64..150).prop_map(FactChange::Remove),
    ]
}

/// What a plain loop makes of the facts.
fn board<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
    group: Group,
    (from, to): (i64, i64),
    as_of: i64,
) -> Vec<UnitAnswer> {
    let mut rows: BTreeMap<u16, (Counts, Handling)> = BTreeMap::new();
    for fact in facts {
        if from <= fact.case.received_at && fact.case.received_at < to {
            let (counts, handling) = rows.entry(fact.unit(group)).or_default();
            *counts += Counts::of(&fact.case, as_of);
            if let Some(minutes) = fact.case.steps.handling
                && group == Group::Department
                && fact.case.is_closed(as_of)
            {
                handling.add(minutes);
            }
        }
    }
    rows.into_iter()
        .map(|(unit, (counts, handling))| UnitAnswer {
            unit,
            counts,
            handling,
        })
        .filter(|row| row.counts != Counts::default())
        .collect()
}

fn mixes<'a>(facts: impl IntoIterator<Item = &'a Fact>, (from, to): (i64, i64), as_of: i64) -> Vec<MixCount> {
    let mut rows: BTreeMap<(u16, u16), (u64, u64)> = BTreeMap::new();
    for fact in facts {
        let counts = Counts::of(&fact.case, as_of);
        if from <= fact.case.received_at && fact.case.received_at < to && counts.denominator() > 0 {
            let row = rows.entry((fact.unit(Group::Department), fact.mix)).or_default();
            row.0 += counts.denominator();
            row.1 += counts.closed_on_time;
        }
    }
    rows.into_iter()
        .map(|((unit, mix), (trials, successes))| MixCount {
            unit,
            mix,
            trials,
            successes,
        })
        .collect()
}

fn check(ledger: &Ledger<Staff>, naive: &BTreeMap<u64, Fact>, period: (i64, i64), as_of: i64, code: u16) {
    assert_eq!(ledger.len(), naive.len());
    assert_eq!(ledger.is_empty(), naive.is_empty());
    assert_eq!(
        ledger.mixes(period.0, period.1, as_of),
        mixes(naive.values(), period, as_of)
    );
    for group in Group::ALL {
        for (from, to) in [period, (i64::MIN, i64::MAX)] {
            let rows = board(naive.values(), group, (from, to), as_of);
            let answer = ledger.board(group, from, to, as_of);
            assert_eq!(answer.totals, rows.iter().map(|row| row.counts).sum());
            assert_eq!(answer.rows, rows);
        }
        let edges = [period.0 - 9 * DAY, period.0, NOW - NOW % DAY, NOW + DAY];
        for wanted in [None, Some((group, code))] {
            let buckets: Vec<Counts> = edges
                .windows(2)
                .map(|edge| {
                    let rows = board(naive.values(), group, (edge[0], edge[1]), as_of);
                    let taken = |row: &&UnitAnswer| wanted.is_none_or(|(_, code)| row.unit == code);
                    rows.iter().filter(taken).map(|row| row.counts).sum()
                })
                .collect();
            let answer = ledger.series(wanted, &edges, as_of).buckets;
            assert_eq!(
                answer.iter().map(|(counts, _)| *counts).collect::<Vec<_>>(),
                buckets
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_board_equals_a_sum_after_any_history(
        batches in proptest::collection::vec(
            proptest::collection::vec(any_change(), 0..80), 1..6),
        from in any_time(), to in any_time(), as_of in naive::any_as_of(), code in any_unit(), in_zone: bool,
    ) {
        let mut ledger = if in_zone { Ledger::<Staff>::in_zone(Shanghai) } else { Ledger::new() };
        let mut naive: BTreeMap<u64, Fact> = BTreeMap::new();
        let mut before = Vec::new();
        for (version, batch) in (1..).zip(batches) {
            ledger.apply(version, &batch);
            for change in batch {
                match change {
                    FactChange::Upsert(fact) => naive.insert(fact.key, fact),
                    FactChange::Remove(key) => naive.remove(&key),
                };
            }
            prop_assert_eq!(ledger.version(), version);
            before.push((ledger.clone(), naive.clone()));
            check(&ledger, &naive, (from, to), as_of, code);
            check(&ledger, &naive, (from.min(to), from.max(to)), NOW, code);
        }
        // What was shown before is not touched.
        for (ledger, naive) in &before {
            check(ledger, naive, (from.min(to), from.max(to)), as_of, code);
        }
        let mut bytes = Vec::new();
        ledger.write_snapshot(&mut bytes).expect("memory");
        let empty = if in_zone { Ledger::in_zone(Shanghai) } else { Ledger::new() };
        let read = Ledger::<Staff>::read_snapshot(empty, &mut bytes.as_slice()).expect("whole");
        prop_assert_eq!(read.version(), ledger.version());
        check(&read, &naive, (from.min(to), from.max(to)), as_of, code);
        let again = Ledger::from_facts(9, naive.values().copied());
        check(&again, &naive, (from.min(to), from.max(to)), as_of, code);
    }
}

fn fact(key: u64, day: i64) -> Fact {
    Fact {
        key,
        units: [1; 6],
        mix: 0,
        case: CaseFact {
            received_at: NOW + day * DAY,
            due_at: None,
            closed: false,
            closed_at: None,
            verdict: None,
            suspended: false,
            satisfied: None,
            share: Share::Case,
            steps: Steps::default(),
        },
    }
}

#[test]
fn a_kept_ledger_takes_changes_and_is_read_for_its_own_zone_and_picture_only() {
    let facts = (0..3_000).map(|key| fact(key, key as i64 % 50));
    let mut bytes = Vec::new();
    Ledger::<Staff>::from_facts(4, facts)
        .write_snapshot(&mut bytes)
        .expect("memory");
    let read = |bytes: &[u8]| Ledger::<Staff>::read_snapshot(Ledger::new(), &mut &*bytes);
    let mut ledger = read(&bytes).expect("whole");
    ledger.apply(
        5,
        &[
            FactChange::Remove(7),
            FactChange::Upsert(fact(8, 70)),
            FactChange::Upsert(fact(3_000, 1)),
        ],
    );
    assert_eq!((ledger.version(), ledger.len()), (5, 3_000));
    let other = Ledger::<Public>::read_snapshot(Ledger::new(), &mut bytes.as_slice());
    assert!(matches!(other, Err(SnapshotError::OtherPicture)));
    let elsewhere = Ledger::<Staff>::read_snapshot(Ledger::in_zone(Shanghai), &mut bytes.as_slice());
    assert!(matches!(elsewhere, Err(SnapshotError::Damaged)));
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert!(matches!(read(&bytes), Err(SnapshotError::Damaged)));
    assert!(matches!(
        read(&bytes[..20]),
        Err(SnapshotError::Damaged | SnapshotError::Read(_))
    ));
}

/// Enough keys that the sketches have to grow.
#[test]
fn a_key_is_found_again_among_many() {
    let mut ledger = Ledger::<Staff>::new();
    for batch in 0..5 {
        let facts = (0..2000).map(|i| FactChange::Upsert(fact(batch * 2000 + i, i as i64 % 7)));
        ledger.apply(batch, &facts.collect::<Vec<_>>());
    }
    assert_eq!(ledger.len(), 10_000);
    let moved: Vec<FactChange> = (0..5000).map(|key| FactChange::Upsert(fact(key, -60))).collect();
    ledger.apply(9, &moved);
    assert_eq!(ledger.len(), 10_000);
    ledger.apply(10, &(0..10_000).map(FactChange::Remove).collect::<Vec<_>>());
    assert!(ledger.is_empty());
}
