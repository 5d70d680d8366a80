//! Forms of the workbench, sent as a browser without script sends them.

use domain::case::Role;

use crate::support::{Browser, PASSWORD, World};

/// The value of a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let field = html
        .split("<input")
        .find(|field| field.contains(&format!("name=\"{name}\"")))
        .expect("the field");
    let (_, value) = field.split_once("value=\"").expect("a value");
    value.split('"').next().expect("its end").to_owned()
}

async fn world() -> World {
    let world = World::new().await;
    world.district().await;
    world.person("acceptor", Role::Acceptor, None).await;
    world
}

async fn page(browser: &Browser<'_>, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a page")
}

#[tokio::test]
async fn the_form_of_a_new_case_opens_one_case_however_often_it_is_sent() {
    let world = world().await;
    let server = world.serve().await;
    let acceptor = Browser::sign_in(&server, "acceptor", PASSWORD).await;
    let ticket = hidden(&page(&acceptor, "/desk/new").await, "ticket");
    let mut targets = Vec::new();
    for _ in 0..2 {
        let fields = [
            ("ticket", &*ticket),
            ("category", "debt"),
            ("title", "欠款"),
            ("lng", "121.2"),
            ("lat", "28.6"),
        ];
        let answer = acceptor.post("/desk/new", &fields).await;
        assert_eq!(answer.status(), 303);
        targets.push(answer.headers()["location"].to_str().expect("text").to_owned());
    }
    assert_eq!(targets[0], targets[1]);
    assert_eq!(world.written().await[..2], [1, 1], "one case, one event");
    assert!(page(&acceptor, &targets[0]).await.contains("欠款"));
    server.stop().await;
}

#[tokio::test]
async fn a_new_case_that_cannot_be_taken_comes_back_with_what_was_typed() {
    let world = world().await;
    let server = world.serve().await;
    let acceptor = Browser::sign_in(&server, "acceptor", PASSWORD).await;
    let ticket = hidden(&page(&acceptor, "/desk/new").await, "ticket");
    let before = world.written().await;
    let long = "题".repeat(121);
    let narrative = "字".repeat(4_001);
    for (name, value) in [
        ("category", ""),
        ("category", "nothing"),
        ("title", &*long),
        ("title", "a\0b"),
        ("narrative", &*narrative),
        ("address", "\0"),
        ("township", "nowhere"),
        ("lng", "abc"),
        ("lng", "500"),
        ("lng", "NaN"),
        ("lat", ""),
        ("ticket", "x"),
    ] {
        let mut fields = vec![
            ("ticket", &*ticket),
            ("category", "debt"),
            ("title", "键入的标题"),
            ("narrative", "键入的经过"),
            ("lng", "121.2"),
            ("lat", "28.6"),
        ];
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        for prefix in ["", "/en"] {
            let answer = acceptor.post(&format!("{prefix}/desk/new"), &fields).await;
            assert!(answer.status().is_client_error(), "{name}: {}", answer.status());
            let html = answer.text().await.expect("a page");
            // What has no field that people see is told above the form.
            let told = if name == "ticket" {
                "role=\"alert\""
            } else {
                "class=\"fault\""
            };
            assert!(html.contains(told), "{name} has no fault beside it");
            if name != "title" {
                assert!(html.contains("键入的标题"), "{name}: the title is kept");
            }
            if name != "narrative" {
                assert!(html.contains("键入的经过"), "{name}: the narrative is kept");
            }
            if name != "ticket" {
                assert_eq!(hidden(&html, "ticket"), ticket, "{name}");
            }
        }
    }
    assert_eq!(world.written().await, before);
    server.stop().await;
}

#[tokio::test]
async fn an_action_that_cannot_be_taken_comes_back_with_its_fault_and_its_ticket() {
    let world = world().await;
    world.person("dispatcher", Role::Dispatcher, None).await;
    let server = world.serve().await;
    let acceptor = Browser::sign_in(&server, "acceptor", PASSWORD).await;
    let ticket = hidden(&page(&acceptor, "/desk/new").await, "ticket");
    let opened = acceptor
        .post("/desk/new", &[("ticket", &*ticket), ("category", "debt")])
        .await;
    let case = opened.headers()["location"].to_str().expect("text").to_owned();
    let act = format!("{case}/act");
    let html = page(&acceptor, &case).await;
    let accept = [
        ("ticket", hidden(&html, "ticket")),
        ("version", hidden(&html, "version")),
        ("action", "accept".to_owned()),
    ];
    let accept: Vec<(&str, &str)> = accept.iter().map(|(name, value)| (*name, &**value)).collect();
    for _ in 0..2 {
        let answer = acceptor.post(&act, &accept).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], *case);
    }
    let before = world.written().await;
    assert_eq!(before[..2], [1, 2], "accepted once");

    let dispatcher = Browser::sign_in(&server, "dispatcher", PASSWORD).await;
    let html = page(&dispatcher, &case).await;
    let (ticket, version) = (hidden(&html, "ticket"), hidden(&html, "version"));
    let long = "字".repeat(4_001);
    for (name, value) in [
        ("department", ""),
        ("department", "nowhere"),
        ("department", "po\0lice"),
        ("co_departments", "nowhere"),
        ("co_departments", "police"),
        ("note", &*long),
        ("note", "a\0b"),
        ("reason", "because"),
        ("until", "tomorrow"),
        ("satisfaction", "300"),
        ("solved", "maybe"),
        ("version", "99999999999"),
        ("version", "1"),
        ("version", ""),
    ] {
        let mut fields = vec![
            ("ticket", &*ticket),
            ("version", &*version),
            ("action", "dispatch"),
            ("department", "police"),
            ("note", "键入的意见"),
        ];
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        let answer = dispatcher.post(&act, &fields).await;
        assert!(answer.status().is_client_error(), "{name}: {}", answer.status());
        let html = answer.text().await.expect("a page");
        assert!(
            html.contains("role=\"alert\""),
            "{name}={value:.20}: no fault is shown"
        );
        if (name, value) == ("version", "1") {
            assert!(html.contains("受理"), "what others did meanwhile is told");
            assert!(html.contains("改动过（"), "{html}");
        }
        assert!(
            name == "note" || html.contains("键入的意见"),
            "{name}: the note is kept"
        );
        assert!(html.contains(&ticket), "{name}: the ticket is kept");
    }
    for (name, value) in [("action", ""), ("action", "explode"), ("ticket", "x")] {
        let mut fields = vec![
            ("ticket", &*ticket),
            ("version", &*version),
            ("action", "dispatch"),
        ];
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        let answer = dispatcher.post(&act, &fields).await;
        assert!(answer.status().is_client_error(), "{name}: {}", answer.status());
    }
    assert_eq!(world.written().await, before);
    let fields = [
        ("ticket", &*ticket),
        ("version", &*version),
        ("action", "dispatch"),
        ("department", "police"),
    ];
    assert_eq!(dispatcher.post(&act, &fields).await.status(), 303);
    server.stop().await;
}
