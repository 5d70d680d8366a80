//! A client whose clock is wrong: it is never asked for the time.

use chrono::{DateTime, Utc};
use domain::case::Role;
use reqwest::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Running, World, problem, record};

struct Client<'a> {
    server: &'a Running,
    token: String,
    code: String,
}

impl Client<'_> {
    async fn act(&self, body: &Value) -> Response {
        self.server
            .request(
                reqwest::Method::POST,
                &format!("/api/v1/staff/cases/{}/actions", self.code),
            )
            .bearer_auth(&self.token)
            // Long ago, as a device with an empty battery believes.
            .header("date", "Thu, 01 Jan 1970 00:00:00 GMT")
            .json(body)
            .send()
            .await
            .expect("an answer")
    }
}

#[tokio::test]
async fn a_client_cannot_say_when_it_acted_and_its_clock_has_no_effect() {
    let world = World::new().await;
    world.take(vec![record("1").department("roads").build()]).await;
    world.person("chen", Role::Supervisor, None).await;
    let token = world.token("chen").await;
    let (code, version): (String, i32) = sqlx::query_as("select public_code, version from core.cases")
        .fetch_one(world.db.pool())
        .await
        .expect("the case");
    let server = world.serve().await;
    let client = Client {
        server: &server,
        token,
        code,
    };
    let sound = json!({
        "action_id": Uuid::new_v4(),
        "version": version,
        "command": { "action": "comment", "note": "去看过了" },
    });

    for name in ["at", "time", "now", "created_at", "received_at", "signed_at"] {
        for within in ["", "/command"] {
            let mut skewed = sound.clone();
            skewed.pointer_mut(within).expect("an object")[name] = json!("2031-01-01T00:00:00Z");
            let told = problem(400, client.act(&skewed).await).await;
            let field = told["field"].as_str().expect("a field");
            assert_eq!(field, name, "named without the object that holds it");
            assert!(told["detail"].to_string().contains(name), "{told}");
        }
    }
    let count = "select count(*) from core.case_events where action = 'comment'";
    let comments: i64 = sqlx::query_scalar(count)
        .fetch_one(world.db.pool())
        .await
        .expect("count");
    assert_eq!(comments, 0, "nothing was written");

    let before = Utc::now();
    assert_eq!(client.act(&sound).await.status(), 200);
    let after = Utc::now();
    let at: DateTime<Utc> = sqlx::query_scalar("select at from core.case_events where action = 'comment'")
        .fetch_one(world.db.pool())
        .await
        .expect("the event");
    // The database keeps microseconds.
    let at = at.timestamp_micros();
    assert!(
        (before.timestamp_micros()..=after.timestamp_micros()).contains(&at),
        "the server's time"
    );
    server.stop().await;
}
