//! Administration of people over HTTP.

use domain::case::Role;

use crate::support::{Browser, Lianqin, PASSWORD, World};

async fn id_of(world: &World, login: &str) -> String {
    sqlx::query_scalar("select person_id::text from core.people where login = $1")
        .bind(login)
        .fetch_one(world.db.pool())
        .await
        .expect("a person")
}

#[tokio::test]
async fn an_administrator_adds_somebody_who_then_chooses_a_password_and_works() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let form = [
        ("login", "wang.fang"),
        ("name", "王芳"),
        ("email", "wang@example.org"),
        ("role", "verifier"),
    ];
    let added = admin.post("/admin/people/add", &form).await;
    assert_eq!(added.status(), 200);
    let html = added.text().await.expect("a body");
    let password = html
        .split("<code class=\"secret\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("a password")
        .to_owned();
    let list = admin
        .get("/admin/people?q=WANG")
        .await
        .text()
        .await
        .expect("a body");
    assert!(list.contains("王芳") && !list.contains(&password), "shown once");
    assert!(!list.contains("<code>admin</code>"), "the search narrows");
    let wang = Browser::sign_in(&server, "wang.fang", &password).await;
    assert_eq!(wang.get("/desk").await.headers()["location"], "/password");
    let form = [
        ("old_password", &*password),
        ("new_password", PASSWORD),
        ("again", PASSWORD),
    ];
    wang.post("/password", &form).await;
    assert_eq!(wang.get("/desk").await.status(), 200);
    assert_eq!(wang.get("/admin/people").await.status(), 403);
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_beside_its_field_and_nothing_is_written() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let long = "x".repeat(81);
    for (field, value, words) in [
        ("login", "ADMIN", "已被使用"),
        ("login", "王", "2 到 64 个字母"),
        ("name", "", "请填写 1 到 80 个字符"),
        ("name", &long, "请填写 1 到 80 个字符"),
        ("email", "nonsense", "name@example.org"),
        ("phone", "call me", "只能有数字"),
        ("role", "king", "请选择一项"),
        ("role", "guest", "不能作为账号的角色"),
        ("role", "handler", "必须属于一个单位"),
        ("department", "nowhere", "没有这个单位"),
        ("station", "nowhere", "没有这个工作站"),
    ] {
        let mut form = vec![("login", "li.na"), ("name", "李娜"), ("role", "analyst")];
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let response = admin.post("/admin/people/add", &form).await;
        assert_eq!(response.status(), 400, "{field} {value}");
        let html = response.text().await.expect("a body");
        let at_fault = if value == "handler" { "department" } else { field };
        assert!(
            html.contains(words) && html.contains(&format!("{at_fault}-fault")),
            "{field} {value}: {html}"
        );
    }
    let (people, logged): (i64, i64) = sqlx::query_as(
        "select (select count(*) from core.people), (select count(*) from core.admin_log where person_id is not null)",
    )
    .fetch_one(world.db.pool())
    .await
    .expect("counts");
    assert_eq!((people, logged), (1, 0));
    server.stop().await;
}

#[tokio::test]
async fn roles_are_given_and_taken_by_somebody_else_and_every_change_is_logged() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    world.person("police", Role::Analyst, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let police = Browser::sign_in(&server, "police", PASSWORD).await;
    assert_eq!(police.get("/admin/people").await.status(), 403);
    let given = admin
        .post("/admin/people/give", &[("login", "police"), ("role", "admin")])
        .await;
    assert_eq!(given.status(), 303);
    assert_eq!(police.get("/admin/people").await.status(), 200, "at once");
    let twice = admin
        .post("/admin/people/give", &[("login", "police"), ("role", "admin")])
        .await;
    assert!(twice.text().await.expect("a body").contains("已经有这个角色"));
    let own = admin
        .post(
            "/admin/people/give",
            &[("login", "admin"), ("role", "supervisor")],
        )
        .await;
    assert_eq!(own.status(), 403);

    let membership: String = sqlx::query_scalar(
        "select membership_id::text from core.memberships m join core.people using (person_id)
         where login = 'police' and role = 'admin'",
    )
    .fetch_one(world.db.pool())
    .await
    .expect("the role");
    let by_themselves = police
        .post("/admin/people/take", &[("membership", &membership)])
        .await;
    assert_eq!(by_themselves.status(), 404, "nobody takes their own");
    let taken = admin
        .post("/admin/people/take", &[("membership", &membership)])
        .await;
    assert_eq!(taken.status(), 303);
    assert_eq!(police.get("/admin/people").await.status(), 403, "at once");

    let log: Vec<(String, Option<String>)> = sqlx::query_as(
        "select what, coalesce(before, after)->>'role' from core.admin_log where person_id is not null order by at",
    )
    .fetch_all(world.db.pool())
    .await
    .expect("the log");
    let admin_role = Some("admin".to_owned());
    assert_eq!(
        log,
        [
            ("role.give".to_owned(), admin_role.clone()),
            ("role.take".to_owned(), admin_role)
        ]
    );
    server.stop().await;
}

#[tokio::test]
async fn closing_an_account_ends_its_sessions_and_tokens_at_once() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    world.person("police", Role::Analyst, None).await;
    let token = world.token("police").await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let police = Browser::sign_in(&server, "police", PASSWORD).await;
    let person = id_of(&world, "police").await;
    assert_eq!(
        admin
            .post("/admin/people/close", &[("person", &person)])
            .await
            .status(),
        303
    );
    assert_eq!(police.get("/desk").await.status(), 303);
    assert_eq!(server.get_as("/api/v1/staff/me", &token).await.status(), 401);
    assert_eq!(
        Browser::try_sign_in(&server, "police", PASSWORD).await.status(),
        403
    );
    admin.post("/admin/people/open", &[("person", &person)]).await;
    Browser::sign_in(&server, "police", PASSWORD).await;
    let own = id_of(&world, "admin").await;
    assert_eq!(
        admin
            .post("/admin/people/close", &[("person", &own)])
            .await
            .status(),
        403
    );
    server.stop().await;
}

#[tokio::test]
async fn an_administrator_of_one_region_does_not_take_over_people_of_another() {
    let world = World::new().await;
    let other = world.region("other").await;
    world.person("admin", Role::Admin, None).await;
    world.person("both", Role::Analyst, None).await;
    world.person("stranger", Role::Analyst, None).await;
    let desk = world.desk();
    desk.give_role_by_command(&other.code, "both", Role::Admin, None, None)
        .await
        .expect("given");
    sqlx::query("update core.memberships set region_code = 'other' where person_id = $1::uuid")
        .bind(id_of(&world, "stranger").await)
        .execute(world.db.pool())
        .await
        .expect("moved");
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    for deed in ["reset", "close"] {
        for (login, status) in [("both", 403), ("stranger", 404)] {
            let person = id_of(&world, login).await;
            let response = admin
                .post(&format!("/admin/people/{deed}"), &[("person", &person)])
                .await;
            assert_eq!(response.status(), status, "{deed} {login}");
        }
    }
    Browser::sign_in(&server, "both", PASSWORD).await;
    server.stop().await;
}

#[tokio::test]
async fn a_real_region_gets_its_first_administrator_by_command() {
    let world = World::new().await;
    let lianqin = Lianqin::on(&world.url);
    let region = ["--region", "demo-1", "--json"];
    let run = |words: &[&str], region: &[&str]| lianqin.run(&[&["person"], words, region].concat());
    let added = run(&["add", "wang.fang", "--name", "王芳"], &region).summary();
    let first = added["password"].as_str().expect("a password").to_owned();
    let refused = run(&["add", "WANG.FANG", "--name", "another"], &region);
    assert!(refused.complaint(2).contains("login is not valid: taken"));
    run(&["give", "wang.fang", "--role", "supervisor"], &region).summary();
    let listed = run(&["list"], &region).summary();
    assert_eq!(listed[0]["login"], "wang.fang");
    assert_eq!(listed[0]["roles"].as_array().map(Vec::len), Some(2));

    let server = world.serve().await;
    let response = Browser::try_sign_in(&server, "wang.fang", &first).await;
    assert_eq!(response.headers()["location"], "/password");
    let again = lianqin
        .run(&["person", "passwd", "wang.fang", "--json"])
        .summary();
    let second = again["password"].as_str().expect("a password");
    assert_ne!(first, second);
    assert_eq!(
        Browser::try_sign_in(&server, "wang.fang", &first).await.status(),
        403
    );
    let nowhere = lianqin.run(&["person", "add", "x.y", "--name", "x", "--region", "nowhere"]);
    assert!(nowhere.complaint(2).contains("region nowhere does not exist"));
    server.stop().await;
}
