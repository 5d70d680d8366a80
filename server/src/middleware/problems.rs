//! Every refusal is a problem document, also the ones that axum and tower make by themselves.

use std::any::Any;

use axum::extract::{Extension, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;

use super::observe::RequestId;
use crate::problem::{Cause, OwnWords, Problem};

/// Gives problems their reference, and turns bare error answers (404, 405, 413, 408 …) into problems.
/// Error pages in HTML pass, and so do errors in the words of another standard.
pub(crate) async fn explain(Extension(id): Extension<RequestId>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    // A server function's refusal is its own value, which the app in the browser reads.
    let has_own_words = response.extensions().get::<OwnWords>().is_some();
    let is_function = response.headers().contains_key("serverfnerror");
    if is_page || is_function || has_own_words {
        return response;
    }
    let (parts, _) = response.into_parts();
    let problem = parts
        .extensions
        .get::<Problem>()
        .cloned()
        .unwrap_or_else(|| Problem::of(status));
    let mut explained = problem.with_instance(id.as_str()).into_response();
    if let Some(cause) = parts.extensions.get::<Cause>() {
        explained.extensions_mut().insert(cause.clone());
    }
    for (name, value) in &parts.headers {
        let of_the_old_body = [
            header::CONTENT_TYPE,
            header::CONTENT_LENGTH,
            header::CONTENT_ENCODING,
        ];
        if !of_the_old_body.contains(name) {
            explained.headers_mut().insert(name, value.clone());
        }
    }
    explained
}

/// What a panic in a handler becomes. The panic hook has logged where; the reference leads there.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Problem::internal(format!("panic: {message}")).into_response()
}
