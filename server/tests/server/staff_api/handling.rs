//! Whole cases, by several tokens.

use serde_json::{Value, json};

use super::office::{
    ACCEPTOR, CALLER, DISPATCHER, Office, POLICE, STATION, SUPERVISOR, URBAN, VERIFIER, deed, new_case,
};

/// What no public answer may hold.
const PRIVATE: [&str; 5] = ["保密", "张三", "模具城", "姓名", "action_id"];

#[tokio::test]
async fn a_case_is_handled_by_several_tokens_and_the_public_sees_what_it_may() {
    let people = [
        STATION, ACCEPTOR, DISPATCHER, POLICE, URBAN, VERIFIER, CALLER, SUPERVISOR,
    ];
    let office = Office::new(&people).await;
    let code = office.dispatched().await;
    let public = format!("/api/v1/cases/{code}");
    let is_in = |state: &'static str| move |case: &Value| case["state"] == state;
    let queue = office.get(POLICE, "/queue?queue=mine").await;
    let queue = office.described("get", "/queue", 200, queue).await;
    assert_eq!(queue["rows"][0]["code"], code);

    office.act(POLICE, &code, json!({"action": "sign"})).await;
    office.act(URBAN, &code, json!({"action": "co_sign"})).await;
    office.act(POLICE, &code, json!({"action": "start"})).await;
    let until = (chrono::Utc::now() + chrono::TimeDelta::days(9)).to_rfc3339();
    let ask = json!({"action": "ask_extension", "reason": "complex", "until": until, "note": "保密的理由"});
    office.act(POLICE, &code, ask).await;
    office
        .act(
            SUPERVISOR,
            &code,
            json!({"action": "approve_extension", "note": "保密的批复"}),
        )
        .await;

    // The public sees the work, both dues and why there is a second one.
    let extended = |case: &Value| case["due"]["current"] != case["due"]["original"];
    let case = office.server.eventually(&public, extended).await;
    let timeline = case["timeline"].as_array().expect("a timeline");
    assert!(
        timeline
            .iter()
            .any(|event| event["action"] == "ask_extension" && event["reason"] == "complex"),
        "{case}"
    );
    let units: Vec<&Value> = case["units"].as_array().expect("units").iter().collect();
    assert_eq!(units.len(), 2, "{case}");
    assert!(!units[1]["signed_at"].is_null(), "{case}");
    for path in [
        public.clone(),
        format!("/cases/{code}"),
        format!("/en/cases/{code}"),
    ] {
        let text = office.server.get(&path).await.text().await.expect("a body");
        for private in PRIVATE {
            assert!(!text.contains(private), "{path} says {private}");
        }
    }

    office.act(URBAN, &code, json!({"action": "co_feedback"})).await;
    office.act(POLICE, &code, json!({"action": "feedback"})).await;
    office.act(VERIFIER, &code, json!({"action": "verify"})).await;
    let said = json!({"action": "call_back", "solved": true, "satisfaction": 5});
    office.act(CALLER, &code, said).await;
    let closed = office.act(SUPERVISOR, &code, json!({"action": "close"})).await;
    assert_eq!(closed["state"], "closed");
    office.server.eventually(&public, is_in("closed")).await;
    let page = office.server.get(&format!("/cases/{code}")).await;
    assert_eq!(page.status(), 200);
    office.server.stop().await;
}

#[tokio::test]
async fn a_co_handler_gets_more_time_for_its_own_part_and_the_public_sees_both_dues_and_why() {
    let people = [STATION, ACCEPTOR, DISPATCHER, POLICE, URBAN, SUPERVISOR];
    let office = Office::new(&people).await;
    let code = office.dispatched().await;
    let public = format!("/api/v1/cases/{code}");
    let until = (chrono::Utc::now() + chrono::TimeDelta::days(9)).to_rfc3339();
    let ask = json!({"action": "co_ask_extension", "reason": "waits_for_evidence", "until": until,
                     "note": "保密的理由"});
    let unsigned = office.version(URBAN, &code).await;
    let path = format!("/cases/{code}/actions");
    let before = office.world.written().await;
    let answer = office.post(URBAN, &path, deed(unsigned, &ask).to_string()).await;
    office
        .refused("/cases/{code}/actions", 400, Some("signature"), answer, &before)
        .await;
    office.act(POLICE, &code, json!({"action": "sign"})).await;
    office.act(URBAN, &code, json!({"action": "co_sign"})).await;
    office.act(URBAN, &code, ask).await;

    // It waits for the dispatchers, under the name of the unit that asks.
    let queue = office.get(DISPATCHER, "/queue?queue=extensions&lang=en").await;
    let queue = office.described("get", "/queue", 200, queue).await;
    let row = &queue["rows"][0];
    assert_eq!(queue["rows"].as_array().map(Vec::len), Some(1), "{queue}");
    assert_eq!(
        (&row["code"], &row["part"], &row["department"]["code"]),
        (&json!(code), &json!("co"), &json!("urban"))
    );
    assert_eq!(row["extension_asked"], true);
    let mut counts = queue["counts"].as_array().expect("counts").iter();
    let count = counts.find(|count| count["queue"] == "extensions");
    assert_eq!(count.map(|count| &count["waiting"]), Some(&json!(1)));
    let file = office.get(SUPERVISOR, &format!("/cases/{code}")).await;
    let file = office.described("get", "/cases/{code}", 200, file).await;
    assert!(!file["parts"][1]["extension_until"].is_null(), "{file}");
    assert!(
        file["parts"][0]["extension_until"].is_null(),
        "the lead asks for nothing"
    );

    let approve = json!({"action": "co_approve_extension", "department": "urban", "note": "保密的批复"});
    office.act(SUPERVISOR, &code, approve).await;
    let moved = |case: &Value| {
        let due = &case["units"][1]["due"];
        due["current"] != due["original"]
    };
    let case = office.server.eventually(&public, moved).await;
    assert_eq!(
        case["units"][0]["due"]["current"], case["units"][0]["due"]["original"],
        "the lead's stands: {case}"
    );
    assert_eq!(case["due"]["current"], case["due"]["original"]);
    let timeline = case["timeline"].as_array().expect("a timeline");
    let event = |action: &str| {
        let found = timeline.iter().find(|event| event["action"] == action);
        found.unwrap_or_else(|| panic!("{action}: {case}"))
    };
    let (asked, approved) = (event("co_ask_extension"), event("co_approve_extension"));
    assert_eq!(
        (&asked["department"]["code"], &asked["reason"]),
        (&json!("urban"), &json!("waits_for_evidence"))
    );
    assert_eq!(approved["department"]["code"], "urban");
    assert_eq!(approved["due_at"], case["units"][1]["due"]["current"]);
    for path in [format!("/cases/{code}"), format!("/en/cases/{code}")] {
        let text = office.server.get(&path).await.text().await.expect("a body");
        for private in PRIVATE {
            assert!(!text.contains(private), "{path} says {private}");
        }
    }
    office.server.stop().await;
}

#[tokio::test]
async fn the_same_action_id_acts_once_however_often_it_is_sent() {
    let office = Office::new(&[STATION, ACCEPTOR]).await;
    let body = new_case("debt").to_string();
    let (one, other) = tokio::join!(
        office.post(STATION, "/cases", body.clone()),
        office.post(STATION, "/cases", body.clone())
    );
    let mut statuses = [one.status().as_u16(), other.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201], "opened by one of the two");
    let third = office.post(STATION, "/cases", body).await;
    let opened = office.described("post", "/cases", 200, third).await;
    assert_eq!(opened["repeated"], true);
    let code = opened["code"].as_str().expect("a code");
    assert_eq!(office.world.written().await[..2], [1, 1], "one case, one event");

    let path = format!("/cases/{code}/actions");
    let accept = deed(1, &json!({"action": "accept"})).to_string();
    let (one, other) = tokio::join!(
        office.post(ACCEPTOR, &path, accept.clone()),
        office.post(ACCEPTOR, &path, accept.clone())
    );
    let mut repeated = Vec::new();
    for answer in [one, other, office.post(ACCEPTOR, &path, accept).await] {
        let acted = office
            .described("post", "/cases/{code}/actions", 200, answer)
            .await;
        assert_eq!(
            (&acted["state"], &acted["version"]),
            (&json!("accepted"), &json!(2))
        );
        repeated.push(acted["repeated"].as_bool().expect("yes or no"));
    }
    assert_eq!(repeated.iter().filter(|it| !**it).count(), 1, "{repeated:?}");
    assert_eq!(office.world.written().await[..2], [1, 2]);
    office.server.stop().await;
}
