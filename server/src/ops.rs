//! For those who run it: is it alive, is it ready, how is it doing.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

use crate::middleware::observe;
use crate::problem::Problem;
use crate::state::PublicState;

/// The process answers. Says nothing about the database, so that nobody restarts us for its sake.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// Requests can be answered: the picture is there, the database too, and we are not on our way out.
pub(crate) async fn readyz(State(state): State<PublicState>) -> Result<&'static str, Problem> {
    if state.shutdown.is_draining() {
        return Err(Problem::unavailable("the server is stopping"));
    }
    match tokio::time::timeout(Duration::from_secs(2), state.portal.is_ready()).await {
        Ok(true) => Ok("ready\n"),
        _ => Err(Problem::unavailable("the database does not answer")),
    }
}

/// Prometheus' text format.
pub(crate) async fn metrics(State(state): State<PublicState>) -> Response {
    let handle = observe::metrics();
    metrics::gauge!("lianqin_data_version").set(state.portal.data_version() as f64);
    metrics::gauge!("lianqin_live_readers").set(state.readers.load(Ordering::Relaxed) as f64);
    handle.run_upkeep();
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        handle.render(),
    )
        .into_response()
}
