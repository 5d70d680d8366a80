use thiserror::Error;

/// Why the database could not do what was asked. Messages are for operators; the wire never shows them.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No connection could be made, or it was lost.
    #[error("database unreachable: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// It was given up because it took longer than it may; see [`crate::PublicDb`].
    #[error("the database took too long: {0}")]
    GivenUp(#[source] sqlx::Error),
    /// The database was migrated by a newer program.
    #[error(
        "the database has migration {found}, this program knows only up to {known}: start the newer lianqin, or restore a backup"
    )]
    NewerSchema { found: i64, known: i64 },
    /// A migration that was applied has other content here.
    #[error("migration {0} was changed after it was applied: use the program the database was made with")]
    ChangedMigration(i64),
    /// The region does not exist and nothing said how to make it.
    #[error(
        "region {0} does not exist; create it with a mapping that has a [region] section, or with `lianqin seed`"
    )]
    UnknownRegion(String),
    /// A stored value the program does not know: a newer program wrote it, or somebody edited by hand.
    #[error("stored value {value:?} of {column} is not known to this program")]
    UnknownValue { column: &'static str, value: String },
    /// The key of pseudonyms was changed after these were made.
    #[error("persons are named by another key by now: read it again")]
    OtherKey,
    /// Anything else the database said.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Tls(_) => Self::Unreachable(error),
            sqlx::Error::Database(ref inner)
                if inner
                    .code()
                    .is_some_and(|code| code.starts_with("57P") || code.starts_with("08")) =>
            {
                Self::Unreachable(error)
            }
            // query_canceled: by a time limit, or by an operator.
            sqlx::Error::Database(ref inner) if inner.code().is_some_and(|code| code == "57014") => {
                Self::GivenUp(error)
            }
            other => Self::Database(other),
        }
    }
}

impl StoreError {
    /// Whether the same transaction may go through when it is tried again at once: it was ended because of
    /// another one (serialization failure, deadlock).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let Self::Database(error) = self else { return false };
        let code = error.as_database_error().and_then(|error| error.code());
        code.is_some_and(|code| matches!(&*code, "40001" | "40P01"))
    }

    /// Whether trying again later can help.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::GivenUp(_))
    }
}

/// A stored code as a domain value, or the error that names its column.
pub(crate) fn known<T>(
    column: &'static str,
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    parse(value).ok_or_else(|| StoreError::UnknownValue {
        column,
        value: value.to_owned(),
    })
}
