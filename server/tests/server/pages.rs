use serde_json::Value;

use crate::support::{World, ago, ahead, record};

#[tokio::test]
async fn every_page_is_there_in_both_languages_and_readable_without_script() {
    let world = World::new().await;
    world.take(vec![record("1").department("a").build()]).await;
    let server = world.serve().await;
    let list = server.json("/api/v1/cases").await;
    let code = list["items"][0]["code"].as_str().expect("a code");
    let case = server.json(&format!("/api/v1/cases/{code}")).await;
    let token = case["token"].as_str().expect("a token");
    let paths = [
        "",
        "/map",
        "/board",
        "/cases",
        "/stations",
        "/reports",
        "/method",
        "/about",
        "/screen",
        "/effect",
        "/board/widget",
    ]
    .map(str::to_owned);
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

/// What stands between these two marks of a page, without its tags.
fn words(html: &str, from: &str, to: &str) -> String {
    let part = html.split_once(from).expect(from).1;
    let part = part.split_once(to).expect(to).0;
    let texts = part
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let texts: Vec<_> = texts.flat_map(str::split_whitespace).collect();
    texts.join(" ")
}

#[tokio::test]
async fn the_wall_screen_tells_what_is_overdue_now_and_what_was_closed_today() {
    let world = World::new().await;
    world
        .take(vec![
            // Overdue whenever received, not in the last thirty days only.
            record("1")
                .department("a")
                .received(ago(300))
                .due(ago(299))
                .build(),
            record("2").department("a").closed(ago(0)).build(),
            record("3").department("a").closed(ago(2)).build(),
            record("4").department("b").due(ago(1)).build(),
            record("5").department("b").due(ago(1)).build(),
            record("6").department("c").due(ahead(1)).build(),
            record("7").due(ago(1)).build(),
        ])
        .await;
    let server = world.serve().await;
    let html = server.get("/screen").await.text().await.expect("a body");
    let shown = words(&html, "data-live=\"behind\"", "</tbody>");
    let rows = shown.split_once("返工重办").expect("a table").1;
    assert_eq!(rows.trim(), "单位b ▲ 2 0 0 单位a ▲ 1 1 0");
    server.stop().await;
}

#[tokio::test]
async fn the_wall_screen_is_dark_and_stands_alone() {
    let world = World::new().await;
    let server = world.serve().await;
    let wall = server.get("/en/screen").await.text().await.expect("a body");
    let board = server.get("/en/board").await.text().await.expect("a body");
    assert!(wall.contains("data-theme=\"dark\"") && wall.contains("data-unattended"));
    assert!(!wall.contains("<nav") && !wall.contains("<footer"));
    assert!(!board.contains("data-theme") && board.contains("<nav") && board.contains("<footer"));
    server.stop().await;
}
