use chrono::{DateTime, Utc};
use domain::case::{Action, Actor, Command, Role, lifecycle};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use store::bulk::CaseHistory;
use store::cases::{Identity, RuleBook};
use uuid::Uuid;

use super::World;

/// A case that was handled here: of kind `debt`, given to `unit` at one moment, closed at another or still open.
pub(crate) struct Handled {
    pub(crate) unit: &'static str,
    pub(crate) dispatched: DateTime<Utc>,
    pub(crate) closed: Option<DateTime<Utc>>,
}

/// A moment of Shanghai, as `2025-06-09 09:00`.
pub(crate) fn shanghai(text: &str) -> DateTime<Utc> {
    let local = format!("{}:00+08:00", text.replace(' ', "T"));
    local.parse().expect("a local time")
}

impl World {
    /// Stores cases as the transition table makes them and publishes them. Needs the [district](World::district).
    pub(crate) async fn handle(&self, cases: &[Handled]) {
        let (region, now) = (&self.region.code, Utc::now());
        let book = RuleBook::load(&self.db, region, now).await.expect("rules");
        let told: Vec<CaseHistory> = cases.iter().map(|case| history(case, &book)).collect();
        store::district::copy_histories(&self.db, region, &told, now)
            .await
            .expect("stored");
        store::publication::publish_all(&self.db, now)
            .await
            .expect("published");
    }
}

fn history(told: &Handled, book: &RuleBook) -> CaseHistory {
    const KIND: &str = "debt";
    let at = told.dispatched;
    let person = |role: Role| Actor {
        id: role.code().to_owned(),
        role,
        department: (role == Role::Handler).then(|| told.unit.to_owned()),
    };
    let dispatch = Command {
        department: Some(told.unit.to_owned()),
        ..Command::new(Action::Dispatch)
    };
    let opening = [
        (Role::Acceptor, Command::new(Action::Accept)),
        (Role::Dispatcher, dispatch),
        (Role::Handler, Command::new(Action::Sign)),
        (Role::Handler, Command::new(Action::Start)),
    ];
    let closing = [
        (Role::Handler, Action::Feedback),
        (Role::Verifier, Action::Verify),
        (Role::Verifier, Action::Close),
    ];
    let opening = opening.into_iter().map(|(role, command)| (at, role, command));
    let closing = told.closed.into_iter().flat_map(|closed| {
        closing
            .into_iter()
            .map(move |(role, action)| (closed, role, Command::new(action)))
    });
    let reported = lifecycle::report(&person(Role::Public), at, at, None);
    let mut case = reported.case;
    let mut events = vec![(Uuid::new_v4(), reported.event)];
    for (at, role, command) in opening.chain(closing) {
        let decided = lifecycle::decide(&case, &command, &person(role), book.rules(KIND), at);
        let decision = decided.expect("a possible step");
        case = decision.case;
        events.push((Uuid::new_v4(), decision.event));
    }
    let seed = Uuid::new_v4().into_bytes().repeat(2);
    let identity = Identity::draw(&mut ChaCha20Rng::from_seed(seed.try_into().expect("32 bytes")));
    CaseHistory {
        case_id: identity.case_id,
        code: identity.code,
        token: identity.token,
        tally_key: identity.tally_key,
        day: at.with_timezone(&book.zone).date_naive(),
        category: domain::CategoryCode::parse(KIND).expect("a category"),
        source: domain::source::SourceSystem::Public,
        title: None,
        narrative: None,
        address: None,
        township: None,
        community: None,
        grid: None,
        place: None,
        public_place: None,
        placed_by: None,
        public_received_at: at,
        source_verdict: None,
        duplicate: false,
        opened_by: None,
        station: None,
        case,
        events,
    }
}
