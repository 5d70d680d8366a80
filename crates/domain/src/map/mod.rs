//! Areas and cells on the wire.

mod basemap;
pub mod change;
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

coded!(
    /// What cells are shaped like.
    CellShape {
        Square = "square",
        Hex = "hex",
    }
);

coded!(
    /// What a period is compared with.
    Versus {
        /// As much time just before.
        Previous = "previous",
        /// The same days of the year before.
        Year = "year",
        /// Days of one's own choice.
        Own = "own",
    }
);

coded!(
    /// Why two periods are not compared.
    VersusFault {
        /// The period has no first day: nothing is before it.
        NoBeginning = "no_beginning",
        /// It ends before it begins.
        Backwards = "backwards",
        /// Not a [`Versus`].
        Unknown = "unknown",
        /// Own days are wanted, and one is not given.
        Missing = "missing",
        /// Not a day.
        Date = "date",
        /// Both periods hold the same days: a case in both would be no evidence.
        Overlap = "overlap",
    }
);

/// One non-empty cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellView {
    /// `z/x/y` in the Web Mercator quadtree; of a hexagon `hex/z/q/r`: the `q`-th of row `r`.
    pub id: String,
    /// West, south, east, north in degrees. A hexagon has a corner in the middle of the north and of the south side, the
    /// others on the west and east sides, a quarter of the height (in Web Mercator) from their ends.
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

/// `GET /api/v1/staff/map`: cases of every tier where they really lie, one by one while they are few, else counted by cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CasesOnMap {
    pub version: u64,
    /// In the box asked for.
    pub total: u64,
    /// Empty where there are `points`.
    pub cells: Vec<CellView>,
    /// Empty where there are `cells`.
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
    /// Another one whenever anything else of it is another: what is counted by its cells is told with it.
    pub tag: String,
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

coded!(
    /// What cases are told apart by: what a filter can choose.
    Facet {
        Category = "category",
        Department = "department",
        State = "state",
        Timeliness = "timeliness",
        Source = "source",
        Township = "township",
        Community = "community",
        Grid = "grid",
    }
);

/// `GET /api/v1/facets`: what each other choice would give, the other conditions kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetsView {
    /// Version of the published data.
    pub version: u64,
    /// Cases under the whole filter, and those of them that are overdue.
    pub count: u64,
    pub overdue: u64,
    pub facets: Vec<FacetView>,
}

impl FacetsView {
    /// How many cases a choice would give; `None` where the attribute was not counted.
    #[must_use]
    pub fn count_of(&self, by: Facet, code: &str) -> Option<u64> {
        let facet = self.facets.iter().find(|facet| facet.by == by)?;
        let value = facet.values.iter().find(|value| value.code == code);
        Some(value.map_or(0, |value| value.count))
    }

    /// The same for any of several codes, each of which stands for other cases.
    #[must_use]
    pub fn count_of_all<'a>(&self, by: Facet, codes: impl IntoIterator<Item = &'a str>) -> Option<u64> {
        codes.into_iter().map(|code| self.count_of(by, code)).sum()
    }
}

/// What each value of one attribute would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetView {
    pub by: Facet,
    /// Cases under the filter without its own condition on the attribute.
    pub count: u64,
    /// Of them, those without a value.
    pub without: u64,
    /// Those that occur, the most first. A kind counts with all kinds below it, as choosing it does.
    pub values: Vec<ValueCount>,
}

/// One value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueCount {
    pub code: String,
    /// Where the code is a name of ours: of a kind, a unit, a place or a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub count: u64,
}

/// `GET /api/v1/top`: the values with the most cases under the whole filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopView {
    /// Version of the published data.
    pub version: u64,
    pub by: Facet,
    /// Cases under the filter.
    pub count: u64,
    /// The most first; kinds as the cases have them, without those below.
    pub values: Vec<ValueCount>,
}

/// `GET /api/v1/nearest`: cases by their distance from a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearestView {
    /// Version of the published data.
    pub version: u64,
    /// The nearest first.
    pub cases: Vec<NearCase>,
}

/// A case and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearCase {
    pub code: String,
    pub category: crate::board::UnitRef,
    pub state: crate::case::State,
    pub overdue: bool,
    pub lng: f64,
    pub lat: f64,
    /// Along the great circle, from the published place: as exact as that is.
    pub metres: u64,
}

/// `GET /api/v1/summary`: what stands behind a filter, at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryView {
    /// Version of the published data.
    pub version: u64,
    pub count: u64,
    /// Of them, open and past their limit.
    pub overdue: u64,
    /// The kinds with the most cases, the most first.
    pub kinds: Vec<ValueCount>,
    /// The latest cases, newest first.
    pub latest: Vec<crate::case::CaseSummary>,
}
