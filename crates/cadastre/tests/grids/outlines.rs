//! Outlines of townships and of a region, as files say them.

use cadastre::{Outlines, Properties, What, outlines};
use serde_json::{Value, json};

use crate::common::{TOWNSHIP, corner, rectangle, rules};

const REGION: &str = "331003";

fn read_features(features: &Value) -> Outlines {
    let file = json!({ "type": "FeatureCollection", "features": features }).to_string();
    outlines(file.as_bytes(), REGION, &rules().codes, &Properties::default()).expect("GeoJSON")
}

fn closed(west: f64, south: f64, east: f64, north: f64) -> Value {
    let mut ring = rectangle(west, south, east, north);
    ring.push(ring[0]);
    json!(ring)
}

fn feature(code: &str, kind: &str, coordinates: &Value) -> Value {
    json!({
        "type": "Feature",
        "properties": { "code": code, "name": "某街道" },
        "geometry": { "type": kind, "coordinates": coordinates },
    })
}

#[test]
fn islands_and_lakes_are_rings_of_one_outline() {
    let parts = json!([
        [closed(0.0, 0.0, 4.0, 4.0), closed(1.0, 1.0, 2.0, 2.0)],
        [closed(6.0, 0.0, 7.0, 1.0)]
    ]);
    let read = read_features(&json!([
        feature(TOWNSHIP, "MultiPolygon", &parts),
        feature(REGION, "Polygon", &json!([closed(0.0, 0.0, 9.0, 9.0)])),
    ]));
    assert_eq!(read.faults, []);
    let [township, region] = read.outlines.as_slice() else {
        panic!("two outlines: {read:?}")
    };
    assert_eq!((township.code.as_str(), township.rings.len()), (TOWNSHIP, 3));
    assert_eq!(township.name.as_deref(), Some("某街道"));
    assert_eq!((region.code.as_str(), region.rings.len()), (REGION, 1));
    assert_eq!(township.rings[0].len(), 4, "a ring is open");
}

#[test]
fn what_is_wrong_with_an_outline_is_told_with_its_feature_ring_and_corner() {
    let square = |at: f64| json!([closed(at, 0.0, at + 1.0, 1.0)]);
    let bow = json!([[
        corner(0.0, 0.0),
        corner(1.0, 1.0),
        corner(1.0, 0.0),
        corner(0.0, 1.0),
        corner(0.0, 0.0)
    ]]);
    let holed = json!([closed(0.0, 0.0, 4.0, 4.0), rectangle(1.0, 1.0, 2.0, 2.0)]);
    let read = read_features(&json!([
        feature("331003001", "Polygon", &bow),
        feature("331003002", "Polygon", &holed),
        feature("331004001", "Polygon", &square(0.0)),
        feature("331003004", "LineString", &json!([corner(0.0, 0.0), corner(1.0, 0.0)])),
        feature("331003005", "Polygon", &square(1.0)),
        feature("331003005", "Polygon", &square(2.0)),
        { "type": "Feature", "properties": {}, "geometry": null },
        feature("331003006", "Polygon", &json!([[[200, 0], [201, 0], [201, 1], [200, 0]]])),
        feature("331003007", "Polygon", &json!([])),
    ]));
    let told: Vec<_> = (read.faults.iter())
        .map(|fault| (fault.feature, fault.ring, fault.vertex, &fault.what))
        .collect();
    assert!(
        matches!(
            told.as_slice(),
            [
                (Some(1), Some(1), Some(1), What::SelfCrossing { .. }),
                (Some(2), Some(2), Some(4), What::NotClosed),
                (Some(3), None, None, What::WrongCode { .. }),
                (Some(4), None, None, What::NotAPolygon { .. }),
                (Some(6), None, None, What::DoubledCode { other: 5 }),
                (Some(7), None, None, What::NoCode { .. }),
                (Some(8), Some(1), Some(1), What::NotOnEarth),
                (Some(9), None, None, What::NoShape),
            ]
        ),
        "{told:#?}"
    );
}

#[test]
fn a_file_that_is_none_says_so() {
    let read = |text: &str| outlines(text.as_bytes(), REGION, &rules().codes, &Properties::default());
    for text in ["", "a,b", "{}", r#"{"type":"FeatureCollection","features":[]}"#] {
        assert!(read(text).is_err(), "{text}");
    }
    let projected = r#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:4549"}},"features":[]}"#;
    assert!(read(projected).is_err_and(|error| error.to_string().contains("4549")));
}
