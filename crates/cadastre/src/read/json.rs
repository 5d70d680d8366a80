use std::collections::BTreeMap;

use geojson::{FeatureCollection, GeometryValue, JsonObject};
use serde_json::Value;

use super::{Shape, Sheet, Unreadable};
use crate::cell::Point;
use crate::limits::FILE_CORNERS;
use crate::properties::Properties;
use domain::drawing::{Fault, What};

/// Commas and opening brackets that are parsed: four for a corner and its place in the ring, and as many again.
const TOKENS: usize = 6 * FILE_CORNERS;
/// Parts of the name of a reference system that is the right one.
const SYSTEMS: [&str; 4] = ["CRS84", "4326", "4490", "WGS84"];

pub(super) fn read(bytes: &[u8], properties: &Properties) -> Result<Sheet, Unreadable> {
    let Some(collection) = collection(bytes)? else {
        return Ok(Sheet {
            faults: vec![too_many()],
            ..Sheet::default()
        });
    };
    let (mut sheet, mut corners) = (Sheet::default(), 0);
    for feature in collection.features {
        let shape = match feature.geometry {
            None => Err(What::NoShape),
            Some(geometry) => shape(geometry.value),
        };
        let said = feature.properties.map(said).unwrap_or_default();
        if !sheet.take(shape, &said, properties, &mut corners) {
            break;
        }
    }
    Ok(sheet)
}

pub(super) fn too_many() -> Fault {
    Fault::of_file(What::TooManyInFile { limit: FILE_CORNERS })
}

/// The features of a file; none where they have too many corners to be parsed.
pub(super) fn collection(bytes: &[u8]) -> Result<Option<FeatureCollection>, Unreadable> {
    let not_a_grid = |reason: String| Unreadable::NotAGrid { reason };
    let text = std::str::from_utf8(bytes).map_err(|error| not_a_grid(error.to_string()))?;
    let text = text.trim_start_matches('\u{feff}');
    let tokens = bytes.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{'));
    if tokens.count() > TOKENS {
        return Ok(None);
    }
    let collection: FeatureCollection =
        serde_json::from_str(text).map_err(|error| not_a_grid(error.to_string()))?;
    reference_system(collection.foreign_members.as_ref())?;
    Ok(Some(collection))
}

/// Older files name their reference system; newer ones may not have another than WGS-84.
fn reference_system(members: Option<&JsonObject>) -> Result<(), Unreadable> {
    let name = members.and_then(|members| members.get("crs")?.get("properties")?.get("name")?.as_str());
    match name {
        Some(system) if !SYSTEMS.iter().any(|known| system.contains(known)) => Err(Unreadable::Projected {
            system: system.chars().take(80).collect(),
        }),
        _ => Ok(()),
    }
}

fn shape(value: GeometryValue) -> Shape {
    match value {
        GeometryValue::Polygon { coordinates } => Ok(corners(coordinates)),
        GeometryValue::MultiPolygon { mut coordinates } if coordinates.len() == 1 => {
            Ok(corners(coordinates.pop().unwrap_or_default()))
        }
        GeometryValue::MultiPolygon { coordinates } if coordinates.is_empty() => Err(What::NoShape),
        GeometryValue::MultiPolygon { coordinates } => Err(What::ManyParts {
            parts: coordinates.len(),
        }),
        other => Err(What::NotAPolygon {
            found: other.type_name().to_owned(),
        }),
    }
}

/// Rings as corners; what is no place is kept, as no number.
pub(super) fn corners(rings: Vec<Vec<geojson::Position>>) -> Vec<Vec<Point>> {
    let ring = |ring: Vec<geojson::Position>| -> Vec<Point> {
        let point = |position: geojson::Position| match position.as_slice() {
            [lng, lat, ..] => (*lng, *lat),
            _ => (f64::NAN, f64::NAN),
        };
        ring.into_iter().map(point).collect()
    };
    rings.into_iter().map(ring).collect()
}

/// Properties that are text, numbers or truth.
pub(super) fn said(properties: JsonObject) -> BTreeMap<String, String> {
    let text = |(name, value)| {
        let value = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        Some((name, value))
    };
    properties.into_iter().filter_map(text).collect()
}
