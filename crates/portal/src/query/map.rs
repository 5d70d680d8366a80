use std::sync::Arc;

use chrono_tz::Tz;
use domain::area::DrawnArea;
use domain::board::figures::Timeliness;
use domain::case::State;
use domain::map::CellShape;
use domain::source::SourceSystem;
use domain::{DepartmentCode, RegionCode};
use lens::{Bbox, CellId, CodeSet, Filter, MAX_ZOOM, NO_DEPARTMENT, TimeRange};

use super::fields::{Fields, Pairs};
use super::period::Period;
use crate::codes::{CodeIndex, Codes};
use crate::picture::RegionPicture;
use crate::{Portal, PortalError};

/// What every question about incidents can be narrowed by; all conditions hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct MapFilter {
    pub region: RegionCode,
    pub categories: Vec<String>,
    pub departments: Vec<String>,
    pub states: Vec<String>,
    pub sources: Vec<String>,
    pub townships: Vec<String>,
    pub communities: Vec<String>,
    pub grids: Vec<String>,
    /// Where they stand against their limit; empty = anywhere.
    pub timeliness: Vec<Timeliness>,
    pub period: Period,
    pub bbox: Option<Bbox>,
    pub area: Option<Arc<DrawnArea>>,
}

impl MapFilter {
    pub(super) fn read(fields: &mut Fields<'_>, portal: &Portal) -> Result<Self, PortalError> {
        Self::read_with(fields, portal, |_| false)
    }

    /// As [`Self::read`] for somebody who knows kinds of matter that the public does not hear of.
    fn read_with(
        fields: &mut Fields<'_>,
        portal: &Portal,
        knows_kind: impl Fn(&str) -> bool,
    ) -> Result<Self, PortalError> {
        let region = fields.region(portal)?;
        let picture = portal.picture(&region)?;
        let names = &picture.names;
        let filter = Self {
            categories: fields.known_set("category", "no such category in this region", |code| {
                names.categories.contains_key(code) || knows_kind(code)
            })?,
            departments: fields.known_set("department", "no such department in this region", |code| {
                code == DepartmentCode::UNASSIGNED || names.departments.contains_key(code)
            })?,
            states: fields.known_set("state", "no such state", |code| State::from_code(code).is_some())?,
            sources: fields.known_set("source", "no such source system", |code| {
                SourceSystem::from_code(code).is_some()
            })?,
            townships: fields.known_set("township", "no such township in this region", |code| {
                names.townships.contains_key(code)
            })?,
            communities: fields.known_set("community", "no such community in this region", |code| {
                names.communities.contains_key(code)
            })?,
            grids: fields.known_set("grid", "no such grid cell in this region", |code| {
                names.grids.contains_key(code)
            })?,
            timeliness: fields
                .known_set(
                    "timeliness",
                    "a set of no_limit, running, suspended, overdue, on_time, late",
                    |code| Timeliness::from_code(code).is_some(),
                )?
                .iter()
                .filter_map(|code| Timeliness::from_code(code))
                .collect(),
            period: Period::read(fields)?,
            bbox: fields.one("bbox")?.map(bbox).transpose()?,
            area: fields.one(AREA)?.map(area).transpose()?,
            region,
        };
        let (from, to) = filter.period.given(picture.zone);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(PortalError::invalid("to", "the period ends before it begins"));
        }
        Ok(filter)
    }

    /// The same conditions in the numbers of a picture. A code no case has yet matches nothing.
    pub(crate) fn to_lens(&self, picture: &RegionPicture) -> Filter {
        self.numbered(&picture.codes, picture.zone, &self.with_children(picture))
    }

    /// The same conditions by the numbers of `codes`; `kinds` are the kinds asked for and all below them.
    #[must_use]
    pub fn numbered(&self, codes: &Codes, zone: Tz, kinds: &[String]) -> Filter {
        let (from, to) = self.period.given(zone);
        Filter {
            category: numbers(kinds, &codes.categories, |number| u16::try_from(number).ok()),
            department: numbers(&self.departments, &codes.departments, |number| {
                u16::try_from(number).ok()
            })
            .map(|set| with_unassigned(set, &self.departments)),
            state: small(&self.states, |code| State::from_code(code).map(State::index)),
            source: small(&self.sources, |code| {
                SourceSystem::from_code(code).map(SourceSystem::index)
            }),
            grid: numbers(&self.grids, &codes.grids, Some),
            township: numbers(&self.townships, &codes.townships, |number| {
                u16::try_from(number).ok()
            }),
            community: numbers(&self.communities, &codes.communities, Some),
            received: TimeRange {
                from: from.map(|at| at.timestamp()),
                to: to.map(|at| at.timestamp()),
            },
            timeliness: (!self.timeliness.is_empty()).then(|| self.timeliness.iter().copied().collect()),
            bbox: self.bbox,
            area: self.area.clone(),
        }
    }

    /// Asking for a kind asks for all kinds below it.
    pub(crate) fn with_children(&self, picture: &RegionPicture) -> Vec<String> {
        picture.with_descendants(self.categories.clone())
    }
}

fn numbers<T: Ord>(
    set: &[String],
    index: &CodeIndex,
    convert: impl Fn(u32) -> Option<T>,
) -> Option<CodeSet<T>> {
    (!set.is_empty()).then(|| {
        set.iter()
            .filter_map(|code| index.find(code))
            .filter_map(convert)
            .collect()
    })
}

fn small(set: &[String], convert: impl Fn(&str) -> Option<u8>) -> Option<CodeSet<u8>> {
    (!set.is_empty()).then(|| set.iter().filter_map(|code| convert(code)).collect())
}

fn with_unassigned(set: CodeSet<u16>, asked: &[String]) -> CodeSet<u16> {
    let none = asked
        .iter()
        .any(|code| code == DepartmentCode::UNASSIGNED)
        .then_some(NO_DEPARTMENT);
    set.as_slice().iter().copied().chain(none).collect()
}

pub(super) fn bbox(text: &str) -> Result<Bbox, PortalError> {
    let numbers: Vec<f64> = text
        .split(',')
        .map_while(|part| part.trim().parse().ok())
        .collect();
    let parts = text.split(',').count();
    match numbers.as_slice() {
        [west, south, east, north] if parts == 4 => Bbox::new(*west, *south, *east, *north)
            .map_err(|error| PortalError::invalid("bbox", error.to_string())),
        _ => Err(PortalError::invalid(
            "bbox",
            "is four numbers: west,south,east,north",
        )),
    }
}

/// The parameter with the corners of an area that somebody drew.
pub(super) const AREA: &str = "area";

fn area(text: &str) -> Result<Arc<DrawnArea>, PortalError> {
    DrawnArea::parse(text)
        .map(Arc::new)
        .map_err(|fault| PortalError::invalid(AREA, fault.to_string()))
}

/// A filter, `bbox`, `zoom` and `shape`.
#[derive(Debug, Clone, PartialEq)]
pub struct CellsQuery {
    pub filter: MapFilter,
    /// Zoom of 256-pixel tiles.
    pub zoom: u8,
    pub shape: CellShape,
}

impl CellsQuery {
    /// Zoom of requests that name none: a district fills a screen.
    const DEFAULT_ZOOM: u8 = 11;

    /// Reads the parameters of the cells.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        Self::parse_with(pairs, portal, |_| false)
    }

    /// As [`Self::parse`] for somebody who knows kinds of matter that the public does not hear of.
    pub fn parse_with(
        pairs: &Pairs,
        portal: &Portal,
        knows_kind: impl Fn(&str) -> bool,
    ) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read_with(&mut fields, portal, knows_kind)?;
        let zoom = fields
            .parsed::<u8>("zoom", "is a whole number from 0 to 24")?
            .map_or(Ok(Self::DEFAULT_ZOOM), |zoom| {
                let rule = format!("is a whole number from 0 to {MAX_ZOOM}");
                if zoom <= MAX_ZOOM {
                    Ok(zoom)
                } else {
                    Err(PortalError::invalid("zoom", rule))
                }
            })?;
        let shape = fields.one("shape")?.map_or(Ok(CellShape::Square), |code| {
            CellShape::from_code(code).ok_or_else(|| PortalError::invalid("shape", "is one of square, hex"))
        })?;
        fields.finish()?;
        Ok(Self { filter, zoom, shape })
    }
}

/// A filter for one tile of Web Mercator.
#[derive(Debug, Clone, PartialEq)]
pub struct TileQuery {
    pub filter: MapFilter,
    pub tile: CellId,
}

impl TileQuery {
    /// Reads the parameters of a tile; `[z, x, y]` as they stand in its address.
    pub fn parse(address: [&str; 3], pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        if pairs.iter().any(|(name, _)| name == "bbox") {
            return Err(PortalError::invalid("bbox", "is not a parameter here"));
        }
        let mut fields = Fields::new(pairs)?;
        let mut filter = MapFilter::read(&mut fields, portal)?;
        fields.finish()?;
        let [z, x, y] = address;
        let rule = format!("is a whole number from 0 to {MAX_ZOOM}");
        let z = z.parse::<u8>().ok().filter(|z| *z <= MAX_ZOOM);
        let z = z.ok_or_else(|| PortalError::invalid("z", rule))?;
        let place = |name: &str, text: &str| {
            let place = text
                .parse::<u32>()
                .ok()
                .filter(|place| u64::from(*place) < 1 << z);
            place.ok_or_else(|| {
                PortalError::invalid(name, format!("is a tile of zoom {z}: below {}", 1_u64 << z))
            })
        };
        let tile = CellId {
            z,
            x: place("x", x)?,
            y: place("y", y)?,
        };
        filter.bbox = Some(tile.bbox());
        Ok(Self { filter, tile })
    }
}

/// A filter, `bbox` and `limit`.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsQuery {
    pub filter: MapFilter,
    pub limit: usize,
}

impl PointsQuery {
    /// Reads the parameters of the points.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let rule = "is a whole number from 1 to 4000";
        let limit = fields.parsed::<usize>("limit", rule)?.unwrap_or(2_000);
        if !(1..=4_000).contains(&limit) {
            return Err(PortalError::invalid("limit", rule));
        }
        fields.finish()?;
        Ok(Self { filter, limit })
    }
}

/// What areas to count by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AreaLevel {
    #[default]
    Grid,
    Community,
    Township,
}

/// A filter and `level`.
#[derive(Debug, Clone, PartialEq)]
pub struct AreasQuery {
    pub filter: MapFilter,
    pub level: AreaLevel,
}

impl AreasQuery {
    /// Reads the parameters of the areas.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let level = match fields.one("level")? {
            None | Some("grid") => AreaLevel::Grid,
            Some("community") => AreaLevel::Community,
            Some("township") => AreaLevel::Township,
            Some(_) => {
                return Err(PortalError::invalid(
                    "level",
                    "is one of grid, community, township",
                ));
            }
        };
        fields.finish()?;
        Ok(Self { filter, level })
    }
}
