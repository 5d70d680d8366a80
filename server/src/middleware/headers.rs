//! Security headers, on every answer.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

use crate::shutdown::Shutdown;

/// No inline script or style, nothing from elsewhere. `wasm-unsafe-eval` lets the browser compile our own WASM, and
/// nothing else. Whose frames an answer may stand in is said by the one who asks for the policy.
macro_rules! policy {
    ($ancestors:literal) => {
        concat!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
             frame-ancestors ",
            $ancestors
        )
    };
}

/// What other sites may show in frames of theirs. It knows nobody and does nothing: whoever is led to click on it is led to
/// a public page in a new window.
const FRAMED: [&str; 2] = ["/board/widget", "/en/board/widget"];

const NOT_FRAMED_HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, policy!("'none'")),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

const FRAMED_HEADERS: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, policy!("*")),
    // For sites that isolate themselves.
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
];

const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // A case's address may hold its token: it stays on this site.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Adds the headers; a header that is there already (open data is for everyone) is left alone.
pub(crate) async fn secure(State(shutdown): State<Shutdown>, request: Request, next: Next) -> Response {
    let of_frames: &[_] = if FRAMED.contains(&request.uri().path()) {
        &FRAMED_HEADERS
    } else {
        &NOT_FRAMED_HEADERS
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS.iter().chain(of_frames) {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
    if shutdown.is_draining() {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Open data may be read by any page of any site.
pub(crate) async fn open_to_all(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}
