//! A region with its administrator, drafts that set only what matters, and cases that are driven on.

use chrono::{DateTime, NaiveDate, Utc};
use domain::case::{Action, Role};
use domain::clock::{Limit, Stage};
use domain::policy::{CategoryDraft, DepartmentDraft, Fault, LimitDraft, LimitScope, Urgency};
use domain::publication::{Rounding, Tier};
use domain::{CategoryCode, DepartmentCode, RegionCode};
use sqlx::PgPool;
use store::Db;
use store::admin_log::Wanted;
use store::cases::{ActRequest, RuleBook, act, open_case};
use store::policy::{By, ChangeError};
use uuid::Uuid;

use crate::common::{actor, command, district, now, region, reported};

/// Id of the administrator.
pub(crate) const ADMIN: &str = "00000000-0000-7000-8000-000000000001";

/// The administrator, at the fixed time.
pub(crate) fn by(region: &RegionCode) -> By<'_> {
    By {
        region,
        person: ADMIN,
        now: now(),
    }
}

/// A region with its administrator.
pub(crate) async fn administered(pool: PgPool) -> Db {
    let (db, _) = district(pool).await;
    sqlx::query("insert into core.people (person_id, login, name, created_at) values ($1::uuid, 'admin', '管理员', $2)")
        .bind(ADMIN)
        .bind(now())
        .execute(db.pool())
        .await
        .expect("a person");
    db
}

pub(crate) fn category(code: &str) -> CategoryDraft {
    CategoryDraft {
        code: CategoryCode::parse(code).expect("a code"),
        name: format!("{code} name"),
        name_en: None,
        parent: None,
        urgency: Urgency::Normal,
        tier: Tier::Exact,
        rounding: Rounding::None,
        delay_minutes: 0,
        tags: Vec::new(),
    }
}

pub(crate) fn department(code: &str) -> DepartmentDraft {
    DepartmentDraft {
        code: DepartmentCode::parse(code).expect("a code"),
        name: format!("{code} name"),
        name_en: None,
        kind: "bureau".into(),
        peer_group: "department".into(),
        active: true,
    }
}

pub(crate) fn limit(scope: LimitScope, minutes: Option<u32>, valid_from: DateTime<Utc>) -> LimitDraft {
    LimitDraft {
        scope,
        stage: Stage::Dispose,
        limit: minutes.map(Limit::working),
        valid_from,
    }
}

pub(crate) fn of_category(code: &str) -> LimitScope {
    LimitScope::Category(CategoryCode::parse(code).expect("a code"))
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) async fn rules(db: &Db, at: DateTime<Utc>) -> RuleBook {
    RuleBook::load(db, &region(), at).await.expect("rules")
}

pub(crate) async fn dispose(db: &Db, code: &str, at: DateTime<Utc>) -> Option<u32> {
    let rules = rules(db, at).await;
    rules.rules(code).limits.dispose.map(|limit| limit.minutes)
}

pub(crate) fn fault(result: Result<(), ChangeError>) -> (&'static str, Fault) {
    match result.expect_err("a fault") {
        ChangeError::Field(fault) => (fault.field, fault.fault),
        other => panic!("{other}"),
    }
}

pub(crate) async fn logged(db: &Db) -> Vec<String> {
    let lines = store::admin_log::newest(db, &region(), &Wanted::default(), 100)
        .await
        .expect("the log");
    lines
        .into_iter()
        .map(|line| format!("{} {}", line.what.code(), line.subject))
        .collect()
}

/// Takes the case from its report through these actions.
pub(crate) async fn drive(db: &Db, case_id: Uuid, actions: &[Action], at: DateTime<Utc>) {
    let rules = rules(db, at).await;
    for action in actions {
        let actor = match action {
            Action::Accept => actor("acceptor", Role::Acceptor, None),
            Action::Dispatch => actor("dispatcher", Role::Dispatcher, None),
            Action::Verify | Action::Close => actor("verifier", Role::Verifier, None),
            _ => actor("handler", Role::Handler, Some("urban")),
        };
        let mut command = command(*action);
        if *action == Action::Dispatch {
            command.department = Some("urban".into());
        }
        let request = ActRequest {
            case_id,
            action_id: Uuid::new_v4(),
            expected_version: None,
            actor,
            command,
        };
        act(db, &region(), &rules, &request, at).await.expect("possible");
    }
}

pub(crate) const TO_DISPATCH: [Action; 2] = [Action::Accept, Action::Dispatch];
pub(crate) const TO_CLOSING: [Action; 7] = [
    Action::Accept,
    Action::Dispatch,
    Action::Sign,
    Action::Start,
    Action::Feedback,
    Action::Verify,
    Action::Close,
];

pub(crate) async fn opened(db: &Db, code: &str) -> Uuid {
    let case = reported(code);
    let case_id = case.case_id;
    open_case(db, &region(), case, None, now()).await.expect("opened");
    case_id
}
