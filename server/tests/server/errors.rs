use std::time::Duration;

use reqwest::Method;

use crate::support::{World, problem};

#[tokio::test]
async fn an_unknown_parameter_is_refused_by_name_everywhere() {
    let world = World::new().await;
    let server = world.serve().await;
    for (path, _) in server::addresses() {
        // Staff and systems are asked who they are first; see staff_api and push.
        let asked_who = ["/api/v1/staff/", "/api/v1/intake/"];
        let open = path.starts_with("/api/v1/") && !asked_who.iter().any(|side| path.starts_with(side));
        if !open && path != "/live" {
            continue;
        }
        let path = path.replace("{code}", "AAAA-AAAA-A");
        let refused = server.problem(400, &format!("{path}?colour=red")).await;
        assert_eq!(refused["field"], "colour", "{path}");
        assert_eq!(refused["type"], "urn:lianqin:problem:invalid-parameter");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_bad_value_is_refused_with_the_name_of_its_parameter() {
    let world = World::new().await;
    let server = world.serve().await;
    for (path, field) in [
        ("/api/v1/board?region=nowhere", "region"),
        ("/api/v1/board?region=NOT%20A%20CODE", "region"),
        ("/api/v1/board?from=yesterday", "from"),
        ("/api/v1/board?from=2026-02-30", "from"),
        ("/api/v1/board?from=2026-02-01&to=2026-01-01", "to"),
        ("/api/v1/board?from=2026-01-01&from=2026-01-02", "from"),
        ("/api/v1/board?group=colour", "group"),
        ("/api/v1/board?peers=nobody", "peers"),
        ("/api/v1/board?weights=on_time:50", "weights"),
        ("/api/v1/board?weights=on_time:101", "weights"),
        ("/api/v1/board?weights=colour:100", "weights"),
        ("/api/v1/board?from=2190-01-01", "from"),
        ("/api/v1/board?as_of=2190-01-01", "as_of"),
        ("/api/v1/board?from=2020-01-01&as_of=2019-12-01", "as_of"),
        ("/api/v1/board?lang=fr", "lang"),
        ("/api/v1/cells?bbox=1,2,3", "bbox"),
        ("/api/v1/cells?bbox=1,2,3,north", "bbox"),
        ("/api/v1/cells?bbox=121,29,120,28", "bbox"),
        ("/api/v1/cells?zoom=-1", "zoom"),
        ("/api/v1/cells?zoom=99", "zoom"),
        ("/api/v1/cells?state=burning", "state"),
        ("/api/v1/cells?source=pigeon", "source"),
        ("/api/v1/cells?category=nothing", "category"),
        ("/api/v1/points?limit=0", "limit"),
        ("/api/v1/areas?level=street", "level"),
        ("/api/v1/cases?limit=201", "limit"),
        ("/api/v1/cases?limit=many", "limit"),
        ("/api/v1/cases?cursor=xyz", "cursor"),
        ("/api/v1/cases.csv?cursor=1", "cursor"),
        ("/api/v1/cases.csv?limit=10", "limit"),
        ("/live?region=nowhere", "region"),
    ] {
        let refused = server.problem(400, path).await;
        assert_eq!(refused["field"], field, "{path}: {refused}");
        assert!(
            refused["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{path}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_allowed_are_problems_too() {
    let world = World::new().await;
    let server = world.serve().await;
    server.problem(404, "/api/v1/nothing").await;
    server.problem(404, "/pkg/nothing.css").await;

    let wrong = server
        .request(Method::DELETE, "/api/v1/board")
        .send()
        .await
        .expect("an answer");
    assert_eq!(wrong.headers()["allow"], "GET,HEAD");
    problem(405, wrong).await;

    let large = server
        .request(Method::POST, "/api/public/board/get")
        .body(vec![b' '; 70_000]);
    problem(413, large.send().await.expect("an answer")).await;

    server
        .problem(414, &format!("/api/v1/cases?q={}", "x".repeat(9_000)))
        .await;
    server.stop().await;
}

#[tokio::test]
async fn a_problem_names_its_request() {
    let world = World::new().await;
    let server = world.serve().await;
    let response = server.get("/api/v1/board?colour=red").await;
    let id = response.headers()["x-request-id"]
        .to_str()
        .expect("text")
        .to_owned();
    let refused = problem(400, response).await;
    assert_eq!(refused["instance"], format!("urn:lianqin:request:{id}"));
    server.stop().await;
}

#[tokio::test]
async fn without_the_database_answers_from_the_picture_go_on_and_the_rest_is_unavailable() {
    let world = World::new().await;
    let server = world.serve().await;
    let name = world
        .url
        .split(['/', '?'])
        .find(|part| part.starts_with("server_"))
        .expect("its name");
    let admin = std::env::var("DATABASE_URL").expect("DATABASE_URL");
    let admin = store::Db::connect(&admin, 1).await.expect("the cluster");
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "alter database {name} allow_connections false"
    )))
    .execute(admin.pool())
    .await
    .expect("closed to newcomers");
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
        .bind(name)
        .execute(admin.pool())
        .await
        .expect("all sent away");

    assert_eq!(server.get("/api/v1/board").await.status(), 200);
    assert_eq!(server.get("/healthz").await.status(), 200);
    let refused = server.problem(503, "/readyz").await;
    assert!(
        !refused.to_string().contains("server_"),
        "no inner message: {refused}"
    );
    assert_eq!(server.get("/readyz").await.headers()["retry-after"], "2");
}

#[tokio::test]
async fn a_query_that_the_database_gives_up_may_be_asked_again_and_is_no_fault_of_ours() {
    let world = World::new().await;
    let server = world.serve().await;
    let mut holder = world.db.pool().acquire().await.expect("a connection");
    sqlx::raw_sql("begin; lock table published.cases in access exclusive mode")
        .execute(&mut *holder)
        .await
        .expect("held");
    // As the time limit of a statement does, which nobody wants to wait for here.
    let give_up = "select count(*) filter (where pg_cancel_backend(pid)) from pg_stat_activity
                   where datname = current_database() and application_name = 'lianqin public'
                     and wait_event_type = 'Lock'";
    for path in ["/api/v1/cases", "/cases", "/en/cases"] {
        let giving_up = async {
            loop {
                let given_up: i64 = sqlx::query_scalar(give_up)
                    .fetch_one(world.db.pool())
                    .await
                    .expect("an answer");
                if given_up > 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let (answer, ()) = tokio::join!(server.get(path), giving_up);
        assert_eq!(answer.status(), 503, "{path}");
        assert_eq!(answer.headers()["retry-after"], "2", "{path}");
        let told = answer.text().await.expect("a body");
        assert!(!told.contains("cancel"), "no inner message: {told}");
    }
    sqlx::raw_sql("rollback")
        .execute(&mut *holder)
        .await
        .expect("let go");
    assert_eq!(server.get("/api/v1/cases").await.status(), 200);
    assert_eq!(server.get("/cases").await.status(), 200);
    server.stop().await;
}
