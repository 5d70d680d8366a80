//! A district whose people use the API.

use std::collections::BTreeMap;

use domain::case::Role;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Running, World, assert_described, problem};

/// A district with people, each with one role and a token, and a server.
pub(super) struct Office {
    pub(super) world: World,
    pub(super) server: Running,
    pub(super) tokens: BTreeMap<&'static str, String>,
}

pub(super) const STATION: &str = "station";
pub(super) const ACCEPTOR: &str = "acceptor";
pub(super) const DISPATCHER: &str = "dispatcher";
pub(super) const POLICE: &str = "police";
pub(super) const URBAN: &str = "urban";
pub(super) const VERIFIER: &str = "verifier";
pub(super) const CALLER: &str = "caller";
pub(super) const SUPERVISOR: &str = "supervisor";
pub(super) const ANALYST: &str = "analyst";

pub(super) fn role(login: &str) -> (Role, Option<&str>) {
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
    pub(super) async fn new(people: &[&'static str]) -> Self {
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

    pub(super) fn request(&self, who: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
        let token = &self.tokens[who];
        let path = format!("/api/v1/staff{path}");
        self.server
            .request(method, &path)
            .header("authorization", format!("Bearer {token}"))
    }

    pub(super) async fn get(&self, who: &str, path: &str) -> Response {
        let request = self.request(who, Method::GET, path);
        request.send().await.expect("an answer")
    }

    pub(super) async fn post(&self, who: &str, path: &str, body: impl Into<String>) -> Response {
        let request = self.request(who, Method::POST, path);
        let request = request.header("content-type", "application/json");
        request.body(body.into()).send().await.expect("an answer")
    }

    /// The JSON of an answer with this status, which is as described.
    pub(super) async fn described(&self, method: &str, path: &str, status: u16, response: Response) -> Value {
        let found = response.status();
        let text = response.text().await.expect("a body");
        assert_eq!(found, status, "{path}: {text}");
        let answer = serde_json::from_str(&text).expect("JSON");
        assert_described(method, &format!("/api/v1/staff{path}"), status, &answer);
        answer
    }

    /// Opens a case and returns its code.
    pub(super) async fn open(&self, category: &str) -> String {
        let opened = self.post(STATION, "/cases", new_case(category).to_string()).await;
        let opened = self.described("post", "/cases", 201, opened).await;
        opened["code"].as_str().expect("a code").to_owned()
    }

    pub(super) async fn version(&self, who: &str, code: &str) -> u64 {
        let file = self.get(who, &format!("/cases/{code}")).await;
        let file = self.described("get", "/cases/{code}", 200, file).await;
        file["case"]["version"].as_u64().expect("a version")
    }

    /// Takes an action at the present version.
    pub(super) async fn act(&self, who: &str, code: &str, command: Value) -> Value {
        let version = self.version(who, code).await;
        let body = deed(version, &command).to_string();
        let acted = self.post(who, &format!("/cases/{code}/actions"), body).await;
        self.described("post", "/cases/{code}/actions", 200, acted).await
    }

    /// A case that the police leads, with the urban management beside.
    pub(super) async fn dispatched(&self) -> String {
        let code = self.open("debt").await;
        self.act(ACCEPTOR, &code, json!({"action": "accept"})).await;
        let dispatch = json!({"action": "dispatch", "department": "police", "co_departments": ["urban"],
                              "note": "保密的派遣意见"});
        self.act(DISPATCHER, &code, dispatch).await;
        code
    }

    /// The answer is a refusal that names this field, is as described, and has changed nothing.
    pub(super) async fn refused(
        &self,
        at: &str,
        status: u16,
        field: Option<&str>,
        response: Response,
        before: &[i64],
    ) {
        let refused = problem(status, response).await;
        assert_described("post", &format!("/api/v1/staff{at}"), status, &refused);
        if let Some(field) = field {
            assert_eq!(refused["field"], field, "{refused}");
        }
        assert!(refused["detail"].is_string(), "{refused}");
        assert_eq!(self.world.written().await, before, "{refused}");
    }
}

pub(super) fn new_case(category: &str) -> Value {
    json!({
        "action_id": Uuid::new_v4(),
        "category": category,
        "title": "保密的标题",
        "narrative": "张三欠李四三万元",
        "address": "模具城 3 号楼",
        "place": [121.25, 28.65],
    })
}

pub(super) fn deed(version: u64, command: &Value) -> Value {
    json!({"action_id": Uuid::new_v4(), "version": version, "command": command})
}
