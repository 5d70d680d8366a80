//! One reference, one log line and one set of figures per request.
//!
//! Nothing personal is recorded: the route's pattern instead of the address (which may hold a case's
//! token or a search), no client address, no agent.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use uuid::Uuid;

use crate::problem::Cause;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Buckets of the latency histogram, in seconds.
const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Names a request in the answer, in problems and in the log.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(Arc<str>);

impl RequestId {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The outermost layer.
pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(Uuid::new_v4().simple().to_string().into());
    request.extensions_mut().insert(id.clone());
    // The app writes it on its error pages. Whatever the client calls itself is not taken over.
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        request.headers_mut().insert(REQUEST_ID, value);
    }
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();

    let mut response = next.run(request).await;

    let status = response.status();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let seconds = started.elapsed().as_secs_f64();
    let labels = [
        ("route", route.to_owned()),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("lianqin_http_requests_total", &labels).increment(1);
    metrics::histogram!("lianqin_http_request_seconds", "route" => route.to_owned()).record(seconds);

    let (status, reference, milliseconds) = (status.as_u16(), id.as_str(), seconds * 1e3);
    match response.extensions().get::<Cause>() {
        // It passes: the database is away, or we are stopping.
        Some(Cause(cause)) if status == 503 => {
            tracing::warn!(%method, route, status, reference, milliseconds, cause, "request refused");
        }
        Some(Cause(cause)) => {
            tracing::error!(%method, route, status, reference, milliseconds, cause, "request failed");
        }
        None => tracing::debug!(%method, route, status, reference, milliseconds, "request"),
    }
    if let Ok(value) = HeaderValue::from_str(reference) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The process's metrics; the recorder is installed on first use.
pub(crate) fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_ok() {
            describe();
        }
        handle
    })
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!("lianqin_http_requests_total", "Requests by route and status.");
    describe_histogram!(
        "lianqin_http_request_seconds",
        "Seconds until the head of the answer, by route."
    );
    describe_counter!(
        "lianqin_cache_total",
        "Public answers by how they were made: hit, miss, not_modified."
    );
    describe_gauge!(
        "lianqin_data_version",
        "Version of the published data in the picture."
    );
    describe_gauge!("lianqin_live_readers", "Open live streams.");
    describe_gauge!(
        "lianqin_publish_lag_seconds",
        "How long the oldest publishable change has been waiting."
    );
    describe_counter!(
        "lianqin_published_cases_total",
        "Cases this server has published."
    );
    describe_counter!(
        "lianqin_database_failures_total",
        "Attempts to reach the database that failed, by job."
    );
}
