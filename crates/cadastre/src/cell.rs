use serde::{Deserialize, Serialize};

/// Longitude and latitude in degrees, WGS-84.
pub type Point = (f64, f64);
/// Corners in order; the first is not repeated at the end.
pub type Ring = Vec<Point>;

/// Basic (基础网格) or dedicated (专属网格): an industrial park, a school, a market.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Basic,
    Dedicated,
}

impl Kind {
    /// As it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Dedicated => "dedicated",
        }
    }

    /// As files say it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_lowercase().as_str() {
            "basic" | "基础" | "基础网格" => Some(Self::Basic),
            "dedicated" | "专属" | "专属网格" => Some(Self::Dedicated),
            _ => None,
        }
    }
}

/// A grid cell as a file says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub code: String,
    pub name: String,
    pub township: Option<String>,
    pub community: Option<String>,
    pub kind: Kind,
    /// Rural cells get fewer anchors.
    pub rural: bool,
    /// Counterclockwise.
    pub ring: Ring,
}
