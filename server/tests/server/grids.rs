//! The grid of a region, out and in again over the command line.

use serde_json::{Value, json};

use crate::support::{Ended, Lianqin, fresh_database};

const DAY: &str = "2026-01-05";

/// A seeded district, with its grid in `grid.geojson`.
async fn seeded() -> (Lianqin, Value) {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin
        .run(&[
            "seed",
            "--json",
            "--incidents",
            "150",
            "--days",
            "20",
            "--seed",
            "5",
        ])
        .summary();
    let grid = exported(&lianqin, &[]);
    (lianqin, grid)
}

fn exported(lianqin: &Lianqin, more: &[&str]) -> Value {
    let words = [&["grid", "export", "--region", "999001"], more].concat();
    let told = lianqin.run(&words);
    assert_eq!(told.code, Some(0), "{told:?}");
    serde_json::from_str(&told.stdout).expect("GeoJSON")
}

fn import(lianqin: &Lianqin, grid: &Value, more: &[&str]) -> Ended {
    lianqin.write("grid.geojson", &grid.to_string());
    let words = [
        "grid",
        "import",
        "grid.geojson",
        "--region",
        "999001",
        "--from",
        DAY,
        "--json",
    ];
    lianqin.run(&[&words, more].concat())
}

fn features(grid: &mut Value) -> &mut Vec<Value> {
    grid["features"].as_array_mut().expect("features")
}

/// The first cell, a hexagon, cut in two: one half keeps the code, the other gets a new one.
fn cut(grid: &Value) -> (Value, String, String) {
    let mut grid = grid.clone();
    let whole = features(&mut grid).remove(0);
    let corners = whole["geometry"]["coordinates"][0]
        .as_array()
        .expect("a ring")
        .clone();
    assert_eq!(corners.len(), 7, "{whole}");
    let half = |code: &str, at: [usize; 5]| {
        let mut feature = whole.clone();
        feature["properties"]["code"] = code.into();
        feature["geometry"]["coordinates"][0] = at.map(|at| corners[at].clone()).to_vec().into();
        feature
    };
    let code = whole["properties"]["code"].as_str().expect("a code").to_owned();
    let other = format!("{}900", &code[..12]);
    features(&mut grid).push(half(&code, [0, 1, 2, 3, 0]));
    features(&mut grid).push(half(&other, [3, 4, 5, 0, 3]));
    (grid, code, other)
}

#[tokio::test]
async fn a_grid_that_was_exported_is_imported_as_the_same_grid() {
    let (lianqin, grid) = seeded().await;
    let cells = grid["features"].as_array().map(Vec::len);
    assert!(cells.is_some_and(|cells| cells > 500), "{cells:?}");
    let summary = import(&lianqin, &grid, &["--gaps", "error"]).summary();
    assert_eq!(
        (&summary["errors"], &summary["warnings"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(summary["written"], true);
    let plan = &summary["plan"];
    assert_eq!(plan["kept"].as_u64().map(|kept| kept as usize), cells);
    assert_eq!(
        (&plan["new"], &plan["redrawn"], &plan["ended"]),
        (&json!(0), &json!(0), &json!([]))
    );
    assert_eq!(summary["cases"]["moved"], 0);
    assert_eq!(exported(&lianqin, &[]), grid);
}

#[tokio::test]
async fn a_cell_cut_in_two_holds_from_its_day_on_and_the_same_file_again_changes_nothing() {
    let (lianqin, grid) = seeded().await;
    let (after, code, other) = cut(&grid);

    let checked = import(&lianqin, &after, &["--check"]).summary();
    assert_eq!(checked["written"], false);
    assert_eq!(exported(&lianqin, &[]), grid, "a check writes nothing");

    let done = import(&lianqin, &after, &[]).summary();
    assert_eq!(done["plan"], checked["plan"]);
    assert_eq!(
        (&done["plan"]["redrawn"], &done["plan"]["new"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(done["plan"]["splits"], json!([[code, [code, other]]]));
    let count = |grid: &Value| grid["features"].as_array().map_or(0, Vec::len);
    assert_eq!(count(&exported(&lianqin, &[])), count(&grid) + 1);
    assert_eq!(
        exported(&lianqin, &["--at", "2026-01-04"]),
        grid,
        "the day before"
    );

    let again = import(&lianqin, &after, &[]).summary();
    assert_eq!(
        (&again["plan"]["redrawn"], &again["plan"]["new"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(again["cases"]["moved"], 0);

    // Another cut as of the same day would write history anew.
    for more in [&["--check"][..], &[]] {
        let refused = import(&lianqin, &grid, more);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains("--from"), "{refused:?}");
    }
    assert_eq!(count(&exported(&lianqin, &[])), count(&grid) + 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_grid_is_told_with_its_place_and_nothing_is_written() {
    let (lianqin, grid) = seeded().await;
    let mut crossed = grid.clone();
    let ring = features(&mut crossed)[3]["geometry"]["coordinates"][0]
        .as_array_mut()
        .expect("a ring");
    ring.swap(1, 2);
    let told = import(&lianqin, &crossed, &[]);
    assert_eq!(told.code, Some(2), "{told:?}");
    let summary: Value = serde_json::from_str(told.stdout.lines().last().expect("a line")).expect("JSON");
    assert_eq!(summary["written"], false);
    let fault = &summary["errors"][0];
    assert_eq!(
        (&fault["fault"], &fault["feature"]),
        (&json!("self_crossing"), &json!(4))
    );
    assert!(fault["place"][0].is_f64() && fault["vertex"].is_u64(), "{fault}");
    assert!(told.stderr.contains("error: feature 4"), "{told:?}");
    assert_eq!(exported(&lianqin, &[]), grid);

    let mut gap = grid.clone();
    features(&mut gap).remove(300);
    let told = import(&lianqin, &gap, &["--check", "--gaps", "error"]);
    assert_eq!(told.code, Some(2), "{told:?}");
    assert!(told.stdout.contains("\"gap\""), "{told:?}");
}

#[tokio::test]
async fn bad_use_and_files_that_are_no_grid_end_with_two() {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.write("list.csv", "a,b\n1,2\n");
    lianqin.write("empty.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    let run = |file: &str, more: &[&str]| {
        let words = ["grid", "import", file, "--region", "999001", "--from", DAY];
        lianqin.run(&[&words, more].concat())
    };
    run("list.csv", &[]).complaint(2);
    run("empty.geojson", &[]).complaint(2);
    assert!(
        run("missing.geojson", &[])
            .complaint(2)
            .contains("missing.geojson")
    );
    assert!(
        run("list.csv", &["--mapping", "colour=x"])
            .complaint(2)
            .contains("--mapping")
    );
    let far = lianqin.run(&["grid", "export", "--region", "nowhere"]);
    assert!(far.complaint(2).contains("nowhere"));
}

#[tokio::test]
async fn a_grid_is_checked_against_the_outlines_of_its_townships_once_they_are_known() {
    let (lianqin, grid) = seeded().await;
    let cell = &grid["features"][0];
    let township = cell["properties"]["code"].as_str().expect("a code")[..9].to_owned();
    let outlines = |code: &str, coordinates: &Value| {
        let outline = json!({
            "type": "Feature",
            "properties": { "code": code, "name": "新镇" },
            "geometry": { "type": "Polygon", "coordinates": coordinates },
        });
        json!({ "type": "FeatureCollection", "features": [outline] }).to_string()
    };
    let bring = |text: &str, more: &[&str]| {
        lianqin.write("outlines.geojson", text);
        let words = [
            "grid",
            "outlines",
            "outlines.geojson",
            "--region",
            "999001",
            "--json",
        ];
        lianqin.run(&[&words, more].concat())
    };
    let first_cell_alone = outlines(&township, &cell["geometry"]["coordinates"]);

    let checked = bring(&first_cell_alone, &["--check"]).summary();
    assert_eq!(checked["written"], false);
    assert_eq!(
        import(&lianqin, &grid, &["--check"]).code,
        Some(0),
        "a check writes nothing"
    );

    let done = bring(&first_cell_alone, &[]).summary();
    assert_eq!(
        (&done["outlines"], &done["new"], &done["written"]),
        (&json!([township]), &json!([]), &json!(true))
    );
    let told = import(&lianqin, &grid, &["--check"]);
    assert_eq!(told.code, Some(2), "{told:?}");
    let summary: Value = serde_json::from_str(told.stdout.lines().last().expect("a line")).expect("JSON");
    let faults = summary["errors"].as_array().expect("faults");
    let of_township = format!("township {township}");
    assert!(
        faults
            .iter()
            .all(|fault| fault["fault"] == "outside" && fault["of"] == of_township.as_str()),
        "{summary}"
    );
    assert!(
        faults.iter().all(|fault| fault["feature"] != 1),
        "the cell that lies in it is not among them"
    );
    assert!(
        faults[0]["place"][0].is_f64() && faults[0]["area_m2"].is_f64(),
        "{summary}"
    );

    // Around everything: nothing lies outside, and a township that is new becomes known.
    let all = json!([[
        [120.0, 28.0],
        [122.0, 28.0],
        [122.0, 29.0],
        [120.0, 29.0],
        [120.0, 28.0]
    ]]);
    bring(&outlines(&township, &all), &[]).summary();
    assert_eq!(import(&lianqin, &grid, &["--check"]).code, Some(0));
    assert_eq!(
        bring(&outlines("999001099", &all), &[]).summary()["new"],
        json!(["999001099"])
    );

    let open = json!([[[120.0, 28.0], [122.0, 28.0], [122.0, 29.0], [120.0, 29.0]]]);
    let told = bring(&outlines(&township, &open), &[]);
    assert_eq!(told.code, Some(2), "{told:?}");
    assert!(
        told.stderr.contains("feature 1") && told.stdout.contains("not_closed"),
        "{told:?}"
    );
    let elsewhere = bring(&outlines("331003001", &all), &[]);
    assert_eq!(elsewhere.code, Some(2), "{elsewhere:?}");
    assert!(elsewhere.stderr.contains("331003001"), "{elsewhere:?}");
    assert_eq!(
        import(&lianqin, &grid, &["--check"]).code,
        Some(0),
        "nothing was written"
    );
}

#[tokio::test]
async fn a_list_says_who_works_in_which_cell_all_of_it_or_nothing() {
    let (lianqin, grid) = seeded().await;
    let cell = grid["features"][0]["properties"]["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    let words = [
        "person",
        "add",
        "wang",
        "--name",
        "王某",
        "--region",
        "999001",
        "--role",
        "grid_worker",
    ];
    lianqin.run(&[&words[..], &["--json"]].concat()).summary();
    let bring = |list: &str| {
        lianqin.write("staff.csv", list);
        lianqin.run(&["grid", "staff", "staff.csv", "--region", "999001", "--json"])
    };
    let told = bring(&format!(
        "code,login,duty,from,to\n{cell},wang,worker,2027-01-01,\n{cell},nobody,worker,2027-01-01,"
    ));
    let complaint = told.complaint(2);
    assert!(
        complaint.contains("staff.csv") && complaint.contains("line 3"),
        "{complaint}"
    );
    let list = format!("code,login,duty,from,to\n{cell},wang,worker,2027-01-01,\n");
    assert_eq!(
        bring(&list).summary()["assigned"],
        1,
        "the line of before was not kept"
    );
    assert!(
        bring(&list).complaint(2).contains("line 2"),
        "who is there already is not assigned again"
    );
    bring("").complaint(2);
}
