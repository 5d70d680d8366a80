//! GeoJSON: the points of a feature collection. A line of a fault is the number of the feature.

use std::path::Path;

use serde_json::{Map, Value};

use super::columns::{Columns, Field};
use super::row::Cells;
use crate::IntakeError;

/// A feature as the cells of a row: its properties as text, its point as longitude and latitude.
pub(super) struct Feature {
    header: Vec<String>,
    cells: Vec<String>,
}

impl Feature {
    pub(super) fn cells(&self) -> Cells<'_> {
        Columns::find(&self.header).cells(&self.header, &self.cells)
    }
}

/// The features of the file, if it is a feature collection.
pub(super) fn of(path: &Path, most: u64) -> Result<Option<Vec<Feature>>, IntakeError> {
    let unreadable = |reason: String| IntakeError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let head = super::bytes(path, 512)?;
    let head = head.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&head);
    if head.trim_ascii_start().first() != Some(&b'{') {
        return Ok(None);
    }
    let bytes = super::bytes(path, most + 1)?;
    let is_whole = bytes.len() as u64 <= most;
    let text = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&bytes);
    let object: Map<String, Value> = match serde_json::from_slice(text) {
        Ok(object) => object,
        // Lines of JSON are read as a table.
        Err(_) if is_whole && !says_collection(text) => return Ok(None),
        Err(_) if !is_whole => return Err(unreadable(format!("is larger than {most} bytes"))),
        Err(error) => return Err(unreadable(format!("is no JSON: {error}"))),
    };
    if object.get("type").and_then(Value::as_str) != Some("FeatureCollection") {
        return Ok(None);
    }
    match object.get("features") {
        Some(Value::Array(features)) => Ok(Some(features.iter().map(feature).collect())),
        _ => Err(unreadable("is a FeatureCollection without `features`".to_owned())),
    }
}

fn says_collection(text: &[u8]) -> bool {
    let wanted = b"FeatureCollection";
    text.windows(wanted.len()).take(4096).any(|part| part == wanted)
}

fn feature(value: &Value) -> Feature {
    let mut cells: Vec<(String, String)> = Vec::new();
    if let Some(properties) = value.get("properties").and_then(Value::as_object) {
        for (name, value) in properties {
            cells.push((name.clone(), text(value)));
        }
    }
    // The point stands in the geometry, whatever the properties say.
    let is_place = |name: &str| {
        let column = [name.to_owned()];
        let found = Columns::find(&column);
        [Field::Lng, Field::Lat].iter().any(|field| found.has(*field))
    };
    cells.retain(|(name, _)| !is_place(name));
    let geometry = value.get("geometry");
    let kind = geometry
        .and_then(|geometry| geometry.get("type"))
        .and_then(Value::as_str);
    let at = |index: usize| match (kind, geometry.and_then(|geometry| geometry.get("coordinates"))) {
        (Some("Point"), Some(Value::Array(numbers))) => numbers.get(index).map_or_else(String::new, text),
        // Said where a number is wanted.
        (Some(other), _) => other.to_owned(),
        (None, _) => String::new(),
    };
    cells.push(("lng".to_owned(), at(0)));
    cells.push(("lat".to_owned(), at(1)));
    let (header, cells) = cells.into_iter().unzip();
    Feature { header, cells }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
