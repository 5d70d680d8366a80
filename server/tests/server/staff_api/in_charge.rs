//! Figures by who is in charge: for staff, of one unit at a time.

use domain::case::Role;
use serde_json::json;

use super::office::{ACCEPTOR, DISPATCHER, Office, POLICE, STATION, SUPERVISOR};
use crate::support::{Browser, PASSWORD};

async fn page(browser: &Browser<'_>, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a page").replace("&amp;", "&")
}

#[tokio::test]
async fn who_signed_is_in_charge_and_their_numbers_lead_to_their_cases() {
    let mut office = Office::new(&[STATION, ACCEPTOR, DISPATCHER, POLICE, SUPERVISOR]).await;
    office.world.person("second", Role::Handler, Some(POLICE)).await;
    let token = office.world.token("second").await;
    office.tokens.insert("second", token);
    let (first, second, _waits) = (
        office.dispatched().await,
        office.dispatched().await,
        office.dispatched().await,
    );
    office.act(POLICE, &first, json!({"action": "sign"})).await;
    office.act("second", &second, json!({"action": "sign"})).await;

    let supervisor = Browser::sign_in(&office.server, SUPERVISOR, PASSWORD).await;
    let all = page(&supervisor, "/supervise").await;
    assert!(
        !all.contains("id=\"people\""),
        "people are told of one unit at a time"
    );
    let html = page(&supervisor, "/supervise?department=police").await;
    let (_, people) = html.split_once("id=\"people\"").expect("the people");
    let people = people.split("</section>").next().expect("its end");
    for name in ["姓名police", "姓名second", "尚未签收"] {
        assert!(people.contains(name), "{name}");
    }
    let (_, rest) = people.split_once("姓名second").expect("a line");
    let (_, rest) = rest.split_once("href=\"").expect("a link");
    let (address, rest) = rest.split_once('"').expect("its end");
    assert!(rest.starts_with(">1<"), "{rest:.20}");
    let list = page(&supervisor, address).await;
    assert_eq!(list.matches("queue-link").count(), 1);
    assert!(list.contains(&second) && !list.contains(&first), "{address}");
    let nobody = page(
        &supervisor,
        "/supervise/cases?kind=received&department=police&person=unassigned",
    )
    .await;
    assert_eq!(nobody.matches("queue-link").count(), 1);
    office.server.stop().await;
}
