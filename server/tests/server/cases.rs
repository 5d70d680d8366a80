use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Running, World, ago, record};

async fn twenty() -> World {
    let world = World::new().await;
    let cases = (0..20).map(|n| {
        // Several with the same second: pages must not lose or repeat them.
        record(&format!("{n}"))
            .received(ago(n / 7))
            .department(["a", "b"][n as usize % 2])
            .build()
    });
    world.take(cases.collect()).await;
    world
}

async fn all_pages(server: &Running, query: &str) -> Vec<String> {
    let (mut codes, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.json(&format!("/api/v1/cases?{query}{cursor}")).await;
        for case in page["items"].as_array().expect("items") {
            codes.push(case["code"].as_str().expect("a code").to_owned());
        }
        match &page["next"] {
            Value::Null => return codes,
            next => cursor = format!("&cursor={}", next.as_str().expect("a cursor")),
        }
    }
}

#[tokio::test]
async fn pages_show_every_case_once_newest_first() {
    let world = twenty().await;
    let server = world.serve().await;
    let codes = all_pages(&server, "limit=3").await;
    assert_eq!(codes.len(), 20);
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 20);
    assert_eq!(codes, all_pages(&server, "limit=200").await);
    assert_eq!(all_pages(&server, "department=a&limit=4").await.len(), 10);
    server.stop().await;
}

#[tokio::test]
async fn a_case_is_found_by_its_code_however_it_is_written() {
    let world = twenty().await;
    let server = world.serve().await;
    let page = server.json("/api/v1/cases?limit=1").await;
    let code = page["items"][0]["code"].as_str().expect("a code");
    let plain = code.replace('-', "").to_lowercase();
    for written in [code, &plain] {
        let case = server
            .json(&format!("/api/v1/cases/{written}?region=demo-1"))
            .await;
        assert_eq!(case["code"], code);
        assert_eq!(case["timeline"][0]["action"], "report");
        assert_eq!(case["units"][0]["role"], "lead");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_code_nobody_has_is_not_found() {
    let world = twenty().await;
    let server = world.serve().await;
    for code in ["AAAA-AAAA-A", "x", "%F0%9F%98%80"] {
        server.problem(404, &format!("/api/v1/cases/{code}")).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn a_case_of_one_region_is_not_found_in_another() {
    let world = twenty().await;
    world.region("other").await;
    let server = world.serve().await;
    let page = server.json("/api/v1/cases?limit=1").await;
    let code = page["items"][0]["code"].as_str().expect("a code");
    server
        .problem(404, &format!("/api/v1/cases/{code}?region=other"))
        .await;
    server.stop().await;
}

#[tokio::test]
async fn the_csv_holds_every_case_of_the_filter() {
    let world = World::new().await;
    world
        .take(
            (0..450)
                .map(|n| record(&format!("{n}")).received(ago(n % 9)).build())
                .collect(),
        )
        .await;
    let server = world.serve().await;
    let response = server.get("/api/v1/cases.csv?region=demo-1").await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"cases-demo-1.csv\""
    );
    let text = response.text().await.expect("a body");
    assert!(!text.starts_with('\u{feff}'));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let codes: BTreeSet<String> = reader
        .records()
        .map(|row| row.expect("a row")[0].to_owned())
        .collect();
    let listed: BTreeSet<String> = all_pages(&server, "limit=200").await.into_iter().collect();
    assert_eq!(codes, listed);
    assert_eq!(codes.len(), 450);
    server.stop().await;
}

/// Follows the feed from a cursor to its end: codes, with whether they are public, and the last cursor.
async fn follow(server: &Running, mut since: String) -> (Vec<(String, bool)>, String) {
    let mut told = Vec::new();
    loop {
        let page = server
            .json(&format!("/api/v1/changes?limit=3&since={since}"))
            .await;
        for change in page["items"].as_array().expect("items") {
            let code = change["code"].as_str().expect("a code").to_owned();
            told.push((code, change["case"].is_object()));
        }
        page["next"].as_str().expect("a cursor").clone_into(&mut since);
        if page["more"] == false {
            return (told, since);
        }
    }
}

#[tokio::test]
async fn whoever_follows_the_change_feed_has_every_case_once_and_misses_no_change() {
    let world = twenty().await;
    let server = world.serve().await;
    let (all, end) = follow(&server, String::new()).await;
    let codes: BTreeSet<&String> = all.iter().map(|(code, _)| code).collect();
    assert_eq!((all.len(), codes.len()), (20, 20));
    let (none, same) = follow(&server, end.clone()).await;
    assert_eq!((none, same), (Vec::new(), end.clone()));

    sqlx::query("update published.cases set withdrawn = true, version = version + 1000000 where public_code in (select min(public_code) from published.cases)")
        .execute(world.db.pool())
        .await
        .expect("withdrawn");
    world.take(vec![record("new").build()]).await;
    server
        .eventually("/api/v1/regions", |regions| regions[0]["cases"] == 21)
        .await;
    let (since, _) = follow(&server, end).await;
    assert_eq!(since.iter().filter(|(_, public)| *public).count(), 1);
    assert_eq!(
        since.iter().filter(|(_, public)| !*public).count(),
        1,
        "what was withdrawn is told"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_cursor_that_is_none_of_ours_is_refused_by_name() {
    let world = World::new().await;
    world.take(vec![record("1").build()]).await;
    let server = world.serve().await;
    let page = server.json("/api/v1/cases").await;
    let code = page["items"][0]["code"].as_str().expect("a code");
    // Years that the database does not know, and one that nobody needs.
    for micros in [
        "-300000000000000000",
        "8000000000000000000",
        "9223372036854775807",
        "99999999999999999999",
        "-5000000000000000",
    ] {
        let refused = server
            .problem(400, &format!("/api/v1/cases?cursor={micros}.{code}"))
            .await;
        assert_eq!(refused["field"], "cursor", "{micros}");
    }
    server.json(&format!("/api/v1/cases?cursor=0.{code}")).await;
    for query in [
        "since=x",
        "since=-1",
        "since=1.x",
        "limit=0",
        "limit=1001",
        "cursor=1",
    ] {
        let problem = server.problem(400, &format!("/api/v1/changes?{query}")).await;
        assert_eq!(
            problem["field"],
            query.split('=').next().expect("a name"),
            "{query}"
        );
    }
    server.stop().await;
}
