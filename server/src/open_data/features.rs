//! What is published as GeoJSON (RFC 7946): cases, grid cells, stations and elements of the grid.
//!
//! The places are those that the public may see; a case without one has no geometry.

use domain::area::decode;
use domain::board::UnitRef;
use domain::case::CaseSummary;
use domain::element::{ElementView, Mark};
use domain::map::{GridShape, StationView};
use geojson::{Feature, Geometry, JsonObject, feature::Id};
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) const MEDIA_TYPE: &str = "application/geo+json";

/// A case under its public code.
pub(crate) fn case(case: &CaseSummary) -> Feature {
    let place = &case.place;
    let mut properties = JsonObject::new();
    let mut put = |name: &str, value: Value| {
        properties.insert(name.to_owned(), value);
    };
    put("code", json!(case.code));
    put("state", wire(&case.state));
    put("timeliness", wire(&case.timeliness));
    put("source", wire(&case.source));
    put("received_at", wire(&case.received_at));
    put("received_rounding", wire(&case.received_rounding));
    put("original_due_at", wire(&case.due.map(|due| due.original)));
    put("current_due_at", wire(&case.due.map(|due| due.current)));
    put("closed_at", wire(&case.closed_at));
    for (name, unit) in [
        ("category", Some(&case.category)),
        ("department", Some(&case.department)),
        ("township", place.township.as_ref()),
        ("community", place.community.as_ref()),
        ("grid", place.grid.as_ref()),
    ] {
        let part = |of: fn(&UnitRef) -> &String| unit.map_or(Value::Null, |unit| json!(of(unit)));
        put(&format!("{name}_code"), part(|unit| &unit.code));
        put(name, part(|unit| &unit.name));
    }
    feature(&case.code, place.point.map(Geometry::new_point), properties)
}

/// A grid cell under its code.
pub(crate) fn grid_cell(shape: &GridShape) -> Feature {
    let mut ring = decode(&shape.ring);
    // RFC 7946: closed, and outer rings run counterclockwise.
    if doubled_area(&ring) < 0.0 {
        ring.reverse();
    }
    ring.extend(ring.first().copied());
    let mut properties = JsonObject::new();
    properties.insert("name".to_owned(), json!(shape.name));
    properties.insert("township".to_owned(), json!(shape.township));
    feature(&shape.code, Some(Geometry::new_polygon([ring])), properties)
}

/// A station or police post under its code.
pub(crate) fn station(station: &StationView) -> Feature {
    let mut properties = match serde_json::to_value(station) {
        Ok(Value::Object(properties)) => properties,
        _ => JsonObject::new(),
    };
    for known in ["code", "lng", "lat"] {
        properties.remove(known);
    }
    feature(
        &station.code,
        Some(Geometry::new_point([station.lng, station.lat])),
        properties,
    )
}

/// An element of the grid under its kind and code.
pub(crate) fn element(element: &ElementView) -> Feature {
    let mut properties = JsonObject::new();
    properties.insert("kind".to_owned(), json!(element.kind));
    properties.insert("code".to_owned(), json!(element.code));
    properties.insert("name".to_owned(), json!(element.name));
    properties.insert("address".to_owned(), json!(element.address));
    let id = format!("{}:{}", element.kind, element.code);
    feature(
        &id,
        Some(Geometry::new_point([element.lng, element.lat])),
        properties,
    )
}

/// An element, or several of a kind in one.
pub(crate) fn mark(mark: &Mark) -> Feature {
    match mark {
        Mark::One(one) => element(one),
        Mark::Several { kind, place, count } => {
            let mut properties = JsonObject::new();
            properties.insert("kind".to_owned(), json!(kind));
            properties.insert("count".to_owned(), json!(count));
            Feature {
                bbox: None,
                geometry: Some(Geometry::new_point(*place)),
                id: None,
                properties: Some(properties),
                foreign_members: None,
            }
        }
    }
}

/// Twice the area, positive where a ring runs counterclockwise.
pub(crate) fn doubled_area(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

fn feature(id: &str, geometry: Option<Geometry>, properties: JsonObject) -> Feature {
    Feature {
        bbox: None,
        geometry,
        id: Some(Id::String(id.to_owned())),
        properties: Some(properties),
        foreign_members: None,
    }
}

/// As it stands in our own JSON.
fn wire(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_cell_is_a_closed_ring_that_runs_counterclockwise_whichever_way_it_was_drawn() {
        let clockwise = [12_100_000, 2_800_000, 0, 1_000, 1_000, 0, 0, -1_000];
        let other_way = [12_100_000, 2_800_000, 1_000, 0, 0, 1_000, -1_000, 0];
        for ring in [clockwise, other_way] {
            let shape = GridShape {
                code: "1".to_owned(),
                name: "一格".to_owned(),
                township: None,
                ring: ring.to_vec(),
            };
            let value: Value = serde_json::to_value(grid_cell(&shape)).expect("JSON");
            let ring: Vec<(f64, f64)> =
                serde_json::from_value(value["geometry"]["coordinates"][0].clone()).expect("a ring");
            assert_eq!((ring.len(), ring.first()), (5, ring.last()));
            assert!(doubled_area(&ring[..4]) > 0.0);
            assert!((ring[0].0 - 121.0).abs() < 0.02 && (ring[0].1 - 28.0).abs() < 0.02);
        }
    }
}
