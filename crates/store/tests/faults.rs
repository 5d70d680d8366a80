//! The connection breaks anywhere within an action: the case is as before or as after, never between, and
//! the same action sent again happens once.

mod common;

use common::line::{Cut, Line, When};
use common::{command, district, region, reported};
use domain::case::{Action, Actor, Command, Role, State};
use domain::notice::{Addressee, ChannelKind};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use store::Db;
use store::bulk::CaseHistory;
use store::cases::{ActError, ActRequest, Acted, RuleBook, act, open_case};
use store::notices::{NewChannel, add_channel};
use testkit::{Story, handler, story};
use uuid::Uuid;

/// A case that has come so far, and what is done to it then.
struct Scenario {
    story: Story,
    actor: Actor,
    command: Command,
}

#[sqlx::test(migrations = false)]
async fn a_dispatch_with_co_handlers_is_whole_or_not_at_all(options: PgPoolOptions, to: PgConnectOptions) {
    let scenario = Scenario {
        story: story().reach(State::Accepted),
        actor: testkit::actor(Role::Dispatcher),
        command: Command {
            department: Some("roads".into()),
            co_departments: vec!["police".into(), "law".into()],
            ..command(Action::Dispatch)
        },
    };
    breaks_everywhere(options, to, scenario).await;
}

#[sqlx::test(migrations = false)]
async fn a_whistle_is_whole_or_not_at_all(options: PgPoolOptions, to: PgConnectOptions) {
    let scenario = Scenario {
        story: led().reach(State::InProgress),
        actor: handler("roads"),
        command: Command {
            co_departments: vec!["police".into(), "law".into()],
            place: Some("村口".into()),
            ..command(Action::Whistle)
        },
    };
    breaks_everywhere(options, to, scenario).await;
}

#[sqlx::test(migrations = false)]
async fn a_merge_is_whole_or_not_at_all(options: PgPoolOptions, to: PgConnectOptions) {
    let scenario = Scenario {
        story: led().reach(State::Dispatched),
        actor: testkit::actor(Role::Dispatcher),
        command: Command {
            into: Some("7K3M-9QXA-4".into()),
            ..command(Action::Merge)
        },
    };
    breaks_everywhere(options, to, scenario).await;
}

#[sqlx::test(migrations = false)]
async fn a_close_is_whole_or_not_at_all(options: PgPoolOptions, to: PgConnectOptions) {
    let scenario = Scenario {
        story: led().reach(State::Verified),
        actor: testkit::actor(Role::Verifier),
        command: command(Action::Close),
    };
    breaks_everywhere(options, to, scenario).await;
}

/// Led by roads, with police beside it.
fn led() -> Story {
    story().lead("roads").co_handler("police")
}

/// Cuts the connection at every message of the action in turn, until none is left to be cut at.
async fn breaks_everywhere(options: PgPoolOptions, to: PgConnectOptions, scenario: Scenario) {
    let pool = options.connect_with(to.clone()).await.expect("the database");
    let (db, _) = district(pool).await;
    scenario.channels(&db).await;
    let rules = RuleBook::load(&db, &region(), scenario.story.now)
        .await
        .expect("rules");

    let request = scenario.request(scenario.open(&db).await);
    let before = stored(&db, request.case_id).await;
    scenario.act(&db, &rules, &request).await.expect("possible");
    let after = stored(&db, request.case_id).await;
    assert_ne!(before, after);

    for when in [When::Before, When::After] {
        let mut ended = Vec::new();
        loop {
            let at = ended.len() + 1;
            let request = scenario.request(scenario.open(&db).await);
            let line = Line::to(&to, Cut { at, when }).await;
            let told = scenario.act(&line.db, &rules, &request).await;
            let was_cut = line.close().await;
            let found = stored(&db, request.case_id).await;
            let done = found == after;
            assert!(
                done || found == before,
                "between, {when:?} message {at}: {found:#}"
            );
            match &told {
                Ok(acted) => assert!(done && !acted.repeated, "{when:?} message {at}: not done"),
                Err(ActError::Store(error)) => {
                    assert!(error.is_unreachable(), "{when:?} message {at}: {error:?}");
                }
                Err(error) => panic!("{when:?} message {at}: {error}"),
            }
            let again = scenario.act(&db, &rules, &request).await.expect("is taken");
            assert_eq!(again.repeated, done, "{when:?} message {at}");
            assert_eq!(stored(&db, request.case_id).await, after, "{when:?} message {at}");
            assert_eq!(
                events_of(&db, request.action_id).await,
                1,
                "{when:?} message {at}"
            );
            if !was_cut {
                break;
            }
            ended.push((done, told.is_ok()));
        }
        assert!(ended.len() > 10, "{when:?}: cut at {} messages only", ended.len());
        assert_eq!(ended.first(), Some(&(false, false)));
        assert!(
            ended.is_sorted_by_key(|(done, _)| *done),
            "once done, always done: {ended:?}"
        );
        // Only a commit whose answer is lost leaves the client in doubt.
        let in_doubt = ended.iter().filter(|end| **end == (true, false)).count();
        assert_eq!(in_doubt, usize::from(when == When::After), "{when:?}: {ended:?}");
    }
}

impl Scenario {
    /// A new case that has come so far.
    async fn open(&self, db: &Db) -> Uuid {
        let decisions = self.story.decisions().iter();
        let case = CaseHistory {
            case: self.story.case().clone(),
            events: decisions
                .map(|decision| (Uuid::new_v4(), decision.event.clone()))
                .collect(),
            ..reported("lamp")
        };
        let case_id = case.case_id;
        open_case(db, &region(), case, None, self.story.now)
            .await
            .expect("opened");
        case_id
    }

    /// Somebody is told of everything by webhook, so that deliveries are written too.
    async fn channels(&self, db: &Db) {
        for to in ["unit:roads", "unit:police", "role:verifier", "role:supervisor"] {
            let channel = NewChannel {
                channel_id: Uuid::new_v4(),
                to: Addressee::parse(to).expect("an addressee"),
                kind: ChannelKind::Webhook,
                target: format!("https://example.org/{to}"),
                secret: "secret".to_owned(),
            };
            assert!(
                add_channel(db, &region(), &channel, self.story.now)
                    .await
                    .expect("a channel")
            );
        }
    }

    fn request(&self, case_id: Uuid) -> ActRequest {
        ActRequest {
            case_id,
            action_id: Uuid::new_v4(),
            expected_version: Some(self.story.case().version),
            actor: self.actor.clone(),
            command: self.command.clone(),
        }
    }

    async fn act(&self, db: &Db, rules: &RuleBook, request: &ActRequest) -> Result<Acted, ActError> {
        act(db, &region(), rules, request, self.story.now).await
    }
}

/// Everything that is stored of a case, in whichever table, but for what is another in every case.
async fn stored(db: &Db, case_id: Uuid) -> Value {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.columns
         where table_schema = 'core' and column_name = 'case_id' order by 1",
    )
    .fetch_all(db.pool())
    .await
    .expect("tables");
    for expected in [
        "cases",
        "case_assignments",
        "case_events",
        "notices",
        "outbox",
        "whistles",
    ] {
        assert!(
            tables.iter().any(|table| table == expected),
            "{expected}: {tables:?}"
        );
    }
    let mut whole = serde_json::Map::new();
    for table in tables {
        let rows = rows(db, &format!("core.{table} as t where t.case_id = $1"), case_id).await;
        whole.insert(table, rows);
    }
    let deliveries = "core.deliveries as t join core.notices as n using (notice_id) where n.case_id = $1";
    whole.insert("deliveries".to_owned(), rows(db, deliveries, case_id).await);
    Value::Object(whole)
}

async fn rows(db: &Db, from: &str, case_id: Uuid) -> Value {
    let sql = format!(
        "select coalesce(jsonb_agg(line order by line), '[]')
         from (select to_jsonb(t) - array['case_id', 'public_code', 'public_token', 'serial', 'tally_key', 'id',
                                          'action_id', 'notice_id', 'delivery_id', 'matter_id',
                                          'external_id'] as line
               from {from}) as lines"
    );
    sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(case_id)
        .fetch_one(db.pool())
        .await
        .expect("rows")
}

async fn events_of(db: &Db, action_id: Uuid) -> i64 {
    sqlx::query_scalar("select count(*) from core.case_events where action_id = $1")
        .bind(action_id)
        .fetch_one(db.pool())
        .await
        .expect("count")
}
