use domain::RegionCode;
use store::StoreError;
use thiserror::Error;

/// Why a question has no answer.
#[derive(Debug, Error)]
pub enum PortalError {
    /// A parameter is unknown or its value is not valid.
    #[error("{field}: {message}")]
    Invalid { field: String, message: String },
    /// The region does not exist.
    #[error("region {0} does not exist")]
    UnknownRegion(RegionCode),
    /// What was computed for it did not come to its end.
    #[error("computing the answer broke off: {0}")]
    BrokenOff(String),
    /// The database could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PortalError {
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}
