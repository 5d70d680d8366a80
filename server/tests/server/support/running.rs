use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::Value;
use server::Server;

/// A running server and somebody who asks it.
pub(crate) struct Running {
    pub(crate) addr: SocketAddr,
    client: Client,
    server: Server,
}

impl Running {
    pub(crate) fn new(server: Server) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        Self {
            addr: server.addr(),
            client,
            server,
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.addr))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    pub(crate) async fn get_with(&self, path: &str, header: &str, value: &str) -> Response {
        self.request(Method::GET, path)
            .header(header, value)
            .send()
            .await
            .expect("an answer")
    }

    /// What a program with this token is answered.
    pub(crate) async fn get_as(&self, path: &str, token: &str) -> Response {
        self.get_with(path, "authorization", &format!("Bearer {token}"))
            .await
    }

    /// The JSON of a good answer.
    pub(crate) async fn json(&self, path: &str) -> Value {
        self.json_with(path, None).await
    }

    /// The JSON of a good answer, to a program with this token if there is one.
    pub(crate) async fn json_with(&self, path: &str, token: Option<&str>) -> Value {
        let response = match token {
            Some(token) => self.get_as(path, token).await,
            None => self.get(path).await,
        };
        assert_eq!(response.status(), 200, "{path}: {:?}", response.text().await);
        serde_json::from_str(&response.text().await.expect("a body")).expect("JSON")
    }

    /// The problem document of a refusal with this status.
    pub(crate) async fn problem(&self, status: u16, path: &str) -> Value {
        problem(status, self.get(path).await).await
    }

    /// Asks again until `wanted`, for at most ten seconds: what another process does takes its time.
    pub(crate) async fn eventually(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        for _ in 0..100 {
            last = self.json(path).await;
            if wanted(&last) {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{path} still says {last}");
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await.expect("a clean end");
    }

    /// The server alone, to be stopped while clients go on.
    pub(crate) fn into_server(self) -> Server {
        self.server
    }
}

/// The problem document of an answer, checked for its form.
pub(crate) async fn problem(status: u16, response: Response) -> Value {
    let (found, kind) = (response.status(), response.headers().get("content-type").cloned());
    let text = response.text().await.expect("a body");
    assert_eq!(found, status, "{text}");
    assert_eq!(
        kind.expect("a content type"),
        "application/problem+json",
        "{text}"
    );
    let problem: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(problem["status"], status);
    assert!(
        problem["type"].is_string() && problem["title"].is_string(),
        "{problem}"
    );
    problem
}
