//! What is refused: its field is named, and nothing is written.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::office::{ACCEPTOR, DISPATCHER, Office, POLICE, STATION, VERIFIER, deed, new_case};
use crate::support::{assert_described, problem, record};

#[tokio::test]
async fn a_new_case_that_cannot_be_taken_names_its_field_and_nothing_is_written() {
    let office = Office::new(&[STATION, VERIFIER]).await;
    let before = office.world.written().await;
    let with = |field: &str, value: Value| {
        let mut case = new_case("debt");
        case[field] = value;
        case.to_string()
    };
    let without = |field: &str| {
        let mut case = new_case("debt");
        case.as_object_mut().expect("an object").remove(field);
        case.to_string()
    };
    for (field, body) in [
        ("body", String::new()),
        ("body", "null".to_owned()),
        ("body", "{".to_owned()),
        ("body", format!("{} x", new_case("debt"))),
        ("action_id", without("action_id")),
        ("action_id", with("action_id", json!("x"))),
        ("category", without("category")),
        ("category", with("category", json!(7))),
        ("category", with("category", json!("nothing"))),
        ("category", with("category", json!("de\0bt"))),
        ("category", with("category", json!("x".repeat(5_000)))),
        ("title", with("title", json!("题".repeat(121)))),
        ("title", with("title", json!("a\0b"))),
        ("narrative", with("narrative", json!("字".repeat(4_001)))),
        ("narrative", with("narrative", json!(["x"]))),
        ("address", with("address", json!("\0"))),
        ("address", with("address", json!("字".repeat(4_001)))),
        ("township", with("township", json!("nowhere"))),
        ("township", with("township", json!("\0"))),
        ("station", with("station", json!("nowhere"))),
        ("place", with("place", json!([500.0, 28.0]))),
        ("place", with("place", json!([0.0, 0.0]))),
        ("place", with("place", json!([121.0]))),
        ("place[0]", with("place", json!(["x", 28.0]))),
        (
            "place[0]",
            with("place", json!([777.0, 28.0])).replace("777.0", "1e999"),
        ),
        ("colour", with("colour", json!("red"))),
    ] {
        let answer = office.post(STATION, "/cases", body).await;
        office.refused("/cases", 400, Some(field), answer, &before).await;
    }
    let good = new_case("debt").to_string();
    let answer = office.post(VERIFIER, "/cases", good.clone()).await;
    office.refused("/cases", 403, None, answer, &before).await;
    let answer = office.post(STATION, "/cases?colour=red", good.clone()).await;
    office
        .refused("/cases", 400, Some("colour"), answer, &before)
        .await;
    let request = office.request(STATION, Method::POST, "/cases").body(good.clone());
    let answer = request
        .header("content-type", "text/plain")
        .send()
        .await
        .expect("an answer");
    office.refused("/cases", 415, None, answer, &before).await;
    let large = with("narrative", json!("x".repeat(70_000)));
    let answer = office.post(STATION, "/cases", large).await;
    office.refused("/cases", 413, None, answer, &before).await;
    for token in ["", "Bearer lq_wrong", "Basic eDp5"] {
        let request = office.server.request(Method::POST, "/api/v1/staff/cases");
        let request = request
            .header("content-type", "application/json")
            .header("sec-fetch-site", "same-origin")
            .header("authorization", token);
        let answer = request.body(good.clone()).send().await.expect("an answer");
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        office.refused("/cases", 401, None, answer, &before).await;
    }
    office.server.stop().await;
}

#[tokio::test]
async fn an_action_that_cannot_be_taken_names_its_field_and_nothing_is_written() {
    let office = Office::new(&[STATION, ACCEPTOR, DISPATCHER, VERIFIER, POLICE]).await;
    let code = office.open("debt").await;
    office.act(ACCEPTOR, &code, json!({"action": "accept"})).await;
    let (at, path) = ("/cases/{code}/actions", format!("/cases/{code}/actions"));
    let before = office.world.written().await;
    let dispatch = |field: &str, value: Value| {
        let mut command = json!({"action": "dispatch", "department": "police"});
        command[field] = value;
        deed(2, &command)
    };
    let good = dispatch("note", Value::Null);
    let with = |field: &str, value: Value| {
        let mut deed = good.clone();
        deed[field] = value;
        deed
    };
    let units: Vec<String> = (0..41).map(|n| format!("unit-{n}")).collect();
    for (field, body) in [
        ("department", deed(2, &json!({"action": "dispatch"}))),
        ("department", dispatch("department", json!("  "))),
        ("department", dispatch("department", json!("nowhere"))),
        ("department", dispatch("department", json!("po\0lice"))),
        ("department", dispatch("department", json!("x".repeat(5_000)))),
        ("department", dispatch("department", json!(7))),
        (
            "co_departments",
            dispatch("co_departments", json!(["urban", "nowhere"])),
        ),
        (
            "co_departments",
            dispatch("co_departments", json!(["urban", "urban"])),
        ),
        ("co_departments", dispatch("co_departments", json!(["police"]))),
        ("co_departments", dispatch("co_departments", json!(["\0"]))),
        ("co_departments", dispatch("co_departments", json!(units))),
        ("co_departments", dispatch("co_departments", json!("urban"))),
        (
            "co_departments[1]",
            dispatch("co_departments", json!(["urban", 1])),
        ),
        ("note", dispatch("note", json!("字".repeat(4_001)))),
        ("note", dispatch("note", json!("a\0b"))),
        ("reason", dispatch("reason", json!("because"))),
        ("until", dispatch("until", json!("tomorrow"))),
        ("until", dispatch("until", json!("+200000-01-01T00:00:00Z"))),
        ("satisfaction", dispatch("satisfaction", json!(300))),
        ("satisfaction", dispatch("satisfaction", json!(-1))),
        ("solved", dispatch("solved", json!("yes"))),
        ("into", dispatch("into", json!("\0"))),
        ("place", dispatch("place", json!("字".repeat(4_001)))),
        ("colour", dispatch("colour", json!("red"))),
        ("action", dispatch("action", json!("explode"))),
        ("action", deed(2, &json!({}))),
        ("command", with("command", Value::Null)),
        ("version", with("version", json!(-1))),
        ("version", with("version", json!(4_294_967_296_u64))),
        ("version", with("version", json!("2"))),
        ("action_id", with("action_id", json!("x"))),
        ("colour", with("colour", json!(1))),
        ("into", deed(2, &json!({"action": "merge"}))),
        ("into", deed(2, &json!({"action": "merge", "into": code}))),
        (
            "into",
            deed(2, &json!({"action": "merge", "into": "AAAA-AAAA-A"})),
        ),
        ("note", deed(2, &json!({"action": "comment", "note": " "}))),
        ("body", json!([])),
    ] {
        let answer = office.post(DISPATCHER, &path, body.to_string()).await;
        office.refused(at, 400, Some(field), answer, &before).await;
    }
    let answer = office.post(DISPATCHER, &path, "").await;
    office.refused(at, 400, Some("body"), answer, &before).await;
    // A role that does not dispatch; a unit that does not see the case; an action that nobody asks for.
    let answer = office.post(VERIFIER, &path, good.to_string()).await;
    office.refused(at, 403, None, answer, &before).await;
    let answer = office.post(POLICE, &path, good.to_string()).await;
    office.refused(at, 404, None, answer, &before).await;
    for action in ["report", "record"] {
        let body = deed(2, &json!({"action": action})).to_string();
        let answer = office.post(DISPATCHER, &path, body).await;
        assert!([403, 409].contains(&answer.status().as_u16()), "{action}");
    }
    // Too early, and too late.
    let body = deed(2, &json!({"action": "close"})).to_string();
    let answer = office.post(DISPATCHER, &path, body).await;
    office.refused(at, 409, None, answer, &before).await;
    for version in [1, 3] {
        let stale = with("version", json!(version)).to_string();
        let answer = office.post(DISPATCHER, &path, stale).await;
        let refused = problem(409, answer).await;
        assert_described("post", &format!("/api/v1/staff{at}"), 409, &refused);
        if version == 1 {
            let changes = refused["changes"].as_array().expect("what was done");
            assert_eq!(changes.len(), 1, "{refused}");
            assert_eq!(
                (&changes[0]["seq"], &changes[0]["action"]),
                (&json!(2), &json!("accept"))
            );
        }
    }
    assert_eq!(office.world.written().await, before);
    office.server.stop().await;
}

#[tokio::test]
async fn another_regions_case_is_not_there_and_another_region_is_refused() {
    let office = Office::new(&[DISPATCHER]).await;
    let other = office.world.region("other").await;
    office
        .world
        .take_into(&other, vec![record("1").department("a").build()])
        .await;
    let code: String = sqlx::query_scalar("select public_code from core.cases where region_code = 'other'")
        .fetch_one(office.world.db.pool())
        .await
        .expect("a code");
    let before = office.world.written().await;
    let sign = deed(1, &json!({"action": "comment", "note": "x"})).to_string();
    let invite = json!({"action_id": Uuid::new_v4(), "name": "王律师", "capacity": "lawyer"}).to_string();
    let revoke = json!({"which": "public"}).to_string();
    for (part, body) in [("actions", sign), ("guests", invite), ("codes/revoke", revoke)] {
        let at = format!("/cases/{{code}}/{part}");
        let path = format!("/cases/{code}/{part}");
        let answer = office.post(DISPATCHER, &path, body.clone()).await;
        office.refused(&at, 404, None, answer, &before).await;
        let path = format!("{path}?region=other");
        let answer = office.post(DISPATCHER, &path, body.clone()).await;
        office.refused(&at, 403, None, answer, &before).await;
        let path = format!("/cases/{code}/{part}?region=%00");
        let answer = office.post(DISPATCHER, &path, body).await;
        office.refused(&at, 400, Some("region"), answer, &before).await;
    }
    for part in ["", "/guests", "/files", "/codes"] {
        let answer = office.get(DISPATCHER, &format!("/cases/{code}{part}")).await;
        problem(404, answer).await;
    }
    office.server.stop().await;
}
