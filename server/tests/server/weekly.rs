//! Weekly reports over HTTP: made once, kept as they are, shown as pages and files.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::{DateTime, Utc};
use domain::board::weekly::Week;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Running, World, ago, record};

fn week_of(at: DateTime<Utc>) -> Week {
    Week::of(at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive())
}

/// A region with cases in two weeks that are over, one after the other.
async fn scene() -> (World, [Week; 2]) {
    let world = World::new().await;
    let closed = |id: &str, days: i64, on_time: bool| {
        let closing = if on_time { days - 1 } else { days - 3 };
        let received = record(id).department("a").received(ago(days));
        received.due(ago(days - 2)).closed(ago(closing)).build()
    };
    world
        .take(vec![
            closed("1", 17, true),
            closed("2", 17, false),
            closed("3", 10, true),
            record("4").department("b").received(ago(17)).build(),
            record("now").department("a").received(ago(0)).build(),
        ])
        .await;
    (world, [week_of(ago(17)), week_of(ago(10))])
}

/// The reports, once there are so many.
async fn list(server: &Running, wanted: usize) -> Vec<Value> {
    let is_whole = |list: &Value| list.as_array().is_some_and(|list| list.len() == wanted);
    let list = server.eventually("/api/v1/reports", is_whole).await;
    list.as_array().expect("a list").clone()
}

async fn text(server: &Running, path: &str) -> String {
    let response = server.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a body")
}

#[tokio::test]
async fn a_report_is_made_once_and_stays_when_figures_of_its_week_change() {
    let (world, [first, second]) = scene().await;
    let server = world.serve().await;
    let made = list(&server, 2).await;
    assert_eq!(made[0]["week"], json!(second.to_string()), "newest first");
    assert_eq!(made[1]["received"], 3);
    let path = format!("/api/v1/reports/{first}");
    let report = text(&server, &path).await;
    assert_eq!(json!(hex::encode(Sha256::digest(&report))), made[1]["sha256"]);
    assert_eq!(text(&server, &format!("/en/reports/{first}.json")).await, report);

    let late = record("late").department("a").received(ago(17));
    world.take(vec![late.build()]).await;
    let (from, to) = (first.monday(), first.end());
    let board = format!("/api/v1/board?from={from}&to={to}");
    server
        .eventually(&board, |board| board["totals"]["received"] == 4)
        .await;
    server.stop().await;
    let server = world.serve().await;
    assert_eq!(list(&server, 2).await, made);
    assert_eq!(text(&server, &path).await, report);
    server.stop().await;
}

#[tokio::test]
async fn a_report_says_what_its_board_and_the_week_before_said() {
    let (world, [first, second]) = scene().await;
    let server = world.serve().await;
    list(&server, 2).await;
    let report = server.json(&format!("/api/v1/reports/{second}")).await;
    let (from, to) = (second.monday(), second.end());
    let board = server.json(&format!("/api/v1/board?from={from}&to={to}")).await;
    assert_eq!(report["board"]["totals"], board["totals"]);
    assert_eq!(report["board"]["rows"], board["rows"]);
    assert_eq!(report["before"]["week"], json!(first.to_string()));
    assert_eq!(report["before"]["totals"]["on_time_rate"], 0.5);
    let before = server.json(&format!("/api/v1/reports/{first}")).await;
    assert_eq!(before["before"], Value::Null);

    let page = text(&server, &format!("/reports/{second}")).await;
    assert!(
        page.contains("单位a") && page.contains("50.0%") && page.contains("+50.0"),
        "{page}"
    );
    assert!(page.contains("单位b"), "what had cases only the week before");
    let page = text(&server, &format!("/en/reports/{first}")).await;
    assert!(page.contains("There is no report of the week before."), "{page}");
    assert!(
        page.contains(&format!("/en/reports/{second}")),
        "the way to the next"
    );
    let page = text(&server, "/reports").await;
    assert!(page.contains(&format!("/reports/{first}.xlsx")) && page.contains(&second.to_string()));
    server.stop().await;
}

#[tokio::test]
async fn a_workbook_holds_what_the_page_shows() {
    let (world, [_, second]) = scene().await;
    let server = world.serve().await;
    let sha256 = list(&server, 2).await[0]["sha256"].clone();
    let response = server.get(&format!("/reports/{second}.xlsx")).await;
    assert_eq!(response.status(), 200);
    let named = response.headers()["content-disposition"].to_str().expect("text");
    assert_eq!(
        named,
        format!("attachment; filename=\"report-demo-1-{second}.xlsx\"")
    );
    let bytes = response.bytes().await.expect("a body");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let rows =
        |range: calamine::Range<Data>| -> Vec<Vec<Data>> { range.rows().map(<[Data]>::to_vec).collect() };
    let board = rows(book.worksheet_range("晾晒台").expect("the board"));
    assert_eq!(board.len(), 3, "head, one department, everything together");
    assert_eq!(board[1][2], Data::String("单位a".into()));
    assert_eq!(
        (&board[1][3], &board[1][6]),
        (&Data::Float(1.0), &Data::Float(1.0))
    );
    assert_eq!(board[2][8], Data::Float(1.0), "received");
    let compared = rows(book.worksheet_range("与上一周相比").expect("the week before"));
    assert_eq!(
        (&compared[1][3], &compared[1][4]),
        (&Data::Float(0.5), &Data::Float(50.0)),
        "the rate of the week before, and by how many points it has changed"
    );
    let about = rows(book.worksheet_range("说明").expect("where it comes from"));
    assert_eq!(json!(about[7][1].to_string()), sha256);
    let english = server.get(&format!("/en/reports/{second}.xlsx")).await;
    let bytes = english.bytes().await.expect("a body");
    let book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Board", "Week before", "About"]);
    server.stop().await;
}

#[tokio::test]
async fn a_week_without_a_report_is_not_found_and_nothing_is_made_up() {
    let world = World::new().await;
    world.take(vec![record("now").received(ago(0)).build()]).await;
    let server = world.serve().await;
    assert_eq!(server.json("/api/v1/reports").await, json!([]));
    for week in [
        "2001-W01",
        "2099-W01",
        "2026-W99",
        "banana",
        "2026-W01.pdf",
        "2026-W01.xlsx",
    ] {
        for path in ["/reports", "/en/reports"] {
            let status = server.get(&format!("{path}/{week}")).await.status();
            assert_eq!(status, 404, "{path}/{week}");
        }
    }
    server.problem(404, "/api/v1/reports/2099-W01").await;
    let refused = server.problem(400, "/reports/2026-W01.json?colour=red").await;
    assert_eq!(refused["field"], "colour");
    let page = text(&server, "/reports").await;
    assert!(page.contains("还没有周报"), "{page}");
    server.stop().await;
}

#[tokio::test]
async fn two_servers_make_one_report_of_a_week() {
    let (world, _) = scene().await;
    let (one, other) = tokio::join!(world.serve(), world.serve());
    let (of_one, of_other) = tokio::join!(list(&one, 2), list(&other, 2));
    assert_eq!(of_one, of_other);
    one.stop().await;
    other.stop().await;
}
