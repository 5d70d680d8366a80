use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::support::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_is_lost_when_the_server_stops() {
    let world = World::new().await;
    let server = world.serve().await;
    let addr = server.addr;
    let answered = Arc::new(AtomicU64::new(0));
    let clients: Vec<_> = (0..8)
        .map(|n| {
            let answered = answered.clone();
            tokio::spawn(async move {
                // Half of them on a connection each time anew, half on one they keep.
                let idle = if n % 2 == 0 { 0 } else { 4 };
                let client = reqwest::Client::builder()
                    .pool_max_idle_per_host(idle)
                    .build()
                    .expect("a client");
                loop {
                    let response = client.get(format!("http://{addr}/api/v1/board")).send().await;
                    let response = response.expect("every request is answered");
                    assert_eq!(response.status(), 200);
                    let last = response
                        .headers()
                        .get("connection")
                        .is_some_and(|value| value == "close");
                    response.bytes().await.expect("the whole answer");
                    answered.fetch_add(1, Ordering::Relaxed);
                    // Told to go: as a balancer does, it asks elsewhere from now on.
                    if last {
                        return;
                    }
                }
            })
        })
        .collect();
    while answered.load(Ordering::Relaxed) < 200 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.stop().await;
    for client in clients {
        client.await.expect("nothing lost");
    }
}

#[tokio::test]
async fn a_server_that_is_stopping_says_it_is_not_ready() {
    let world = World::new().await;
    let server = world.serve().await;
    assert_eq!(server.get("/readyz").await.status(), 200);
    let client = reqwest::Client::new();
    let url = format!("http://{}/readyz", server.addr);
    let stopping = tokio::spawn(server.into_server().stop());
    tokio::time::sleep(Duration::from_millis(50)).await;
    let answer = client
        .get(url)
        .send()
        .await
        .expect("the door is open for a moment");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["connection"], "close");
    stopping.await.expect("no panic").expect("a clean end");
}
