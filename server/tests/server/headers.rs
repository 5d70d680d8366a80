use reqwest::{Method, Response};

use crate::support::{Running, World, record};

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

const KINDS: [&str; 8] = [
    "/",
    "/en/board",
    "/nothing",
    "/api/v1/board",
    "/api/v1/nothing",
    "/pkg/main.0123abcd.css",
    "/healthz",
    "/live",
];

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let world = World::new().await;
    let server = world.serve().await;
    for path in KINDS {
        let response = server.get(path).await;
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self' 'wasm-unsafe-eval'")
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            header(&response, "cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(!header(&response, "permissions-policy").is_empty(), "{path}");
        assert_eq!(header(&response, "x-request-id").len(), 32, "{path}");
        let open = path.starts_with("/api/v1/board");
        assert_eq!(
            header(&response, "access-control-allow-origin"),
            if open { "*" } else { "" },
            "{path}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn no_page_holds_inline_script_or_style() {
    let world = World::new().await;
    world.take(vec![record("1").department("a").build()]).await;
    let server = world.serve().await;
    for path in [
        "/",
        "/map",
        "/board",
        "/cases",
        "/stations",
        "/method",
        "/about",
        "/en",
    ] {
        let html = server.get(path).await.text().await.expect("a body");
        assert!(!html.contains(" style=\""), "{path}");
        for script in html.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains("src="), "{path}: <script{tag}>");
        }
    }
    server.stop().await;
}

/// Asks twice within one second, so that no clock moves between; tries again if it did.
async fn tag_and_repeat(server: &Running, path: &str) -> (String, u16) {
    for _ in 0..5 {
        let first = server.get(path).await;
        assert_eq!(first.status(), 200, "{path}");
        let tag = header(&first, "etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag:?}");
        let again = server.get_with(path, "if-none-match", &tag).await;
        if again.status() == 304 {
            assert_eq!(header(&again, "etag"), tag);
            assert!(again.text().await.expect("no body").is_empty());
            return (tag, 304);
        }
    }
    (String::new(), 200)
}

#[tokio::test]
async fn who_has_the_newest_answer_gets_none() {
    let world = World::new().await;
    let server = world.serve().await;
    for path in [
        "/",
        "/en/board",
        "/method",
        "/api/v1/board",
        "/api/v1/grid",
        "/api/v1/openapi.json",
        "/favicon.svg",
    ] {
        assert_eq!(tag_and_repeat(&server, path).await.1, 304, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_tag_differs_by_address_and_language_and_changes_with_the_data() {
    let world = World::new().await;
    let server = world.serve().await;
    let (before, _) = tag_and_repeat(&server, "/api/v1/board").await;
    let (page, _) = tag_and_repeat(&server, "/board").await;
    let (english, _) = tag_and_repeat(&server, "/en/board").await;
    assert!(before != page && page != english);
    world.take(vec![record("1").build()]).await;
    server
        .eventually("/api/v1/board", |board| board["totals"]["received"] == 1)
        .await;
    let stale = server.get_with("/api/v1/board", "if-none-match", &before).await;
    assert_eq!(stale.status(), 200);
    server.stop().await;
}

#[tokio::test]
async fn answers_are_compressed_as_the_reader_likes_and_say_so() {
    let world = World::new().await;
    world
        .take(
            (0..40)
                .map(|n| record(&format!("{n}")).department(&format!("d{n}")).build())
                .collect(),
        )
        .await;
    let server = world.serve().await;
    for path in ["/board", "/api/v1/board", "/api/v1/cases", "/api/v1/cases.csv"] {
        let plain = server.get(path).await;
        assert_eq!(header(&plain, "content-encoding"), "", "{path}");
        let plain = plain.bytes().await.expect("a body");
        for (accept, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
            let packed = server.get_with(path, "accept-encoding", accept).await;
            assert_eq!(header(&packed, "content-encoding"), encoding, "{path}");
            assert_eq!(
                header(&packed, "vary").to_lowercase(),
                "accept-encoding",
                "{path}"
            );
            let bytes = packed.bytes().await.expect("a body");
            assert!(
                bytes.len() < plain.len() / 2,
                "{path}: {} of {}",
                bytes.len(),
                plain.len()
            );
            if encoding == "br" && path == "/api/v1/cases" {
                let mut unpacked = Vec::new();
                brotli::BrotliDecompress(&mut bytes.as_ref(), &mut unpacked).expect("brotli");
                assert_eq!(unpacked, plain);
            }
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_live_stream_is_neither_compressed_nor_kept() {
    let world = World::new().await;
    let server = world.serve().await;
    let stream = server.get_with("/live", "accept-encoding", "gzip, br").await;
    assert_eq!(header(&stream, "content-type"), "text/event-stream");
    assert_eq!(header(&stream, "content-encoding"), "");
    assert_eq!(header(&stream, "cache-control"), "no-store");
    assert_eq!(header(&stream, "etag"), "");
    drop(stream);
    server.stop().await;
}

#[tokio::test]
async fn built_files_are_immutable_precompressed_and_nothing_else_is_handed_out() {
    let world = World::new().await;
    let server = world.serve().await;
    let style = server
        .get_with("/pkg/main.0123abcd.css", "accept-encoding", "br, gzip")
        .await;
    assert_eq!(
        header(&style, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(header(&style, "content-type"), "text/css; charset=utf-8");
    assert_eq!(header(&style, "content-encoding"), "br");
    assert_eq!(style.text().await.expect("a body"), "brotli");
    let style = server
        .get_with("/pkg/main.0123abcd.css", "accept-encoding", "gzip")
        .await;
    assert_eq!(style.text().await.expect("a body"), "gzip");
    let style = server.get("/pkg/main.0123abcd.css").await;
    assert_eq!(style.text().await.expect("a body"), "main.css");
    assert_eq!(
        header(&server.get("/favicon.svg").await, "cache-control"),
        "public, max-age=3600"
    );
    assert_eq!(
        header(&server.get("/pkg/lianqin.0123abcd.wasm").await, "content-type"),
        "application/wasm"
    );
    for path in [
        "/assets.json",
        "/build.stamp",
        "/pkg/main.0123abcd.css.br",
        "/pkg/gone.css",
    ] {
        assert_eq!(server.get(path).await.status(), 404, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn head_says_what_get_would_and_sends_nothing() {
    let world = World::new().await;
    let server = world.serve().await;
    for path in ["/api/v1/openapi.json", "/favicon.svg", "/method"] {
        let get = server.get(path).await;
        let head = server
            .request(Method::HEAD, path)
            .send()
            .await
            .expect("an answer");
        assert_eq!(head.status(), 200, "{path}");
        assert_eq!(
            header(&head, "content-type"),
            header(&get, "content-type"),
            "{path}"
        );
        assert_eq!(
            header(&head, "content-length"),
            header(&get, "content-length"),
            "{path}"
        );
        assert!(head.bytes().await.expect("no body").is_empty());
    }
    server.stop().await;
}

#[tokio::test]
async fn pages_are_asked_for_again_every_time() {
    let world = World::new().await;
    let server = world.serve().await;
    assert_eq!(header(&server.get("/").await, "cache-control"), "no-cache");
    server.stop().await;
}

#[tokio::test]
async fn other_sites_may_frame_the_widget_of_the_board_and_nothing_else() {
    let world = World::new().await;
    let server = world.serve().await;
    for path in [
        "/board/widget",
        "/en/board/widget",
        "/board/widget?from=2026-01-01&to=2026-02-01",
        // What is wrong with it is said in the frame, too.
        "/board/widget?from=yesterday",
    ] {
        let response = server.get(path).await;
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.ends_with("frame-ancestors *") && policy.contains("default-src 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(header(&response, "x-frame-options"), "", "{path}");
        assert_eq!(
            header(&response, "cross-origin-resource-policy"),
            "cross-origin",
            "{path}"
        );
    }
    for path in [
        "/board",
        "/board/widgets",
        "/board/widget/",
        "/sign-in",
        "/",
        "/screen",
    ] {
        let response = server.get(path).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(header(&response, "x-frame-options"), "DENY", "{path}");
        assert_eq!(
            header(&response, "cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn the_widget_holds_no_script_and_leads_out_of_its_frame() {
    let world = World::new().await;
    world.take(vec![record("1").department("a").build()]).await;
    let server = world.serve().await;
    let html = server.get("/board/widget").await.text().await.expect("a body");
    assert!(!html.contains("<script") && !html.contains("<nav"));
    let body = html.split_once("<body").expect("a body").1;
    for link in body.split("<a ").skip(1) {
        let tag = link.split('>').next().unwrap_or_default();
        assert!(tag.contains("target=\"_blank\""), "<a {tag}>");
    }
    assert!(body.contains("单位a"));
    server.stop().await;
}

#[tokio::test]
async fn nobody_puts_a_name_of_their_own_into_the_pages_of_others() {
    let world = World::new().await;
    world.take(vec![record("1").department("a").build()]).await;
    let server = world.serve().await;
    let evil = server
        .get_with("/board", "x-forwarded-host", "evil.example")
        .await;
    assert!(
        evil.text()
            .await
            .expect("a body")
            .contains("evil.example/board/widget")
    );
    let next = server.get("/board").await.text().await.expect("a body");
    assert!(next.contains(&format!("{}/board/widget", server.addr)) && !next.contains("evil.example"));
    server.stop().await;
}
