//! Elements of the grid: changed one by one, brought as files, published by kind and never otherwise.

use domain::case::Role;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::support::{Browser, Lianqin, PASSWORD, Running, World, fresh_database, record};

const CAMERA: [(&str, &str); 5] = [
    ("kind", "camera"),
    ("code", "C1"),
    ("name", "南门机密探头"),
    ("lng", "121.26"),
    ("lat", "28.65"),
];

const KIND: [(&str, &str); 4] = [
    ("code", "fire_hydrant"),
    ("name", "消火栓"),
    ("icon", "hydrant"),
    ("seen_by", "public"),
];

async fn world() -> (World, Running) {
    let world = World::new().await;
    world
        .take(vec![record("1").at(121.26, 28.65).department("police").build()])
        .await;
    world.person("admin", Role::Admin, None).await;
    world.person("zhou", Role::StationStaff, None).await;
    let server = world.serve().await;
    (world, server)
}

async fn text(browser: &Browser<'_>, path: &str) -> String {
    browser.get(path).await.text().await.expect("a body")
}

fn names(found: &Value) -> Vec<&str> {
    let features = found["features"].as_array().expect("features");
    features
        .iter()
        .filter_map(|one| one["properties"]["name"].as_str())
        .collect()
}

/// Sends a file for checking; the page it leads to.
async fn bring(server: &Running, admin: &Browser<'_>, csv: &str, coordinates: &str) -> (u16, String) {
    let part = Part::bytes(csv.as_bytes().to_vec()).file_name("要素.csv");
    let form = Form::new()
        .part("file", part)
        .text("coordinates", coordinates.to_owned())
        .text("kind", "");
    let answer = server
        .request(Method::POST, "/admin/elements/import/files")
        .header("cookie", admin.cookie())
        .header("sec-fetch-site", "same-origin")
        .multipart(form)
        .send()
        .await
        .expect("an answer");
    let place = answer.headers().get("location").cloned();
    let place = place.map(|place| place.to_str().expect("text").to_owned());
    let status = answer.status().as_u16();
    match place {
        Some(place) => (status, place),
        None => (status, answer.text().await.expect("a body")),
    }
}

#[tokio::test]
async fn what_a_kind_keeps_for_staff_is_nowhere_in_public_until_it_is_marked_public() {
    let (_world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let zhou = Browser::sign_in(&server, "zhou", PASSWORD).await;
    assert_eq!(zhou.post("/admin/elements", &CAMERA).await.status(), 403);
    assert_eq!(admin.post("/admin/elements", &CAMERA).await.status(), 303);
    assert_eq!(
        admin.post("/admin/elements", &CAMERA).await.status(),
        400,
        "taken"
    );
    assert_eq!(admin.post("/admin/elements/kinds", &KIND).await.status(), 303);
    let hydrant = [
        ("kind", "fire_hydrant"),
        ("code", "H1"),
        ("name", "东街消火栓"),
        ("notes", "阀门在井里"),
        ("source", "消防大队"),
        ("lng", "121.27"),
        ("lat", "28.66"),
    ];
    assert_eq!(admin.post("/admin/elements", &hydrant).await.status(), 303);

    let has = |name: &'static str| move |found: &Value| found.to_string().contains(name);
    let public = server.eventually("/api/v1/elements", has("东街消火栓")).await;
    assert_eq!(names(&public), ["东街消火栓"]);
    // Also where somebody asks for it by name, on every way that leads outside.
    let everywhere = [
        "/api/v1/elements?kind=camera",
        "/api/v1/elements?bbox=121,28,122,29",
        "/ogc/demo-1/collections/elements/items",
        "/map?layers=camera,fire_hydrant",
        "/en/map?layers=camera&at=121.26,28.65",
        "/api/v1/places?q=南门",
    ];
    for path in everywhere {
        let told = server.get(path).await.text().await.expect("a body");
        assert!(!told.contains("南门机密探头"), "{path}");
        for private in ["阀门在井里", "消防大队"] {
            assert!(!told.contains(private), "{path}: {private}");
        }
    }
    let map = server
        .get("/map?layers=fire_hydrant")
        .await
        .text()
        .await
        .expect("a body");
    assert!(
        map.contains("消火栓") && !map.contains("视频监控"),
        "a layer of the map"
    );
    let one = server
        .get("/ogc/demo-1/collections/elements/items/camera:C1")
        .await;
    assert_eq!(one.status(), 404);

    // Whoever works here sees both.
    let staff = text(&zhou, "/api/v1/staff/elements").await;
    assert!(staff.contains("南门机密探头") && staff.contains("东街消火栓"));
    assert!(!staff.contains("阀门在井里"), "notes are for those who keep them");
    assert!(
        text(&zhou, "/desk/map?layers=camera")
            .await
            .contains("南门机密探头")
    );

    let open = [
        ("code", "camera"),
        ("name", "视频监控"),
        ("icon", "camera"),
        ("seen_by", "public"),
    ];
    assert_eq!(
        admin.post("/admin/elements/kinds/change", &open).await.status(),
        303
    );
    server
        .eventually("/api/v1/elements?kind=camera", has("南门机密探头"))
        .await;
    let shut = [open[0], open[1], open[2], ("seen_by", "staff")];
    admin.post("/admin/elements/kinds/change", &shut).await;
    let gone = |found: &Value| found["numberMatched"] == 0;
    server.eventually("/api/v1/elements?kind=camera", gone).await;
    server.stop().await;
}

#[tokio::test]
async fn an_element_is_moved_and_retired_and_each_deed_stands_in_the_log() {
    let (_world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    admin.post("/admin/elements", &CAMERA).await;
    let mut moved = CAMERA;
    moved[3] = ("lng", "121.28");
    assert_eq!(admin.post("/admin/elements/change", &moved).await.status(), 303);
    let mut wrong = CAMERA;
    wrong[4] = ("lat", "北");
    let refused = admin
        .post("/admin/elements/change?kind=camera&code=C1", &wrong)
        .await;
    assert_eq!(refused.status(), 400);
    let page = refused.text().await.expect("a body");
    assert!(
        page.contains("lat-fault") && page.contains("value=\"北\""),
        "nothing is lost"
    );

    let retire = [("kind", "camera"), ("code", "C1"), ("do", "retire")];
    assert_eq!(admin.post("/admin/elements/retire", &retire).await.status(), 303);
    let list = text(&admin, "/admin/elements?kind=camera").await;
    assert!(!list.contains("南门机密探头"));
    let retired = text(&admin, "/admin/elements?status=retired&q=c1").await;
    assert!(retired.contains("南门机密探头"));
    let staff: Value = serde_json::from_str(&text(&admin, "/api/v1/staff/elements").await).expect("JSON");
    assert_eq!(staff["numberMatched"], 0);

    let log = text(&admin, "/en/admin/log?kind=elements").await;
    for deed in [
        "element added",
        "element changed",
        "element retired",
        "camera:C1",
        "121.28",
    ] {
        assert!(log.contains(deed), "{deed}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_file_is_checked_first_and_a_wrong_line_is_named_and_stops_it_unless_the_others_are_chosen() {
    let (_world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let csv = "类型,编号,名称,经度,纬度\n视频监控,C1,南门,121.26,28.65\n视频监控,C2,北门,121.26,东\n";
    let (status, page) = bring(&server, &admin, csv, "gcj-02").await;
    assert_eq!(status, 303, "{page}");
    let shown = text(&admin, &page).await;
    assert!(
        shown.contains("纬度") && shown.contains("「东」不是坐标"),
        "{shown}"
    );
    let found = || async { text(&admin, "/api/v1/staff/elements").await };
    assert!(
        found().await.contains("\"numberMatched\":0"),
        "a check writes nothing"
    );

    let id = page.split("id=").nth(1).expect("an id").to_owned();
    let fields = |good: &'static str| [("id", id.clone()), ("good", good.to_owned())];
    let send = async |good: &'static str| {
        let fields = fields(good);
        let fields = [(fields[0].0, fields[0].1.as_str()), (fields[1].0, good)];
        admin
            .post(&format!("/admin/elements/import?id={id}"), &fields)
            .await
            .status()
            .as_u16()
    };
    assert_eq!(send("").await, 400);
    assert!(found().await.contains("\"numberMatched\":0"));
    assert_eq!(send("1").await, 303);
    let told = found().await;
    assert!(told.contains("南门") && !told.contains("北门"));
    assert!(!told.contains("[121.26,"), "converted from GCJ-02: {told}");
    assert!(text(&admin, &page).await.contains("已导入"));

    // The same content again: nothing to do.
    let (_, page) = bring(
        &server,
        &admin,
        &csv.replace("视频监控,C2,北门,121.26,东\n", ""),
        "gcj-02",
    )
    .await;
    assert!(text(&admin, &page).await.contains("没有要改的"));
    let (status, page) = bring(&server, &admin, "a,b\n1,2\n", "wgs-84").await;
    assert_eq!(status, 400);
    assert!(page.contains("file-fault") && page.contains("编号"), "{page}");
    server.stop().await;
}

#[tokio::test]
async fn the_command_imports_what_it_exports_without_a_change_and_writes_nothing_of_a_wrong_file() {
    let lianqin = Lianqin::on(&fresh_database().await);
    let seed = [
        "seed",
        "--json",
        "--incidents",
        "50",
        "--days",
        "20",
        "--seed",
        "5",
    ];
    lianqin.run(&seed).summary();
    for format in ["csv", "xlsx", "geojson"] {
        let words = [
            "elements", "export", "--region", "999001", "--format", format, "--out", "e", "--json",
        ];
        let told = lianqin.run(&words).summary();
        assert!(told["elements"].as_u64().expect("a count") > 500, "{told}");
        let again = lianqin
            .run(&[
                "elements",
                "import",
                "e",
                "--region",
                "999001",
                "--coordinates",
                "wgs-84",
                "--whole",
                "--json",
            ])
            .summary();
        let counts = ["new", "changed", "retired", "wrong"].map(|name| again[name].as_u64());
        assert_eq!(counts, [Some(0); 4], "{format}: {again}");
        assert_eq!(again["unchanged"], told["elements"], "{format}");
    }

    let csv = "类型,编号,名称,经度,纬度\n消火栓,N1,新的,121.26,28.65\n消火栓,N2,,1,1\n";
    lianqin.write("new.csv", csv);
    let import = |more: &[&str]| {
        let words = [
            "elements",
            "import",
            "new.csv",
            "--region",
            "999001",
            "--coordinates",
            "wgs-84",
            "--json",
        ];
        lianqin.run(&[&words[..], more].concat())
    };
    let refused = import(&[]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.stderr.contains("line 3, 名称: is missing"),
        "{}",
        refused.stderr
    );
    let checked = import(&["--take-good", "--check"]).summary();
    assert_eq!(
        (checked["new"].as_u64(), checked["written"].as_bool()),
        (Some(1), Some(false))
    );
    let taken = import(&["--take-good"]).summary();
    assert_eq!(
        (taken["new"].as_u64(), taken["written"].as_bool()),
        (Some(1), Some(true))
    );
    let again = import(&["--take-good"]).summary();
    assert_eq!(again["unchanged"].as_u64(), Some(1));
}
