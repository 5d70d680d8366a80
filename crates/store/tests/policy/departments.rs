//! Units and their names.

use chrono::{DateTime, TimeDelta, Utc};
use domain::DepartmentCode;
use domain::policy::{DepartmentDraft, Fault, MergerDraft};
use sqlx::PgPool;
use store::policy::{By, departments};

use crate::common::{now, region};
use crate::support::{administered, by, day, department, fault, logged};

#[sqlx::test(migrations = false)]
async fn a_unit_keeps_every_name_it_has_had(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    let taken = departments::create(&db, by(&region), &department("urban")).await;
    assert_eq!(fault(taken), ("code", Fault::Taken));
    for (name, days) in [("城市管理局", 1), ("综合行政执法局", 2)] {
        let renamed = DepartmentDraft {
            name: name.into(),
            ..department("urban")
        };
        let later = By {
            now: now() + TimeDelta::days(days),
            ..by(&region)
        };
        departments::change(&db, later, &renamed).await.expect("renamed");
    }
    let unit = departments::list(&db, &region).await.expect("units").remove(0);
    assert_eq!(unit.department.name, "综合行政执法局");
    assert_eq!(unit.former_names, ["城市管理局", "urban name"]);
}

#[sqlx::test(migrations = false)]
async fn a_name_is_a_former_one_from_when_another_took_its_place(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    let after = |days| now() + TimeDelta::days(days);
    for (name, days) in [("城市管理局", 1), ("城市管理局", 2), ("urban name", 3)] {
        let renamed = DepartmentDraft {
            name: name.into(),
            name_en: Some("Urban".into()),
            ..department("urban")
        };
        let later = By {
            now: after(days),
            ..by(&region)
        };
        departments::change(&db, later, &renamed).await.expect("changed");
    }
    type Former = (String, Option<String>, DateTime<Utc>, DateTime<Utc>);
    let former: Vec<Former> =
        sqlx::query_as("select name, name_en, valid_from, valid_to from published.department_names")
            .fetch_all(db.pool())
            .await
            .expect("names");
    let expected = (
        "城市管理局".to_owned(),
        Some("Urban".to_owned()),
        after(1),
        after(3),
    );
    assert_eq!(former, [expected], "the first name is the present one again");
}

#[sqlx::test(migrations = false)]
async fn a_merged_unit_is_given_nothing_from_its_day_on_and_mergers_never_run_in_a_ring(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    for unit in ["a", "b", "c"] {
        departments::create(&db, by(&region), &department(unit))
            .await
            .expect("made");
    }
    let code = |code: &str| DepartmentCode::parse(code).expect("a code");
    let merge = async |unit: &str, into: &str, on: &str| {
        let merger = MergerDraft {
            into: code(into),
            on: day(on),
        };
        departments::merge(&db, by(&region), &code(unit), Some(&merger)).await
    };
    let given = async |unit: &str, days| {
        let at = now() + TimeDelta::days(days);
        departments::can_be_given(&db, &region, "department", &code(unit), at).await
    };
    let into_b = || Fault::Merged {
        into: "b name".to_owned(),
    };
    assert_eq!(
        fault(merge("a", "a", "2026-07-11").await),
        ("into", Fault::Choice)
    );
    assert_eq!(
        fault(merge("a", "egg", "2026-07-11").await),
        ("into", Fault::Unknown)
    );
    let past = fault(merge("a", "b", "2026-06-30").await);
    assert_eq!(past, ("merged_on", Fault::InPast));
    merge("a", "b", "2026-07-11").await.expect("merged");
    assert_eq!(fault(merge("c", "a", "2026-07-11").await), ("into", into_b()));
    merge("b", "c", "2026-07-12").await.expect("merged");

    assert!(given("a", 9).await.is_ok(), "not yet");
    assert_eq!(fault(given("a", 10).await), ("department", into_b()));
    assert!(given("b", 10).await.is_ok());
    let unit = departments::list(&db, &region).await.expect("units").remove(0);
    let merger = unit.merger.expect("a merger");
    assert_eq!(
        (merger.into.name.as_str(), merger.on),
        ("b name", day("2026-07-11"))
    );
    assert!(unit.department.active, "what it has had stays with it");

    departments::merge(&db, by(&region), &code("a"), None)
        .await
        .expect("it is still to come");
    assert!(given("a", 10).await.is_ok());
    merge("a", "c", "2026-07-01").await.expect("from today on");
    let back = departments::merge(&db, by(&region), &code("a"), None).await;
    assert!(
        matches!(fault(back), ("into", Fault::Merged { .. })),
        "it has happened"
    );
    assert_eq!(logged(&db).await[0], "department.merge a");
}
