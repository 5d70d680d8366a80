//! Taking records in: versions, repeats, dry runs.

mod common;

use common::{content, district, named, now, placed, record, region};
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use store::Db;
use store::intake::{BatchCounts, ImportState, take_batch};
use store::publication::publish_all;

async fn take(db: &Db, state: &mut ImportState, records: Vec<IncomingRecord>) -> BatchCounts {
    let batch: Vec<_> = records.into_iter().map(placed).collect();
    take_batch(db, state, batch, now(), &mut rand::rng(), false)
        .await
        .expect("a batch")
}

async fn count(db: &Db, table: &'static str) -> i64 {
    let sql = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_one(db.pool())
        .await
        .expect("a count")
}

#[sqlx::test(migrations = false)]
async fn the_same_records_twice_change_nothing(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let records = || vec![content(record("a"), 1), content(record("b"), 2)];
    assert_eq!(
        take(&db, &mut state, records()).await,
        BatchCounts {
            new: 2,
            ..BatchCounts::default()
        }
    );
    assert_eq!(
        take(&db, &mut state, records()).await,
        BatchCounts {
            unchanged: 2,
            ..BatchCounts::default()
        }
    );
    assert_eq!(count(&db, "core.cases").await, 2);
    assert_eq!(count(&db, "private.source_records").await, 2);
}

#[sqlx::test(migrations = false)]
async fn an_id_that_repeats_with_other_content_makes_versions_not_flip_flops(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let records = || {
        vec![
            content(record("a"), 1),
            content(record("a"), 2),
            content(record("a"), 1),
        ]
    };
    let first = take(&db, &mut state, records()).await;
    assert_eq!(
        first,
        BatchCounts {
            new: 1,
            updated: 1,
            unchanged: 1,
            unplaced: 0,
            joined: 0
        }
    );
    let second = take(&db, &mut state, records()).await;
    assert_eq!(
        second,
        BatchCounts {
            unchanged: 3,
            ..BatchCounts::default()
        }
    );
    assert_eq!(count(&db, "core.cases").await, 1);
    assert_eq!(count(&db, "private.source_records").await, 2);
}

#[sqlx::test(migrations = false)]
async fn a_new_version_in_a_later_batch_updates_the_case_and_keeps_the_old_content(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(&db, &mut state, vec![content(record("a"), 1)]).await;
    let mut newer = content(record("a"), 2);
    newer.closed_at = Some(now());
    let counts = take(&db, &mut state, vec![newer]).await;
    assert_eq!(
        counts,
        BatchCounts {
            updated: 1,
            ..BatchCounts::default()
        }
    );
    let (case_state, version): (String, i32) = sqlx::query_as("select state, version from core.cases")
        .fetch_one(db.pool())
        .await
        .expect("the case");
    assert_eq!((case_state.as_str(), version), ("closed", 3));
    assert_eq!(count(&db, "private.source_records").await, 2);
    assert_eq!(count(&db, "core.case_events").await, 3);
}

#[sqlx::test(migrations = false)]
async fn a_dry_run_counts_and_keeps_nothing(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let batch = vec![placed(record("a"))];
    let counts = take_batch(&db, &mut state, batch, now(), &mut rand::rng(), true)
        .await
        .expect("a batch");
    assert_eq!(counts.new, 1);
    for table in [
        "core.cases",
        "private.source_records",
        "core.departments",
        "core.categories",
        "core.category_crosswalk",
        "core.outbox",
    ] {
        assert_eq!(count(&db, table).await, 0, "{table}");
    }
    // The state of the import forgets with the transaction: the real run makes the names again.
    assert_eq!(take(&db, &mut state, vec![record("a")]).await.new, 1);
}

#[sqlx::test(migrations = false)]
async fn a_unit_keeps_its_identity_when_its_name_changes(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let mut renamed = record("bb");
    renamed.department = Some(domain::intake::Named {
        code: "urban".into(),
        name: "新名".into(),
    });
    take(&db, &mut state, vec![record("a"), renamed]).await;
    assert_eq!(count(&db, "core.departments").await, 1);
    assert_eq!(count(&db, "core.department_names").await, 2);
}

#[sqlx::test(migrations = false)]
async fn text_that_looks_like_markup_of_copy_survives(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let mut odd = record("a");
    odd.title = Some("tab\there \\N back\\slash\nline".into());
    odd.verbatim.insert("q\"uote".into(), "\\x00 \u{7} \t\n\"".into());
    let verbatim = odd.verbatim.clone();
    take(&db, &mut state, vec![odd]).await;
    let title: String = sqlx::query_scalar("select title from core.cases")
        .fetch_one(db.pool())
        .await
        .expect("title");
    assert_eq!(title, "tab\there \\N back\\slash\nline");
    let content: sqlx::types::Json<std::collections::BTreeMap<String, String>> =
        sqlx::query_scalar("select content from private.source_records")
            .fetch_one(db.pool())
            .await
            .expect("content");
    assert_eq!(content.0, verbatim);
}

#[sqlx::test(migrations = false)]
async fn two_imports_of_one_list_at_once_make_each_case_once(pool: PgPool) {
    let (db, mut one) = district(pool).await;
    let row = store::intake::region(&db, &region())
        .await
        .expect("region")
        .expect("region");
    let mut other = ImportState::new(&row);
    let records = || {
        (0..50)
            .map(|n| content(record(&format!("id{n}")), n))
            .collect::<Vec<_>>()
    };
    let (a, b) = tokio::join!(take(&db, &mut one, records()), take(&db, &mut other, records()));
    assert_eq!((a.new + b.new, a.unchanged + b.unchanged), (50, 50));
    assert_eq!(count(&db, "core.cases").await, 50);
}

async fn crosswalk(db: &Db) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select source_code, source_category, category_code from core.category_crosswalk order by 1, 2",
    )
    .fetch_all(db.pool())
    .await
    .expect("the crosswalk")
}

async fn categories_of_cases(db: &Db) -> Vec<String> {
    sqlx::query_scalar("select category_code from core.cases order by serial")
        .fetch_all(db.pool())
        .await
        .expect("categories")
}

/// A record with a category of its own, or none.
fn of_kind(id: &str, number: u8, category: Option<&str>) -> IncomingRecord {
    let mut record = content(record(id), number);
    record.category = category.map(named);
    record
}

#[sqlx::test(migrations = false)]
async fn every_category_a_source_names_is_noted_once_per_source(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let mut other = of_kind("c", 3, Some("lamp"));
    other.source = SourceSystem::Police110;
    let mut only_parent = of_kind("d", 4, None);
    only_parent.parent_category = Some(named("street"));
    let unnamed = of_kind("e", 5, None);
    let records = vec![
        of_kind("a", 1, Some("lamp")),
        of_kind("b", 2, Some("lamp")),
        other,
        only_parent,
        unnamed,
    ];
    take(&db, &mut state, records).await;
    let row = |source: &str, category: &str| (source.to_owned(), category.to_owned(), category.to_owned());
    assert_eq!(
        crosswalk(&db).await,
        [row("110", "lamp"), row("12345", "lamp"), row("12345", "street")]
    );
    assert_eq!(
        categories_of_cases(&db).await,
        ["lamp", "lamp", "lamp", "street", "uncategorised"]
    );
}

#[sqlx::test(migrations = false)]
async fn the_crosswalk_decides_the_category_of_later_records_and_imports_leave_it_as_it_is(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(
        &db,
        &mut state,
        vec![of_kind("a", 1, Some("lamp")), of_kind("b", 2, Some("road"))],
    )
    .await;
    sqlx::query("update core.category_crosswalk set category_code = 'road' where source_category = 'lamp'")
        .execute(db.pool())
        .await
        .expect("pointed elsewhere");
    sqlx::query("update core.categories set tier = 'grid' where category_code = 'road'")
        .execute(db.pool())
        .await
        .expect("a tier");
    let row = store::intake::region(&db, &region())
        .await
        .expect("region")
        .expect("region");
    let mut next = ImportState::new(&row);
    // A new record, and newer content of one that came before.
    take(
        &db,
        &mut next,
        vec![of_kind("c", 3, Some("lamp")), of_kind("a", 4, Some("lamp"))],
    )
    .await;
    assert_eq!(categories_of_cases(&db).await, ["road", "road", "road"]);
    let kept: Vec<String> = crosswalk(&db).await.into_iter().map(|row| row.2).collect();
    assert_eq!(kept, ["road", "road"]);
    // How much of it is public is the category's to say, not the record's.
    let exact: i64 = sqlx::query_scalar("select count(*) from core.cases where public_lng is not null")
        .fetch_one(db.pool())
        .await
        .expect("a count");
    assert_eq!(exact, 1, "only the one that came before the change");
}

#[sqlx::test(migrations = false)]
async fn a_category_that_nothing_points_to_is_not_made(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take(&db, &mut state, vec![of_kind("a", 1, Some("road"))]).await;
    sqlx::query(
        "insert into core.category_crosswalk (region_code, source_code, source_category, category_code)
         values ('999001', '12345', 'pothole', 'road')",
    )
    .execute(db.pool())
    .await
    .expect("a row of the administrator's");
    take(&db, &mut state, vec![of_kind("b", 2, Some("pothole"))]).await;
    assert_eq!(count(&db, "core.categories").await, 1);
    assert_eq!(categories_of_cases(&db).await, ["road", "road"]);
}

/// A table that held the remains of a load that was cut off when it was analysed counts as empty however it grows.
#[sqlx::test(migrations = false)]
async fn rows_are_found_by_their_keys_after_a_load_that_was_cut_off(pool: PgPool) {
    const ROWS: u16 = 1_000;
    let one = PgPoolOptions::new().max_connections(1);
    let one = one.connect_with(pool.connect_options().as_ref().clone()).await;
    let (db, mut state) = district(one.expect("a connection")).await;
    let batch = || {
        (0..ROWS).map(|n| {
            let mut record = content(record(&n.to_string()), 1);
            (record.address, record.title, record.narrative) = (None, None, None);
            record.place = Some((121.0 + f64::from(n) / 1e3, 28.6));
            placed(record)
        })
    };
    for dry_run in [true, false] {
        take_batch(
            &db,
            &mut state,
            batch().collect::<Vec<_>>(),
            now(),
            &mut rand::rng(),
            dry_run,
        )
        .await
        .expect("taken");
        if dry_run {
            sqlx::query("analyze").execute(db.pool()).await.expect("analysed");
        }
    }
    publish_all(&db, now()).await.expect("published");
    let flushed = sqlx::query("select pg_stat_force_next_flush()")
        .execute(db.pool())
        .await;
    flushed.expect("counters are written at the end of a statement");
    let read: Vec<(String, i64)> = sqlx::query_as(
        "select schemaname || '.' || relname, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables
         where seq_tup_read + coalesce(idx_tup_fetch, 0) > 30 * $1",
    )
    .bind(i64::from(ROWS))
    .fetch_all(db.pool())
    .await
    .expect("counters");
    assert_eq!(read, []);
}
