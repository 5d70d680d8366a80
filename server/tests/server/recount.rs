//! `lianqin recount`, beside a server that shows what it changes.

use domain::case::Role;
use serde_json::{Value, json};

use crate::support::{Browser, Handled, Lianqin, PASSWORD, World, shanghai};

const JUNE: &str = "/api/v1/board?from=2025-06-01&to=2025-07-01";

/// Minutes of every closed case, in the order of their dispatch.
async fn minutes(world: &World) -> Vec<i32> {
    sqlx::query_scalar("select handling_minutes from core.cases order by dispatched_at")
        .fetch_all(world.db.pool())
        .await
        .expect("handling times")
}

/// Version of the newest published row, and what waits to be published.
async fn published(world: &World) -> (i64, i64) {
    sqlx::query_as("select (select max(version) from published.tally), (select count(*) from core.outbox)")
        .fetch_one(world.db.pool())
        .await
        .expect("a version")
}

/// Median of one unit's handling times in minutes.
fn median(board: &Value, unit: &str) -> f64 {
    let rows = board["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["unit"]["code"] == unit).expect(unit);
    row["handling"]["median_hours"].as_f64().expect("a median") * 60.0
}

#[tokio::test]
async fn after_a_calendar_is_corrected_times_are_measured_anew_once_and_the_board_has_a_new_version() {
    let world = World::new().await;
    world.district().await;
    // Within a Monday; and from Friday to Tuesday, over a weekend.
    let handled = [
        ("urban", "2025-06-09 09:00", "2025-06-09 10:00"),
        ("police", "2025-06-13 09:00", "2025-06-17 09:00"),
    ];
    let handled = handled.map(|(unit, dispatched, closed)| Handled {
        unit,
        dispatched: shanghai(dispatched),
        closed: Some(shanghai(closed)),
    });
    world.handle(&handled).await;
    assert_eq!(minutes(&world).await, [60, 390 + 420 + 30]);
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let before = server.json(JUNE).await;
    let version = before["version"].as_u64().expect("a version");
    // 840 minutes are in the middle of 832–896, 60 in that of 60–64.
    assert!((median(&before, "police") - 864.0).abs() < 1e-9, "{before}");

    // That Saturday was worked, as it turned out.
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let day = [("day", "2025-06-14"), ("kind", "workday"), ("occasion", "调休")];
    assert_eq!(admin.post("/admin/calendars/days", &day).await.status(), 303);
    assert_eq!(
        minutes(&world).await,
        [60, 840],
        "nothing is measured anew by itself"
    );
    let lianqin = Lianqin::on(&world.url);
    let told = lianqin.run(&["recount", "--region", "demo-1"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    let counted: Value = serde_json::from_str(told.stdout.trim()).expect("JSON");
    assert_eq!(
        (
            &counted["cases"],
            &counted["differing"],
            &counted["times_changed"]
        ),
        (&json!(2), &json!(1), &json!(0)),
        "{counted}"
    );

    let anew = ["recount", "--region", "demo-1", "--times"];
    let counted = lianqin.run(&anew).summary();
    assert_eq!(
        (
            &counted["cases"],
            &counted["differing"],
            &counted["times_changed"]
        ),
        (&json!(2), &json!(0), &json!(1)),
        "{counted}"
    );
    assert_eq!(minutes(&world).await, [60, 840 + 420]);
    // 1260 minutes are in the middle of 1152–1280.
    let is_new = |board: &Value| (median(board, "police") - 1216.0).abs() < 1e-9;
    let after = server.eventually(JUNE, is_new).await;
    assert!(after["version"].as_u64() > Some(version), "{after}");
    assert!((median(&after, "urban") - 62.0).abs() < 1e-9, "{after}");

    let known = published(&world).await;
    assert_eq!(lianqin.run(&anew).summary()["times_changed"], 0);
    assert_eq!(minutes(&world).await, [60, 1260]);
    assert_eq!(published(&world).await, known, "and publishes nothing");
    assert_eq!(server.json(JUNE).await["version"], after["version"]);
    server.stop().await;
}
