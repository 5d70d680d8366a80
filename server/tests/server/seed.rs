//! The synthetic district: made by a command, once, and kept alive by the demo.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;

use crate::support::{Lianqin, World, fresh_database, site};

const ORDER: [&str; 8] = [
    "seed",
    "--json",
    "--incidents",
    "1200",
    "--days",
    "40",
    "--seed",
    "5",
];

#[tokio::test]
async fn a_seeded_district_is_served_and_says_that_it_is_synthetic() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    let seeded = lianqin.run(&ORDER).summary();
    assert_eq!(
        (&seeded["region"], &seeded["incidents"], &seeded["new"]),
        (&json!("999001"), &json!(1200), &json!(1200))
    );
    let world = World::of(&url, "999001").await;
    assert!(world.region.synthetic);
    let server = world.serve().await;
    let board = server.json("/api/v1/board?region=999001&from=2020-01-01").await;
    assert_eq!(board["totals"]["received"], 1200);
    assert!(
        board["rows"].as_array().is_some_and(|rows| rows.len() > 20),
        "{board}"
    );
    let cells = server.json("/api/v1/cells?region=999001&zoom=12").await;
    assert!(
        cells["total"].as_u64().is_some_and(|total| total > 500),
        "{cells}"
    );
    server.stop().await;
}

#[tokio::test]
async fn the_same_order_adds_nothing_and_another_one_adds() {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.run(&ORDER).summary();
    assert_eq!(lianqin.run(&ORDER).summary()["new"], 0);
    let mut other = ORDER;
    other[7] = "6";
    assert_eq!(lianqin.run(&other).summary()["new"], 1200);
}

#[tokio::test]
async fn an_order_that_was_killed_goes_on_where_it_stopped() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.run(&["migrate"]);
    let db = store::Db::connect(&url, 1).await.expect("the database");
    let order = ["seed", "--json", "--incidents", "6500", "--days", "40"];
    let mut child = lianqin
        .command(&order)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    // The first batch is there.
    while cases(&db).await == 0 {
        assert!(child.try_wait().expect("a child").is_none(), "it still runs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    child.kill().expect("killed");
    child.wait().expect("an end");
    let before = cases(&db).await;
    let seeded = lianqin.run(&order).summary();
    assert_eq!(seeded["new"], 6500 - before);
    assert_eq!(cases(&db).await, 6500);
}

async fn cases(db: &store::Db) -> i64 {
    sqlx::query_scalar("select count(*) from core.cases")
        .fetch_one(db.pool())
        .await
        .expect("a count")
}

#[tokio::test]
async fn made_up_cases_never_go_among_real_ones() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.run(&["migrate"]);
    let db = store::Db::connect(&url, 1).await.expect("the database");
    let code = domain::RegionCode::parse("440310").expect("a region code");
    store::intake::ensure_region(&db, &code, Some(&synthetic::region_defaults()), false)
        .await
        .expect("a real region");
    let told = lianqin.run(&["seed", "--incidents", "10", "--region", "440310"]);
    assert!(told.complaint(2).contains("real data"), "{told:?}");
}

#[tokio::test]
async fn a_demo_moves_and_survives_the_loss_of_its_connections() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    std::fs::rename(site().keep(), lianqin.path("site")).expect("a site");
    let words = [
        "demo",
        "--json",
        "--addr",
        "127.0.0.1:0",
        "--site-root",
        "site",
        "--incidents",
        "400",
        "--pace",
        "20",
    ];
    let mut child = lianqin
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout"))
        .read_line(&mut line)
        .expect("a line");
    let db = store::Db::connect(&url, 1).await.expect("the database");
    more_events(&db, 100).await;
    let lost = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    sqlx::query(lost)
        .execute(db.pool())
        .await
        .expect("connections are cut");
    more_events(&db, 100).await;
    // Through the table only: one event per version, and nobody decides on their own work.
    let (lone, own): (i64, i64) = sqlx::query_as(
        "select (select count(*) from core.cases as c where version <>
                    (select count(*) from core.case_events as e where e.case_id = c.case_id)),
                (select count(*) from core.case_events as a join core.case_events as b using (region_code, case_id)
                 where a.action = 'feedback' and b.action in ('verify', 'close') and a.actor = b.actor)",
    )
    .fetch_one(db.pool())
    .await
    .expect("counts");
    child.kill().expect("killed");
    child.wait().expect("an end");
    assert_eq!((lone, own), (0, 0));
}

/// Waits for so many more events, for at most half a minute.
async fn more_events(db: &store::Db, wanted: i64) {
    let count = || async {
        let sql = "select count(*) from core.case_events";
        sqlx::query_scalar::<_, i64>(sql)
            .fetch_one(db.pool())
            .await
            .expect("a count")
    };
    let before = count().await;
    for _ in 0..300 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if count().await >= before + wanted {
            return;
        }
    }
    panic!("nothing moves");
}
