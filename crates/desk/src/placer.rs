//! Which grid cell a point lies in, and which anchor stands for it in public.
//!
//! A region with drawn grids is placed by them. One without gets hexagons of the H3 grid, made as
//! points fall into them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::GridCode;
use domain::area::{Finder, NamedArea, PlacedBy, named_in};
use domain::intake::{IncomingRecord, Named};
use domain::publication::nearest_anchor;
use h3o::{CellIndex, LatLng, Resolution};
use store::district::{GridAnchors, GridCell};
use store::intake::PlacedRecord;

/// Cells of about 0.74 km²: a city district has some hundred of them.
const RESOLUTION: Resolution = Resolution::Eight;
/// One step finer: the centres of a cell's seven parts are its anchors.
const ANCHORS: Resolution = Resolution::Nine;

/// Finds cells. Pure: new cells are handed out to be stored.
#[derive(Debug)]
pub struct Placer {
    drawn: Finder<Drawn>,
    /// Areas that addresses may name.
    areas: Vec<NamedArea>,
    hexagons: HashMap<CellIndex, Hexagon>,
    made: Vec<GridCell>,
}

/// A version of a cell that somebody drew.
#[derive(Debug)]
struct Drawn {
    code: GridCode,
    cell: GridAnchors,
}

#[derive(Debug, Clone)]
struct Hexagon {
    code: GridCode,
    anchors: Vec<(f64, f64)>,
}

impl Placer {
    /// With the cells a region has, in all their versions.
    #[must_use]
    pub fn new(cells: Vec<GridAnchors>) -> Self {
        let (mut drawn, mut hexagons) = (Vec::new(), HashMap::new());
        for mut cell in cells {
            let Ok(code) = GridCode::parse(&cell.code) else {
                continue;
            };
            match cell.code.parse::<CellIndex>() {
                Ok(index) => {
                    let anchors = cell.anchors;
                    hexagons.insert(index, Hexagon { code, anchors });
                }
                Err(_) => drawn.push((std::mem::take(&mut cell.ring), Drawn { code, cell })),
            }
        }
        Self {
            drawn: Finder::new(drawn),
            areas: Vec::new(),
            hexagons,
            made: Vec::new(),
        }
    }

    /// The same, with the areas that addresses may name.
    #[must_use]
    pub fn with_areas(mut self, areas: Vec<NamedArea>) -> Self {
        self.areas = areas;
        self
    }

    /// The record with its cell, if it has a point and the point lies in one; else, if its source names no area either,
    /// with the area that its address names.
    pub fn place(&mut self, mut record: IncomingRecord) -> PlacedRecord {
        let (grid, anchor) = self.locate(record.place, record.received_at);
        let mut placed_by = None;
        if record.place.is_none() && record.township.is_none() && record.community.is_none() {
            let area = record.address.as_deref().and_then(|address| self.area(address));
            if let Some(area) = area.cloned() {
                let named = |code: Option<String>| {
                    let name = code.clone()?;
                    Some(Named { code: code?, name })
                };
                record.community = named(area.community).map(|named| Named {
                    name: area.name,
                    ..named
                });
                record.township = named(area.township);
                placed_by = Some(PlacedBy::Address);
            }
        }
        PlacedRecord {
            record,
            grid,
            anchor,
            placed_by,
            person: None,
        }
    }

    /// The area that an address names.
    #[must_use]
    pub fn area(&self, address: &str) -> Option<&NamedArea> {
        named_in(address, &self.areas)
    }

    /// The cell in which a point lay at a time, and the anchor of that cell that stands for it in public.
    pub fn locate(
        &mut self,
        point: Option<(f64, f64)>,
        at: DateTime<Utc>,
    ) -> (Option<GridCode>, Option<(f64, f64)>) {
        match point.and_then(|point| Some((point, self.find(point, at)?))) {
            Some((point, (code, anchors))) => (Some(code), nearest_anchor(point, &anchors)),
            None => (None, None),
        }
    }

    /// Cells made since the last call: they have to be stored before their records.
    pub fn take_made(&mut self) -> Vec<GridCell> {
        std::mem::take(&mut self.made)
    }

    fn find(&mut self, point: (f64, f64), at: DateTime<Utc>) -> Option<(GridCode, Vec<(f64, f64)>)> {
        if let Some(drawn) = self.drawn.at(point).find(|drawn| drawn.cell.holds_at(at)) {
            return Some((drawn.code.clone(), drawn.cell.anchors.clone()));
        }
        // Before a grid was drawn there were hexagons; since then what lies outside it has no cell.
        if self.drawn.all().any(|drawn| drawn.cell.holds_at(at)) {
            return None;
        }
        self.hexagon(point).map(|hexagon| (hexagon.code, hexagon.anchors))
    }

    fn hexagon(&mut self, (lng, lat): (f64, f64)) -> Option<Hexagon> {
        let index = LatLng::new(lat, lng).ok()?.to_cell(RESOLUTION);
        if let Some(known) = self.hexagons.get(&index) {
            return Some(known.clone());
        }
        let code = GridCode::parse(&index.to_string()).ok()?;
        let anchors: Vec<(f64, f64)> = index
            .children(ANCHORS)
            .map(|part| degrees(LatLng::from(part)))
            .collect();
        self.made.push(GridCell {
            code: code.to_string(),
            township: None,
            community: None,
            name: code.to_string(),
            dedicated: false,
            rural: false,
            ring: index.boundary().iter().copied().map(degrees).collect(),
            anchors: anchors.clone(),
        });
        let hexagon = Hexagon { code, anchors };
        self.hexagons.insert(index, hexagon.clone());
        Some(hexagon)
    }
}

fn degrees(point: LatLng) -> (f64, f64) {
    (point.lng(), point.lat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOSTON: (f64, f64) = (-71.06, 42.36);
    const CODE: &str = "331003001001001";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap()
    }

    fn drawn(code: &str, since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> GridAnchors {
        GridAnchors {
            code: code.to_owned(),
            township: None,
            community: None,
            ring: vec![(121.0, 28.0), (121.1, 28.0), (121.1, 28.1), (121.0, 28.1)],
            anchors: vec![(121.05, 28.05)],
            since,
            until,
        }
    }

    #[test]
    fn a_region_without_drawn_grids_gets_hexagons_that_contain_their_points() {
        let mut placer = Placer::new(Vec::new());
        let (code, anchors) = placer.find(BOSTON, now()).unwrap();
        let made = placer.take_made();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].code, code.as_str());
        assert!(domain::area::contains(&made[0].ring, BOSTON));
        assert_eq!(anchors.len(), 7);
        for anchor in anchors {
            assert!(domain::area::contains(&made[0].ring, anchor), "{anchor:?}");
        }
        placer.find(BOSTON, now()).unwrap();
        assert!(placer.take_made().is_empty(), "a cell is made once");
    }

    #[test]
    fn a_stored_hexagon_keeps_its_anchors() {
        let mut first = Placer::new(Vec::new());
        let (code, _) = first.find(BOSTON, now()).unwrap();
        let anchors = vec![(-71.0, 42.0)];
        let stored = GridAnchors {
            code: code.to_string(),
            township: None,
            community: None,
            ring: first.take_made().remove(0).ring,
            anchors: anchors.clone(),
            since: None,
            until: None,
        };
        let mut second = Placer::new(vec![stored]);
        assert_eq!(second.find(BOSTON, now()).unwrap(), (code, anchors));
        assert!(second.take_made().is_empty());
    }

    #[test]
    fn with_drawn_grids_a_point_outside_them_has_no_cell() {
        let mut placer = Placer::new(vec![drawn(CODE, None, None)]);
        assert!(placer.find((121.05, 28.02), now()).is_some());
        assert!(placer.find(BOSTON, now()).is_none());
    }

    #[test]
    fn a_point_lies_in_the_cell_that_held_at_its_time() {
        let cut = now();
        let before = cut - chrono::TimeDelta::seconds(1);
        let other = "331003001001002";
        let mut placer = Placer::new(vec![drawn(CODE, None, Some(cut)), drawn(other, Some(cut), None)]);
        let mut code_at = |at| placer.find((121.05, 28.02), at).map(|found| found.0.to_string());
        assert_eq!(code_at(before).as_deref(), Some(CODE));
        assert_eq!(code_at(cut).as_deref(), Some(other));
    }

    #[test]
    fn before_a_grid_was_drawn_there_are_hexagons() {
        let mut placer = Placer::new(vec![drawn(CODE, Some(now()), None)]);
        let (code, _) = placer
            .find((121.05, 28.02), now() - chrono::TimeDelta::days(1))
            .unwrap();
        assert!(code.as_str().parse::<CellIndex>().is_ok(), "{code}");
    }
}
