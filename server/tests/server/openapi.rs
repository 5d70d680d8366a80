use std::collections::BTreeSet;

use domain::case::{Action, Capacity, Reason, Role, State};
use domain::desk::Queue;
use domain::notice::NoticeKind;
use reqwest::Method;
use serde_json::Value;

use crate::support::{World, ago, document, mismatch, record};

const METHODS: [&str; 7] = ["get", "head", "post", "put", "patch", "delete", "options"];

#[test]
fn every_open_address_is_described_and_nothing_else() {
    let document = document();
    let described: BTreeSet<&str> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .map(String::as_str)
        .collect();
    let is_open = |path: &&str| {
        // With a slash behind it, it is the same page.
        let is_features = path.starts_with("/ogc/") && !path.ends_with('/');
        path.starts_with("/api/v1/") || is_features || *path == "/live"
    };
    let served: BTreeSet<&str> = server::addresses()
        .into_iter()
        .map(|it| it.0)
        .filter(is_open)
        .collect();
    assert_eq!(described, served);
}

#[test]
fn every_code_of_the_domain_is_described() {
    let document = document();
    let codes = |all: Vec<&'static str>| serde_json::json!(all);
    for (schema, all) in [
        ("Action", codes(Action::ALL.iter().map(|it| it.code()).collect())),
        ("State", codes(State::ALL.iter().map(|it| it.code()).collect())),
        ("Reason", codes(Reason::ALL.iter().map(|it| it.code()).collect())),
        ("Role", codes(Role::ALL.iter().map(|it| it.code()).collect())),
        (
            "Capacity",
            codes(Capacity::ALL.iter().map(|it| it.code()).collect()),
        ),
        ("Queue", codes(Queue::ALL.iter().map(|it| it.code()).collect())),
        (
            "NoticeKind",
            codes(NoticeKind::ALL.iter().map(|it| it.code()).collect()),
        ),
    ] {
        assert_eq!(document["components"]["schemas"][schema]["enum"], all, "{schema}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(map) => {
                if let Some(target) = map.get("$ref") {
                    let pointer = target.as_str().expect("text").trim_start_matches('#');
                    assert!(document.pointer(pointer).is_some(), "{target}");
                }
                map.values().for_each(|value| walk(value, document));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, document)),
            _ => {}
        }
    }
    let document = document();
    walk(&document, &document);
}

#[tokio::test]
async fn answers_are_as_described() {
    let world = World::new().await;
    let closed = (0..25).map(|n| {
        record(&format!("c{n}"))
            .department("a")
            .due(ago(5))
            .closed(ago(6))
            .build()
    });
    let open = [
        record("1").at(121.26, 28.65).due(ago(1)).build(),
        record("2").build(),
    ];
    world.take(closed.chain(open).collect()).await;
    let server = world.serve().await;
    let document = document();
    let is_made = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
    let reports = server.eventually("/api/v1/reports", is_made).await;
    let week = reports[0]["week"].as_str().expect("a week").to_owned();
    let case = server.json("/api/v1/cases").await["items"][0]["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    world.person("supervisor", Role::Supervisor, None).await;
    let token = world.token("supervisor").await;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            assert!(METHODS.contains(&method.as_str()), "{path} {method}");
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            // What changes something is asked by the tests of what it does.
            if schema.is_null() || method != "get" {
                continue;
            }
            let path = path.replace("{code}", &case).replace("{week}", &week);
            let path = path.replace("{z}/{x}/{y}", "12/3427/1707");
            // Those that have to be asked for something.
            let path = path.replace("/places", "/places?q=示范");
            let path = path.replace("/nearest", "/nearest?at=121.26,28.65");
            let path = path
                .replace("{region}", "demo-1")
                .replace("{collection}", "cases");
            let answer = server
                .json_with(&path, operation.get("security").map(|_| &*token))
                .await;
            let path = &path;
            assert_eq!(mismatch(&answer, schema, &document, path), None);
        }
    }
    let refused = server.problem(400, "/api/v1/board?colour=red").await;
    let schema = &document["components"]["schemas"]["Problem"];
    assert_eq!(mismatch(&refused, schema, &document, "problem"), None);
    server.stop().await;
}

#[tokio::test]
async fn every_described_parameter_is_known_and_every_other_refused() {
    let world = World::new().await;
    let server = world.serve().await;
    let document = document();
    // Whoever may ask everything.
    world.person("supervisor", Role::Supervisor, None).await;
    let token = world.token("supervisor").await;
    let operations = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, operations)| {
            let operations = operations.as_object().expect("operations");
            operations
                .iter()
                .map(move |(method, operation)| (path, method, operation))
        });
    for (path, method, operation) in operations {
        let named: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .expect("parameters")
            .iter()
            .map(|it| {
                document
                    .pointer(it["$ref"].as_str().expect("a reference").trim_start_matches('#'))
                    .expect("it")
            })
            .filter(|it| it["in"] == "query")
            .map(|it| it["name"].as_str().expect("a name"))
            .collect();
        let every = "region lang from to as_of group peers weights category department state source township community grid timeliness \
                     bbox area zoom limit level by at q unplaced counted datetime bbox-crs f step cursor since queue mark part change kind shape";
        for name in every.split_whitespace() {
            // A value no parameter takes: known ones complain of the value, unknown ones of the name.
            let path = path.replace("{code}", "AAAA-AAAA-A").replace("{id}", "none");
            let path = path
                .replace("{region}", "demo-1")
                .replace("{collection}", "cases");
            let path = path.replace("{z}/{x}/{y}", "0/0/0");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let response = server
                .request(method, &format!("{path}?{name}=%00"))
                .header("authorization", format!("Bearer {token}"))
                .send()
                .await
                .expect("an answer");
            let status = response.status();
            let known = named.contains(name);
            if status == 400 {
                let refused: Value =
                    serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
                assert_eq!(refused["field"], name, "{path}");
                let detail = refused["detail"].as_str().expect("a detail");
                assert_eq!(
                    !detail.contains("is not a parameter"),
                    known,
                    "{path} {name}: {detail}"
                );
            } else {
                assert!(known, "{path} takes {name}, which is not described");
                assert!(!status.is_server_error(), "{path} {name}: {status}");
            }
        }
    }
    server.stop().await;
}
