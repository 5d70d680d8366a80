//! Guests: invited, called and turned away.

use serde_json::{Value, json};
use uuid::Uuid;

use super::office::{ACCEPTOR, DISPATCHER, Office, STATION, VERIFIER};
use crate::support::problem;

#[tokio::test]
async fn a_guest_is_invited_called_and_turned_away_again() {
    let office = Office::new(&[STATION, ACCEPTOR, DISPATCHER, VERIFIER]).await;
    let code = office.open("debt").await;
    let (at, path) = ("/cases/{code}/guests", format!("/cases/{code}/guests"));
    let before = office.world.written().await;
    let good = json!({"action_id": Uuid::new_v4(), "name": "王律师", "capacity": "lawyer"});
    let with = |field: &str, value: Value| {
        let mut invite = good.clone();
        invite[field] = value;
        invite
    };
    let without = |field: &str| {
        let mut invite = good.clone();
        invite.as_object_mut().expect("an object").remove(field);
        invite
    };
    for (field, body) in [
        ("name", with("name", json!(" "))),
        ("name", with("name", json!("名".repeat(41)))),
        ("name", with("name", json!("a\0b"))),
        ("name", without("name")),
        ("capacity", with("capacity", json!("king"))),
        ("action_id", with("action_id", json!("x"))),
        ("action_id", without("action_id")),
        ("colour", with("colour", json!(1))),
    ] {
        let answer = office.post(STATION, &path, body.to_string()).await;
        office.refused(at, 400, Some(field), answer, &before).await;
    }
    let invite = good.to_string();
    let answer = office.post(VERIFIER, &path, invite.clone()).await;
    office.refused(at, 403, None, answer, &before).await;

    let answer = office.post(STATION, &path, invite.clone()).await;
    let invited = office.described("post", at, 201, answer).await;
    let answer = office.post(STATION, &path, invite).await;
    let again = office.described("post", at, 200, answer).await;
    assert_eq!(
        (&invited["repeated"], &again["repeated"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(again["link"], invited["link"], "the answer may have been lost");
    let page = invited["path"].as_str().expect("a path").to_owned();
    let link = invited["link"].as_str().expect("a link");
    assert!(link.starts_with("http") && link.ends_with(&page), "{link}");
    let listed = office.get(STATION, &path).await;
    let listed = office.described("get", at, 200, listed).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "invited once");
    assert_eq!(listed["items"][0]["code_id"], invited["code_id"]);
    assert!(!listed.to_string().contains(&page), "the list tells no code");
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
