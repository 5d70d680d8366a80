//! Rows that could not be taken: mended on a plain page, or discarded.

use domain::case::Role;
use serde_json::json;

use crate::push::{count, key, push, report};
use crate::support::{Browser, PASSWORD, World};

async fn open_ids(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select quarantine_id::text from private.quarantine where state = 'open' order by line",
    )
    .fetch_all(world.db.pool())
    .await
    .expect("ids")
}

#[tokio::test]
async fn a_bad_row_is_mended_on_the_page_and_becomes_a_case() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let key = key(&world, "grid_inspection").await;
    let server = world.serve().await;
    let mut bad = report("1", 3);
    bad["发现时间"] = json!("昨天");
    push(&server, &key, &[bad, json!("not an object")]).await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let page = async |path: &str| -> String {
        let response = admin.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.expect("a page")
    };
    for (prefix, why) in [
        ("", "映射认不出时间「昨天」"),
        ("/en", "“昨天” is no time that the mapping knows"),
    ] {
        let list = page(&format!("{prefix}/admin/quarantine")).await;
        assert!(
            list.contains("发现时间") && list.contains(why) && list.contains("grid_inspection"),
            "{list}"
        );
    }
    // Kept in English, too, as it was told to the system.
    let kept: String = sqlx::query_scalar("select reason from private.quarantine order by line limit 1")
        .fetch_one(world.db.pool())
        .await
        .expect("a reason");
    assert_eq!(kept, "`昨天` is no time that the mapping knows");
    assert!(page("/admin").await.contains("/admin/quarantine"));
    let ids = open_ids(&world).await;
    let row = format!("/admin/quarantine/row?code={}", ids[0]);
    let form = page(&row).await;
    assert!(
        form.contains("name=\"c0\"") && form.contains("value=\"昨天\""),
        "{form}"
    );

    // Still wrong: the same page with what was sent, and nothing is taken.
    let cells: sqlx::types::Json<Vec<(String, String)>> =
        sqlx::query_scalar("select cells from private.quarantine order by line limit 1")
            .fetch_one(world.db.pool())
            .await
            .expect("cells");
    let send = async |at: &str| {
        let cell = |(number, (column, cell)): (usize, &(String, String))| {
            let cell = if column == "发现时间" { at } else { cell };
            (format!("c{number}"), cell.to_owned())
        };
        let fields: Vec<(String, String)> = cells.0.iter().enumerate().map(cell).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, cell)| (&**name, &**cell)).collect();
        admin.post(&row, &fields).await
    };
    let refused = send("前天").await;
    assert_eq!(refused.status(), 400);
    let refused = refused.text().await.expect("a page");
    assert!(
        refused.contains("value=\"前天\"")
            && refused.contains("role=\"alert\"")
            && refused.contains("发现时间：映射认不出时间「前天」"),
        "{refused}"
    );
    assert_eq!(count(&world, "select count(*) from core.cases").await, 0);

    let mended = send("2026-03-01 08:40:00").await;
    assert_eq!(mended.status(), 303);
    assert_eq!(mended.headers()["location"], "/admin/quarantine");
    assert_eq!(
        count(
            &world,
            "select count(*) from core.cases where grid_code is not null"
        )
        .await,
        1
    );
    assert_eq!(
        count(
            &world,
            "select count(*) from private.quarantine where state = 'mended' and ended_by is not null"
        )
        .await,
        1
    );
    // What the source then sends itself is the same record.
    assert_eq!(push(&server, &key, &[report("1", 4)]).await["updated"], 1);
    assert_eq!(admin.get(&row).await.status(), 404, "it waits no more");

    let discard = format!("/admin/quarantine/discard?code={}", ids[1]);
    assert!(page(&discard).await.contains("not an object"));
    assert_eq!(open_ids(&world).await.len(), 1, "asking discards nothing");
    assert_eq!(admin.post(&discard, &[]).await.status(), 303);
    assert_eq!(open_ids(&world).await.len(), 0);
    push(&server, &key, &[json!("not an object")]).await;
    assert_eq!(
        open_ids(&world).await.len(),
        0,
        "the same row is not asked about again"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_row_from_before_there_were_keys_is_shown_with_its_words() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let key = key(&world, "grid_inspection").await;
    let server = world.serve().await;
    push(&server, &key, &[json!(1)]).await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    for fault in ["null", "'{\"key\": \"of_a_later_version\"}'"] {
        let sql = format!("update private.quarantine set fault = {fault}, reason = 'is odd'");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(world.db.pool())
            .await
            .expect("as before");
        let list = admin.get("/admin/quarantine").await;
        assert_eq!(list.status(), 200);
        assert!(list.text().await.expect("a page").contains("is odd"), "{fault}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_row_of_another_region_is_none_of_ones_business() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    world.region("other").await;
    let key = key(&world, "grid_inspection").await;
    let server = world.serve().await;
    push(&server, &key, &[json!(1)]).await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let id = &open_ids(&world).await[0];
    for path in ["row", "discard"] {
        let path = format!("/admin/quarantine/{path}?code={id}&region=other");
        assert_eq!(admin.get(&path).await.status(), 403);
        assert_eq!(admin.post(&path, &[]).await.status(), 403);
    }
    server.stop().await;
}
