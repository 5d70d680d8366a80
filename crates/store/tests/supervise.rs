//! What supervision is counted from: stories of cases, as the database tells them.

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::told::{World, after};
use common::{actor, command, district, now, region, reported};
use domain::board::figures::Share;
use domain::case::{Action, AssignmentRole, Command, Reason, Role, State};
use domain::supervise::gaming::Path;
use domain::supervise::{LedPart, MOST_VIEWS, SavedView};
use sqlx::PgPool;
use store::Db;
use store::bulk::CaseHistory;
use store::cases::{ActRequest, act, open_case};
use store::people::NewPerson;
use store::supervise::{Picture, put_view, remove_view, views};
use testkit::{Story, fixed_now, handler, story};
use uuid::Uuid;

/// Stores a story; the code of its case.
async fn told(db: &Db, story: &Story) -> String {
    let base = reported("lamp");
    let events = story.events().into_iter().cloned();
    let history = CaseHistory {
        day: story.case().reported_at.date_naive(),
        public_received_at: story.case().reported_at,
        case: story.case().clone(),
        events: events.map(|event| (Uuid::new_v4(), event)).collect(),
        ..base
    };
    let code = history.code.clone();
    open_case(db, &region(), history, None, story.now)
        .await
        .expect("opened");
    code
}

/// The day of the stories.
fn day() -> (DateTime<Utc>, DateTime<Utc>) {
    (fixed_now(), fixed_now() + TimeDelta::days(1))
}

async fn picture(db: &Db) -> Picture {
    Picture::take(db, &region()).await.expect("a picture")
}

async fn led(db: &Db, span: (DateTime<Utc>, DateTime<Utc>)) -> Vec<LedPart> {
    let mut picture = picture(db).await;
    let mut parts = Vec::new();
    picture
        .led_parts(span, None, |part| parts.push(part))
        .await
        .expect("parts");
    parts.sort_by(|a, b| a.department.cmp(&b.department));
    parts
}

fn to(unit: &str, action: Action) -> Command {
    Command {
        department: Some(unit.to_owned()),
        reason: Some(Reason::NeedsOtherUnit),
        ..command(action)
    }
}

fn role(role: Role) -> domain::case::Actor {
    testkit::actor(role)
}

#[sqlx::test(migrations = false)]
async fn an_open_case_shows_both_its_clocks_and_its_co_handlers(pool: PgPool) {
    let (db, _) = district(pool).await;
    let asked = Command {
        reason: Some(Reason::Complex),
        until: Some(fixed_now() + TimeDelta::days(20)),
        ..command(Action::AskExtension)
    };
    let open = story()
        .lead("roads")
        .co_handler("police")
        .reach(State::InProgress)
        .act(&handler("roads"), &asked)
        .act(&role(Role::Supervisor), &command(Action::ApproveExtension));
    let code = told(&db, &open).await;
    told(&db, &story().lead("roads").reach(State::Closed)).await;
    told(&db, &story()).await;

    let mut parts = picture(&db).await.open_parts().await.expect("parts");
    parts.sort_by(|a, b| a.department.cmp(&b.department));
    let shown: Vec<_> = parts
        .iter()
        .map(|part| (part.department.as_deref(), part.role, part.case == code))
        .collect();
    assert_eq!(
        shown,
        [
            (None, AssignmentRole::Lead, false),
            (Some("police"), AssignmentRole::Co, true),
            (Some("roads"), AssignmentRole::Lead, true),
        ],
        "a closed case is not open, and one that nobody leads is"
    );
    let roads = &parts[2];
    assert!(roads.original_due_at < roads.current_due_at);
    assert_eq!(roads.sign_due_at, None, "it has signed");
    assert!(parts[1].sign_due_at.is_some(), "the co-handler has not");

    let more = picture(&db).await.extensions(day()).await.expect("asked");
    assert_eq!(more.len(), 1);
    assert_eq!(
        (more[0].case.as_str(), more[0].department.as_deref()),
        (code.as_str(), Some("roads"))
    );
    assert_eq!((more[0].asked, more[0].approved, more[0].refused), (1, 1, 0));
}

#[sqlx::test(migrations = false)]
async fn a_returned_case_is_a_share_of_both_units_and_a_transferred_one_is_no_return(pool: PgPool) {
    let (db, _) = district(pool).await;
    let returned = story()
        .lead("roads")
        .reach(State::Returned)
        .wait(TimeDelta::hours(1))
        .act(&role(Role::Dispatcher), &to("water", Action::Redispatch));
    let code = told(&db, &returned).await;
    let parts = led(&db, day()).await;
    let shown: Vec<_> = parts
        .iter()
        .map(|part| {
            (
                part.department.as_deref(),
                part.fact.share,
                part.fact.steps.returned,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (Some("roads"), Share::FormerLead, true),
            (Some("water"), Share::Case, false)
        ]
    );
    assert!(parts.iter().all(|part| part.case == code));

    let transferred = story()
        .lead("parks")
        .reach(State::Dispatched)
        .wait(TimeDelta::hours(1))
        .act(&role(Role::Dispatcher), &to("roads", Action::TransferLead))
        .wait(TimeDelta::hours(1))
        .act(&role(Role::Dispatcher), &to("parks", Action::TransferLead));
    let second = told(&db, &transferred).await;
    let parts = led(&db, day()).await;
    assert_eq!(parts.iter().filter(|part| part.fact.steps.returned).count(), 1);
    assert_eq!(
        parts.iter().filter(|part| part.fact.share == Share::Case).count(),
        2
    );

    let (paths, total) = picture(&db).await.paths(day()).await.expect("paths");
    let path = |case: &str, units: &[&str]| Path {
        case: case.to_owned(),
        departments: units.iter().map(|unit| (*unit).to_owned()).collect(),
    };
    assert_eq!(
        (paths, total),
        (
            vec![
                path(&second, &["parks", "roads", "parks"]),
                path(&code, &["roads", "water"])
            ],
            2
        )
    );
}

#[sqlx::test(migrations = false)]
async fn only_the_cases_of_the_period_are_read_each_share_once(pool: PgPool) {
    let (db, _) = district(pool).await;
    told(&db, &story().lead("roads").reach(State::Signed)).await;
    told(&db, &story()).await;
    let (from, to) = day();
    let parts = led(&db, (from, to)).await;
    assert_eq!(parts.len(), 2);
    assert_eq!(
        (parts[0].department.as_deref(), parts[0].fact.share),
        (None, Share::Case)
    );
    assert!(!parts[0].fact.steps.dispatched);
    assert!(parts[1].fact.steps.dispatched && parts[1].fact.steps.signed_in_time);
    assert_eq!(parts[1].signed, Some((from, from)));
    assert!(led(&db, (to, to + TimeDelta::days(1))).await.is_empty());
    let before = (from - TimeDelta::days(1), from);
    assert!(led(&db, before).await.is_empty(), "the end is not in it");
}

#[sqlx::test(migrations = false)]
async fn a_closure_that_was_opened_again_names_who_led_at_the_closing(pool: PgPool) {
    let (db, _) = district(pool).await;
    let again = Command {
        reason: Some(Reason::RepeatReport),
        ..command(Action::Reopen)
    };
    let reopened = story()
        .lead("roads")
        .reach(State::Closed)
        .wait(TimeDelta::days(2))
        .act(&role(Role::Supervisor), &again)
        .wait(TimeDelta::hours(1))
        .act(&role(Role::Dispatcher), &to("water", Action::Redispatch));
    let code = told(&db, &reopened).await;
    told(&db, &story().lead("roads").reach(State::Closed)).await;
    let closures = picture(&db).await.reopenings(day()).await.expect("closures");
    assert_eq!(closures.len(), 1);
    let closed_at = fixed_now().timestamp();
    let found = &closures[0];
    assert_eq!(
        (found.case.as_str(), found.department.as_str()),
        (code.as_str(), "roads")
    );
    assert_eq!(
        (found.closed_at, found.reopened_at),
        (closed_at, Some(closed_at + 2 * 86_400))
    );
}

#[sqlx::test(migrations = false)]
async fn a_rating_is_what_the_last_call_back_brought(pool: PgPool) {
    let (db, _) = district(pool).await;
    let call = |level: u8| Command {
        satisfaction: Some(level),
        ..command(Action::CallBack)
    };
    let called = |levels: &[u8]| {
        levels
            .iter()
            .fold(story().lead("roads").reach(State::Feedback), |story, level| {
                story
                    .wait(TimeDelta::minutes(5))
                    .act(&role(Role::CallerBack), &call(*level))
            })
    };
    let code = told(&db, &called(&[2, 5])).await;
    let said = Command {
        solved: Some(false),
        ..call(1)
    };
    told(&db, &called(&[5]).act(&role(Role::Public), &said)).await;
    told(&db, &story().lead("roads").reach(State::Feedback)).await;
    let ratings = picture(&db).await.ratings(day()).await.expect("ratings");
    assert_eq!(ratings.len(), 1, "a citizen has spoken since, or nobody has");
    let found = &ratings[0];
    assert_eq!(
        (found.case.as_str(), found.caller.as_str(), found.level),
        (code.as_str(), Role::CallerBack.code(), 5)
    );
}

#[sqlx::test(migrations = false)]
async fn whistles_tell_who_was_called_and_how_long_it_took(pool: PgPool) {
    let world = World::dispatched(pool).await;
    let blow = Command {
        co_departments: vec!["police".to_owned(), "water".to_owned()],
        place: Some("路口".to_owned()),
        ..command(Action::Whistle)
    };
    world
        .act(&actor("roads-1", Role::Handler, Some("roads")), blow)
        .await;
    let arrive = ActRequest {
        case_id: world.case_id,
        action_id: Uuid::new_v4(),
        expected_version: None,
        actor: actor("police-1", Role::Handler, Some("police")),
        command: command(Action::Arrive),
    };
    act(&world.db, &region(), &world.rules, &arrive, after(30 * 60))
        .await
        .expect("arrived");
    let span = (now(), now() + TimeDelta::days(1));
    let called = picture(&world.db).await.called(span).await.expect("called");
    let shown: Vec<_> = called
        .iter()
        .map(|unit| {
            (
                unit.department.as_deref(),
                unit.called,
                unit.arrived,
                unit.median_arrival,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [(Some("police"), 1, 1, Some(30.0)), (Some("water"), 1, 0, None)]
    );
}

#[sqlx::test(migrations = false)]
async fn lists_come_in_the_order_asked_for(pool: PgPool) {
    let (db, _) = district(pool).await;
    let first = told(&db, &story().lead("roads").reach(State::Signed)).await;
    let second = told(&db, &story()).await;
    let wanted = [second.clone(), "nothing".to_owned(), first.clone()];
    let cases = picture(&db).await.cases(&wanted).await.expect("cases");
    let codes: Vec<&str> = cases.iter().map(|case| case.public_code.as_str()).collect();
    assert_eq!(codes, [second, first]);
    assert_eq!(cases[1].lead_department.as_deref(), Some("roads"));
    assert_eq!((cases[0].state, cases[1].state), (State::Reported, State::Signed));
}

async fn person(db: &Db, login: &str) -> Uuid {
    let new = NewPerson {
        id: Uuid::now_v7(),
        login: login.to_owned(),
        name: login.to_owned(),
        name_en: None,
        email: None,
        phone: None,
        password_hash: None,
        must_change_password: false,
    };
    store::people::add(db, &region(), &new, &[], None, now())
        .await
        .expect("a person");
    new.id
}

#[sqlx::test(migrations = false)]
async fn a_person_keeps_thirty_views_and_nobody_elses(pool: PgPool) {
    let (db, _) = district(pool).await;
    let (anna, ben) = (person(&db, "anna").await, person(&db, "ben").await);
    let view = |name: &str, query: &str| SavedView {
        name: name.to_owned(),
        query: query.to_owned(),
    };
    let put = async |name: &str, query: &str| {
        put_view(&db, &region(), anna, &view(name, query), now())
            .await
            .expect("an answer")
    };
    for number in 0..MOST_VIEWS {
        assert!(put(&format!("v{number:02}"), "hours=8").await);
    }
    assert!(!put("one more", "").await, "thirty are enough");
    assert!(put("v00", "hours=72").await, "a known name takes no more room");

    let kept = views(&db, &region(), anna).await.expect("views");
    assert_eq!(kept.len(), MOST_VIEWS);
    assert_eq!(kept[0], view("v00", "hours=72"));
    assert!(views(&db, &region(), ben).await.expect("views").is_empty());

    assert!(!remove_view(&db, &region(), ben, "v00").await.expect("an answer"));
    assert!(remove_view(&db, &region(), anna, "v00").await.expect("removed"));
    assert!(!remove_view(&db, &region(), anna, "v00").await.expect("an answer"));
}
