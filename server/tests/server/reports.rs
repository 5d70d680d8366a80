//! `/report`: what a resident sends in two steps, and what they are told.

use reqwest::{Method, Response, StatusCode, header, multipart};
use uuid::Uuid;

use crate::support::{Running, World, ago, record};

/// A region with an open case of noise at a known place, and a server.
pub(crate) async fn scene() -> (World, Running) {
    let world = World::new().await;
    let known = record("1").category("noise").at(121.1, 28.6).received(ago(2));
    world.take(vec![known.build()]).await;
    let server = world.serve().await;
    server
        .eventually("/api/v1/cases", |page| {
            page["items"].as_array().is_some_and(|it| it.len() == 1)
        })
        .await;
    (world, server)
}

/// The page of an address, and its status.
async fn page(server: &Running, path: &str) -> (StatusCode, String) {
    let response = server.get(path).await;
    let kind = &response.headers()[header::CONTENT_TYPE];
    assert_eq!(kind, "text/html; charset=utf-8", "{path}");
    (response.status(), response.text().await.expect("a page"))
}

async fn look(server: &Running, fields: &[(&str, &str)]) -> Response {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    server
        .request(Method::POST, "/en/report")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("an answer")
}

pub(crate) async fn send(server: &Running, fields: &[(&str, &str)], file: Option<&[u8]>) -> Response {
    send_to(server, "/en/report/files", fields, file).await
}

async fn send_to(server: &Running, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Response {
    let mut form = multipart::Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let file = multipart::Part::bytes(file.unwrap_or_default().to_vec()).file_name("a.png");
    server
        .request(Method::POST, path)
        .multipart(form.part("file", file))
        .send()
        .await
        .expect("an answer")
}

pub(crate) fn said(ticket: &str) -> Vec<(&'static str, String)> {
    [
        ("ticket", ticket),
        ("category", "noise"),
        ("narrative", "机器太吵，王五家"),
        ("lng", "121.1003"),
        ("lat", "28.6"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

pub(crate) fn pairs<'a>(said: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    said.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

async fn count(world: &World) -> i64 {
    sqlx::query_scalar("select count(*) from core.cases where source_code = 'public'")
        .fetch_one(world.db.pool())
        .await
        .expect("a count")
}

pub(crate) fn place_of(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION]
        .to_str()
        .expect("text")
        .to_owned()
}

#[tokio::test]
async fn the_second_step_shows_what_is_open_near_by_and_takes_nothing_yet() {
    let (world, server) = scene().await;
    let ticket = Uuid::new_v4().to_string();
    let page = look(&server, &pairs(&said(&ticket))).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-store");
    let page = page.text().await.expect("a page");
    assert!(page.contains("Is it one of these?"), "{page}");
    assert!(page.contains("about 29 m away"), "{page}");
    assert!(
        page.contains(&ticket) && page.contains("机器太吵，王五家"),
        "what was said is kept"
    );
    assert_eq!(count(&world).await, 0);

    let mut far = said(&ticket);
    far.retain(|(name, _)| *name != "lng");
    far.push(("lng", "121.2".to_owned()));
    let page = look(&server, &pairs(&far)).await.text().await.expect("a page");
    assert!(page.contains("Nothing like it is open near by."));
}

#[tokio::test]
async fn a_report_leads_to_a_receipt_with_code_and_qr_and_to_its_public_page() {
    let (world, server) = scene().await;
    let ticket = Uuid::new_v4().to_string();
    let mut fields = said(&ticket);
    fields.push(("contact_name", "李女士".to_owned()));
    fields.push(("contact", "13800138000".to_owned()));
    let at = place_of(&send(&server, &pairs(&fields), None).await);
    assert_eq!(at, format!("/en/report/{ticket}"));
    let again = place_of(&send(&server, &pairs(&fields), None).await);
    assert_eq!((again, count(&world).await), (at.clone(), 1));

    let (code, token): (String, String) =
        sqlx::query_as("select public_code, public_token from core.cases where source_code = 'public'")
            .fetch_one(world.db.pool())
            .await
            .expect("a case");
    let shown = domain::case::code::CaseCode::parse(&code)
        .expect("a code")
        .to_string();
    let receipt = server.get(&at).await;
    assert_eq!(receipt.status(), StatusCode::OK);
    assert_eq!(receipt.headers()[header::CACHE_CONTROL], "no-store");
    let receipt = receipt.text().await.expect("a page");
    let link = format!("/en/c/{}.{token}", world.region.code);
    for part in [shown.as_str(), link.as_str(), "receipt-qr", "noindex"] {
        assert!(receipt.contains(part), "{part} in {receipt}");
    }
    server
        .eventually("/api/v1/cases?source=public", |page| {
            page["items"].as_array().is_some_and(|items| items.len() == 1)
        })
        .await;
    let file = server.json(&format!("/api/v1/cases/{shown}")).await;
    assert_eq!(file["source"], "public");
    for secret in ["13800138000", "李女士", "王五"] {
        assert!(!file.to_string().contains(secret), "{secret}");
        assert!(!receipt.contains(secret), "{secret}");
    }
    let page = server.get(&link).await.text().await.expect("a page");
    assert!(page.contains(&shown));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_lost() {
    let (world, server) = scene().await;
    let ticket = Uuid::new_v4().to_string();
    for (field, value, words) in [
        ("category", "", "Choose what it is about."),
        ("category", "nothing", "Choose what it is about."),
        ("lat", "", "Say where it is"),
        ("lat", "900", "Say where it is"),
        ("township", "331003999", "Choose a township from the list."),
    ] {
        let mut fields = said(&ticket);
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value.to_owned()));
        let page = look(&server, &pairs(&fields)).await;
        assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{field} {value}");
        let page = page.text().await.expect("a page");
        assert!(page.contains(words), "{field} {value}: {page}");
        assert!(page.contains("机器太吵，王五家") && page.contains(&ticket));
    }
    let mut fields = said(&ticket);
    fields.push(("contact", "call me".to_owned()));
    let page = send(&server, &pairs(&fields), None).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    let page = page.text().await.expect("a page");
    assert!(page.contains("A telephone number or a mail address"), "{page}");
    assert!(page.contains("call me") && page.contains("机器太吵，王五家"));
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn what_somebody_wrote_stays_inside_its_field() {
    let (_world, server) = scene().await;
    let written = "</textarea><form id=\"theirs\">&lt;";
    let mut fields = said(&Uuid::new_v4().to_string());
    fields.retain(|(name, _)| *name != "narrative" && *name != "lat");
    fields.push(("narrative", written.to_owned()));
    let page = look(&server, &pairs(&fields)).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    let page = page.text().await.expect("a page");
    assert!(!page.contains("<form id=\"theirs\">"), "{page}");
    assert!(
        page.contains("&lt;/textarea>&lt;form id=\"theirs\">&amp;lt;"),
        "{page}"
    );
}

#[tokio::test]
async fn a_photo_that_cannot_be_taken_does_not_take_the_report_with_it() {
    let (world, server) = scene().await;
    let ticket = Uuid::new_v4().to_string();
    let page = send(&server, &pairs(&said(&ticket)), Some(b"no picture")).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    let page = page.text().await.expect("a page");
    assert!(page.contains("We have your report, but not the photo"), "{page}");
    assert_eq!(count(&world).await, 1);

    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4)
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("encoded");
    let file = multipart::Part::bytes(png.into_inner()).file_name("a.png");
    let added = server
        .request(Method::POST, &format!("/en/report/{ticket}/files"))
        .multipart(multipart::Form::new().part("file", file))
        .send()
        .await
        .expect("an answer");
    let receipt = server.get(&place_of(&added)).await.text().await.expect("a page");
    assert!(receipt.contains("1 photo(s) added."), "{receipt}");
}

#[tokio::test]
async fn an_unknown_ticket_is_no_receipt() {
    let (_world, server) = scene().await;
    let none = server.get(&format!("/en/report/{}", Uuid::new_v4())).await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        server.get("/en/report/nothing").await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_region_that_there_is_not_is_named_with_those_that_there_are_and_takes_no_report() {
    let (world, server) = scene().await;
    let ticket = Uuid::new_v4().to_string();
    for path in [
        "/en/report?region=777777".to_owned(),
        format!("/en/report/{ticket}?region=777777"),
    ] {
        let (status, page) = page(&server, &path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        for part in ["There is no region with the code “777777”", "示范区"] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
    let (status, _) = page(&server, "/report?region=NOT%20A%20CODE").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let to = "/en/report/files?region=777777";
    let sent = send_to(&server, to, &pairs(&said(&ticket)), None).await;
    assert_eq!(sent.status(), StatusCode::BAD_REQUEST);
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn where_the_home_region_is_not_made_yet_a_report_goes_to_the_first_that_is() {
    let mut world = World::new().await;
    let known = record("1").category("noise").at(121.1, 28.6).received(ago(2));
    world.take(vec![known.build()]).await;
    world.region.code = domain::RegionCode::parse("777777").expect("a code");
    let server = world.serve().await;
    let (status, form) = page(&server, "/en/report").await;
    assert_eq!(status, StatusCode::OK);
    for part in ["action=\"/en/report?region=demo-1\"", "value=\"noise\""] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let ticket = Uuid::new_v4().to_string();
    let second = look(&server, &pairs(&said(&ticket))).await;
    let second = second.text().await.expect("a page");
    assert!(
        second.contains("action=\"/en/report/files?region=demo-1\""),
        "{second}"
    );
    let at = place_of(&send(&server, &pairs(&said(&ticket)), None).await);
    assert_eq!(at, format!("/en/report/{ticket}?region=demo-1"));
    let (status, receipt) = page(&server, &at).await;
    assert_eq!(status, StatusCode::OK);
    assert!(receipt.contains("/en/c/demo-1."), "{receipt}");
    let made =
        sqlx::query_scalar::<_, String>("select region_code from core.cases where source_code = 'public'");
    assert_eq!(made.fetch_one(world.db.pool()).await.expect("a case"), "demo-1");
}

#[tokio::test]
async fn where_there_is_no_region_at_all_the_page_says_so() {
    let world = World::without_regions().await;
    let server = world.serve().await;
    let (status, form) = page(&server, "/en/report").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        form.contains("There is no region with the code “777777”"),
        "{form}"
    );
    let sent = send(&server, &pairs(&said(&Uuid::new_v4().to_string())), None).await;
    assert_eq!(sent.status(), StatusCode::BAD_REQUEST);
    server.stop().await;
}

#[tokio::test]
async fn one_address_sends_six_reports_and_then_waits() {
    let (world, server) = scene().await;
    for number in 0..7 {
        let ticket = Uuid::new_v4().to_string();
        let answer = send(&server, &pairs(&said(&ticket)), None).await;
        if number < 6 {
            place_of(&answer);
        } else {
            assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
            let wait: u32 = answer.headers()[header::RETRY_AFTER]
                .to_str()
                .expect("text")
                .parse()
                .expect("seconds");
            assert!(wait > 60);
        }
    }
    assert_eq!(count(&world).await, 6);
}
