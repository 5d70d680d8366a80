//! The grid in the browser: files that are brought, a draft that is edited and put into force, and who works in its cells.

use chrono::{Days, Utc};
use domain::case::Role;
use reqwest::Response;
use serde_json::{Value, json};

use crate::import_page::bring;
use crate::support::{Browser, PASSWORD, Running, World};

const COMMUNITY: &str = "331003001001";

fn code(number: u32) -> String {
    format!("{COMMUNITY}{number:03}")
}

/// Hundredths of a degree.
fn place(east: f64, north: f64) -> String {
    format!("{:.4},{:.4}", 121.0 + east / 100.0, 28.0 + north / 100.0)
}

fn ring(west: f64, south: f64, east: f64, north: f64) -> Vec<[f64; 2]> {
    let corner = |x: f64, y: f64| [121.0 + x / 100.0, 28.0 + y / 100.0];
    vec![
        corner(west, south),
        corner(east, south),
        corner(east, north),
        corner(west, north),
        corner(west, south),
    ]
}

fn feature(number: u32, rings: &[Vec<[f64; 2]>]) -> Value {
    json!({
        "type": "Feature",
        "properties": { "code": code(number), "name": format!("{number}号网格") },
        "geometry": { "type": "Polygon", "coordinates": rings },
    })
}

fn file(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// Three cells in a row.
fn row() -> Vec<Value> {
    (0..3_u32)
        .map(|at| feature(at + 1, &[ring(f64::from(at), 0.0, f64::from(at) + 1.0, 1.0)]))
        .collect()
}

struct Scene {
    world: World,
    server: Running,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        world.district().await;
        world.person("admin", Role::Admin, None).await;
        world.person("worker", Role::GridWorker, None).await;
        Self {
            server: world.serve().await,
            world,
        }
    }

    async fn admin(&self) -> Browser<'_> {
        Browser::sign_in(&self.server, "admin", PASSWORD).await
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = format!("select count(*) from core.{what}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(self.world.db.pool())
            .await
            .expect("a count")
    }
}

/// What the draft's page says of itself.
async fn version(admin: &Browser<'_>) -> String {
    let page = page(admin.get("/en/admin/grid/draft").await, 200).await;
    let rest = page
        .split_once("data-part=\"panel\" data-version=\"")
        .expect("a version")
        .1;
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn page(response: Response, status: u16) -> String {
    let found = response.status();
    let text = response.text().await.expect("a page");
    assert_eq!(found, status, "{text}");
    text
}

/// Does one thing to the draft as it is now.
async fn act(admin: &Browser<'_>, cell: &str, fields: &[(&str, &str)]) -> Response {
    let version = version(admin).await;
    let fields = [&[("version", version.as_str())], fields].concat();
    admin
        .post(&format!("/en/admin/grid/draft?cell={cell}"), &fields)
        .await
}

async fn codes(admin: &Browser<'_>) -> Vec<String> {
    let told: Value =
        serde_json::from_str(&page(admin.get("/admin/grid/draft/cells").await, 200).await).expect("JSON");
    let cells = told["cells"].as_array().expect("cells");
    cells
        .iter()
        .map(|cell| cell["code"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn day(ahead: u64) -> String {
    let day = Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    (day + Days::new(ahead)).to_string()
}

/// Three cells that hold since a year ago.
async fn cut(admin: &Browser<'_>, server: &Running) {
    let sent = bring(
        server,
        admin,
        "/en/admin/grid/files",
        "grid.geojson",
        file(&row()),
    )
    .await;
    assert_eq!(sent.status(), 303);
    let done = act(admin, "", &[("do", "apply"), ("from", "2026-01-01")]).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap_or_default());
}

#[tokio::test]
async fn whatever_is_wrong_with_a_file_is_told_with_its_place_and_changes_nothing() {
    let scene = Scene::new().await;
    let admin = scene.admin().await;
    let crossing = vec![
        [121.0, 28.0],
        [121.01, 28.01],
        [121.01, 28.0],
        [121.0, 28.01],
        [121.0, 28.0],
    ];
    let open = ring(0.0, 0.0, 1.0, 1.0)[..4].to_vec();
    let holed = [ring(0.0, 0.0, 1.0, 1.0), ring(0.2, 0.2, 0.8, 0.8)];
    let with = |rings: &[Vec<[f64; 2]>]| file(&[row()[1].clone(), feature(9, rings)]);
    let overlapping = file(&[row()[0].clone(), feature(9, &[ring(0.5, 0.0, 1.5, 1.0)])]);
    let dense: Vec<[f64; 2]> = (0..1_000_010)
        .map(|at| [121.0 + f64::from(at) * 1e-7, 28.0])
        .collect();
    for (what, bytes, told) in [
        (
            "crossing",
            with(&[crossing]),
            vec![
                "feature 2",
                "ring 1",
                "crosses or touches itself",
                "at 121.005000, 28.005000",
            ],
        ),
        (
            "unclosed",
            with(&[open]),
            vec!["feature 2", "corner 4", "not closed"],
        ),
        (
            "holed",
            with(&holed),
            vec!["feature 2", "ring 2", "it has a hole", "at 121.002000, 28.002000"],
        ),
        (
            "overlapping",
            overlapping,
            vec!["feature 1", "overlaps feature 2", "at 121.0"],
        ),
        (
            "a million corners",
            with(&[dense]),
            vec!["feature 2", "corner 50001", "at most 50000"],
        ),
        ("no grid", "a,b\n1,2\n".to_owned(), vec!["neither GeoJSON"]),
    ] {
        let answer = bring(
            &scene.server,
            &admin,
            "/en/admin/grid/files",
            "grid.geojson",
            bytes,
        )
        .await;
        let page = page(answer, 400).await;
        for words in told {
            assert!(page.contains(words), "{what}: {words}");
        }
    }
    let chinese = bring(
        &scene.server,
        &admin,
        "/admin/grid/files",
        "grid.geojson",
        with(&holed),
    )
    .await;
    let chinese = page(chinese, 400).await;
    assert!(
        chinese.contains("中间有洞")
            && chinese.contains("第 2 个要素")
            && chinese.contains("没有导入任何内容")
    );
    let nothing = scene.server.request(reqwest::Method::POST, "/admin/grid/files");
    let nothing = nothing
        .header("cookie", admin.cookie())
        .header("sec-fetch-site", "same-origin");
    assert_eq!(nothing.send().await.expect("an answer").status(), 400);
    assert_eq!(scene.count("grid_drafts").await, 0);
    assert_eq!(scene.count("grid_cells").await, 1);
}

#[tokio::test]
async fn a_draft_is_edited_step_by_step_put_into_force_and_seen_in_history_log_and_map() {
    let scene = Scene::new().await;
    let admin = scene.admin().await;
    cut(&admin, &scene.server).await;
    assert_eq!(scene.count("grid_drafts").await, 0, "what holds is no draft");

    let line = format!("{};{}", place(-1.0, 0.5), place(1.5, 0.5));
    let split = [
        ("do", "split"),
        ("line", line.as_str()),
        ("split_code", &code(4)),
        ("split_name", "北园"),
    ];
    assert_eq!(act(&admin, &code(1), &split).await.status(), 303);
    let (from, to) = (place(2.0, 1.0), place(2.2, 1.1));
    let moved = [("do", "move"), ("from", from.as_str()), ("to", to.as_str())];
    assert_eq!(act(&admin, &code(2), &moved).await.status(), 303);
    let merge = [("do", "merge"), ("with", &code(3))];
    assert_eq!(act(&admin, &code(2), &merge).await.status(), 303);
    assert_eq!(codes(&admin).await, [code(1), code(2), code(4)]);
    assert_eq!(act(&admin, "", &[("do", "undo")]).await.status(), 303);
    assert_eq!(codes(&admin).await, [code(1), code(2), code(3), code(4)]);
    assert_eq!(act(&admin, "", &[("do", "redo")]).await.status(), 303);
    assert_eq!(codes(&admin).await, [code(1), code(2), code(4)]);

    // Refused steps say why, and are none. Cut off, a ring would be another one.
    let endless = "121.1,28.1;".repeat(2_001);
    for (fields, told) in [
        (
            vec![("do", "merge"), ("with", "331003001001009")],
            "there is no cell 331003001001009",
        ),
        (
            vec![("do", "split"), ("line", "121,28"), ("split_code", "x")],
            "longitude,latitude",
        ),
        (
            vec![("do", "draw"), ("ring", endless.as_str()), ("draw_code", "x")],
            "at most 2000 corners",
        ),
        (vec![("do", "say"), ("code", "12"), ("name", "x")], "15 digits"),
        (
            vec![("do", "apply"), ("from", "2025-01-01")],
            "cut on that day or later",
        ),
        (vec![("do", "apply"), ("from", "soon")], "2026-12-31"),
    ] {
        let answer = act(&admin, &code(1), &fields).await;
        assert!(answer.status().is_client_error(), "{fields:?}");
        let page = answer.text().await.expect("a page").to_lowercase();
        assert!(page.contains(&told.to_lowercase()), "{fields:?}");
    }
    let preview = page(admin.get("/en/admin/grid/draft").await, 200).await;
    assert!(
        preview.contains(&format!("{} 100 %", code(1))),
        "where new cells come from"
    );
    assert!(preview.contains("data-problems=\"0\""), "{preview}");

    let done = act(&admin, "", &[("do", "apply"), ("from", &day(0))]).await;
    assert_eq!(done.status(), 303, "{:?}", done.text().await);
    scene
        .server
        .eventually("/api/v1/grid", |grid| {
            let cells = grid["cells"].as_array().cloned().unwrap_or_default();
            cells.iter().any(|cell| cell["name"] == "北园") && cells.len() == 3
        })
        .await;
    let history = page(admin.get("/en/admin/grid").await, 200).await;
    for told in [day(0).as_str(), "姓名admin", code(4).as_str(), "2026-01-01"] {
        assert!(history.contains(told), "{told}");
    }
    let log = page(admin.get("/en/admin/log?kind=grid").await, 200).await;
    assert!(log.contains("grid cut anew") && log.contains(&code(4)), "{log}");
    let old = page(admin.get("/admin/grid/export?at=2026-01-01").await, 200).await;
    let old: Value = serde_json::from_str(&old).expect("GeoJSON");
    assert_eq!(old["features"].as_array().map(Vec::len), Some(3));
    let again = act(&admin, "", &[("do", "apply"), ("from", &day(3))]).await;
    assert_eq!(again.status(), 400, "there is no draft any more");
}

#[tokio::test]
async fn faults_of_a_draft_are_told_with_their_place_and_keep_it_from_force() {
    let scene = Scene::new().await;
    let admin = scene.admin().await;
    cut(&admin, &scene.server).await;
    // The corner goes across the whole neighbour.
    let (from, to) = (place(1.0, 1.0), place(2.5, 0.5));
    let moved = [("do", "move"), ("from", from.as_str()), ("to", to.as_str())];
    assert_eq!(act(&admin, &code(1), &moved).await.status(), 303);
    let page_now = page(admin.get("/en/admin/grid/draft").await, 200).await;
    assert!(page_now.contains("data-look=\"121."), "a place to look at");
    assert!(!page_now.contains("data-problems=\"0\""));
    let answer = act(&admin, "", &[("do", "apply"), ("from", &day(1))]).await;
    let told = page(answer, 400).await;
    assert!(told.contains("The draft has faults"), "{told}");
    assert_eq!(scene.count("grid_drafts").await, 1, "it is kept");
}

#[tokio::test]
async fn a_grid_that_was_cut_meanwhile_keeps_the_draft_and_lets_it_be_taken_over() {
    let scene = Scene::new().await;
    scene.world.person("other", Role::Admin, None).await;
    let admin = scene.admin().await;
    cut(&admin, &scene.server).await;
    let other = Browser::sign_in(&scene.server, "other", PASSWORD).await;
    let split = |at: f64| format!("{};{}", place(at, -1.0), place(at, 2.0));
    let cut_at = |line: &str, number: u32| {
        vec![
            ("do", "split".to_owned()),
            ("line", line.to_owned()),
            ("split_code", code(number)),
            ("split_name", "新".to_owned()),
        ]
    };
    let send = async |who: &Browser<'_>, cell: &str, fields: &[(&'static str, String)]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        act(who, cell, &fields).await
    };
    assert_eq!(
        send(&admin, &code(1), &cut_at(&split(0.5), 7)).await.status(),
        303
    );
    assert_eq!(
        send(&other, &code(3), &cut_at(&split(2.5), 8)).await.status(),
        303
    );
    // A window that has not seen the last step.
    let late = [("version", "0"), ("do", "undo")];
    assert_eq!(other.post("/en/admin/grid/draft", &late).await.status(), 400);
    assert_eq!(
        act(&other, "", &[("do", "apply"), ("from", &day(0))])
            .await
            .status(),
        303
    );

    let answer = act(&admin, "", &[("do", "apply"), ("from", &day(1))]).await;
    let told = page(answer, 400).await;
    assert!(told.contains("the draft is kept"), "{told}");
    assert_eq!(codes(&admin).await.len(), 4, "as it was drawn");
    assert_eq!(act(&admin, "", &[("do", "take_over")]).await.status(), 303);
    assert_eq!(codes(&admin).await.len(), 5, "with what the other has drawn");
    assert_eq!(
        act(&admin, "", &[("do", "apply"), ("from", &day(1))])
            .await
            .status(),
        303
    );

    // Both change the same cell.
    assert_eq!(
        send(&admin, &code(2), &cut_at(&split(1.5), 10)).await.status(),
        303
    );
    assert_eq!(
        send(&other, &code(2), &cut_at(&split(1.4), 11)).await.status(),
        303
    );
    assert_eq!(
        act(&other, "", &[("do", "apply"), ("from", &day(2))])
            .await
            .status(),
        303
    );
    let answer = act(&admin, "", &[("do", "take_over")]).await;
    let told = page(answer, 400).await;
    assert!(told.contains("both change"), "{told}");
    assert_eq!(act(&admin, "", &[("do", "discard")]).await.status(), 303);
    assert_eq!(scene.count("grid_drafts").await, 0);
}

#[tokio::test]
async fn who_works_in_a_cell_is_told_to_staff_and_never_in_public() {
    let scene = Scene::new().await;
    let admin = scene.admin().await;
    cut(&admin, &scene.server).await;
    let assign = |person: &'static str, from: String, to: String| {
        vec![
            ("do", "assign".to_owned()),
            ("cell", code(1)),
            ("person", person.to_owned()),
            ("duty", "worker".to_owned()),
            ("valid_from", from),
            ("valid_to", to),
        ]
    };
    let send = async |fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        admin.post("/en/admin/grid/staff", &fields).await
    };
    let none = String::new;
    assert_eq!(
        send(assign("worker", "2026-01-01".to_owned(), none()))
            .await
            .status(),
        303
    );
    for (fields, told) in [
        (assign("worker", day(1), none()), "does that there already"),
        (assign("nobody", day(1), none()), "does not exist"),
        (assign("admin", day(3), day(2)), "ends after it begins"),
    ] {
        let page = page(send(fields).await, 400).await;
        assert!(page.contains(told), "{told}");
    }
    let list = format!(
        "cell,login,duty,from,to\n{},worker,网格长,2026-01-01,\n{},ghost,worker,2026-01-01,\n",
        code(2),
        code(3)
    );
    let told = page(
        admin
            .post("/en/admin/grid/staff", &[("do", "list"), ("list", &list)])
            .await,
        400,
    )
    .await;
    assert!(told.contains("Line 3"), "{told}");
    assert_eq!(scene.count("grid_staff").await, 1, "all of a list or nothing");
    let list = list.replace("ghost", "admin");
    assert_eq!(
        admin
            .post("/en/admin/grid/staff", &[("do", "list"), ("list", &list)])
            .await
            .status(),
        303
    );
    assert_eq!(scene.count("grid_staff").await, 3);

    let page_of_staff = page(admin.get("/en/admin/grid/staff").await, 200).await;
    assert!(page_of_staff.contains("姓名worker") && page_of_staff.contains("head of the grid"));
    let public = [
        "/",
        "/map",
        "/cases",
        "/api/v1/grid",
        "/api/v1/areas",
        "/api/v1/cases",
        "/stations",
        "/api/v1/openapi.json",
    ];
    for path in public {
        let text = scene.server.get(path).await.text().await.expect("a body");
        assert!(!text.contains("姓名worker"), "{path}");
    }
    let published: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.columns where table_schema = 'published' and column_name = 'person_id'",
    )
    .fetch_all(scene.world.db.pool())
    .await
    .expect("names");
    assert_eq!(published, Vec::<String>::new());

    let begun: String = sqlx::query_scalar(
        "select to_char(valid_from at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from core.grid_staff
         where grid_code = $1",
    )
    .bind(code(1))
    .fetch_one(scene.world.db.pool())
    .await
    .expect("a time");
    let person: String = sqlx::query_scalar("select person_id::text from core.people where login = 'worker'")
        .fetch_one(scene.world.db.pool())
        .await
        .expect("an id");
    let end = vec![
        ("do", "end".to_owned()),
        ("cell", code(1)),
        ("person", person),
        ("duty", "worker".to_owned()),
        ("begun", begun),
        ("valid_to", day(1)),
    ];
    assert_eq!(send(end).await.status(), 303);
    let log = page(admin.get("/en/admin/log?kind=grid").await, 200).await;
    assert!(log.contains("person assigned to a cell") && log.contains("assignment to a cell ended"));
}

#[tokio::test]
async fn a_long_list_of_who_works_where_is_answered_by_its_lines_and_not_lost() {
    let scene = Scene::new().await;
    let admin = scene.admin().await;
    let mut list = "cell,login,duty,from,to\n".to_owned();
    for at in 0..3_000_u32 {
        list.push_str(&format!("{},worker,worker,2026-01-01,\n", code(at % 900 + 1)));
    }
    list.push_str(&format!("{},ghost,worker,2026-01-01,\n", code(1)));
    assert!(list.len() > 100_000);
    for (path, line) in [
        ("/admin/grid/staff", "第 3002 行"),
        ("/en/admin/grid/staff", "Line 3002"),
    ] {
        let told = page(admin.post(path, &[("do", "list"), ("list", &list)]).await, 400).await;
        // What was pasted stands there to be mended.
        assert!(told.contains(line) && told.contains(",ghost,worker,"), "{path}");
    }
    assert_eq!(scene.count("grid_staff").await, 0);
    // No other form takes so much.
    let answer = admin
        .post("/admin/grid/draft", &[("reason", &"x".repeat(70_000))])
        .await;
    assert_eq!(answer.status(), 413);
    scene.server.stop().await;
}
