//! Administration of policy over HTTP: pages, plain forms, faults beside their field.

use domain::case::Role;

use crate::support::{Browser, PASSWORD, World};

async fn body(browser: &Browser<'_>, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("a body")
}

const LAMP: [(&str, &str); 6] = [
    ("code", "lamp"),
    ("name", "路灯"),
    ("urgency", "urgent"),
    ("tier", "exact"),
    ("rounding", "none"),
    ("delay_minutes", "0"),
];

#[tokio::test]
async fn an_administrator_keeps_kinds_limits_units_leads_and_calendars_with_plain_forms() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let sent = async |path: &str, fields: &[(&str, &str)]| {
        let response = admin.post(path, fields).await;
        assert_eq!(response.status(), 303, "{path}");
        response.headers()["location"].to_str().expect("text").to_owned()
    };
    assert!(
        sent("/admin/categories", &LAMP)
            .await
            .starts_with("/admin/categories")
    );
    let mut renamed = LAMP;
    renamed[1].1 = "照明设施";
    sent("/admin/categories/change?code=lamp", &renamed).await;
    assert!(body(&admin, "/admin/categories").await.contains("照明设施"));
    let page = body(&admin, "/admin/categories/change?code=lamp").await;
    assert!(page.contains("value=\"照明设施\""), "{page}");

    let unit = [
        ("code", "lighting"),
        ("name", "路灯所"),
        ("kind", "bureau"),
        ("peer_group", "department"),
        ("active", "on"),
    ];
    sent("/admin/departments", &unit).await;
    let limit = [
        ("scope", "urgency:urgent"),
        ("stage", "sign"),
        ("minutes", "30"),
        ("clock", "continuous"),
        ("valid_from", ""),
    ];
    sent("/admin/limits", &limit).await;
    let page = body(&admin, "/en/admin/limits").await;
    assert!(page.contains("30 minutes") && page.contains("holds now"));
    let lead = [("category", "lamp"), ("township", ""), ("department", "lighting")];
    sent("/admin/default-leads", &lead).await;
    assert!(body(&admin, "/admin/default-leads").await.contains("路灯所"));

    let day = [
        ("day", "2027-03-01"),
        ("kind", "holiday"),
        ("occasion", "建区纪念日"),
    ];
    sent("/admin/calendars/days", &day).await;
    let page = body(&admin, "/admin/calendars").await;
    assert!(page.contains("建区纪念日") && page.contains("未公布，暂定"));
    sent("/admin/calendars/remove-day", &[("removed", "2027-03-01")]).await;
    sent(
        "/admin/calendars/announce",
        &[("of_year", "2027"), ("announced", "on")],
    )
    .await;
    sent("/admin/calendars/years", &[("year", "2026"), ("list", "")]).await;
    let hours = [("valid_from", "2099-06-01"), ("hours", "08:00-12:00 14:30-17:30")];
    sent("/admin/calendars/hours", &hours).await;
    let page = body(&admin, "/admin/calendars").await;
    assert!(!page.contains("建区纪念日") && page.contains("14:30–17:30"));
    assert!(
        body(&admin, "/admin/weights")
            .await
            .contains("现按公布的示例计算")
    );
    let weights = [
        ("response", "40"),
        ("solved", "60"),
        ("decided_by", "区委政法委 11 号文"),
    ];
    sent("/admin/weights", &weights).await;
    let page = body(&admin, "/en/admin/weights").await;
    assert!(page.contains("Response rate 40, Solved rate 60") && page.contains("until further notice"));
    assert!(page.contains("区委政法委 11 号文") && page.contains("holds now"));
    let logged: i64 = sqlx::query_scalar("select count(*) from core.admin_log where person_id is not null")
        .fetch_one(world.db.pool())
        .await
        .expect("count");
    assert_eq!(logged, 11, "every change has its line");
    let page = body(&admin, "/admin/log").await;
    assert!(page.contains("调整作息时间") && page.contains("新增单位") && page.contains("admin"));
    let page = body(&admin, "/en/admin/log?kind=categories").await;
    assert!(
        page.contains("kind changed") && page.contains("<del>路灯</del>"),
        "{page}"
    );
    assert!(!page.contains("working hours changed"), "only what was asked for");
    assert_eq!(admin.get("/admin/log?kind=magic").await.status(), 400);
    server.stop().await;
}

#[tokio::test]
async fn a_refused_form_comes_back_with_the_fault_beside_its_field_and_writes_nothing() {
    /// Address, what is sent, where the fault stands, and words of it.
    type Try<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str, &'a str);
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let long = "长".repeat(101);
    let tries: [Try<'_>; 10] = [
        (
            "/admin/categories",
            vec![("code", "x"), ("name", ""), ("delay_minutes", "0")],
            "name-fault",
            "请填写。",
        ),
        (
            "/en/admin/categories",
            vec![("code", "x"), ("name", &long), ("delay_minutes", "0")],
            "name-fault",
            "At most 100 characters",
        ),
        (
            "/admin/limits",
            vec![
                ("scope", "urgency:urgent"),
                ("stage", "sign"),
                ("minutes", "30"),
                ("clock", "working"),
                ("valid_from", "2001-01-01"),
            ],
            "valid_from-fault",
            "不能早于现在",
        ),
        (
            "/admin/limits",
            vec![
                ("scope", "urgency:urgent"),
                ("stage", "sign"),
                ("minutes", "many"),
                ("clock", "working"),
            ],
            "minutes-fault",
            "之间的数字",
        ),
        (
            "/en/admin/calendars/years",
            vec![
                ("year", "2027"),
                ("list", "2027-01-01,holiday,x\n2027-99-01,holiday,y"),
            ],
            "list-fault",
            "Line 2 must be",
        ),
        (
            "/admin/calendars/hours",
            vec![("valid_from", "2099-01-01"), ("hours", "17:00-09:00")],
            "hours-fault",
            "先后有序",
        ),
        (
            "/admin/departments",
            vec![
                ("code", ""),
                ("name", "x"),
                ("kind", "bureau"),
                ("peer_group", "x"),
            ],
            "code-fault",
            "请填写。",
        ),
        (
            "/admin/weights",
            vec![("response", "40"), ("solved", "50"), ("decided_by", "x")],
            "weights-fault",
            "现在是 90",
        ),
        (
            "/en/admin/weights",
            vec![
                ("response", "100"),
                ("decided_by", "x"),
                ("valid_from", "2001-01-01"),
            ],
            "valid_from-fault",
            "not rewritten",
        ),
        (
            "/admin/default-leads",
            vec![("category", "nothing"), ("department", "")],
            "category-fault",
            "没有这一项",
        ),
    ];
    for (path, fields, place, words) in tries {
        let response = admin.post(path, &fields).await;
        assert_eq!(response.status(), 400, "{path}");
        let page = response.text().await.expect("a body");
        let fault = page.split(&format!("id=\"{place}\"")).nth(1);
        let fault = fault
            .and_then(|rest| rest.split("</p>").next())
            .unwrap_or_default();
        assert!(fault.contains(words), "{path}: {fault}");
    }
    let logged: i64 = sqlx::query_scalar("select count(*) from core.admin_log where person_id is not null")
        .fetch_one(world.db.pool())
        .await
        .expect("count");
    assert_eq!(logged, 0);
    server.stop().await;
}

#[tokio::test]
async fn the_index_shows_only_what_one_may_manage() {
    let world = World::new().await;
    world.person("dou", Role::Dispatcher, None).await;
    world.person("ana", Role::Analyst, None).await;
    let server = world.serve().await;
    let dispatcher = Browser::sign_in(&server, "dou", PASSWORD).await;
    let page = body(&dispatcher, "/admin").await;
    assert!(page.contains("/admin/default-leads") && !page.contains("/admin/categories"));
    assert_eq!(dispatcher.get("/admin/categories").await.status(), 403);
    let analyst = Browser::sign_in(&server, "ana", PASSWORD).await;
    assert!(body(&analyst, "/admin").await.contains("没有可以管理的内容"));
    assert_eq!(analyst.get("/admin/stations").await.status(), 403);
    server.stop().await;
}
