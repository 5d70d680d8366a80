//! Plain HTML forms: sent by POST, answered with 303 when done, and with the same page and what is wrong on it
//! when not. They need no script, and a reload never sends anything twice.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use app::server::Sent;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, post};
use desk::{Caller, Desk, DeskError, GivenFile};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use uuid::Uuid;

use super::gate::Who;
use super::{StaffState, drawing};
use crate::files::{MAX_FORM_BYTES, parted};
use crate::listen::Peer;
use crate::problem::{Cause, Problem};

/// A form that somebody sent.
pub(crate) struct Deed {
    pub(crate) state: StaffState,
    /// Whoever the gate let in; nobody on the sign-in page.
    pub(crate) by: Option<Caller>,
    fields: Vec<(String, String)>,
    /// The file sent with it, where the form takes one.
    pub(crate) file: Option<GivenFile>,
    pub(crate) headers: HeaderMap,
    pub(crate) peer: Option<SocketAddr>,
    /// Path of the form's address, without the language.
    pub(crate) path: String,
    /// Query of the form's address.
    pub(crate) query: Vec<(String, String)>,
    /// Prefix of the language of the page it stands on.
    pub(crate) prefix: &'static str,
}

/// What came of it.
pub(crate) enum Done {
    /// A page of ours, without language and region: those of the form are kept.
    Go(&'static str),
    /// The same, put together, with what the page is told in its query.
    To(String),
    /// The same page, with names and values that are shown this once.
    Show(Vec<(String, String)>),
    /// Anything else.
    Answer(Response),
}

impl Deed {
    /// Who sent it.
    pub(crate) fn caller(&self) -> Result<&Caller, DeskError> {
        self.by.as_ref().ok_or(DeskError::SignedOut)
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.state.desk
    }

    /// The value of a field; empty if it was not sent.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// The value of a field, unless it is empty.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        Some(self.field(name).trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Every value sent under a name, such as those of ticked boxes.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let of_name = self.fields.iter().filter(|(known, _)| known == name);
        of_name.map(|(_, value)| value.clone()).collect()
    }

    /// The part of the path after `prefix`, up to the next slash.
    pub(crate) fn part_after(&self, prefix: &str) -> &str {
        let rest = self.path.strip_prefix(prefix).unwrap_or_default();
        rest.split('/').next().unwrap_or_default()
    }

    /// All fields as the form that they describe; a field that was not sent is empty.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, DeskError> {
        let fields = MapDeserializer::<_, serde::de::value::Error>::new(self.fields.iter().cloned());
        T::deserialize(fields).map_err(|_| DeskError::invalid("form", "a field was sent twice"))
    }

    /// The page of something with a code, which the address of the form names.
    pub(crate) fn go_to_code(&self, path: &str) -> Done {
        self.go_with(path, [("code", self.code())])
    }

    /// A page that is asked what the address of the form asks.
    pub(crate) fn go_back_to(&self, path: &str) -> Done {
        let asked = self.query.iter().filter(|(name, _)| name != "region");
        self.go_with(path, asked.map(|(name, value)| (name.as_str(), value.as_str())))
    }

    pub(super) fn go_with<'a>(
        &self,
        path: &str,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Done {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let address = self.address(path);
        let sign = if address.contains('?') { '&' } else { '?' };
        let address = if query.is_empty() {
            address
        } else {
            format!("{address}{sign}{query}")
        };
        Done::Answer(Redirect::to(&address).into_response())
    }

    /// The code that the address of the form names.
    pub(crate) fn code(&self) -> &str {
        let code = self.query.iter().find(|(name, _)| name == "code");
        code.map_or("", |(_, code)| code.as_str())
    }

    /// An id from a hidden field.
    pub(crate) fn id(&self, name: &'static str) -> Result<Uuid, DeskError> {
        Uuid::parse_str(self.field(name)).map_err(|_| DeskError::invalid(name, "not an id"))
    }

    /// The address of a page of ours in the language and region of the form.
    pub(crate) fn address(&self, path: &str) -> String {
        let region = self.query.iter().find(|(name, _)| name == "region");
        match region {
            Some((_, region)) => format!("{}{path}?region={region}", self.prefix),
            None => format!("{}{path}", self.prefix),
        }
    }
}

/// The POST side of an address: reads the form, does what it asks for, answers.
pub(crate) fn form<F, Done_>(deed: F) -> MethodRouter<StaffState>
where
    F: Fn(Arc<Deed>) -> Done_ + Clone + Send + Sync + 'static,
    Done_: Future<Output = Result<Done, DeskError>> + Send,
{
    post(async move |State(state): State<StaffState>, request: Request| run(state, request, deed).await)
}

async fn run<F, Done_>(state: StaffState, request: Request, deed: F) -> Response
where
    F: Fn(Arc<Deed>) -> Done_,
    Done_: Future<Output = Result<Done, DeskError>>,
{
    let (mut parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let kind = kind.unwrap_or_default().to_vec();
    let pairs = |bytes: &[u8]| form_urlencoded::parse(bytes).into_owned().collect::<Vec<_>>();
    let (fields, file) = if kind.starts_with(b"application/x-www-form-urlencoded") {
        let most = if drawing::takes_list(parts.uri.path()) {
            drawing::MAX_LIST_BYTES
        } else {
            MAX_FORM_BYTES
        };
        match to_bytes(body, most).await {
            Ok(body) => (pairs(&body), None),
            Err(_) => return Problem::of(StatusCode::PAYLOAD_TOO_LARGE).into_response(),
        }
    } else if kind.starts_with(b"multipart/form-data") && parts.uri.path().ends_with("/files") {
        let request = Request::from_parts(parts.clone(), body);
        match Multipart::from_request(request, &()).await {
            Ok(form) => parted(form).await,
            Err(refusal) => return refusal.into_response(),
        }
    } else {
        return Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE).into_response();
    };
    let sent = Arc::new(Deed {
        by: parts.extensions.remove::<Who>().and_then(|Who(caller)| caller),
        fields,
        file,
        headers: parts.headers.clone(),
        peer: parts.extensions.get::<ConnectInfo<Peer>>().map(|peer| peer.0.0),
        path: parts
            .uri
            .path()
            .strip_prefix("/en")
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(parts.uri.path())
            .to_owned(),
        query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        prefix: if parts.uri.path().starts_with("/en/") {
            "/en"
        } else {
            ""
        },
        state: state.clone(),
    });
    let result = deed(sent.clone()).await;
    let mut page = Sent::default();
    let cause = match result {
        Ok(Done::Go(path)) => return Redirect::to(&sent.address(path)).into_response(),
        Ok(Done::To(path)) => return Redirect::to(&sent.address(&path)).into_response(),
        Ok(Done::Answer(response)) => return response,
        Ok(Done::Show(shown)) => {
            page.shown = shown;
            None
        }
        Err(error) => {
            let is_ours = matches!(error, DeskError::Store(_) | DeskError::Unavailable(_));
            let cause = is_ours.then(|| Cause(error.to_string().into()));
            page.fault = Some(Arc::new(error));
            page.fields = sent
                .fields
                .iter()
                .filter(|(name, _)| !name.contains("password") && name != "again")
                .cloned()
                .collect();
            cause
        }
    };
    let wait = match page.fault.as_deref() {
        Some(DeskError::TooMany { seconds }) => Some(*seconds),
        _ => None,
    };
    let request = Request::from_parts(parts, Body::empty());
    let mut response = state.page(request, sent.by.clone(), page).await;
    if let Some(seconds) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(cause) = cause {
        response.extensions_mut().insert(cause);
    }
    response
}
