//! `/c/{token}`: one address for every code of a case.
//!
//! What is published under a code is answered by the public side as ever, from memory and with the public
//! role. Only a code that is not found there comes here, and only here can it lead to a guest's page or to the
//! desk. Residents' answers go through [`desk::Voice`], which can do nothing else.

mod answers;
mod files;
mod guests;
mod scanning;

use std::net::SocketAddr;
use std::sync::Arc;

use app::server::{CodeFault, CodeShown};
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use desk::{DeskError, Voice};
use domain::Lang;
use http::{HeaderMap, HeaderValue, Method, header};

use crate::attempts::{Attempts, Network};
use crate::files::MAX_FORM_BYTES;
use crate::listen::Peer;
use crate::problem::Problem;
use crate::router::Access;
use crate::staff::StaffState;

/// Where codes are, in both languages.
const PATHS: [&str; 2] = ["/c/{token}", "/en/c/{token}"];

/// Given to the handlers of codes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct CodeState {
    staff: StaffState,
    voice: Voice,
    attempts: Arc<Attempts<Network>>,
}

impl CodeState {
    pub(crate) fn new(staff: StaffState) -> Self {
        Self {
            voice: Voice::new(staff.desk.clone(), staff.receiver.persons().clone()),
            staff,
            attempts: Arc::new(Attempts::of_codes()),
        }
    }

    /// Counts an attempt of whoever asks; a page that says when to come back, if it is one too many.
    async fn count(&self, asked: &Asked) -> Result<(), Response> {
        let address = self.staff.address(&asked.headers, asked.peer);
        let Err(seconds) = self.attempts.count(address) else {
            return Ok(());
        };
        let mut response = self.page(asked, CodeShown::TooMany { seconds }).await;
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        Err(response)
    }

    /// The page of a code, kept by nobody.
    async fn page(&self, asked: &Asked, shown: CodeShown) -> Response {
        let assets = self.staff.site.assets().clone();
        let response = app::server::code_page(asked.as_page(), self.staff.portal.clone(), assets, shown);
        not_stored(response.await)
    }

    /// The page of a code that leads nowhere: the same for wrong, revoked, expired and malformed ones.
    async fn nowhere(&self, asked: &Asked) -> Response {
        let assets = self.staff.site.assets().clone();
        let page = app::server::page(asked.as_page(), self.staff.portal.clone(), assets, Arc::default());
        not_stored(page.await)
    }

    /// Back to the page of the code, which says what was done.
    fn back(asked: &Asked, said: &str) -> Response {
        not_stored(Redirect::to(&format!("{}?{said}", asked.path)).into_response())
    }
}

/// Who asks for which code.
#[derive(Debug, Clone)]
struct Asked {
    /// Of the code's page, with the language.
    path: String,
    /// `{region}.{token}`, as it came.
    code: String,
    headers: HeaderMap,
    peer: Option<SocketAddr>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let (prefix, rest) = match path.strip_prefix("/en/c/") {
            Some(rest) => ("/en/c/", rest),
            None => ("/c/", path.strip_prefix("/c/").unwrap_or_default()),
        };
        let code = rest.split('/').next().unwrap_or_default();
        Self {
            path: format!("{prefix}{code}"),
            // Our own codes need no escapes; one that has some is none.
            code: code.to_owned(),
            headers: request.headers().clone(),
            peer: request
                .extensions()
                .get::<ConnectInfo<Peer>>()
                .map(|ConnectInfo(Peer(peer))| *peer),
        }
    }

    fn lang(&self) -> Lang {
        if self.path.starts_with("/en/") {
            Lang::En
        } else {
            Lang::Zh
        }
    }

    /// What the addresses of the page's language begin with.
    fn prefix(&self) -> &'static str {
        match self.lang() {
            Lang::En => "/en",
            Lang::Zh => "",
        }
    }

    /// The code's page without the language.
    fn plain_path(&self) -> String {
        format!("/c/{}", self.code)
    }

    /// A request for the code's page, whatever was sent to it.
    fn as_page(&self) -> Request {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::GET;
        *request.headers_mut() = self.headers.clone();
        for name in [
            header::CONTENT_TYPE,
            header::CONTENT_LENGTH,
            header::IF_NONE_MATCH,
        ] {
            request.headers_mut().remove(name);
        }
        if let Ok(uri) = self.path.parse() {
            *request.uri_mut() = uri;
        }
        request
    }
}

/// The fields of a form.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// `None`: too large, or not read to its end.
    async fn read(request: Request) -> Option<Self> {
        let bytes = axum::body::to_bytes(request.into_body(), MAX_FORM_BYTES)
            .await
            .ok()?;
        Some(Self(form_urlencoded::parse(&bytes).into_owned().collect()))
    }

    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// What is told of a refusal that has nothing to do with codes being right or wrong.
fn fault(error: &DeskError) -> CodeFault {
    use domain::case::Refusal;
    match error {
        DeskError::Conflict { .. } => CodeFault::Moved,
        DeskError::Refused(Refusal::NotCalled) => CodeFault::NotCalled,
        DeskError::Refused(Refusal::Invalid { field: "solved", .. }) => CodeFault::Already,
        DeskError::Refused(Refusal::Missing { .. } | Refusal::Invalid { .. }) => CodeFault::Invalid,
        DeskError::Refused(_) => CodeFault::NotNow,
        DeskError::Invalid { field: "file", .. } => CodeFault::File,
        DeskError::Invalid { field: "solved", .. } => CodeFault::Late,
        DeskError::Invalid { .. } => CodeFault::Invalid,
        error => {
            tracing::warn!(%error, "a code's form");
            CodeFault::Unavailable
        }
    }
}

/// The database does not answer.
fn unavailable(error: DeskError) -> Response {
    match error {
        DeskError::Store(error) if !error.is_unreachable() => Problem::internal(error).into_response(),
        error => Problem::unavailable(error).into_response(),
    }
}

/// Codes are keys: what they show is kept by no cache and found by no search.
fn not_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether `path` is one of a code.
pub(crate) fn is_code(path: &str) -> bool {
    PATHS.contains(&path)
}

/// The public page of a code with what stands behind it.
pub(crate) fn around<S>(public: MethodRouter<S>, state: CodeState) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    public
        .layer(from_fn_with_state(state.clone(), scanning::otherwise))
        .merge(post(answers::post).with_state(state))
}

/// Addresses of a guest's files, with who may use them.
pub(crate) fn file_routes<S>(state: &CodeState) -> Vec<(&'static str, MethodRouter<S>)>
where
    S: Clone + Send + Sync + 'static,
{
    let add = || post(files::add).with_state(state.clone());
    let open = || get(files::open).with_state(state.clone());
    let [add_zh, open_zh, add_en, open_en] = FILE_PATHS;
    vec![
        (add_zh, add()),
        (open_zh, open()),
        (add_en, add()),
        (open_en, open()),
    ]
}

const FILE_PATHS: [&str; 4] = [
    "/c/{token}/files",
    "/c/{token}/files/{id}",
    "/en/c/{token}/files",
    "/en/c/{token}/files/{id}",
];

/// Addresses that only codes have, for the test of the role matrix: whoever holds the code.
pub(crate) fn addresses() -> impl Iterator<Item = (&'static str, Access)> {
    FILE_PATHS.into_iter().map(|path| (path, Access::Code))
}
