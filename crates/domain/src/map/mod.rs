//! Areas and cells on the wire.

mod basemap;
mod room;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::coded::coded;

pub use basemap::{BasemapView, BorderView, GroundKind, GroundName, GroundView};
pub use room::{Rect, Room};

/// `GET /api/v1/cells`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellsView {
    /// Version of the published data.
    pub version: u64,
    /// Matching cases: all of them, or with a bbox the placed ones inside it.
    pub total: u64,
    /// Matching cases without a place on the map.
    pub unplaced: u64,
    /// Non-empty cells.
    pub cells: Vec<CellView>,
}

/// One non-empty cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellView {
    /// `z/x/y` in the Web Mercator quadtree.
    pub id: String,
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
    pub count: u64,
    pub overdue: u64,
}

/// One incident as a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointView {
    pub code: String,
    pub lng: f64,
    pub lat: f64,
    pub state: crate::case::State,
    pub overdue: bool,
}

/// `GET /api/v1/points`: at most `cap` of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointsView {
    pub version: u64,
    pub total: u64,
    pub truncated: bool,
    pub points: Vec<PointView>,
}

/// Figures of one area (grid cell, community or township).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaCount {
    pub code: String,
    pub count: u64,
    pub overdue: u64,
}

/// `GET /api/v1/areas`: counts per grid cell under a filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreasView {
    pub version: u64,
    pub total: u64,
    /// Matching cases without a grid cell.
    pub unplaced: u64,
    pub areas: Vec<AreaCount>,
}

coded!(
    /// How long one bar of a histogram is. Weeks begin on Mondays.
    Step {
        Day = "day",
        Week = "week",
        Month = "month",
    }
);

/// `GET /api/v1/histogram`: cases by when they were received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistogramView {
    /// Version of the published data.
    pub version: u64,
    pub step: Step,
    /// Oldest first, without gaps; empty where the region has no case.
    pub bars: Vec<HistogramBar>,
}

/// The cases of one bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistogramBar {
    /// First moment, and the first after it: midnights of the region.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub count: u64,
    pub overdue: u64,
}

coded!(
    /// What a place is.
    PlaceKind {
        Township = "township",
        Community = "community",
        Grid = "grid",
        Station = "station",
        /// A published case that has a place.
        Case = "case",
    }
);

/// `GET /api/v1/places`: somewhere on the map, found by its name or code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceView {
    pub kind: PlaceKind,
    pub code: String,
    pub name: String,
    /// Name of the township it lies in.
    pub township: Option<String>,
    /// Its place, or the middle of its area.
    pub lng: f64,
    pub lat: f64,
}

/// The shape of one grid cell: what the map draws. Static, cacheable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridShape {
    pub code: String,
    pub name: String,
    pub township: Option<String>,
    /// Outer ring, longitude and latitude in units of 1e-5 degree, first point absolute, then differences;
    /// not closed.
    pub ring: Vec<i32>,
}

/// `GET /api/v1/grid`: outline and grid cells of a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridView {
    pub region: String,
    /// West, south, east, north.
    pub bbox: [f64; 4],
    /// Region outline rings, encoded like [`GridShape::ring`].
    pub outline: Vec<Vec<i32>>,
    pub cells: Vec<GridShape>,
    pub stations: Vec<StationView>,
}

/// A station or police post on the map and in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationView {
    pub code: String,
    pub name: String,
    /// `station` or `police_post`.
    pub kind: String,
    pub township: Option<String>,
    pub address: String,
    pub speciality: Option<String>,
    pub lng: f64,
    pub lat: f64,
    /// Resident units (X) and on-call units (Y).
    pub resident_units: Vec<String>,
    pub on_call_units: Vec<String>,
}
