//! What maps may lie on, as it is configured: tiles of others, and who is to be named for them.

use serde::{Deserialize, Serialize};

/// Who is named on a map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Whose map it is.
    pub attribution: Option<String>,
    /// Map-approval number (审图号).
    pub approval_number: Option<String>,
}

/// Tiles that a map may lie on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileSource {
    /// In addresses.
    pub key: String,
    pub label: String,
    pub label_en: Option<String>,
    /// Addresses of tiles with `{z}`, `{x}`, `{y}` and perhaps `{s}`; the lowest layer first.
    pub templates: Vec<String>,
    /// What stands for `{s}`.
    pub subdomains: Vec<String>,
    /// Zooms there are tiles of.
    pub zooms: [u8; 2],
    /// Whether they lie in GCJ-02 instead of WGS-84.
    pub is_shifted: bool,
    pub credit: Credit,
}

/// Everything that maps may lie on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bases {
    /// Of our own borders, names and ground, which are always there.
    pub own: Credit,
    pub sources: Vec<TileSource>,
    /// Key of the one that is shown until somebody chooses; none = our own.
    pub first: Option<String>,
}
