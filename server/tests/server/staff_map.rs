//! The map of staff: every case where it really lies, and nothing of it in public.

use domain::case::Role;
use domain::publication::Tier;
use serde_json::Value;

use crate::support::{Browser, PASSWORD, Running, World, ago, record};

async fn found(browser: &Browser<'_>, query: &str) -> Value {
    let answer = browser.get(&format!("/api/v1/staff/map?{query}")).await;
    assert_eq!(answer.status(), 200, "{query}");
    serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON")
}

fn places(found: &Value) -> Vec<(i64, i64)> {
    let points = found["points"].as_array().expect("points");
    let micro = |degrees: &Value| (degrees.as_f64().expect("a number") * 1e6).round() as i64;
    let mut places: Vec<(i64, i64)> = points
        .iter()
        .map(|point| (micro(&point["lng"]), micro(&point["lat"])))
        .collect();
    places.sort_unstable();
    places
}

/// Cases of a kind that is nowhere in public, of one whose places are blurred, and of one that is shown as it is.
async fn world() -> (World, Running) {
    let world = World::new().await;
    world
        .take(vec![
            record("hidden")
                .category("violence")
                .at(121.261_234, 28.651_234)
                .build(),
            record("blurred")
                .category("noise")
                .at(121.262_345, 28.652_345)
                .received(ago(3))
                .build(),
            record("shown")
                .at(121.263_456, 28.653_456)
                .received(ago(400))
                .build(),
        ])
        .await;
    for (kind, tier) in [("violence", Tier::Absent), ("noise", Tier::Snapped)] {
        sqlx::query("update core.categories set tier = $1 where category_code = $2")
            .bind(tier.code())
            .bind(kind)
            .execute(world.db.pool())
            .await
            .expect("a tier");
    }
    publish_again(&world).await;
    world.person("anna", Role::Supervisor, None).await;
    world.person("zhou", Role::Admin, None).await;
    let server = world.serve().await;
    (world, server)
}

async fn publish_again(world: &World) {
    sqlx::query("insert into core.outbox (region_code, case_id) select region_code, case_id from core.cases")
        .execute(world.db.pool())
        .await
        .expect("on the outbox");
    store::publication::publish_all(&world.db, chrono::Utc::now())
        .await
        .expect("published");
}

const EVERY: [(i64, i64); 3] = [
    (121_261_234, 28_651_234),
    (121_262_345, 28_652_345),
    (121_263_456, 28_653_456),
];

#[tokio::test]
async fn every_case_lies_where_it_is_for_staff_and_nowhere_in_public() {
    let (_world, server) = world().await;
    let anna = Browser::sign_in(&server, "anna", PASSWORD).await;
    let all = found(&anna, "zoom=12").await;
    assert_eq!((all["total"].as_u64(), places(&all)), (Some(3), EVERY.to_vec()));
    assert_eq!(all["cells"], Value::Array(Vec::new()));

    // The same question outside: what may be known of one, and of the others nothing.
    let public = server.json("/api/v1/points").await;
    let public = public.to_string();
    assert!(public.contains("121.263456"), "{public}");
    for private in ["121.261234", "121.262345", "28.651234", "28.652345"] {
        assert!(!public.contains(private), "{private} in {public}");
    }
    server.stop().await;
}

#[tokio::test]
async fn it_is_narrowed_by_every_filter_also_by_kinds_the_public_does_not_hear_of() {
    let (_world, server) = world().await;
    let anna = Browser::sign_in(&server, "anna", PASSWORD).await;
    for (query, wanted) in [
        ("category=violence", &EVERY[..1]),
        ("category=violence,noise", &EVERY[..2]),
        ("bbox=121.263,28.653,121.264,28.654", &EVERY[2..]),
        ("state=closed", &[]),
    ] {
        assert_eq!(places(&found(&anna, query).await), wanted, "{query}");
    }
    let from = ago(5).format("%Y-%m-%d").to_string();
    assert_eq!(
        places(&found(&anna, &format!("from={from}")).await),
        EVERY[1..2].to_vec()
    );
    // Outside, that kind is not even known.
    server.problem(400, "/api/v1/points?category=violence").await;
    for (query, field) in [
        ("category=nothing", "category"),
        ("zoom=99", "zoom"),
        ("bbox=1,2,NaN,4", "bbox"),
        ("colour=red", "colour"),
    ] {
        let answer = anna.get(&format!("/api/v1/staff/map?{query}")).await;
        assert_eq!(answer.status(), 400, "{query}");
        let refused: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
        assert_eq!(refused["field"], field, "{query}");
    }
    server.stop().await;
}

#[tokio::test]
async fn many_cases_are_counted_by_cell() {
    let (world, server) = world().await;
    let anna = Browser::sign_in(&server, "anna", PASSWORD).await;
    let many = (0..600)
        .map(|number| {
            let away = f64::from(number) * 1e-5;
            record(&format!("m{number}")).at(121.3 + away, 28.7).build()
        })
        .collect();
    world.take(many).await;
    let all = found(&anna, "zoom=12").await;
    assert_eq!(all["points"], Value::Array(Vec::new()));
    let cells = all["cells"].as_array().expect("cells");
    let counted: u64 = cells.iter().filter_map(|cell| cell["count"].as_u64()).sum();
    assert_eq!((counted, all["total"].as_u64()), (603, Some(603)));
    server.stop().await;
}

#[tokio::test]
async fn what_happens_to_a_case_is_on_it_with_the_next_question() {
    let (world, server) = world().await;
    let anna = Browser::sign_in(&server, "anna", PASSWORD).await;
    let before = found(&anna, "state=closed").await;
    assert_eq!(before["total"], 0);
    sqlx::query("update core.cases set state = 'closed', closed_at = now() where category_code = 'violence'")
        .execute(world.db.pool())
        .await
        .expect("closed");
    publish_again(&world).await;
    // And one that is new.
    world
        .take(vec![record("new").category("violence").at(121.27, 28.66).build()])
        .await;
    let closed = found(&anna, "state=closed").await;
    assert_eq!(places(&closed), [EVERY[0]]);
    assert_eq!(found(&anna, "zoom=12").await["total"], 4);
    assert!(closed["version"].as_u64() > before["version"].as_u64());
    server.stop().await;
}

#[tokio::test]
async fn only_who_may_read_every_case_sees_them_the_others_see_the_layers() {
    let (_world, server) = world().await;
    let anna = Browser::sign_in(&server, "anna", PASSWORD).await;
    let page = anna.get("/desk/map?category=violence").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.expect("a body");
    assert!(
        page.contains("类别violence") && page.contains("data-ask"),
        "{page}"
    );
    assert_eq!(
        page.matches("class=\"queue-link\"").count(),
        1,
        "one case is listed"
    );

    let zhou = Browser::sign_in(&server, "zhou", PASSWORD).await;
    let page = zhou.get("/desk/map").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.expect("a body");
    assert!(
        !page.contains("类别violence") && !page.contains("data-ask"),
        "{page}"
    );
    assert_eq!(zhou.get("/api/v1/staff/map").await.status(), 403);
    assert_eq!(server.get("/api/v1/staff/map").await.status(), 401);
    server.stop().await;
}
