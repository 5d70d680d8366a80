//! What a request may cost.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use http_body_util::Limited;

use crate::files::MAX_UPLOAD_BYTES;
use crate::lists;
use crate::problem::Problem;
use crate::push;
use crate::staff::drawing;

/// Filters and forms; where files or batches are taken there is room for one.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Longest address answered; all filters at once stay far below.
const MAX_URI_BYTES: usize = 8 * 1024;
/// Until the head of an answer is ready. Streams (live, exports) may go on for longer.
const MAX_TIME: Duration = Duration::from_secs(30);
/// A statement that nobody waits for any more would still keep its connection.
const _: () = assert!(store::PublicDb::AT_MOST.as_secs() < MAX_TIME.as_secs());

/// Most bytes of a request to this address.
fn most(path: &str) -> usize {
    if lists::is_upload(path) {
        lists::MAX_UPLOAD_BYTES
    } else if drawing::is_upload(path) {
        drawing::MAX_UPLOAD_BYTES
    } else if drawing::takes_list(path) {
        drawing::MAX_LIST_BYTES
    } else if path.ends_with("/files") {
        MAX_UPLOAD_BYTES
    } else if path.starts_with(push::PREFIX) {
        push::MAX_BYTES
    } else {
        MAX_BODY_BYTES
    }
}

/// Refuses what is too large (413, 414) and gives up what takes too long (503).
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    let uri_bytes = request.uri().path_and_query().map_or(0, |it| it.as_str().len());
    if uri_bytes > MAX_URI_BYTES {
        return too_long(uri_bytes);
    }
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|it| it.to_str().ok()?.parse().ok());
    let most = most(request.uri().path());
    if announced.is_some_and(|bytes: usize| bytes > most) {
        return too_large(most);
    }
    let time = if lists::is_upload(request.uri().path()) {
        lists::MAX_UPLOAD_TIME
    } else {
        MAX_TIME
    };
    let request = request.map(|body| Body::new(Limited::new(body, most)));
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable("the answer took too long").into_response(),
    }
}

fn too_long(bytes: usize) -> Response {
    Problem::of(StatusCode::URI_TOO_LONG)
        .detail(format!(
            "An address may have at most {MAX_URI_BYTES} bytes, and this one has {bytes}. A filter is shorter with its values \
             behind one name, separated by commas, and with the township, the community or an area instead of many cells."
        ))
        .into_response()
}

fn too_large(most: usize) -> Response {
    Problem::of(StatusCode::PAYLOAD_TOO_LARGE)
        .detail(format!("A request may carry at most {most} bytes."))
        .into_response()
}
