use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, Position};

use crate::cell::Cell;
use crate::measure::doubled;
use crate::properties::Field;

/// The cells as GeoJSON (RFC 7946) that [`crate::read`] reads as the same cells.
#[must_use]
pub fn write(cells: &[Cell]) -> String {
    FeatureCollection::new(cells.iter().map(feature)).to_string()
}

fn feature(cell: &Cell) -> Feature {
    let mut ring: Vec<Position> = cell
        .ring
        .iter()
        .map(|&(lng, lat)| Position::from([lng, lat]))
        .collect();
    if doubled(&cell.ring) < 0.0 {
        ring.reverse();
    }
    ring.extend(ring.first().cloned());
    let mut properties = JsonObject::new();
    let mut say = |field: Field, value: serde_json::Value| properties.insert(field.key().to_owned(), value);
    say(Field::Code, cell.code.as_str().into());
    say(Field::Name, cell.name.as_str().into());
    if let Some(township) = &cell.township {
        say(Field::Township, township.as_str().into());
    }
    if let Some(community) = &cell.community {
        say(Field::Community, community.as_str().into());
    }
    say(Field::Kind, cell.kind.code().into());
    say(Field::Rural, cell.rural.into());
    Feature {
        bbox: None,
        geometry: Some(Geometry::new(GeometryValue::Polygon {
            coordinates: vec![ring],
        })),
        id: None,
        properties: Some(properties),
        foreign_members: None,
    }
}
