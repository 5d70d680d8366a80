//! The shipped mappings against the real lists they are for.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{data, read};
use domain::board::figures::{CaseFact, Timeliness, Verdict};
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use intake::Mapping;

/// Reads a list of which nothing may be lost.
fn records(mapping: &str, file: &str) -> Option<Vec<IncomingRecord>> {
    let (records, rejects) = read(data(file)?, &Mapping::load(mapping).expect("a shipped mapping"));
    assert_eq!(rejects, []);
    Some(records)
}

fn fact(record: &IncomingRecord) -> CaseFact {
    CaseFact {
        received_at: record.received_at.timestamp(),
        due_at: record.due_at.map(|at| at.timestamp()),
        closed: record.closed,
        closed_at: record.closed_at.map(|at| at.timestamp()),
        verdict: record.verdict,
        suspended: false,
        satisfied: record.satisfied,
        share: domain::board::figures::Share::Case,
        steps: domain::board::figures::Steps::default(),
    }
}

fn tally<K: Ord>(keys: impl IntoIterator<Item = K>) -> BTreeMap<K, usize> {
    keys.into_iter().fold(BTreeMap::new(), |mut counts, key| {
        *counts.entry(key).or_default() += 1;
        counts
    })
}

#[test]
fn pingshan_loses_nothing_and_keeps_every_verdict() {
    let Some(records) = records("pingshan", "pingshan/events-7000.csv") else {
        return;
    };
    assert_eq!(records.len(), 7000);
    let verdicts = tally(records.iter().map(|record| record.verdict));
    assert_eq!(
        verdicts,
        BTreeMap::from([
            (Some(Verdict::OnTime), 6271),
            (Some(Verdict::Late), 726),
            (None, 3)
        ])
    );
    assert!(
        records
            .iter()
            .all(|record| record.closed == record.verdict.is_some() && record.closed_at.is_none())
    );
    assert!(
        records
            .iter()
            .all(|record| record.category.is_some() && record.parent_category.is_some())
    );
    assert_eq!(
        records
            .iter()
            .filter(|record| record.department.is_none())
            .count(),
        11
    );
    assert_eq!(
        records.iter().filter(|record| record.township.is_none()).count(),
        7
    );
    assert_eq!(
        records.iter().filter(|record| record.community.is_none()).count(),
        7
    );

    let sources = tally(records.iter().map(|record| record.source));
    let expected = [
        (SourceSystem::Petition, 324),
        (SourceSystem::Hotline12345, 2569),
        (SourceSystem::Public, 4107),
    ];
    assert_eq!(sources, BTreeMap::from(expected));

    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for unit in records.iter().filter_map(|record| record.department.as_ref()) {
        names.entry(&unit.code).or_default().insert(&unit.name);
    }
    assert_eq!(names.len(), 118);
    assert_eq!(names.values().filter(|names| names.len() > 1).count(), 32);
}

#[test]
fn our_verdict_is_the_citys_wherever_boston_set_a_target() {
    let Some(records) = records("boston311", "boston311/requests-2013-2016.csv.gz") else {
        return;
    };
    assert_eq!(records.len(), 22_078);
    // The last closing of the list was in 2022: as of then every target had passed.
    let as_of = records
        .iter()
        .filter_map(|record| record.closed_at)
        .max()
        .unwrap()
        .timestamp();
    let mut classes = BTreeMap::new();
    for record in &records {
        assert_eq!(record.verdict, None);
        let class = fact(record).timeliness(as_of);
        if record.due_at.is_some() {
            let city = if class == Timeliness::OnTime {
                "ONTIME"
            } else {
                "OVERDUE"
            };
            assert_eq!(record.verbatim["on_time"], city, "line {}", record.line);
        }
        *classes.entry(class).or_insert(0) += 1;
    }
    let expected = [
        (Timeliness::NoLimit, 9301),
        (Timeliness::Overdue, 1566),
        (Timeliness::OnTime, 10_821),
        (Timeliness::Late, 390),
    ];
    assert_eq!(classes, BTreeMap::from(expected));
    assert_eq!(records.iter().filter(|record| record.place.is_none()).count(), 47);
    let early = records
        .iter()
        .filter(|record| record.closed_at.is_some_and(|at| at < record.received_at));
    assert_eq!(early.count(), 8);
}

#[test]
fn chicago_knows_duplicates_and_versions() {
    let Some(records) = records("chicago311", "chicago311/sanitation-to-2013-06.csv.gz") else {
        return;
    };
    assert_eq!(records.len(), 46_432);
    assert_eq!(
        records.iter().filter(|record| record.duplicate).count(),
        2205 + 64
    );
    assert_eq!(records.iter().filter(|record| !record.closed).count(), 64);
    assert_eq!(records.iter().filter(|record| record.place.is_none()).count(), 19);
    assert!(
        records
            .iter()
            .all(|record| record.due_at.is_none() && record.verdict.is_none())
    );

    let mut versions: BTreeMap<&str, BTreeSet<[u8; 32]>> = BTreeMap::new();
    for record in &records {
        versions
            .entry(&record.external_id)
            .or_default()
            .insert(record.content_hash);
    }
    assert_eq!(versions.len(), 46_346);
    assert_eq!(versions.values().filter(|hashes| hashes.len() == 2).count(), 86);
}

#[test]
fn citizen_messages_are_read_with_both_kinds_of_time() {
    let Some(records) = records("citizen-messages", "citizen-messages/messages-4326.xlsx") else {
        return;
    };
    assert_eq!(records.len(), 4326);
    let ids: BTreeSet<_> = records.iter().map(|record| &record.external_id).collect();
    assert_eq!(ids.len(), 4326);
    assert!(
        records
            .iter()
            .all(|record| record.title.is_some() && record.narrative.is_some())
    );
    let from_date_cells = records
        .iter()
        .filter(|record| record.verbatim["留言时间"].contains('-'));
    assert_eq!(from_date_cells.count(), 129);
    let user = &records[0].verbatim["留言用户"];
    let shown = serde_json::to_value(IncomingRecord {
        verbatim: BTreeMap::new(),
        person: None,
        ..records[0].clone()
    })
    .unwrap();
    assert!(!user.is_empty() && !shown.to_string().contains(user.as_str()));
}
