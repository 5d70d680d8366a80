//! The role matrix: who may use which address. An address that is missing here fails the build, and so
//! does a row whose address is gone. Every row of the staff side is then tried: by nobody, by somebody
//! without the right, and by somebody of another region.

use std::collections::BTreeMap;

use domain::access::Right::{self as R, ManagePeople, OpenCase};
use domain::case::Role;
use reqwest::Method;
use server::Access;
use server::Access::{Code, Key, Public, Right, SignedIn, SignedOut, Staff};

use crate::support::{Browser, PASSWORD, World};

const MATRIX: &[(&str, Access)] = &[
    ("/", Public),
    ("/about", Public),
    ("/account", Staff),
    ("/account/tokens", Staff),
    ("/account/tokens/revoke", Staff),
    ("/admin", Staff),
    ("/admin/calendars", Right(R::ManageCalendars)),
    ("/admin/calendars/announce", Right(R::ManageCalendars)),
    ("/admin/calendars/days", Right(R::ManageCalendars)),
    ("/admin/calendars/hours", Right(R::ManageCalendars)),
    ("/admin/calendars/remove-day", Right(R::ManageCalendars)),
    ("/admin/calendars/years", Right(R::ManageCalendars)),
    ("/admin/categories", Right(R::ManageCategories)),
    ("/admin/categories/change", Right(R::ManageCategories)),
    ("/admin/default-leads", Right(R::ManageDefaultLeads)),
    ("/admin/departments", Right(R::ManageDepartments)),
    ("/admin/departments/change", Right(R::ManageDepartments)),
    ("/admin/departments/merge", Right(R::ManageDepartments)),
    ("/admin/elements", Right(R::ManageElements)),
    ("/admin/elements/change", Right(R::ManageElements)),
    ("/admin/elements/export", Right(R::ManageElements)),
    ("/admin/elements/import", Right(R::ManageElements)),
    ("/admin/elements/import/files", Right(R::ManageElements)),
    ("/admin/elements/kinds", Right(R::ManageElements)),
    ("/admin/elements/kinds/change", Right(R::ManageElements)),
    ("/admin/elements/retire", Right(R::ManageElements)),
    ("/admin/grid", Right(R::ManageGrid)),
    ("/admin/grid/draft", Right(R::ManageGrid)),
    ("/admin/grid/draft/cells", Right(R::ManageGrid)),
    ("/admin/grid/draft/export", Right(R::ManageGrid)),
    ("/admin/grid/export", Right(R::ManageGrid)),
    ("/admin/grid/files", Right(R::ManageGrid)),
    ("/admin/grid/staff", Right(R::ManageGrid)),
    ("/admin/import", Right(R::ImportLists)),
    ("/admin/import/files", Right(R::ImportLists)),
    ("/admin/import/rejects", Right(R::ImportLists)),
    ("/admin/import/run", Right(R::ImportLists)),
    ("/admin/limits", Right(R::ManageLimits)),
    ("/admin/log", Right(R::ReadAdminLog)),
    ("/admin/people", Right(ManagePeople)),
    ("/admin/people/add", Right(ManagePeople)),
    ("/admin/people/close", Right(ManagePeople)),
    ("/admin/people/give", Right(ManagePeople)),
    ("/admin/people/open", Right(ManagePeople)),
    ("/admin/people/reset", Right(ManagePeople)),
    ("/admin/people/take", Right(ManagePeople)),
    ("/admin/quarantine", Right(R::MendRecords)),
    ("/admin/quarantine/discard", Right(R::MendRecords)),
    ("/admin/quarantine/row", Right(R::MendRecords)),
    ("/admin/station", Staff),
    ("/admin/station/duty", Right(R::FileStations)),
    ("/admin/station/remove-duty", Right(R::FileStations)),
    ("/admin/station/step", Staff),
    ("/admin/station/unit", Right(R::FileStations)),
    ("/admin/stations", Staff),
    ("/admin/stations/change", Right(R::FileStations)),
    ("/admin/deliveries", Right(R::ManageDeliveries)),
    ("/admin/weights", Right(R::ManageWeights)),
    ("/api/public/{*function}", Public),
    ("/api/staff/{*function}", Staff),
    ("/api/v1/areas", Public),
    ("/api/v1/basemap", Public),
    ("/api/v1/basemap/{z}/{x}/{y}", Public),
    ("/api/v1/board", Public),
    ("/api/v1/board.csv", Public),
    ("/api/v1/board.xlsx", Public),
    ("/api/v1/cases", Public),
    ("/api/v1/cases.csv", Public),
    ("/api/v1/cases.geojson", Public),
    ("/api/v1/cases/{code}", Public),
    ("/api/v1/cells", Public),
    ("/api/v1/changes", Public),
    ("/api/v1/effect", Public),
    ("/api/v1/elements", Public),
    ("/api/v1/facets", Public),
    ("/api/v1/grid", Public),
    ("/api/v1/histogram", Public),
    ("/api/v1/intake/{source}", Key),
    ("/api/v1/nearest", Public),
    ("/api/v1/openapi.json", Public),
    ("/api/v1/places", Public),
    ("/api/v1/points", Public),
    ("/api/v1/regions", Public),
    ("/api/v1/reports", Public),
    ("/api/v1/reports/{week}", Public),
    ("/api/v1/staff/cases", Right(OpenCase)),
    ("/api/v1/staff/cases/{code}", Staff),
    ("/api/v1/staff/cases/{code}/actions", Staff),
    ("/api/v1/staff/cases/{code}/codes", Staff),
    ("/api/v1/staff/cases/{code}/codes/revoke", Right(R::RevokeCodes)),
    ("/api/v1/staff/cases/{code}/files", Staff),
    ("/api/v1/staff/cases/{code}/files/{id}", Staff),
    ("/api/v1/staff/cases/{code}/guests", Staff),
    (
        "/api/v1/staff/cases/{code}/guests/{id}/revoke",
        Right(R::InviteGuests),
    ),
    ("/api/v1/staff/elements", Staff),
    ("/api/v1/staff/map", Right(R::SeeEveryCase)),
    ("/api/v1/staff/me", Staff),
    ("/api/v1/staff/notices", Staff),
    ("/api/v1/staff/queue", Staff),
    ("/api/v1/stations", Public),
    ("/api/v1/summary", Public),
    ("/api/v1/tiles/{z}/{x}/{y}", Public),
    ("/api/v1/top", Public),
    ("/board", Public),
    ("/board/widget", Public),
    ("/c/{token}", Public),
    ("/c/{token}/files", Code),
    ("/c/{token}/files/{id}", Code),
    ("/cases", Public),
    ("/cases/{code}", Public),
    ("/desk", Staff),
    ("/desk/cases/{code}", Staff),
    ("/desk/map", Staff),
    ("/desk/cases/{code}/act", Staff),
    ("/desk/cases/{code}/print", Staff),
    ("/desk/cases/{code}/codes/revoke", Right(R::RevokeCodes)),
    ("/desk/cases/{code}/guests", Right(R::InviteGuests)),
    ("/desk/cases/{code}/guests/revoke", Right(R::InviteGuests)),
    ("/desk/live", Staff),
    ("/desk/new/files", Right(OpenCase)),
    ("/desk/new", Right(OpenCase)),
    ("/desk/notices", Staff),
    ("/desk/matters", Right(R::DecideMatters)),
    ("/desk/matters/decide", Right(R::DecideMatters)),
    ("/desk/unplaced", Right(R::PlaceCases)),
    ("/desk/topics", Right(R::SeeEveryCase)),
    ("/desk/cases/{code}/matter", Staff),
    ("/desk/cases/{code}/files", Staff),
    ("/desk/cases/{code}/files/{id}", Staff),
    ("/en", Public),
    ("/en/about", Public),
    ("/en/account", Staff),
    ("/en/account/tokens", Staff),
    ("/en/account/tokens/revoke", Staff),
    ("/en/admin", Staff),
    ("/en/admin/calendars", Right(R::ManageCalendars)),
    ("/en/admin/calendars/announce", Right(R::ManageCalendars)),
    ("/en/admin/calendars/days", Right(R::ManageCalendars)),
    ("/en/admin/calendars/hours", Right(R::ManageCalendars)),
    ("/en/admin/calendars/remove-day", Right(R::ManageCalendars)),
    ("/en/admin/calendars/years", Right(R::ManageCalendars)),
    ("/en/admin/categories", Right(R::ManageCategories)),
    ("/en/admin/categories/change", Right(R::ManageCategories)),
    ("/en/admin/default-leads", Right(R::ManageDefaultLeads)),
    ("/en/admin/departments", Right(R::ManageDepartments)),
    ("/en/admin/departments/change", Right(R::ManageDepartments)),
    ("/en/admin/departments/merge", Right(R::ManageDepartments)),
    ("/en/admin/elements", Right(R::ManageElements)),
    ("/en/admin/elements/change", Right(R::ManageElements)),
    ("/en/admin/elements/export", Right(R::ManageElements)),
    ("/en/admin/elements/import", Right(R::ManageElements)),
    ("/en/admin/elements/import/files", Right(R::ManageElements)),
    ("/en/admin/elements/kinds", Right(R::ManageElements)),
    ("/en/admin/elements/kinds/change", Right(R::ManageElements)),
    ("/en/admin/elements/retire", Right(R::ManageElements)),
    ("/en/admin/grid", Right(R::ManageGrid)),
    ("/en/admin/grid/draft", Right(R::ManageGrid)),
    ("/en/admin/grid/draft/cells", Right(R::ManageGrid)),
    ("/en/admin/grid/draft/export", Right(R::ManageGrid)),
    ("/en/admin/grid/export", Right(R::ManageGrid)),
    ("/en/admin/grid/files", Right(R::ManageGrid)),
    ("/en/admin/grid/staff", Right(R::ManageGrid)),
    ("/en/admin/import", Right(R::ImportLists)),
    ("/en/admin/import/files", Right(R::ImportLists)),
    ("/en/admin/import/rejects", Right(R::ImportLists)),
    ("/en/admin/import/run", Right(R::ImportLists)),
    ("/en/admin/limits", Right(R::ManageLimits)),
    ("/en/admin/log", Right(R::ReadAdminLog)),
    ("/en/admin/people", Right(ManagePeople)),
    ("/en/admin/people/add", Right(ManagePeople)),
    ("/en/admin/people/close", Right(ManagePeople)),
    ("/en/admin/people/give", Right(ManagePeople)),
    ("/en/admin/people/open", Right(ManagePeople)),
    ("/en/admin/people/reset", Right(ManagePeople)),
    ("/en/admin/people/take", Right(ManagePeople)),
    ("/en/admin/quarantine", Right(R::MendRecords)),
    ("/en/admin/quarantine/discard", Right(R::MendRecords)),
    ("/en/admin/quarantine/row", Right(R::MendRecords)),
    ("/en/admin/station", Staff),
    ("/en/admin/station/duty", Right(R::FileStations)),
    ("/en/admin/station/remove-duty", Right(R::FileStations)),
    ("/en/admin/station/step", Staff),
    ("/en/admin/station/unit", Right(R::FileStations)),
    ("/en/admin/stations", Staff),
    ("/en/admin/stations/change", Right(R::FileStations)),
    ("/en/admin/deliveries", Right(R::ManageDeliveries)),
    ("/en/admin/weights", Right(R::ManageWeights)),
    ("/en/board", Public),
    ("/en/board/widget", Public),
    ("/en/c/{token}", Public),
    ("/en/c/{token}/files", Code),
    ("/en/c/{token}/files/{id}", Code),
    ("/en/cases", Public),
    ("/en/cases/{code}", Public),
    ("/en/desk", Staff),
    ("/en/desk/cases/{code}", Staff),
    ("/en/desk/map", Staff),
    ("/en/desk/cases/{code}/act", Staff),
    ("/en/desk/cases/{code}/print", Staff),
    ("/en/desk/cases/{code}/codes/revoke", Right(R::RevokeCodes)),
    ("/en/desk/cases/{code}/guests", Right(R::InviteGuests)),
    ("/en/desk/cases/{code}/guests/revoke", Right(R::InviteGuests)),
    ("/en/desk/new", Right(OpenCase)),
    ("/en/desk/new/files", Right(OpenCase)),
    ("/en/desk/notices", Staff),
    ("/en/desk/matters", Right(R::DecideMatters)),
    ("/en/desk/matters/decide", Right(R::DecideMatters)),
    ("/en/desk/unplaced", Right(R::PlaceCases)),
    ("/en/desk/topics", Right(R::SeeEveryCase)),
    ("/en/desk/cases/{code}/matter", Staff),
    ("/en/desk/cases/{code}/files", Staff),
    ("/en/desk/cases/{code}/files/{id}", Staff),
    ("/en/map", Public),
    ("/en/method", Public),
    ("/en/password", SignedIn),
    ("/en/screen", Public),
    ("/en/effect", Public),
    ("/en/sign-in", SignedOut),
    ("/en/sign-in/{provider}", SignedOut),
    ("/en/sign-in/{provider}/return", SignedOut),
    ("/en/sign-out", SignedIn),
    ("/en/stations", Public),
    ("/en/supervise", Right(R::Oversee)),
    ("/en/supervise.csv", Right(R::Oversee)),
    ("/en/supervise/cases", Right(R::Oversee)),
    ("/en/supervise/cases/act", Right(R::Oversee)),
    ("/en/supervise/views/add", Right(R::Oversee)),
    ("/en/supervise/views/remove", Right(R::Oversee)),
    ("/healthz", Public),
    ("/live", Public),
    ("/map", Public),
    ("/method", Public),
    ("/metrics", Public),
    ("/password", SignedIn),
    ("/readyz", Public),
    ("/screen", Public),
    ("/effect", Public),
    ("/sign-in", SignedOut),
    ("/sign-in/{provider}", SignedOut),
    ("/sign-in/{provider}/return", SignedOut),
    ("/sign-out", SignedIn),
    ("/ogc", Public),
    ("/ogc/{region}", Public),
    ("/ogc/{region}/", Public),
    ("/ogc/{region}/collections", Public),
    ("/ogc/{region}/collections/{collection}", Public),
    ("/ogc/{region}/collections/{collection}/items", Public),
    ("/ogc/{region}/collections/{collection}/items/{id}", Public),
    ("/ogc/{region}/conformance", Public),
    ("/open311/{file}", Public),
    ("/open311/v2/{file}", Public),
    ("/open311/v2/requests/{file}", Public),
    ("/open311/v2/services/{file}", Public),
    ("/open311/v2/tokens/{file}", Public),
    ("/report", Public),
    ("/report/files", Public),
    ("/report/{ticket}", Public),
    ("/report/{ticket}/files", Public),
    ("/en/report", Public),
    ("/en/report/files", Public),
    ("/en/report/{ticket}", Public),
    ("/en/report/{ticket}/files", Public),
    ("/reports", Public),
    ("/reports/{week}", Public),
    ("/en/reports", Public),
    ("/en/reports/{week}", Public),
    ("/report/map.svg", Public),
    ("/stations", Public),
    ("/supervise", Right(R::Oversee)),
    ("/supervise.csv", Right(R::Oversee)),
    ("/supervise/cases", Right(R::Oversee)),
    ("/supervise/cases/act", Right(R::Oversee)),
    ("/supervise/views/add", Right(R::Oversee)),
    ("/supervise/views/remove", Right(R::Oversee)),
    ("/tiles/{source}/{z}/{x}/{y}", Public),
];

#[test]
fn every_address_has_a_row_in_the_role_matrix_and_every_row_an_address() {
    let served: BTreeMap<&str, String> = server::addresses()
        .into_iter()
        .map(|(path, access)| (path, format!("{access:?}")))
        .collect();
    let reviewed: BTreeMap<&str, String> = MATRIX
        .iter()
        .map(|(path, access)| (*path, format!("{access:?}")))
        .collect();
    assert_eq!(served, reviewed);
}

#[test]
fn every_server_function_is_under_the_prefix_of_who_may_call_it() {
    let functions: Vec<&str> = server::function_paths().into_iter().collect();
    assert!(!functions.is_empty());
    for path in functions {
        let prefixes = ["/api/public/", "/api/staff/"];
        assert!(prefixes.iter().any(|prefix| path.starts_with(prefix)), "{path}");
    }
}

/// Rows of the staff side, with an address that can be asked.
fn staff_rows() -> impl Iterator<Item = (String, Access)> {
    MATRIX
        .iter()
        .filter(|(_, access)| matches!(access, SignedIn | Staff | Right(_)))
        .map(|(path, access)| {
            let path = path.replace("{*function}", "accounts/account");
            (path.replace(['{', '}'], ""), *access)
        })
}

#[tokio::test]
async fn nobody_gets_past_the_gate_without_signing_in() {
    let world = World::new().await;
    let server = world.serve().await;
    for (path, _) in staff_rows() {
        for method in [Method::GET, Method::POST] {
            let request = server
                .request(method.clone(), &path)
                .header("sec-fetch-site", "same-origin");
            let response = request.send().await.expect("an answer");
            let status = response.status().as_u16();
            let store = response.headers().get("cache-control").cloned();
            if status == 405 {
                continue;
            }
            assert_eq!(store.expect("a rule"), "no-store", "{method} {path}");
            if path.starts_with("/api/") {
                assert_eq!(status, 401, "{method} {path}");
            } else {
                assert_eq!(status, 303, "{method} {path}");
                let target = response.headers()["location"].to_str().expect("text").to_owned();
                assert!(target.contains("/sign-in?next="), "{path}: {target}");
            }
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn whoever_lacks_the_right_is_refused_everywhere_it_is_needed() {
    let world = World::new().await;
    world.person("analyst", Role::Analyst, None).await;
    let server = world.serve().await;
    let analyst = Browser::sign_in(&server, "analyst", PASSWORD).await;
    let has = |access: Access| match access {
        Right(right) => domain::access::MATRIX
            .iter()
            .any(|(known, roles)| *known == right && roles.contains(&Role::Analyst)),
        _ => true,
    };
    for (path, access) in staff_rows().filter(|(_, access)| !has(*access)) {
        for method in [Method::GET, Method::POST] {
            let response = analyst.send(method.clone(), &path).await;
            if response.status() != 405 {
                assert_eq!(response.status(), 403, "{method} {path} {access:?}");
            }
        }
    }
    assert!(!has(Right(R::ManagePeople)), "the matrix of rights is read");
    server.stop().await;
}

#[tokio::test]
async fn in_a_region_that_is_not_theirs_nobody_has_any_right() {
    let world = World::new().await;
    world.region("other").await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    for (path, _) in staff_rows().filter(|(_, access)| *access != SignedIn) {
        for method in [Method::GET, Method::POST] {
            let response = admin.send(method.clone(), &format!("{path}?region=other")).await;
            if response.status() != 405 {
                assert_eq!(response.status(), 403, "{method} {path}");
            }
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let world = World::new().await;
    world.person("admin", Role::Admin, None).await;
    let server = world.serve().await;
    let admin = Browser::sign_in(&server, "admin", PASSWORD).await;
    let forged: [&[(&str, &str)]; 4] = [
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    let rows = staff_rows().map(|(path, _)| path).chain(["/sign-in".to_owned()]);
    for path in rows {
        for headers in forged {
            let mut request = server
                .request(Method::POST, &path)
                .header("cookie", admin.cookie())
                .header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let status = request.send().await.expect("an answer").status();
            assert!(status == 403 || status == 405, "{path} {headers:?}: {status}");
        }
    }
    assert_eq!(admin.get("/desk").await.status(), 200, "still signed in");
    server.stop().await;
}
