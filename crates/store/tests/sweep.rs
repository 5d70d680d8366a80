//! The sweep: colours are recorded once, with the moment they were reached, whoever looks and whenever.

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::{actor, command, district, now, region, reported};
use domain::case::{Action, Actor, Command, Reason, Role};
use sqlx::PgPool;
use store::Db;
use store::cases::{ActRequest, RuleBook, act, open_case, sweep};
use uuid::Uuid;

/// A case of a kind that has a thousand minutes, round the clock.
struct World {
    db: Db,
    rules: RuleBook,
    case_id: Uuid,
}

impl World {
    async fn dispatched(pool: PgPool) -> Self {
        let (db, _) = district(pool).await;
        sqlx::query(
            "insert into core.stage_limits (region_code, category_code, stage, minutes, clock)
             values ('999001', 'lamp', 'dispose', 1000, 'continuous')",
        )
        .execute(db.pool())
        .await
        .expect("a limit");
        let case = reported("lamp");
        let case_id = case.case_id;
        open_case(&db, &region(), case, None, now())
            .await
            .expect("opened");
        let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
        let world = Self { db, rules, case_id };
        let acceptor = actor("acceptor", Role::Acceptor, None);
        world.act(&acceptor, command(Action::Accept), 0).await;
        let dispatch = Command {
            department: Some("roads".into()),
            ..command(Action::Dispatch)
        };
        world.act(&dispatcher(), dispatch, 0).await;
        world
    }

    async fn working(pool: PgPool) -> Self {
        let world = Self::dispatched(pool).await;
        world.act(&handler(), command(Action::Sign), 1).await;
        world.act(&handler(), command(Action::Start), 1).await;
        world
    }

    async fn act(&self, actor: &Actor, command: Command, minute: i64) {
        let request = ActRequest {
            case_id: self.case_id,
            action_id: Uuid::new_v4(),
            expected_version: None,
            actor: actor.clone(),
            command,
        };
        act(&self.db, &region(), &self.rules, &request, at(minute))
            .await
            .expect("is possible");
    }

    async fn sweep(&self, at: DateTime<Utc>) -> usize {
        sweep(&self.db, at, 100).await.expect("swept").marks
    }

    /// Colour, seconds from the start to the due, seconds from the start to the moment it was reached.
    async fn marks(&self) -> Vec<(String, i64, i64)> {
        let rows: Vec<(String, DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
            "select mark, due_at, reached_at from core.clock_marks order by due_at, reached_at",
        )
        .fetch_all(self.db.pool())
        .await
        .expect("marks");
        let seconds = |time: DateTime<Utc>| (time - now()).num_seconds();
        rows.into_iter()
            .map(|(mark, due, reached)| (mark, seconds(due), seconds(reached)))
            .collect()
    }

    /// Kinds of the notices about colours, oldest first.
    async fn told(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select kind from core.notices where kind in ('orange', 'red') and addressee = 'unit:roads'
             order by created_at",
        )
        .fetch_all(self.db.pool())
        .await
        .expect("notices")
    }

    async fn next(&self) -> Option<DateTime<Utc>> {
        sqlx::query_scalar("select next_mark_at from core.case_assignments")
            .fetch_one(self.db.pool())
            .await
            .expect("the part")
    }
}

fn at(minute: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minute)
}

fn dispatcher() -> Actor {
    actor("dispatcher", Role::Dispatcher, None)
}

fn handler() -> Actor {
    actor("roads-1", Role::Handler, Some("roads"))
}

fn because(action: Action) -> Command {
    Command {
        reason: Some(Reason::Complex),
        ..command(action)
    }
}

fn mark(colour: &str, due: i64, reached: i64) -> (String, i64, i64) {
    (colour.to_owned(), due * 60, reached)
}

#[sqlx::test(migrations = false)]
async fn a_colour_is_recorded_at_its_moment_not_before_and_only_once(pool: PgPool) {
    let world = World::dispatched(pool).await;
    assert_eq!(world.sweep(at(500) - TimeDelta::microseconds(1)).await, 0);
    assert_eq!(world.sweep(at(500)).await, 1);
    assert_eq!(world.sweep(at(500)).await, 0);
    assert_eq!(world.sweep(at(800) + TimeDelta::seconds(7)).await, 1);
    assert_eq!(world.sweep(at(1000)).await, 0, "the last second is not late");
    assert_eq!(world.sweep(at(1000) + TimeDelta::seconds(1)).await, 1);
    assert_eq!(world.sweep(at(100_000)).await, 0);
    assert_eq!(
        world.marks().await,
        [
            mark("yellow", 1000, 500 * 60),
            mark("orange", 1000, 800 * 60),
            mark("red", 1000, 1000 * 60 + 1)
        ]
    );
    assert_eq!(world.told().await, ["orange", "red"]);
    assert_eq!(world.next().await, None);
}

#[sqlx::test(migrations = false)]
async fn what_a_stopped_server_missed_is_recorded_with_its_own_moments_and_told_once(pool: PgPool) {
    let world = World::dispatched(pool).await;
    assert_eq!(world.sweep(at(5000)).await, 3);
    assert_eq!(
        world.marks().await,
        [
            mark("yellow", 1000, 500 * 60),
            mark("orange", 1000, 800 * 60),
            mark("red", 1000, 1000 * 60 + 1)
        ]
    );
    assert_eq!(world.told().await, ["red"]);
}

#[sqlx::test(migrations = false)]
async fn two_servers_that_sweep_at_once_record_each_colour_once(pool: PgPool) {
    let world = World::dispatched(pool).await;
    let rounds = futures::future::join_all((0..6).map(|_| sweep(&world.db, at(900), 100))).await;
    let marks: usize = rounds.into_iter().map(|swept| swept.expect("swept").marks).sum();
    assert_eq!(marks, 2);
    assert_eq!(world.told().await, ["orange"]);
}

#[sqlx::test(migrations = false)]
async fn a_sweep_that_dies_before_its_end_has_recorded_nothing_and_the_next_one_does(pool: PgPool) {
    let world = World::dispatched(pool).await;
    sqlx::query("alter table core.notices add constraint broken check (kind <> 'red')")
        .execute(world.db.pool())
        .await
        .expect("broken");
    sweep(&world.db, at(2000), 100).await.expect_err("it dies");
    assert!(world.marks().await.is_empty());
    sqlx::query("alter table core.notices drop constraint broken")
        .execute(world.db.pool())
        .await
        .expect("mended");
    assert_eq!(world.sweep(at(2000)).await, 3);
    assert_eq!(world.told().await, ["red"]);
}

#[sqlx::test(migrations = false)]
async fn a_case_that_somebody_holds_is_left_for_the_next_round(pool: PgPool) {
    let world = World::dispatched(pool).await;
    #[expect(clippy::disallowed_methods, reason = "nobody stops waiting here")]
    let mut holder = world.db.pool().begin().await.expect("a transaction");
    sqlx::query("select from core.cases for update")
        .execute(&mut *holder)
        .await
        .expect("held");
    assert_eq!(world.sweep(at(600)).await, 0);
    holder.rollback().await.expect("let go");
    assert_eq!(world.sweep(at(600)).await, 1);
}

#[sqlx::test(migrations = false)]
async fn a_suspended_clock_stands_still_and_goes_on_where_it_was(pool: PgPool) {
    let world = World::working(pool).await;
    let supervisor = actor("supervisor", Role::Supervisor, None);
    world.act(&supervisor, because(Action::Suspend), 100).await;
    assert_eq!(world.next().await, None);
    assert_eq!(world.sweep(at(5000)).await, 0);
    world.act(&supervisor, command(Action::Resume), 1100).await;
    // A thousand minutes later: 2000 to the due, so half of that is left at 1000, in the pause.
    assert_eq!(world.marks().await, [mark("yellow", 2000, 1100 * 60)]);
    assert_eq!(world.sweep(at(1600)).await, 1);
    assert_eq!(world.marks().await[1], mark("orange", 2000, 1600 * 60));
}

#[sqlx::test(migrations = false)]
async fn an_extension_begins_anew(pool: PgPool) {
    let world = World::working(pool).await;
    assert_eq!(world.sweep(at(800)).await, 2);
    let ask = Command {
        until: Some(at(2000)),
        ..because(Action::AskExtension)
    };
    world.act(&handler(), ask, 810).await;
    world
        .act(&dispatcher(), command(Action::ApproveExtension), 820)
        .await;
    assert_eq!(world.next().await, Some(at(1000)), "half of the new time");
    assert_eq!(world.sweep(at(1599)).await, 1);
    assert_eq!(world.sweep(at(1600)).await, 1);
    assert_eq!(
        world.marks().await,
        [
            mark("yellow", 1000, 500 * 60),
            mark("orange", 1000, 800 * 60),
            mark("yellow", 2000, 1000 * 60),
            mark("orange", 2000, 1600 * 60)
        ]
    );
    assert_eq!(world.told().await, ["orange", "orange"]);
}

#[sqlx::test(migrations = false)]
async fn an_action_hides_no_colour_that_the_sweep_has_not_come_to(pool: PgPool) {
    let world = World::dispatched(pool).await;
    // No sweep has run: the handler signs when the case is orange, and sends it back when it is red.
    world.act(&handler(), command(Action::Sign), 900).await;
    assert_eq!(
        world.marks().await,
        [mark("yellow", 1000, 500 * 60), mark("orange", 1000, 800 * 60)]
    );
    world.act(&handler(), because(Action::Return), 1100).await;
    assert_eq!(world.marks().await[2], mark("red", 1000, 1000 * 60 + 1));
    assert_eq!(world.told().await, ["orange", "red"]);
    assert_eq!(world.sweep(at(5000)).await, 0);
}

#[sqlx::test(migrations = false)]
async fn a_lead_that_takes_over_what_is_overdue_is_red_from_then_on_and_told_by_the_dispatch(pool: PgPool) {
    let world = World::dispatched(pool).await;
    world.act(&handler(), because(Action::Return), 1100).await;
    let again = Command {
        department: Some("roads".into()),
        ..command(Action::Redispatch)
    };
    world.act(&dispatcher(), again, 1200).await;
    let second: Vec<(String, DateTime<Utc>)> =
        sqlx::query_as("select mark, reached_at from core.clock_marks where position = 1 order by mark")
            .fetch_all(world.db.pool())
            .await
            .expect("marks");
    assert_eq!(second.len(), 3);
    assert!(
        second.iter().all(|(_, reached)| *reached == at(1200)),
        "{second:?}"
    );
    assert_eq!(world.told().await, ["red"], "told of the first part only");
}
