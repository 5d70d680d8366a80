//! Who is shown which notices, live and on pages, and who may manage channels.

use std::time::Duration;

use chrono::Utc;
use desk::{Caller, ChannelEdit, ChannelWish, Desk, DeskError, Which};
use domain::access::{Membership, Person, Right};
use domain::case::{Action, Actor, Command, Role, lifecycle};
use domain::intake::RegionDefaults;
use domain::notice::{ChannelKind, NoticeKind};
use domain::{Lang, RegionCode};
use rand::SeedableRng;
use sqlx::PgPool;
use store::Db;
use store::bulk::CaseHistory;
use store::cases::{ActRequest, Identity, RuleBook, act, open_case};
use store::notices::{Ended, claim, record_outcome};
use uuid::Uuid;

struct World {
    db: Db,
    desk: Desk,
    rules: RuleBook,
}

fn region() -> RegionCode {
    RegionCode::parse("999001").expect("a region")
}

impl World {
    async fn new(pool: PgPool) -> Self {
        let db = Db::from_pool(pool);
        store::migrate(&db).await.expect("migrations");
        let defaults = RegionDefaults {
            name: "示范区".into(),
            name_en: None,
            time_zone: "Asia/Shanghai".into(),
            locale: "zh-CN".into(),
            scheme: "cn".into(),
        };
        store::intake::ensure_region(&db, &region(), Some(&defaults), true)
            .await
            .expect("a region");
        sqlx::query("insert into core.departments (region_code, department_code, name, name_en) values ('999001', 'roads', '道路局', 'Roads')")
            .execute(db.pool())
            .await
            .expect("a unit");
        let rules = RuleBook::load(&db, &region(), Utc::now()).await.expect("rules");
        Self {
            desk: Desk::new(db.clone()),
            db,
            rules,
        }
    }

    /// A case that is dispatched to `unit`; returns its public code.
    async fn dispatch(&self, unit: &str) -> String {
        let now = Utc::now();
        let seed = Uuid::new_v4()
            .into_bytes()
            .repeat(2)
            .try_into()
            .expect("32 bytes");
        let identity = Identity::draw(&mut rand_chacha::ChaCha20Rng::from_seed(seed));
        let resident = actor(Role::Public, None);
        let decision = lifecycle::report(&resident, now, now, None);
        let case_id = identity.case_id;
        let history = CaseHistory {
            case_id,
            code: identity.code.clone(),
            token: identity.token,
            tally_key: identity.tally_key,
            day: now.date_naive(),
            category: domain::CategoryCode::parse("lamp").expect("a category"),
            source: domain::source::SourceSystem::Public,
            title: Some("张三".into()),
            narrative: None,
            address: None,
            township: None,
            community: None,
            grid: None,
            place: None,
            public_place: None,
            placed_by: None,
            public_received_at: now,
            source_verdict: None,
            duplicate: false,
            opened_by: None,
            station: None,
            case: decision.case,
            events: vec![(Uuid::new_v4(), decision.event)],
        };
        open_case(&self.db, &region(), history, None, now)
            .await
            .expect("opened");
        let dispatch = Command {
            department: Some(unit.to_owned()),
            ..Command::new(Action::Dispatch)
        };
        for (role, command) in [
            (Role::Acceptor, Command::new(Action::Accept)),
            (Role::Dispatcher, dispatch),
        ] {
            let request = ActRequest {
                case_id,
                action_id: Uuid::new_v4(),
                expected_version: None,
                actor: actor(role, None),
                command,
            };
            act(&self.db, &region(), &self.rules, &request, Utc::now())
                .await
                .expect("is possible");
        }
        domain::case::code::CaseCode::parse(&identity.code)
            .expect("a code")
            .to_string()
    }
}

fn actor(role: Role, department: Option<&str>) -> Actor {
    Actor {
        id: role.code().to_owned(),
        role,
        department: department.map(str::to_owned),
    }
}

fn caller(id: &str, role: Role, department: Option<&str>) -> Caller {
    let person = Person {
        id: id.to_owned(),
        memberships: vec![Membership {
            role,
            department: department.map(str::to_owned),
        }],
    };
    Caller::new(region(), person, id)
}

fn wish(to: &str, kind: ChannelKind, target: &str) -> ChannelWish {
    ChannelWish {
        to: to.to_owned(),
        kind,
        target: target.to_owned(),
    }
}

#[sqlx::test(migrations = false)]
async fn unread_notices_come_first_and_pages_miss_none(pool: PgPool) {
    let world = World::new(pool).await;
    let mut codes = Vec::new();
    for _ in 0..53 {
        codes.push(world.dispatch("roads").await);
    }
    let anna = caller("anna", Role::Handler, Some("roads"));
    let first = world.desk.notices(&anna, None, Lang::Zh).await.expect("a page");
    assert_eq!((first.rows.len(), first.unread), (50, 53));
    assert_eq!(first.rows[0].to_name.as_deref(), Some("道路局"));
    // The newest five are read: they go to the end of the list.
    for row in &first.rows[..5] {
        let id = Uuid::parse_str(&row.id).expect("an id");
        world.desk.mark_read(&anna, Which::One(id)).await.expect("read");
    }
    let first = world.desk.notices(&anna, None, Lang::Zh).await.expect("a page");
    assert_eq!(first.unread, 48);
    assert!(first.rows[..48].iter().all(|row| !row.read));
    let next = first.next.expect("a next page");
    let second = world
        .desk
        .notices(&anna, Some(&next), Lang::Zh)
        .await
        .expect("a page");
    assert_eq!((second.rows.len(), second.next), (3, None));
    let mut shown: Vec<_> = first
        .rows
        .iter()
        .chain(&second.rows)
        .map(|row| row.code.clone())
        .collect();
    shown.sort_unstable();
    codes.sort_unstable();
    assert_eq!(shown, codes);
    world.desk.mark_read(&anna, Which::All).await.expect("read");
    assert_eq!(world.desk.unread_count(&anna).await.expect("a count"), 0);
    let ben = caller("ben", Role::Handler, Some("roads"));
    assert_eq!(world.desk.unread_count(&ben).await.expect("a count"), 53);
}

#[sqlx::test(migrations = false)]
async fn somebody_elses_notice_is_not_there(pool: PgPool) {
    let world = World::new(pool).await;
    world.dispatch("roads").await;
    let (anna, carl) = (
        caller("anna", Role::Handler, Some("roads")),
        caller("carl", Role::Handler, Some("police")),
    );
    let page = world.desk.notices(&anna, None, Lang::Zh).await.expect("a page");
    let id = Uuid::parse_str(&page.rows[0].id).expect("an id");
    let refused = world.desk.mark_read(&carl, Which::One(id)).await;
    assert!(matches!(refused, Err(DeskError::NotFound)));
    assert!(
        world
            .desk
            .notices(&carl, None, Lang::Zh)
            .await
            .expect("a page")
            .rows
            .is_empty()
    );
    let acceptor = caller("dora", Role::Acceptor, None);
    let told = world
        .desk
        .notices(&acceptor, None, Lang::Zh)
        .await
        .expect("a page");
    assert_eq!(told.rows[0].kind, NoticeKind::Reported);
    assert_eq!(told.rows[0].to_name, None, "a role has no name of a unit");
    let elsewhere = Caller {
        region: RegionCode::parse("999002").expect("a region"),
        ..anna
    };
    assert_eq!(world.desk.unread_count(&elsewhere).await.expect("a count"), 0);
}

#[sqlx::test(migrations = false)]
async fn only_administrators_manage_channels_and_see_dead_letters(pool: PgPool) {
    let world = World::new(pool).await;
    let desk = &world.desk;
    let anna = caller("anna", Role::Handler, Some("roads"));
    let hook = wish("unit:roads", ChannelKind::Webhook, "https://example.org/hook");
    let is_refused = |error: DeskError| matches!(error, DeskError::Forbidden(Right::ManageDeliveries));
    assert!(is_refused(
        desk.channels(&anna, Lang::Zh).await.expect_err("refused")
    ));
    assert!(is_refused(
        desk.add_channel(&anna, &hook).await.expect_err("refused")
    ));
    assert!(is_refused(
        desk.dead_letters(&anna, None, Lang::Zh)
            .await
            .expect_err("refused")
    ));
    assert!(is_refused(
        desk.retry(&anna, Uuid::nil()).await.expect_err("refused")
    ));
    assert!(is_refused(
        desk.channel_secret(&anna, Uuid::nil())
            .await
            .expect_err("refused")
    ));
    let edit = ChannelEdit::default();
    assert!(is_refused(
        desk.change_channel(&anna, Uuid::nil(), &edit)
            .await
            .expect_err("refused")
    ));
    assert!(is_refused(
        desk.remove_channel(&anna, Uuid::nil())
            .await
            .expect_err("refused")
    ));
}

#[sqlx::test(migrations = false)]
async fn a_channel_is_made_changed_and_removed_and_what_is_wrong_with_it_is_named(pool: PgPool) {
    let world = World::new(pool).await;
    let desk = &world.desk;
    let admin = caller("admin", Role::Admin, None);
    let hook = wish("unit:roads", ChannelKind::Webhook, "https://example.org/hook");
    let added = desk.add_channel(&admin, &hook).await.expect("a channel");
    assert_eq!(added.secret.len(), 64);
    assert_eq!(
        desk.channel_secret(&admin, added.id).await.expect("its secret"),
        added.secret
    );
    for (wrong, field) in [
        (hook.clone(), "target"),
        (wish("unit:moon", ChannelKind::Email, "a@example.org"), "to"),
        (wish("role:public", ChannelKind::Email, "a@example.org"), "to"),
        (wish("person:anna", ChannelKind::Email, "a@example.org"), "to"),
        (wish("role:dispatcher", ChannelKind::Email, "nobody"), "target"),
        (
            wish("unit:roads", ChannelKind::Webhook, "javascript:alert(1)"),
            "target",
        ),
    ] {
        match desk.add_channel(&admin, &wrong).await {
            Err(DeskError::Invalid { field: named, .. }) => assert_eq!(named, field, "{wrong:?}"),
            other => panic!("{wrong:?}: {other:?}"),
        }
    }
    let edit = ChannelEdit {
        target: Some("https://example.org/other".into()),
        active: Some(false),
    };
    desk.change_channel(&admin, added.id, &edit)
        .await
        .expect("changed");
    let listed = desk.channels(&admin, Lang::Zh).await.expect("a list");
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].target.as_str(), listed[0].active),
        ("https://example.org/other", false)
    );
    assert_eq!(listed[0].to_name.as_deref(), Some("道路局"));
    desk.remove_channel(&admin, added.id).await.expect("removed");
    let gone = desk.remove_channel(&admin, added.id).await;
    assert!(matches!(gone, Err(DeskError::NotFound)));
}

#[sqlx::test(migrations = false)]
async fn a_dead_letter_is_listed_and_can_be_tried_again(pool: PgPool) {
    let world = World::new(pool).await;
    let admin = caller("admin", Role::Admin, None);
    let mail = wish("unit:roads", ChannelKind::Email, "duty@example.org");
    world.desk.add_channel(&admin, &mail).await.expect("a channel");
    let code = world.dispatch("roads").await;
    let lease = chrono::TimeDelta::seconds(60);
    let claimed = claim(&world.db, Utc::now(), lease, 8, 10).await.expect("claimed");
    let refused = Ended::Refused {
        why: "550 no such mailbox".into(),
    };
    record_outcome(&world.db, &claimed[0].attempt, &refused, 8, Utc::now())
        .await
        .expect("recorded");
    let page = world
        .desk
        .dead_letters(&admin, None, Lang::En)
        .await
        .expect("a page");
    assert_eq!(page.rows.len(), 1);
    assert_eq!((page.rows[0].code.as_str(), page.waiting), (code.as_str(), 0));
    assert_eq!(page.rows[0].to_name.as_deref(), Some("Roads"));
    let id = Uuid::parse_str(&page.rows[0].id).expect("an id");
    world.desk.retry(&admin, id).await.expect("retried");
    let page = world
        .desk
        .dead_letters(&admin, None, Lang::En)
        .await
        .expect("a page");
    assert_eq!((page.rows.len(), page.waiting), (0, 1));
    let again = world.desk.retry(&admin, id).await;
    assert!(matches!(again, Err(DeskError::NotFound)));
}

#[sqlx::test(migrations = false)]
async fn a_live_stream_says_where_things_stand_and_then_what_its_reader_was_told(pool: PgPool) {
    let world = World::new(pool).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let follower = tokio::spawn(world.desk.clone().follow_notices(async {
        let _ = stopped.await;
    }));
    let soon = async |feed: &mut desk::NoticeFeed| {
        tokio::time::timeout(Duration::from_secs(10), feed.next())
            .await
            .expect("a message")
            .expect("the database")
    };
    let mut roads = world
        .desk
        .notice_feed(caller("anna", Role::Handler, Some("roads")))
        .expect("a feed");
    let mut police = world
        .desk
        .notice_feed(caller("carl", Role::Handler, Some("police")))
        .expect("a feed");
    let greeting = soon(&mut roads).await;
    assert_eq!((greeting.unread, greeting.latest), (0, None));
    soon(&mut police).await;
    // The follower must have looked once: what it finds then is no news.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let code = world.dispatch("roads").await;
    let told = soon(&mut roads).await;
    let latest = told.latest.expect("a notice");
    assert_eq!(
        (told.unread, latest.kind, latest.code),
        (1, NoticeKind::Lead, code)
    );
    let silent = tokio::time::timeout(Duration::from_millis(1500), police.next()).await;
    assert!(silent.is_err(), "none of their business");
    stop.send(()).expect("the follower runs");
    follower.await.expect("no panic");
    let public = caller("resident", Role::Public, None);
    assert!(world.desk.notice_feed(public).is_err());
}
