//! Versions of records: whatever comes late, twice or in another order, the newest stands.

mod common;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use common::{content, district, named, now, placed, record, region};
use domain::fusion::Pseudonym;
use domain::intake::IncomingRecord;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use sqlx::PgPool;
use store::intake::{
    Became, ImportState, PlacedRecord, begin_key, rename_persons, take_batch, take_batch_telling,
};
use store::{Db, StoreError};

fn version(id: &str, version: i64, hash: u8) -> IncomingRecord {
    IncomingRecord {
        version: Some(version),
        title: Some(format!("version {version}")),
        ..content(record(id), hash)
    }
}

async fn take(db: &Db, state: &mut ImportState, records: Vec<IncomingRecord>) -> Vec<Became> {
    let batch: Vec<_> = records.into_iter().map(placed).collect();
    take_batch_telling(db, state, &batch, now(), &mut rand::rng())
        .await
        .expect("a batch")
        .1
}

async fn titles(db: &Db) -> Vec<String> {
    sqlx::query_scalar("select title from core.cases order by title")
        .fetch_all(db.pool())
        .await
        .expect("titles")
}

#[sqlx::test(migrations = false)]
async fn a_version_that_comes_late_is_kept_and_overwrites_nothing(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    assert_eq!(
        take(&db, &mut state, vec![version("a", 5, 5)]).await,
        [Became::New]
    );
    let late = take(
        &db,
        &mut state,
        vec![version("a", 3, 3), version("a", 9, 9), version("a", 7, 7)],
    )
    .await;
    assert_eq!(late, [Became::Unchanged, Became::Updated, Became::Unchanged]);
    assert_eq!(titles(&db).await, ["version 9"]);
    let kept: Vec<(i32, Option<i64>)> =
        sqlx::query_as("select version, source_version from private.source_records order by version")
            .fetch_all(db.pool())
            .await
            .expect("versions");
    assert_eq!(kept, [(1, Some(5)), (2, Some(3)), (3, Some(9)), (4, Some(7))]);
    // The same again changes nothing, not even in another import.
    let row = store::intake::region(&db, &region())
        .await
        .expect("read")
        .expect("it");
    let again = take(
        &db,
        &mut ImportState::new(&row),
        vec![version("a", 7, 7), version("a", 8, 8)],
    )
    .await;
    assert_eq!(again, [Became::Unchanged, Became::Unchanged]);
    assert_eq!(titles(&db).await, ["version 9"]);
}

#[sqlx::test(migrations = false)]
async fn of_two_contents_of_one_version_the_one_that_came_later_stands(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let corrected = IncomingRecord {
        title: Some("corrected".into()),
        ..version("a", 5, 6)
    };
    let became = take(&db, &mut state, vec![version("a", 5, 5), corrected]).await;
    assert_eq!(became, [Became::New, Became::Updated]);
    assert_eq!(titles(&db).await, ["corrected"]);
}

/// Every version of one record, as unlike each other as a source can make them.
fn life(id: &str, rng: &mut StdRng) -> Vec<IncomingRecord> {
    (1..=rng.random_range(1..5))
        .map(|number| {
            let closed = rng.random_bool(0.4);
            let received = now() + TimeDelta::hours(rng.random_range(-3..3));
            IncomingRecord {
                received_at: received,
                category: Some(named(if rng.random_bool(0.5) { "lamp" } else { "noise" })),
                department: rng
                    .random_bool(0.6)
                    .then(|| named(if closed { "urban" } else { "fire" })),
                address: Some(format!("东街{}号", rng.random_range(1..4))),
                narrative: Some("东街口砂锅店夜里油烟很大，风机声音吵得楼上睡不着".into()),
                place: rng.random_bool(0.7).then_some((121.2, 28.6)),
                due_at: rng.random_bool(0.3).then(|| received + TimeDelta::days(5)),
                closed,
                closed_at: closed.then(|| received + TimeDelta::days(1)),
                satisfied: closed.then(|| rng.random_bool(0.5)),
                ..version(id, number * 10, u8::try_from(number).expect("small"))
            }
        })
        .collect()
}

/// What stands of every case, by its record: everything but names that are drawn and what counts changes.
async fn end(db: &Db) -> BTreeMap<String, Value> {
    let rows: Vec<(String, Value)> = sqlx::query_as(
        "select t.external_id, jsonb_build_object(
             'case', to_jsonb(c) - array['case_id', 'public_code', 'public_token', 'tally_key', 'version', 'updated_at',
                                         'merged_into', 'staff_serial', 'serial'],
             'parts', (select jsonb_agg(to_jsonb(a) - 'case_id') from core.case_assignments as a where a.case_id = c.case_id),
             'into', (select u.external_id from core.cases as o join core.case_traits as u using (region_code, case_id)
                      where o.public_code = c.merged_into),
             'matter', (select m.external_id from core.case_traits as m where m.case_id = t.matter_id))
         from core.case_traits as t join core.cases as c using (region_code, case_id)",
    )
    .fetch_all(db.pool())
    .await
    .expect("cases");
    rows.into_iter().collect()
}

#[sqlx::test(migrations = false)]
async fn any_interleaving_in_batches_of_any_size_and_replayed_ends_the_same(pool: PgPool) {
    let (db, _) = district(pool).await;
    let row = store::intake::region(&db, &region())
        .await
        .expect("read")
        .expect("it");
    for set in 0..3 {
        let mut rng = StdRng::seed_from_u64(set);
        let records: Vec<_> = (0..8)
            .flat_map(|number| life(&format!("r{number}"), &mut rng))
            .collect();
        let mut wanted: Option<BTreeMap<String, Value>> = None;
        for seed in 0..8 {
            for table in ["core.case_links", "core.case_traits"] {
                sqlx::query(sqlx::AssertSqlSafe(format!("delete from {table}")))
                    .execute(db.pool())
                    .await
                    .expect("emptied");
            }
            sqlx::query("truncate core.cases, private.source_records cascade")
                .execute(db.pool())
                .await
                .expect("emptied");
            let mut rng = StdRng::seed_from_u64(seed);
            let mut order: Vec<_> = records.iter().chain(records.iter().step_by(2)).cloned().collect();
            order.shuffle(&mut rng);
            let mut state = ImportState::new(&row);
            let mut left = &order[..];
            while !left.is_empty() {
                let (batch, rest) = left.split_at(rng.random_range(1..=left.len().min(9)));
                take(&db, &mut state, batch.to_vec()).await;
                left = rest;
                if rng.random_bool(0.2) {
                    // As after a restart.
                    state = ImportState::new(&row);
                }
            }
            let end = end(&db).await;
            match &wanted {
                None => wanted = Some(end),
                Some(wanted) => {
                    for (id, end) in &end {
                        for (part, end) in end.as_object().expect("an object") {
                            assert_eq!(end, &wanted[id][part], "set {set}, seed {seed}, {part} of {id}");
                        }
                    }
                }
            }
        }
    }
}

fn by(person: &str, id: &str, key: u8) -> PlacedRecord {
    PlacedRecord {
        placed_by: None,
        person: Some(pseudonym(key, person)),
        ..placed(IncomingRecord {
            person: Some(person.to_owned()),
            ..record(id)
        })
    }
}

/// Stands for a keyed hash.
fn pseudonym(key: u8, person: &str) -> Pseudonym {
    let mut bytes = [key; 16];
    for (at, byte) in person.bytes().enumerate() {
        bytes[at % 16] ^= byte;
    }
    Pseudonym(bytes)
}

#[sqlx::test(migrations = false)]
async fn after_a_change_of_the_key_the_same_persons_are_still_the_same(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    begin_key(&db, [1; 32], now()).await.expect("a key");
    state.use_key([1; 32]);
    let batch = [
        by("13800000001", "a", 1),
        by("13800000001", "bb", 1),
        by("wangfang", "ccc", 1),
    ];
    let taken = take_batch(&db, &mut state, &batch[..], now(), &mut rand::rng(), false).await;
    assert_eq!(taken.expect("taken").new, 3);
    let renamed = rename_persons(&db, [2; 32], now(), |_, person| pseudonym(2, person))
        .await
        .expect("renamed");
    assert_eq!((renamed.persons, renamed.cases, renamed.forgotten), (2, 3, 0));
    // Whoever still has the old key takes nothing.
    let old = take_batch(
        &db,
        &mut state,
        &[by("wangfang", "dddd", 1)][..],
        now(),
        &mut rand::rng(),
        false,
    )
    .await;
    assert!(matches!(old, Err(StoreError::OtherKey)), "{old:?}");
    state.use_key([2; 32]);
    let new = take_batch(
        &db,
        &mut state,
        &[by("wangfang", "dddd", 2)][..],
        now(),
        &mut rand::rng(),
        false,
    )
    .await;
    assert_eq!(new.expect("taken").new, 1);
    let persons: Vec<(i64, i64)> = sqlx::query_as(
        "select count(*), (select count(*) from private.persons as p where p.person = t.person)
         from core.case_traits as t group by person order by 1",
    )
    .fetch_all(db.pool())
    .await
    .expect("persons");
    assert_eq!(persons, [(2, 1), (2, 1)]);
}
