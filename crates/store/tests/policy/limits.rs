//! Limits: whose counts, and from when.

use chrono::TimeDelta;
use domain::CategoryCode;
use domain::policy::{CategoryDraft, Fault, LimitScope, Urgency};
use sqlx::PgPool;
use store::policy::{categories, limits};

use crate::common::{now, region};
use crate::support::{administered, by, category, dispose, fault, limit, of_category};

#[sqlx::test(migrations = false)]
async fn a_limit_is_the_kinds_own_else_its_parents_else_its_urgencys(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("roads"))
        .await
        .expect("made");
    let lamp = CategoryDraft {
        parent: CategoryCode::parse("roads").ok(),
        urgency: Urgency::Urgent,
        ..category("lamp")
    };
    categories::create(&db, by(&region), &lamp).await.expect("made");
    let add = async |scope, minutes| {
        limits::add(&db, by(&region), &limit(scope, minutes, now()))
            .await
            .expect("set");
    };
    assert_eq!(dispose(&db, "lamp", now()).await, None);
    add(LimitScope::Urgency(Urgency::Normal), Some(30)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, None, "of another urgency");
    add(LimitScope::Urgency(Urgency::Urgent), Some(20)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, Some(20));
    assert_eq!(dispose(&db, "roads", now()).await, Some(30));
    add(of_category("roads"), Some(10)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, Some(10));
    add(of_category("lamp"), Some(5)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, Some(5));
    let unknown = limits::add(&db, by(&region), &limit(of_category("egg"), Some(5), now())).await;
    assert_eq!(fault(unknown), ("scope", Fault::Unknown));
}

#[sqlx::test(migrations = false)]
async fn a_limit_holds_from_its_day_on_and_its_past_is_kept(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    let later = now() + TimeDelta::days(30);
    for draft in [
        limit(LimitScope::Urgency(Urgency::Normal), Some(99), now()),
        limit(of_category("lamp"), Some(60), now()),
        limit(of_category("lamp"), Some(30), later),
        limit(of_category("lamp"), None, later + TimeDelta::days(30)),
    ] {
        limits::add(&db, by(&region), &draft).await.expect("set");
    }
    assert_eq!(
        dispose(&db, "lamp", now()).await,
        Some(60),
        "the future does not hold yet"
    );
    assert_eq!(dispose(&db, "lamp", later).await, Some(30));
    let after = later + TimeDelta::days(30);
    assert_eq!(
        dispose(&db, "lamp", after).await,
        Some(99),
        "ended: the urgency's"
    );
    let past = limit(of_category("lamp"), Some(1), now() - TimeDelta::seconds(1));
    let past = limits::add(&db, by(&region), &past).await;
    assert_eq!(fault(past), ("valid_from", Fault::InPast));

    let rows = limits::rows(&db, &region, later).await.expect("rows");
    let of_lamp: Vec<_> = rows
        .iter()
        .filter(|row| row.scope == of_category("lamp"))
        .map(|row| (row.limit.map(|limit| limit.minutes), row.holds))
        .collect();
    assert_eq!(of_lamp, [(None, false), (Some(30), true), (Some(60), false)]);
}
