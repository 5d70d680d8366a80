//! What a board is over besides its period: units, peers, the moment, and the weights of its composite.

use serde_json::{Value, json};

use crate::support::{World, ago, record};

fn row<'a>(board: &'a Value, unit: &str) -> &'a Value {
    let rows = board["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["unit"]["code"] == unit).expect(unit)
}

#[tokio::test]
async fn kinds_and_sources_are_told_of_listed_cases_and_the_others_stand_together() {
    let world = World::new().await;
    let mut hidden = record("3").category("secret").department("a").build();
    hidden.tier = domain::publication::Tier::Absent;
    world
        .take(vec![
            record("1").category("lamp").department("a").build(),
            record("2").category("lamp").department("b").build(),
            hidden,
        ])
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board?group=category").await;
    assert_eq!(board["group"], "category");
    assert_eq!(row(&board, "lamp")["received"], 2);
    assert_eq!(row(&board, "unassigned")["received"], 1);
    assert_eq!(
        board["rows"].as_array().map(Vec::len),
        Some(2),
        "the kind itself is not told"
    );
    assert_eq!(board["totals"]["received"], 3);
    let board = server.json("/api/v1/board?group=source").await;
    let listed: u64 = board["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["unit"]["code"] != "unassigned")
        .map(|row| row["received"].as_u64().expect("a count"))
        .sum();
    assert_eq!(listed, 2);
    server.stop().await;
}

#[tokio::test]
async fn a_board_as_of_a_day_shows_what_was_open_then() {
    let world = World::new().await;
    world
        .take(vec![
            record("1")
                .department("a")
                .received(ago(20))
                .due(ago(15))
                .closed(ago(10))
                .build(),
            record("2").department("a").received(ago(2)).build(),
        ])
        .await;
    let server = world.serve().await;
    let then = ago(12).format("%Y-%m-%d").to_string();
    let from = ago(40).format("%Y-%m-%d").to_string();
    let board = server
        .json(&format!("/api/v1/board?from={from}&as_of={then}"))
        .await;
    assert_eq!(row(&board, "a")["received"], 1, "what came later is not in");
    assert_eq!(row(&board, "a")["overdue_open"], 1);
    let board = server.json(&format!("/api/v1/board?from={from}")).await;
    assert_eq!(row(&board, "a")["received"], 2);
    assert_eq!(row(&board, "a")["overdue_open"], 0);
    server.stop().await;
}

#[tokio::test]
async fn weights_are_tried_beside_the_official_ones() {
    let world = World::new().await;
    world
        .take(
            (0..20)
                .map(|i| {
                    record(&i.to_string())
                        .department("a")
                        .due(ago(5))
                        .closed(ago(6))
                        .build()
                })
                .collect(),
        )
        .await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board?weights=on_time:60,closing:40").await;
    assert_eq!(board["weights"], json!({"on_time": 60, "closing": 40}));
    assert_eq!(
        board["official_weights"],
        json!({"response": 30, "solved": 35, "satisfaction": 35})
    );
    let composite = &row(&board, "a")["composite"];
    assert_eq!(
        (&composite["score"], &composite["place"]),
        (&json!(100.0), &json!(1))
    );
    let board = server.json("/api/v1/board").await;
    let composite = &row(&board, "a")["composite"];
    assert_eq!(composite["score"], Value::Null);
    assert_eq!(
        composite["missing"],
        json!(["response", "solved", "satisfaction"])
    );
    server.stop().await;
}

#[tokio::test]
async fn weights_that_do_not_add_up_are_told_beside_the_form_and_stay_in_it() {
    let world = World::new().await;
    world.take(vec![record("1").department("a").build()]).await;
    let server = world.serve().await;
    let field = |page: &str, code: &str| -> String {
        let rest = page.split(&format!("name=\"w_{code}\"")).nth(1).expect(code);
        let tag = rest.split('>').next().unwrap_or_default();
        let value = tag.split("value=\"").nth(1).expect("a value");
        value.split('"').next().unwrap_or_default().to_owned()
    };
    let tried = "/board?w_on_time=0&w_response=50&w_solved=35&w_satisfaction=35";
    let response = server.get(tried).await;
    assert_eq!(response.status(), 200);
    let page = response.text().await.expect("a page");
    assert!(page.contains("权重合计 120，应为 100"), "{page}");
    let shares = ["on_time", "closing", "response", "solved", "satisfaction"].map(|code| field(&page, code));
    assert_eq!(shares, ["0", "0", "50", "35", "35"], "as they were typed");
    let response = server.get(&tried.replace("=50", "=30")).await;
    let page = response.text().await.expect("a page");
    assert!(!page.contains("权重合计"));
    assert_eq!(field(&page, "response"), "30");
    server.stop().await;
}

#[tokio::test]
async fn the_workbook_holds_the_lines_of_the_csv() {
    let world = World::new().await;
    world
        .take(vec![
            record("1").department("=a").due(ago(5)).closed(ago(6)).build(),
            record("2").department("b").build(),
        ])
        .await;
    let server = world.serve().await;
    let csv = server
        .get("/api/v1/board.csv")
        .await
        .text()
        .await
        .expect("a body");
    let lines = csv::Reader::from_reader(csv.as_bytes()).into_records().count();
    let response = server.get("/api/v1/board.xlsx").await;
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    let body = response.bytes().await.expect("a body").to_vec();
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(body)).expect("a workbook");
    let sheet = calamine::Reader::worksheet_range(&mut book, "board").expect("the sheet");
    assert_eq!(sheet.height(), lines + 1);
    let heading = csv.lines().next().expect("a heading");
    let cells: Vec<String> = sheet
        .rows()
        .next()
        .expect("a row")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(cells.join(","), heading);
    server.stop().await;
}
