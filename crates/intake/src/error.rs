use std::path::PathBuf;

use thiserror::Error;

/// Why a file cannot be read at all. A single bad row is never an error: it is a
/// [`domain::intake::Rejected`]. Every message is one line and says where to look.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// Neither the name of a shipped mapping nor a path ending in `.toml`.
    #[error(
        "no mapping is called `{name}`: the shipped ones are {shipped}; for your own give a path ending in .toml"
    )]
    UnknownMapping {
        /// What was asked for.
        name: String,
        /// The shipped names, comma-separated.
        shipped: String,
    },
    /// The mapping itself is wrong.
    #[error("mapping {mapping}{}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Mapping {
        /// Name or path of the mapping.
        mapping: String,
        /// Line in the mapping, first = 1.
        line: Option<usize>,
        /// What is wrong.
        message: String,
    },
    /// The mapping names columns that the file does not have.
    #[error("{}: mapping {mapping} wants {wanted}, which the file does not have; its columns are: {columns}", path.display())]
    MissingColumns {
        /// The file.
        path: PathBuf,
        /// Name or path of the mapping.
        mapping: String,
        /// Each missing column with the mapping's key and line.
        wanted: String,
        /// The file's columns.
        columns: String,
    },
    /// The file is of a kind that cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
}
