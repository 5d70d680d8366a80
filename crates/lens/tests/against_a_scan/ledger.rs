//! The ledger's boards and series equal a plain sum over a plain list.

use std::collections::BTreeMap;

use crate::naive::{self, DAY, NOW};
use ::lens::{Fact, FactChange, Group, Ledger, Staff, UNASSIGNED};
use domain::board::figures::{CaseFact, Counts, Verdict};
use proptest::prelude::*;

fn any_time() -> impl Strategy<Value = i64> {
    prop_oneof![6 => NOW - 40 * DAY..NOW + DAY, 1 => (-3_i64..3).prop_map(|day| NOW - NOW % DAY + day * DAY)]
}

fn any_unit() -> impl Strategy<Value = u16> {
    prop_oneof![6 => 0_u16..5, 1 => Just(UNASSIGNED)]
}

prop_compose! {
    fn any_fact()(
        key in 0_u64..150,
        department in any_unit(),
        township in any_unit(),
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
    ) -> Fact {
        let case =
            CaseFact {
                received_at, due_at, closed, closed_at, verdict, suspended, satisfied,
                share: domain::board::figures::Share::Case,
                steps: domain::board::figures::Steps::default(),
            };
        Fact { key, department, township, case }
    }
}

fn any_change() -> impl Strategy<Value = FactChange> {
    prop_oneof![
        5 => any_fact().prop_map(FactChange::Upsert),
        1 => (0_u64..150).prop_map(FactChange::Remove),
    ]
}

fn unit(group: Group, fact: &Fact) -> u16 {
    match group {
        Group::Department => fact.department,
        Group::Township => fact.township,
    }
}

fn board<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
    group: Group,
    (from, to): (i64, i64),
    as_of: i64,
) -> Vec<(u16, Counts)> {
    let mut rows: BTreeMap<u16, Counts> = BTreeMap::new();
    for fact in facts {
        if from <= fact.case.received_at && fact.case.received_at < to {
            *rows.entry(unit(group, fact)).or_default() += Counts::of(&fact.case, as_of);
        }
    }
    rows.into_iter().collect()
}

fn check(ledger: &Ledger<Staff>, naive: &BTreeMap<u64, Fact>, period: (i64, i64), as_of: i64, code: u16) {
    assert_eq!(ledger.len(), naive.len());
    assert_eq!(ledger.is_empty(), naive.is_empty());
    for group in [Group::Department, Group::Township] {
        for (from, to) in [period, (i64::MIN, i64::MAX)] {
            let rows = board(naive.values(), group, (from, to), as_of);
            let answer = ledger.board(group, from, to, as_of);
            assert_eq!(answer.totals, rows.iter().map(|(_, counts)| *counts).sum());
            assert_eq!(answer.rows, rows);
        }
        let edges = [period.0 - 9 * DAY, period.0, NOW - NOW % DAY, NOW + DAY];
        for wanted in [None, Some((group, code))] {
            let buckets: Vec<Counts> = edges
                .windows(2)
                .map(|edge| {
                    let rows = board(naive.values(), group, (edge[0], edge[1]), as_of);
                    let taken = |row: &&(u16, Counts)| wanted.is_none_or(|(_, code)| row.0 == code);
                    rows.iter().filter(taken).map(|(_, counts)| *counts).sum()
                })
                .collect();
            assert_eq!(ledger.series(wanted, &edges, as_of).buckets, buckets);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_board_equals_a_sum_after_any_history(
        batches in proptest::collection::vec(
            proptest::collection::vec(any_change(), 0..80), 1..6),
        from in any_time(), to in any_time(), as_of in naive::any_as_of(), code in any_unit(),
    ) {
        let mut ledger = Ledger::<Staff>::new();
        let mut naive: BTreeMap<u64, Fact> = BTreeMap::new();
        for (version, batch) in (1..).zip(batches) {
            ledger.apply(version, &batch);
            for change in batch {
                match change {
                    FactChange::Upsert(fact) => naive.insert(fact.key, fact),
                    FactChange::Remove(key) => naive.remove(&key),
                };
            }
            prop_assert_eq!(ledger.version(), version);
            check(&ledger, &naive, (from, to), as_of, code);
            check(&ledger, &naive, (from.min(to), from.max(to)), NOW, code);
        }
        let again = Ledger::from_facts(9, naive.values().copied());
        check(&again, &naive, (from.min(to), from.max(to)), as_of, code);
    }
}

/// Enough keys that the sketches have to grow.
#[test]
fn a_key_is_found_again_among_many() {
    let fact = |key: u64, day: i64| Fact {
        key,
        department: 1,
        township: 1,
        case: CaseFact {
            received_at: NOW + day * DAY,
            due_at: None,
            closed: false,
            closed_at: None,
            verdict: None,
            suspended: false,
            satisfied: None,
            share: domain::board::figures::Share::Case,
            steps: domain::board::figures::Steps::default(),
        },
    };
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
