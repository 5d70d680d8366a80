//! An area that somebody drew holds the same cases for the map engine, the list, and every file.

use std::collections::BTreeSet;

use domain::area::DrawnArea;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::support::{Running, World, record};

/// Cases at the crossings of six lines and six others, a hundredth of a degree apart, and one without a place.
async fn world() -> World {
    let world = World::new().await;
    let places = (0..6).flat_map(|x| (0..6).map(move |y| (x, y)));
    let mut records: Vec<_> = places
        .map(|(x, y)| {
            record(&format!("{x}-{y}"))
                .at(121.2 + 0.01 * f64::from(x), 28.6 + 0.01 * f64::from(y))
                .build()
        })
        .collect();
    records.push(record("nowhere").build());
    world.take(records).await;
    world
}

/// How many cases each question tells of.
async fn told(server: &Running, filter: &str) -> Vec<u64> {
    let mut told = Vec::new();
    for (path, field) in [
        ("cells", "total"),
        ("points", "total"),
        ("areas", "total"),
        ("facets", "count"),
        ("summary", "count"),
    ] {
        let answer = server.json(&format!("/api/v1/{path}?{filter}")).await;
        told.push(answer[field].as_u64().expect("a count"));
    }
    let bars = server.json(&format!("/api/v1/histogram?{filter}")).await;
    let bars = bars["bars"].as_array().expect("bars").iter();
    told.push(bars.map(|bar| bar["count"].as_u64().expect("a count")).sum());
    let list = server.json(&format!("/api/v1/cases?limit=200&{filter}")).await;
    told.push(list["items"].as_array().expect("cases").len() as u64);
    let text = async |path: &str| server.get(path).await.text().await.expect("a file");
    let csv = text(&format!("/api/v1/cases.csv?{filter}")).await;
    told.push(csv.lines().count() as u64 - 1);
    let geojson = text(&format!("/api/v1/cases.geojson?{filter}")).await;
    let geojson: serde_json::Value = serde_json::from_str(&geojson).expect("JSON");
    told.push(geojson["features"].as_array().expect("features").len() as u64);
    told
}

/// The case list, which the database answers, and the map, which the engine does, have the same cases.
async fn list_and_map_agree(server: &Running, narrowed: &str) {
    let codes = async |path: &str, list: &str| -> BTreeSet<String> {
        let answer = server.json(&format!("/api/v1/{path}?limit=200&{narrowed}")).await;
        let cases = answer[list].as_array().expect("cases").iter();
        cases
            .map(|case| case["code"].as_str().expect("a code").to_owned())
            .collect()
    };
    assert_eq!(
        codes("cases", "items").await,
        codes("points", "points").await,
        "{narrowed}"
    );
}

#[tokio::test]
async fn every_question_holds_the_same_cases_for_an_area_and_those_on_its_line_are_inside() {
    let world = world().await;
    let server = world.serve().await;
    for (area, expected) in [
        // x + y ≤ 5: corners and places on all three lines.
        ("121.2,28.6;121.25,28.6;121.2,28.65", 21),
        // Bent inwards: x ≤ 2 or y ≤ 2. Closed, and the other way around.
        (
            "121.2,28.6;121.2,28.65;121.22,28.65;121.22,28.62;121.25,28.62;121.25,28.6;121.2,28.6",
            27,
        ),
        // Nothing but the place on one corner; less than a centimetre beside it there is nothing.
        ("121.25,28.65;121.26,28.65;121.26,28.66", 1),
        ("121.2500001,28.65;121.26,28.65;121.26,28.66", 0),
        // All of them.
        ("-180,-90;180,-90;180,90;-180,90", 36),
    ] {
        let told = told(&server, &format!("area={area}")).await;
        assert!(
            told.iter().all(|count| *count == expected),
            "{area}: {told:?} is not {expected}"
        );
    }
    // With a box, both hold.
    let triangle = "area=121.2,28.6;121.25,28.6;121.2,28.65&bbox=121.195,28.595,121.215,28.675";
    let told = told(&server, triangle).await;
    assert!(told.iter().all(|count| *count == 11), "{told:?}");
    let tile = server
        .get("/api/v1/tiles/0/0/0?area=121.2,28.6;121.25,28.6;121.2,28.65")
        .await;
    assert_eq!(tile.status(), 200);
    server.stop().await;
}

#[tokio::test]
async fn pages_of_the_list_go_on_inside_the_area() {
    let world = world().await;
    let server = world.serve().await;
    let area = "area=121.2,28.6;121.25,28.6;121.2,28.65";
    let (mut seen, mut cursor) = (0, String::new());
    loop {
        let page = server
            .json(&format!("/api/v1/cases?limit=8&{area}{cursor}"))
            .await;
        seen += page["items"].as_array().expect("cases").len();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, 21);
    server.stop().await;
}

/// Corners where cases are, so that lines run through them again and again.
#[tokio::test]
async fn the_database_and_the_engine_agree_on_any_area_case_by_case() {
    let world = world().await;
    let server = world.serve().await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut asked = 0;
    while asked < 60 {
        let corners: Vec<(f64, f64)> = (0..rng.random_range(3..7))
            .map(|_| {
                let mut step = || 0.01 * f64::from(rng.random_range(-1..7_i32));
                (121.2 + step(), 28.6 + step())
            })
            .collect();
        let Ok(area) = DrawnArea::new(&corners) else {
            continue;
        };
        asked += 1;
        list_and_map_agree(&server, &format!("area={area}")).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn boxes_that_share_an_edge_share_no_case_on_it_and_lose_none_whoever_is_asked() {
    let world = world().await;
    let server = world.serve().await;
    for line in 0..6 {
        let (lng, lat) = (121.2 + 0.01 * f64::from(line), 28.6 + 0.01 * f64::from(line));
        for [one, other] in [
            [format!("121,28,{lng:.2},29"), format!("{lng:.2},28,122,29")],
            [format!("121,28,122,{lat:.2}"), format!("121,{lat:.2},122,29")],
        ] {
            let counts = told(&server, &format!("bbox={one}")).await;
            let others = told(&server, &format!("bbox={other}")).await;
            assert!(
                counts.iter().all(|count| *count == counts[0]),
                "{one}: {counts:?}"
            );
            assert!(
                others.iter().all(|count| *count == others[0]),
                "{other}: {others:?}"
            );
            assert_eq!(counts[0] + others[0], 36, "{one} and {other}");
        }
    }
    server.stop().await;
}

/// Edges where cases are.
#[tokio::test]
async fn the_database_and_the_engine_agree_on_any_box_case_by_case() {
    let world = world().await;
    let server = world.serve().await;
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    for _ in 0..40 {
        let mut span = |from: f64| {
            let (one, other) = (rng.random_range(-1..7_i32), rng.random_range(-1..7_i32));
            [one.min(other), one.max(other)].map(|step| from + 0.01 * f64::from(step))
        };
        let ([west, east], [south, north]) = (span(121.2), span(28.6));
        let bbox = format!("{west:.2},{south:.2},{east:.2},{north:.2}");
        list_and_map_agree(&server, &format!("bbox={bbox}")).await;
    }
    server.stop().await;
}
