//! `/c/{token}`: what each kind of code shows and takes.

use chrono::Utc;
use desk::{Caller, Desk, Scanned};
use domain::access::{Membership, Person};
use domain::case::{Action, Actor, Capacity, Command, Role};
use domain::desk::Invitation;
use reqwest::{Method, Response, StatusCode, multipart};
use store::cases::{ActRequest, RuleBook, act};
use uuid::Uuid;

use crate::support::{Browser, PASSWORD, Running, World, ago, record};

/// A region with one case, somebody who may do everything to it, and a server.
struct Scene {
    world: World,
    desk: Desk,
    caller: Caller,
    server: Running,
    case_id: Uuid,
    code: String,
}

impl Scene {
    async fn new(draft: domain::intake::IncomingRecord) -> Self {
        let world = World::new().await;
        world.take(vec![draft]).await;
        sqlx::query(
            "update core.cases set address = '模具城 3 号楼', narrative = '张三欠李四三万元', title = '私事'",
        )
        .execute(world.db.pool())
        .await
        .expect("written");
        let (case_id, code) = sqlx::query_as("select case_id, public_code from core.cases")
            .fetch_one(world.db.pool())
            .await
            .expect("a case");
        let membership = |role| Membership {
            role,
            department: None,
        };
        let person = Person {
            id: "supervisor".to_owned(),
            memberships: vec![membership(Role::Supervisor), membership(Role::Dispatcher)],
        };
        let caller = Caller::new(world.region.code.clone(), person, "某某");
        Self {
            desk: Desk::new(world.db.clone()),
            caller,
            server: world.serve().await,
            world,
            case_id,
            code,
        }
    }

    async fn invite(&self) -> Invitation {
        let invite = desk::Invite {
            action_id: Uuid::new_v4(),
            name: "王律师".to_owned(),
            capacity: Capacity::Lawyer,
        };
        self.desk
            .invite_guest(&self.caller, &self.code, &invite)
            .await
            .expect("invited")
    }

    /// Calls a guest to the place.
    async fn whistle(&self, code_id: &str) {
        let rules = RuleBook::load(&self.world.db, &self.caller.region, Utc::now())
            .await
            .expect("rules");
        let request = ActRequest {
            case_id: self.case_id,
            action_id: Uuid::new_v4(),
            expected_version: None,
            actor: Actor {
                id: "station".to_owned(),
                role: Role::StationStaff,
                department: None,
            },
            command: Command {
                place: Some("模具城东门".to_owned()),
                co_departments: vec![format!("guest:{code_id}")],
                note: Some("不要说出去".to_owned()),
                ..Command::new(Action::Whistle)
            },
        };
        act(&self.world.db, &self.caller.region, &rules, &request, Utc::now())
            .await
            .expect("called");
    }

    async fn page(&self, path: &str, status: u16) -> String {
        let response = self.server.get(path).await;
        assert_eq!(response.status(), status, "{path}");
        response.text().await.expect("a body")
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.server.request(Method::POST, path).form(fields);
        request.send().await.expect("an answer")
    }

    async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>) -> Response {
        let part = multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = multipart::Form::new().part("file", part);
        let request = self.server.request(Method::POST, &format!("{path}/files"));
        request.multipart(form).send().await.expect("an answer")
    }

    /// The public code's path, and the version that is shown.
    async fn public(&self) -> (String, String) {
        let case = self.server.json(&format!("/api/v1/cases/{}", self.code)).await;
        let seen = case["timeline"].as_array().expect("a timeline").len();
        let token = case["token"].as_str().expect("a token");
        (format!("/c/{}.{token}", self.caller.region), seen.to_string())
    }
}

/// Where an answer leads, if it leads somewhere.
fn target(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().expect("an address")
}

/// The value of a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let field = html
        .split("<input")
        .find(|field| field.contains(&format!("name=\"{name}\"")))
        .expect("the field");
    let (_, value) = field.split_once("value=\"").expect("a value");
    value.split('"').next().expect("its end").to_owned()
}

#[tokio::test]
async fn a_guest_sees_what_they_need_and_nothing_private() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let invited = scene.invite().await;
    scene.whistle(&invited.code_id).await;
    for path in [invited.path.clone(), format!("/en{}", invited.path)] {
        let response = scene.server.get(&path).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["cache-control"], "no-store");
        let html = response.text().await.expect("a body");
        for seen in ["模具城 3 号楼", "模具城东门", "王律师", "noindex"] {
            assert!(html.contains(seen), "{seen}: {html}");
        }
        for private in ["张三", "私事", "不要说出去", "supervisor"] {
            assert!(!html.contains(private), "{private}");
        }
    }
    scene.server.stop().await;
}

/// A page without the moments it names: the second may change between two of them.
fn timeless(html: &str) -> String {
    let mut parts = html.split("<time");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| {
        page + part.split_once("</time>").map_or(part, |(_, rest)| rest)
    })
}

#[tokio::test]
async fn wrong_revoked_expired_and_malformed_codes_show_the_same_page() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let (revoked, expired) = (scene.invite().await, scene.invite().await);
    let id = |text: &str| Uuid::parse_str(text).expect("an id");
    scene
        .desk
        .revoke_guest(&scene.caller, &scene.code, id(&revoked.code_id))
        .await
        .expect("revoked");
    sqlx::query("update core.case_codes set expires_at = now() where code_id = $1")
        .bind(id(&expired.code_id))
        .execute(scene.world.db.pool())
        .await
        .expect("expired");
    let wrong = format!("/c/demo-1.{}", "0".repeat(26));
    let mut pages = Vec::new();
    for path in [
        revoked.path.as_str(),
        &expired.path,
        &wrong,
        "/c/demo-1.no",
        "/c/demo-1",
        "/c/%FF.%00",
    ] {
        let response = scene.server.get(path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        let html = response.text().await.expect("a body");
        pages.push(timeless(&html.replace(path, "CODE")));
        for (form, value) in [("deed", "arrives"), ("seen", "1")] {
            let answer = scene
                .post(
                    path,
                    &[
                        (form, value),
                        ("solved", "no"),
                        ("form", &Uuid::new_v4().to_string()),
                    ],
                )
                .await;
            assert_eq!(answer.status(), 404, "{path} {form}");
        }
    }
    for page in &pages[1..5] {
        assert_eq!(page, &pages[0]);
    }
    scene.server.stop().await;
}

#[tokio::test]
async fn a_guest_comes_arrives_and_speaks_by_forms_and_each_acts_once() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let invited = scene.invite().await;
    scene.whistle(&invited.code_id).await;
    let form = hidden(&scene.page(&invited.path, 200).await, "form");
    for _ in 0..2 {
        for fields in [
            vec![("form", form.as_str()), ("deed", "comes")],
            vec![("form", form.as_str()), ("deed", "arrives")],
            vec![("form", form.as_str()), ("deed", "says"), ("note", "借条是真的")],
        ] {
            let answer = scene.post(&invited.path, &fields).await;
            assert_eq!(target(&answer), format!("{}?done=yes", invited.path));
        }
    }
    let done: Vec<String> =
        sqlx::query_scalar("select action from core.case_events where role = 'guest' order by seq")
            .fetch_all(scene.world.db.pool())
            .await
            .expect("events");
    assert_eq!(done, ["answer_whistle", "arrive", "comment"]);
    let late = scene
        .post(
            &invited.path,
            &[("form", &Uuid::new_v4().to_string()), ("deed", "arrives")],
        )
        .await;
    assert_eq!(late.status(), 409);
    let empty = scene
        .post(&invited.path, &[("form", &form), ("deed", "says"), ("note", " ")])
        .await;
    assert_eq!(empty.status(), 400);
    let html = scene.page(&format!("{}?done=yes", invited.path), 200).await;
    assert!(html.contains("借条是真的"), "their own note");
    scene.server.stop().await;
}

#[tokio::test]
async fn a_residents_no_opens_a_closed_case_again_for_everybody_to_see() {
    let scene = Scene::new(record("1").department("a").closed(ago(1)).build()).await;
    let (path, seen) = scene.public().await;
    let html = scene.page(&path, 200).await;
    assert_eq!(hidden(&html, "seen"), seen);
    assert!(html.contains("<form method=\"post\""), "{html}");
    let no = [("seen", seen.as_str()), ("solved", "no"), ("satisfaction", "1")];
    let answer = scene.post(&path, &no).await;
    assert_eq!(target(&answer), format!("{path}?said=reopened"));
    let case = scene
        .server
        .eventually(&format!("/api/v1/cases/{}", scene.code), |case| {
            case["state"] == "reopened"
        })
        .await;
    let last = case["timeline"]
        .as_array()
        .and_then(|steps| steps.last())
        .expect("a step");
    assert_eq!(
        (last["action"].as_str(), last["reason"].as_str()),
        (Some("reopen"), Some("citizen_veto"))
    );
    let again = scene.post(&path, &no).await;
    assert_eq!(
        target(&again),
        format!("{path}?said=recorded"),
        "sent twice, heard once"
    );
    let events: i64 = sqlx::query_scalar(
        "select count(*) from core.case_events where role = 'public' and action = 'reopen'",
    )
    .fetch_one(scene.world.db.pool())
    .await
    .expect("a count");
    assert_eq!(events, 1);
    scene.server.stop().await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_taken_is_told_why_on_the_page() {
    let scene = Scene::new(record("1").department("a").closed(ago(1)).build()).await;
    let (path, seen) = scene.public().await;
    for (fields, status) in [
        (vec![("seen", seen.as_str())], 400),
        (vec![("seen", seen.as_str()), ("solved", "perhaps")], 400),
        (vec![("seen", "x"), ("solved", "yes")], 400),
        (
            vec![("seen", seen.as_str()), ("solved", "yes"), ("satisfaction", "6")],
            400,
        ),
        (vec![("seen", "1"), ("solved", "yes")], 409),
    ] {
        let answer = scene.post(&path, &fields).await;
        assert_eq!(answer.status(), status, "{fields:?}");
        let html = answer.text().await.expect("a body");
        assert!(
            html.contains("role=\"alert\"") && html.contains("<h1"),
            "{fields:?}"
        );
    }
    scene.server.stop().await;
}

#[tokio::test]
async fn what_was_closed_long_ago_asks_nothing_and_takes_no_answer() {
    let scene = Scene::new(record("1").received(ago(40)).closed(ago(31)).build()).await;
    let (path, seen) = scene.public().await;
    assert!(!scene.page(&path, 200).await.contains("name=\"solved\""));
    let answer = scene.post(&path, &[("seen", &seen), ("solved", "no")]).await;
    assert_eq!(answer.status(), 409);
    scene.server.stop().await;
}

#[tokio::test]
async fn codes_are_tried_only_so_often_whatever_a_client_says_of_itself_and_public_pages_stay_open() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let (public, _) = scene.public().await;
    let wrong = format!("/c/demo-1.{}", "0".repeat(26));
    let mut last = None;
    for number in 0..40 {
        let response = scene
            .server
            .get_with(&wrong, "x-forwarded-for", &format!("10.0.0.{number}"))
            .await;
        last = Some(response);
    }
    let last = last.expect("an answer");
    assert_eq!(last.status(), 429);
    assert!(last.headers().contains_key("retry-after"));
    assert!(last.text().await.expect("a body").contains("<h1"));
    let guest = scene.invite().await;
    assert_eq!(
        scene.server.get(&guest.path).await.status(),
        429,
        "a right one too"
    );
    assert_eq!(scene.server.get(&public).await.status(), 200);
    scene.server.stop().await;
}

#[tokio::test]
async fn a_colleagues_code_leads_to_signing_in_and_tells_nothing_of_the_case() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let path = scene
        .desk
        .handler_code(&scene.caller, &scene.code)
        .await
        .expect("a code");
    assert!(matches!(
        scene.desk.scan(&path["/c/".len()..]).await,
        Ok(Scanned::Handler { .. })
    ));
    let html = scene.page(&format!("/en{path}"), 200).await;
    let next: String = path.replace('/', "%2F");
    assert!(html.contains(&format!("/en/sign-in?next=%2Fen{next}")), "{html}");
    for private in ["模具城", "张三", "单位a", "类别"] {
        assert!(!html.contains(private), "{private}");
    }
    assert_eq!(
        scene
            .post(
                &path,
                &[("deed", "arrives"), ("form", &Uuid::new_v4().to_string())]
            )
            .await
            .status(),
        404,
        "it lets nobody act"
    );
    scene.server.stop().await;
}

#[tokio::test]
async fn a_colleagues_code_opens_the_case_for_whoever_is_signed_in_and_may_see_it() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let path = scene
        .desk
        .handler_code(&scene.caller, &scene.code)
        .await
        .expect("a code");
    scene.world.person("boss", Role::Supervisor, None).await;
    scene.world.person("analyst", Role::Analyst, None).await;
    let boss = Browser::sign_in(&scene.server, "boss", PASSWORD).await;
    let shown = scene.server.json("/api/v1/cases").await["items"][0]["code"].clone();
    let shown = shown.as_str().expect("a code");
    let answer = boss.get(&format!("/en{path}")).await;
    assert_eq!(target(&answer), format!("/en/desk/cases/{shown}"));
    let analyst = Browser::sign_in(&scene.server, "analyst", PASSWORD).await;
    let answer = analyst.get(&path).await;
    assert_eq!(answer.status(), 200);
    let html = answer.text().await.expect("a body");
    assert!(html.contains("/sign-in?next=") && !html.contains(shown));
    scene.server.stop().await;
}

#[tokio::test]
async fn a_colleagues_file_is_for_colleagues_who_may_see_the_case() {
    let scene = Scene::new(record("1").department("a").build()).await;
    scene.world.person("boss", Role::Supervisor, None).await;
    scene.world.person("analyst", Role::Analyst, None).await;
    let boss = Browser::sign_in(&scene.server, "boss", PASSWORD).await;
    let case = format!("/desk/cases/{}", scene.code);
    let part = multipart::Part::bytes(b"%PDF-1.7 <script>".to_vec()).file_name("a.pdf");
    let request = scene
        .server
        .request(Method::POST, &format!("{case}/files"))
        .header("cookie", boss.cookie())
        .header("sec-fetch-site", "same-origin")
        .multipart(multipart::Form::new().part("file", part));
    assert_eq!(target(&request.send().await.expect("an answer")), case);
    let id: Uuid = sqlx::query_scalar("select attachment_id from core.attachments")
        .fetch_one(scene.world.db.pool())
        .await
        .expect("a file");
    let file = format!("{case}/files/{id}");
    let response = boss.get(&file).await;
    assert_eq!(response.headers()["content-type"], "application/pdf");
    let disposition = response.headers()["content-disposition"].to_str().expect("text");
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert_eq!(
        response.bytes().await.expect("a body").as_ref(),
        b"%PDF-1.7 <script>"
    );
    let analyst = Browser::sign_in(&scene.server, "analyst", PASSWORD).await;
    assert_eq!(analyst.get(&file).await.status(), 404);
    scene.server.stop().await;
}

#[tokio::test]
async fn a_guests_photo_is_kept_clean_and_comes_back_to_them_alone() {
    let scene = Scene::new(record("1").department("a").build()).await;
    let (invited, other) = (scene.invite().await, scene.invite().await);
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(30, 20)
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .expect("encoded");
    let answer = scene
        .upload(&invited.path, "现场 \"1\".jpeg", jpeg.into_inner())
        .await;
    assert_eq!(target(&answer), format!("{}?done=yes", invited.path));
    let html = scene.page(&invited.path, 200).await;
    let (_, rest) = html
        .split_once(&format!("{}/files/", invited.path))
        .expect("a link to the file");
    let id = rest.split('"').next().expect("an id");
    let response = scene.server.get(&format!("{}/files/{id}", invited.path)).await;
    assert_eq!(response.status(), 200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        (
            "content-disposition",
            "inline; filename=\"file.jpg\"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.jpg",
        ),
    ] {
        assert_eq!(response.headers()[name], value);
    }
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("a policy");
    assert!(policy.contains("sandbox"));
    assert_eq!(
        scene
            .server
            .get(&format!("{}/files/{id}", other.path))
            .await
            .status(),
        404
    );
    for (name, bytes, status) in [
        ("page.jpg", b"<html><script>alert(1)</script>".to_vec(), 400),
        ("empty.png", Vec::new(), 400),
        (
            "large.pdf",
            [b"%PDF-1.7".to_vec(), vec![0; desk::MAX_FILE_BYTES]].concat(),
            400,
        ),
    ] {
        assert_eq!(
            scene.upload(&invited.path, name, bytes).await.status(),
            status,
            "{name}"
        );
    }
    let huge = scene
        .upload(
            &invited.path,
            "huge.pdf",
            vec![0; desk::MAX_FILE_BYTES + (1 << 20)],
        )
        .await;
    assert_eq!(huge.status(), 413);
    scene.server.stop().await;
}
