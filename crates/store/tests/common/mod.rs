//! Records and cases that set only what a test is about.

#![expect(dead_code, reason = "each test file uses its own part")]

pub(crate) mod line;
pub(crate) mod told;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};
use domain::RegionCode;
use domain::case::{Action, Actor, Command, Role, lifecycle};
use domain::intake::{IncomingRecord, Named, RegionDefaults};
use domain::publication::{Rounding, Tier};
use domain::source::SourceSystem;
use sqlx::PgPool;
use store::Db;
use store::bulk::CaseHistory;
use store::cases::Identity;
use store::intake::{ImportState, PlacedRecord, ensure_region};

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 7, 1, 4, 0, 0)
        .single()
        .expect("valid time")
}

pub(crate) fn region() -> RegionCode {
    RegionCode::parse("999001").expect("a region")
}

pub(crate) fn named(code: &str) -> Named {
    Named {
        code: code.to_owned(),
        name: format!("{code} name"),
    }
}

pub(crate) async fn migrated(pool: PgPool) -> Db {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    db
}

pub(crate) async fn district(pool: PgPool) -> (Db, ImportState) {
    let db = migrated(pool).await;
    let defaults = RegionDefaults {
        name: "示范区".into(),
        name_en: Some("Demo".into()),
        time_zone: "Asia/Shanghai".into(),
        locale: "zh-CN".into(),
        scheme: "cn".into(),
    };
    let row = ensure_region(&db, &region(), Some(&defaults), true)
        .await
        .expect("region");
    (db, ImportState::new(&row))
}

pub(crate) fn record(id: &str) -> IncomingRecord {
    IncomingRecord {
        line: 2,
        source: SourceSystem::Hotline12345,
        external_id: id.to_owned(),
        version: None,
        person: None,
        verbatim: BTreeMap::from([("id".to_owned(), id.to_owned())]),
        content_hash: [u8::try_from(id.len()).unwrap_or(0); 32],
        received_at: now(),
        title: Some("路灯不亮".into()),
        // So many words of its own that no two are taken for one matter.
        narrative: Some((0..400).fold("张三的电话 13800000000".to_owned(), |text, word| {
            format!("{text} {id}{word}")
        })),
        category: Some(named("lamp")),
        parent_category: None,
        department: Some(named("urban")),
        township: Some(named("999001001")),
        community: None,
        address: Some("秘密路".into()),
        place: Some((121.2, 28.6)),
        due_at: None,
        closed_at: None,
        closed: false,
        verdict: None,
        duplicate: false,
        satisfied: None,
        tier: Tier::Exact,
        rounding: Rounding::None,
    }
}

/// Content that differs from every other number's.
pub(crate) fn content(mut record: IncomingRecord, number: u8) -> IncomingRecord {
    record.content_hash = [number; 32];
    record.verbatim.insert("content".into(), number.to_string());
    record
}

pub(crate) fn placed(record: IncomingRecord) -> PlacedRecord {
    PlacedRecord {
        record,
        grid: None,
        anchor: None,
        placed_by: None,
        person: None,
    }
}

pub(crate) fn actor(id: &str, role: Role, department: Option<&str>) -> Actor {
    Actor {
        id: id.to_owned(),
        role,
        department: department.map(str::to_owned),
    }
}

/// A freshly reported case of `category`.
pub(crate) fn reported(category: &str) -> CaseHistory {
    let identity = Identity::draw(&mut rand::rng());
    let decision = lifecycle::report(&actor("resident", Role::Public, None), now(), now(), None);
    CaseHistory {
        case_id: identity.case_id,
        code: identity.code,
        token: identity.token,
        tally_key: identity.tally_key,
        day: now().date_naive(),
        category: domain::CategoryCode::parse(category).expect("a category"),
        source: SourceSystem::Public,
        title: None,
        narrative: None,
        address: None,
        township: None,
        community: None,
        grid: None,
        place: None,
        public_place: None,
        placed_by: None,
        public_received_at: now(),
        source_verdict: None,
        duplicate: false,
        opened_by: None,
        station: None,
        case: decision.case,
        events: vec![(uuid::Uuid::new_v4(), decision.event)],
    }
}

pub(crate) fn command(action: Action) -> Command {
    Command::new(action)
}
