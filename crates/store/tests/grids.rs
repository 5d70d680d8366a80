//! A grid that is cut anew: its history, and where cases lie.

mod common;

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::policy::CategoryDraft;
use domain::publication::{Rounding, Tier};
use domain::{CategoryCode, GridCode, TownshipCode};
use sqlx::PgPool;
use store::Db;
use store::cases::open_case;
use store::district::{
    GridCell, Reassigned, Recut, RecutError, ensure_grid_cells, grid_anchors, grid_at, recut,
};
use store::policy::By;
use store::publication::publish_all;

use common::{district, now, region, reported};

const ADMIN: &str = "00000000-0000-7000-8000-000000000001";
const WEST: f64 = 121.0;

/// A cell two hundredths of a degree high, from and to so many hundredths east.
fn cell(code: &str, from: f64, to: f64, anchors: &[(f64, f64)]) -> GridCell {
    let (west, east) = (WEST + from / 100.0, WEST + to / 100.0);
    GridCell {
        code: code.to_owned(),
        township: Some("999001001".to_owned()),
        community: None,
        name: format!("{code} name"),
        dedicated: false,
        rural: false,
        ring: vec![(west, 28.0), (east, 28.0), (east, 28.02), (west, 28.02)],
        anchors: anchors.to_vec(),
    }
}

const OLD: [(f64, f64); 2] = [(121.005, 28.01), (121.035, 28.01)];

/// A region whose one cell, `whole`, holds since ever.
async fn drawn(pool: PgPool, tier: &str) -> Db {
    let (db, _) = district(pool).await;
    sqlx::query(
        "insert into core.categories (region_code, category_code, name, urgency, tier, rounding)
         values ('999001', 'lamp', 'lamp', 'normal', $1, 'none')
         on conflict (region_code, category_code) do update set tier = excluded.tier",
    )
    .bind(tier)
    .execute(db.pool())
    .await
    .expect("a kind");
    ensure_grid_cells(&db, &region(), &[cell("whole", 0.0, 4.0, &OLD)])
        .await
        .expect("a cell");
    db
}

/// The cell becomes narrower, and another begins beside it.
fn halves() -> Recut {
    Recut {
        redrawn: vec![cell("whole", 0.0, 2.0, &OLD[..1])],
        new: vec![cell("east", 2.0, 4.0, &OLD[1..])],
        ..Recut::default()
    }
}

/// Opens a case in the eastern half, as a server would have that knows `whole` only; the number is its address.
async fn opened(db: &Db, number: &str, at: DateTime<Utc>, public: Option<(f64, f64)>) {
    let mut case = reported("lamp");
    case.case.reported_at = at;
    case.public_received_at = at;
    case.address = Some(number.to_owned());
    case.place = Some((121.031, 28.011));
    case.public_place = public;
    case.grid = GridCode::parse("whole").ok();
    case.township = TownshipCode::parse("999001001").ok();
    open_case(db, &region(), case, None, at).await.expect("opened");
}

async fn cut_by(db: &Db, cut: &Recut, at: DateTime<Utc>) -> Result<Reassigned, RecutError> {
    let by = By {
        region: &region(),
        person: "a command",
        now: now(),
    };
    recut(db, by, cut, at).await
}

async fn grid_of(db: &Db, number: &str) -> Option<String> {
    sqlx::query_scalar("select grid_code from core.cases where address = $1")
        .bind(number)
        .fetch_one(db.pool())
        .await
        .expect("the case")
}

type Version = (String, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

async fn versions(db: &Db) -> Vec<Version> {
    let cells = grid_anchors(db, &region()).await.expect("cells");
    cells
        .into_iter()
        .map(|cell| (cell.code, cell.since, cell.until))
        .collect()
}

#[sqlx::test(migrations = false)]
async fn a_case_lies_in_the_cell_that_held_when_it_was_received(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    let (yesterday, tomorrow) = (now() - Days::new(1), now() + Days::new(1));
    opened(&db, "yesterday", yesterday, None).await;
    opened(&db, "now", now(), None).await;
    opened(&db, "tomorrow", tomorrow, None).await;
    publish_all(&db, tomorrow).await.expect("published");

    let done = cut_by(&db, &halves(), now()).await.expect("cut");
    assert_eq!((done.looked_at, done.moved), (2, 2));
    assert_eq!(grid_of(&db, "yesterday").await.as_deref(), Some("whole"));
    assert_eq!(grid_of(&db, "now").await.as_deref(), Some("east"));
    assert_eq!(grid_of(&db, "tomorrow").await.as_deref(), Some("east"));

    assert_eq!(
        publish_all(&db, tomorrow).await.expect("published"),
        2,
        "and nothing else"
    );
    let shown: Vec<Option<String>> =
        sqlx::query_scalar("select grid_code from published.cases order by received_at")
            .fetch_all(db.pool())
            .await
            .expect("the list");
    assert_eq!(
        shown,
        [Some("whole".into()), Some("east".into()), Some("east".into())]
    );
}

#[sqlx::test(migrations = false)]
async fn versions_end_and_begin_and_none_is_deleted(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    cut_by(&db, &halves(), now()).await.expect("cut");
    let cut = Some(now());
    assert_eq!(
        versions(&db).await,
        [
            ("east".into(), cut, None),
            ("whole".into(), None, cut),
            ("whole".into(), cut, None)
        ]
    );
    let codes = async |at| -> Vec<String> {
        let cells = grid_at(&db, &region(), at).await.expect("cells");
        cells.cells.into_iter().map(|cell| cell.code).collect()
    };
    assert_eq!(codes(now() - TimeDelta::seconds(1)).await, ["whole"]);
    assert_eq!(codes(now()).await, ["east", "whole"]);

    // Put together again: the other ends.
    let later = now() + Days::new(7);
    let together = Recut {
        after: cut,
        ended: vec!["east".to_owned()],
        redrawn: vec![cell("whole", 0.0, 4.0, &OLD)],
        ..Recut::default()
    };
    cut_by(&db, &together, later).await.expect("cut");
    assert_eq!(codes(later).await, ["whole"]);
    assert_eq!(versions(&db).await.len(), 4);
}

#[sqlx::test(migrations = false)]
async fn a_cut_that_is_made_already_changes_nothing(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    opened(&db, "now", now(), None).await;
    cut_by(&db, &halves(), now()).await.expect("cut");
    publish_all(&db, now()).await.expect("published");
    let before = versions(&db).await;
    let again = cut_by(&db, &Recut::default(), now()).await.expect("nothing");
    assert_eq!((again.looked_at, again.moved), (1, 0));
    assert_eq!(versions(&db).await, before);
    assert_eq!(publish_all(&db, now()).await.expect("published"), 0);
}

#[sqlx::test(migrations = false)]
async fn what_was_written_by_the_old_grid_meanwhile_is_put_right(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    cut_by(&db, &halves(), now()).await.expect("cut");
    // By a server that had read the grid before.
    opened(&db, "late", now() + TimeDelta::seconds(1), None).await;
    let again = cut_by(&db, &Recut::default(), now()).await.expect("nothing");
    assert_eq!(again.moved, 1);
    assert_eq!(grid_of(&db, "late").await.as_deref(), Some("east"));
}

#[sqlx::test(migrations = false)]
async fn a_cut_is_later_than_the_last_one(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    cut_by(&db, &halves(), now()).await.expect("cut");
    let ended = Recut {
        after: Some(now()),
        ended: vec!["east".to_owned()],
        ..Recut::default()
    };
    for at in [now() - Days::new(1), now()] {
        let refused = cut_by(&db, &ended, at).await;
        assert!(matches!(refused, Err(RecutError::CutLater(last)) if last == now()));
    }
    let of_before = Recut {
        after: None,
        ..ended.clone()
    };
    let later = now() + TimeDelta::seconds(1);
    let refused = cut_by(&db, &of_before, later).await;
    assert!(matches!(refused, Err(RecutError::CutMeanwhile)));
    assert_eq!(versions(&db).await.len(), 3, "nothing was written");
    cut_by(&db, &ended, later).await.expect("cut");
}

#[sqlx::test(migrations = false)]
async fn a_snapped_case_is_shown_at_an_anchor_of_the_cell_it_is_shown_in(pool: PgPool) {
    let db = drawn(pool, "snapped").await;
    opened(&db, "yesterday", now() - Days::new(1), Some(OLD[1])).await;
    opened(&db, "now", now(), Some(OLD[1])).await;
    let elsewhere = (121.025, 28.015);
    let mut cut = halves();
    cut.new[0].anchors = vec![elsewhere];
    cut_by(&db, &cut, now()).await.expect("cut");
    let places = async || -> Vec<(Option<String>, f64, f64)> {
        publish_all(&db, now()).await.expect("published");
        sqlx::query_as("select grid_code, lng, lat from published.cases order by received_at")
            .fetch_all(db.pool())
            .await
            .expect("the list")
    };
    let wanted = [
        (Some("whole".to_owned()), OLD[1].0, OLD[1].1),
        (Some("east".to_owned()), elsewhere.0, elsewhere.1),
    ];
    assert_eq!(places().await, wanted);

    sqlx::query("insert into core.people (person_id, login, name, created_at) values ($1::uuid, 'admin', '管理员', $2)")
        .bind(ADMIN)
        .bind(now())
        .execute(db.pool())
        .await
        .expect("a person");
    // Its kind becomes exact and snapped again: each case goes back to the anchor of its own cell.
    for tier in [Tier::Exact, Tier::Snapped] {
        let kind = CategoryDraft {
            code: CategoryCode::parse("lamp").expect("a code"),
            name: "lamp".into(),
            name_en: None,
            parent: None,
            urgency: domain::policy::Urgency::Normal,
            tier,
            rounding: Rounding::None,
            delay_minutes: 0,
            tags: Vec::new(),
        };
        let by = store::policy::By {
            region: &region(),
            person: ADMIN,
            now: now(),
        };
        store::policy::categories::change(&db, by, &kind)
            .await
            .expect("changed");
    }
    assert_eq!(places().await, wanted);
}

#[sqlx::test(migrations = false)]
async fn cases_outside_what_was_cut_stay_as_they_are(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    ensure_grid_cells(&db, &region(), &[cell("far", 10.0, 12.0, &[])])
        .await
        .expect("a cell");
    let mut case = reported("lamp");
    case.address = Some("far".into());
    case.place = Some((WEST + 0.11, 28.01));
    // Somebody has put it there by hand, against the map.
    case.grid = GridCode::parse("far").ok();
    case.public_place = Some((1.0, 1.0));
    open_case(&db, &region(), case, None, now())
        .await
        .expect("opened");
    let done = cut_by(&db, &halves(), now()).await.expect("cut");
    assert_eq!((done.looked_at, done.moved), (1, 0));
}

#[sqlx::test(migrations = false)]
async fn a_cut_to_come_gives_the_public_side_a_version_at_its_time(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    let tomorrow = now() + Days::new(1);
    cut_by(&db, &halves(), tomorrow).await.expect("cut");
    let changes = async || -> i64 {
        sqlx::query_scalar("select count(*) from published.changes where bulk")
            .fetch_one(db.pool())
            .await
            .expect("versions")
    };
    publish_all(&db, now()).await.expect("published");
    let before = changes().await;
    publish_all(&db, tomorrow).await.expect("published");
    assert_eq!(changes().await, before + 1);
    let waiting: i64 = sqlx::query_scalar("select count(*) from core.outbox")
        .fetch_one(db.pool())
        .await
        .expect("the outbox");
    assert_eq!(waiting, 0);
}

#[sqlx::test(migrations = false)]
async fn hexagons_of_before_hold_until_the_grid_was_drawn(pool: PgPool) {
    let (db, _) = district(pool).await;
    let first = Recut {
        new: vec![cell("whole", 0.0, 4.0, &OLD)],
        ..Recut::default()
    };
    cut_by(&db, &first, now()).await.expect("cut");
    ensure_grid_cells(&db, &region(), &[cell("8831003", 0.0, 4.0, &OLD)])
        .await
        .expect("a cell");
    assert_eq!(
        versions(&db).await,
        [
            ("8831003".into(), None, Some(now())),
            ("whole".into(), Some(now()), None)
        ]
    );
}

#[sqlx::test(migrations = false)]
async fn another_name_makes_no_version(pool: PgPool) {
    let db = drawn(pool, "grid").await;
    let renamed = Recut {
        renamed: vec![GridCell {
            name: "湖滨网格".into(),
            dedicated: true,
            ..cell("whole", 0.0, 4.0, &OLD)
        }],
        ..Recut::default()
    };
    cut_by(&db, &renamed, now()).await.expect("renamed");
    let cells = grid_at(&db, &region(), now()).await.expect("cells");
    assert_eq!(
        (cells.cells[0].name.as_str(), cells.cells[0].dedicated),
        ("湖滨网格", true)
    );
    assert_eq!(versions(&db).await.len(), 1);
}
