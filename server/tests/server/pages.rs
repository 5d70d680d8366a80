use serde_json::Value;

use crate::support::{World, record};

#[tokio::test]
async fn every_page_is_there_in_both_languages_and_readable_without_script() {
    let world = World::new().await;
    world.take(vec![record("1").department("a").build()]).await;
    let server = world.serve().await;
    let list = server.json("/api/v1/cases").await;
    let code = list["items"][0]["code"].as_str().expect("a code");
    let case = server.json(&format!("/api/v1/cases/{code}")).await;
    let token = case["token"].as_str().expect("a token");
    let paths = ["", "/map", "/board", "/cases", "/stations", "/method", "/about"].map(str::to_owned);
    let paths = paths
        .into_iter()
        .chain([format!("/cases/{code}"), format!("/c/demo-1.{token}")]);
    for path in paths {
        for (prefix, lang) in [("", "zh-CN"), ("/en", "en")] {
            let path = if path.is_empty() && prefix.is_empty() {
                "/".to_owned()
            } else {
                format!("{prefix}{path}")
            };
            let response = server.get(&path).await;
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(
                response.headers()["content-type"],
                "text/html; charset=utf-8",
                "{path}"
            );
            let html = response.text().await.expect("a body");
            assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert!(html.contains("<h1"), "{path}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let world = World::new().await;
    let server = world.serve().await;
    for path in ["/nothing", "/en/nothing", "/cases/AAAA-AAAA-A", "/c/demo-1.wrong"] {
        let response = server.get(path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(
            response.headers()["content-type"],
            "text/html; charset=utf-8",
            "{path}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn a_page_with_a_bad_parameter_is_refused_as_a_page() {
    let world = World::new().await;
    let server = world.serve().await;
    for (path, field) in [
        ("/board?from=yesterday", "from"),
        ("/en/board?region=nowhere", "nowhere"),
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), 400, "{path}");
        let html = response.text().await.expect("a body");
        assert!(html.contains("<h1") && html.contains(field), "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_board_page_shows_what_the_interface_says() {
    let world = World::new().await;
    world
        .take(
            (0..37)
                .map(|n| record(&format!("{n}")).department("a").build())
                .collect(),
        )
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board").await;
    assert_eq!(board["totals"]["received"], Value::from(37));
    let html = server.get("/board").await.text().await.expect("a body");
    assert!(html.contains("单位a") && html.contains("37"), "{html}");
    server.stop().await;
}
