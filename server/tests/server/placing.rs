//! Cases whose source says no point: placed by what their address names, and by people.

use domain::case::Role;
use serde_json::{Value, json};

use crate::push::{key, push};
use crate::support::{Browser, PASSWORD, Running, World};

/// A find of a grid worker at an address, with or without a point.
fn found(id: &str, version: i64, address: &str, point: Option<(f64, f64)>) -> Value {
    let mut place = json!({ "地址": address });
    if let Some((lng, lat)) = point {
        place["经度"] = lng.into();
        place["纬度"] = lat.into();
    }
    json!({
        "巡查编号": id,
        "发现时间": "2026-11-20 08:40:00",
        "版本": version,
        "问题子类": "暴露垃圾",
        "问题描述": format!("{id} 绿化带内有成堆建筑垃圾"),
        "位置": place,
    })
}

struct Scene {
    world: World,
    server: Running,
    key: String,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        world.district().await;
        world.person("acceptor", Role::Acceptor, None).await;
        Self {
            server: world.serve().await,
            key: key(&world, "grid_inspection").await,
            world,
        }
    }

    async fn take(&self, records: Vec<Value>) {
        let receipt = push(&self.server, &self.key, &records).await;
        assert_eq!(receipt["quarantined"], 0, "{receipt}");
    }

    /// Township, cell and who placed it, of the case of a record.
    async fn of(&self, id: &str) -> (Option<String>, Option<String>, Option<String>) {
        sqlx::query_as(
            "select township_code, grid_code, placed_by from core.cases join private.source_records using (region_code, case_id)
             where external_id = $1 limit 1",
        )
        .bind(id)
        .fetch_one(self.world.db.pool())
        .await
        .expect("a case")
    }

    async fn code_of(&self, id: &str) -> String {
        sqlx::query_scalar(
            "select public_code from core.cases join private.source_records using (region_code, case_id)
             where external_id = $1 limit 1",
        )
        .bind(id)
        .fetch_one(self.world.db.pool())
        .await
        .expect("a case")
    }
}

#[tokio::test]
async fn an_address_that_names_an_area_of_the_grid_gives_the_area_and_no_point() {
    let scene = Scene::new().await;
    let township = format!("{}001", scene.world.region.code);
    scene
        .take(vec![
            found("A", 1, "东城街道东街1号", None),
            found("B", 1, "西城街道西街1号", None),
            found("C", 1, "某处", Some((121.5, 28.5))),
        ])
        .await;
    assert_eq!(
        scene.of("A").await,
        (Some(township), None, Some("address".to_owned()))
    );
    assert_eq!(scene.of("B").await, (None, None, None));
    let (_, grid, by) = scene.of("C").await;
    assert_eq!((grid.is_some(), by), (true, None));
}

#[tokio::test]
async fn what_lies_nowhere_is_a_list_and_what_a_colleague_says_stays_until_the_source_names_a_point() {
    let scene = Scene::new().await;
    scene
        .take(vec![
            found("A", 1, "东城街道东街7号", None),
            found("B", 1, "东城街道东街7号", Some((121.5, 28.5))),
            found("C", 1, "东城街道东街7号", Some((121.5002, 28.5))),
        ])
        .await;
    let acceptor = Browser::sign_in(&scene.server, "acceptor", PASSWORD).await;
    let page = acceptor
        .get("/en/desk/unplaced")
        .await
        .text()
        .await
        .expect("a page");
    let code = scene.code_of("A").await;
    let shown = domain::case::code::CaseCode::parse(&code)
        .expect("a code")
        .to_string();
    assert!(page.contains(&shown), "{page}");
    assert!(
        page.contains("Where the same address lies (2 case(s), within"),
        "{page}"
    );

    // Outside the grid, and no point at all: said at the field, and nothing is written.
    for (lng, lat) in [("10", "10"), ("0", "0"), ("x", "28.5"), ("", "")] {
        let fields = [("code", shown.as_str()), ("lng", lng), ("lat", lat)];
        assert_eq!(
            acceptor.post("/desk/unplaced", &fields).await.status(),
            400,
            "{lng} {lat}"
        );
    }
    assert_eq!(scene.of("A").await.1, None);

    let fields = [("code", shown.as_str()), ("lng", "121.5001"), ("lat", "28.5")];
    assert_eq!(acceptor.post("/desk/unplaced", &fields).await.status(), 303);
    let by_person = Some("person".to_owned());
    let (_, grid, by) = scene.of("A").await;
    assert_eq!((grid.is_some(), by), (true, by_person.clone()));
    let is_placed = |case: &Value| case["code"] == shown.as_str() && case["place"]["grid"].is_object();
    scene
        .server
        .eventually("/api/v1/cases", |page| {
            page["items"]
                .as_array()
                .is_some_and(|items| items.iter().any(is_placed))
        })
        .await;
    let page = acceptor.get("/desk/unplaced").await.text().await.expect("a page");
    assert!(!page.contains(&shown));
    let file = acceptor
        .get(&format!("/en/desk/cases/{shown}"))
        .await
        .text()
        .await
        .expect("a page");
    assert!(file.contains("Placed by a colleague"));

    scene.take(vec![found("A", 2, "东城街道东街7号", None)]).await;
    let (_, grid, by) = scene.of("A").await;
    assert_eq!(
        (grid.is_some(), by),
        (true, by_person),
        "a newer version without a point leaves it there"
    );
    scene
        .take(vec![found("A", 3, "东城街道东街7号", Some((121.7, 28.7)))])
        .await;
    assert_eq!(scene.of("A").await.2, None, "the source names a point itself");
    let said: i64 = sqlx::query_scalar("select count(*) from core.placements")
        .fetch_one(scene.world.db.pool())
        .await
        .expect("a count");
    assert_eq!(said, 1, "what was said is kept");
}
