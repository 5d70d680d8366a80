//! What can go wrong between a page and its data, as far as anybody outside may know.
//!
//! Inner messages never get in here: they are logged where they happen, and an [`AppError::Internal`]
//! carries only the reference under which they are found.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// The error of every server function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AppError {
    /// There is no such thing, or it is not public.
    #[error("not found")]
    NotFound,
    /// A parameter is unknown or its value is not valid.
    #[error("{field} is not valid: {message}")]
    Invalid {
        /// The parameter at fault.
        field: String,
        /// The rule it breaks.
        message: String,
    },
    /// Nobody has signed in.
    #[error("sign in first")]
    SignedOut,
    /// Whoever asks may not.
    #[error("not allowed")]
    Forbidden,
    /// Asked too often.
    #[error("too many requests")]
    TooMany,
    /// Our fault.
    #[error("internal error {reference}")]
    Internal {
        /// Where the log tells more.
        reference: String,
    },
    /// The answer did not arrive or could not be read: the browser is offline or the server restarts.
    #[error("the server cannot be reached")]
    Unreachable,
}

impl AppError {
    /// The HTTP status it is answered with.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Invalid { .. } => 400,
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::TooMany => 429,
            Self::Internal { .. } => 500,
            Self::Unreachable => 503,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::Invalid {
                field: "request".to_owned(),
                message: "arguments cannot be read".to_owned(),
            },
            _ => Self::Unreachable,
        }
    }
}
