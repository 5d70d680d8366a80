//! Lists that administrators bring in the browser: looked at, read as they say, and imported.

use std::time::Duration;

use desk::ListSpace;
use domain::case::Role;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use server::StaffOptions;

use crate::push::count;
use crate::support::{Browser, Lianqin, PASSWORD, Running, World};

const MB: usize = 1 << 20;

pub(crate) const LIST: &str = "工单号,收到,街道办,办理,X,Y\n\
    1,2026-01-02 03:04:05,东城,路灯所,121.26,28.65\n\
    2,2026-01-02 03:04:06,东城,路灯所,,\n\
    3,昨天,东城,路灯所,121.26,28.65\n\
    4,2026-01-02 03:04:07,西城,城管,121.30,28.60\n";

/// What the form says of it.
const CHOICES: &[(&str, &str)] = &[
    ("do", "choose"),
    ("external_id", "c0"),
    ("received_at", "c1"),
    ("township", "c2"),
    ("department", "c3"),
    ("lng", "c4"),
    ("lat", "c5"),
    ("system", "12345"),
    ("coordinates", "wgs-84"),
    ("name", "工单"),
];

pub(crate) async fn world() -> (World, Running) {
    world_with(ListSpace::default()).await
}

async fn world_with(lists: ListSpace) -> (World, Running) {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let options = StaffOptions {
        lists,
        ..StaffOptions::default()
    };
    let server = world.serve_staff(options).await;
    (world, server)
}

/// [`LIST`] of so many bytes: blank lines are no rows.
fn long_list(bytes: usize) -> String {
    LIST.to_owned() + &"\n".repeat(bytes - LIST.len())
}

/// How many lists lie in the data directory.
fn left(world: &World) -> usize {
    std::fs::read_dir(world.data_dir().join("imports")).map_or(0, Iterator::count)
}

pub(crate) async fn bring(
    server: &Running,
    admin: &Browser<'_>,
    path: &str,
    name: &str,
    bytes: impl Into<Vec<u8>>,
) -> Response {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned());
    server
        .request(Method::POST, path)
        .header("cookie", admin.cookie())
        .header("sec-fetch-site", "same-origin")
        .multipart(Form::new().part("file", part))
        .send()
        .await
        .expect("an answer")
}

/// Brings a list that is taken; where its page is.
pub(crate) async fn brought(
    server: &Running,
    admin: &Browser<'_>,
    name: &str,
    bytes: impl Into<Vec<u8>>,
) -> String {
    let response = bring(server, admin, "/admin/import/files", name, bytes).await;
    assert_eq!(response.status(), 303, "{:?}", response.text().await);
    response.headers()["location"].to_str().expect("text").to_owned()
}

pub(crate) async fn page(admin: &Browser<'_>, path: &str) -> String {
    let response = admin.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a page")
}

async fn refused(response: Response) -> String {
    assert_eq!(response.status(), 400);
    response.text().await.expect("a page")
}

/// The page once the import is over.
async fn over(admin: &Browser<'_>, path: &str) -> String {
    for _ in 0..1_200 {
        let page = page(admin, path).await;
        if !page.contains("data-state=\"running\"") {
            return page;
        }
        assert!(page.contains("http-equiv=\"refresh\""), "{page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} is not done");
}

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = CHOICES
        .iter()
        .copied()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn a_list_is_looked_at_read_as_somebody_says_and_imported_like_by_the_command() {
    let (world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    assert!(page(&admin, "/admin").await.contains("/admin/import"));
    let list = brought(&server, &admin, "事项.csv", LIST).await;
    for prefix in ["", "/en"] {
        let seen = page(&admin, &format!("{prefix}{list}")).await;
        for part in ["事项.csv", "工单号", "1 · 2 · 3", "CSV", "value=\"c5\""] {
            assert!(seen.contains(part), "{part}: {seen}");
        }
    }

    let sent = admin.post(&list, CHOICES).await;
    assert_eq!(sent.status(), 303, "{:?}", sent.text().await);
    let preview = page(&admin, &list).await;
    for part in [
        "第 4 行",
        "收到",
        "映射认不出时间「昨天」",
        "城管",
        "121.26000, 28.65000",
    ] {
        assert!(preview.contains(part), "{part}: {preview}");
    }
    let in_english = page(&admin, &format!("/en{list}")).await;
    assert!(
        in_english.contains("“昨天” is no time that the mapping knows"),
        "{in_english}"
    );
    assert_eq!(count(&world, "select count(*) from core.cases").await, 0);
    assert_eq!(count(&world, "select count(*) from private.quarantine").await, 0);
    let saved = "select count(*) from core.intake_mappings where name = '工单'";
    assert_eq!(count(&world, saved).await, 1);

    assert_eq!(admin.post(&list, &[("do", "run")]).await.status(), 303);
    let done = over(&admin, &list).await;
    assert!(done.contains("data-state=\"done\""), "{done}");
    assert_eq!(count(&world, "select count(*) from core.cases").await, 3);
    assert_eq!(
        count(
            &world,
            "select count(*) from private.quarantine where state = 'open'"
        )
        .await,
        1
    );
    let rejects = list.replace("/run", "/rejects");
    let answer = admin.get(&rejects).await;
    assert_eq!(answer.status(), 200);
    let disposition = answer.headers()["content-disposition"].to_str().expect("text");
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let rejects = answer.text().await.expect("a file");

    // The command, with the mapping that was saved, returns the very same rows and finds nothing new.
    let lianqin = Lianqin::on(&world.url);
    let text: String = sqlx::query_scalar("select text from core.intake_mappings where name = '工单'")
        .fetch_one(world.db.pool())
        .await
        .expect("the mapping");
    lianqin.write("saved.toml", &text);
    lianqin.write("list.csv", LIST);
    let told = lianqin.import("saved.toml", "demo-1", &lianqin.path("list.csv"));
    assert_eq!((&told["unchanged"], &told["new"]), (&3.into(), &0.into()));
    let by_command = std::fs::read_to_string(lianqin.path("list.rejects.csv")).expect("the rejects");
    assert_eq!(rejects, by_command);

    let again = brought(&server, &admin, "again.csv", LIST).await;
    assert_eq!(admin.post(&again, CHOICES).await.status(), 303);
    assert_eq!(admin.post(&again, &[("do", "run")]).await.status(), 303);
    over(&admin, &again).await;
    assert_eq!(count(&world, "select count(*) from core.cases").await, 3);
    // One of the page, one of the command, whose mapping has another name; none more.
    assert_eq!(count(&world, "select count(*) from private.quarantine").await, 2);
    let lists = page(&admin, "/en/admin/import").await;
    for part in [
        "new 3, updated 0, unchanged 0, rejected 1",
        "new 0, updated 0, unchanged 3, rejected 1",
    ] {
        assert!(lists.contains(part), "{part}: {lists}");
    }
    let (newer, older) = (lists.find("again.csv"), lists.find("事项.csv"));
    assert!(newer < older, "the newest stands first");
    let log = page(&admin, "/en/admin/log?kind=lists").await;
    assert!(
        log.contains("list imported") && log.contains("mapping saved") && log.contains("事项.csv"),
        "{log}"
    );
    // It can be taken again.
    let id: String =
        sqlx::query_scalar("select mapping_id::text from core.intake_mappings where name = '工单' limit 1")
            .fetch_one(world.db.pool())
            .await
            .expect("an id");
    let third = brought(&server, &admin, "third.csv", LIST).await;
    assert_eq!(
        admin
            .post(&third, &[("do", "base"), ("base", &id)])
            .await
            .status(),
        303
    );
    let form = page(&admin, &third).await;
    assert!(
        form.contains("<option value=\"c4\" selected>X</option>"),
        "{form}"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_the_reason_and_leaves_nothing() {
    let (world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let wide = vec!["a"; 1_000_000].join(",");
    let files: [(&str, Vec<u8>, &str); 6] = [
        ("empty.csv", Vec::new(), "The file is empty"),
        (
            "junk.csv",
            (0..=255).cycle().take(5_000).collect(),
            "This is no list",
        ),
        (
            "picture.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec(),
            "fault",
        ),
        (
            "old.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "save it as .xlsx",
        ),
        ("wide.csv", wide.into_bytes(), "16,384 cells"),
        (
            "some.csv",
            vec!["a"; 301].join(",").into_bytes(),
            "At most 300 columns",
        ),
    ];
    for (name, bytes, said) in files {
        let page = refused(bring(&server, &admin, "/en/admin/import/files", name, bytes).await).await;
        assert!(page.contains("id=\"file-fault\""), "{name}: {page}");
        assert!(page.contains(said), "{name}: {page}");
    }
    let none = server
        .request(Method::POST, "/admin/import/files")
        .header("cookie", admin.cookie())
        .header("sec-fetch-site", "same-origin")
        .multipart(Form::new().text("other", "x"));
    assert_eq!(none.send().await.expect("an answer").status(), 400);
    assert_eq!(left(&world), 0);
    server.stop().await;
}

#[tokio::test]
async fn a_list_above_the_limit_is_refused_at_its_field_and_leaves_nothing() {
    let (world, server) = world_with(ListSpace {
        each: MB as u64,
        ..ListSpace::default()
    })
    .await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    // One is found out as it comes, the other by what it says of itself.
    for bytes in [MB + 1, 2 * MB] {
        for (prefix, words) in [("", "文件不能超过 1 MB。"), ("/en", "At most 1 MB.")] {
            let path = format!("{prefix}/admin/import/files");
            let page = refused(bring(&server, &admin, &path, "long.csv", long_list(bytes)).await).await;
            assert!(
                page.contains("id=\"file-fault\"") && page.contains(words),
                "{page}"
            );
        }
    }
    assert_eq!(left(&world), 0);
    brought(&server, &admin, "long.csv", long_list(MB)).await;
    assert_eq!(left(&world), 1);
    server.stop().await;
}

#[tokio::test]
async fn where_room_is_short_the_lists_imported_first_make_way_and_one_that_is_not_imported_never() {
    let (world, server) = world_with(ListSpace {
        each: MB as u64,
        all: MB as u64,
    })
    .await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let third_of_it = || long_list(MB / 3);
    let first = brought(&server, &admin, "first.csv", third_of_it()).await;
    brought(&server, &admin, "second.csv", third_of_it()).await;
    assert_eq!(admin.post(&first, CHOICES).await.status(), 303);
    assert_eq!(admin.post(&first, &[("do", "run")]).await.status(), 303);
    assert!(over(&admin, &first).await.contains("data-state=\"done\""));
    let said = ["first.csv", "second.csv", "third.csv", "fourth.csv"];
    let shown = async || {
        let page = page(&admin, "/admin/import").await;
        said.map(|name| page.contains(name))
    };
    assert_eq!(shown().await, [true, true, false, false]);

    // What would not be enough is not removed.
    let large = bring(
        &server,
        &admin,
        "/en/admin/import/files",
        "large.csv",
        long_list(MB),
    )
    .await;
    assert!(
        refused(large)
            .await
            .contains("No room: all lists together may take 1 MB")
    );
    assert_eq!(shown().await, [true, true, false, false]);

    brought(&server, &admin, "third.csv", third_of_it()).await;
    assert_eq!(shown().await, [false, true, true, false]);
    assert_eq!(admin.get(&first).await.status(), 404);
    assert_eq!(
        count(&world, "select count(*) from core.cases").await,
        3,
        "what was taken stays"
    );
    let fourth = bring(
        &server,
        &admin,
        "/admin/import/files",
        "fourth.csv",
        third_of_it(),
    )
    .await;
    assert!(refused(fourth).await.contains("所有清单合计最多 1 MB"));
    assert_eq!(shown().await, [false, true, true, false]);
    assert_eq!(left(&world), 2);
    server.stop().await;
}

#[tokio::test]
async fn what_the_form_does_not_say_is_asked_for_at_its_field_and_nothing_is_written() {
    let (world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let list = brought(&server, &admin, "list.csv", LIST).await;
    let wrong: [(&[(&str, &str)], &str); 8] = [
        (&[("external_id", "")], "external_id"),
        (&[("received_at", "")], "received_at"),
        (&[("lat", "")], "lat"),
        (&[("department", "c99")], "department"),
        (&[("system", "fax")], "system"),
        (&[("coordinates", "mars")], "coordinates"),
        (&[("name", "")], "name"),
        (&[("time", "dd.mm.yyyy")], "time"),
    ];
    for (changes, field) in wrong {
        let page = refused(admin.post(&format!("/en{list}"), &with(changes)).await).await;
        assert!(page.contains(&format!("id=\"{field}-fault\"")), "{field}: {page}");
        assert!(
            page.contains("<option value=\"c4\" selected>"),
            "what was sent stays: {page}"
        );
    }
    let early = refused(admin.post(&list, &[("do", "run")]).await).await;
    assert!(early.contains("role=\"alert\""), "{early}");
    assert_eq!(
        count(&world, "select count(*) from core.intake_mappings").await,
        0
    );
    assert_eq!(
        count(
            &world,
            "select count(*) from core.admin_log where what like 'list%'"
        )
        .await,
        0
    );
    // Without a number the content of the row is one.
    let content = with(&[("external_id", "content")]);
    assert_eq!(admin.post(&list, &content).await.status(), 303);
    server.stop().await;
}

#[tokio::test]
async fn a_list_of_another_region_is_none_of_ones_business() {
    let (world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let list = brought(&server, &admin, "list.csv", LIST).await;
    let file = world.data_dir().join("imports");
    let dir = std::fs::read_dir(file)
        .expect("a directory")
        .next()
        .expect("one")
        .expect("one");
    let json = dir.path().join("list.json");
    let text = std::fs::read_to_string(&json).expect("what is known");
    std::fs::write(&json, text.replace("\"demo-1\"", "\"other\"")).expect("written");
    for path in [list.clone(), list.replace("/run", "/rejects")] {
        assert_eq!(admin.get(&path).await.status(), 404, "{path}");
    }
    assert_eq!(admin.post(&list, CHOICES).await.status(), 404);
    assert!(!page(&admin, "/admin/import").await.contains("list.csv"));
    server.stop().await;
}

#[tokio::test]
async fn an_import_that_a_stop_of_the_server_cut_off_is_shown_as_that_and_goes_on_when_run_again() {
    const ROWS: usize = 6_000;
    let (world, server) = world().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let mut long = String::from("工单号,收到,街道办,办理,X,Y\n");
    for row in 0..ROWS {
        long += &format!("{row},2026-01-02 03:04:05,东城,路灯所,121.26,28.65\n");
    }
    let list = brought(&server, &admin, "long.csv", long).await;
    assert_eq!(admin.post(&list, CHOICES).await.status(), 303);
    assert_eq!(admin.post(&list, &[("do", "run")]).await.status(), 303);
    let changed = refused(admin.post(&list, CHOICES).await).await;
    assert!(
        changed.contains("role=\"alert\""),
        "how a running one is read stays"
    );
    let other = brought(&server, &admin, "other.csv", LIST).await;
    assert_eq!(admin.post(&other, CHOICES).await.status(), 303);
    assert_eq!(
        admin.post(&other, &[("do", "run")]).await.status(),
        400,
        "one at a time"
    );
    server.stop().await;
    let taken = count(&world, "select count(*) from core.cases").await;
    assert!(taken < i64::try_from(ROWS).expect("a number"), "{taken}");

    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let cut = page(&admin, &list).await;
    assert!(
        cut.contains("data-state=\"cut_off\"") && cut.contains("value=\"run\""),
        "{cut}"
    );
    assert_eq!(admin.post(&list, &[("do", "run")]).await.status(), 303);
    let done = over(&admin, &list).await;
    assert!(done.contains("data-state=\"done\""), "{done}");
    assert_eq!(
        count(&world, "select count(*) from core.cases").await,
        i64::try_from(ROWS).expect("a number")
    );
    server.stop().await;
}
