//! Files: GeoJSON, and a Shapefile in a zip archive.

mod json;
mod outlines;
mod shape;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::cell::{Cell, Kind, Point};
use crate::limits::{CELLS, FILE_BYTES, FILE_CORNERS, NAME_CHARS};
use crate::properties::{Field, Properties};
use crate::ring::{Drawn, outline};
use domain::drawing::{Fault, What};

pub use outlines::{Outline, Outlines, outlines};

/// Why a file is no grid at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    #[error("the file has more than {limit} bytes: simplify the outlines, or drop a decimal")]
    TooLarge { limit: usize },
    #[error(
        "the file is neither GeoJSON (a FeatureCollection in UTF-8) nor a zip archive with a Shapefile: {reason}"
    )]
    NotAGrid { reason: String },
    #[error("the zip archive cannot be used: {reason}")]
    Archive { reason: String },
    #[error(
        "the coordinates are in {system}: longitude and latitude in WGS-84 (EPSG:4326) or CGCS2000 (EPSG:4490) are needed"
    )]
    Projected { system: String },
    #[error("the file has no features")]
    Empty,
}

/// What a file holds: cells whose shapes are rings, and what is wrong with the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub(crate) features: usize,
    pub(crate) drawn: Vec<Drawn>,
    pub(crate) faults: Vec<Fault>,
}

/// Reads a file, whichever of the two kinds it is.
pub fn read(bytes: &[u8], properties: &Properties) -> Result<Sheet, Unreadable> {
    if bytes.len() > FILE_BYTES {
        return Err(Unreadable::TooLarge { limit: FILE_BYTES });
    }
    let sheet = if bytes.starts_with(b"PK") {
        shape::read(bytes, properties)?
    } else {
        json::read(bytes, properties)?
    };
    if sheet.features == 0 && sheet.faults.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(sheet)
}

/// The shape of a feature: its rings, the outer one first.
type Shape = Result<Vec<Vec<Point>>, What>;

impl Sheet {
    /// Cells that come from no file, numbered in their order.
    #[must_use]
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        let mut sheet = Self::default();
        for mut cell in cells {
            sheet.features += 1;
            let mut drawn = std::mem::take(&mut cell.ring);
            drawn.extend(drawn.first().copied());
            match outline(&drawn) {
                Ok((ring, numbers)) => sheet.drawn.push(Drawn {
                    feature: sheet.features,
                    cell: Cell { ring, ..cell },
                    numbers,
                }),
                Err((what, at)) => {
                    let mut fault = Fault::of_feature(sheet.features, Some(&cell.code), what).on_ring(1);
                    if let Some((vertex, place)) = at {
                        fault = fault.at_vertex(vertex).at(place);
                    }
                    sheet.faults.push(fault);
                }
            }
        }
        sheet
    }

    /// Takes the next feature; false when the file has too much of it.
    fn take(
        &mut self,
        shape: Shape,
        said: &BTreeMap<String, String>,
        properties: &Properties,
        corners: &mut usize,
    ) -> bool {
        self.features += 1;
        let feature = self.features;
        if feature > CELLS {
            self.faults.push(Fault::of_feature(
                feature,
                None,
                What::TooManyCells { limit: CELLS },
            ));
            return false;
        }
        let code = properties.get(Field::Code, said).map(|(_, code)| code);
        let fault = |what| Fault::of_feature(feature, code, what);
        match cell(said, properties, &mut |what| self.faults.push(fault(what))) {
            None => {}
            Some(cell) => match ring(shape) {
                Ok((ring, numbers)) => self.drawn.push(Drawn {
                    feature,
                    cell: Cell { ring, ..cell },
                    numbers,
                }),
                Err((what, ring, at)) => {
                    let mut fault = fault(what);
                    fault.ring = ring;
                    if let Some((vertex, place)) = at {
                        fault = fault.at_vertex(vertex).at(place);
                    }
                    self.faults.push(fault);
                }
            },
        }
        *corners += self
            .drawn
            .last()
            .filter(|drawn| drawn.feature == feature)
            .map_or(0, |drawn| drawn.numbers.len());
        if *corners > FILE_CORNERS {
            let what = What::TooManyInFile { limit: FILE_CORNERS };
            self.faults.push(Fault::of_feature(feature, code, what));
            return false;
        }
        true
    }
}

type AtRing = (What, Option<usize>, Option<(usize, Point)>);

/// The one ring of a shape.
fn ring(shape: Shape) -> Result<(Vec<Point>, Vec<usize>), AtRing> {
    let rings = shape.map_err(|what| (what, None, None))?;
    if let Some(hole) = rings.get(1) {
        return Err((What::Hole, Some(2), hole.first().map(|place| (1, *place))));
    }
    let outer = rings.into_iter().next().ok_or((What::NoShape, None, None))?;
    outline(&outer).map_err(|(what, at)| (what, Some(1), at))
}

/// What a feature says of its cell; whatever is wrong with that is told.
fn cell(
    said: &BTreeMap<String, String>,
    properties: &Properties,
    tell: &mut dyn FnMut(What),
) -> Option<Cell> {
    let Some((_, code)) = properties.get(Field::Code, said) else {
        let wanted = properties.names(Field::Code).join(", ");
        tell(What::NoCode { wanted });
        return None;
    };
    let mut sound = true;
    let mut wrong = |property: &str, value: &str, expected: &str| {
        sound = false;
        tell(What::WrongValue {
            property: property.to_owned(),
            value: value.chars().take(NAME_CHARS).collect(),
            expected: expected.to_owned(),
        });
    };
    let mut text = |field| {
        let (property, value) = properties.get(field, said)?;
        if value.chars().count() > NAME_CHARS || value.chars().any(char::is_control) {
            wrong(property, value, "at most 64 characters in one line");
        }
        Some(value.to_owned())
    };
    let name = text(Field::Name).unwrap_or_else(|| code.to_owned());
    let (township, community) = (text(Field::Township), text(Field::Community));
    let mut kind = Kind::default();
    if let Some((property, value)) = properties.get(Field::Kind, said) {
        match Kind::parse(value) {
            Some(known) => kind = known,
            None => wrong(property, value, "basic (基础) or dedicated (专属)"),
        }
    }
    let mut rural = false;
    if let Some((property, value)) = properties.get(Field::Rural, said) {
        match value.to_lowercase().as_str() {
            "true" | "1" | "yes" | "t" | "y" | "是" => rural = true,
            "false" | "0" | "no" | "f" | "n" | "否" => {}
            _ => wrong(property, value, "true or false (是, 否)"),
        }
    }
    sound.then(|| Cell {
        code: code.to_owned(),
        name,
        township,
        community,
        kind,
        rural,
        ring: Vec::new(),
    })
}
