//! What the page of the map draws of its modes, and what it says to a comparison that cannot be made.

use crate::support::{Running, World, ago, record};

async fn page(server: &Running, query: &str) -> String {
    let response = server.get(&format!("/map?{query}")).await;
    assert_eq!(response.status(), 200, "{query}");
    response.text().await.expect("a body")
}

#[tokio::test]
async fn where_no_grid_is_the_server_draws_hexagons_whatever_is_asked_for() {
    let world = World::new().await;
    world
        .take(vec![
            record("1").at(121.26, 28.65).build(),
            record("2").at(121.31, 28.60).build(),
        ])
        .await;
    let server = world.serve().await;
    for mode in ["", "mode=hex", "mode=heat"] {
        let html = page(&server, mode).await;
        assert!(html.contains("class=\"combs\""), "{mode}");
        assert!(html.contains("每个六边形的案件数"), "{mode}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_compared_is_said_in_the_form_which_keeps_what_was_chosen() {
    let world = World::new().await;
    world.district().await;
    world.take(vec![record("1").received(ago(3)).build()]).await;
    let server = world.serve().await;
    for (query, words) in [
        ("vs=previous", "先选一个有起始日的受理时间"),
        ("from=2026-01-01&vs=own", "自选日期要填“对比从”"),
        (
            "from=2026-01-01&to=2026-02-01&vs=own&vs_from=2026-01-15&vs_to=2026-01-20",
            "两个时段重叠",
        ),
        ("from=2026-01-01&vs=century", "没有这种对比方式"),
    ] {
        let html = page(&server, query).await;
        assert!(html.contains(words), "{query}");
        assert!(
            html.contains("data-measure=\"count\""),
            "{query}: the map is there all the same"
        );
    }
    let html = page(&server, "from=2026-01-01&vs=own&vs_from=2025-12-05").await;
    assert!(html.contains("value=\"2025-12-05\""));
    let plain = page(&server, "").await;
    assert!(!plain.contains("class=\"combs\""), "there are cells to shade");
    let made = page(&server, "from=2026-01-01&to=2026-02-01&vs=year").await;
    assert!(made.contains("data-measure=\"change\""));
    assert!(made.contains("2025-01-01 至 2025-01-31"));
    server.stop().await;
}
