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

/// Pages with a map that may lie on tiles of others.
const MAPS: [&str; 2] = ["/map", "/en/map"];

/// What there is to know before an answer goes out.
#[derive(Clone)]
pub(crate) struct Secured {
    pub(crate) shutdown: Shutdown,
    /// The policy of [`MAPS`].
    pub(crate) map_policy: HeaderValue,
}

/// The policy of a page whose map lies on tiles from these origins: pictures may come from there, nothing else may.
pub(crate) fn map_policy(origins: &[String]) -> HeaderValue {
    let usual = policy!("'none'");
    let pictures = [&["img-src 'self' data:".to_owned()], origins].concat().join(" ");
    let policy = usual.replace("img-src 'self' data:", &pictures);
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static(usual))
}

/// Adds the headers; a header that is there already (open data is for everyone) is left alone.
pub(crate) async fn secure(State(secured): State<Secured>, request: Request, next: Next) -> Response {
    let of_frames: &[_] = if FRAMED.contains(&request.uri().path()) {
        &FRAMED_HEADERS
    } else {
        &NOT_FRAMED_HEADERS
    };
    let is_map = MAPS.contains(&request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if is_map {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(secured.map_policy);
    }
    for (name, value) in HEADERS.iter().chain(of_frames) {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
    if secured.shutdown.is_draining() {
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
