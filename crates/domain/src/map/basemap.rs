//! The basemap of our own: borders and names of a region's areas, and the ground they lie on.

use serde::{Deserialize, Serialize};

use crate::coded::coded;

coded!(
    /// What of the ground is drawn; in the order of drawing.
    GroundKind {
        Green = "green",
        Water = "water",
        Building = "building",
        Road = "road",
        Boundary = "boundary",
    }
);

/// `GET /api/v1/basemap`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BasemapView {
    pub region: String,
    pub townships: Vec<BorderView>,
    pub communities: Vec<BorderView>,
    /// As it is seen from far.
    pub ground: Vec<GroundView>,
    /// Zooms of the tiles in which more of the ground is served, farthest first; none where there is no more.
    pub levels: Vec<u8>,
}

/// A township or community: the cells that belong to it, without the sides they share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BorderView {
    pub code: String,
    pub name: String,
    /// Longitude and latitude where its name stands: inside its largest part.
    pub at: [f64; 2],
    /// West, south, east, north of that part.
    pub bbox: [f64; 4],
    /// Parts and their holes, encoded like the rings of the grid.
    pub rings: Vec<Vec<i32>>,
}

/// All ground of one kind and rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroundView {
    pub kind: GroundKind,
    /// 1 = seen from far (a highway), 2, 3 = seen from near only (a lane).
    pub rank: u8,
    /// Areas: outer ring, then holes; encoded like the rings of the grid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Vec<Vec<i32>>>,
    /// Lines, encoded the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Vec<i32>>,
    /// Names of areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<GroundName>,
}

/// Name of a lake, a park.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroundName {
    pub name: String,
    /// Longitude and latitude.
    pub at: [f64; 2],
    /// West, south, east, north of what has the name.
    pub bbox: [f64; 4],
}
