//! Whatever a file holds, reading it ends, and what was read can be cut.

use basemap::{read, tiles};

const REGION: [f64; 4] = [121.1, 28.5, 121.4, 28.75];

#[test]
fn fuzz_ground_of_any_bytes_is_read_and_cut_or_refused() {
    let lake = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"kind":"water","name":"澄湖","rank":1},"geometry":{"type":"Polygon","coordinates":
            [[[121.2,28.6],[121.25,28.6],[121.25,28.64],[121.2,28.6]],[[121.24,28.61],[121.245,28.61],[121.245,28.615],[121.24,28.61]]]}},
        {"type":"Feature","properties":{"kind":"road"},"geometry":{"type":"MultiLineString","coordinates":
            [[[121.1,28.6],[121.3,28.65]],[[-180,-85],[180,85]]]}},
        {"type":"Feature","properties":{"kind":"building"},"geometry":{"type":"MultiPolygon","coordinates":
            [[[[121.2,28.6],[121.2001,28.6],[121.2001,28.6001],[121.2,28.6]]]]}}]}"#;
    testkit::fuzz("ground", &[lake.as_bytes()], |bytes| {
        if let Ok(features) = read(bytes) {
            // Around a region, and wherever it lies.
            let _ = tiles(&features, Some(REGION));
            let _ = tiles(&features, None);
        }
    });
}
