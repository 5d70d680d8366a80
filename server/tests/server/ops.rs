use crate::support::World;

#[tokio::test]
async fn health_readiness_and_metrics_answer() {
    let world = World::new().await;
    let server = world.serve().await;
    assert_eq!(server.get("/healthz").await.text().await.expect("a body"), "ok\n");
    assert_eq!(
        server.get("/readyz").await.text().await.expect("a body"),
        "ready\n"
    );
    server.json("/api/v1/board").await;
    server.get("/cases/AAAA-AAAA-A").await;
    let metrics = server.get("/metrics").await.text().await.expect("a body");
    for wanted in [
        "lianqin_http_requests_total{route=\"/api/v1/board\",status=\"200\"} 1",
        "lianqin_http_request_seconds_bucket{route=\"/api/v1/board\"",
        "lianqin_data_version ",
        "lianqin_live_readers 0",
    ] {
        assert!(metrics.contains(wanted), "{wanted} in\n{metrics}");
    }
    assert!(!metrics.contains("AAAA"), "routes, not addresses");
    server.stop().await;
}
