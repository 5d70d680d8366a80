use std::collections::HashMap;

use domain::drawing::{Fault, What};
use geojson::GeometryValue;

use super::Unreadable;
use super::json::{collection, corners, said, too_many};
use crate::cell::{Point, Ring};
use crate::codes::CodeRule;
use crate::edges::{Entangled, survey};
use crate::limits::{FILE_BYTES, FILE_CORNERS, NAME_CHARS};
use crate::properties::{Field, Properties};
use crate::ring::{outline as ring_of, side_number};

/// The outline of a region or of a township: what its cells may not lie outside of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// That of the region itself, or of a township.
    pub code: String,
    pub name: Option<String>,
    /// Outer rings and holes alike: a place within an odd number of them lies inside.
    pub rings: Vec<Ring>,
}

/// What a file of outlines holds, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlines {
    pub outlines: Vec<Outline>,
    pub faults: Vec<Fault>,
}

/// Reads outlines from GeoJSON: polygons and multipolygons, with holes where there are some. Codes are that of the region and those
/// of townships, by `codes`.
pub fn outlines(
    bytes: &[u8],
    region: &str,
    codes: &CodeRule,
    properties: &Properties,
) -> Result<Outlines, Unreadable> {
    if bytes.len() > FILE_BYTES {
        return Err(Unreadable::TooLarge { limit: FILE_BYTES });
    }
    let mut read = Outlines::default();
    let Some(collection) = collection(bytes)? else {
        read.faults.push(too_many());
        return Ok(read);
    };
    if collection.features.is_empty() {
        return Err(Unreadable::Empty);
    }
    let (mut first, mut read_corners) = (HashMap::new(), 0);
    for (index, feature) in collection.features.into_iter().enumerate() {
        let number = index + 1;
        let said = feature.properties.map(said).unwrap_or_default();
        let code = [Field::Code, Field::Township]
            .iter()
            .find_map(|field| properties.get(*field, &said));
        let code = code.map(|(_, code)| code.to_owned());
        let fault = |what| Fault::of_feature(number, code.as_deref(), what);
        let Some(code) = code.clone() else {
            let wanted = [Field::Code, Field::Township]
                .map(|field| properties.names(field).join(", "))
                .join(", ");
            read.faults.push(fault(What::NoCode { wanted }));
            continue;
        };
        if let Some(rule) = (code != region).then(|| codes.township_broken(&code)).flatten() {
            read.faults.push(fault(What::WrongCode {
                code: code.clone(),
                rule,
            }));
        }
        if let Some(other) = first.insert(code.clone(), number) {
            read.faults.push(fault(What::DoubledCode { other }));
        }
        let name = properties
            .get(Field::Name, &said)
            .map(|(_, name)| name.to_owned());
        if let Some(long) = name.as_ref().filter(|name| name.chars().count() > NAME_CHARS) {
            read.faults.push(fault(What::WrongValue {
                property: Field::Name.key().to_owned(),
                value: long.chars().take(NAME_CHARS).collect(),
                expected: format!("at most {NAME_CHARS} characters"),
            }));
        }
        let drawn = match feature.geometry.map(|geometry| geometry.value) {
            Some(GeometryValue::Polygon { coordinates }) => corners(coordinates),
            Some(GeometryValue::MultiPolygon { coordinates }) => {
                coordinates.into_iter().flat_map(corners).collect()
            }
            Some(other) => {
                let found = other.type_name().to_owned();
                read.faults.push(fault(What::NotAPolygon { found }));
                continue;
            }
            None => Vec::new(),
        };
        if drawn.is_empty() {
            read.faults.push(fault(What::NoShape));
            continue;
        }
        read_corners += drawn.iter().map(Vec::len).sum::<usize>();
        if read_corners > FILE_CORNERS {
            read.faults
                .push(fault(What::TooManyInFile { limit: FILE_CORNERS }));
            return Ok(read);
        }
        match rings(&drawn) {
            Ok(rings) => read.outlines.push(Outline { code, name, rings }),
            Err(found) => read.faults.push(Fault {
                feature: Some(number),
                code: Some(code),
                ..*found
            }),
        }
    }
    Ok(read)
}

/// The rings of one outline, or the first thing that is wrong with one.
fn rings(drawn: &[Vec<Point>]) -> Result<Vec<Ring>, Box<Fault>> {
    let (mut rings, mut numbers) = (Vec::with_capacity(drawn.len()), Vec::new());
    for (index, ring) in drawn.iter().enumerate() {
        let (ring, of_corners) = ring_of(ring).map_err(|(what, at)| {
            let fault = Fault::of_file(what).on_ring(index + 1);
            Box::new(match at {
                Some((vertex, place)) => fault.at_vertex(vertex).at(place),
                None => fault,
            })
        })?;
        rings.push(ring);
        numbers.push(of_corners);
    }
    let borrowed: Vec<&[Point]> = rings.iter().map(Vec::as_slice).collect();
    let met = survey(&borrowed).map_err(|Entangled { ring }| {
        Box::new(
            Fault::of_file(What::Entangled)
                .on_ring(ring + 1)
                .at(rings[ring][0]),
        )
    })?;
    for (index, meeting) in met.into_iter().enumerate() {
        let Some(meeting) = meeting else { continue };
        let sides = [meeting.side, meeting.other].map(|side| side_number(&numbers[index], side));
        let (side, other) = (sides[0].min(sides[1]), sides[0].max(sides[1]));
        let fault = Fault::of_file(What::SelfCrossing { side, other }).on_ring(index + 1);
        return Err(Box::new(fault.at_vertex(side).at(meeting.place)));
    }
    Ok(rings)
}
