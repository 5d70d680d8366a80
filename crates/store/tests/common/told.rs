//! A case that is told of, and channels it is told by.

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::{Action, Actor, Command, Role};
use domain::notice::{Addressee, ChannelKind};
use sqlx::PgPool;
use store::Db;
use store::cases::{ActError, ActRequest, RuleBook, act, open_case};
use store::notices::{Attempt, Claimed, Ended, NewChannel, Reader, add_channel, claim, record_outcome};
use uuid::Uuid;

use super::{actor, command, district, now, region, reported};

pub(crate) const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Attempts before a delivery is dead.
pub(crate) const MOST: u16 = 3;

/// A case led by roads, with police beside it.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) rules: RuleBook,
    pub(crate) case_id: Uuid,
}

impl World {
    pub(crate) async fn reported(pool: PgPool) -> Self {
        let (db, _) = district(pool).await;
        let case = reported("lamp");
        let case_id = case.case_id;
        open_case(&db, &region(), case, None, now())
            .await
            .expect("opened");
        let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
        let world = Self { db, rules, case_id };
        world
            .act(&actor("acceptor", Role::Acceptor, None), command(Action::Accept))
            .await;
        world
    }

    pub(crate) async fn dispatched(pool: PgPool) -> Self {
        let world = Self::reported(pool).await;
        world.act(&dispatcher(), dispatch()).await;
        world
    }

    pub(crate) async fn try_act(
        &self,
        actor: &Actor,
        command: Command,
        action_id: Uuid,
    ) -> Result<bool, ActError> {
        let request = ActRequest {
            case_id: self.case_id,
            action_id,
            expected_version: None,
            actor: actor.clone(),
            command,
        };
        act(&self.db, &region(), &self.rules, &request, now())
            .await
            .map(|acted| acted.repeated)
    }

    pub(crate) async fn act(&self, actor: &Actor, command: Command) {
        self.try_act(actor, command, Uuid::new_v4())
            .await
            .expect("is possible");
    }

    pub(crate) async fn channel(&self, to: &str, kind: ChannelKind, target: &str) -> Uuid {
        let new = NewChannel {
            channel_id: Uuid::new_v4(),
            to: Addressee::parse(to).expect("an addressee"),
            kind,
            target: target.to_owned(),
            secret: "secret".to_owned(),
        };
        assert!(
            add_channel(&self.db, &region(), &new, now())
                .await
                .expect("a channel")
        );
        new.channel_id
    }

    pub(crate) async fn claim(&self, at: DateTime<Utc>) -> Vec<Claimed> {
        claim(&self.db, at, LEASE, MOST, 100).await.expect("claimed")
    }

    pub(crate) async fn end(&self, attempt: &Attempt, ended: Ended, at: DateTime<Utc>) -> bool {
        record_outcome(&self.db, attempt, &ended, MOST, at)
            .await
            .expect("recorded")
    }

    /// `kind → addressee` of every notice.
    pub(crate) async fn told(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select kind || ' → ' || addressee from core.notices order by created_at, kind desc, 1",
        )
        .fetch_all(self.db.pool())
        .await
        .expect("notices")
    }

    pub(crate) async fn states(&self) -> Vec<(String, i16)> {
        sqlx::query_as("select state, attempts from core.deliveries order by target")
            .fetch_all(self.db.pool())
            .await
            .expect("deliveries")
    }
}

pub(crate) fn dispatcher() -> Actor {
    actor("dispatcher", Role::Dispatcher, None)
}

pub(crate) fn dispatch() -> Command {
    Command {
        department: Some("roads".into()),
        co_departments: vec!["police".into()],
        ..command(Action::Dispatch)
    }
}

pub(crate) fn reader(person: &str, unit: &str) -> Reader {
    Reader::new(
        person,
        [
            Addressee::Unit(unit.to_owned()),
            Addressee::Person(person.to_owned()),
        ],
    )
}

pub(crate) fn after(seconds: i64) -> DateTime<Utc> {
    now() + TimeDelta::seconds(seconds)
}

pub(crate) fn failed() -> Ended {
    Ended::Failed {
        why: "HTTP 500".into(),
        pause: None,
    }
}
