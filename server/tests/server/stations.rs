//! A station from its filing to its roster, over HTTP.

use domain::case::Role;
use serde_json::Value;

use crate::support::{Browser, PASSWORD, World, record};

#[tokio::test]
async fn a_station_is_filed_approved_by_another_staffed_and_then_public() {
    let world = World::new().await;
    world.take(vec![record("1").department("police").build()]).await;
    world.person("wang", Role::StationStaff, None).await;
    world.person("chen", Role::Supervisor, None).await;
    let server = world.serve().await;
    let (wang, chen) = (
        Browser::sign_in(&server, "wang", PASSWORD).await,
        Browser::sign_in(&server, "chen", PASSWORD).await,
    );
    let station = [
        ("code", "s 1"),
        ("name", "星河站"),
        ("kind", "station"),
        ("address", "星河路 1 号"),
        ("lng", "121.2"),
        ("lat", "28.6"),
        ("branch", "联合党支部"),
    ];
    assert_eq!(chen.post("/admin/stations", &station).await.status(), 403);
    assert_eq!(wang.post("/admin/stations", &station).await.status(), 303);
    assert_eq!(
        wang.post("/admin/stations", &station).await.status(),
        400,
        "taken"
    );

    let at = |deed: &str| format!("/admin/station{deed}?code=s+1");
    let step = async |who: &Browser<'_>, number: &str, step: &str| {
        let fields = [("number", number), ("step", step), ("reason", "")];
        who.post(&at("/step"), &fields).await
    };
    assert_eq!(step(&wang, "", "approve").await.status(), 403, "not their right");
    let approved = step(&chen, "", "approve").await;
    assert_eq!(approved.status(), 303);
    assert_eq!(approved.headers()["location"], "/admin/station?code=s+1");
    assert_eq!(step(&chen, "", "approve").await.status(), 409, "done already");
    step(&wang, "", "move_in").await;

    let on_call = [("department", "police"), ("kind", "on_call")];
    let refused = wang.post(&at("/unit"), &on_call).await;
    assert_eq!(refused.status(), 400);
    assert!(
        refused
            .text()
            .await
            .expect("a body")
            .contains("liaison_name-fault")
    );
    let resident = [
        ("department", "police"),
        ("kind", "resident"),
        ("liaison_phone", "110-119"),
    ];
    assert_eq!(wang.post(&at("/unit"), &resident).await.status(), 303);
    step(&chen, "1", "approve").await;
    assert_eq!(step(&wang, "1", "move_in").await.status(), 303);
    let turn = [
        ("duty_department", "police"),
        ("name", "李雷"),
        ("starts_at", "2099-01-01T08:00"),
        ("ends_at", "2099-01-01T20:00"),
    ];
    assert_eq!(wang.post(&at("/duty"), &turn).await.status(), 303);
    let page = chen
        .get("/en/admin/station?code=s+1")
        .await
        .text()
        .await
        .expect("a body");
    for words in ["李雷", "in service", "姓名wang", "110-119"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    // The station is public before the unit that moved in later.
    let public: Value = server
        .eventually("/api/v1/stations", |found| {
            found.as_array().is_some_and(|stations| {
                let ours = |station: &&Value| station["code"] == "s 1";
                stations
                    .iter()
                    .find(ours)
                    .is_some_and(|station| station.to_string().contains("police"))
            })
        })
        .await;
    let told = public.to_string();
    for private in ["110-119", "李雷", "联合党支部", "姓名wang"] {
        assert!(!told.contains(private), "{private}");
    }
    server.stop().await;
}
