//! The one write path: one event per action, once per action id, conflicts named, nothing in between.

mod common;

use common::{actor, command, district, now, region, reported};
use domain::case::{Action, Role, State};
use sqlx::PgPool;
use store::cases::{ActError, ActRequest, RuleBook, act, open_case};
use uuid::Uuid;

fn accept(case_id: Uuid) -> ActRequest {
    ActRequest {
        case_id,
        action_id: Uuid::new_v4(),
        expected_version: None,
        actor: actor("acceptor", Role::Acceptor, None),
        command: command(Action::Accept),
    }
}

#[sqlx::test(migrations = false)]
async fn an_action_sent_twice_acts_once(pool: PgPool) {
    let (db, _) = district(pool).await;
    let case = reported("lamp");
    let case_id = case.case_id;
    open_case(&db, &region(), case, None, now())
        .await
        .expect("opened");
    let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
    let request = accept(case_id);
    let first = act(&db, &region(), &rules, &request, now())
        .await
        .expect("accepted");
    let second = act(&db, &region(), &rules, &request, now())
        .await
        .expect("repeated");
    assert_eq!(
        (first.state, first.version, first.repeated),
        (State::Accepted, 2, false)
    );
    assert_eq!(
        (second.state, second.version, second.repeated),
        (State::Accepted, 2, true)
    );
    let events: i64 = sqlx::query_scalar("select count(*) from core.case_events")
        .fetch_one(db.pool())
        .await
        .expect("count");
    assert_eq!(events, 2);
}

#[sqlx::test(migrations = false)]
async fn who_acts_on_an_old_version_learns_what_changed(pool: PgPool) {
    let (db, _) = district(pool).await;
    let case = reported("lamp");
    let case_id = case.case_id;
    open_case(&db, &region(), case, None, now())
        .await
        .expect("opened");
    let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
    act(&db, &region(), &rules, &accept(case_id), now())
        .await
        .expect("accepted");
    let stale = ActRequest {
        expected_version: Some(1),
        ..accept(case_id)
    };
    let error = act(&db, &region(), &rules, &stale, now())
        .await
        .expect_err("stale");
    assert!(
        matches!(
            error,
            ActError::Conflict {
                version: 2,
                state: State::Accepted,
                ref changes
            } if changes.iter().map(|change| change.action).eq([Action::Accept])
        ),
        "{error}"
    );
}

#[sqlx::test(migrations = false)]
async fn of_two_people_at_once_one_acts_and_the_other_is_told(pool: PgPool) {
    let (db, _) = district(pool).await;
    let case = reported("lamp");
    let case_id = case.case_id;
    open_case(&db, &region(), case, None, now())
        .await
        .expect("opened");
    let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
    let request = || ActRequest {
        expected_version: Some(1),
        ..accept(case_id)
    };
    let (one, two) = (request(), request());
    let region = region();
    let (one, two) = tokio::join!(
        act(&db, &region, &rules, &one, now()),
        act(&db, &region, &rules, &two, now())
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
}

#[sqlx::test(migrations = false)]
async fn a_refused_action_writes_nothing(pool: PgPool) {
    let (db, _) = district(pool).await;
    let case = reported("lamp");
    let case_id = case.case_id;
    open_case(&db, &region(), case, None, now())
        .await
        .expect("opened");
    let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
    let request = ActRequest {
        command: command(Action::Close),
        ..accept(case_id)
    };
    let error = act(&db, &region(), &rules, &request, now())
        .await
        .expect_err("refused");
    assert!(matches!(error, ActError::Refused(_)), "{error}");
    let (version, events): (i32, i64) =
        sqlx::query_as("select version, (select count(*) from core.case_events) from core.cases")
            .fetch_one(db.pool())
            .await
            .expect("the case");
    assert_eq!((version, events), (1, 1));
}

#[sqlx::test(migrations = false)]
async fn the_case_file_cannot_be_rewritten(pool: PgPool) {
    let (db, _) = district(pool).await;
    open_case(&db, &region(), reported("lamp"), None, now())
        .await
        .expect("opened");
    for statement in [
        "update core.case_events set note = 'x'",
        "delete from core.case_events",
    ] {
        let error = sqlx::query(statement)
            .execute(db.pool())
            .await
            .expect_err("append-only");
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[sqlx::test(migrations = false)]
async fn what_the_database_ends_for_another_transactions_sake_may_be_tried_again(pool: PgPool) {
    for (code, again) in [
        ("40001", true),
        ("40P01", true),
        ("23505", false),
        ("57014", false),
    ] {
        let sql = format!("do $$ begin raise exception 'x' using errcode = '{code}'; end $$");
        let error = sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .expect_err("raised");
        assert_eq!(store::StoreError::from(error).is_transient(), again, "{code}");
    }
}
