//! Pictures that a server keeps for its next start.

use std::fs;

use serde_json::Value;

use crate::support::{Running, World, record};

const CELLS: &str = "/api/v1/cells?bbox=120,27,123,30&zoom=10";
const BOARD: &str = "/api/v1/board?from=2020-01-01";

async fn totals(server: &Running) -> (Value, Value) {
    (
        server.json(CELLS).await["total"].clone(),
        server.json(BOARD).await["totals"]["received"].clone(),
    )
}

/// Changes what is published behind everybody's back: only who reads all of it anew can know.
async fn forget_a_case(world: &World) {
    for statement in [
        "update published.cases set withdrawn = true where public_code in (select min(public_code) from published.cases)",
        "update published.tally set share = 'none' where tally_key in (select min(tally_key) from published.tally)",
    ] {
        sqlx::query(statement)
            .execute(world.db.pool())
            .await
            .expect("changed");
    }
}

async fn with_cases(count: u32) -> World {
    let world = World::new().await;
    let records = (0..count).map(|number| record(&number.to_string()).at(121.2, 28.6).build());
    world.take(records.collect()).await;
    world
}

#[tokio::test]
async fn a_start_takes_the_picture_that_was_kept_and_what_was_published_since() {
    let world = with_cases(12).await;
    let server = world.serve().await;
    let before = totals(&server).await;
    assert_eq!(before, (12.into(), 12.into()));
    server.stop().await;

    forget_a_case(&world).await;
    world.take(vec![record("since").at(121.2, 28.6).build()]).await;
    let server = world.serve().await;
    assert_eq!(
        totals(&server).await,
        (13.into(), 13.into()),
        "the cases are not read again"
    );
    server.stop().await;

    fs::remove_dir_all(world.data_dir().join("pictures")).expect("pictures");
    let server = world.serve().await;
    assert_eq!(
        totals(&server).await,
        (12.into(), 12.into()),
        "without it they are"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_picture_of_another_database_or_one_that_is_damaged_is_passed_over() {
    let world = with_cases(12).await;
    world.serve().await.stop().await;
    forget_a_case(&world).await;
    let path = world.data_dir().join("pictures/demo-1.picture");
    let whole = fs::read(&path).expect("a picture");

    let mut damaged = whole.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for bytes in [damaged.as_slice(), &whole[..whole.len() / 2], b"", b"{}"] {
        fs::write(&path, bytes).expect("written");
        let server = world.serve().await;
        assert_eq!(
            totals(&server).await,
            (11.into(), 11.into()),
            "{} bytes",
            bytes.len()
        );
        server.stop().await;
    }

    fs::write(&path, &whole).expect("written");
    sqlx::query("update published.changes set at = at - interval '1 second'")
        .execute(world.db.pool())
        .await
        .expect("changed");
    let server = world.serve().await;
    assert_eq!(
        totals(&server).await,
        (11.into(), 11.into()),
        "the database was another one then"
    );
    server.stop().await;
}

#[tokio::test]
async fn the_news_forget_a_case_that_is_withdrawn() {
    let world = with_cases(4).await;
    let server = world.serve().await;
    let news = server.json("/api/v1/changes").await;
    let code = news["items"][0]["code"].as_str().expect("a code").to_owned();
    let told = server.get("/").await.text().await.expect("a page");
    assert!(told.contains(&code), "{code} is among the latest");
    for statement in [
        "update published.cases set withdrawn = true, version = nextval('published.version_seq')
         where public_code = replace($1, '-', '')",
        "insert into published.changes (version, region_code, at, cases, bulk)
         select nextval('published.version_seq'), 'demo-1', now(), 1, true where $1 <> ''",
        "select pg_notify('lianqin_published', '') where $1 <> ''",
    ] {
        sqlx::query(statement)
            .bind(&code)
            .execute(world.db.pool())
            .await
            .expect("withdrawn");
    }
    server.eventually(CELLS, |cells| cells["total"] == 3).await;
    let told = server.get("/").await.text().await.expect("a page");
    assert!(!told.contains(&code), "{code} is still told of");
    server.stop().await;
}
