//! What stands behind a filter: every number is that of the list of cases that it promises.

use std::collections::BTreeMap;

use domain::intake::Named;
use serde_json::Value;

use crate::support::{Running, World, ago, record};

/// Forty cases of two kinds below one kind and of one beside them, everywhere a filter can choose, and some without.
async fn world() -> World {
    let world = World::new().await;
    let records = (0..40_i64).map(|n| {
        let mut draft = record(&format!("r{n}"))
            .received(ago(60 - n))
            .category(["street-lamp", "street-hole", "noise"][usize::try_from(n % 3).expect("small")]);
        if n % 4 > 0 {
            draft = draft.department(["police", "urban"][usize::from(n % 4 == 1)]);
        }
        if n % 5 > 0 {
            draft = draft.at(121.2 + 0.01 * n as f64, 28.6);
        }
        if n % 7 > 2 {
            draft = draft.township(["t1", "t2"][usize::from(n % 2 == 0)]);
        }
        draft = match n % 6 {
            0 => draft.due(ago(1)),
            1 => draft.due(ago(-5)),
            2 => draft.due(ago(2)).closed(ago(3)),
            3 => draft.due(ago(4)).closed(ago(1)),
            _ => draft,
        };
        let mut record = draft.build();
        if n % 3 < 2 {
            record.parent_category = Some(Named {
                code: "street".to_owned(),
                name: "道路".to_owned(),
            });
        }
        record
    });
    world.take(records.collect()).await;
    world
}

async fn listed(server: &Running, query: &str) -> u64 {
    let page = server.json(&format!("/api/v1/cases?limit=200&{query}")).await;
    page["items"].as_array().expect("cases").len() as u64
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a count")
}

#[tokio::test]
async fn a_choice_gives_as_many_cases_as_its_number_says() {
    let world = world().await;
    let server = world.serve().await;
    let mut told = 0;
    for chosen in [
        vec![],
        vec![("category", "street")],
        vec![("department", "urban"), ("timeliness", "overdue,on_time")],
        vec![
            ("category", "street-hole,noise"),
            ("township", "t1"),
            ("state", "reported,closed"),
        ],
        vec![("source", "12345"), ("bbox", "121.2,28.5,121.4,28.7")],
    ] {
        let query = |pairs: &[(&str, &str)]| {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            pairs.join("&")
        };
        let answer = server.json(&format!("/api/v1/facets?{}", query(&chosen))).await;
        assert_eq!(
            number(&answer["count"]),
            listed(&server, &query(&chosen)).await,
            "{chosen:?}"
        );
        for facet in answer["facets"].as_array().expect("facets") {
            let by = facet["by"].as_str().expect("a name");
            let others: Vec<_> = chosen.iter().copied().filter(|(name, _)| *name != by).collect();
            assert_eq!(
                number(&facet["count"]),
                listed(&server, &query(&others)).await,
                "{by} {chosen:?}"
            );
            for value in facet["values"].as_array().expect("values") {
                let code = value["code"].as_str().expect("a code");
                let mut pairs = others.clone();
                pairs.push((by, code));
                let expected = listed(&server, &query(&pairs)).await;
                assert_eq!(number(&value["count"]), expected, "{by}={code} under {chosen:?}");
                told += 1;
            }
        }
    }
    assert!(told > 60, "{told} choices were compared");
    server.stop().await;
}

#[tokio::test]
async fn a_kind_counts_with_those_below_it_and_what_has_no_value_is_told() {
    let world = world().await;
    let server = world.serve().await;
    let answer = server.json("/api/v1/facets?by=category,township&lang=en").await;
    let facets = answer["facets"].as_array().expect("facets");
    assert_eq!(facets.len(), 2, "only what was asked for");
    let counts: BTreeMap<&str, u64> = facets[0]["values"]
        .as_array()
        .expect("values")
        .iter()
        .map(|value| (value["code"].as_str().expect("a code"), number(&value["count"])))
        .collect();
    assert_eq!(
        counts,
        BTreeMap::from([
            ("street", 27),
            ("street-lamp", 14),
            ("street-hole", 13),
            ("noise", 13)
        ])
    );
    assert_eq!(
        (number(&facets[0]["count"]), number(&facets[0]["without"])),
        (40, 0)
    );
    let with: u64 = facets[1]["values"]
        .as_array()
        .expect("values")
        .iter()
        .map(|value| number(&value["count"]))
        .sum();
    assert_eq!(with + number(&facets[1]["without"]), 40);
    assert!(number(&facets[1]["without"]) > 0);
    server.stop().await;
}

#[tokio::test]
async fn the_most_frequent_kinds_are_those_of_the_cases_and_are_told_by_name() {
    let world = world().await;
    let server = world.serve().await;
    let top = server.json("/api/v1/top?category=street&limit=1").await;
    assert_eq!((number(&top["count"]), &top["by"]), (27, &"category".into()));
    let expected = serde_json::json!([{ "code": "street-lamp", "name": "类别street-lamp", "count": 14 }]);
    assert_eq!(top["values"], expected);
    let by_state = server.json("/api/v1/top?by=timeliness&timeliness=overdue").await;
    let expected = serde_json::json!([{ "code": "overdue", "count": 7 }]);
    assert_eq!((&by_state["values"], number(&by_state["count"])), (&expected, 7));
    server.stop().await;
}

#[tokio::test]
async fn the_nearest_cases_come_first_with_their_distance_and_under_the_filter() {
    let world = world().await;
    let server = world.serve().await;
    let near = server.json("/api/v1/nearest?at=121.2101,28.6&limit=3").await;
    let metres: Vec<u64> = near["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|case| number(&case["metres"]))
        .collect();
    // A hundredth of a degree of longitude is 976 metres at 28.6 degrees north.
    assert_eq!(metres, [10, 967, 1943]);
    let noise = server
        .json("/api/v1/nearest?at=121.2101,28.6&limit=200&category=noise")
        .await;
    let cases = noise["cases"].as_array().expect("cases");
    assert!(cases.iter().all(|case| case["category"]["code"] == "noise"));
    // Of 13, three have no place.
    assert_eq!(cases.len(), 10);
    server.stop().await;
}

#[tokio::test]
async fn a_summary_says_what_the_questions_it_is_made_of_say() {
    let world = world().await;
    let server = world.serve().await;
    let filter = "department=police&from=2020-01-01";
    let summary = server.json(&format!("/api/v1/summary?{filter}")).await;
    let top = server.json(&format!("/api/v1/top?limit=5&{filter}")).await;
    let page = server.json(&format!("/api/v1/cases?limit=5&{filter}")).await;
    assert_eq!(summary["kinds"], top["values"]);
    assert_eq!(summary["latest"], page["items"]);
    assert_eq!(number(&summary["count"]), listed(&server, filter).await);
    let overdue = listed(&server, &format!("{filter}&timeliness=overdue")).await;
    assert_eq!(number(&summary["overdue"]), overdue);
    assert!(overdue > 0);
    server.stop().await;
}
