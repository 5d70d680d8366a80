//! Notices of the caller.

use serde_json::json;
use uuid::Uuid;

use super::office::{ACCEPTOR, ANALYST, DISPATCHER, Office, POLICE, STATION};

#[tokio::test]
async fn a_unit_is_told_that_it_leads_and_says_that_it_has_read_it() {
    let office = Office::new(&[STATION, ACCEPTOR, DISPATCHER, POLICE, ANALYST]).await;
    let code = office.dispatched().await;
    let list = async || {
        let answer = office.get(POLICE, "/notices?lang=en").await;
        office.described("get", "/notices", 200, answer).await
    };
    let page = list().await;
    let notice = page["rows"]
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["kind"] == "lead"))
        .expect("a notice");
    assert_eq!((&notice["code"], &notice["read"]), (&json!(code), &json!(false)));
    let before = office.world.written().await;
    for (status, who, body) in [
        (400, POLICE, json!({"read": "some"})),
        (400, POLICE, json!({"read": 1})),
        (400, POLICE, json!({})),
        (404, POLICE, json!({"read": Uuid::new_v4()})),
        (404, ANALYST, json!({"read": notice["id"]})),
    ] {
        let answer = office.post(who, "/notices", body.to_string()).await;
        let field = (status == 400).then_some("read");
        office.refused("/notices", status, field, answer, &before).await;
    }
    let body = json!({"read": notice["id"]}).to_string();
    let answer = office.post(POLICE, "/notices", body).await;
    office.described("post", "/notices", 200, answer).await;
    let page = list().await;
    let row = page["rows"].as_array().expect("rows").iter();
    let row = row.filter(|row| row["id"] == notice["id"]).collect::<Vec<_>>();
    assert_eq!(row[0]["read"], true);
    let answer = office.post(POLICE, "/notices", r#"{"read": "all"}"#).await;
    let left = office.described("post", "/notices", 200, answer).await;
    assert_eq!(left["unread"], 0);
    office.server.stop().await;
}
