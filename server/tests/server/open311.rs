//! Open311 GeoReport v2: what its clients may rely on, in both formats.

use chrono::Utc;
use reqwest::{Method, Response, StatusCode, header, multipart};
use serde_json::Value;

use crate::push::key;
use crate::support::{Running, World, ago, record};

/// Two open cases and a closed one, and a server.
async fn scene() -> (World, Running) {
    let world = World::new().await;
    world
        .take(vec![
            record("1")
                .category("noise")
                .at(121.1, 28.6)
                .received(ago(2))
                .build(),
            record("2")
                .category("lamp")
                .department("roads")
                .received(ago(4))
                .build(),
            record("3")
                .category("lamp")
                .received(ago(6))
                .closed(ago(5))
                .build(),
            record("4")
                .category("lamp")
                .received(ago(200))
                .closed(ago(199))
                .build(),
        ])
        .await;
    let server = world.serve().await;
    server
        .eventually("/api/v1/cases", |page| {
            page["items"].as_array().is_some_and(|it| it.len() == 4)
        })
        .await;
    (world, server)
}

async fn list(server: &Running, query: &str) -> Vec<Value> {
    let found = server.json(&format!("/open311/v2/requests.json{query}")).await;
    found.as_array().expect("a list").clone()
}

async fn fault(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let errors: Value = response.json().await.expect("JSON");
    assert_eq!(errors[0]["code"], status, "the code is the status");
    (
        status,
        errors[0]["description"].as_str().expect("words").to_owned(),
    )
}

async fn post(server: &Running, format: &str, fields: &[(&str, &str)]) -> Response {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    server
        .request(Method::POST, &format!("/open311/v2/requests.{format}"))
        .header(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .body(form)
        .send()
        .await
        .expect("an answer")
}

#[tokio::test]
async fn discovery_leads_to_an_endpoint_that_answers() {
    let (_world, server) = scene().await;
    let discovery = server.json("/open311/discovery.json").await;
    let endpoint = &discovery["endpoints"][0];
    assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    let url = endpoint["url"].as_str().expect("an address");
    let services = reqwest::get(format!("{url}/services.json"))
        .await
        .expect("an answer");
    assert_eq!(services.status(), StatusCode::OK);
    let xml = server.get("/open311/discovery.xml").await;
    assert_eq!(xml.headers()[header::CONTENT_TYPE], "text/xml; charset=utf-8");
    let xml = xml.text().await.expect("text");
    assert!(xml.contains("<formats><format>text/xml</format><format>application/json</format></formats>"));
}

#[tokio::test]
async fn services_are_the_kinds_that_may_be_spoken_of() {
    let (_world, server) = scene().await;
    let services = server.json("/open311/v2/services.json").await;
    let codes: Vec<&str> = services
        .as_array()
        .expect("a list")
        .iter()
        .map(|service| service["service_code"].as_str().expect("a code"))
        .collect();
    assert_eq!(codes, ["lamp", "noise"]);
    assert_eq!(
        (&services[0]["metadata"], &services[0]["type"]),
        (&false.into(), &"realtime".into())
    );
    let definition = server.json("/open311/v2/services/lamp.json").await;
    assert_eq!(
        definition,
        serde_json::json!({ "service_code": "lamp", "attributes": [] })
    );
    for (path, words) in [
        ("services/nothing.json", "service_code was not found"),
        (
            "services.json?jurisdiction_id=777777",
            "jurisdiction_id was not found",
        ),
        ("services.json?jurisdiction_id=x", "jurisdiction_id was not found"),
        ("services.csv", ""),
        ("nothing.json", "there is nothing at this address"),
    ] {
        let answer = server.get(&format!("/open311/v2/{path}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        let text = answer.text().await.expect("text");
        assert!(text.contains(words), "{path}: {text}");
    }
}

#[tokio::test]
async fn requests_are_the_last_ninety_days_unless_dates_say_otherwise() {
    let (_world, server) = scene().await;
    assert_eq!(list(&server, "").await.len(), 3, "not the old one");
    assert_eq!(list(&server, "?status=open").await.len(), 2);
    assert_eq!(list(&server, "?status=closed").await.len(), 1);
    assert_eq!(list(&server, "?status=closed,open").await.len(), 3);
    assert_eq!(list(&server, "?service_code=noise").await.len(), 1);
    assert_eq!(
        list(&server, "?service_code=noise,lamp&status=").await.len(),
        3,
        "empty is absent"
    );
    let day = |days| ago(days).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let window = format!("?start_date={}&end_date={}", day(205), day(195));
    assert_eq!(list(&server, &window).await.len(), 1);
    assert_eq!(
        list(&server, &format!("?start_date={}", day(205))).await.len(),
        1,
        "ninety days from there"
    );
    assert_eq!(list(&server, &format!("?end_date={}", day(5))).await.len(), 1);
    for (query, words) in [
        (
            format!("start_date={}&end_date={}", day(100), day(2)),
            "90 days at most",
        ),
        (
            format!("start_date={}&end_date={}", day(2), day(3)),
            "end_date is before",
        ),
        (
            "start_date=yesterday".to_owned(),
            "start_date is a time with its zone",
        ),
        (
            "start_date=2026-02-30T00:00:00Z".to_owned(),
            "start_date is a time with its zone",
        ),
        ("status=done".to_owned(), "status is open or closed"),
        ("page=0".to_owned(), "page is a whole number"),
        ("page_size=5000".to_owned(), "page_size is a whole number"),
    ] {
        let (status, said) = fault(server.get(&format!("/open311/v2/requests.json?{query}")).await).await;
        assert_eq!(status, 400, "{query}");
        assert!(said.contains(words), "{query}: {said}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let (_world, server) = scene().await;
    let mut ids = Vec::new();
    for page in 1..=3 {
        for request in list(&server, &format!("?page_size=1&page={page}")).await {
            ids.push(request["service_request_id"].as_str().expect("an id").to_owned());
        }
    }
    let all: Vec<String> = list(&server, "")
        .await
        .iter()
        .map(|request| request["service_request_id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids, all);
    assert!(list(&server, "?page_size=1&page=4").await.is_empty());
}

#[tokio::test]
async fn a_request_says_where_it_stands_and_nothing_private() {
    let (_world, server) = scene().await;
    let noise = list(&server, "?service_code=noise").await.remove(0);
    let id = noise["service_request_id"].as_str().expect("an id");
    assert_eq!(
        (&noise["status"], &noise["lat"], &noise["long"]),
        (&"open".into(), &28.6.into(), &121.1.into())
    );
    for (name, value) in noise.as_object().expect("an object") {
        assert!(!value.to_string().contains("类别noise的"), "{name}");
    }
    let one = server.json(&format!("/open311/v2/requests/{id}.json")).await;
    assert_eq!(one, serde_json::json!([noise]));
    let two = list(&server, &format!("?service_request_id={id},{id}&status=closed")).await;
    assert_eq!(two.len(), 1, "ids override all else");
    let closed = list(&server, "?status=closed").await.remove(0);
    let known = server.json("/api/v1/cases?state=closed").await["items"][0]["closed_at"].clone();
    assert_eq!(closed["updated_datetime"], known, "when it was closed");
    for id in ["0000-0000-0", "nothing"] {
        let (status, said) = fault(server.get(&format!("/open311/v2/requests/{id}.json")).await).await;
        assert_eq!((status, said.as_str()), (404, "service_request_id was not found"));
    }
    let xml = server
        .get(&format!("/open311/v2/requests/{id}.xml"))
        .await
        .text()
        .await
        .expect("text");
    let begins = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><service_requests><request><service_request_id>";
    assert!(xml.starts_with(begins), "{xml}");
}

#[tokio::test]
async fn who_keeps_a_copy_asks_for_what_was_published_since() {
    let (world, server) = scene().await;
    let now = Utc::now().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    assert_eq!(list(&server, &format!("?updated_after={now}")).await.len(), 0);
    assert_eq!(
        list(&server, &format!("?updated_before={now}")).await.len(),
        4,
        "old ones too"
    );
    world.take(vec![record("5").category("noise").build()]).await;
    server
        .eventually("/api/v1/cases", |page| {
            page["items"].as_array().is_some_and(|it| it.len() == 5)
        })
        .await;
    assert_eq!(list(&server, &format!("?updated_after={now}")).await.len(), 1);
    let updates = server
        .json(&format!(
            "/open311/v2/servicerequestupdates.json?start_date={now}"
        ))
        .await;
    assert_eq!(
        updates.as_array().map(Vec::len),
        Some(2),
        "reported and recorded: {updates}"
    );
    assert_eq!(updates[0]["service_request_id"], updates[1]["service_request_id"]);
    assert_eq!(updates[0]["status"], "open");
}

#[tokio::test]
async fn a_posted_request_is_a_case_of_the_public_with_its_contact_in_private() {
    let (world, server) = scene().await;
    let key = key(&world, "public").await;
    let fields = [
        ("api_key", key.as_str()),
        ("jurisdiction_id", world.region.code.as_str()),
        ("service_code", "noise"),
        ("lat", "28.61"),
        ("long", "121.12"),
        ("first_name", "华"),
        ("last_name", "李"),
        ("phone", "13800138000"),
        ("description", "机器太吵"),
        ("media_url", "https://example.org/a.jpg"),
        ("attribute[LOUD]", "very"),
    ];
    let answer = post(&server, "json", &fields).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let answer: Value = answer.json().await.expect("JSON");
    let id = answer[0]["service_request_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let (narrative, source): (String, String) =
        sqlx::query_as("select narrative, source_code from core.cases where source_code = 'public'")
            .fetch_one(world.db.pool())
            .await
            .expect("a case");
    assert_eq!(source, "public");
    assert_eq!(
        narrative,
        "机器太吵\nmedia_url: https://example.org/a.jpg\nattribute[LOUD]: very"
    );
    let reach: String = sqlx::query_scalar("select reach from private.contacts")
        .fetch_one(world.db.pool())
        .await
        .expect("a contact");
    assert_eq!(reach, "13800138000");
    let path = format!("/open311/v2/requests/{id}.json");
    let mut tries = 0;
    let found = loop {
        let answer = server.get(&path).await;
        if answer.status() == StatusCode::OK || tries > 100 {
            break answer.text().await.expect("text");
        }
        tries += 1;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert!(found.contains(&id), "{found}");
    for secret in ["13800138000", "机器太吵", "李"] {
        assert!(!found.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_post_without_key_kind_or_place_is_refused_by_name_and_writes_nothing() {
    let (world, server) = scene().await;
    let (public, other) = (key(&world, "public").await, key(&world, "12345").await);
    let good = |key: &str| {
        [
            ("api_key", key.to_owned()),
            ("service_code", "noise".to_owned()),
            ("address_string", "澄湖路 5 号".to_owned()),
        ]
    };
    for (key, change, status, words) in [
        ("", None, 403, "api_key was not provided"),
        ("lqi_wrong", None, 403, "the api_key is not known"),
        (other.as_str(), None, 403, "another system"),
        (
            public.as_str(),
            Some(("service_code", "")),
            400,
            "service_code was not provided",
        ),
        (
            public.as_str(),
            Some(("service_code", "nothing")),
            404,
            "service_code was not found",
        ),
        (
            public.as_str(),
            Some(("address_string", "")),
            400,
            "were not provided",
        ),
        (public.as_str(), Some(("lat", "28.6")), 400, "lat and long"),
        (
            public.as_str(),
            Some(("jurisdiction_id", "777777")),
            404,
            "jurisdiction_id was not found",
        ),
    ] {
        let mut fields = good(key).to_vec();
        if let Some((name, value)) = change {
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value.to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let (found, said) = fault(post(&server, "json", &fields).await).await;
        assert_eq!(found, status, "{change:?}: {said}");
        assert!(said.contains(words), "{change:?}: {said}");
    }
    let count: i64 = sqlx::query_scalar("select count(*) from core.cases")
        .fetch_one(world.db.pool())
        .await
        .expect("a count");
    assert_eq!(count, 4);
    let xml = post(&server, "xml", &[]).await.text().await.expect("text");
    assert!(xml.contains("<errors><error><code>403</code>"), "{xml}");
}

#[tokio::test]
async fn a_picture_may_come_with_a_request() {
    let (world, server) = scene().await;
    let key = key(&world, "public").await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4)
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("encoded");
    let form = multipart::Form::new()
        .text("api_key", key)
        .text("service_code", "noise")
        .text("address_string", "澄湖路")
        .part(
            "media",
            multipart::Part::bytes(png.into_inner()).file_name("a.png"),
        );
    let answer = server
        .request(Method::POST, "/open311/v2/requests.json")
        .multipart(form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::CREATED);
    let count: i64 = sqlx::query_scalar("select count(*) from core.attachments")
        .fetch_one(world.db.pool())
        .await
        .expect("a count");
    assert_eq!(count, 1);
}

#[tokio::test]
async fn one_client_posts_sixty_at_once_and_is_then_told_how_long_to_wait() {
    let (world, server) = scene().await;
    let (busy, calm) = (key(&world, "public").await, key(&world, "public").await);
    let without_kind = async |key: &str| post(&server, "json", &[("api_key", key)]).await;
    // One more is allowed with every second that passes meanwhile.
    let mut taken = 0;
    let refused = loop {
        let answer = without_kind(&busy).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        taken += 1;
        assert!(taken < 300, "no end of it");
    };
    assert!(taken >= 60, "{taken}");
    assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
    assert_eq!(
        fault(refused).await,
        (429, "too many requests: wait 1 s".to_owned())
    );
    assert_eq!(
        without_kind(&calm).await.status(),
        StatusCode::BAD_REQUEST,
        "another client goes on"
    );
    server.stop().await;
}
