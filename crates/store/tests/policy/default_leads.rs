//! Which unit is proposed to lead.

use chrono::TimeDelta;
use domain::policy::{CategoryDraft, DefaultLeadDraft, DepartmentDraft, Fault};
use domain::{CategoryCode, DepartmentCode, TownshipCode};
use sqlx::PgPool;
use store::policy::{categories, default_leads, departments};
use uuid::Uuid;

use crate::common::{now, region};
use crate::support::{administered, by, category, department, fault, opened};

#[sqlx::test(migrations = false)]
async fn the_nearest_rule_that_holds_proposes_a_unit_in_use(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("roads"))
        .await
        .expect("made");
    let lamp = CategoryDraft {
        parent: CategoryCode::parse("roads").ok(),
        ..category("lamp")
    };
    categories::create(&db, by(&region), &lamp).await.expect("made");
    for unit in ["a", "b", "c"] {
        departments::create(&db, by(&region), &department(unit))
            .await
            .expect("made");
    }
    sqlx::query(
        "insert into core.townships (region_code, township_code, name) values ('999001', 't1', '一街')",
    )
    .execute(db.pool())
    .await
    .expect("a township");
    let add = async |category: &str, township: Option<&str>, unit: Option<&str>, valid_from| {
        let draft = DefaultLeadDraft {
            category: CategoryCode::parse(category).expect("a code"),
            township: township.map(|code| TownshipCode::parse(code).expect("a code")),
            department: unit.map(|code| DepartmentCode::parse(code).expect("a code")),
            valid_from,
        };
        default_leads::add(&db, by(&region), &draft).await
    };
    let lead = async |township: Option<&str>, at| {
        let lamp = CategoryCode::parse("lamp").expect("a code");
        let township = township.map(|code| TownshipCode::parse(code).expect("a code"));
        let lead = default_leads::suggest(&db, &region, &lamp, township.as_ref(), at).await;
        lead.expect("an answer").map(|unit| unit.code)
    };
    assert_eq!(lead(Some("t1"), now()).await, None);
    add("roads", None, Some("c"), now()).await.expect("added");
    assert_eq!(lead(Some("t1"), now()).await.as_deref(), Some("c"));
    let later = now() + TimeDelta::days(1);
    add("lamp", None, Some("b"), later).await.expect("added");
    assert_eq!(lead(None, now()).await.as_deref(), Some("c"), "not yet");
    assert_eq!(lead(None, later).await.as_deref(), Some("b"));
    add("lamp", Some("t1"), Some("a"), now()).await.expect("added");
    assert_eq!(lead(Some("t1"), later).await.as_deref(), Some("a"));
    let retired = DepartmentDraft {
        active: false,
        ..department("a")
    };
    departments::change(&db, by(&region), &retired)
        .await
        .expect("changed");
    assert_eq!(
        lead(Some("t1"), later).await.as_deref(),
        Some("b"),
        "a is no longer in use"
    );
    add("lamp", None, None, later + TimeDelta::days(1))
        .await
        .expect("ended");
    let after = later + TimeDelta::days(1);
    assert_eq!(lead(Some("t1"), after).await.as_deref(), Some("c"));

    let wrong = async |category, township, unit| fault(add(category, township, unit, now()).await);
    assert_eq!(wrong("egg", None, None).await, ("category", Fault::Unknown));
    assert_eq!(
        wrong("lamp", Some("t9"), None).await,
        ("township", Fault::Unknown)
    );
    assert_eq!(
        wrong("lamp", None, Some("z")).await,
        ("department", Fault::Unknown)
    );
    assert_eq!(
        wrong("lamp", None, Some("a")).await,
        ("department", Fault::Inactive)
    );
    let rows = default_leads::rows(&db, &region, later).await.expect("rows");
    let holding: Vec<_> = rows.iter().filter(|row| row.holds).collect();
    assert_eq!((rows.len(), holding.len()), (4, 3));
}

#[sqlx::test(migrations = false)]
async fn a_case_is_proposed_to_the_lead_of_its_kind_and_township(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    let draft = DefaultLeadDraft {
        category: CategoryCode::parse("lamp").expect("a code"),
        township: None,
        department: DepartmentCode::parse("urban").ok(),
        valid_from: now(),
    };
    default_leads::add(&db, by(&region), &draft).await.expect("added");
    let case_id = opened(&db, "lamp").await;
    let lead = default_leads::suggest_for_case(&db, &region, case_id, now()).await;
    assert_eq!(
        lead.expect("an answer").map(|unit| unit.name).as_deref(),
        Some("urban name")
    );
    let nobody = default_leads::suggest_for_case(&db, &region, Uuid::nil(), now()).await;
    assert_eq!(nobody.expect("an answer"), None);
}
