use domain::board::figures::Verdict;
use domain::case::Role;
use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, World, ago, ahead, record};

fn figures(of: &Value) -> Vec<u64> {
    [
        "received",
        "due",
        "suspended",
        "closed",
        "due_closed",
        "closed_on_time",
        "overdue_open",
    ]
    .map(|name| of[name].as_u64().expect(name))
    .to_vec()
}

fn row<'a>(board: &'a Value, department: &str) -> &'a Value {
    let rows = board["rows"].as_array().expect("rows");
    rows.iter()
        .find(|row| row["unit"]["code"] == department)
        .expect(department)
}

#[tokio::test]
async fn rows_and_totals_count_the_cohort_as_defined() {
    let world = World::new().await;
    world
        .take(vec![
            record("on time")
                .department("a")
                .due(ago(5))
                .closed(ago(6))
                .build(),
            record("late").department("a").due(ago(5)).closed(ago(4)).build(),
            record("overdue").department("a").due(ago(1)).build(),
            record("not yet due").department("a").due(ahead(1)).build(),
            record("no limit").department("a").closed(ago(3)).build(),
            record("judged by its source")
                .department("b")
                .judged(Verdict::OnTime)
                .build(),
            record("long ago")
                .department("b")
                .received(ago(300))
                .due(ago(299))
                .build(),
        ])
        .await;
    let server = world.serve().await;

    let board = server.json("/api/v1/board?region=demo-1&group=department").await;

    assert_eq!(figures(row(&board, "a")), [5, 3, 0, 3, 2, 1, 1]);
    assert_eq!(figures(row(&board, "b")), [1, 1, 0, 1, 1, 1, 0]);
    assert_eq!(figures(&board["totals"]), [6, 4, 0, 4, 3, 2, 1]);
    assert_eq!(row(&board, "a")["on_time_rate"], json!(1.0 / 3.0));
    assert_eq!(board["totals"]["on_time_rate"], json!(0.5));
    assert_eq!(row(&board, "a")["unit"]["name"], "单位a");
    let interval = row(&board, "a")["interval"].as_array().expect("an interval");
    assert!(interval[0].as_f64() < Some(1.0 / 3.0) && interval[1].as_f64() > Some(1.0 / 3.0));
    server.stop().await;
}

#[tokio::test]
async fn cases_without_a_department_are_the_department_unassigned_and_count_in_totals() {
    let world = World::new().await;
    world
        .take(vec![
            record("1").due(ago(1)).build(),
            record("2").department("a").build(),
        ])
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board").await;
    assert_eq!(row(&board, "unassigned")["received"], 1);
    assert_eq!(row(&board, "unassigned")["overdue_open"], 1);
    assert_eq!(board["totals"]["received"], 2);
    server.stop().await;
}

#[tokio::test]
async fn a_rank_is_published_from_twenty_due_cases_on() {
    let world = World::new().await;
    let closed = |unit: &str, n: usize| {
        let unit = unit.to_owned();
        (0..n).map(move |i| {
            record(&format!("{unit}{i}"))
                .department(&unit)
                .due(ago(5))
                .closed(ago(6))
                .build()
        })
    };
    world
        .take(closed("many", 20).chain(closed("few", 19)).collect())
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board").await;
    assert_eq!(row(&board, "few")["rank"], Value::Null);
    assert_eq!(row(&board, "many")["rank"].as_array().map(Vec::len), Some(2));
    server.stop().await;
}

#[tokio::test]
async fn a_period_begins_and_ends_at_midnight_in_the_region() {
    let world = World::new().await;
    let at = |text: &str| text.parse().expect("a time");
    world
        .take(vec![
            record("last second of 2017")
                .received(at("2017-12-31T15:59:59Z"))
                .build(),
            record("first second of 2018")
                .received(at("2017-12-31T16:00:00Z"))
                .build(),
            record("last second of 2018")
                .received(at("2018-12-31T15:59:59Z"))
                .build(),
            record("first second of 2019")
                .received(at("2018-12-31T16:00:00Z"))
                .build(),
        ])
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board?from=2018-01-01&to=2019-01-01").await;
    assert_eq!(board["totals"]["received"], 2);
    assert_eq!(board["from"], "2017-12-31T16:00:00Z");
    let board = server
        .json("/api/v1/board?from=2017-12-31T15:59:59Z&to=2018-01-01T00:00:01%2B08:00")
        .await;
    assert_eq!(board["totals"]["received"], 2);
    server.stop().await;
}

#[tokio::test]
async fn the_csv_says_what_the_json_says() {
    let world = World::new().await;
    world
        .take(vec![
            record("1").department("a").due(ago(5)).closed(ago(6)).build(),
            record("2").department("b").build(),
        ])
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board?lang=en").await;
    let response = server.get("/api/v1/board.csv?lang=en").await;
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    let text = response.text().await.expect("a body");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<std::collections::HashMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), board["rows"].as_array().expect("rows").len());
    for csv_row in rows {
        let row = row(&board, &csv_row["unit_code"]);
        assert_eq!(csv_row["received"], row["received"].to_string());
        assert_eq!(csv_row["closed_on_time"], row["closed_on_time"].to_string());
        let rate = row["on_time_rate"]
            .as_f64()
            .map(|rate| rate.to_string())
            .unwrap_or_default();
        assert_eq!(csv_row["on_time_rate"], rate);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_case_of_a_kind_that_is_not_listed_still_counts_on_the_board() {
    let world = World::new().await;
    let mut hidden = record("1").category("secret").department("a").build();
    hidden.tier = domain::publication::Tier::Absent;
    world.take(vec![hidden]).await;
    let server = world.serve().await;
    assert_eq!(server.json("/api/v1/board").await["totals"]["received"], 1);
    assert_eq!(server.json("/api/v1/cases").await["items"], json!([]));
    assert_eq!(server.json("/api/v1/cells").await["total"], 0);
    server.stop().await;
}

#[tokio::test]
async fn a_department_renamed_or_merged_within_the_period_is_shown_with_both_names() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    world
        .take(vec![
            record("1").department("a").build(),
            record("2").department("b").build(),
        ])
        .await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let renamed = [
        ("code", "a"),
        ("name", "执法队"),
        ("kind", "bureau"),
        ("peer_group", "department"),
        ("active", "on"),
    ];
    let response = admin.post("/admin/departments/change?code=a", &renamed).await;
    assert_eq!(response.status(), 303);
    let itself = [("code", "a"), ("into", "a")];
    let response = admin.post("/admin/departments/merge?code=a", &itself).await;
    assert_eq!(response.status(), 400);
    assert!(
        response
            .text()
            .await
            .expect("a body")
            .contains("id=\"into-fault\"")
    );
    let merger = [("code", "a"), ("into", "b")];
    let response = admin.post("/admin/departments/merge?code=a", &merger).await;
    assert_eq!(response.status(), 303);
    let response = admin.get("/en/admin/departments").await;
    let page = response.text().await.expect("a body");
    assert!(page.contains("part of 单位b since"), "{page}");

    let is_merged = |board: &Value| row(board, "a")["merged_into"]["code"] == "b";
    let board = server.eventually("/api/v1/board", is_merged).await;
    assert_eq!(row(&board, "a")["unit"]["name"], "执法队");
    assert_eq!(row(&board, "a")["former"], json!(["单位a"]));
    assert_eq!(row(&board, "b")["former"], json!([]));
    assert_eq!(row(&board, "b")["received"], 1, "history stays where it was");
    let page = server.get("/board").await.text().await.expect("a body");
    assert!(
        page.contains("曾用名：单位a") && page.contains("→ 单位b（已并入）"),
        "{page}"
    );
    let page = server.get("/en/board").await.text().await.expect("a body");
    assert!(page.contains("formerly 单位a") && page.contains("→ 单位b (merged)"));

    let (from, to) = (ago(20).date_naive(), ago(2).date_naive());
    let before = server.json(&format!("/api/v1/board?from={from}&to={to}")).await;
    assert_eq!(row(&before, "a")["former"], json!([]), "not within that period");
    assert_eq!(row(&before, "a")["merged_into"], Value::Null);
    server.stop().await;
}
