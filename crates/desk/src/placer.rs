//! Which grid cell a point lies in, and which anchor stands for it in public.
//!
//! A region with drawn grids is placed by them. One without gets hexagons of the H3 grid, made as
//! points fall into them.

use std::collections::HashMap;

use domain::GridCode;
use domain::area::{NamedArea, PlacedBy, named_in};
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
    drawn: Vec<Drawn>,
    /// Areas that addresses may name.
    areas: Vec<NamedArea>,
    hexagons: HashMap<CellIndex, Hexagon>,
    made: Vec<GridCell>,
}

#[derive(Debug)]
struct Drawn {
    /// West, south, east, north.
    bounds: [f64; 4],
    code: GridCode,
    ring: Vec<(f64, f64)>,
    anchors: Vec<(f64, f64)>,
}

#[derive(Debug, Clone)]
struct Hexagon {
    code: GridCode,
    anchors: Vec<(f64, f64)>,
}

impl Placer {
    /// With the cells a region has.
    #[must_use]
    pub fn new(cells: Vec<GridAnchors>) -> Self {
        let mut placer = Self {
            drawn: Vec::new(),
            areas: Vec::new(),
            hexagons: HashMap::new(),
            made: Vec::new(),
        };
        for cell in cells {
            let Ok(code) = GridCode::parse(&cell.code) else {
                continue;
            };
            match cell.code.parse::<CellIndex>() {
                Ok(index) => {
                    placer.hexagons.insert(
                        index,
                        Hexagon {
                            code,
                            anchors: cell.anchors,
                        },
                    );
                }
                Err(_) => placer.drawn.push(Drawn {
                    bounds: bounds(&cell.ring),
                    code,
                    ring: cell.ring,
                    anchors: cell.anchors,
                }),
            }
        }
        placer
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
        let (grid, anchor) = self.locate(record.place);
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

    /// The cell a point lies in, and the anchor of that cell that stands for it in public.
    pub fn locate(&mut self, point: Option<(f64, f64)>) -> (Option<GridCode>, Option<(f64, f64)>) {
        match point.and_then(|point| Some((point, self.find(point)?))) {
            Some((point, (code, anchors))) => (Some(code), nearest_anchor(point, &anchors)),
            None => (None, None),
        }
    }

    /// Cells made since the last call: they have to be stored before their records.
    pub fn take_made(&mut self) -> Vec<GridCell> {
        std::mem::take(&mut self.made)
    }

    fn find(&mut self, point: (f64, f64)) -> Option<(GridCode, Vec<(f64, f64)>)> {
        if self.drawn.is_empty() {
            return self.hexagon(point).map(|hexagon| (hexagon.code, hexagon.anchors));
        }
        let inside = |cell: &&Drawn| within(cell.bounds, point) && domain::area::contains(&cell.ring, point);
        self.drawn
            .iter()
            .find(inside)
            .map(|cell| (cell.code.clone(), cell.anchors.clone()))
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

fn bounds(ring: &[(f64, f64)]) -> [f64; 4] {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    ring.iter()
        .fold(start, |[west, south, east, north], &(lng, lat)| {
            [west.min(lng), south.min(lat), east.max(lng), north.max(lat)]
        })
}

fn within([west, south, east, north]: [f64; 4], (lng, lat): (f64, f64)) -> bool {
    (west..=east).contains(&lng) && (south..=north).contains(&lat)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOSTON: (f64, f64) = (-71.06, 42.36);

    #[test]
    fn a_region_without_drawn_grids_gets_hexagons_that_contain_their_points() {
        let mut placer = Placer::new(Vec::new());
        let (code, anchors) = placer.find(BOSTON).unwrap();
        let made = placer.take_made();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].code, code.as_str());
        assert!(domain::area::contains(&made[0].ring, BOSTON));
        assert_eq!(anchors.len(), 7);
        for anchor in anchors {
            assert!(domain::area::contains(&made[0].ring, anchor), "{anchor:?}");
        }
        placer.find(BOSTON).unwrap();
        assert!(placer.take_made().is_empty(), "a cell is made once");
    }

    #[test]
    fn a_stored_hexagon_keeps_its_anchors() {
        let mut first = Placer::new(Vec::new());
        let (code, _) = first.find(BOSTON).unwrap();
        let anchors = vec![(-71.0, 42.0)];
        let stored = GridAnchors {
            code: code.to_string(),
            township: None,
            community: None,
            ring: first.take_made().remove(0).ring,
            anchors: anchors.clone(),
        };
        let mut second = Placer::new(vec![stored]);
        assert_eq!(second.find(BOSTON).unwrap(), (code, anchors));
        assert!(second.take_made().is_empty());
    }

    #[test]
    fn with_drawn_grids_a_point_outside_them_has_no_cell() {
        let drawn = GridAnchors {
            code: "331003001001001".to_owned(),
            township: None,
            community: None,
            ring: vec![(121.0, 28.0), (121.1, 28.0), (121.1, 28.1), (121.0, 28.1)],
            anchors: vec![(121.05, 28.05)],
        };
        let mut placer = Placer::new(vec![drawn]);
        assert!(placer.find((121.05, 28.02)).is_some());
        assert!(placer.find(BOSTON).is_none());
    }
}
