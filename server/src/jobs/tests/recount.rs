//! Whole rounds of the nightly recount, in a real database.

use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::clock::Calendar;
use domain::intake::RegionDefaults;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sqlx::PgPool;
use store::Db;
use store::cases::RuleBook;
use store::district::{copy_histories, put_district};
use store::figures::last_recount;
use store::intake::ensure_region;
use store::publication::publish_all;
use synthetic::{HistoryConfig, histories, region_defaults};

use crate::jobs::recount::round;

const CASES: u64 = 60;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// A made-up district in Shanghai with published cases, and a region without any, one hour behind it.
async fn scene(pool: PgPool, now: DateTime<Utc>) -> (Db, RegionCode, RegionCode) {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    let code = |code| RegionCode::parse(code).expect("a region code");
    let (full, empty) = (code(synthetic::REGION), code("west-1"));
    ensure_region(&db, &full, Some(&region_defaults()), true)
        .await
        .expect("a region");
    let west = RegionDefaults {
        time_zone: "Asia/Bangkok".to_owned(),
        ..region_defaults()
    };
    ensure_region(&db, &empty, Some(&west), true)
        .await
        .expect("a region");
    let made = synthetic::district(&full, 1);
    put_district(&db, &full, &made).await.expect("a district");
    let book = RuleBook::of_categories(&made.categories, chrono_tz::Asia::Shanghai, Calendar::china());
    let config = HistoryConfig {
        incidents: CASES,
        days: 40,
        seed: 1,
        now,
    };
    let told: Vec<_> = histories(config, &made, &book).collect();
    copy_histories(&db, &full, &told, now).await.expect("cases");
    publish_all(&db, now).await.expect("published");
    (db, full, empty)
}

/// How many cases the alarm of a region says to differ.
fn alarm(told: &PrometheusHandle, region: &RegionCode) -> Option<f64> {
    let start = format!("lianqin_recount_differing{{region=\"{region}\"}} ");
    let rendered = told.render();
    let line = rendered.lines().find_map(|line| line.strip_prefix(&start))?;
    line.parse().ok()
}

#[sqlx::test(migrations = false)]
async fn a_region_is_counted_when_its_night_has_come_and_once_in_it(pool: PgPool) {
    // 03:30 in Shanghai, 02:30 in Bangkok.
    let night = at("2026-11-22T19:30:00Z");
    let (db, full, empty) = scene(pool, night).await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let _here = metrics::set_default_local_recorder(&recorder);
    let told = recorder.handle();
    let last = async |region: &RegionCode| last_recount(&db, region).await.expect("the last");

    round(&db, night - TimeDelta::hours(1)).await.expect("a round");
    assert_eq!(last(&full).await, None, "nobody's night yet");

    round(&db, night).await.expect("a round");
    let first = last(&full).await.expect("a recount");
    assert_eq!(
        (first.at, first.cases, first.differing),
        (night, CASES, 0),
        "{first:?}"
    );
    assert_eq!(last(&empty).await, None, "not its night yet");
    assert_eq!((alarm(&told, &full), alarm(&told, &empty)), (Some(0.0), None));

    let later = night + TimeDelta::hours(1);
    round(&db, later).await.expect("a round");
    assert_eq!(last(&full).await, Some(first), "once a night");
    let other = last(&empty).await.expect("a recount");
    assert_eq!((other.at, other.cases), (later, 0));
}

#[sqlx::test(migrations = false)]
async fn what_was_changed_behind_the_back_of_the_events_is_told_the_next_night_and_named(pool: PgPool) {
    let night = at("2026-11-22T19:30:00Z");
    let (db, full, _) = scene(pool, night).await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let _here = metrics::set_default_local_recorder(&recorder);
    let told = recorder.handle();
    round(&db, night).await.expect("a round");
    let kept: String = sqlx::query_scalar(
        "update core.cases set satisfaction = case when satisfaction >= 4 then 1 else 5 end
         where case_id = (select case_id from core.cases where satisfaction is not null order by case_id limit 1)
         returning public_code",
    )
    .fetch_one(db.pool())
    .await
    .expect("a case with an answer");
    let published: String = sqlx::query_scalar(
        "with one as (select * from core.cases where public_code <> $1 order by case_id desc limit 1),
              changed as (update published.tally as tally set solved = not coalesce(tally.solved, false) from one
                          where tally.region_code = one.region_code and tally.tally_key = one.tally_key
                            and tally.part = 0)
         select public_code from one",
    )
    .bind(&kept)
    .fetch_one(db.pool())
    .await
    .expect("another case");

    round(&db, night + TimeDelta::hours(2)).await.expect("a round");
    assert_eq!(alarm(&told, &full), Some(0.0), "this night it has been counted");

    let next = night + TimeDelta::days(1);
    round(&db, next).await.expect("a round");
    let found = last_recount(&db, &full)
        .await
        .expect("the last")
        .expect("a recount");
    assert_eq!((found.at, found.cases, found.differing), (next, CASES, 2));
    let mut named: Vec<(&str, &str, u16)> = found
        .examples
        .iter()
        .map(|one| (one.code.as_str(), one.against.as_str(), one.part))
        .collect();
    named.sort_unstable();
    let mut expected = [
        (kept.as_str(), "events", 0),
        (kept.as_str(), "published", 0),
        (published.as_str(), "published", 0),
    ];
    expected.sort_unstable();
    assert_eq!(named, expected);
    assert_eq!(alarm(&told, &full), Some(2.0), "whoever watches is told");
}
