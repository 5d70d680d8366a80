//! Open311 GeoReport v2 under `/open311/v2`, with the parts of its successors that help: paging, windows of change, and
//! updates of requests.
//!
//! A *service* is a kind of matter, a *service request* a published case under its public code, a jurisdiction a region.
//! What is read comes from the portal, as everything public does; what is posted goes through [`desk::Voice`]. Both
//! formats are made of the same values ([`wire`]). The paths and fields are the standard's: <https://wiki.open311.org/GeoReport_v2>.

mod posting;
mod reading;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use desk::Voice;
use domain::{Lang, RegionCode};
use http::{HeaderValue, StatusCode, header};
use portal::PortalError;
use tower_http::compression::CompressionLayer;
use uuid::Uuid;

use crate::attempts::Attempts;
use crate::problem::{Cause, OwnWords};
use crate::router::Access;
use crate::staff::StaffState;
use wire::{Format, Value};

const PATHS: [&str; 5] = [
    "/open311/{file}",
    "/open311/v2/{file}",
    "/open311/v2/services/{file}",
    "/open311/v2/requests/{file}",
    "/open311/v2/tokens/{file}",
];

/// Requests that one client may post at once, and per minute after that.
const POSTS: std::num::NonZeroU32 = std::num::NonZeroU32::MIN.saturating_add(59);

/// Every address with who may use it, for the test of the role matrix. Posting wants a key.
pub(crate) fn addresses() -> impl Iterator<Item = (&'static str, Access)> {
    PATHS.into_iter().map(|path| (path, Access::Public))
}

/// Given to the handlers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Open311 {
    staff: StaffState,
    voice: Voice,
    /// By key.
    posts: Arc<Attempts<Uuid>>,
}

impl Open311 {
    pub(crate) fn new(staff: StaffState) -> Self {
        Self {
            voice: Voice::new(staff.desk.clone(), staff.receiver.persons().clone()),
            posts: Arc::new(Attempts::of(POSTS)),
            staff,
        }
    }
}

pub(crate) fn router(state: Open311) -> Router {
    let [discovery, lists, services, requests, tokens] = PATHS;
    Router::new()
        .route(discovery, get(reading::discovery))
        .route(lists, get(reading::list).post(posting::post))
        .route(services, get(reading::service))
        .route(requests, get(reading::request))
        .route(tokens, get(posting::token))
        .layer(CompressionLayer::new())
        .with_state(state)
}

/// What was asked: the resource without its format, and the arguments. An empty one was not sent.
struct Asked {
    name: String,
    format: Format,
    arguments: Vec<(String, String)>,
}

impl Asked {
    fn new(file: &str, query: Option<&str>) -> Result<Self, Fault> {
        let (name, format) = Format::of(file);
        let format = format.ok_or_else(|| Fault::new(404, "formats are .json and .xml"))?;
        let mut asked = Self {
            name: name.to_owned(),
            format,
            arguments: Vec::new(),
        };
        asked.add(query.unwrap_or_default().as_bytes());
        Ok(asked)
    }

    fn add(&mut self, form: &[u8]) {
        let sent = form_urlencoded::parse(form).into_owned();
        self.arguments
            .extend(sent.filter(|(_, value)| !value.trim().is_empty()));
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.arguments.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// Values of an argument that may hold several, comma delimited.
    fn list(&self, name: &str) -> Vec<String> {
        let text = self.get(name).unwrap_or_default();
        let values = text.split(',').map(str::trim).filter(|value| !value.is_empty());
        values.map(str::to_owned).collect()
    }

    /// The jurisdiction, which is a region; the home region if none is named.
    fn region(&self, state: &Open311) -> Result<RegionCode, Fault> {
        let region = match self.get("jurisdiction_id") {
            None => state.staff.home().clone(),
            Some(code) => RegionCode::parse(code).map_err(|_| Fault::no_jurisdiction())?,
        };
        match state.staff.portal.region(&region) {
            Ok(_) => Ok(region),
            Err(_) => Err(Fault::no_jurisdiction()),
        }
    }

    /// Names come in this language: `locale`, else Chinese.
    fn lang(&self) -> Lang {
        Lang::from_code(self.get("locale").unwrap_or_default())
    }
}

/// An error as the standard writes it: a code, which is the status, and a sentence.
struct Fault {
    code: u16,
    description: String,
    cause: Option<Cause>,
    /// Seconds after which it is worth trying again.
    retry_after: Option<u32>,
}

impl Fault {
    fn new(code: u16, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            cause: None,
            retry_after: None,
        }
    }

    fn too_many(seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(429, format!("too many requests: wait {seconds} s"))
        }
    }

    fn no_jurisdiction() -> Self {
        Self::new(404, "jurisdiction_id was not found")
    }

    fn because(mut self, cause: impl ToString) -> Self {
        self.cause = Some(Cause(cause.to_string().into()));
        self
    }

    fn answer(self, format: Format) -> Response {
        let error = Value::Object(vec![
            ("code", Value::from(u64::from(self.code))),
            ("description", Value::from(self.description)),
        ]);
        let mut response = wire::answer(format, ("errors", "error"), vec![error]);
        *response.status_mut() = StatusCode::from_u16(self.code).unwrap_or(StatusCode::BAD_REQUEST);
        response.extensions_mut().insert(OwnWords);
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(cause) = self.cause {
            response.extensions_mut().insert(cause);
        }
        response
    }
}

impl From<PortalError> for Fault {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::Invalid { field, message } => Self::new(400, format!("{field} {message}")),
            PortalError::UnknownRegion(_) => Self::no_jurisdiction(),
            error @ (PortalError::Store(_) | PortalError::BrokenOff(_)) => Self {
                retry_after: Some(2),
                ..Self::new(503, "the data cannot be read at the moment").because(error)
            },
        }
    }
}

/// The answer, or the error in the format that was asked for.
fn told(file: &str, result: Result<Response, Fault>) -> Response {
    result.unwrap_or_else(|fault| {
        let format = Format::of(file).1.unwrap_or(Format::Xml);
        fault.answer(format)
    })
}
