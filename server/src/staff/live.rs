//! `GET /desk/live`: how many notices wait and which is the newest, while a page of the workbench is open.
//!
//! Every message is a [`domain::notice::LiveNotice`] of the caller's own units and roles. The first one comes
//! at once, so that a page that was rendered a little earlier knows whether it is still right. Who the caller
//! is has been settled by the router.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use desk::NoticeFeed;
use futures::stream;
use http::{HeaderName, HeaderValue, header};
use tokio_util::sync::CancellationToken;

/// Proxies cut silent connections after a minute or less.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon a browser whose stream ended comes back.
const RETRY: Duration = Duration::from_secs(2);

/// The stream of one caller ([`desk::Desk::notice_feed`]), until the server stops or the database is lost:
/// then the browser comes back by itself.
pub(crate) fn stream(feed: NoticeFeed, stopping: CancellationToken) -> Response {
    let events = stream::unfold((feed, stopping), |(mut feed, stopping)| async move {
        let told = tokio::select! {
            told = feed.next() => told.ok()?,
            () = stopping.cancelled() => return None,
        };
        let json = serde_json::to_string(&told).ok()?;
        let event = Event::default().event("notices").retry(RETRY).data(json);
        Some((Ok::<_, Infallible>(event), (feed, stopping)))
    });
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would collect the events otherwise.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}
