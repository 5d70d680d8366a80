//! Notices that leave the house, to receivers that are real: an SMTP server and an HTTP server.

mod mail;
mod mail_sink;
mod webhook;
mod webhook_sink;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::{Action, Actor, Command, Role, lifecycle};
use domain::notice::{Addressee, ChannelKind};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use server::{Courier, DeliverySettings};
use store::bulk::CaseHistory;
use store::cases::{ActRequest, Identity, RuleBook, act, open_case};
use store::notices::{NewChannel, add_channel};
use uuid::Uuid;

use crate::support::World;

/// What webhooks are signed with here.
const SECRET: &str = "a secret of the receiver";

/// A world with a channel for the unit `roads`, and a case that has been dispatched to it.
struct Told {
    world: World,
    /// Public code of the case, with hyphens.
    code: String,
    /// When the delivery was made.
    at: DateTime<Utc>,
}

impl Told {
    async fn new(kind: ChannelKind, target: &str) -> Self {
        let world = World::new().await;
        let new = NewChannel {
            channel_id: Uuid::new_v4(),
            to: Addressee::Unit("roads".to_owned()),
            kind,
            target: target.to_owned(),
            secret: SECRET.to_owned(),
        };
        let at = Utc::now();
        add_channel(&world.db, &world.region.code, &new, at)
            .await
            .expect("a channel");
        let code = dispatch(&world, at).await;
        Self { world, code, at }
    }

    fn courier(&self, settings: DeliverySettings) -> Courier {
        Courier::new(self.world.db.clone(), settings).expect("a courier")
    }

    /// State, attempts and last error of the delivery.
    async fn delivery(&self) -> (String, i16, Option<String>) {
        sqlx::query_as("select state, attempts, last_error from core.deliveries")
            .fetch_one(self.world.db.pool())
            .await
            .expect("one delivery")
    }

    async fn state(&self) -> (String, i16) {
        let (state, attempts, _) = self.delivery().await;
        (state, attempts)
    }

    async fn delivery_id(&self) -> Uuid {
        sqlx::query_scalar("select delivery_id from core.deliveries")
            .fetch_one(self.world.db.pool())
            .await
            .expect("one delivery")
    }

    fn after(&self, seconds: i64) -> DateTime<Utc> {
        self.at + TimeDelta::seconds(seconds)
    }
}

/// Webhooks and mails may go to this machine, and links lead to an address of their own.
fn settings() -> DeliverySettings {
    DeliverySettings {
        link_base: "https://lianqin.example.org".to_owned(),
        allow_private_targets: true,
        attempts: 3,
        lease: Duration::from_secs(60),
        ..DeliverySettings::default()
    }
}

/// Reports a case with a name in it, takes it on and dispatches it to `roads`; returns its code.
async fn dispatch(world: &World, now: DateTime<Utc>) -> String {
    let actor = |role: Role| Actor {
        id: role.code().to_owned(),
        role,
        department: None,
    };
    let seed = Uuid::new_v4()
        .into_bytes()
        .repeat(2)
        .try_into()
        .expect("32 bytes");
    let identity = Identity::draw(&mut ChaCha20Rng::from_seed(seed));
    let decision = lifecycle::report(&actor(Role::Public), now, now, Some("张三说".into()));
    let history = CaseHistory {
        case_id: identity.case_id,
        code: identity.code.clone(),
        token: identity.token,
        tally_key: identity.tally_key,
        day: now.date_naive(),
        category: domain::CategoryCode::parse("lamp").expect("a category"),
        source: domain::source::SourceSystem::Public,
        title: Some("张三的路灯".into()),
        narrative: Some("张三家门口的路灯不亮".into()),
        address: Some("秘密路 1 号".into()),
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
    let region = &world.region.code;
    open_case(&world.db, region, history, None, now)
        .await
        .expect("opened");
    let rules = RuleBook::load(&world.db, region, now).await.expect("rules");
    let dispatch = Command {
        department: Some("roads".to_owned()),
        ..Command::new(Action::Dispatch)
    };
    for (role, command) in [
        (Role::Acceptor, Command::new(Action::Accept)),
        (Role::Dispatcher, dispatch),
    ] {
        let request = ActRequest {
            case_id: identity.case_id,
            action_id: Uuid::new_v4(),
            expected_version: None,
            actor: actor(role),
            command,
        };
        act(&world.db, region, &rules, &request, now)
            .await
            .expect("is possible");
    }
    let code = domain::case::code::CaseCode::parse(&identity.code).expect("a code");
    code.to_string()
}

/// Nothing of the matter itself, and nobody's name, leaves the house.
fn assert_discreet(text: &str) {
    for secret in ["张三", "路灯不亮", "秘密路"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
