//! Signing in and out over HTTP.

use domain::case::Role;
use reqwest::Method;
use serde_json::Value;

use crate::support::{Browser, PASSWORD, World, problem};

#[tokio::test]
async fn who_signs_in_gets_a_cookie_for_this_site_alone_and_comes_to_where_they_wanted() {
    let world = World::new().await;
    world.person("police", Role::Supervisor, None).await;
    let server = world.serve().await;
    let form = format!("login=Police&password={PASSWORD}");
    let response = server
        .request(Method::POST, "/en/sign-in?next=/en/account%3Fx%3D1")
        .header("origin", format!("http://{}", server.addr))
        .header("x-forwarded-proto", "https")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/en/account?x=1");
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        cookie.starts_with("lianqin_session=")
            && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    let browser = Browser::sign_in(&server, "police", PASSWORD).await;
    let page = browser.get("/en/desk").await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert!(page.headers().contains_key("content-security-policy"));
    assert!(page.headers().contains_key("x-request-id"));
    let html = page.text().await.expect("a body");
    assert!(
        html.contains("姓名police") && html.contains("Workbench"),
        "{html}"
    );
    let led_on = browser.get("/sign-in").await;
    assert_eq!(
        (
            led_on.status().as_u16(),
            led_on.headers()["location"].to_str().ok()
        ),
        (303, Some("/desk"))
    );
    server.stop().await;
}

#[tokio::test]
async fn after_signing_in_nobody_is_led_to_another_site() {
    let world = World::new().await;
    world.person("police", Role::Supervisor, None).await;
    let server = world.serve().await;
    let response = server
        .request(Method::POST, "/sign-in?next=//evil.example/")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("login=police&password={PASSWORD}"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.headers()["location"], "/desk");
    server.stop().await;
}

#[tokio::test]
async fn unknown_login_wrong_password_and_closed_account_sound_the_same_and_then_have_to_wait() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    world.person("police", Role::Supervisor, None).await;
    world.person("closed", Role::Analyst, None).await;
    sqlx::query("update core.people set active = false where login = 'closed'")
        .execute(world.db.pool())
        .await
        .expect("closed");
    let server = world.serve().await;
    let mut said = Vec::new();
    for (login, password) in [
        ("police", "not the password"),
        ("nobody", PASSWORD),
        ("closed", PASSWORD),
    ] {
        let response = Browser::try_sign_in(&server, login, password).await;
        assert_eq!(response.status(), 403, "{login}");
        assert!(!response.headers().contains_key("set-cookie"), "{login}");
        let html = response.text().await.expect("a body");
        assert!(html.contains("登录名或密码不正确"), "{html}");
        assert!(!html.contains(PASSWORD), "a password is never sent back");
        said.push(html.replace(login, "LOGIN"));
    }
    let plain = |html: &String| {
        let main = html
            .split("<main")
            .nth(1)
            .and_then(|rest| rest.split("</main>").next());
        main.expect("a page").to_owned()
    };
    assert_eq!(plain(&said[0]), plain(&said[1]));
    assert_eq!(plain(&said[0]), plain(&said[2]));
    for login in ["police", "nobody"] {
        for _ in 0..4 {
            Browser::try_sign_in(&server, login, "not the password").await;
        }
        // The right password does not help either, or guessing would.
        let response = Browser::try_sign_in(&server, login, PASSWORD).await;
        assert_eq!(response.status(), 429, "{login}");
        assert!(response.headers().contains_key("retry-after"));
    }
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select key_hash from core.sign_in_failures")
        .fetch_all(world.db.pool())
        .await
        .expect("rows");
    assert!(stored.len() >= 3 && stored.iter().all(|key| key.len() == 32));
    server.stop().await;
}

#[tokio::test]
async fn a_first_password_has_to_be_changed_before_anything_else() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let first = world
        .desk()
        .set_password_by_command("admin", None)
        .await
        .expect("a password")
        .password;
    let server = world.serve().await;
    let response = Browser::try_sign_in(&server, "admin", &first).await;
    assert_eq!(response.headers()["location"], "/password");
    let browser = Browser::sign_in(&server, "admin", &first).await;
    for path in ["/desk", "/account", "/admin/people"] {
        let response = browser.get(path).await;
        assert_eq!(response.status(), 303, "{path}");
        assert_eq!(response.headers()["location"], "/password", "{path}");
    }
    problem(403, browser.get("/api/v1/staff/me").await).await;
    assert_eq!(browser.get("/password").await.status(), 200);

    let change = async |old: &str, new: &str, again: &str| {
        let form = [("old_password", old), ("new_password", new), ("again", again)];
        browser.post("/password", &form).await
    };
    for (old, new, again, words) in [
        ("wrong", PASSWORD, PASSWORD, "当前密码不正确"),
        (&first, "short", "short", "10 到 128 个字符。"),
        (&first, "password2026", "password2026", "太容易猜到"),
        (&first, PASSWORD, "something else", "两次输入不一致"),
        (&first, &first, &first, "不能与原密码相同"),
    ] {
        let response = change(old, new, again).await;
        assert_eq!(response.status(), 400, "{words}");
        let html = response.text().await.expect("a body");
        assert!(
            html.contains(words) && html.contains("aria-invalid"),
            "{words}: {html}"
        );
    }
    let other = Browser::sign_in(&server, "admin", &first).await;
    let done = change(&first, PASSWORD, PASSWORD).await;
    assert_eq!(done.status(), 303);
    assert_eq!(
        browser.get("/desk").await.status(),
        200,
        "this browser stays signed in"
    );
    assert_eq!(
        other.get("/desk").await.status(),
        303,
        "every other one is signed out"
    );
    assert_eq!(Browser::try_sign_in(&server, "admin", &first).await.status(), 403);
    server.stop().await;
}

#[tokio::test]
async fn who_signs_out_is_out_here_or_everywhere() {
    let world = World::new().await;
    world.person("police", Role::Supervisor, None).await;
    let server = world.serve().await;
    let [one, two, three] = [
        Browser::sign_in(&server, "police", PASSWORD).await,
        Browser::sign_in(&server, "police", PASSWORD).await,
        Browser::sign_in(&server, "police", PASSWORD).await,
    ];
    let out = one.post("/sign-out", &[]).await;
    assert_eq!(out.status(), 303);
    assert!(
        out.headers()["set-cookie"]
            .to_str()
            .expect("text")
            .contains("Max-Age=0")
    );
    assert_eq!(one.get("/desk").await.status(), 303);
    assert_eq!(two.get("/desk").await.status(), 200);
    two.post("/sign-out", &[("everywhere", "yes")]).await;
    assert_eq!(three.get("/desk").await.status(), 303);
    server.stop().await;
}

#[tokio::test]
async fn a_program_acts_with_a_token_until_it_is_taken_back() {
    let world = World::new().await;
    world.region("other").await;
    world.person("police", Role::Supervisor, None).await;
    let server = world.serve().await;
    let browser = Browser::sign_in(&server, "police", PASSWORD).await;
    let refused = browser
        .post("/account/tokens", &[("name", ""), ("days", "90")])
        .await;
    assert_eq!(refused.status(), 400);
    let refused = browser
        .post("/account/tokens", &[("name", "x"), ("days", "9999")])
        .await;
    assert!(refused.text().await.expect("a body").contains("1 到 366 天"));
    let html = browser
        .post(
            "/account/tokens",
            &[("name", "报表"), ("region", "demo-1"), ("days", "90")],
        )
        .await
        .text()
        .await
        .expect("a body");
    let secret = html
        .split("lq_")
        .nth(1)
        .expect("the token")
        .split('<')
        .next()
        .expect("its end");
    let token = format!("lq_{secret}");
    let again = browser.get("/account").await.text().await.expect("a body");
    assert!(again.contains("报表") && !again.contains(&token), "shown once");

    let me = server.json_with("/api/v1/staff/me", Some(&token)).await;
    assert_eq!(me["login"], "police");
    assert_eq!(me["roles"][0]["role"], "supervisor");
    problem(403, server.get_as("/api/v1/staff/me?region=other", &token).await).await;
    problem(401, server.get_as("/api/v1/staff/me", "lq_wrong").await).await;
    let unsigned = server.problem(401, "/api/v1/staff/me").await;
    assert!(unsigned["instance"].is_string());
    // A token opens no page: it is for programs, and pages trust their own site's cookie only.
    assert_eq!(server.get_as("/desk", &token).await.status(), 303);

    let id = again
        .split("name=\"token\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("its id");
    let back = browser.post("/account/tokens/revoke", &[("token", id)]).await;
    assert_eq!(back.status(), 303);
    problem(401, server.get_as("/api/v1/staff/me", &token).await).await;
    server.stop().await;
}

#[tokio::test]
async fn a_server_function_of_staff_answers_staff_only() {
    let world = World::new().await;
    world.person("police", Role::Supervisor, None).await;
    let server = world.serve().await;
    let browser = Browser::sign_in(&server, "police", PASSWORD).await;
    let path = "/api/staff/accounts/account?region=demo-1&lang=zh-CN";
    let account = browser.get(path).await;
    assert_eq!(account.status(), 200);
    let account: Value = serde_json::from_str(&account.text().await.expect("a body")).expect("JSON");
    assert_eq!(account["login"], "police");
    assert_eq!(server.get(path).await.status(), 401);
    server.stop().await;
}
