use chrono::{DateTime, Utc};
use domain::intake::IncomingRecord;
use serde_json::{Value, json};

use crate::support::{World, ago, assert_described, record};

/// Closed cases of one day, with the answer of their call-back.
fn answered(name: &str, at: DateTime<Utc>, count: usize, satisfied: usize) -> Vec<IncomingRecord> {
    (0..count)
        .map(|n| {
            let mut case = record(&format!("{name}{n}")).received(at).closed(at).build();
            case.satisfied = Some(n < satisfied);
            case
        })
        .collect()
}

fn day(at: DateTime<Utc>) -> String {
    let zone = chrono_tz::Asia::Shanghai;
    at.with_timezone(&zone).date_naive().to_string()
}

fn of<'a>(view: &'a Value, list: &str, measure: &str) -> &'a Value {
    let all = view[list].as_array().expect("a list");
    all.iter().find(|one| one["measure"] == measure).expect("it")
}

#[tokio::test]
async fn before_and_after_a_date_are_compared_and_claims_are_judged_by_the_intervals() {
    let world = World::new().await;
    world.take(answered("before", ago(40), 40, 20)).await;
    world.take(answered("after", ago(10), 40, 40)).await;
    let server = world.serve().await;
    let change = day(ago(25));
    let view = server.json(&format!("/api/v1/effect?change={change}")).await;

    assert_described("get", "/api/v1/effect", 200, &view);
    assert_eq!(view["change"], json!(change));
    let satisfaction = of(&view, "series", "satisfaction");
    let comparison = &satisfaction["comparison"];
    assert_eq!(
        [
            &comparison["before"]["part"],
            &comparison["before"]["whole"],
            &comparison["after"]["part"]
        ],
        [&json!(20), &json!(40), &json!(40)]
    );
    assert_eq!(comparison["difference"]["value"], json!(0.5));
    assert!(comparison["difference"]["interval"][0].as_f64() > Some(0.3));
    assert_eq!(comparison["relative"]["value"], json!(1.0));
    assert_eq!(
        comparison["year_earlier"],
        Value::Null,
        "the data do not reach back"
    );
    let months = satisfaction["months"].as_array().expect("months");
    let answers: u64 = months
        .iter()
        .map(|month| month["whole"].as_u64().expect("a count"))
        .sum();
    assert_eq!(answers, 80);

    // 40 of 40: what is known of the level is 91 to 100 %.
    assert_eq!(of(&view, "claims", "satisfaction")["verdict"], "possible");
    assert_eq!(of(&view, "claims", "repeat_place")["verdict"], "too_few");
    assert_eq!(of(&view, "claims", "handling_time")["verdict"], "too_few");
    server.stop().await;
}

#[tokio::test]
async fn without_a_date_there_are_months_and_nothing_is_claimed() {
    let world = World::new().await;
    world.take(answered("a", ago(10), 5, 5)).await;
    let server = world.serve().await;
    let view = server.json("/api/v1/effect").await;
    assert_eq!(view["change"], Value::Null);
    assert_eq!(view["claims"], json!([]));
    assert_eq!(of(&view, "series", "repeat_matter")["comparison"], Value::Null);
    let html = server.get("/effect").await.text().await.expect("a body");
    assert!(html.contains("name=\"change\"") && html.contains("<svg"));
    server.stop().await;
}

#[tokio::test]
async fn a_date_outside_its_period_is_refused_by_name() {
    let world = World::new().await;
    let server = world.serve().await;
    for query in [
        "change=yesterday",
        "change=2026-02-30",
        "change=2025-01-01&from=2025-01-01",
        "change=2025-06-01&to=2025-06-01",
    ] {
        let problem = server.problem(400, &format!("/api/v1/effect?{query}")).await;
        assert_eq!(problem["field"], "change", "{query}");
        assert_eq!(
            server.get(&format!("/effect?{query}")).await.status(),
            400,
            "{query}"
        );
    }
    let problem = server
        .problem(400, "/api/v1/effect?from=1980-01-01&to=2026-01-01")
        .await;
    assert_eq!(problem["field"], "from");
    server.stop().await;
}

#[tokio::test]
async fn the_page_says_in_words_what_the_intervals_say_and_where_nothing_is_known() {
    let world = World::new().await;
    world.take(answered("before", ago(40), 400, 300)).await;
    world.take(answered("after", ago(10), 400, 380)).await;
    let server = world.serve().await;
    let page = format!("/effect?change={}", day(ago(25)));
    let html = server.get(&page).await.text().await.expect("a body");
    // 380 of 400 are 92 to 97 %: below what was claimed.
    for words in ["300 / 400", "380 / 400", "不成立", "样本不足", "没有数据"] {
        assert!(html.contains(words), "{words}");
    }
    let english = server
        .get(&format!("/en{page}"))
        .await
        .text()
        .await
        .expect("a body");
    for words in ["300 / 400", "Not supported", "Too few", "No data"] {
        assert!(english.contains(words), "{words}");
    }
    server.stop().await;
}
