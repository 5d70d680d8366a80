//! `lianqin export --dir`, and what an empty database makes of it.

use std::path::Path;

use chrono::Utc;
use reqwest::Method;
use serde_json::{Value, json};
use server::signature;

use crate::push::{key, push, report};
use crate::support::{Lianqin, Picture, Running, World, assert_same, fresh_database, picture};

/// Exports a region, and imports what came of it into an empty database: its files, and where it is.
async fn moved(from: &Lianqin, region: &str, format: &str) -> (Vec<Value>, Lianqin, String) {
    let words = [
        "export", "--json", "--region", region, "--format", format, "--dir", format,
    ];
    let exported = from.run(&words).summary();
    let files = exported["files"].as_array().expect("files").clone();
    let url = fresh_database().await;
    let to = Lianqin::on(&url);
    for file in &files {
        let path = |name: &str| {
            from.path(file[name].as_str().expect("a path"))
                .display()
                .to_string()
        };
        let taken = to.run(&["import", "--json", "--mapping", &path("mapping"), &path("file")]);
        assert_eq!(taken.summary()["read"], file["records"], "{taken:?}");
        assert_eq!(taken.summary()["rejected"], 0, "{taken:?}");
    }
    (files, to, url)
}

async fn picture_of(url: &str, region: &str) -> Picture {
    let db = store::Db::connect(url, 1).await.expect("the database");
    picture(&db, region).await
}

/// No cell that a spreadsheet would run.
fn assert_text_only(path: &Path) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .expect("a file");
    for row in reader.records() {
        for cell in &row.expect("CSV") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
    }
}

#[tokio::test]
async fn pingshan_exported_and_imported_again_is_the_same() {
    let Some(data) = testkit::data_dir() else { return };
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    let read = lianqin.import("pingshan", "440310", &data.join("pingshan/events-7000.csv"));
    assert_eq!(read["new"], 7000);
    let before = picture_of(&url, "440310").await;
    assert_eq!(
        (before["records"].len(), before["published totals"].len()),
        (7000, 7000)
    );
    for format in ["csv", "jsonl", "xlsx"] {
        let (files, to, url) = moved(&lianqin, "440310", format).await;
        assert_eq!(files.len(), 1);
        assert_same(&before, &picture_of(&url, "440310").await);
        // What the source sends again is known there as well.
        let again = to.import("pingshan", "440310", &data.join("pingshan/events-7000.csv"));
        assert_eq!(again["unchanged"], 7000, "{again}");
    }
}

async fn push_petitions(server: &Running, key: &str, records: Value) {
    let body = json!({ "records": records }).to_string();
    let signed = signature(key, Utc::now().timestamp(), body.as_bytes());
    let request = server
        .request(Method::POST, "/api/v1/intake/petition")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .header("lianqin-signature", signed);
    let response = request.body(body).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn what_systems_pushed_is_the_same_after_export_and_import_and_known_when_it_is_pushed_again() {
    let world = World::new().await;
    let (grid, petition) = (
        key(&world, "grid_inspection").await,
        key(&world, "petition").await,
    );
    let server = world.serve().await;
    // Each at its own time: which of two at one moment came first is told by their arrival alone.
    let dated = |id: &str, version: i64, minute: i64| {
        let mut dated = report(id, version);
        dated["发现时间"] = json!(format!("2026-03-01 08:{minute:02}:00"));
        dated
    };
    let odd = |id: &str, minute: i64, text: &str| {
        let mut odd = dated(id, 1, minute);
        odd["问题描述"] = json!(text);
        odd[text] = json!(text);
        odd
    };
    let texts = [
        "=1+1",
        "'",
        "''",
        "\t@x",
        "a\r\n\"b\",\u{feff}c ",
        " ",
        "é\u{202e}_x000D_<r></r>",
        "-",
    ];
    let first: Vec<Value> = texts
        .iter()
        .zip(1..)
        .map(|(text, id)| odd(&format!("o{id}"), id, text))
        .collect();
    let third = [dated("1", 2, 31), dated("3", 1, 33), dated("o1", 1, 1)];
    for batch in [
        &first[..7],
        &[dated("1", 5, 31), dated("2", 1, 32)],
        &third,
        &[dated("1", 6, 31)],
    ] {
        push(&server, &grid, batch).await;
    }
    let by = |id: &str, phone: &str| json!({"信访件编号": id, "登记日期": "2026-03-02", "联系电话": phone});
    push_petitions(
        &server,
        &petition,
        json!([by("1", "13876543210"), by("2", "138-7654-3210")]),
    )
    .await;
    store::publication::publish_all(&world.db, Utc::now())
        .await
        .expect("published");
    let before = picture(&world.db, "demo-1").await;
    assert_eq!(before["records"].len(), 7 + 2 + 3 + 1 + 2);
    assert!(before["matters"].iter().any(|row| row.contains("\"known\":true")));
    server.stop().await;

    let lianqin = Lianqin::on(&world.url);
    for format in ["csv", "jsonl", "xlsx"] {
        let (files, _, url) = moved(&lianqin, "demo-1", format).await;
        assert_eq!(files.len(), 2);
        if format == "csv" {
            assert_text_only(&lianqin.path(files[0]["file"].as_str().expect("a path")));
        }
        let there = World::of(&url, "demo-1").await;
        assert_same(&before, &picture(&there.db, "demo-1").await);
        let key = key(&there, "grid_inspection").await;
        let server = there.serve().await;
        let again = push(&server, &key, &[&first[..7], &third].concat()).await;
        assert_eq!(again["unchanged"], 10, "{again}");
        server.stop().await;
    }
}

const MAPPING: &str = "[region]\ncode='small'\nname='小区'\nname_en='Small'\ntime_zone='Asia/Shanghai'\nlocale='zh-CN'\nscheme='h3'\n\
    [columns]\nexternal_id='id'\nreceived_at='at'\ntitle='title'\n[constants]\nsource='12345'\n";

#[tokio::test]
async fn versions_that_several_mappings_read_keep_their_order() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.write("a.toml", MAPPING);
    // Another encoding, other names of columns, a title line: none of it matters afterwards.
    let other = MAPPING.replace("='title'", "='标题'").replace(
        "[columns]",
        "[file]\nencoding='gb18030'\nheader_row=2\nmissing=['-']\n[columns]",
    );
    lianqin.write("b.toml", &other);
    let take = |mapping: &str, text: &[u8]| {
        std::fs::write(lianqin.path("list.csv"), text).expect("a list");
        lianqin.import(mapping, "small", &lianqin.path("list.csv"));
    };
    take("a.toml", b"id,at,title\n1,2026-01-02,one\n2,2026-01-02,one\n");
    take(
        "b.toml",
        b"a list\nid,at,\xb1\xea\xcc\xe2\n1,2026-01-02,\xb1\xea\n3,2026-01-02,-\n",
    );
    take("a.toml", b"id,at,title\n1,2026-01-02,three\n2,2026-01-02,two\n");
    let before = picture_of(&url, "small").await;
    let (files, _, there) = moved(&lianqin, "small", "csv").await;
    let records: Vec<&Value> = files.iter().map(|file| &file["records"]).collect();
    assert_eq!(records, [3, 2, 1]);
    assert_same(&before, &picture_of(&there, "small").await);
    assert!(before["cases"].iter().any(|case| case.contains("\"three\"")));

    let full = lianqin.run(&["export", "--region", "small", "--dir", "csv"]);
    assert!(full.complaint(2).contains("not empty"), "{full:?}");
}

#[tokio::test]
async fn records_from_before_mappings_were_kept_are_exported_by_the_one_that_is_named() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.write("a.toml", MAPPING);
    lianqin.write("list.csv", "id,at,title\n1,2026-01-02,one\n");
    lianqin.import("a.toml", "small", &lianqin.path("list.csv"));
    let db = store::Db::connect(&url, 1).await.expect("the database");
    let forgotten = sqlx::query("update private.source_records set mapping_id = null");
    forgotten.execute(db.pool()).await.expect("forgotten");
    let words = ["export", "--region", "small", "--dir", "out"];
    let refused = lianqin.run(&words);
    assert!(refused.complaint(2).contains("--mapping"), "{refused:?}");
    assert_eq!(
        lianqin.run(&[&words[..], &["--mapping", "a.toml"]].concat()).code,
        Some(0)
    );
    let written = std::fs::read_to_string(lianqin.path("out/01-a.csv")).expect("a file");
    assert_eq!(written, "at,id,title\n2026-01-02,1,one\n");
}

#[tokio::test]
async fn what_a_workbook_cannot_hold_is_refused_with_the_limit_and_the_formats_that_can() {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.write("a.toml", MAPPING);
    let list = format!("id,at,title,note\n1,2026-01-02,one,{}\n", "x".repeat(32_768));
    lianqin.write("list.csv", &list);
    lianqin.import("a.toml", "small", &lianqin.path("list.csv"));
    for to in [["--out", "out.xlsx"], ["--dir", "out"]] {
        let words = [&["export", "--region", "small", "--format", "xlsx"][..], &to].concat();
        let refused = lianqin.run(&words);
        for part in ["32,767 characters", "row 2", "`note`", "csv or jsonl"] {
            assert!(refused.complaint(2).contains(part), "{part}: {refused:?}");
        }
    }
    let words = ["export", "--region", "small", "--format", "jsonl"];
    assert!(lianqin.run(&words).stdout.contains(&"x".repeat(32_768)));
}
