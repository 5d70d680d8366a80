//! What becomes public, and that nothing else can.

mod common;

use chrono::TimeDelta;
use common::{content, district, named, now, placed, record};
use domain::board::composite::Weights;
use domain::policy::WeightSet;
use domain::publication::{Rounding, Tier};
use sqlx::PgPool;
use store::intake::take_batch;
use store::policy::{By, weights};
use store::publication::publish_all;
use store::published::{CaseFilter, case_by_code, cases, map_rows, newest_version, reference, tally_rows};
use store::{Db, PublicDb, StoreError};

async fn public(db: &Db) -> PublicDb {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL");
    let name: String = sqlx::query_scalar("select current_database()")
        .fetch_one(db.pool())
        .await
        .expect("a name");
    let (server, options) = url
        .split_once('?')
        .map_or((url.as_str(), None), |(a, b)| (a, Some(b)));
    let (server, _) = server.rsplit_once('/').expect("a database in the address");
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    let owner = format!("{server}/{name}{options}");
    let address = store::bootstrap_roles(&owner).await.expect("the public role");
    store::migrate(db).await.expect("grants");
    PublicDb::connect(&address, 2).await.expect("the public login")
}

#[sqlx::test(migrations = false)]
async fn cases_appear_by_tier_and_totals_count_all_of_them(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let batch = Tier::ALL.into_iter().zip(1..).map(|(tier, number)| {
        let mut record = content(record(tier.code()), number);
        record.category = Some(named(tier.code()));
        record.tier = tier;
        let mut placed = placed(record);
        placed.anchor = Some((121.5, 28.5));
        placed
    });
    take_batch(
        &db,
        &mut state,
        batch.collect::<Vec<_>>(),
        now(),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("taken");
    publish_all(&db, now()).await.expect("published");
    let public = public(&db).await;
    let until = newest_version(&public).await.expect("a version");
    let (mut shown, mut tallies) = (Vec::new(), 0);
    map_rows(&public, "999001", 0, until, |row| {
        shown.push((row.category_code, row.lng.zip(row.lat)))
    })
    .await
    .expect("rows");
    tally_rows(&public, "999001", 0, until, |_| tallies += 1)
        .await
        .expect("tallies");
    shown.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("exact".to_owned(), Some((121.2, 28.6))),
        ("grid".to_owned(), None),
        ("snapped".to_owned(), Some((121.5, 28.5))),
    ];
    assert_eq!(shown, expected);
    assert_eq!(tallies, 5);
}

#[sqlx::test(migrations = false)]
async fn the_public_role_can_read_published_and_nothing_else(pool: PgPool) {
    let (db, _) = district(pool).await;
    let public = public(&db).await;
    assert!(
        cases(&public, "999001", &CaseFilter::default(), 10)
            .await
            .expect("a list")
            .is_empty()
    );
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('core', 'public')",
    )
    .fetch_all(db.pool())
    .await
    .expect("tables");
    assert!(tables.len() > 10, "{tables:?}");
    let readable: Vec<String> = sqlx::query_scalar(
        "select name from unnest($1::text[]) as name
         where has_table_privilege('lianqin_public', name, 'select, insert, update, delete, truncate')",
    )
    .bind(&tables)
    .fetch_all(db.pool())
    .await
    .expect("privileges");
    assert_eq!(readable, Vec::<String>::new());
    let writable: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'published'
         and has_table_privilege('lianqin_public', format('%I.%I', schemaname, tablename), 'insert, update, delete')",
    )
    .fetch_all(db.pool())
    .await
    .expect("privileges");
    assert_eq!(writable, Vec::<String>::new());
}

#[sqlx::test(migrations = false)]
async fn an_owner_is_refused_as_the_public_side(pool: PgPool) {
    let options = pool.connect_options();
    let (db, _) = district(pool.clone()).await;
    let url = sqlx::ConnectOptions::to_url_lossy(&*options).to_string();
    let error = PublicDb::connect(&url, 1).await.expect_err("refused");
    assert!(
        matches!(error, StoreError::Database(_)) && error.to_string().contains("schema core"),
        "{error}"
    );
    drop(db);
}

#[sqlx::test(migrations = false)]
async fn private_words_never_reach_the_published_schema(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take_batch(
        &db,
        &mut state,
        vec![placed(record("a"))],
        now(),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("taken");
    publish_all(&db, now()).await.expect("published");
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'published'")
            .fetch_all(db.pool())
            .await
            .expect("tables");
    for table in tables {
        let sql =
            format!("select coalesce(string_agg(row_to_json(t)::text, ' '), '') from published.{table} as t");
        let text: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(db.pool())
            .await
            .expect("text");
        for secret in ["张三", "13800000000", "秘密路", "路灯不亮"] {
            assert!(!text.contains(secret), "{secret} in published.{table}");
        }
    }
}

#[sqlx::test(migrations = false)]
async fn a_delayed_kind_counts_at_once_and_appears_later(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take_batch(
        &db,
        &mut state,
        vec![placed(record("a"))],
        now(),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("taken");
    sqlx::query("update core.categories set delay_minutes = 60")
        .execute(db.pool())
        .await
        .expect("a delay");
    publish_all(&db, now()).await.expect("published");
    let public = public(&db).await;
    let listed = || async {
        cases(&public, "999001", &CaseFilter::default(), 10)
            .await
            .expect("a list")
            .len()
    };
    let mut tallies = 0;
    tally_rows(&public, "999001", 0, i64::MAX, |_| tallies += 1)
        .await
        .expect("tallies");
    assert_eq!((listed().await, tallies), (0, 1));
    publish_all(&db, now() + TimeDelta::minutes(61))
        .await
        .expect("published");
    assert_eq!(listed().await, 1);
}

#[sqlx::test(migrations = false)]
async fn a_kind_made_private_withdraws_its_cases(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take_batch(
        &db,
        &mut state,
        vec![placed(record("a"))],
        now(),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("taken");
    publish_all(&db, now()).await.expect("published");
    let public = public(&db).await;
    let code = cases(&public, "999001", &CaseFilter::default(), 10)
        .await
        .expect("a list")[0]
        .public_code
        .clone();
    for statement in [
        "update core.categories set tier = 'absent'",
        "insert into core.outbox (region_code, case_id) select region_code, case_id from core.cases",
    ] {
        sqlx::query(statement).execute(db.pool()).await.expect(statement);
    }
    publish_all(&db, now()).await.expect("published");
    assert!(
        case_by_code(&public, "999001", &code)
            .await
            .expect("an answer")
            .is_none()
    );
    let mut withdrawn = Vec::new();
    map_rows(&public, "999001", 0, i64::MAX, |row| {
        withdrawn.push(row.withdrawn)
    })
    .await
    .expect("rows");
    assert_eq!(withdrawn, [true]);
}

#[sqlx::test(migrations = false)]
async fn a_receipt_is_published_rounded_in_list_and_timeline(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let mut record = record("a");
    record.rounding = Rounding::Day;
    take_batch(
        &db,
        &mut state,
        vec![placed(record)],
        now(),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("taken");
    publish_all(&db, now()).await.expect("published");
    let public = public(&db).await;
    let code = cases(&public, "999001", &CaseFilter::default(), 1)
        .await
        .expect("a list")[0]
        .public_code
        .clone();
    let file = case_by_code(&public, "999001", &code)
        .await
        .expect("an answer")
        .expect("the case");
    let midnight = "2026-06-30T16:00:00+00:00";
    assert_eq!(file.case.received_at.to_rfc3339(), midnight);
    assert_eq!(file.events[0].at.to_rfc3339(), midnight);
}

#[sqlx::test(migrations = false)]
async fn a_database_of_a_newer_program_is_refused(pool: PgPool) {
    let (db, _) = district(pool).await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (29990101000000, 'later', true, '\\x00', 0)",
    )
    .execute(db.pool())
    .await
    .expect("a later migration");
    let error = store::migrate(&db).await.expect_err("refused");
    assert!(
        matches!(
            error,
            StoreError::NewerSchema {
                found: 29_990_101_000_000,
                ..
            }
        ),
        "{error}"
    );
}

#[sqlx::test(migrations = false)]
async fn every_table_and_column_says_what_it_is(pool: PgPool) {
    let (db, _) = district(pool).await;
    let silent: Vec<String> = sqlx::query_scalar(
        "select format('%s.%s.%s', n.nspname, c.relname, coalesce(a.attname, ''))
         from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
         left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind = 'r'
         where n.nspname in ('core', 'published') and c.relkind in ('r', 'v')
           and (obj_description(c.oid, 'pg_class') is null
                or (a.attnum is not null and col_description(c.oid, a.attnum) is null))",
    )
    .fetch_all(db.pool())
    .await
    .expect("comments");
    assert_eq!(silent, Vec::<String>::new());
}

#[sqlx::test(migrations = false)]
async fn one_version_brings_what_is_new_and_what_has_changed(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let mut take = async |records: Vec<_>| {
        let batch: Vec<_> = records.into_iter().map(placed).collect();
        take_batch(&db, &mut state, batch, now(), &mut rand::rng(), false)
            .await
            .expect("taken");
        publish_all(&db, now()).await.expect("published");
    };
    take(vec![content(record("a"), 1), content(record("b"), 2)]).await;
    let public = public(&db).await;
    let first = newest_version(&public).await.expect("a version");
    let mut closed = content(record("a"), 3);
    closed.closed_at = Some(now());
    take(vec![closed, content(record("c"), 4)]).await;
    let until = newest_version(&public).await.expect("a version");
    assert_eq!(until, first + 1);
    let (mut states, mut tallies) = (Vec::new(), Vec::new());
    map_rows(&public, "999001", first, until, |row| states.push(row.state))
        .await
        .expect("rows");
    tally_rows(&public, "999001", first, until, |row| tallies.push(row.closed))
        .await
        .expect("tallies");
    states.sort();
    tallies.sort_unstable();
    assert_eq!(states, ["closed", "in_progress"]);
    assert_eq!(tallies, [false, true]);
    let lists = cases(&public, "999001", &CaseFilter::default(), 10).await;
    let mut parts = Vec::new();
    for case in lists.expect("a list") {
        let file = case_by_code(&public, "999001", &case.public_code)
            .await
            .expect("an answer")
            .expect("the case");
        parts.push((file.units.len(), file.events.len()));
    }
    parts.sort_unstable();
    assert_eq!(parts, [(1, 2), (1, 2), (1, 3)]);
}

#[sqlx::test(migrations = false)]
async fn a_kind_made_public_again_shows_its_cases_again(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    take_batch(
        &db,
        &mut state,
        vec![placed(record("a"))],
        now(),
        &mut rand::rng(),
        false,
    )
    .await
    .expect("taken");
    publish_all(&db, now()).await.expect("published");
    for tier in ["absent", "exact"] {
        sqlx::query("update core.categories set tier = $1")
            .bind(tier)
            .execute(db.pool())
            .await
            .expect("a tier");
        sqlx::query(
            "insert into core.outbox (region_code, case_id) select region_code, case_id from core.cases",
        )
        .execute(db.pool())
        .await
        .expect("waiting");
        publish_all(&db, now()).await.expect("published");
    }
    let public = public(&db).await;
    let list = cases(&public, "999001", &CaseFilter::default(), 10).await;
    let code = list.expect("a list")[0].public_code.clone();
    let file = case_by_code(&public, "999001", &code)
        .await
        .expect("an answer")
        .expect("the case");
    assert_eq!(
        (file.units.len(), file.events.len(), file.case.lng),
        (1, 2, Some(121.2))
    );
}

#[sqlx::test(migrations = false)]
async fn weights_are_read_by_the_public_side_with_the_version_that_tells_of_them(pool: PgPool) {
    let (db, _) = district(pool).await;
    let region = common::region();
    let set = WeightSet {
        valid_from: now().date_naive(),
        weights: Weights::PUBLISHED_EXAMPLE,
        decided_by: "区委政法委 2026 年 11 号文".into(),
        note: Some("试行".into()),
    };
    let by = By {
        region: &region,
        person: "command",
        now: now(),
    };
    weights::add(&db, by, &set).await.expect("added");
    let public = public(&db).await;
    assert!(newest_version(&public).await.expect("a version") > 0);
    let read = reference(&public, region.as_str(), now())
        .await
        .expect("the reference");
    assert_eq!(read.weight_sets, [set]);
}
