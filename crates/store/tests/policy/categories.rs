//! Kinds of matter: their tree, and what a change of their tier or name publishes.

use chrono::{DateTime, Utc};
use domain::CategoryCode;
use domain::policy::{CategoryDraft, Fault};
use domain::publication::{Rounding, Tier};
use sqlx::PgPool;
use store::Db;
use store::cases::open_case;
use store::policy::{ChangeError, categories};
use store::publication::publish_all;

use crate::common::{now, region, reported};
use crate::support::{administered, by, category, fault, logged, opened};

#[sqlx::test(migrations = false)]
async fn a_kind_stands_below_a_known_one_and_never_below_itself(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let below = |code: &str, parent: &str| CategoryDraft {
        parent: CategoryCode::parse(parent).ok(),
        ..category(code)
    };
    categories::create(&db, by(&region), &category("city"))
        .await
        .expect("made");
    categories::create(&db, by(&region), &below("roads", "city"))
        .await
        .expect("made");
    let taken = categories::create(&db, by(&region), &category("roads")).await;
    assert_eq!(fault(taken), ("code", Fault::Taken));
    let unknown = categories::create(&db, by(&region), &below("lamp", "egg")).await;
    assert_eq!(fault(unknown), ("parent", Fault::Unknown));
    for ring in [
        below("city", "roads"),
        below("city", "city"),
        below("roads", "roads"),
    ] {
        let ring = categories::change(&db, by(&region), &ring).await;
        assert_eq!(fault(ring), ("parent", Fault::Ring));
    }
    let nobody = categories::change(&db, by(&region), &category("egg")).await;
    assert!(matches!(nobody, Err(ChangeError::NotFound)));
    assert_eq!(
        logged(&db).await,
        ["category.create roads", "category.create city"]
    );
}

type Shown = (bool, Option<f64>, Option<f64>, DateTime<Utc>);

async fn shown(db: &Db) -> Option<Shown> {
    publish_all(db, now()).await.expect("published");
    sqlx::query_as("select withdrawn, lng, lat, received_at from published.cases")
        .fetch_optional(db.pool())
        .await
        .expect("the published case")
}

#[sqlx::test(migrations = false)]
async fn what_becomes_more_private_is_blurred_anew_or_withdrawn(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    sqlx::query(
        "insert into core.grid_cells (region_code, grid_code, name, ring, anchors)
         values ('999001', 'g1', 'g1', '[]', '[[121.1, 28.1], [121.3, 28.3]]')",
    )
    .execute(db.pool())
    .await
    .expect("a cell");
    let mut case = reported("lamp");
    case.place = Some((121.29, 28.29));
    case.public_place = case.place;
    case.grid = domain::GridCode::parse("g1").ok();
    open_case(&db, &region, case, None, now()).await.expect("opened");
    assert_eq!(shown(&db).await, Some((false, Some(121.29), Some(28.29), now())));

    let turn = async |tier, rounding| {
        let kind = CategoryDraft {
            tier,
            rounding,
            ..category("lamp")
        };
        categories::change(&db, by(&region), &kind)
            .await
            .expect("changed");
        shown(&db).await.expect("it was shown once")
    };
    let midnight = Rounding::Day.apply(now(), chrono_tz::Asia::Shanghai);
    assert_eq!(
        turn(Tier::Snapped, Rounding::None).await,
        (false, Some(121.3), Some(28.3), now())
    );
    assert_eq!(
        turn(Tier::Grid, Rounding::Day).await,
        (false, None, None, midnight)
    );
    let told: Vec<DateTime<Utc>> = sqlx::query_scalar("select at from published.case_events")
        .fetch_all(db.pool())
        .await
        .expect("the timeline");
    assert_eq!(told, [midnight], "the timeline rounds its receipt too");
    let (withdrawn, lng, ..) = turn(Tier::Count, Rounding::Day).await;
    assert_eq!((withdrawn, lng), (true, None));
    let left: i64 = sqlx::query_scalar("select count(*) from published.case_events")
        .fetch_one(db.pool())
        .await
        .expect("count");
    assert_eq!(left, 0, "with everything about it");
    let tallies: i64 = sqlx::query_scalar("select count(*) from published.tally")
        .fetch_one(db.pool())
        .await
        .expect("count");
    assert_eq!(tallies, 1, "totals still count it");
    assert_eq!(
        turn(Tier::Exact, Rounding::None).await,
        (false, Some(121.29), Some(28.29), now()),
        "and back"
    );
}

#[sqlx::test(migrations = false)]
async fn a_case_written_while_its_kind_became_private_shows_no_exact_place(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let kind = CategoryDraft {
        tier: Tier::Snapped,
        ..category("lamp")
    };
    categories::create(&db, by(&region), &kind).await.expect("made");
    let mut case = reported("lamp");
    case.place = Some((121.29, 28.29));
    case.public_place = case.place;
    open_case(&db, &region, case, None, now()).await.expect("opened");
    assert_eq!(shown(&db).await, Some((false, None, None, now())));
}

#[sqlx::test(migrations = false)]
async fn a_new_name_publishes_no_case_again(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    opened(&db, "lamp").await;
    publish_all(&db, now()).await.expect("published");
    let renamed = CategoryDraft {
        name: "照明".into(),
        ..category("lamp")
    };
    categories::change(&db, by(&region), &renamed)
        .await
        .expect("changed");
    let newest = "select coalesce(max(version), 0) from published.changes";
    let version: i64 = sqlx::query_scalar(newest)
        .fetch_one(db.pool())
        .await
        .expect("a version");
    categories::change(&db, by(&region), &category("lamp"))
        .await
        .expect("changed");
    assert_eq!(publish_all(&db, now()).await.expect("published"), 0);
    let next: i64 = sqlx::query_scalar(newest)
        .fetch_one(db.pool())
        .await
        .expect("a version");
    assert!(next > version, "but the public side reads the names again");
}
