//! What is kept for no reason any more is removed by a server: as soon as it runs, and every hour.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::import_page::{LIST, brought, page};
use crate::reports::{pairs, place_of, said, scene, send};
use crate::support::{Browser, PASSWORD, World, ago};

/// Waits, for at most ten seconds, until it is so.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..100 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("still not so");
}

async fn reaches(world: &World) -> Vec<String> {
    sqlx::query_scalar("select reach from private.contacts order by reach")
        .fetch_all(world.db.pool())
        .await
        .expect("contacts")
}

/// The case of whoever can be reached there has been like this since then.
async fn set_case(world: &World, reach: &str, state: &str, since: DateTime<Utc>) {
    sqlx::query(
        "update core.cases as c set state = $2, closed_at = case when $2 = 'closed' then now() end, updated_at = $3
         from private.contacts as contact
         where contact.region_code = c.region_code and contact.case_id = c.case_id and contact.reach = $1",
    )
    .bind(reach)
    .bind(state)
    .bind(since)
    .execute(world.db.pool())
    .await
    .expect("a case");
}

#[tokio::test]
async fn contacts_are_forgotten_half_a_year_after_their_case_is_over() {
    let (world, server) = scene().await;
    let (over, hardly, open) = ("13800138001", "13800138002", "13800138003");
    for reach in [over, hardly, open] {
        let mut fields = said(&Uuid::new_v4().to_string());
        fields.push(("contact", reach.to_owned()));
        place_of(&send(&server, &pairs(&fields), None).await);
    }
    server.stop().await;
    set_case(&world, over, "closed", ago(184)).await;
    set_case(&world, hardly, "closed", ago(182)).await;
    set_case(&world, open, "reported", ago(400)).await;
    assert_eq!(reaches(&world).await, [over, hardly, open]);

    let server = world.serve().await;
    until(async || reaches(&world).await.len() < 3).await;
    assert_eq!(reaches(&world).await, [hardly, open]);
    server.stop().await;
}

/// The directories of lists.
fn lists(world: &World) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(world.data_dir().join("imports")).expect("a directory");
    entries.map(|entry| entry.expect("one").path()).collect()
}

/// What is known of a list.
fn known(dir: &Path) -> Value {
    let text = std::fs::read(dir.join("list.json")).expect("what is known");
    serde_json::from_slice(&text).expect("JSON")
}

#[tokio::test]
async fn a_list_that_was_brought_goes_with_its_files_after_thirty_days() {
    let (world, server) = crate::import_page::world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    for name in ["old.csv", "young.csv"] {
        brought(&server, &admin, name, LIST).await;
    }
    server.stop().await;
    for dir in lists(&world) {
        let mut list = known(&dir);
        let days = if list["file_name"] == "old.csv" { 31 } else { 29 };
        list["brought_at"] = json!(ago(days));
        std::fs::write(dir.join("list.json"), list.to_string()).expect("written");
    }

    let server = world.serve().await;
    until(async || lists(&world).len() < 2).await;
    let left = lists(&world);
    assert_eq!(left.len(), 1);
    assert_eq!(known(&left[0])["file_name"], "young.csv");
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let shown = page(&admin, "/admin/import").await;
    assert!(
        shown.contains("young.csv") && !shown.contains("old.csv"),
        "{shown}"
    );
    server.stop().await;
}
