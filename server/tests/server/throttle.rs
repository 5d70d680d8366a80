//! How often programs may ask.

use std::num::NonZeroU32;

use domain::case::Role;
use reqwest::{Method, Response};
use server::StaffOptions;

use crate::support::{Browser, PASSWORD, Running, World, assert_described, problem};

const ME: &str = "/api/v1/staff/me";

async fn ask(server: &Running, token: &str) -> Response {
    let request = server.request(Method::GET, ME);
    let request = request.header("authorization", format!("Bearer {token}"));
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn the_tokens_of_one_person_ask_only_so_often_and_nobody_else_waits_for_that() {
    let world = World::new().await;
    for login in ["busy", "calm"] {
        world.person(login, Role::Supervisor, None).await;
    }
    let [first, second] = [world.token("busy").await, world.token("busy").await];
    let calm = world.token("calm").await;
    let server = world
        .serve_staff(StaffOptions {
            token_requests: NonZeroU32::new(4),
            ..StaffOptions::default()
        })
        .await;
    for token in [&first, &second, &first, &second] {
        assert_eq!(ask(&server, token).await.status(), 200);
    }
    for token in [&first, &second] {
        let refused = ask(&server, token).await;
        let wait = refused.headers()["retry-after"].to_str().expect("text");
        assert!(
            (1..=15).contains(&wait.parse::<u32>().expect("seconds")),
            "{wait}"
        );
        assert_described("get", ME, 429, &problem(429, refused).await);
    }
    assert_eq!(ask(&server, &calm).await.status(), 200);
    let browser = Browser::sign_in(&server, "busy", PASSWORD).await;
    for _ in 0..6 {
        assert_eq!(
            browser.get("/account").await.status(),
            200,
            "people are not counted"
        );
    }
    server.stop().await;
}
