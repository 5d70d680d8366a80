//! The staff side as programs use it: whole cases by tokens of several people, and every refusal.

use std::collections::BTreeMap;

use domain::case::Role;
use reqwest::{Method, Response, multipart};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Running, World, assert_described, problem, record};

/// A district with people, each with one role and a token, and a server.
struct Office {
    world: World,
    server: Running,
    tokens: BTreeMap<&'static str, String>,
}

const STATION: &str = "station";
const ACCEPTOR: &str = "acceptor";
const DISPATCHER: &str = "dispatcher";
const POLICE: &str = "police";
const URBAN: &str = "urban";
const VERIFIER: &str = "verifier";
const CALLER: &str = "caller";
const SUPERVISOR: &str = "supervisor";
const ANALYST: &str = "analyst";

fn role(login: &str) -> (Role, Option<&str>) {
    match login {
        STATION => (Role::StationStaff, None),
        ACCEPTOR => (Role::Acceptor, None),
        DISPATCHER => (Role::Dispatcher, None),
        VERIFIER => (Role::Verifier, None),
        CALLER => (Role::CallerBack, None),
        SUPERVISOR => (Role::Supervisor, None),
        ANALYST => (Role::Analyst, None),
        unit => (Role::Handler, Some(unit)),
    }
}

impl Office {
    async fn new(people: &[&'static str]) -> Self {
        let world = World::new().await;
        world.district().await;
        let mut tokens = BTreeMap::new();
        for login in people {
            let (role, unit) = role(login);
            world.person(login, role, unit).await;
            tokens.insert(*login, world.token(login).await);
        }
        let server = world.serve().await;
        Self {
            world,
            server,
            tokens,
        }
    }

    fn request(&self, who: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
        let token = &self.tokens[who];
        let path = format!("/api/v1/staff{path}");
        self.server
            .request(method, &path)
            .header("authorization", format!("Bearer {token}"))
    }

    async fn get(&self, who: &str, path: &str) -> Response {
        let request = self.request(who, Method::GET, path);
        request.send().await.expect("an answer")
    }

    async fn post(&self, who: &str, path: &str, body: impl Into<String>) -> Response {
        let request = self.request(who, Method::POST, path);
        let request = request.header("content-type", "application/json");
        request.body(body.into()).send().await.expect("an answer")
    }

    /// The JSON of an answer with this status, which is as described.
    async fn described(&self, method: &str, path: &str, status: u16, response: Response) -> Value {
        let found = response.status();
        let text = response.text().await.expect("a body");
        assert_eq!(found, status, "{path}: {text}");
        let answer = serde_json::from_str(&text).expect("JSON");
        assert_described(method, &format!("/api/v1/staff{path}"), status, &answer);
        answer
    }

    /// Opens a case and returns its code.
    async fn open(&self, category: &str) -> String {
        let opened = self.post(STATION, "/cases", new_case(category).to_string()).await;
        let opened = self.described("post", "/cases", 201, opened).await;
        opened["code"].as_str().expect("a code").to_owned()
    }

    async fn version(&self, who: &str, code: &str) -> u64 {
        let file = self.get(who, &format!("/cases/{code}")).await;
        let file = self.described("get", "/cases/{code}", 200, file).await;
        file["case"]["version"].as_u64().expect("a version")
    }

    /// Takes an action at the present version.
    async fn act(&self, who: &str, code: &str, command: Value) -> Value {
        let version = self.version(who, code).await;
        let body = deed(version, &command).to_string();
        let acted = self.post(who, &format!("/cases/{code}/actions"), body).await;
        self.described("post", "/cases/{code}/actions", 200, acted).await
    }

    /// A case that the police leads, with the urban management beside.
    async fn dispatched(&self) -> String {
        let code = self.open("debt").await;
        self.act(ACCEPTOR, &code, json!({"action": "accept"})).await;
        let dispatch = json!({"action": "dispatch", "department": "police", "co_departments": ["urban"],
                              "note": "保密的派遣意见"});
        self.act(DISPATCHER, &code, dispatch).await;
        code
    }

    /// The answer is a refusal that names this field, is as described, and has changed nothing.
    async fn refused(&self, at: &str, status: u16, field: Option<&str>, response: Response, before: &[i64]) {
        let refused = problem(status, response).await;
        assert_described("post", &format!("/api/v1/staff{at}"), status, &refused);
        if let Some(field) = field {
            assert_eq!(refused["field"], field, "{refused}");
        }
        assert!(refused["detail"].is_string(), "{refused}");
        assert_eq!(self.world.written().await, before, "{refused}");
    }
}

fn new_case(category: &str) -> Value {
    json!({
        "action_id": Uuid::new_v4(),
        "category": category,
        "title": "保密的标题",
        "narrative": "张三欠李四三万元",
        "address": "模具城 3 号楼",
        "place": [121.25, 28.65],
    })
}

fn deed(version: u64, command: &Value) -> Value {
    json!({"action_id": Uuid::new_v4(), "version": version, "command": command})
}

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
    let invite = json!({"name": "王律师", "capacity": "lawyer"}).to_string();
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

#[tokio::test]
async fn a_file_goes_in_and_comes_out_and_what_is_none_is_refused() {
    let office = Office::new(&[STATION, ACCEPTOR, POLICE]).await;
    let code = office.open("debt").await;
    let (at, path) = ("/cases/{code}/files", format!("/cases/{code}/files"));
    let before = office.world.written().await;
    let upload = async |who: &str, part: &'static str, bytes: Vec<u8>| {
        let file = multipart::Part::bytes(bytes).file_name("现场.png");
        let form = multipart::Form::new().part(part, file);
        let request = office.request(who, Method::POST, &path).multipart(form);
        request.send().await.expect("an answer")
    };
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(3, 2)
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("encoded");
    let png = png.into_inner();
    for (part, bytes) in [
        ("file", b"<html>".to_vec()),
        ("file", Vec::new()),
        ("photo", png.clone()),
    ] {
        let answer = upload(STATION, part, bytes).await;
        office.refused(at, 400, Some("file"), answer, &before).await;
    }
    let answer = office.post(STATION, &path, "{}").await;
    office.refused(at, 415, None, answer, &before).await;
    let answer = upload(POLICE, "file", png.clone()).await;
    office.refused(at, 404, None, answer, &before).await;

    let answer = upload(STATION, "file", png).await;
    let added = office.described("post", at, 201, answer).await;
    assert_eq!(
        (&added["kind"], &added["file_name"]),
        (&json!("image/png"), &json!("现场.png"))
    );
    let listed = office
        .described("get", at, 200, office.get(STATION, &path).await)
        .await;
    assert_eq!(listed["items"], json!([added]));
    let id = added["attachment_id"].as_str().expect("an id");
    let file = office.get(STATION, &format!("{path}/{id}")).await;
    assert_eq!(file.headers()["content-type"], "image/png");
    assert!(file.bytes().await.expect("bytes").starts_with(b"\x89PNG"));
    let another = office.open("debt").await;
    for wrong in [
        format!("/cases/{another}/files/{id}"),
        format!("{path}/{}", Uuid::new_v4()),
        format!("{path}/none"),
    ] {
        problem(404, office.get(STATION, &wrong).await).await;
    }
    problem(404, office.get(POLICE, &format!("{path}/{id}")).await).await;
    office.server.stop().await;
}

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
