use std::fmt;

use domain::map::GroundKind;
use geojson::{GeometryValue, JsonObject, Position};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::feature::{Feature, Line, Shape, knot};
use crate::limits::{CORNERS, FEATURES, NAME_CHARS, TOLD};

/// Something that is wrong with a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Its number in the file, from 1.
    pub feature: usize,
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum What {
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    #[error("it has no shape")]
    NoShape,
    #[error("it is a {0}: lines and polygons are drawn")]
    NotDrawn(String),
    #[error("line or ring {line} has {corners} corners: a line needs two, a ring three")]
    TooFewCorners { line: usize, corners: usize },
    #[error("corner {corner} of line or ring {line} is no longitude and latitude in degrees")]
    NotOnEarth { line: usize, corner: usize },
    #[error("its property kind says {0:?}: one of water, road, green, building, boundary")]
    UnknownKind(String),
    #[error("it has no property kind: one of water, road, green, building, boundary")]
    NoKind,
    #[error("its property rank says {0}: 1, 2 or 3")]
    WrongRank(String),
    #[error("its name has more than {NAME_CHARS} characters")]
    LongName,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "feature {}: {}", self.feature, self.what)
    }
}

/// Why a file holds no ground.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Unreadable {
    #[error("it is no GeoJSON with a list of features: {0}")]
    NotGeoJson(String),
    #[error("its coordinates are in {0}: longitude and latitude in WGS-84 or CGCS2000 are read")]
    Projected(String),
    #[error("it has more than {0} features")]
    TooManyFeatures(usize),
    #[error("it has more than {0} corners: simplify it, or leave buildings out")]
    TooManyCorners(usize),
    /// What is wrong with single features: at most [`TOLD`] of them, and how many more there are.
    #[error("{} features have faults", .0.len() + .1)]
    Faults(Vec<Fault>, usize),
}

/// Parts of the name of a reference system that is the right one.
const SYSTEMS: [&str; 4] = ["CRS84", "4326", "4490", "WGS84"];

#[derive(Deserialize)]
struct Collection<'a> {
    crs: Option<Value>,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

/// Reads a file of GeoJSON. Each feature has `kind`, and `name` and `rank` if it likes.
pub fn read(bytes: &[u8]) -> Result<Vec<Feature>, Unreadable> {
    let not = |reason: String| Unreadable::NotGeoJson(reason);
    let text = std::str::from_utf8(bytes).map_err(|error| not(error.to_string()))?;
    let collection: Collection<'_> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| not(error.to_string()))?;
    if let Some(system) = collection.crs.as_ref().and_then(reference_system)
        && !SYSTEMS.iter().any(|known| system.contains(known))
    {
        return Err(Unreadable::Projected(system.chars().take(80).collect()));
    }
    if collection.features.len() > FEATURES {
        return Err(Unreadable::TooManyFeatures(FEATURES));
    }
    let (mut features, mut faults, mut more, mut corners) = (Vec::new(), Vec::new(), 0, 0);
    for (number, raw) in (1..).zip(collection.features) {
        match feature(raw) {
            Ok(feature) => {
                corners += feature.shape.corners();
                features.push(feature);
            }
            Err(what) if faults.len() < TOLD => faults.push(Fault {
                feature: number,
                what,
            }),
            Err(_) => more += 1,
        }
        if corners > CORNERS {
            return Err(Unreadable::TooManyCorners(CORNERS));
        }
    }
    if faults.is_empty() {
        Ok(features)
    } else {
        Err(Unreadable::Faults(faults, more))
    }
}

fn reference_system(crs: &Value) -> Option<&str> {
    crs.get("properties")?.get("name")?.as_str()
}

fn feature(raw: &RawValue) -> Result<Feature, What> {
    let unreadable = |error: serde_json::Error| What::Unreadable(short(&error.to_string()));
    let feature: geojson::Feature = serde_json::from_str(raw.get()).map_err(unreadable)?;
    let shape = shape(feature.geometry.ok_or(What::NoShape)?.value)?;
    let properties = feature.properties.unwrap_or_default();
    let kind = kind(&properties)?;
    Ok(Feature {
        kind,
        rank: rank(&properties, kind)?,
        name: name(&properties)?,
        shape,
    })
}

fn short(text: &str) -> String {
    text.chars().take(120).collect()
}

fn kind(properties: &JsonObject) -> Result<GroundKind, What> {
    match properties.get("kind") {
        None | Some(Value::Null) => Err(What::NoKind),
        Some(Value::String(code)) => {
            GroundKind::from_code(code.trim()).ok_or_else(|| What::UnknownKind(short(code)))
        }
        Some(other) => Err(What::UnknownKind(short(&other.to_string()))),
    }
}

/// Roads are seen from a township on, buildings from a street on, everything else from far.
fn rank(properties: &JsonObject, kind: GroundKind) -> Result<u8, What> {
    let usual = match kind {
        GroundKind::Road => 2,
        GroundKind::Building => 3,
        GroundKind::Green | GroundKind::Water | GroundKind::Boundary => 1,
    };
    let said = match properties.get("rank") {
        None | Some(Value::Null) => return Ok(usual),
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    match said {
        Some(1) => Ok(1),
        Some(2) => Ok(2),
        Some(3) => Ok(3),
        _ => Err(What::WrongRank(short(&properties["rank"].to_string()))),
    }
}

fn name(properties: &JsonObject) -> Result<Option<String>, What> {
    let name = properties
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim();
    if name.chars().count() > NAME_CHARS {
        return Err(What::LongName);
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

fn shape(value: GeometryValue) -> Result<Shape, What> {
    let mut number = 0;
    let mut areas = |parts: Vec<Vec<Vec<Position>>>| {
        let mut ring = |positions: Vec<Position>| {
            number += 1;
            let mut ring = line(number, &positions)?;
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            enough(number, ring, 3)
        };
        let area = |rings: Vec<Vec<Position>>| rings.into_iter().map(&mut ring).collect();
        parts
            .into_iter()
            .map(area)
            .collect::<Result<Vec<Vec<Line>>, What>>()
    };
    let lines = |parts: Vec<Vec<Position>>| {
        let line =
            |(number, positions): (usize, &Vec<Position>)| enough(number, self::line(number, positions)?, 2);
        (1..).zip(&parts).map(line).collect::<Result<Vec<Line>, What>>()
    };
    let shape = match value {
        GeometryValue::Polygon { coordinates } => Shape::Areas(areas(vec![coordinates])?),
        GeometryValue::MultiPolygon { coordinates } => Shape::Areas(areas(coordinates)?),
        GeometryValue::LineString { coordinates } => Shape::Lines(lines(vec![coordinates])?),
        GeometryValue::MultiLineString { coordinates } => Shape::Lines(lines(coordinates)?),
        other => return Err(What::NotDrawn(other.type_name().to_owned())),
    };
    if shape.corners() == 0 {
        return Err(What::NoShape);
    }
    Ok(shape)
}

fn line(number: usize, positions: &[Position]) -> Result<Line, What> {
    let corner = |(at, position): (usize, &Position)| match position.as_slice() {
        [lng, lat, ..] if lng.abs() <= 180.0 && lat.abs() <= 85.0 => Ok(knot((*lng, *lat))),
        _ => Err(What::NotOnEarth {
            line: number,
            corner: at,
        }),
    };
    (1..).zip(positions).map(corner).collect()
}

/// Without corners that lie on one another after rounding: a line of a few metres may be one point then, and stays.
fn enough(number: usize, line: Line, least: usize) -> Result<Line, What> {
    if line.len() < least {
        return Err(What::TooFewCorners {
            line: number,
            corners: line.len(),
        });
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(features: &str) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
    }

    fn told(features: &str) -> Vec<String> {
        match read(file(features).as_bytes()) {
            Err(Unreadable::Faults(faults, _)) => faults.iter().map(Fault::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    const RIVER: &str = r#"{"type":"Feature","properties":{"kind":"water","name":" 永宁江 "},
        "geometry":{"type":"LineString","coordinates":[[121.1,28.6],[121.2,28.65,7]]}}"#;

    #[test]
    fn kind_name_and_rank_are_read_and_a_rank_follows_from_the_kind() {
        let road = RIVER.replace("water", "road");
        let lane = RIVER.replace("\"kind\":\"water\"", "\"kind\":\"road\",\"rank\":3");
        let features = read(file(&[RIVER, &road, &lane].join(",")).as_bytes()).expect("features");
        let ranks: Vec<_> = features
            .iter()
            .map(|feature| (feature.kind, feature.rank))
            .collect();
        assert_eq!(
            ranks,
            [
                (GroundKind::Water, 1),
                (GroundKind::Road, 2),
                (GroundKind::Road, 3)
            ]
        );
        assert_eq!(features[0].name.as_deref(), Some("永宁江"));
        assert_eq!(
            features[0].shape,
            Shape::Lines(vec![vec![(12_110_000, 2_860_000), (12_120_000, 2_865_000)]])
        );
    }

    #[test]
    fn a_polygon_is_read_with_its_hole_and_not_closed() {
        let lake = r#"{"type":"Feature","properties":{"kind":"water"},"geometry":{"type":"Polygon","coordinates":[
            [[0,0],[1,0],[1,1],[0,0]],[[0.5,0.2],[0.6,0.2],[0.6,0.3],[0.5,0.2]]]}}"#;
        let features = read(file(lake).as_bytes()).expect("features");
        let Shape::Areas(areas) = &features[0].shape else {
            panic!("{features:?}");
        };
        assert_eq!(areas[0].iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    }

    #[test]
    fn a_fault_names_the_number_of_its_feature() {
        let point = r#"{"type":"Feature","properties":{"kind":"road"},"geometry":{"type":"Point","coordinates":[1,2]}}"#;
        let faults = told(
            &[
                RIVER,
                &RIVER.replace("water", "lava"),
                &RIVER.replace("\"kind\":\"water\",", ""),
                &RIVER.replace("[121.1,28.6]", "[121100,28.6]"),
                &RIVER.replace(",[121.2,28.65,7]", ""),
                point,
                r#"{"type":"Feature","properties":{},"geometry":null}"#,
                "7",
                &RIVER.replace("\"kind\"", "\"rank\":0,\"kind\""),
            ]
            .join(","),
        );
        for (fault, wanted) in faults.iter().zip([
            "feature 2: its property kind says \"lava\"",
            "feature 3: it has no property kind",
            "feature 4: corner 1 of line or ring 1 is no longitude",
            "feature 5: line or ring 1 has 1 corners",
            "feature 6: it is a Point",
            "feature 7: it has no shape",
            "feature 8: it cannot be read",
            "feature 9: its property rank says 0",
        ]) {
            assert!(fault.starts_with(wanted), "{fault:?} is not {wanted:?}");
        }
        assert_eq!(faults.len(), 8);
    }

    #[test]
    fn another_reference_system_and_other_files_are_refused() {
        let crs = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[]}"#;
        assert_eq!(
            read(crs.as_bytes()),
            Err(Unreadable::Projected("EPSG:3857".to_owned()))
        );
        for other in ["", "[]", "{\"features\": 1}", "\u{0}"] {
            assert!(
                matches!(read(other.as_bytes()), Err(Unreadable::NotGeoJson(_))),
                "{other:?}"
            );
        }
    }
}
