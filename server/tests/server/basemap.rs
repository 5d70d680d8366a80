//! What the map lies on: our own basemap, tiles of an archive, and what the policy lets in.

use std::path::Path;

use pmtiles::{PmTilesWriter, TileCoord, TileType};
use serde_json::{Value, json};
use server::MapSources;

use crate::support::{Lianqin, World, fresh_database};

fn archive(path: &Path, kind: TileType) {
    let file = std::fs::File::create(path).expect("a file");
    let mut writer = PmTilesWriter::new(kind)
        .min_zoom(3)
        .max_zoom(5)
        .create(file)
        .expect("a writer");
    let place = TileCoord::new(5, 26, 13).expect("a place");
    writer.add_tile(place, b"a picture").expect("a tile");
    writer.finalize().expect("an archive");
}

fn local(world: &World, kind: TileType) -> String {
    let path = world.data_dir().join("local.pmtiles");
    archive(&path, kind);
    format!(
        "[[sources]]\nkey = 'local'\nkind = 'pmtiles'\nfile = '{}'\n",
        path.display()
    )
}

#[tokio::test]
async fn the_map_page_opens_its_policy_for_the_configured_hosts_and_no_other_page_does() {
    let world = World::new().await;
    let map = "[[sources]]\nkey = 'tdt'\nkind = 'tianditu'\ntoken = 'abc'\n\
               [[sources]]\nkey = 'osm'\nkind = 'xyz'\nurl = 'https://{s}.tiles.example.org/{z}/{x}/{y}.png'\nsubdomains = ['a', 'b']\n";
    let server = world.serve_on(map).await;
    let policy = async |path: &str| {
        let response = server.get(path).await;
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .expect("text");
        policy.to_owned()
    };
    let usual = policy("/").await;
    let hosts = "https://a.tiles.example.org https://b.tiles.example.org https://t0.tianditu.gov.cn \
                 https://t1.tianditu.gov.cn https://t2.tianditu.gov.cn https://t3.tianditu.gov.cn \
                 https://t4.tianditu.gov.cn https://t5.tianditu.gov.cn https://t6.tianditu.gov.cn https://t7.tianditu.gov.cn";
    let opened = usual.replace("img-src 'self' data:", &format!("img-src 'self' data: {hosts}"));
    assert_ne!(opened, usual);
    for path in ["/map", "/en/map", "/map?base=osm"] {
        assert_eq!(policy(path).await, opened, "{path}");
    }
    for path in ["/board", "/report", "/sign-in", "/map/x", "/nothing"] {
        assert!(!policy(path).await.contains("tianditu"), "{path}");
    }
    server.stop().await;

    let server = world.serve().await;
    let response = server.get("/map").await;
    assert_eq!(response.headers()["content-security-policy"], usual.as_str());
    server.stop().await;
}

#[tokio::test]
async fn tiles_of_an_archive_are_served_with_a_tag_and_nothing_beside_it() {
    let world = World::new().await;
    let server = world.serve_on(&local(&world, TileType::Png)).await;
    let response = server.get("/tiles/local/5/26/13").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "image/png");
    let tag = response.headers()["etag"].to_str().expect("a tag").to_owned();
    assert_eq!(&response.bytes().await.expect("a body")[..], b"a picture");
    let again = server
        .get_with("/tiles/local/5/26/13", "if-none-match", &tag)
        .await;
    assert_eq!(again.status(), 304);
    for path in [
        "/tiles/local/5/26/14",
        "/tiles/local/5/32/0",
        "/tiles/local/99/0/0",
        "/tiles/local/5/-1/13",
        "/tiles/local/5/26/..%2f13",
        "/tiles/other/5/26/13",
    ] {
        server.problem(404, path).await;
    }
    server.problem(400, "/tiles/local/5/26/13?x=1").await;
    server.stop().await;
}

#[tokio::test]
async fn vector_tiles_are_served_and_not_offered_as_a_base() {
    let world = World::new().await;
    let server = world.serve_on(&local(&world, TileType::Mvt)).await;
    let response = server.get("/tiles/local/5/26/13").await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.mapbox-vector-tile"
    );
    server.stop().await;
    let first = format!("base = 'local'\n{}", local(&world, TileType::Mvt));
    let error = MapSources::read(&first).await.expect_err("not drawn");
    assert!(error.starts_with("map.base: local"), "{error}");
}

#[tokio::test]
async fn a_wrong_source_ends_the_start_and_names_its_key() {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.write("a.pmtiles", "no archive");
    for (map, told) in [
        (
            "[[map.sources]]\nkey = 'x'\nkind = 'xyz'\nurl = 'https://a.org/{z}/{x}.png'\n",
            "map.sources x: url: it has no {y}",
        ),
        (
            "[[map.sources]]\nkey = 'p'\nkind = 'pmtiles'\nfile = 'a.pmtiles'\n",
            "map.sources p: file: a.pmtiles: it is no PMTiles archive",
        ),
    ] {
        lianqin.write("lianqin.toml", map);
        let site = crate::support::site();
        let root = site.path().to_str().expect("a path");
        let told_of = lianqin.run(&["serve", "--addr", "127.0.0.1:0", "--site-root", root]);
        assert!(told_of.complaint(2).contains(told), "{told_of:?}");
    }
}

fn feature(kind: &str, corners: &Value) -> Value {
    json!({ "type": "Feature", "properties": { "kind": kind, "name": "澄湖" },
            "geometry": { "type": "Polygon", "coordinates": [corners] } })
}

#[tokio::test]
async fn ground_is_imported_whole_or_not_at_all_and_served_far_and_near() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin
        .run(&["seed", "--json", "--incidents", "50", "--days", "5"])
        .summary();
    let lake = feature(
        "water",
        &json!([[121.2, 28.6], [121.25, 28.6], [121.25, 28.64], [121.2, 28.6]]),
    );
    let import = |features: Value| {
        let collection = json!({ "type": "FeatureCollection", "features": features });
        lianqin.write("ground.geojson", &collection.to_string());
        lianqin.run(&[
            "basemap",
            "import",
            "ground.geojson",
            "--region",
            "999001",
            "--json",
        ])
    };
    let wrong = import(json!([
        lake,
        feature("lava", &json!([[121.2, 28.6], [121.25, 28.6], [121.25, 28.64]]))
    ]));
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(
        wrong
            .stderr
            .contains("feature 2: its property kind says \"lava\""),
        "{wrong:?}"
    );

    let world = World::of(&url, "999001").await;
    let server = world.serve().await;
    let made_up = server.json("/api/v1/basemap").await;
    assert!(
        made_up["ground"].as_array().expect("ground").len() > 2,
        "a fault leaves what was there"
    );

    let summary = import(json!([lake])).summary();
    assert_eq!(
        (&summary["features"], &summary["written"]),
        (&json!(1), &json!(true))
    );
    let basemap = server
        .eventually("/api/v1/basemap", |view| {
            view["ground"].as_array().is_some_and(|all| all.len() == 1)
        })
        .await;
    assert_eq!(basemap["ground"][0]["names"][0]["name"], "澄湖");
    let townships = basemap["townships"].as_array().expect("townships");
    assert_eq!(townships.len(), 19);
    assert_eq!(basemap["levels"], json!([12, 14]));
    // The tile with the middle of the lake.
    let near = server.json("/api/v1/basemap/12/3427/1707").await;
    assert_eq!(near[0]["kind"], "water");
    assert_eq!(server.json("/api/v1/basemap/12/0/0").await, json!([]));
    server.problem(400, "/api/v1/basemap/13/0/0").await;
    server.problem(400, "/api/v1/basemap/12/4096/0").await;
    server.stop().await;
}
