//! Weights of the composite: from when each set counts, and that none reaches into the past or over another.

use chrono::{Days, TimeDelta};
use domain::board::composite::Weights;
use domain::policy::{Fault, WeightSet};
use sqlx::PgPool;
use store::policy::{By, weights};

use crate::common::{now, region};
use crate::support::{administered, by, day, fault, logged};

/// The fixed time is noon of this day in Shanghai.
const TODAY: &str = "2026-07-01";

fn set(valid_from: &str, weights: &str) -> WeightSet {
    WeightSet {
        valid_from: day(valid_from),
        weights: Weights::parse(weights).expect("weights"),
        decided_by: "区委政法委".into(),
        note: None,
    }
}

#[sqlx::test(migrations = false)]
async fn a_set_counts_until_the_next_one_begins(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    for draft in [
        set("2026-09-01", "closing:100"),
        set(TODAY, "on_time:100"),
        set("2026-08-01", "response:30,solved:35,satisfaction:35"),
    ] {
        weights::add(&db, by(&region), &draft).await.expect("added");
    }
    let told = async |today: &str| {
        let rows = weights::rows(&db, &region, day(today)).await.expect("rows");
        rows.into_iter()
            .map(|row| {
                let to = row.valid_to.map(|day| day.to_string()).unwrap_or_default();
                format!("{} {to} {}", row.set.valid_from, row.holds)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told("2026-08-31").await,
        [
            "2026-09-01  false",
            "2026-08-01 2026-09-01 true",
            "2026-07-01 2026-08-01 false"
        ]
    );
    assert_eq!(told(TODAY).await[2], "2026-07-01 2026-08-01 true");
    let published: Vec<(String, Option<String>)> = sqlx::query_as(
        "select valid_from::text, valid_to::text from published.weight_sets order by valid_from desc limit 1",
    )
    .fetch_all(db.pool())
    .await
    .expect("the view");
    assert_eq!(published, [("2026-09-01".to_owned(), None)]);
}

#[sqlx::test(migrations = false)]
async fn what_counts_already_is_never_rewritten_and_what_is_to_come_may_be(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let yesterday = set("2026-06-30", "on_time:100");
    assert_eq!(
        fault(weights::add(&db, by(&region), &yesterday).await),
        ("valid_from", Fault::InPast)
    );
    // It is the region's day that counts: in Shanghai the next one has begun.
    let evening = By {
        now: now() + TimeDelta::hours(13),
        ..by(&region)
    };
    let today = set(TODAY, "on_time:100");
    assert_eq!(
        fault(weights::add(&db, evening, &today).await),
        ("valid_from", Fault::InPast)
    );
    weights::add(&db, by(&region), &today).await.expect("added");
    let again = set(TODAY, "closing:100");
    assert_eq!(
        fault(weights::add(&db, by(&region), &again).await),
        ("valid_from", Fault::Taken),
        "it has counted since midnight"
    );
    for of in ["closing:100", "signing:100"] {
        weights::add(&db, by(&region), &set("2026-08-01", of))
            .await
            .expect("still to come");
    }
    let rows = weights::rows(&db, &region, day(TODAY)).await.expect("rows");
    let of: Vec<String> = rows.iter().map(|row| row.set.weights.to_string()).collect();
    assert_eq!(of, ["signing:100", "on_time:100"]);
    assert_eq!(
        logged(&db).await,
        [
            "weight_set.add 2026-08-01",
            "weight_set.add 2026-08-01",
            "weight_set.add 2026-07-01"
        ],
        "a replaced one is in the log"
    );
}

#[sqlx::test(migrations = false)]
async fn the_database_takes_no_weights_that_do_not_add_up(pool: PgPool) {
    let db = administered(pool).await;
    for components in [r#"{"on_time": 99}"#, r#"{"on_time": 60, "closing": 60}"#, "{}"] {
        let error = sqlx::query(
            "insert into core.weight_sets (region_code, valid_from, components, decided_by)
             values ('999001', $1, $2::jsonb, 'x')",
        )
        .bind(day(TODAY) + Days::new(1))
        .bind(components)
        .execute(db.pool())
        .await
        .expect_err("refused");
        assert!(error.to_string().contains("weight_sets_whole"), "{error}");
    }
}
