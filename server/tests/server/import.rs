//! `lianqin import` as a process.

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;

use crate::support::{Lianqin, World, fresh_database};

/// A mapping of our own with everything small: `id, at, unit, lng, lat`.
const MAPPING: &str = r#"
[region]
code = "small"
name = "小区"
time_zone = "Asia/Shanghai"
locale = "zh-CN"
scheme = "h3"

[formats]
time = ["%Y-%m-%d %H:%M:%S"]
coordinates = "wgs-84"

[columns]
external_id = "id"
received_at = "at"
department = "unit"
lng = "lng"
lat = "lat"

[constants]
source = "12345"
tier = "exact"
rounding = "none"
"#;

const LIST: &str = "id,at,unit,lng,lat\n\
    1,2026-01-02 03:04:05,路灯所,121.26,28.65\n\
    2,2026-01-02 03:04:06,路灯所,,\n\
    3,yesterday,路灯所,121.26,28.65\n\
    4,2026-01-02 03:04:07,城管,121.30,28.60\n";

async fn lianqin() -> Lianqin {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.write("small.toml", MAPPING);
    lianqin.write("list.csv", LIST);
    lianqin
}

#[tokio::test]
async fn good_rows_are_taken_and_bad_ones_are_returned_with_line_and_reason() {
    let lianqin = lianqin().await;
    let summary = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(
        summary,
        json!({"read": 4, "new": 3, "updated": 0, "unchanged": 0, "rejected": 1, "unplaced": 1, "joined": 0,
               "rejects_file": "list.rejects.csv"})
    );
    let rejects = std::fs::read_to_string(lianqin.path("list.rejects.csv")).expect("the rejects");
    let mut reader = csv::Reader::from_reader(rejects.as_bytes());
    let row = reader.records().next().expect("a row").expect("CSV");
    assert_eq!((&row[0], &row[1]), ("4", "at"), "{rejects}");
    assert!(
        !row[2].is_empty() && row.iter().any(|cell| cell == "yesterday"),
        "{rejects}"
    );
}

#[tokio::test]
async fn the_same_list_again_changes_nothing_and_a_changed_row_makes_a_version() {
    let lianqin = lianqin().await;
    lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    let again = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(
        (&again["unchanged"], &again["new"], &again["updated"]),
        (&json!(3), &json!(0), &json!(0))
    );

    lianqin.write(
        "list.csv",
        &LIST.replace("1,2026-01-02 03:04:05,路灯所", "1,2026-01-02 03:04:05,城管"),
    );
    let changed = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(
        (&changed["unchanged"], &changed["updated"]),
        (&json!(2), &json!(1))
    );

    lianqin.write("list.csv", LIST);
    let back = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(
        (&back["unchanged"], &back["updated"]),
        (&json!(3), &json!(0)),
        "no flip-flop"
    );
}

#[tokio::test]
async fn a_dry_run_says_what_an_import_would_and_writes_nothing() {
    let lianqin = lianqin().await;
    // Row 1 comes again with other content, and row 2 with its own.
    let list = format!("{LIST}1,2026-01-02 03:04:05,城管,121.26,28.65\n2,2026-01-02 03:04:06,路灯所,,\n");
    lianqin.write("list.csv", &list);
    let words = [
        "import",
        "--json",
        "--dry-run",
        "--mapping",
        "small.toml",
        "list.csv",
    ];
    let told = lianqin.run(&words).summary();
    let told_again = lianqin.run(&words).summary();
    let done = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(told, done);
    assert_eq!(told, told_again, "the first dry run made no region");
    let known = lianqin.run(&words).summary();
    assert_eq!((&known["new"], &known["unchanged"]), (&json!(0), &json!(5)));
    let again = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(known, again);
}

#[tokio::test]
async fn points_without_a_drawn_grid_fall_into_hexagons() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.write("small.toml", MAPPING);
    lianqin.write("list.csv", LIST);
    lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    let exported = lianqin.run(&["export", "--region", "small", "--format", "jsonl"]);
    assert_eq!(exported.stdout.lines().count(), 3, "{exported:?}");
    let db = store::Db::connect(&url, 1).await.expect("the database");
    let region = domain::RegionCode::parse("small").expect("a code");
    assert_eq!(
        store::district::grid_anchors(&db, &region)
            .await
            .expect("cells")
            .len(),
        2
    );
}

#[tokio::test]
async fn what_was_imported_can_be_exported_as_it_came() {
    let lianqin = lianqin().await;
    lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    let words = [
        "export", "--region", "small", "--format", "csv", "--out", "out.csv", "--json",
    ];
    assert_eq!(lianqin.run(&words).summary()["records"], 3);
    let mut reader = csv::Reader::from_path(lianqin.path("out.csv")).expect("a file");
    let heading = reader.headers().expect("a heading").clone();
    let at = |name: &str| heading.iter().position(|known| known == name).expect(name);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("CSV")).collect();
    let ids: Vec<&str> = rows.iter().map(|row| &row[at("id")]).collect();
    assert_eq!(ids, ["1", "2", "4"]);
    assert_eq!(&rows[0][at("unit")], "路灯所");
    assert_eq!(&rows[0][at("at")], "2026-01-02 03:04:05");
}

#[tokio::test]
async fn a_workbook_holds_the_same_table_and_its_texts_are_the_very_same() {
    let lianqin = lianqin().await;
    lianqin.write("list.csv", &LIST.replace("城管", "=1+1"));
    lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    let export = |format: &str, to: &str| {
        let words = [
            "export", "--region", "small", "--format", format, "--out", to, "--json",
        ];
        assert_eq!(lianqin.run(&words).summary()["records"], 3);
    };
    export("csv", "out.csv");
    export("xlsx", "out.xlsx");
    let any_list = intake::Mapping::load("any-list").expect("a mapping");
    let look = |name: &str| intake::Look::at(lianqin.path(name), &any_list).expect("a list");
    let (csv, mut workbook) = (look("out.csv"), look("out.xlsx"));
    assert_eq!(workbook.format, domain::intake::ListFormat::Workbook);
    let unit = workbook.columns.iter_mut().find(|column| column.name == "unit");
    let units = &mut unit.expect("the column").values;
    assert_eq!(*units, ["路灯所", "路灯所", "=1+1"]);
    // No mark is needed where nothing is run.
    "'=1+1".clone_into(&mut units[2]);
    assert_eq!(workbook.columns, csv.columns);
}

#[tokio::test]
async fn an_import_that_is_killed_keeps_what_it_took_and_the_next_one_finishes() {
    let lianqin = lianqin().await;
    let mut list = String::from("id,at,unit,lng,lat\n");
    for n in 0..30_000 {
        writeln!(
            list,
            "{n},2026-01-02 03:04:05,单位{},121.{:04},28.6",
            n % 50,
            n % 9000
        )
        .expect("text");
    }
    lianqin.write("list.csv", &list);
    let words = ["import", "--json", "--mapping", "small.toml", "list.csv"];
    let mut child = lianqin
        .command(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    child.kill().expect("killed");
    child.wait().expect("dead");

    let next = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(next["read"], 30_000);
    let sum = next["new"].as_u64().expect("a count") + next["unchanged"].as_u64().expect("a count");
    assert_eq!(sum, 30_000, "{next}");
    let last = lianqin.import("small.toml", "small", &lianqin.path("list.csv"));
    assert_eq!(last["unchanged"], 30_000);
}

/// `MAPPING` with a column `kind`.
fn mapping_with_kinds() -> String {
    MAPPING.replace(
        "department = \"unit\"",
        "department = \"unit\"\ncategory = \"kind\"",
    )
}

#[tokio::test]
async fn a_category_pointed_elsewhere_holds_for_the_next_list_without_a_new_mapping() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.write("small.toml", &mapping_with_kinds());
    lianqin.write(
        "one.csv",
        "id,at,unit,kind,lng,lat\n1,2026-01-02 03:04:05,路灯所,路灯,,\n2,2026-01-02 03:04:06,路灯所,道路,,\n",
    );
    lianqin.import("small.toml", "small", &lianqin.path("one.csv"));
    let world = World::of(&url, "small").await;
    sqlx::query("update core.category_crosswalk set category_code = '道路' where source_category = '路灯'")
        .execute(world.db.pool())
        .await
        .expect("pointed elsewhere");
    lianqin.write(
        "two.csv",
        "id,at,unit,kind,lng,lat\n3,2026-01-02 03:04:07,路灯所,路灯,,\n4,2026-01-02 03:04:08,路灯所,消防,,\n",
    );
    let words = [
        "import",
        "--json",
        "--dry-run",
        "--mapping",
        "small.toml",
        "two.csv",
    ];
    assert_eq!(lianqin.run(&words).summary()["new"], 2);
    lianqin.import("small.toml", "small", &lianqin.path("two.csv"));
    let server = world.serve().await;
    let cases = server.json("/api/v1/cases?region=small").await;
    let mut kinds: Vec<&str> = cases["items"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|case| case["category"]["name"].as_str().expect("a name"))
        .collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["消防", "路灯", "道路", "道路"]);
    server.stop().await;
}
