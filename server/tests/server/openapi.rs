use std::collections::BTreeSet;

use domain::case::Role;
use serde_json::Value;

use crate::support::{World, ago, record};

const METHODS: [&str; 7] = ["get", "head", "post", "put", "patch", "delete", "options"];

fn document() -> Value {
    serde_json::from_str(include_str!("../../src/open_data/openapi.json")).expect("JSON")
}

#[test]
fn every_open_address_is_described_and_nothing_else() {
    let document = document();
    let described: BTreeSet<&str> = document["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .map(String::as_str)
        .collect();
    let is_open = |path: &&str| path.starts_with("/api/v1/") || *path == "/live";
    let served: BTreeSet<&str> = server::addresses()
        .into_iter()
        .map(|it| it.0)
        .filter(is_open)
        .collect();
    assert_eq!(described, served);
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

/// Why `value` is not what `schema` says, if so. Knows the keywords the document uses.
fn mismatch(value: &Value, schema: &Value, document: &Value, at: &str) -> Option<String> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let schema = document
            .pointer(target.trim_start_matches('#'))
            .expect("a schema");
        return mismatch(value, schema, document, at);
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let tried: Vec<String> = choices
            .iter()
            .map_while(|choice| mismatch(value, choice, document, at))
            .collect();
        return (tried.len() == choices.len()).then(|| tried.join(" and "));
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        kind => is(kind.as_str().expect("a type")),
    };
    if !allowed {
        return Some(format!("{at}: {value} is not {}", schema["type"]));
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array)
        && !choices.contains(value)
    {
        return Some(format!("{at}: {value} is none of {choices:?}"));
    }
    match value {
        Value::Object(map) => {
            let known = schema.get("properties").and_then(Value::as_object)?;
            let missing = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            if let Some(name) = missing.into_iter().find(|name| !map.contains_key(*name)) {
                return Some(format!("{at}.{name} is missing"));
            }
            map.iter().find_map(|(name, value)| match known.get(name) {
                None => Some(format!("{at}.{name} is not described")),
                Some(schema) => mismatch(value, schema, document, &format!("{at}.{name}")),
            })
        }
        Value::Array(items) => {
            let schema = schema.get("items")?;
            items
                .iter()
                .enumerate()
                .find_map(|(n, item)| mismatch(item, schema, document, &format!("{at}[{n}]")))
        }
        _ => None,
    }
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
    let case = server.json("/api/v1/cases").await["items"][0]["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    world.person("analyst", Role::Analyst, None).await;
    let token = world.token("analyst").await;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            assert!(METHODS.contains(&method.as_str()), "{path} {method}");
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            if schema.is_null() {
                continue;
            }
            let path = path.replace("{code}", &case);
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
    world.person("analyst", Role::Analyst, None).await;
    let token = world.token("analyst").await;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let named: BTreeSet<&str> = operations["get"]["parameters"]
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
        let every = "region lang from to group category department state source township community grid timeliness \
                     bbox zoom limit level q unplaced cursor";
        for name in every.split_whitespace() {
            // A value no parameter takes: known ones complain of the value, unknown ones of the name.
            let path = path.replace("{code}", "AAAA-AAAA-A");
            let response = server.get_as(&format!("{path}?{name}=%00"), &token).await;
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
            }
        }
    }
    server.stop().await;
}
