//! Supervision over HTTP: who may look, where numbers lead, one tap that demands once, views that are kept.

use domain::case::Role;

use crate::support::{Browser, PASSWORD, Running, World, ago, ahead, record};

/// The value of the first hidden or other input of this name.
fn input(html: &str, name: &str) -> String {
    let field = html
        .split("<input")
        .find(|field| field.contains(&format!("name=\"{name}\"")))
        .expect("the field");
    let (_, value) = field.split_once("value=\"").expect("a value");
    value.split('"').next().expect("its end").to_owned()
}

/// Three overdue cases of `urban`, one of `police` that is due tomorrow, and one closed on time.
async fn world() -> World {
    let world = World::new().await;
    world.district().await;
    let mut records: Vec<_> = ["A", "B", "C"]
        .map(|id| {
            record(id)
                .department("urban")
                .category("debt")
                .due(ago(1))
                .build()
        })
        .into();
    let running = record("D").department("police").category("debt");
    records.push(running.due(ahead(1)).build());
    let closed = record("E").department("police").category("debt").due(ago(2));
    records.push(closed.closed(ago(5)).build());
    world.take(records).await;
    world.person("supervisor", Role::Supervisor, None).await;
    world
}

async fn page(browser: &Browser<'_>, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a page")
}

async fn supervisor(server: &Running) -> Browser<'_> {
    Browser::sign_in(server, "supervisor", PASSWORD).await
}

const OVERDUE: &str = "/supervise/cases?kind=overdue&department=urban";

#[tokio::test]
async fn a_supervisor_sees_both_clocks_by_unit_and_every_number_leads_to_its_cases() {
    let world = world().await;
    let server = world.serve().await;
    let supervisor = supervisor(&server).await;
    for prefix in ["", "/en"] {
        let html = page(&supervisor, &format!("{prefix}/supervise"))
            .await
            .replace("&amp;", "&");
        for part in [
            "单位urban",
            "单位police",
            "id=\"funnel\"",
            "id=\"charts\"",
            "id=\"flags\"",
            "id=\"flow\"",
        ] {
            assert!(html.contains(part), "{prefix}: {part}");
        }
        let link = format!("{prefix}/supervise/cases?kind=overdue&department=urban&");
        let (_, rest) = html.split_once(&link).expect("the way to the cases");
        let shown = rest.split_once('>').expect("a number").1;
        assert!(shown.starts_with('3'), "{shown:.40}");
    }
    let list = page(&supervisor, OVERDUE).await;
    assert_eq!(list.matches("class=\"demand\"").count(), 3);
    let late = page(&supervisor, "/en/supervise/cases?kind=late").await;
    assert_eq!(
        late.matches("queue-link").count(),
        3,
        "what is closed on time is not late"
    );
    let received = page(&supervisor, "/en/supervise/cases?kind=received&department=police").await;
    assert_eq!(received.matches("queue-link").count(), 2);
    assert!(page(&supervisor, "/desk").await.contains("href=\"/supervise\""));
    server.stop().await;
}

#[tokio::test]
async fn one_tap_demands_an_answer_once_however_often_it_is_sent() {
    let world = world().await;
    let server = world.serve().await;
    let supervisor = supervisor(&server).await;
    let html = page(&supervisor, OVERDUE).await;
    let fields: Vec<(&str, String)> = ["code", "ticket", "version", "until"]
        .map(|name| (name, input(&html, name)))
        .into();
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.push(("note", "请说明"));
    let before = world.written().await;
    let act = OVERDUE.replace("/cases", "/cases/act");
    for _ in 0..2 {
        let answer = supervisor.post(&act, &fields).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], OVERDUE);
    }
    let after = world.written().await;
    assert_eq!(after[1], before[1] + 1, "one event");

    let list = page(&supervisor, OVERDUE).await;
    assert_eq!(
        list.matches("class=\"demand\"").count(),
        2,
        "it waits for its answer"
    );
    assert!(list.contains("督办中"));
    let file = page(&supervisor, &format!("/desk/cases/{}", fields[0].1)).await;
    assert!(file.contains("请说明"));
    let waiting = page(&supervisor, "/supervise/cases?kind=supervised").await;
    assert!(waiting.contains(fields[0].1));
    server.stop().await;
}

#[tokio::test]
async fn a_demand_that_cannot_be_made_says_why_and_changes_nothing() {
    let world = world().await;
    world.person("analyst", Role::Analyst, None).await;
    let server = world.serve().await;
    let supervisor = supervisor(&server).await;
    let html = page(&supervisor, OVERDUE).await;
    let (code, ticket, version) = (
        input(&html, "code"),
        input(&html, "ticket"),
        input(&html, "version"),
    );
    let until = input(&html, "until");
    let act = OVERDUE.replace("/cases", "/cases/act");
    let before = world.written().await;
    for (name, value) in [
        ("until", ""),
        ("until", "tomorrow"),
        ("until", "2020-01-01T08:00"),
        ("version", "99"),
        ("ticket", "x"),
        ("code", "0000-0000-0"),
    ] {
        let mut fields = vec![
            ("code", code.as_str()),
            ("ticket", &*ticket),
            ("version", &*version),
            ("until", &*until),
        ];
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        let answer = supervisor.post(&act, &fields).await;
        assert!(
            answer.status().is_client_error(),
            "{name}={value}: {}",
            answer.status()
        );
        let html = answer.text().await.expect("a page");
        assert!(
            html.contains("role=\"alert\""),
            "{name}={value}: no fault is shown"
        );
    }
    let analyst = Browser::sign_in(&server, "analyst", PASSWORD).await;
    let fields = [
        ("code", code.as_str()),
        ("ticket", &*ticket),
        ("version", &*version),
        ("until", &*until),
    ];
    let answer = analyst.post(&act, &fields).await;
    assert!(answer.status().is_client_error(), "they may not open the case");
    assert_eq!(world.written().await, before);
    server.stop().await;
}

#[tokio::test]
async fn handlers_are_refused_and_who_may_not_open_every_case_sees_numbers_alone() {
    let world = world().await;
    world.person("handler", Role::Handler, Some("urban")).await;
    world.person("analyst", Role::Analyst, None).await;
    let server = world.serve().await;
    let handler = Browser::sign_in(&server, "handler", PASSWORD).await;
    for path in ["/supervise", "/supervise.csv", OVERDUE] {
        assert_eq!(handler.get(path).await.status(), 403, "{path}");
    }
    assert!(!page(&handler, "/desk").await.contains("href=\"/supervise\""));

    let analyst = Browser::sign_in(&server, "analyst", PASSWORD).await;
    let html = page(&analyst, "/supervise").await;
    assert!(
        html.contains("单位urban") && !html.contains("/supervise/cases?"),
        "{html}"
    );
    assert_eq!(analyst.get(OVERDUE).await.status(), 403);
    server.stop().await;
}

#[tokio::test]
async fn a_question_that_cannot_be_asked_names_its_field() {
    let world = world().await;
    let server = world.serve().await;
    let supervisor = supervisor(&server).await;
    for (query, field) in [
        ("from=yesterday", "from"),
        ("from=2026-02-30", "from"),
        ("from=2020-01-01&to=2026-01-01", "from"),
        ("compare_to=soon", "compare_to"),
        ("hours=1000", "hours"),
        ("department=nowhere", "department"),
        ("colour=red", "query"),
    ] {
        for path in ["/en/supervise", "/supervise"] {
            let answer = supervisor.get(&format!("{path}?{query}")).await;
            assert_eq!(answer.status(), 400, "{path}?{query}");
            let html = answer.text().await.expect("a page");
            assert!(html.contains(field), "{path}?{query}");
        }
        let answer = supervisor.get(&format!("/supervise.csv?{query}")).await;
        let problem = crate::support::problem(400, answer).await;
        assert!(problem.to_string().contains(field), "{problem}");
    }
    assert_eq!(
        supervisor.get("/supervise/cases").await.status(),
        400,
        "a list is about something"
    );
    assert_eq!(supervisor.get("/supervise/cases?kind=all").await.status(), 400);
    server.stop().await;
}

#[tokio::test]
async fn a_view_is_kept_under_its_name_until_it_is_removed() {
    let world = world().await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let supervisor = supervisor(&server).await;
    let add = "/supervise/views/add?department=urban";
    for (name, query) in [
        ("", "department=urban"),
        ("a name far too long to be the name of a view", "department=urban"),
        ("城管", "colour=red"),
    ] {
        let answer = supervisor.post(add, &[("name", name), ("query", query)]).await;
        assert_eq!(answer.status(), 400, "{name} {query}");
        let html = answer.text().await.expect("a page");
        assert!(
            html.contains("class=\"fault\"") || html.contains("role=\"alert\""),
            "{name} {query}"
        );
    }
    let answer = supervisor
        .post(
            add,
            &[
                ("name", "城管逾期"),
                ("query", "region=demo-1&department=urban&from="),
            ],
        )
        .await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/supervise?department=urban");
    let html = page(&supervisor, "/supervise").await;
    assert!(html.contains("城管逾期") && html.contains("href=\"/supervise?department=urban\""));
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    assert!(
        !page(&admin, "/supervise").await.contains("城管逾期"),
        "it is nobody else's"
    );
    let theirs = admin
        .post("/supervise/views/remove", &[("name", "城管逾期")])
        .await;
    assert_eq!(theirs.status(), 404);

    let remove = "/supervise/views/remove";
    assert_eq!(
        supervisor.post(remove, &[("name", "城管逾期")]).await.status(),
        303
    );
    assert!(!page(&supervisor, "/supervise").await.contains("城管逾期"));
    assert_eq!(
        supervisor.post(remove, &[("name", "城管逾期")]).await.status(),
        404
    );
    server.stop().await;
}

#[tokio::test]
async fn the_figures_of_the_units_are_a_file() {
    let world = world().await;
    let server = world.serve().await;
    let supervisor = supervisor(&server).await;
    let answer = supervisor.get("/supervise.csv").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let text = answer.text().await.expect("a file");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = reader
        .headers()
        .expect("heads")
        .iter()
        .map(str::to_owned)
        .collect();
    let column = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let lines: Vec<csv::StringRecord> = reader.records().map(|line| line.expect("a line")).collect();
    let shown: Vec<[&str; 5]> = lines
        .iter()
        .map(|line| {
            ["department_code", "open", "overdue", "received", "closed_on_time"]
                .map(|name| &line[column(name)])
        })
        .collect();
    assert_eq!(
        shown,
        [["urban", "3", "3", "3", "0"], ["police", "1", "0", "2", "1"]]
    );
    server.stop().await;
}
