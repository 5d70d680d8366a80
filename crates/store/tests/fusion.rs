//! Records that are one matter, through the database.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use common::{content, district, now, placed, record, region};
use domain::fusion::{Decided, Ground};
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use sqlx::PgPool;
use store::Db;
use store::fusion::{decide_pair, keep_apart, matter, proposals, repeat_figures};
use store::intake::{BatchCounts, ImportState, take_batch};
use uuid::Uuid;

const SHOP: &str = "东街口砂锅店夜里油烟很大，风机声音吵得楼上睡不着，已经反映过很多次都没有人来管";

/// A record about the shop, received some hours after noon, by a system of its own.
fn about_shop(id: &str, hours: i64) -> IncomingRecord {
    IncomingRecord {
        source: SourceSystem::ALL[id.len() % 8],
        received_at: now() + TimeDelta::hours(hours),
        title: Some("砂锅店油烟扰民".into()),
        narrative: Some(SHOP.into()),
        address: Some("东街12号".into()),
        ..record(id)
    }
}

async fn take(db: &Db, state: &mut ImportState, records: Vec<IncomingRecord>) -> BatchCounts {
    let batch: Vec<_> = records.into_iter().map(placed).collect();
    take_batch(
        db,
        state,
        batch,
        now() + TimeDelta::days(3),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("a batch")
}

async fn case_of(db: &Db, id: &str) -> Uuid {
    sqlx::query_scalar("select case_id from private.source_records where external_id = $1 limit 1")
        .bind(id)
        .fetch_one(db.pool())
        .await
        .expect("its case")
}

/// State, and external id of what it is merged into.
async fn standing(db: &Db, id: &str) -> (String, Option<String>) {
    sqlx::query_as(
        "select c.state, other.external_id from core.cases as c
         join core.case_traits as t using (region_code, case_id)
         left join core.cases as into_case on into_case.public_code = c.merged_into
         left join core.case_traits as other on other.case_id = into_case.case_id
         where t.external_id = $1",
    )
    .bind(id)
    .fetch_one(db.pool())
    .await
    .expect("its standing")
}

/// Which records are one matter.
async fn partition(db: &Db) -> BTreeSet<BTreeSet<String>> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as("select matter_id, external_id from core.case_traits")
        .fetch_all(db.pool())
        .await
        .expect("traits");
    let mut matters: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for (matter, id) in rows {
        matters.entry(matter).or_default().insert(id);
    }
    matters.into_values().collect()
}

fn merged(into: &str) -> (String, Option<String>) {
    ("merged".to_owned(), Some(into.to_owned()))
}

fn working() -> (String, Option<String>) {
    ("in_progress".to_owned(), None)
}

#[sqlx::test(migrations = false)]
async fn what_two_systems_report_of_one_shop_is_one_case_with_reasons(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(&db, &mut state, vec![about_shop("a", 0)]).await;
    let counts = take(&db, &mut state, vec![about_shop("bb", 3), record("other")]).await;
    assert_eq!((counts.new, counts.joined), (2, 1));
    assert_eq!(standing(&db, "a").await, working());
    assert_eq!(standing(&db, "bb").await, merged("a"));
    assert_eq!(standing(&db, "other").await, working());

    let matter = matter(&db, &region(), case_of(&db, "bb").await)
        .await
        .expect("read")
        .expect("a matter");
    assert_eq!(matter.members.len(), 2);
    assert!(matter.members[0].stands && !matter.members[1].stands);
    let grounds: Vec<Ground> = matter.members[1]
        .evidence
        .iter()
        .map(|evidence| evidence.ground)
        .collect();
    assert!(grounds.contains(&Ground::SameAddress), "{grounds:?}");
    assert!(grounds.contains(&Ground::Gap { minutes: 180 }), "{grounds:?}");
    assert!(grounds.contains(&Ground::Alike { permille: 1000 }), "{grounds:?}");
    assert_eq!(
        matter.members[1].joined_with.as_deref(),
        Some(matter.members[0].side.code.as_str())
    );
}

#[sqlx::test(migrations = false)]
async fn a_join_takes_no_clock_away(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let with_limit = |id: &str, hours| IncomingRecord {
        due_at: Some(now() + TimeDelta::days(9)),
        ..about_shop(id, hours)
    };
    take(
        &db,
        &mut state,
        vec![about_shop("free", 0), with_limit("due", 1), with_limit("too", 2)],
    )
    .await;
    assert_eq!(partition(&db).await.len(), 1, "one matter");
    assert_eq!(
        standing(&db, "due").await,
        working(),
        "who is answered for stands"
    );
    assert_eq!(standing(&db, "too").await, working());
    assert_eq!(standing(&db, "free").await, merged("due"));
}

#[sqlx::test(migrations = false)]
async fn an_earlier_record_that_comes_late_stands_for_the_matter(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(&db, &mut state, vec![about_shop("late", 5)]).await;
    take(&db, &mut state, vec![about_shop("early", 0)]).await;
    assert_eq!(standing(&db, "early").await, working());
    assert_eq!(standing(&db, "late").await, merged("early"));
    take(&db, &mut state, vec![about_shop("first", -4)]).await;
    assert_eq!(standing(&db, "early").await, merged("first"));
    assert_eq!(standing(&db, "late").await, merged("first"));
}

#[sqlx::test(migrations = false)]
async fn a_record_that_changes_to_another_place_leaves_its_matter(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(
        &db,
        &mut state,
        vec![about_shop("a", 0), about_shop("bb", 1), about_shop("ccc", 2)],
    )
    .await;
    assert_eq!(standing(&db, "bb").await, merged("a"));
    let moved = IncomingRecord {
        address: Some("西街99号".into()),
        place: Some((121.3, 28.7)),
        narrative: Some("路面塌陷，需要马上围起来，已经有电动车摔倒".into()),
        title: Some("道路塌陷".into()),
        ..content(about_shop("a", 0), 7)
    };
    take(&db, &mut state, vec![moved]).await;
    assert_eq!(standing(&db, "a").await, working());
    assert_eq!(
        standing(&db, "bb").await,
        working(),
        "now it stands for what is left"
    );
    assert_eq!(standing(&db, "ccc").await, merged("bb"));
    assert_eq!(partition(&db).await.len(), 2);
}

#[sqlx::test(migrations = false)]
async fn what_a_person_keeps_apart_stays_apart_whatever_comes(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(&db, &mut state, vec![about_shop("a", 0), about_shop("bb", 1)]).await;
    let apart = case_of(&db, "bb").await;
    keep_apart(&db, &region(), apart, "dispatcher", now())
        .await
        .expect("apart");
    assert_eq!(standing(&db, "bb").await, working(), "split undoes it completely");
    let resumed: Option<String> = sqlx::query_scalar("select resumes_to from core.cases where case_id = $1")
        .bind(apart)
        .fetch_one(db.pool())
        .await
        .expect("its case");
    assert_eq!(resumed, None);

    take(
        &db,
        &mut state,
        vec![about_shop("ccc", 2), content(about_shop("bb", 1), 9)],
    )
    .await;
    let matters = partition(&db).await;
    assert!(
        !matters
            .iter()
            .any(|matter| matter.contains("a") && matter.contains("bb")),
        "{matters:?}"
    );
}

#[sqlx::test(migrations = false)]
async fn a_person_joins_what_was_only_proposed(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let vague = |id: &str, hours| IncomingRecord {
        title: None,
        narrative: None,
        ..about_shop(id, hours)
    };
    let far = |id: &str, hours| IncomingRecord {
        category: Some(common::named("noise")),
        ..vague(id, hours)
    };
    take(&db, &mut state, vec![vague("a", 0), far("bb", 30)]).await;
    let page = proposals(&db, &region(), 10, 0).await.expect("proposals");
    assert_eq!(page.pairs.len(), 1);
    assert!(!page.more);
    assert_eq!(page.pairs[0].later.address.as_deref(), Some("东街12号"));
    let pair = (case_of(&db, "a").await, case_of(&db, "bb").await);
    decide_pair(&db, &region(), pair, Decided::Joined, "dispatcher", now())
        .await
        .expect("joined");
    assert_eq!(standing(&db, "bb").await, merged("a"));
    assert!(
        proposals(&db, &region(), 10, 0)
            .await
            .expect("proposals")
            .pairs
            .is_empty()
    );

    // New content weighs nothing against a person's word.
    let moved = IncomingRecord {
        address: Some("西街99号".into()),
        place: Some((121.9, 28.1)),
        ..content(far("bb", 30), 5)
    };
    take(&db, &mut state, vec![moved]).await;
    assert_eq!(standing(&db, "bb").await, merged("a"));
}

#[sqlx::test(migrations = false)]
async fn repeats_are_counted_by_place_by_person_and_by_matter(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let closed = |id: &str, hours: i64| IncomingRecord {
        closed: true,
        closed_at: Some(now() + TimeDelta::hours(hours + 1)),
        ..about_shop(id, hours)
    };
    // The second comes after the first was closed: the same place again, another matter.
    take(&db, &mut state, vec![about_shop("ccc", 60), closed("a", 0)]).await;
    take(&db, &mut state, vec![about_shop("bb", 50)]).await;
    let figures = |days| {
        let db = db.clone();
        async move {
            repeat_figures(
                &db,
                &region(),
                now() - TimeDelta::days(1),
                now() + TimeDelta::days(9),
                days,
            )
            .await
            .expect("figures")
        }
    };
    let within_a_day = figures(1).await;
    assert_eq!((within_a_day.records, within_a_day.with_place), (3, 3));
    assert_eq!(
        (
            within_a_day.by_place,
            within_a_day.by_matter,
            within_a_day.by_person
        ),
        (1, 1, 0)
    );
    let within_a_week = figures(7).await;
    assert_eq!((within_a_week.by_place, within_a_week.by_matter), (2, 1));
}

/// The same records, in any order, in batches of any size, sent once or again, end as the same matters and the
/// same mergers.
#[sqlx::test(migrations = false)]
async fn replays_and_reorderings_end_in_the_same_matters(pool: PgPool) {
    let (db, _) = district(pool).await;
    let mut records = Vec::new();
    for (number, hours) in [0, 3, 20, 40, 70, 90, 95, 200, 210].into_iter().enumerate() {
        records.push(about_shop(&format!("shop{}", "x".repeat(number)), hours));
        records.push(IncomingRecord {
            address: Some("东街14号".into()),
            place: Some((121.2004, 28.6)),
            title: None,
            narrative: None,
            due_at: (number % 3 == 0).then(|| now() + TimeDelta::days(20)),
            ..about_shop(&format!("next{}", "x".repeat(number)), hours + 7)
        });
    }
    let mut wanted = None;
    for seed in 0..12 {
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
        let row = store::intake::region(&db, &region())
            .await
            .expect("read")
            .expect("the region");
        let mut state = ImportState::new(&row);
        let mut rng = StdRng::seed_from_u64(seed);
        let mut order: Vec<_> = records.iter().chain(records.iter().step_by(3)).cloned().collect();
        order.shuffle(&mut rng);
        let size = 1 + usize::try_from(seed).expect("small") * 3;
        for batch in order.chunks(size) {
            take(&db, &mut state, batch.to_vec()).await;
        }
        let mut standings = BTreeMap::new();
        for record in &records {
            standings.insert(
                record.external_id.clone(),
                standing(&db, &record.external_id).await,
            );
        }
        let end = (partition(&db).await, standings);
        match &wanted {
            None => wanted = Some(end),
            Some(wanted) => assert_eq!(&end, wanted, "seed {seed}, batches of {size}"),
        }
    }
    let (matters, _) = wanted.expect("an end");
    assert!(matters.len() > 1 && matters.len() < records.len(), "{matters:?}");
}

/// Merges a case by hand, as whoever takes matters on does.
async fn act(db: &Db, id: &str, command: domain::case::Command) {
    let rules = store::cases::RuleBook::load(db, &region(), now())
        .await
        .expect("rules");
    let request = store::cases::ActRequest {
        case_id: case_of(db, id).await,
        action_id: Uuid::new_v4(),
        expected_version: None,
        actor: common::actor("zhang", domain::case::Role::Dispatcher, None),
        command,
    };
    store::cases::act(db, &region(), &rules, &request, now())
        .await
        .expect("possible");
}

async fn decisions(db: &Db) -> Vec<(String, String)> {
    sqlx::query_as("select decided, decided_by from core.case_links where decided is not null order by 1")
        .fetch_all(db.pool())
        .await
        .expect("decisions")
}

#[sqlx::test(migrations = false)]
async fn merging_and_splitting_by_hand_are_decisions_that_stay(pool: PgPool) {
    use domain::case::{Action, Command, Reason};
    let (db, mut state) = district(pool).await;
    take(&db, &mut state, vec![record("a"), about_shop("bb", 1)]).await;
    assert_eq!(partition(&db).await.len(), 2, "the machine sees two matters");
    let code: String = sqlx::query_scalar("select public_code from core.cases where case_id = $1")
        .bind(case_of(&db, "bb").await)
        .fetch_one(db.pool())
        .await
        .expect("its code");
    let merge = Command {
        into: Some(code),
        ..Command::new(Action::Merge)
    };
    act(&db, "a", merge).await;
    assert_eq!(partition(&db).await.len(), 1);
    assert_eq!(standing(&db, "a").await, merged("bb"));
    assert_eq!(
        standing(&db, "bb").await,
        working(),
        "what a person put into another case stands for nothing"
    );
    assert_eq!(decisions(&db).await, [("joined".to_owned(), "zhang".to_owned())]);

    let split = Command {
        reason: Some(Reason::Other),
        ..Command::new(Action::Split)
    };
    act(&db, "a", split).await;
    assert_eq!(partition(&db).await.len(), 2);
    assert_eq!(decisions(&db).await, [("apart".to_owned(), "zhang".to_owned())]);
}

#[sqlx::test(migrations = false)]
async fn no_unit_loses_a_case_to_another_by_a_machine(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let led_by = |unit: Option<&str>, record: IncomingRecord| IncomingRecord {
        department: unit.map(common::named),
        ..record
    };
    take(
        &db,
        &mut state,
        vec![
            led_by(Some("police"), about_shop("a", 0)),
            led_by(Some("urban"), about_shop("bb", 1)),
            led_by(None, about_shop("ccc", 2)),
        ],
    )
    .await;
    assert_eq!(partition(&db).await.len(), 1, "one matter");
    assert_eq!(standing(&db, "a").await, working());
    assert_eq!(standing(&db, "bb").await, working());
    assert_eq!(standing(&db, "ccc").await, merged("a"));
}
