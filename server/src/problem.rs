//! Errors on the wire: RFC 9457 problem documents, one shape everywhere.
//!
//! A problem never carries an inner message. What the operator needs to know travels beside the
//! response as [`Cause`] and is logged once, by [`crate::middleware::observe`].

use axum::Json;
use axum::response::{IntoResponse, Response};
use desk::DeskError;
use domain::case::Refusal;
use domain::desk::Change;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// `about:blank` where the status says it all, else `urn:lianqin:problem:…`.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Box<str>>,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Box<str>>,
    /// Reference to quote; also in the header `x-request-id` and in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<Box<str>>,
    /// Seconds until it is worth trying again.
    #[serde(skip)]
    wait: Option<u32>,
    /// What others did meanwhile, where somebody acted on an older version.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Box<Changes>>,
    #[serde(skip)]
    cause: Option<Cause>,
}

/// What others did, oldest first. Behind a pointer, because hardly any problem has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
struct Changes(Vec<Change>);

/// Why it really happened: for the log, never for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause(pub(crate) Box<str>);

/// Marks an error that is written as another standard wants it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnWords;

const INVALID: &str = "urn:lianqin:problem:invalid-parameter";

impl Problem {
    /// What the status alone says.
    pub(crate) fn of(status: StatusCode) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: None,
            field: None,
            instance: None,
            changes: None,
            wait: None,
            cause: None,
        }
    }

    /// 400: a parameter that is unknown or cannot be understood.
    pub(crate) fn invalid(field: impl Into<Box<str>>, message: impl Into<Box<str>>) -> Self {
        Self {
            kind: INVALID,
            title: "Invalid parameter",
            field: Some(field.into()),
            ..Self::of(StatusCode::BAD_REQUEST).detail(message)
        }
    }

    /// 404.
    pub(crate) fn not_found(detail: impl Into<Box<str>>) -> Self {
        Self::of(StatusCode::NOT_FOUND).detail(detail)
    }

    /// 503: the database or the server itself cannot answer now, but may soon.
    pub(crate) fn unavailable(cause: impl ToString) -> Self {
        Self::of(StatusCode::SERVICE_UNAVAILABLE)
            .detail("The data cannot be read at the moment. Try again in a few seconds.")
            .because(cause)
    }

    /// 500: a fault of ours.
    pub(crate) fn internal(cause: impl ToString) -> Self {
        Self::of(StatusCode::INTERNAL_SERVER_ERROR)
            .detail("A fault of the server. Quote the reference in `instance` when you report it.")
            .because(cause)
    }

    pub(crate) fn detail(mut self, detail: impl Into<Box<str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn because(mut self, cause: impl ToString) -> Self {
        self.cause = Some(Cause(cause.to_string().into()));
        self
    }

    pub(crate) fn with_instance(mut self, reference: &str) -> Self {
        self.instance = Some(format!("urn:lianqin:request:{reference}").into());
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let told = error.to_string();
        match error {
            DeskError::NotFound => Self::not_found("There is no such thing, or it is none of your business."),
            DeskError::SignedOut => Self::of(StatusCode::UNAUTHORIZED)
                .detail("Send a token: Authorization: Bearer lq_…, or sign in."),
            DeskError::Invalid { field, rule } => Self::invalid(field, rule),
            DeskError::Row { .. } => Self::invalid("cells", told),
            DeskError::Field(fault) => Self::invalid(fault.field, fault.fault.to_string()),
            DeskError::Refused(Refusal::Missing { field, .. } | Refusal::Invalid { field, .. }) => {
                Self::invalid(field, told)
            }
            DeskError::Drawing(refused) => match refused.field() {
                Some(field) => Self::invalid(field, told),
                None => Self::of(StatusCode::CONFLICT).detail(told),
            },
            DeskError::Password(fault) => Self::invalid("new_password", fault.to_string()),
            DeskError::Conflict { changes, .. } => {
                let mut problem = Self::of(StatusCode::CONFLICT).detail(told);
                problem.changes = Some(Box::new(Changes(changes)));
                problem
            }
            DeskError::Refused(Refusal::WrongRole { .. } | Refusal::WrongUnit { .. }) => {
                Self::of(StatusCode::FORBIDDEN).detail(told)
            }
            DeskError::Filing(_) | DeskError::Refused(_) => Self::of(StatusCode::CONFLICT).detail(told),
            DeskError::TooMany { seconds } => {
                let mut problem = Self::of(StatusCode::TOO_MANY_REQUESTS).detail(told);
                problem.wait = Some(seconds);
                problem
            }
            DeskError::Store(error) if !error.is_unreachable() => Self::internal(error),
            DeskError::Store(error) => Self::unavailable(error),
            DeskError::Unavailable(cause) => Self::unavailable(cause),
            DeskError::Forbidden(_)
            | DeskError::WrongCredentials
            | DeskError::UnknownIdentity
            | DeskError::NotVouched(_)
            | DeskError::MustChangePassword
            | DeskError::SessionOnly
            | DeskError::OwnAccount
            | DeskError::BelongsElsewhere
            | DeskError::CrossSite => Self::of(StatusCode::FORBIDDEN).detail(told),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let cause = self.cause.take();
        let mut response = (self.status(), Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.wait.or((self.status == 503).then_some(2)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(cause) = cause {
            response.extensions_mut().insert(cause);
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_parameter_is_named_and_nothing_empty_is_written() {
        let json = serde_json::to_value(Problem::invalid("zoom", "a number from 0 to 22")).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "type": "urn:lianqin:problem:invalid-parameter",
                "title": "Invalid parameter",
                "status": 400,
                "detail": "a number from 0 to 22",
                "field": "zoom",
            })
        );
    }

    #[test]
    fn the_cause_of_a_fault_goes_to_the_log_and_not_to_the_reader() {
        let response = Problem::internal("column secret does not exist").into_response();
        assert_eq!(response.status(), 500);
        assert_eq!(
            response.extensions().get::<Cause>(),
            Some(&Cause("column secret does not exist".into()))
        );
        let sent = serde_json::to_string(response.extensions().get::<Problem>().unwrap()).unwrap();
        assert!(!sent.contains("secret"), "{sent}");
    }
}
