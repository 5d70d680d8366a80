use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// How a sink answers one request.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Status(u16),
    /// With a `Retry-After` in seconds.
    Later(u16, u32),
    /// A redirect to the metadata of a cloud.
    Redirect,
    /// Never.
    Silence,
}

/// One request as it came.
pub(super) struct Request {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// An HTTP server that answers as told, one answer after the other; the last one again and again.
pub(super) struct WebhookSink {
    pub(super) addr: SocketAddr,
    requests: mpsc::UnboundedReceiver<Request>,
}

#[derive(Clone)]
struct Sink {
    answers: Arc<Mutex<Vec<Answer>>>,
    requests: mpsc::UnboundedSender<Request>,
}

impl WebhookSink {
    pub(super) async fn start(answers: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("its address");
        let (sender, requests) = mpsc::unbounded_channel();
        let sink = Sink {
            answers: Arc::new(Mutex::new(answers.iter().rev().copied().collect())),
            requests: sender,
        };
        let router = Router::new().fallback(answer).with_state(sink);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { addr, requests }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/hook", self.addr)
    }

    pub(super) async fn next(&mut self) -> Request {
        let request = tokio::time::timeout(Duration::from_secs(20), self.requests.recv()).await;
        request.expect("a request").expect("the sink runs")
    }

    pub(super) fn is_quiet(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

async fn answer(State(sink): State<Sink>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = {
        let mut answers = sink.answers.lock().expect("no panic");
        if answers.len() > 1 {
            answers.pop()
        } else {
            answers.last().copied()
        }
    };
    sink.requests
        .send(Request { headers, body })
        .expect("a test listens");
    let status = |code: u16| StatusCode::from_u16(code).expect("a status");
    match answer.expect("an answer") {
        Answer::Status(code) => status(code).into_response(),
        Answer::Later(code, seconds) => {
            (status(code), [("retry-after", seconds.to_string())]).into_response()
        }
        Answer::Redirect => (
            StatusCode::TEMPORARY_REDIRECT,
            [("location", "http://169.254.169.254/latest/meta-data")],
        )
            .into_response(),
        Answer::Silence => std::future::pending().await,
    }
}
