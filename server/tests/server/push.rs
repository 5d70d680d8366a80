use chrono::Utc;
use desk::Desk;
use intake::Mapping;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::signature;
use store::intake::StoredMapping;

use crate::support::{Running, World, document, mismatch, problem};

/// A key of a system in the world's region.
pub(crate) async fn key(world: &World, system: &str) -> String {
    let mapping = Mapping::load(system).expect("a mapping");
    let mapping = StoredMapping {
        name: system.to_owned(),
        text: mapping.text().to_owned(),
    };
    let desk = Desk::new(world.db.clone());
    let key = desk.add_intake_key(&world.region.code, system, &mapping).await;
    key.expect("a key").secret
}

pub(crate) fn report(id: &str, version: i64) -> Value {
    json!({
        "巡查编号": id,
        "发现时间": "2026-03-01 08:40:00",
        "版本": version,
        "问题子类": "暴露垃圾",
        "问题描述": format!("{id} 绿化带内有成堆建筑垃圾"),
        "位置": {"地址": format!("东街{id}号"), "经度": 121.263, "纬度": 28.651},
    })
}

/// Posts a body with this key, signed at this moment.
async fn post(server: &Running, path: &str, key: &str, at: i64, body: String) -> Response {
    server
        .request(Method::POST, path)
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .header("lianqin-signature", signature(key, at, body.as_bytes()))
        .body(body)
        .send()
        .await
        .expect("an answer")
}

const PATH: &str = "/api/v1/intake/grid_inspection";

pub(crate) async fn push(server: &Running, key: &str, records: &[Value]) -> Value {
    let body = json!({ "records": records }).to_string();
    let response = post(server, PATH, key, Utc::now().timestamp(), body).await;
    let (status, text) = (response.status(), response.text().await.expect("a body"));
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).expect("JSON")
}

pub(crate) async fn count(world: &World, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(world.db.pool())
        .await
        .expect("a count")
}

#[tokio::test]
async fn a_pushed_batch_is_answered_after_commit_with_what_became_of_each_record() {
    let world = World::new().await;
    let key = key(&world, "grid_inspection").await;
    let server = world.serve().await;
    let mut bad = report("3", 1);
    bad["发现时间"] = json!("昨天");
    let first = push(
        &server,
        &key,
        &[report("1", 5), bad.clone(), json!(7), report("2", 1)],
    )
    .await;
    assert_eq!(
        mismatch(
            &first,
            &json!({"$ref": "#/components/schemas/IntakeReceipt"}),
            &document(),
            "receipt"
        ),
        None
    );
    let outcomes = |receipt: &Value| -> Vec<String> {
        let records = receipt["records"].as_array().expect("records");
        let outcome = |told: &Value| told["outcome"].as_str().expect("an outcome").to_owned();
        records.iter().map(outcome).collect()
    };
    assert_eq!(outcomes(&first), ["new", "quarantined", "quarantined", "new"]);
    assert_eq!(first["records"][1]["field"], "发现时间");
    assert_eq!(count(&world, "select count(*) from core.cases").await, 2);
    assert_eq!(
        count(
            &world,
            "select count(*) from core.cases where grid_code is not null"
        )
        .await,
        2
    );
    assert_eq!(
        count(
            &world,
            "select count(*) from private.quarantine where state = 'open'"
        )
        .await,
        2
    );

    let again = push(
        &server,
        &key,
        &[report("1", 4), bad, json!(7), report("2", 2), report("2", 2)],
    )
    .await;
    assert_eq!(
        outcomes(&again),
        ["unchanged", "quarantined", "quarantined", "updated", "unchanged"]
    );
    assert_eq!(
        (again["updated"].as_i64(), again["quarantined"].as_i64()),
        (Some(1), Some(2))
    );
    assert_eq!(count(&world, "select count(*) from core.cases").await, 2);
    assert_eq!(
        count(&world, "select count(*) from private.quarantine").await,
        2,
        "the same row is kept once"
    );
    assert_eq!(push(&server, &key, &[]).await["new"], 0);
    server.stop().await;
}

#[tokio::test]
async fn a_push_that_is_not_signed_just_now_with_the_key_of_the_system_is_refused() {
    let world = World::new().await;
    let other = world.region("other").await;
    let (key, petitions) = (
        key(&world, "grid_inspection").await,
        key(&world, "petition").await,
    );
    let server = world.serve().await;
    let now = Utc::now().timestamp();
    let body = || json!({"records": [report("1", 1)]}).to_string();
    let unknown = format!("lqi_{}", "0".repeat(64));
    for (status, path, with, at) in [
        (401, PATH, unknown.as_str(), now),
        (401, PATH, "nothing", now),
        (401, PATH, key.as_str(), now - 400),
        (401, PATH, key.as_str(), now + 400),
        (403, PATH, petitions.as_str(), now),
        (403, "/api/v1/intake/nowhere", key.as_str(), now),
        (
            403,
            "/api/v1/intake/grid_inspection?region=other",
            key.as_str(),
            now,
        ),
    ] {
        problem(status, post(&server, path, with, at, body()).await).await;
    }
    let unsigned = server
        .request(Method::POST, PATH)
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json");
    problem(401, unsigned.body(body()).send().await.expect("an answer")).await;
    let changed = server
        .request(Method::POST, PATH)
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .header("lianqin-signature", signature(&key, now, b"another body"));
    problem(401, changed.body(body()).send().await.expect("an answer")).await;
    assert_eq!(count(&world, "select count(*) from core.cases").await, 0);
    assert_eq!(other.code.as_str(), "other");

    // The same is taken when everything is right, and no more once the key is taken back.
    assert_eq!(push(&server, &key, &[report("1", 1)]).await["new"], 1);
    let desk = Desk::new(world.db.clone());
    for entry in desk.intake_keys(&world.region.code).await.expect("keys") {
        desk.revoke_intake_key(&world.region.code, entry.id)
            .await
            .expect("revoked");
    }
    problem(401, post(&server, PATH, &key, now, body()).await).await;
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_is_no_batch_is_refused_as_a_whole() {
    let world = World::new().await;
    let key = key(&world, "grid_inspection").await;
    let server = world.serve().await;
    let now = Utc::now().timestamp();
    let many = json!({ "records": vec![json!({}); 1001] }).to_string();
    for (field, body) in [
        ("body", "no json"),
        ("body", "[]"),
        ("body", "{\"records\": [{}]} and more"),
        ("body", "{\"records\": [], \"more\": 1}"),
        ("records", many.as_str()),
    ] {
        let refused = problem(400, post(&server, PATH, &key, now, body.to_owned()).await).await;
        assert_eq!(refused["field"], field, "{body:.40}");
    }
    let large = format!("{{\"records\": [\"{}\"]}}", "x".repeat(9 << 20));
    problem(413, post(&server, PATH, &key, now, large).await).await;
    let text = server
        .request(Method::POST, PATH)
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "text/plain");
    problem(415, text.body("{}").send().await.expect("an answer")).await;
    server.stop().await;
}

/// Every text of every table of these schemas that has this in it.
async fn tables_with(world: &World, schemas: &[&str], text: &str) -> Vec<String> {
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select table_schema::text, table_name::text from information_schema.tables
         where table_schema = any($1) and table_type = 'BASE TABLE'",
    )
    .bind(schemas)
    .fetch_all(world.db.pool())
    .await
    .expect("tables");
    let mut found = Vec::new();
    for (schema, table) in tables {
        let sql = format!("select count(*) from {schema}.{table} as t where t::text ilike $1");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(format!("%{text}%"))
            .fetch_one(world.db.pool())
            .await
            .expect("a count");
        if count > 0 {
            found.push(format!("{schema}.{table}"));
        }
    }
    found
}

#[tokio::test]
async fn who_reported_is_known_outside_the_private_records_by_a_pseudonym_only() {
    let world = World::new().await;
    let key = key(&world, "petition").await;
    let server = world.serve().await;
    let by = |id: &str, phone: &str| json!({"信访件编号": id, "登记日期": "2026-03-02", "联系电话": phone});
    let body =
        json!({"records": [by("1", "１３８-7654 3210"), by("2", "13876543210"), by("3", "13800000000")]});
    let now = Utc::now().timestamp();
    let response = post(&server, "/api/v1/intake/petition", &key, now, body.to_string()).await;
    assert_eq!(response.status(), 200);
    for text in ["13876543210", "7654 3210"] {
        assert_eq!(
            tables_with(&world, &["core", "published"], text).await,
            Vec::<String>::new()
        );
    }
    assert!(!tables_with(&world, &["private"], "13876543210").await.is_empty());
    let persons = "select count(distinct person) from core.case_traits where person is not null";
    assert_eq!(count(&world, persons).await, 2);
    // The key itself is kept outside, for its owner alone.
    let file = world.data_dir().join("pseudonym.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("a key").permissions());
    assert_eq!(mode & 0o777, 0o600);

    // After a change of the key the same persons are the same, while the server runs.
    let before = std::fs::read_to_string(&file).expect("a key");
    let persons_of = desk::Pseudonyms::new(world.db.clone(), world.data_dir());
    let renamed = persons_of.rotate(Utc::now()).await.expect("renamed");
    assert_eq!((renamed.persons, renamed.cases, renamed.forgotten), (2, 3, 0));
    assert_ne!(std::fs::read_to_string(&file).expect("a key"), before);
    let body = json!({"records": [by("4", "138 7654 3210")]}).to_string();
    let response = post(&server, "/api/v1/intake/petition", &key, now, body).await;
    assert_eq!(response.status(), 200);
    assert_eq!(count(&world, persons).await, 2);

    // A key that is not the one in use names nobody.
    std::fs::write(&file, "00".repeat(32)).expect("another key");
    let body = json!({"records": [by("5", "13800000000")]}).to_string();
    problem(
        503,
        post(&server, "/api/v1/intake/petition", &key, now, body).await,
    )
    .await;
    assert_eq!(count(&world, "select count(*) from core.cases").await, 4);
    server.stop().await;
}
