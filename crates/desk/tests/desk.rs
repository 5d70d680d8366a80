//! What people with an account may ask and do, on a real database.

mod common;

use chrono::Datelike;
use common::{World, deed, new_case};
use desk::{DeskError, QueueQuery};
use domain::Lang;
use domain::case::{Action, AssignmentRole, Command, Reason, Refusal, Role, State};
use domain::desk::{Queue, Why};
use domain::policy::{Fault, MergerForm};
use sqlx::PgPool;

#[sqlx::test(migrations = false)]
async fn the_same_tap_sent_twice_opens_one_case(pool: PgPool) {
    let world = World::new(pool).await;
    let (station, new) = (world.staff(Role::StationStaff), new_case("debt"));
    let first = world.desk.open_case(&station, new.clone()).await.expect("opened");
    let second = world.desk.open_case(&station, new).await.expect("repeated");
    assert_eq!((&first.code, first.repeated), (&second.code, false));
    assert!(second.repeated);
    let cases: i64 = sqlx::query_scalar("select count(*) from core.cases")
        .fetch_one(world.db.pool())
        .await
        .expect("count");
    assert_eq!(cases, 1);
}

#[sqlx::test(migrations = false)]
async fn a_new_case_lies_in_its_grid_cell_and_its_exact_place_stays_private(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.opened("debt").await;
    let file = world
        .desk
        .file(&world.staff(Role::StationStaff), &code, Lang::Zh)
        .await
        .expect("file");
    assert_eq!(file.grid.map(|grid| grid.name), Some("一格".to_owned()));
    assert_eq!(file.township.map(|unit| unit.name), Some("东城街道".to_owned()));
    let shown: (f64, f64) = sqlx::query_as("select public_lng, public_lat from core.cases")
        .fetch_one(world.db.pool())
        .await
        .expect("a place");
    assert_eq!(shown, (121.5, 28.5), "the anchor, not the point");
}

#[sqlx::test(migrations = false)]
async fn what_a_new_case_says_is_checked_field_by_field(pool: PgPool) {
    let world = World::new(pool).await;
    let station = world.staff(Role::StationStaff);
    let long = "长".repeat(5_000);
    for (field, new) in [
        (
            "category",
            desk::NewCase {
                category: "no such".to_owned(),
                ..new_case("debt")
            },
        ),
        (
            "category",
            desk::NewCase {
                category: String::new(),
                ..new_case("debt")
            },
        ),
        (
            "title",
            desk::NewCase {
                title: Some("题".repeat(121)),
                ..new_case("debt")
            },
        ),
        (
            "narrative",
            desk::NewCase {
                narrative: Some(long.clone()),
                ..new_case("debt")
            },
        ),
        (
            "address",
            desk::NewCase {
                address: Some("a\0b".to_owned()),
                ..new_case("debt")
            },
        ),
        (
            "township",
            desk::NewCase {
                township: Some("elsewhere".to_owned()),
                ..new_case("debt")
            },
        ),
        (
            "place",
            desk::NewCase {
                place: Some((0.0, 0.0)),
                ..new_case("debt")
            },
        ),
        (
            "place",
            desk::NewCase {
                place: Some((28.6, 121.2)),
                ..new_case("debt")
            },
        ),
    ] {
        let error = world.desk.open_case(&station, new).await.expect_err("refused");
        let DeskError::Invalid { field: named, .. } = error else {
            panic!("{field}: {error}");
        };
        assert_eq!(named, field);
    }
    let cases: i64 = sqlx::query_scalar("select count(*) from core.cases")
        .fetch_one(world.db.pool())
        .await
        .expect("count");
    assert_eq!(cases, 0, "nothing was written");
}

#[sqlx::test(migrations = false)]
async fn who_may_not_open_cases_is_told_which_right_it_takes(pool: PgPool) {
    let world = World::new(pool).await;
    let error = world
        .desk
        .open_case(&world.staff(Role::Analyst), new_case("debt"))
        .await;
    assert!(
        matches!(error, Err(DeskError::Forbidden(right)) if right.code() == "open_case"),
        "{error:?}"
    );
}

#[sqlx::test(migrations = false)]
async fn a_unit_sees_its_own_cases_in_due_order_lead_and_co_alike(pool: PgPool) {
    let world = World::new(pool).await;
    let slow = world.dispatched("debt", "police", &[]).await;
    let quick = world.dispatched("vehicle", "urban", &["police"]).await;
    let none_of_theirs = world.dispatched("debt", "urban", &[]).await;
    let police = world.handler("police");
    let page = world
        .desk
        .queue(&police, &QueueQuery::default(), Lang::En)
        .await
        .expect("a queue");
    let rows: Vec<_> = page
        .rows
        .iter()
        .map(|row| (row.code.as_str(), row.part))
        .collect();
    assert_eq!(
        rows,
        [
            (quick.as_str(), Some(AssignmentRole::Co)),
            (slow.as_str(), Some(AssignmentRole::Lead))
        ]
    );
    assert!(page.rows.iter().all(|row| row.sign_due_at.is_some()));
    assert_eq!(
        page.rows[0].department.as_ref().map(|unit| unit.name.as_str()),
        Some("police bureau")
    );
    let unseen = world.desk.file(&police, &none_of_theirs, Lang::Zh).await;
    assert!(matches!(unseen, Err(DeskError::NotFound)));
}

#[sqlx::test(migrations = false)]
async fn a_queue_is_paged_without_gaps_or_repeats(pool: PgPool) {
    let world = World::new(pool).await;
    let mut codes = Vec::new();
    for number in 0..120 {
        let kind = if number % 3 == 0 { "vehicle" } else { "debt" };
        codes.push(world.opened(kind).await);
    }
    let reception = world.staff(Role::Acceptor);
    let mut query = QueueQuery {
        queue: Some(Queue::Reception),
        ..QueueQuery::default()
    };
    let mut seen = Vec::new();
    loop {
        let page = world
            .desk
            .queue(&reception, &query, Lang::Zh)
            .await
            .expect("a page");
        seen.extend(page.rows.into_iter().map(|row| row.code));
        let Some(next) = page.next else { break };
        let pairs = [("queue", "reception"), ("cursor", next.as_str())]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        query = QueueQuery::parse(&pairs).expect("our own cursor");
    }
    assert_eq!(seen, codes, "in the order in which they came");
}

#[sqlx::test(migrations = false)]
async fn a_queue_that_is_not_ones_own_is_refused(pool: PgPool) {
    let world = World::new(pool).await;
    let query = QueueQuery {
        queue: Some(Queue::Verification),
        ..QueueQuery::default()
    };
    let refused = world.desk.queue(&world.handler("police"), &query, Lang::Zh).await;
    assert!(matches!(refused, Err(DeskError::Invalid { field: "queue", .. })));
}

#[sqlx::test(migrations = false)]
async fn who_acts_on_an_old_version_is_told_what_was_done_and_nothing_is_written(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.dispatched("debt", "police", &["justice"]).await;
    let police = world.handler("police");
    let sign = deed(3, Command::new(Action::Sign));
    world
        .desk
        .act(&police, &code, sign.clone())
        .await
        .expect("signed");
    let note = Command {
        note: Some("到现场看过".to_owned()),
        ..Command::new(Action::Comment)
    };
    let late = world.desk.act(&police, &code, deed(3, note)).await;
    let Err(DeskError::Conflict { version, changes, .. }) = late else {
        panic!("{late:?}");
    };
    assert_eq!(version, 4);
    assert!(changes.iter().map(|change| change.action).eq([Action::Sign]));
    // The second tap of a lost connection: done already, although a signed case cannot be signed.
    let again = world.desk.act(&police, &code, sign).await.expect("repeated");
    assert!(again.repeated);
    // A second sign of somebody who has not seen the first.
    let second = world
        .desk
        .act(&police, &code, deed(3, Command::new(Action::Sign)))
        .await;
    assert!(matches!(second, Err(DeskError::Conflict { version: 4, .. })));
}

#[sqlx::test(migrations = false)]
async fn a_unit_that_does_not_exist_is_named(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.opened("debt").await;
    world
        .act(&world.staff(Role::Acceptor), &code, Command::new(Action::Accept))
        .await;
    let dispatcher = world.staff(Role::Dispatcher);
    for (field, command) in [
        (
            "department",
            Command {
                department: Some("ministry".to_owned()),
                ..Command::new(Action::Dispatch)
            },
        ),
        (
            "co_departments",
            Command {
                department: Some("police".to_owned()),
                co_departments: vec!["ministry".to_owned()],
                ..Command::new(Action::Dispatch)
            },
        ),
        (
            "note",
            Command {
                department: Some("police".to_owned()),
                note: Some("字".repeat(4_001)),
                ..Command::new(Action::Dispatch)
            },
        ),
    ] {
        let refused = world.desk.act(&dispatcher, &code, deed(2, command)).await;
        assert!(
            matches!(&refused, Err(DeskError::Invalid { field: named, .. }) if *named == field),
            "{field}: {refused:?}"
        );
    }
}

#[sqlx::test(migrations = false)]
async fn another_regions_case_does_not_exist_here(pool: PgPool) {
    let world = World::new(pool).await;
    let other = world.other_region().await;
    let mut there = world.staff(Role::StationStaff);
    there.region = other;
    let code = world
        .desk
        .open_case(&there, new_case("debt"))
        .await
        .expect("opened there")
        .code;
    let here = world.staff(Role::Supervisor);
    let seen = world.desk.file(&here, &code, Lang::Zh).await;
    assert!(matches!(seen, Err(DeskError::NotFound)));
    let acted = world
        .desk
        .act(
            &world.staff(Role::Acceptor),
            &code,
            deed(1, Command::new(Action::Accept)),
        )
        .await;
    assert!(matches!(acted, Err(DeskError::NotFound)));
}

#[sqlx::test(migrations = false)]
async fn a_case_merges_only_into_another_open_one_and_a_split_undoes_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (one, other) = (world.opened("debt").await, world.opened("debt").await);
    let acceptor = world.staff(Role::Acceptor);
    let merge = |into: &str| Command {
        into: Some(into.to_owned()),
        ..Command::new(Action::Merge)
    };
    for into in [one.as_str(), "7K3M-9QXA-4", "nonsense"] {
        let refused = world.desk.act(&acceptor, &one, deed(1, merge(into))).await;
        assert!(
            matches!(refused, Err(DeskError::Invalid { field: "into", .. })),
            "{into}: {refused:?}"
        );
    }
    let nowhere = world
        .desk
        .act(&acceptor, &one, deed(1, Command::new(Action::Merge)))
        .await;
    assert!(matches!(
        nowhere,
        Err(DeskError::Refused(Refusal::Missing { field: "into", .. }))
    ));
    world.act(&acceptor, &one, merge(&other.to_lowercase())).await;
    let back = world.desk.act(&acceptor, &other, deed(1, merge(&one))).await;
    assert!(
        matches!(back, Err(DeskError::Invalid { field: "into", .. })),
        "a merged case takes nothing in"
    );
    let split = Command {
        reason: Some(Reason::Other),
        ..Command::new(Action::Split)
    };
    world.act(&acceptor, &one, split).await;
    let file = world.desk.file(&acceptor, &one, Lang::Zh).await.expect("file");
    assert_eq!((file.case.state, file.case.merged_into), (State::Reported, None));
}

#[sqlx::test(migrations = false)]
async fn the_whistle_ledger_shows_who_came_and_how_fast(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.dispatched("debt", "police", &[]).await;
    let blow = Command {
        place: Some("模具城门口".to_owned()),
        co_departments: vec!["procuratorate".to_owned(), "justice".to_owned()],
        ..Command::new(Action::Whistle)
    };
    world.act(&world.handler("police"), &code, blow).await;
    let called = world.handler("procuratorate");
    let waiting = QueueQuery {
        queue: Some(Queue::Whistles),
        ..QueueQuery::default()
    };
    let page = world
        .desk
        .queue(&called, &waiting, Lang::Zh)
        .await
        .expect("whistles");
    assert_eq!(page.rows.len(), 1, "a called unit sees the case at once");
    world
        .act(&called, &code, Command::new(Action::AnswerWhistle))
        .await;
    world.act(&called, &code, Command::new(Action::Arrive)).await;
    let decline = Command {
        reason: Some(Reason::NotCompetent),
        ..Command::new(Action::AnswerWhistle)
    };
    world.act(&world.handler("justice"), &code, decline).await;
    let file = world
        .desk
        .file(&world.staff(Role::Supervisor), &code, Lang::En)
        .await
        .expect("file");
    let ledger: Vec<_> = file.whistles[0]
        .calls
        .iter()
        .map(|call| {
            (
                call.callee.name.as_str(),
                call.answered_at.is_some(),
                call.arrived_at.is_some(),
                call.declined,
            )
        })
        .collect();
    assert_eq!(
        ledger,
        [
            ("procuratorate bureau", true, true, None),
            ("justice bureau", true, false, Some(Reason::NotCompetent))
        ]
    );
    let page = world
        .desk
        .queue(&called, &waiting, Lang::Zh)
        .await
        .expect("whistles");
    assert!(page.rows.is_empty());
}

#[sqlx::test(migrations = false)]
async fn a_file_says_what_is_possible_now_and_why_the_rest_is_not(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.dispatched("debt", "police", &["justice"]).await;
    let file = world
        .desk
        .file(&world.handler("police"), &code, Lang::Zh)
        .await
        .expect("file");
    let why = |action: Action| {
        file.offers
            .iter()
            .find(|offer| offer.action == action)
            .map(|offer| offer.refused.clone())
    };
    assert_eq!(why(Action::Sign), Some(None));
    assert_eq!(why(Action::Feedback), Some(Some(Why::WrongState)));
    assert_eq!(why(Action::CoSign), Some(Some(Why::WrongUnit)));
    assert_eq!(why(Action::Verify), None, "none of a handler's actions");
}

#[sqlx::test(migrations = false)]
async fn a_due_in_a_year_that_is_not_announced_is_marked_wherever_it_is_shown(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.dispatched("debt", "police", &["justice"]).await;
    let (police, admin) = (world.handler("police"), world.staff(Role::Admin));
    let file = async || {
        let file = world.desk.file(&police, &code, Lang::Zh).await;
        file.expect("file")
    };
    let row = async || {
        let mine = QueueQuery {
            queue: Some(Queue::Mine),
            ..QueueQuery::default()
        };
        let page = world.desk.queue(&police, &mine, Lang::Zh).await;
        page.expect("a queue").rows.remove(0)
    };
    let notice = async || {
        let page = world.desk.notices(&police, None, Lang::Zh).await;
        page.expect("notices").rows.remove(0)
    };
    let dues = [row().await.sign_due_at, row().await.current_due_at];
    let years = dues.map(|due| {
        let local = due.expect("a due").with_timezone(&chrono_tz::Asia::Shanghai);
        local.year().to_string()
    });
    let announce = async |announced| {
        for year in &years {
            let marked = world.desk.announce_calendar_year(&admin, year, announced);
            marked.await.expect("marked");
        }
    };
    announce(false).await;
    let marked = file().await;
    assert!(marked.forecast.original && marked.forecast.current);
    assert!(!marked.forecast.verify, "there is no such due");
    for part in &marked.parts {
        assert!(part.forecast.sign && part.forecast.current, "{part:?}");
    }
    let line = row().await.forecast;
    assert!(line.sign && line.original && line.current);
    assert!(notice().await.due_is_forecast);
    announce(true).await;
    let announced = file().await;
    assert!(!announced.forecast.any() && !announced.parts[0].forecast.any());
    assert!(!row().await.forecast.any());
    assert!(!notice().await.due_is_forecast);
}

#[sqlx::test(migrations = false)]
async fn nobody_verifies_their_own_work_in_whatever_role(pool: PgPool) {
    let world = World::new(pool).await;
    let code = world.dispatched("debt", "police", &[]).await;
    let both = world.caller("wang", &[(Role::Handler, Some("police")), (Role::Verifier, None)]);
    for action in [Action::Sign, Action::Start, Action::Feedback] {
        world.act(&both, &code, Command::new(action)).await;
    }
    let own = world
        .desk
        .act(&both, &code, deed(6, Command::new(Action::Verify)))
        .await;
    assert!(
        matches!(own, Err(DeskError::Refused(Refusal::OwnWork))),
        "{own:?}"
    );
    world
        .act(&world.staff(Role::Verifier), &code, Command::new(Action::Verify))
        .await;
}

#[sqlx::test(migrations = false)]
async fn a_merged_unit_keeps_its_cases_and_is_given_nothing_new(pool: PgPool) {
    let world = World::new(pool).await;
    let dispatcher = world.staff(Role::Dispatcher);
    let kept = world.dispatched("debt", "urban", &["market"]).await;
    for unit in ["urban", "market"] {
        let merger = MergerForm {
            code: unit.to_owned(),
            into: "police".to_owned(),
            merged_on: String::new(),
        };
        let admin = world.staff(Role::Admin);
        world
            .desk
            .merge_department(&admin, &merger)
            .await
            .expect("merged");
    }
    world
        .act(&world.handler("urban"), &kept, Command::new(Action::Sign))
        .await;
    let release = Command {
        department: Some("market".to_owned()),
        reason: Some(Reason::Other),
        ..Command::new(Action::ReleaseCoHandler)
    };
    world.act(&dispatcher, &kept, release).await;

    let fresh = world.opened("debt").await;
    world
        .act(&world.staff(Role::Acceptor), &fresh, Command::new(Action::Accept))
        .await;
    for (lead, co, field) in [
        ("urban", "justice", "department"),
        ("justice", "market", "co_departments"),
    ] {
        let dispatch = Command {
            department: Some(lead.to_owned()),
            co_departments: vec![co.to_owned()],
            ..Command::new(Action::Dispatch)
        };
        let refused = world.desk.act(&dispatcher, &fresh, deed(2, dispatch)).await;
        match refused.expect_err("refused") {
            DeskError::Field(fault) => {
                let into = "police 局".to_owned();
                assert_eq!((fault.field, fault.fault), (field, Fault::Merged { into }));
            }
            other => panic!("{other}"),
        }
    }
}
