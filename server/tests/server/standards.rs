//! The published picture as other programs read it: GeoJSON, vector tiles, OGC API Features.

use std::collections::BTreeSet;

use fast_mvt::{MvtGeometry, MvtReaderRef};
use serde_json::Value;

use crate::support::{Running, World, ago, record};

/// Four placed cases in the only cell of the grid, and one without a place.
async fn world() -> World {
    let world = World::new().await;
    world.district().await;
    let mut records: Vec<_> = [(121.26, 28.65), (121.27, 28.66), (121.5, 28.5), (121.9, 28.9)]
        .into_iter()
        .enumerate()
        .map(|(n, (lng, lat))| {
            record(&format!("P{n}"))
                .department("urban")
                .category("debt")
                .received(ago(n as i64 + 1))
                .at(lng, lat)
                .build()
        })
        .collect();
    records[0].due_at = Some(ago(1));
    records.push(record("nowhere").department("police").category("debt").build());
    world.take(records).await;
    world
}

async fn parsed(server: &Running, path: &str, media_type: &str) -> Value {
    let response = server.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(response.headers()["content-type"], media_type, "{path}");
    serde_json::from_str(&response.text().await.expect("a body")).expect("JSON")
}

const GEOJSON: &str = "application/geo+json";

#[tokio::test]
async fn the_list_is_geojson_with_every_case_and_one_without_a_place_has_no_geometry() {
    let world = world().await;
    let server = world.serve().await;
    let list = parsed(&server, "/api/v1/cases.geojson", GEOJSON).await;
    let text = list.to_string();
    let geojson::GeoJson::FeatureCollection(all) = text.parse().expect("GeoJSON") else {
        panic!("no collection: {text}");
    };
    assert_eq!(all.features.len(), 5);
    assert_eq!(
        all.features.iter().filter(|one| one.geometry.is_none()).count(),
        1
    );
    let csv = server
        .get("/api/v1/cases.csv")
        .await
        .text()
        .await
        .expect("a file");
    for feature in list["features"].as_array().expect("features") {
        let code = feature["id"].as_str().expect("a code");
        assert!(csv.contains(code), "{code}");
        assert_eq!(feature["properties"]["code"], code);
    }
    let filtered = parsed(&server, "/api/v1/cases.geojson?department=police", GEOJSON).await;
    assert_eq!(filtered["features"].as_array().map(Vec::len), Some(1));
    let none = parsed(&server, "/api/v1/cases.geojson?to=2001-01-01", GEOJSON).await;
    assert_eq!(none["features"], serde_json::json!([]));
    server.stop().await;
}

/// Layers of a tile with how many features each has, and the codes of its cases.
async fn tile(server: &Running, path: &str) -> (Vec<(String, usize)>, BTreeSet<String>) {
    let response = server.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.mapbox-vector-tile"
    );
    let bytes = response.bytes().await.expect("a tile");
    let reader = MvtReaderRef::new(&bytes).expect("a vector tile");
    let mut codes = BTreeSet::new();
    let mut layers = Vec::new();
    for layer in reader.layers() {
        assert_eq!((layer.version(), layer.extent()), (2, 4096));
        for feature in layer.features() {
            let properties = feature.properties_vec().expect("properties");
            match feature.geometry().expect("a geometry") {
                MvtGeometry::Point(at) => {
                    assert!(
                        (0..4096).contains(&at.x()) && (0..4096).contains(&at.y()),
                        "{at:?}"
                    );
                }
                other => assert!(matches!(other, MvtGeometry::Polygon(_)), "{other:?}"),
            }
            let code = properties.iter().find(|(name, _)| *name == "code");
            if layer.name() == "cases" {
                codes.insert(format!("{:?}", code.expect("a code").1));
            }
        }
        layers.push((layer.name().to_owned(), layer.feature_count()));
    }
    (layers, codes)
}

#[tokio::test]
async fn a_tile_holds_the_incidents_that_lie_in_it_and_the_tiles_below_it_share_them() {
    let world = world().await;
    let server = world.serve().await;
    let (layers, all) = tile(&server, "/api/v1/tiles/0/0/0.mvt").await;
    assert_eq!(
        layers,
        [("cases".to_owned(), 4)],
        "the grid is too small to be seen"
    );
    let mut shared = BTreeSet::new();
    let mut sum = 0;
    for (x, y) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let (layers, codes) = tile(&server, &format!("/api/v1/tiles/1/{x}/{y}")).await;
        sum += layers.iter().map(|(_, count)| count).sum::<usize>();
        shared.extend(codes);
    }
    assert_eq!((sum, &shared), (4, &all), "each in one of the four, none lost");
    // Tile 10/856/426 holds 121.26, 28.65: (121.26 + 180) / 360 × 1024 = 856.9.
    let (layers, codes) = tile(&server, "/api/v1/tiles/10/856/426.mvt").await;
    assert!(
        layers.iter().any(|(name, count)| name == "grid" && *count == 1),
        "{layers:?}"
    );
    assert!(codes.len() >= 2 && codes.is_subset(&all), "{codes:?}");
    let (overdue, _) = tile(&server, "/api/v1/tiles/0/0/0.mvt?timeliness=overdue").await;
    assert_eq!(overdue, [("cases".to_owned(), 1)]);
    let tag = server.get("/api/v1/tiles/0/0/0").await.headers()["etag"].clone();
    let tag = tag.to_str().expect("a tag").to_owned();
    let again = server
        .get_with("/api/v1/tiles/0/0/0", "if-none-match", &tag)
        .await;
    assert_eq!(again.status(), 304);
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_tile_is_refused_by_the_part_of_its_address() {
    let world = World::new().await;
    let server = world.serve().await;
    for (path, field) in [
        ("/api/v1/tiles/99/0/0", "z"),
        ("/api/v1/tiles/-1/0/0", "z"),
        ("/api/v1/tiles/1/2/0", "x"),
        ("/api/v1/tiles/1/0/two.mvt", "y"),
        ("/api/v1/tiles/1/0/0?bbox=1,2,3,4", "bbox"),
        ("/api/v1/tiles/1/0/0?colour=red", "colour"),
    ] {
        assert_eq!(server.problem(400, path).await["field"], field, "{path}");
    }
    server.stop().await;
}

/// Where the link of this relation leads, without the host.
fn link(document: &Value, rel: &str) -> Option<String> {
    let links = document["links"].as_array().expect("links");
    let found = links.iter().find(|link| link["rel"] == rel)?;
    let href = found["href"].as_str().expect("an address");
    let (_, path) = href.split_once("://").expect("a whole address");
    Some(path[path.find('/').expect("a path")..].to_owned())
}

#[tokio::test]
async fn the_features_api_is_found_link_by_link_and_its_pages_hold_every_case_once() {
    let world = world().await;
    let server = world.serve().await;
    const JSON: &str = "application/json";
    let landing = parsed(&server, "/ogc/demo-1", JSON).await;
    let conformance = link(&landing, "conformance").expect("conformance");
    let classes = parsed(&server, &conformance, JSON).await.to_string();
    assert!(classes.contains("ogcapi-features-1/1.0/conf/core"), "{classes}");
    assert!(
        classes.contains("ogcapi-features-1/1.0/conf/geojson"),
        "{classes}"
    );
    let data = link(&landing, "data").expect("data");
    let collections = parsed(&server, &data, JSON).await;
    let mut found = Vec::new();
    for collection in collections["collections"].as_array().expect("collections") {
        let itself = link(collection, "self").expect("itself");
        assert_eq!(&parsed(&server, &itself, JSON).await, collection);
        let mut next = Some(format!("{}?limit=2", link(collection, "items").expect("items")));
        let mut ids = Vec::new();
        while let Some(path) = next {
            let page = parsed(&server, &path, GEOJSON).await;
            let features = page["features"].as_array().expect("features");
            assert_eq!(page["numberReturned"], features.len());
            assert!(features.len() <= 2);
            ids.extend(
                features
                    .iter()
                    .map(|one| one["id"].as_str().expect("an id").to_owned()),
            );
            next = link(&page, "next");
        }
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        if let Some(id) = ids.first() {
            let one = parsed(&server, &format!("{itself}/items/{id}"), GEOJSON).await;
            assert_eq!(
                (&one["type"], one["id"].as_str()),
                (&"Feature".into(), Some(&**id))
            );
        }
        found.push((collection["id"].as_str().expect("an id").to_owned(), ids.len()));
    }
    let expected = [("cases", 5), ("grid", 1), ("stations", 0), ("elements", 0)];
    assert_eq!(found, expected.map(|(id, count)| (id.to_owned(), count)));
    server.stop().await;
}

#[tokio::test]
async fn features_are_narrowed_by_box_time_and_our_filters() {
    let world = world().await;
    let server = world.serve().await;
    let count = async |query: &str| {
        let path = format!("/ogc/demo-1/collections/{query}");
        parsed(&server, &path, GEOJSON).await["numberReturned"].clone()
    };
    assert_eq!(count("cases/items?bbox=121.2,28.6,121.3,28.7").await, 2);
    assert_eq!(count("cases/items?bbox=121.2,28.6,0,121.3,28.7,100").await, 2);
    assert_eq!(count("cases/items?department=police").await, 1);
    let from = (ago(3) + chrono::TimeDelta::hours(1)).format("%Y-%m-%dT%H:%M:%SZ");
    let to = (ago(1) + chrono::TimeDelta::hours(1)).format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(
        count(&format!("cases/items?datetime={from}/{to}&department=urban")).await,
        2
    );
    assert_eq!(count("grid/items?bbox=121.2,28.6,121.3,28.7").await, 1);
    assert_eq!(count("grid/items?bbox=10,10,11,11").await, 0);
    // Who asks for more than a page holds gets a page, and who skips everything gets nothing.
    assert_eq!(count("cases/items?limit=10001").await, 5);
    assert_eq!(count("grid/items?limit=99999999999999999999").await, 1);
    assert_eq!(count("grid/items?skip=18446744073709551615").await, 0);
    for (query, field) in [
        ("cases/items?bbox=1,2,3", "bbox"),
        ("cases/items?bbox=170,10,-170,20", "bbox"),
        ("cases/items?bbox=NaN,1,2,3", "bbox"),
        ("cases/items?datetime=soon", "datetime"),
        ("cases/items?datetime=1900-01-01/..", "datetime"),
        ("cases/items?datetime=../2300-01-01", "datetime"),
        ("cases/items?datetime=2026-02-01/2026-01-01", "datetime"),
        ("cases/items?limit=0", "limit"),
        ("cases/items?limit=-1", "limit"),
        ("grid/items?limit=many", "limit"),
        ("grid/items?skip=-1", "skip"),
        ("cases/items?from=2026-01-01", "from"),
        ("cases/items?colour=red", "colour"),
        ("grid/items?department=police", "department"),
        ("cases?limit=1", "limit"),
        ("cases/items?f=html", "f"),
    ] {
        let path = format!("/ogc/demo-1/collections/{query}");
        assert_eq!(server.problem(400, &path).await["field"], field, "{path}");
    }
    for path in [
        "/ogc/atlantis",
        "/ogc/demo-1/collections/people",
        "/ogc/demo-1/collections/cases/items/AAAA-AAAA-A",
        "/ogc/demo-1/collections/grid/items/1",
    ] {
        server.problem(404, path).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn elements_beyond_what_one_map_shows_are_counted_found_in_a_box_and_told_one_by_one() {
    let world = World::new().await;
    sqlx::raw_sql(
        "insert into core.element_kinds (region_code, kind_code, name, icon, public)
         values ('demo-1', 'well', '水井', 'hydrant', true);
         insert into core.elements (region_code, kind_code, element_code, name, lng, lat, since)
         select 'demo-1', 'well', 'E' || lpad(n::text, 6, '0'), '井' || n, 121 + n * 0.000001, 28.5, now()
         from generate_series(1, 20100) as n",
    )
    .execute(world.db.pool())
    .await
    .expect("elements");
    let server = world.serve().await;
    let items = "/ogc/demo-1/collections/elements/items";
    let page = parsed(&server, &format!("{items}?limit=2"), GEOJSON).await;
    assert_eq!(
        (&page["numberMatched"], &page["numberReturned"]),
        (&20_100.into(), &2.into())
    );
    // From the first after the 20,000th on.
    let path = format!("{items}?bbox=121.0200005,28.4,121.03,28.6&limit=200");
    let page = parsed(&server, &path, GEOJSON).await;
    assert_eq!(
        (&page["numberMatched"], &page["numberReturned"]),
        (&100.into(), &100.into())
    );
    assert_eq!(page["features"][99]["id"], "well:E020100");
    assert_eq!(link(&page, "next"), None);
    let page = parsed(&server, &format!("{items}?skip=20098&limit=200"), GEOJSON).await;
    assert_eq!((&page["numberReturned"], link(&page, "next")), (&2.into(), None));
    let one = parsed(&server, &format!("{items}/well:E020100"), GEOJSON).await;
    assert_eq!(one["properties"]["name"], "井20100");
    for nothing in ["well:E020101", "well", "camera:E020100"] {
        server.problem(404, &format!("{items}/{nothing}")).await;
    }
    server.stop().await;
}
