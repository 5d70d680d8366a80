//! Where a system offers its records for fetching, as a mapping describes it in `[pull]`.

use std::path::PathBuf;

/// How records are fetched, page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// `http://` or `https://`, perhaps with parameters of its own.
    pub url: String,
    /// Parameter of the address that carries the cursor.
    pub cursor: String,
    /// Cursor of the very first request; without one it carries none.
    pub first: Option<String>,
    /// Keys that lead from the answer to the list of records; none: the answer is the list.
    pub records: Vec<String>,
    /// Keys that lead from the answer to the cursor of the next page.
    pub next: Vec<String>,
    pub key: Option<PullKey>,
}

/// What says to the system who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullKey {
    /// Name of the header.
    pub header: String,
    /// What stands before the key in it, such as `Bearer `.
    pub before: String,
    pub from: KeyFrom,
}

/// Where a key is; never in the mapping itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFrom {
    /// A variable of the environment.
    Env(String),
    /// A file that holds the key and nothing else.
    File(PathBuf),
}
