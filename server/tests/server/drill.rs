//! From a number of the board to the cases that it counts.

use crate::support::{Lianqin, Running, World, fresh_database};

/// The links of a page to lists of cases, with the number that each is written on.
fn numbers(html: &str) -> Vec<(String, usize)> {
    // Names lead there too, and one source is called 110.
    html.replace("class=\"name\"><a href=\"/cases?", "")
        .split("<a href=\"/cases?")
        .skip(1)
        .filter_map(|rest| {
            let (query, rest) = rest.split_once("\">")?;
            let (shown, _) = rest.split_once("</a>")?;
            let digits = shown.replace(['▲', ' ', ',', '\u{202f}', '\u{a0}'], "");
            Some((query.replace("&amp;", "&"), digits.parse().ok()?))
        })
        .collect()
}

async fn lines(server: &Running, query: &str) -> usize {
    let path = format!("/api/v1/cases.csv?{query}");
    let response = server.get(&path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a file").lines().count() - 1
}

#[tokio::test]
async fn a_number_leads_to_as_many_cases_as_it_says() {
    let url = fresh_database().await;
    let order = "seed --json --incidents 900 --days 60 --seed 5";
    let order: Vec<&str> = order.split(' ').collect();
    Lianqin::on(&url).run(&order).summary();
    let world = World::of(&url, "999001").await;
    let server = world.serve().await;
    let mut kinds = std::collections::BTreeMap::new();
    for page in [
        "/board?group=source&from=2020-01-01",
        "/board?group=township&from=2020-01-01",
        "/board?group=source&from=2020-01-01&as_of=2026-11-01",
    ] {
        let response = server.get(page).await;
        assert_eq!(response.status(), 200, "{page}");
        let html = response.text().await.expect("a page");
        for (query, shown) in numbers(&html) {
            // The total speaks of the cases that are not listed as well.
            if !query.contains("source=") && !query.contains("township=") {
                continue;
            }
            let found = lines(&server, &query).await;
            let of_parts = ["returned", "handed_over", "completed"]
                .iter()
                .any(|counted| query.contains(&format!("counted={counted}")));
            if of_parts {
                // Parts: one case can be returned twice, and have two co-handlers.
                assert!(
                    (1..=shown).contains(&found),
                    "{query}: {shown} shown, {found} listed"
                );
            } else {
                assert_eq!(found, shown, "{query}");
            }
            for what in ["timeliness", "counted"] {
                let value = query.split('&').find(|pair| pair.starts_with(what));
                *kinds.entry(value.unwrap_or("received").to_owned()).or_insert(0) += 1;
            }
        }
    }
    for kind in [
        "received",
        "timeliness=on_time",
        "timeliness=overdue",
        "counted=closed",
        "counted=returned",
        "counted=reworked",
        "counted=handed_over",
        "counted=completed",
    ] {
        assert!(kinds.contains_key(kind), "no number of {kind}: {kinds:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_unit_leads_to_what_it_returned_though_another_has_it_now() {
    let url = fresh_database().await;
    let order = "seed --json --incidents 900 --days 60 --seed 5";
    let order: Vec<&str> = order.split(' ').collect();
    Lianqin::on(&url).run(&order).summary();
    let world = World::of(&url, "999001").await;
    let server = world.serve().await;
    let board = server.json("/api/v1/board?from=2020-01-01").await;
    let rows = board["rows"].as_array().expect("rows");
    let returned = rows
        .iter()
        .find(|row| row["returned"].as_u64() > Some(0))
        .expect("a unit that returned a case");
    let code = returned["unit"]["code"].as_str().expect("a code");
    let page = server
        .json(&format!("/api/v1/cases?department={code}&counted=returned"))
        .await;
    let items = page["items"].as_array().expect("cases");
    assert!(!items.is_empty());
    assert!(
        items.iter().all(|case| case["department"]["code"] != code),
        "{page}"
    );
    server.stop().await;
}

#[tokio::test]
async fn what_a_list_cannot_be_narrowed_to_is_refused_by_its_field() {
    let world = World::new().await;
    let server = world.serve().await;
    for (query, field) in [
        ("timeliness=tomorrow", "timeliness"),
        ("timeliness=overdue,tomorrow", "timeliness"),
        ("counted=satisfied", "counted"),
        ("as_of=2200-01-01", "as_of"),
        ("as_of=then", "as_of"),
    ] {
        let response = server.get(&format!("/api/v1/cases?{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let refused: serde_json::Value =
            serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
        assert_eq!(refused["field"], field, "{query}");
    }
    server.stop().await;
}
