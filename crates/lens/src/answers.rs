//! What a [`crate::Lens`] answers. Every answer names the version it was computed at.

use std::ops::AddAssign;

use domain::board::figures::Timeliness;

use crate::filter::Dimension;
use crate::geo::{Bbox, CellId};
use crate::hexes::HexId;

/// How many, and how many of them are open, past their limit and not suspended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: u64,
    pub overdue: u64,
}

impl AddAssign for Tally {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.overdue += other.overdue;
    }
}

/// Everything that matches, as one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TallyAnswer {
    pub version: u64,
    pub tally: Tally,
}

/// A non-empty cell of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub id: CellId,
    /// The whole cell, also where the filter's box cuts through it; the counts are of the part
    /// inside.
    pub bbox: Bbox,
    pub count: u64,
    pub overdue: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CellsAnswer {
    pub version: u64,
    /// Everything that matches; with a box or an area in the filter, what lies inside. Always the sum of the
    /// cells, plus `unplaced` where the filter has neither.
    pub total: u64,
    /// Matches of all other conditions that have no place. Given with and without a box or an area.
    pub unplaced: u64,
    /// Level of the cells: [`crate::CELL_LEVELS`] below the zoom that was asked for, or less where
    /// there would be more than [`crate::MAX_CELLS`].
    pub level: u8,
    /// In Z-order.
    pub cells: Vec<Cell>,
}

/// A non-empty hexagon of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hex {
    pub id: HexId,
    /// [`HexId::bbox`]: the whole hexagon, also where the filter's box cuts through it.
    pub bbox: [f64; 4],
    pub count: u64,
    pub overdue: u64,
}

/// A [`CellsAnswer`] in hexagons.
#[derive(Clone, Debug, PartialEq)]
pub struct HexesAnswer {
    pub version: u64,
    /// As [`CellsAnswer::total`].
    pub total: u64,
    /// As [`CellsAnswer::unplaced`].
    pub unplaced: u64,
    /// [`crate::CELL_LEVELS`] below the zoom that was asked for, or less where there would be more than
    /// [`crate::MAX_CELLS`].
    pub level: u8,
    /// Row by row from the north-west.
    pub hexes: Vec<Hex>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub key: u64,
    /// WGS-84, to 10⁻⁷ degree.
    pub lng: f64,
    pub lat: f64,
    pub category: u16,
    pub department: u16,
    pub state: u8,
    pub source: u8,
    pub received_at: i64,
    pub overdue: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PointsAnswer {
    pub version: u64,
    /// Placed matches, also beyond the cap.
    pub total: u64,
    /// There are more than were asked for.
    pub truncated: bool,
    /// The latest changes first, then month by month backwards.
    pub points: Vec<Point>,
}

/// A [`PointsAnswer`] that does not say how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetAnswer {
    pub version: u64,
    /// There are more than were asked for.
    pub truncated: bool,
    /// The latest changes first, then month by month backwards.
    pub points: Vec<Point>,
}

/// Figures per code of one attribute, for shading grids, charts and filter menus.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetAnswer {
    pub version: u64,
    pub total: Tally,
    /// Ascending by code, only codes that occur; the code for "none" (such as
    /// [`crate::NO_GRID`]) is one of them.
    pub rows: Vec<(u32, Tally)>,
}

/// What each choice of each attribute would give, the other conditions kept: the numbers of a filter menu.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetsAnswer {
    pub version: u64,
    /// In the order of [`Dimension::ALL`]: those asked for.
    pub facets: Vec<(Dimension, FacetAnswer)>,
}

/// Figures per class of timeliness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassesAnswer {
    pub version: u64,
    /// In the order of [`Timeliness::ALL`]; only those that occur.
    pub rows: Vec<(Timeliness, u64)>,
}

/// The codes of one attribute with the most incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct TopAnswer {
    pub version: u64,
    /// Of all codes, listed or not.
    pub total: Tally,
    /// Descending by count, then ascending by code.
    pub rows: Vec<(u32, Tally)>,
}

/// Incidents by their distance.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestAnswer {
    pub version: u64,
    /// Metres along the great circle on a sphere of [`crate::EARTH`] metres, ascending; among equals by key.
    pub points: Vec<(f64, Point)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct HistogramAnswer {
    pub version: u64,
    /// One fewer than there were edges.
    pub buckets: Vec<Tally>,
}
