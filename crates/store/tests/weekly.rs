//! Weekly reports: kept once, and nothing rewrites them.

mod common;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use common::{content, district, now, placed, record, region};
use domain::board::figures::Counts;
use domain::board::handling::Handling;
use domain::board::weekly::{Week, WeeklyReport};
use domain::board::{Cohort, assemble};
use sqlx::PgPool;
use store::Db;
use store::intake::take_batch;
use store::publication::publish_all;
use store::weekly::{keep, missing, settled};

fn week(text: &str) -> Week {
    Week::parse(text).expect("a week")
}

fn report(of: &str, received: u64) -> WeeklyReport {
    let week = week(of);
    let (from, to) = week.span(chrono_tz::Asia::Shanghai);
    let totals = Counts {
        received,
        ..Counts::default()
    };
    let board = assemble(
        &Cohort::of_departments("999001", (from, to), now(), 7),
        &totals,
        &Handling::default(),
        Vec::new(),
    );
    WeeklyReport::new(week, board, BTreeMap::new(), None)
}

async fn kept(db: &Db) -> Vec<(String, i64, String)> {
    sqlx::query_as("select week::text, version, figures::text from core.reports order by week")
        .fetch_all(db.pool())
        .await
        .expect("reports")
}

#[sqlx::test(migrations = false)]
async fn of_two_reports_of_a_week_the_first_is_kept(pool: PgPool) {
    let (db, _) = district(pool).await;
    let region = region();
    let (first, second) = (report("2026-W26", 3), report("2026-W26", 4));
    let (one, other) = tokio::join!(keep(&db, &region, &first), keep(&db, &region, &second));
    assert_ne!(one.expect("an answer"), other.expect("an answer"), "exactly one");
    assert!(!keep(&db, &region, &second).await.expect("an answer"));
    let rows = kept(&db).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0.as_str(), rows[0].1), ("2026-06-22", 7));
    let read: WeeklyReport = serde_json::from_str(&rows[0].2).expect("a report");
    assert!(read == first || read == second);
    let weeks = ["2026-W25", "2026-W26"].map(week);
    assert_eq!(missing(&db, &region, &weeks).await.expect("weeks"), [weeks[0]]);
}

#[sqlx::test(migrations = false)]
async fn a_report_cannot_be_rewritten_or_removed_or_have_another_digest(pool: PgPool) {
    let (db, _) = district(pool).await;
    keep(&db, &region(), &report("2026-W26", 3)).await.expect("kept");
    let before = kept(&db).await;
    for (statement, words) in [
        ("update core.reports set version = 8", "append-only"),
        ("delete from core.reports", "append-only"),
        (
            "insert into core.reports select region_code, week + 7, made_at, version, '{}'::json, sha256 from core.reports",
            "reports_digest",
        ),
        (
            "insert into core.reports select region_code, week + 1, made_at, version, figures, sha256 from core.reports",
            "week_check",
        ),
    ] {
        let error = sqlx::query(statement)
            .execute(db.pool())
            .await
            .expect_err("refused");
        assert!(error.to_string().contains(words), "{statement}: {error}");
    }
    assert_eq!(kept(&db).await, before);
}

#[sqlx::test(migrations = false)]
async fn figures_are_settled_once_what_waits_is_published(pool: PgPool) {
    let (db, mut state) = district(pool).await;
    let region = region();
    let quiet_since = now() - TimeDelta::seconds(30);
    let at = async || {
        settled(&db, &region, now(), quiet_since)
            .await
            .expect("an answer")
    };
    assert_eq!(at().await, Some(0), "nothing was ever published");
    let records = vec![placed(content(record("1"), 1))];
    take_batch(&db, &mut state, records, now(), &mut rand::rng(), false)
        .await
        .expect("taken");
    assert_eq!(at().await, None, "a case waits");
    publish_all(&db, now()).await.expect("published");
    let version: i64 = sqlx::query_scalar("select max(version) from published.changes")
        .fetch_one(db.pool())
        .await
        .expect("a version");
    assert_eq!(at().await, u64::try_from(version).ok());
    sqlx::query("update published.changes set cases = 1000 where bulk")
        .execute(db.pool())
        .await
        .expect("an import by the thousand");
    assert_eq!(at().await, None, "it may still go on");
    let later = settled(&db, &region, now(), now()).await.expect("an answer");
    assert_eq!(later, u64::try_from(version).ok(), "it has stopped");
}
