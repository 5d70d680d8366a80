//! Bad input to every question about a filter: refused with the name of the parameter and where it is wrong, in
//! bounded time.

use std::time::{Duration, Instant};

use crate::support::World;

/// Every question that takes the whole filter.
const QUESTIONS: [&str; 11] = [
    "facets",
    "top",
    "nearest?at=121.2,28.6",
    "summary",
    "cells",
    "points",
    "areas",
    "histogram",
    "cases",
    "cases.csv",
    "cases.geojson",
];

/// What is wrong, the field it is about, and what is said of it.
fn bad_values() -> Vec<(String, &'static str, &'static str)> {
    let many = |count: usize| -> String { (0..count).map(|n| format!("{n}e-4,{}e-4;", n % 7)).collect() };
    let mut bad: Vec<(String, &'static str, &'static str)> = [
        ("bbox=179,0,-179,1", "bbox", "date line"),
        ("bbox=NaN,28,121,29", "bbox", "finite"),
        ("bbox=121,inf,122,29", "bbox", "finite"),
        ("bbox=122,28,121,29", "bbox", "west must not exceed east"),
        ("bbox=121,29,122,28", "bbox", "north"),
        ("bbox=121,28,181,29", "bbox", "±180"),
        ("bbox=121,28,122", "bbox", "four numbers"),
        ("bbox=121,28,122,29,30", "bbox", "four numbers"),
        ("bbox=a,b,c,d", "bbox", "four numbers"),
        ("bbox=1,2,3,4&bbox=1,2,3,4", "bbox", "more than once"),
        ("category=unheard-of", "category", "unheard-of"),
        ("department=unheard-of", "department", "unheard-of"),
        ("state=burning", "state", "burning"),
        ("source=pigeon", "source", "pigeon"),
        ("township=999", "township", "999"),
        ("community=999", "community", "999"),
        ("grid=999", "grid", "999"),
        ("timeliness=soon", "timeliness", "soon"),
        ("from=yesterday", "from", ""),
        ("from=2026-02-30", "from", ""),
        ("from=2026-02-01&to=2026-01-01", "to", "ends before it begins"),
        ("region=nowhere", "region", ""),
        ("lang=fr", "lang", ""),
        ("colour=red", "colour", "not a parameter"),
        // Crosses itself, like a bow tie.
        (
            "area=121,28;122,29;122,28;121,29",
            "area",
            "the line from corner 1 meets the line from corner 3",
        ),
        // A corner touches another line.
        (
            "area=0,0;2,0;2,1;1,0;0,1",
            "area",
            "from corner 1 meets the line from corner 3",
        ),
        // A second ring, as for a hole, is no corner.
        (
            "area=0,0;9,0;9,9,4,4;5,4;5,5",
            "area",
            "corner 3 is not two numbers",
        ),
        (
            "area=121,28;NaN,28;122,29",
            "area",
            "corner 2 does not lie on the map",
        ),
        (
            "area=121,28;122,28;122,inf",
            "area",
            "corner 3 does not lie on the map",
        ),
        (
            "area=121,28;122,28;122,91",
            "area",
            "corner 3 does not lie on the map",
        ),
        (
            "area=121,28;122,28;200,28",
            "area",
            "corner 3 does not lie on the map",
        ),
        ("area=121,28;122;122,29", "area", "corner 2 is not two numbers"),
        ("area=everywhere", "area", "corner 1 is not two numbers"),
        ("area=121,28;122,28", "area", "needs 3"),
        ("area=121,28;122,28;121,28;122,28", "area", "corner"),
        ("area=0,0;1,0;1,1&area=0,0;1,0;1,1", "area", "more than once"),
    ]
    .into_iter()
    .map(|(query, field, said)| (query.to_owned(), field, said))
    .collect();
    bad.push((
        format!("area={}", many(201)),
        "area",
        "201 corners; 200 are the most",
    ));
    bad.push((format!("area={}", many(550)), "area", ""));
    bad.push((
        format!("state={}", "closed,".repeat(400)),
        "state",
        "longer than 2000 bytes",
    ));
    bad.push((
        format!("grid={}", "9,8,7,".repeat(300)),
        "grid",
        "\"9\" is not known",
    ));
    bad
}

#[tokio::test]
async fn every_question_refuses_bad_values_by_name_and_says_where() {
    let world = World::new().await;
    let server = world.serve().await;
    let started = Instant::now();
    for question in QUESTIONS {
        for (query, field, said) in bad_values() {
            let join = if question.contains('?') { '&' } else { '?' };
            let path = format!("/api/v1/{question}{join}{query}");
            // The body is a problem document, or this fails.
            let refused = server.problem(400, &path).await;
            assert_eq!(refused["field"], field, "{path}: {refused}");
            let detail = refused["detail"].as_str().unwrap_or_default();
            assert!(!detail.is_empty() && detail.contains(said), "{path}: {detail}");
        }
    }
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "none of them takes long"
    );
    server.stop().await;
}

#[tokio::test]
async fn what_only_some_questions_take_is_refused_by_name_too() {
    let world = World::new().await;
    let server = world.serve().await;
    for (path, field) in [
        ("cells?zoom=99", "zoom"),
        ("cells?zoom=25", "zoom"),
        ("cells?zoom=-1", "zoom"),
        ("cells?zoom=NaN", "zoom"),
        ("points?limit=0", "limit"),
        ("points?limit=4001", "limit"),
        ("facets?by=colour", "by"),
        ("facets?by=category,colour", "by"),
        ("facets?limit=3", "limit"),
        ("top?by=category,state", "by"),
        ("top?limit=0", "limit"),
        ("top?limit=101", "limit"),
        ("top?limit=18446744073709551616", "limit"),
        ("nearest", "at"),
        ("nearest?at=121.2", "at"),
        ("nearest?at=NaN,28", "at"),
        ("nearest?at=181,28", "at"),
        ("nearest?at=121,91", "at"),
        ("nearest?at=1,2,3", "at"),
        ("nearest?at=1,2&at=3,4", "at"),
        ("nearest?at=1,2&limit=201", "limit"),
        ("summary?limit=3", "limit"),
        ("summary?q=lamp", "q"),
        ("tiles/3/1/1?bbox=1,2,3,4", "bbox"),
        ("tiles/3/1/1?area=0,0;1,1", "area"),
        ("tiles/99/1/1", "z"),
        ("elements?bbox=1,2,3", "bbox"),
        ("elements?bbox=a,b,c,d", "bbox"),
        ("elements?bbox=NaN,28,121,29", "bbox"),
        ("elements?bbox=122,28,121,29", "bbox"),
        ("elements?bbox=179,0,-179,1", "bbox"),
        ("elements?bbox=121,28,181,29", "bbox"),
        ("elements?bbox=1,2,3,4&bbox=1,2,3,4", "bbox"),
        ("elements?zoom=25", "zoom"),
        ("elements?zoom=-1", "zoom"),
        ("elements?zoom=1.5", "zoom"),
        ("elements?zoom=NaN", "zoom"),
        ("elements?kind=Camera", "kind"),
        ("elements?kind=camera,no-code", "kind"),
        ("elements?limit=3", "limit"),
        ("elements?area=0,0;1,0;1,1", "area"),
        ("elements?region=nowhere", "region"),
        ("elements?lang=fr", "lang"),
    ] {
        let refused = server.problem(400, &format!("/api/v1/{path}")).await;
        assert_eq!(refused["field"], field, "{path}: {refused}");
    }
    // A polygon of a million corners, and ten thousand values, do not even fit into an address.
    for query in ["area=1,2;", "state=9,"] {
        let (name, value) = query.split_once('=').expect("a pair");
        let path = format!("/api/v1/facets?{name}={}", value.repeat(10_000));
        let refused = server.problem(414, &path).await;
        let detail = refused["detail"].as_str().expect("a detail");
        assert!(
            detail.contains("8192 bytes") && detail.contains("separated by commas"),
            "{detail}"
        );
    }
    server.stop().await;
}
