//! How a command ends when it does not end well: one line, and an exit code.

use std::process::ExitCode;

use cluster::ClusterError;
use intake::IntakeError;
use portal::PortalError;
use store::StoreError;

use crate::site::SiteError;

/// The line for the user and the code for the shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// 2: the command was used wrongly, or its input cannot be read.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    /// 1: everything else.
    pub(crate) fn other(message: impl Into<String>) -> Self {
        Self {
            code: 1,
            message: message.into(),
        }
    }

    /// Says it on stderr.
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("lianqin: {}", self.line());
        ExitCode::from(self.code)
    }

    /// Inner errors like to break lines; a terminal's error is one line.
    fn line(&self) -> String {
        self.message.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl From<ClusterError> for Failure {
    fn from(error: ClusterError) -> Self {
        Self::other(error.to_string())
    }
}

impl From<SiteError> for Failure {
    fn from(error: SiteError) -> Self {
        Self::other(error.to_string())
    }
}

impl From<IntakeError> for Failure {
    fn from(error: IntakeError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let advice = match &error {
            StoreError::Unreachable(_) => {
                ": check that Postgres runs where DATABASE_URL (--database-url) says, \
                 or unset it to use the private one"
            }
            _ => "",
        };
        let code = if matches!(error, StoreError::UnknownRegion(_)) {
            2
        } else {
            1
        };
        Self {
            code,
            message: format!("{error}{advice}"),
        }
    }
}

impl From<PortalError> for Failure {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::Store(error) => error.into(),
            other => Self::other(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_whatever_its_cause_says() {
        assert_eq!(Failure::other("first\n  second").line(), "first second");
    }
}
