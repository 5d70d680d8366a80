use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::State;
use domain::case::code::CaseCode;
use domain::map::{
    AreaCount, AreasView, CellShape, CellView, CellsView, GridView, HistogramBar, HistogramView, PointView,
    PointsView, StationView, Step,
};
use domain::{Lang, RegionCode};
use lens::{Dimension, Filter, Lens, NO_COMMUNITY, NO_GRID, NO_TOWNSHIP, Picture};

use crate::codes::{Codes, case_code};
use crate::names::Dictionary;
use crate::query::{
    AreaLevel, AreasQuery, CellsQuery, Comparison, HistogramQuery, Period, PointsQuery, TileQuery,
};
use crate::{Portal, PortalError};

/// Points in one answer at most.
const MAX_POINTS: usize = 4_000;

/// Points in one tile at most.
const MAX_TILE_POINTS: usize = 2_000;

/// The incidents of one tile.
#[derive(Debug, Clone, PartialEq)]
pub enum Tile {
    Points(Vec<PointView>),
    Cells(Vec<CellView>),
}

impl Portal {
    /// Counts per cell of a map.
    pub fn cells(&self, query: &CellsQuery, now: DateTime<Utc>) -> Result<CellsView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let filter = query.filter.to_lens(&picture);
        Ok(cells_of(&picture.lens, &filter, (query.zoom, query.shape), now))
    }

    /// Single incidents of a map.
    pub fn points(&self, query: &PointsQuery, now: DateTime<Utc>) -> Result<PointsView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let filter = query.filter.to_lens(&picture);
        Ok(points_of(&picture.lens, &filter, query.limit, now))
    }

    /// What a tile shows: its single incidents while they are few, else its cells.
    pub fn tile(&self, query: &TileQuery, now: DateTime<Utc>) -> Result<Tile, PortalError> {
        let points = PointsQuery {
            filter: query.filter.clone(),
            limit: MAX_TILE_POINTS,
        };
        let points = self.points(&points, now)?;
        if !points.truncated {
            return Ok(Tile::Points(points.points));
        }
        let cells = CellsQuery {
            filter: query.filter.clone(),
            zoom: query.tile.z,
            shape: CellShape::Square,
        };
        Ok(Tile::Cells(self.cells(&cells, now)?.cells))
    }

    /// Counts per area.
    pub fn areas(&self, query: &AreasQuery, now: DateTime<Utc>) -> Result<AreasView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let filter = query.filter.to_lens(&picture);
        Ok(areas_of(&picture.lens, &picture.codes, query.level, &filter, now))
    }

    /// Counts per area as in the period that a comparison looks back to.
    pub fn areas_before(
        &self,
        query: &AreasQuery,
        comparison: &Comparison,
        now: DateTime<Utc>,
    ) -> Result<AreasView, PortalError> {
        let mut query = query.clone();
        query.filter.period = Period::between(comparison.other);
        self.areas(&query, now)
    }

    /// Cases by when they were received, over the period asked for, else over all that there are.
    pub fn histogram(
        &self,
        query: &HistogramQuery,
        now: DateTime<Utc>,
    ) -> Result<HistogramView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let (from, to) = query.filter.period.given(picture.zone);
        let info = picture.info();
        let received = info.first_received_at.zip(info.last_received_at);
        let from = from.or(received.map(|(first, _)| first));
        // A bound is after what it bounds.
        let to = to.or(received.map(|(_, last)| last + TimeDelta::seconds(1)));
        let Some(span) = from.zip(to).filter(|(from, to)| from < to) else {
            return Ok(HistogramView {
                version: picture.version,
                step: query.step.unwrap_or(Step::Day),
                bars: Vec::new(),
            });
        };
        let (step, edges) = query.edges(span, picture.zone)?;
        let seconds: Vec<i64> = edges.iter().map(DateTime::timestamp).collect();
        let filter = query.filter.to_lens(&picture);
        let answer = picture.lens.histogram(&filter, &seconds, now.timestamp());
        let bars = edges
            .windows(2)
            .zip(answer.buckets)
            .map(|(edge, tally)| HistogramBar {
                from: edge[0],
                to: edge[1],
                count: tally.count,
                overdue: tally.overdue,
            });
        Ok(HistogramView {
            version: picture.version,
            step,
            bars: bars.collect(),
        })
    }

    /// Outline, grid cells and stations of a region.
    pub fn grid(&self, region: &RegionCode, lang: Lang) -> Result<Arc<GridView>, PortalError> {
        Ok(self.picture(region)?.names.grid(lang))
    }

    /// Stations and police posts.
    pub fn stations(&self, region: &RegionCode, lang: Lang) -> Result<Vec<StationView>, PortalError> {
        Ok(self.picture(region)?.names.stations(lang))
    }

    /// What filters offer.
    pub fn dictionary(&self, region: &RegionCode, lang: Lang) -> Result<Dictionary, PortalError> {
        Ok(self.picture(region)?.names.dictionary(lang))
    }

    /// Names of areas of one level, by code.
    pub fn area_names(
        &self,
        region: &RegionCode,
        level: AreaLevel,
        lang: Lang,
    ) -> Result<std::collections::HashMap<String, String>, PortalError> {
        let picture = self.picture(region)?;
        let names = |table: &std::collections::HashMap<String, crate::names::Name>| {
            table
                .iter()
                .map(|(code, name)| (code.clone(), name.get(lang).to_owned()))
                .collect()
        };
        Ok(match level {
            AreaLevel::Grid => picture.names.grids.clone(),
            AreaLevel::Community => names(&picture.names.communities),
            AreaLevel::Township => names(&picture.names.townships),
        })
    }
}

/// Degrees to nine decimals: a hundredth of what the engine tells apart, so that a box that is asked about again is the same, and
/// less to send.
fn short(bbox: [f64; 4]) -> [f64; 4] {
    bbox.map(|degrees| (degrees * 1e9).round() / 1e9)
}

/// Counts per cell of a map, of either picture.
pub fn cells_of<P: Picture>(
    lens: &Lens<P>,
    filter: &Filter,
    (zoom, shape): (u8, CellShape),
    now: DateTime<Utc>,
) -> CellsView {
    let now = now.timestamp();
    let (total, unplaced, cells) = match shape {
        CellShape::Square => {
            let answer = lens.cells(filter, zoom, now);
            let cells = answer.cells.into_iter().map(|cell| CellView {
                id: cell.id.to_string(),
                bbox: short(cell.bbox.to_array()),
                count: cell.count,
                overdue: cell.overdue,
            });
            (answer.total, answer.unplaced, cells.collect())
        }
        CellShape::Hex => {
            let answer = lens.hexes(filter, zoom, now);
            let cells = answer.hexes.into_iter().map(|hex| CellView {
                id: hex.id.to_string(),
                bbox: short(hex.bbox),
                count: hex.count,
                overdue: hex.overdue,
            });
            (answer.total, answer.unplaced, cells.collect())
        }
    };
    CellsView {
        version: lens.version(),
        total,
        unplaced,
        cells,
    }
}

/// Single incidents of a map, of either picture.
pub fn points_of<P: Picture>(
    lens: &Lens<P>,
    filter: &Filter,
    limit: usize,
    now: DateTime<Utc>,
) -> PointsView {
    let answer = lens.points(filter, limit.min(MAX_POINTS), now.timestamp());
    let points = answer.points.into_iter().filter_map(|point| {
        Some(PointView {
            code: CaseCode::parse(&case_code(point.key)).ok()?.to_string(),
            lng: point.lng,
            lat: point.lat,
            state: *State::ALL.get(usize::from(point.state))?,
            overdue: point.overdue,
        })
    });
    PointsView {
        version: lens.version(),
        total: answer.total,
        truncated: answer.truncated,
        points: points.collect(),
    }
}

/// Counts per area, of either picture; the most first.
pub fn areas_of<P: Picture>(
    lens: &Lens<P>,
    codes: &Codes,
    level: AreaLevel,
    filter: &Filter,
    now: DateTime<Utc>,
) -> AreasView {
    let (dimension, none, codes) = match level {
        AreaLevel::Grid => (Dimension::Grid, NO_GRID, &codes.grids),
        AreaLevel::Community => (Dimension::Community, NO_COMMUNITY, &codes.communities),
        AreaLevel::Township => (Dimension::Township, u32::from(NO_TOWNSHIP), &codes.townships),
    };
    let answer = lens.by(dimension, filter, now.timestamp());
    let mut unplaced = 0;
    let mut areas = Vec::with_capacity(answer.rows.len());
    for (number, tally) in answer.rows {
        match codes.code(number).filter(|_| number != none) {
            Some(code) => {
                areas.push(AreaCount {
                    code: code.to_owned(),
                    count: tally.count,
                    overdue: tally.overdue,
                });
            }
            None => unplaced += tally.count,
        }
    }
    areas.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    AreasView {
        version: lens.version(),
        total: answer.total.count,
        unplaced,
        areas,
    }
}
