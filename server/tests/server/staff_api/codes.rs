//! The codes of a case, and their successors.

use serde_json::json;

use super::office::{DISPATCHER, Office, STATION};

#[tokio::test]
async fn a_revoked_code_is_worth_nothing_and_another_takes_its_place() {
    let office = Office::new(&[STATION, DISPATCHER]).await;
    let code = office.open("debt").await;
    let (at, path) = ("/cases/{code}/codes", format!("/cases/{code}/codes"));
    let codes = office
        .described("get", at, 200, office.get(STATION, &path).await)
        .await;
    let before = office.world.written().await;
    let revoke = format!("{path}/revoke");
    let answer = office.post(STATION, &revoke, r#"{"which": "public"}"#).await;
    let revoke_at = "/cases/{code}/codes/revoke";
    office.refused(revoke_at, 403, None, answer, &before).await;
    let answer = office.post(DISPATCHER, &revoke, r#"{"which": "all"}"#).await;
    office
        .refused(revoke_at, 400, Some("which"), answer, &before)
        .await;
    for which in ["public", "handler"] {
        let body = json!({"which": which}).to_string();
        assert_eq!(office.post(DISPATCHER, &revoke, body).await.status(), 204);
    }
    let fresh = office
        .described("get", at, 200, office.get(STATION, &path).await)
        .await;
    assert_ne!(fresh["public"], codes["public"]);
    assert_ne!(fresh["handler"], codes["handler"]);
    let old = codes["handler"].as_str().expect("a path");
    assert_eq!(office.server.get(old).await.status(), 404);
    office.server.stop().await;
}
