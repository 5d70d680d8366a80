use crate::support::{World, ago, record};

async fn world() -> World {
    let world = World::new().await;
    world
        .take(vec![
            record("1").at(121.26, 28.65).due(ago(1)).build(),
            record("2").at(121.26, 28.65).build(),
            record("3").at(121.30, 28.60).category("noise").build(),
            record("4").build(),
        ])
        .await;
    world
}

#[tokio::test]
async fn cells_add_up_to_the_placed_cases_and_the_unplaced_are_told() {
    let world = world().await;
    let server = world.serve().await;
    let view = server.json("/api/v1/cells?region=demo-1&zoom=14").await;
    assert_eq!(view["total"], 4);
    assert_eq!(view["unplaced"], 1);
    let cells = view["cells"].as_array().expect("cells");
    let sum = |name: &str| {
        cells
            .iter()
            .map(|cell| cell[name].as_u64().expect("a count"))
            .sum::<u64>()
    };
    assert_eq!((sum("count"), sum("overdue")), (3, 1));
    for cell in cells {
        let bbox: Vec<f64> = cell["bbox"]
            .as_array()
            .expect("a box")
            .iter()
            .filter_map(serde_json::Value::as_f64)
            .collect();
        assert!(bbox[0] < bbox[2] && bbox[1] < bbox[3], "{bbox:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_box_holds_what_lies_inside_it() {
    let world = world().await;
    let server = world.serve().await;
    let view = server
        .json("/api/v1/cells?bbox=121.25,28.64,121.27,28.66&zoom=16")
        .await;
    assert_eq!(view["total"], 2);
    let points = server.json("/api/v1/points?bbox=121.25,28.64,121.27,28.66").await;
    assert_eq!(points["total"], 2);
    assert_eq!(points["points"].as_array().map(Vec::len), Some(2));
    server.stop().await;
}

#[tokio::test]
async fn filters_hold_together() {
    let world = world().await;
    let server = world.serve().await;
    assert_eq!(server.json("/api/v1/cells?category=noise").await["total"], 1);
    assert_eq!(server.json("/api/v1/cells?category=noise,lamp").await["total"], 4);
    assert_eq!(
        server
            .json("/api/v1/cells?category=lamp&timeliness=overdue")
            .await["total"],
        1
    );
    assert_eq!(server.json("/api/v1/areas?level=grid").await["unplaced"], 4);
    server.stop().await;
}

#[tokio::test]
async fn a_point_over_the_cap_is_told_to_be_missing() {
    let world = world().await;
    let server = world.serve().await;
    let points = server.json("/api/v1/points?limit=1").await;
    assert_eq!(points["truncated"], true);
    assert_eq!(points["total"], 3);
    server.stop().await;
}

#[tokio::test]
async fn hexagons_hold_what_squares_hold() {
    let world = world().await;
    let server = world.serve().await;
    let squares = server.json("/api/v1/cells?zoom=14").await;
    let hexes = server.json("/api/v1/cells?zoom=14&shape=hex").await;
    assert_eq!(
        (&hexes["total"], &hexes["unplaced"]),
        (&squares["total"], &squares["unplaced"])
    );
    let cells = hexes["cells"].as_array().expect("cells");
    let sum: u64 = cells
        .iter()
        .map(|cell| cell["count"].as_u64().expect("a count"))
        .sum();
    assert_eq!((cells.len(), sum), (2, 3));
    for cell in cells {
        let id = cell["id"].as_str().expect("an id");
        assert!(id.starts_with("hex/17/"), "{id}");
    }
    let inside = server
        .json("/api/v1/cells?bbox=121.25,28.64,121.27,28.66&zoom=16&shape=hex")
        .await;
    assert_eq!(inside["total"], 2);
    let refused = server.problem(400, "/api/v1/cells?shape=star").await;
    assert_eq!(refused["field"], "shape");
    server.stop().await;
}
