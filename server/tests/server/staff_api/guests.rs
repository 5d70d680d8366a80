//! Guests: invited, called and turned away.

use serde_json::json;
use uuid::Uuid;

use super::office::{ACCEPTOR, DISPATCHER, Office, STATION, VERIFIER};
use crate::support::problem;

#[tokio::test]
async fn a_guest_is_invited_called_and_turned_away_again() {
    let office = Office::new(&[STATION, ACCEPTOR, DISPATCHER, VERIFIER]).await;
    let code = office.open("debt").await;
    let (at, path) = ("/cases/{code}/guests", format!("/cases/{code}/guests"));
    let before = office.world.written().await;
    for (field, body) in [
        ("name", json!({"name": " ", "capacity": "lawyer"})),
        ("name", json!({"name": "名".repeat(41), "capacity": "lawyer"})),
        ("name", json!({"name": "a\0b", "capacity": "lawyer"})),
        ("name", json!({"capacity": "lawyer"})),
        ("capacity", json!({"name": "王律师", "capacity": "king"})),
        (
            "colour",
            json!({"name": "王律师", "capacity": "lawyer", "colour": 1}),
        ),
    ] {
        let answer = office.post(STATION, &path, body.to_string()).await;
        office.refused(at, 400, Some(field), answer, &before).await;
    }
    let invite = json!({"name": "王律师", "capacity": "lawyer"}).to_string();
    let answer = office.post(VERIFIER, &path, invite.clone()).await;
    office.refused(at, 403, None, answer, &before).await;

    let answer = office.post(STATION, &path, invite).await;
    let invited = office.described("post", at, 201, answer).await;
    let page = invited["path"].as_str().expect("a path").to_owned();
    let link = invited["link"].as_str().expect("a link");
    assert!(link.starts_with("http") && link.ends_with(&page), "{link}");
    let listed = office.get(STATION, &path).await;
    let listed = office.described("get", at, 200, listed).await;
    assert_eq!(listed["items"][0]["code_id"], invited["code_id"]);
    assert!(!listed.to_string().contains(&page), "the code is told once");
    let guest = format!("guest:{}", invited["code_id"].as_str().expect("an id"));
    let file = office.get(STATION, &format!("/cases/{code}")).await;
    let file = office.described("get", "/cases/{code}", 200, file).await;
    assert_eq!(file["guests"], json!([{"code": guest, "name": "王律师"}]));
    let whistle = json!({"action": "whistle", "place": "东门", "co_departments": [guest]});
    office.act(STATION, &code, whistle).await;
    assert_eq!(office.server.get(&page).await.status(), 200);

    let id = invited["code_id"].as_str().expect("an id");
    for wrong in [Uuid::new_v4().to_string(), "none".to_owned()] {
        let answer = office.post(STATION, &format!("{path}/{wrong}/revoke"), "").await;
        problem(404, answer).await;
    }
    let answer = office.post(VERIFIER, &format!("{path}/{id}/revoke"), "").await;
    problem(403, answer).await;
    let answer = office.post(STATION, &format!("{path}/{id}/revoke"), "").await;
    assert_eq!(answer.status(), 204);
    assert_eq!(office.server.get(&page).await.status(), 404);
    let file = office.get(STATION, &format!("/cases/{code}")).await;
    let file = office.described("get", "/cases/{code}", 200, file).await;
    assert_eq!(file["guests"], json!([]));
    office.server.stop().await;
}
