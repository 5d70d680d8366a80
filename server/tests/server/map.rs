//! What the map asks besides cells: when cases were received, and where a name lies.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::support::{Running, World, ago, record};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Bars as `date count/overdue`, the empty ones left out.
async fn bars(server: &Running, query: &str) -> (String, usize, Vec<String>) {
    let answer = server.json(&format!("/api/v1/histogram?{query}")).await;
    let bars = answer["bars"].as_array().expect("bars");
    for pair in bars.windows(2) {
        assert_eq!(pair[0]["to"], pair[1]["from"], "no gap");
    }
    let day = |bar: &Value| {
        let from = at(bar["from"].as_str().expect("a time"));
        from.with_timezone(&chrono_tz::Asia::Shanghai)
            .format("%F %T")
            .to_string()
    };
    let shown = bars.iter().filter(|bar| bar["count"] != 0).map(|bar| {
        format!(
            "{} {}/{}",
            day(bar).trim_end_matches(" 00:00:00"),
            bar["count"],
            bar["overdue"]
        )
    });
    (
        answer["step"].as_str().expect("a step").to_owned(),
        bars.len(),
        shown.collect(),
    )
}

#[tokio::test]
async fn bars_are_days_weeks_or_months_of_the_region_and_hold_every_case_once() {
    let world = World::new().await;
    let received = |id: &str, text: &str| record(id).received(at(text));
    world
        .take(vec![
            // Sunday 2 March 2025, its last second in Shanghai, and the first of Monday.
            received("1", "2025-03-02T15:59:59Z").build(),
            received("2", "2025-03-02T16:00:00Z").due(ago(1)).build(),
            received("3", "2025-03-31T15:59:59Z").build(),
        ])
        .await;
    let server = world.serve().await;
    let shown = |step: &str, length: usize, bars: &[&str]| {
        (
            step.to_owned(),
            length,
            bars.iter().map(ToString::to_string).collect(),
        )
    };
    assert_eq!(
        bars(&server, "").await,
        shown("day", 30, &["2025-03-02 1/0", "2025-03-03 1/1", "2025-03-31 1/0"])
    );
    assert_eq!(
        bars(&server, "step=week").await,
        shown("week", 6, &["2025-02-24 1/0", "2025-03-03 1/1", "2025-03-31 1/0"])
    );
    assert_eq!(
        bars(&server, "step=month").await,
        shown("month", 1, &["2025-03-01 3/1"])
    );
    assert_eq!(
        bars(&server, "timeliness=overdue").await.2,
        ["2025-03-03 1/1"],
        "a filter holds for the bars"
    );
    assert_eq!(bars(&server, "from=2020-01-01&to=2026-01-01").await.0, "month");
    for (query, field) in [
        ("step=hour", "step"),
        ("step=day&from=1970-01-01", "step"),
        ("from=2025-02-01&to=2025-01-01", "to"),
        ("zoom=3", "zoom"),
    ] {
        let refused = server.problem(400, &format!("/api/v1/histogram?{query}")).await;
        assert_eq!(refused["field"], field, "{query}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_region_without_cases_has_no_bars() {
    let world = World::new().await;
    let server = world.serve().await;
    assert_eq!(bars(&server, "").await.1, 0);
    server.stop().await;
}

#[tokio::test]
async fn a_place_is_found_by_name_or_code_and_a_case_by_its_code_where_its_place_is_public() {
    let world = World::new().await;
    world.district().await;
    let placed = record("1")
        .department("urban")
        .category("debt")
        .at(121.26, 28.65)
        .build();
    let nowhere = record("2")
        .department("urban")
        .category("debt")
        .received(ago(9))
        .build();
    world.take(vec![placed, nowhere]).await;
    let server = world.serve().await;
    let found = async |text: &str| -> Vec<String> {
        let answer = server.json(&format!("/api/v1/places?q={text}")).await;
        let places = answer.as_array().expect("places").iter();
        places
            .map(|place| format!("{} {}", place["kind"].as_str().expect("a kind"), place["name"]))
            .collect()
    };
    assert_eq!(found("东城").await, ["township \"东城街道\""]);
    assert_eq!(found("一格").await, ["grid \"一格\""]);
    let code = format!("{}001001001", world.region.code);
    assert_eq!(found(&code).await, ["grid \"一格\""]);
    assert_eq!(found("西城").await, [""; 0]);
    let cases = server.json("/api/v1/cases").await;
    let items = cases["items"].as_array().expect("cases");
    for case in items {
        let has_place = !case["place"]["point"].is_null();
        let expected: &[&str] = if has_place { &["case \"类别debt\""] } else { &[] };
        assert_eq!(
            found(case["code"].as_str().expect("a code")).await,
            expected,
            "{case}"
        );
    }
    assert_eq!(
        items
            .iter()
            .filter(|case| case["place"]["point"].is_null())
            .count(),
        1
    );
    let middle = &server.json("/api/v1/places?q=一格").await[0];
    assert_eq!((&middle["lng"], &middle["lat"]), (&121.5.into(), &28.5.into()));
    for (query, field) in [("", "q"), ("q=x&limit=0", "limit"), ("q=x&bbox=1,2,3,4", "bbox")] {
        let refused = server.problem(400, &format!("/api/v1/places?{query}")).await;
        assert_eq!(refused["field"], field, "{query}");
    }
    server.stop().await;
}

#[tokio::test]
async fn where_no_grid_is_the_table_counts_by_township_and_leads_to_its_cases() {
    let world = World::new().await;
    world
        .take(vec![
            record("a").township("331003001").at(121.26, 28.65).build(),
            record("b").township("331003001").at(121.27, 28.66).build(),
            record("c").township("331003002").at(121.28, 28.67).build(),
        ])
        .await;
    let server = world.serve().await;
    let page = server.get("/map").await.text().await.expect("a page");
    let table = page.split("map-areas").nth(1).expect("a table");
    let table = table.split("</table>").next().expect("its end");
    let (first, second) = (table.find("街道331003001"), table.find("街道331003002"));
    assert!(first.is_some() && first < second, "the most cases first: {table}");
    assert!(table.contains("/cases?township=331003001"), "{table}");
    let turned = server.get("/map?sort=count").await.text().await.expect("a page");
    let table = turned.split("map-areas").nth(1).expect("a table");
    assert!(
        table.find("街道331003002") < table.find("街道331003001"),
        "{table}"
    );
    server.stop().await;
}
