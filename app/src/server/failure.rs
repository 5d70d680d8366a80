//! From what went wrong inside to what may be said outside.

use ::portal::PortalError;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::error::AppError;

/// What the outside is told, with its status set on the answer. Inner causes are logged here, once.
pub(crate) fn failure(error: PortalError) -> AppError {
    let told = match error {
        PortalError::Invalid { field, message } => AppError::Invalid { field, message },
        PortalError::UnknownRegion(_) => AppError::Invalid {
            field: "region".to_owned(),
            message: "there is no such region".to_owned(),
        },
        PortalError::Store(error) if error.is_unreachable() => unreachable(&error),
        error @ (PortalError::Store(_) | PortalError::BrokenOff(_)) => internal(&error),
    };
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status_of(told.status()));
        if told == AppError::Unreachable {
            options.insert_header(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
    }
    told
}

/// What may be answered in a moment: the cause goes to the log.
fn unreachable(cause: &dyn std::fmt::Display) -> AppError {
    leptos::logging::error!("{}: {cause}", reference());
    AppError::Unreachable
}

/// A fault of ours: the cause goes to the log, its reference to whoever asked.
pub(super) fn internal(cause: &dyn std::fmt::Display) -> AppError {
    let reference = reference();
    leptos::logging::error!("{reference}: {cause}");
    AppError::Internal { reference }
}

/// A status code; 500 for what is none.
pub(super) fn status_of(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The id of the request, by which the log tells more.
pub(super) fn reference() -> String {
    let id = use_context::<Parts>().and_then(|parts| {
        parts
            .headers
            .get("x-request-id")
            .and_then(|id| id.to_str().ok())
            .map(str::to_owned)
    });
    id.unwrap_or_else(|| "unknown".to_owned())
}
