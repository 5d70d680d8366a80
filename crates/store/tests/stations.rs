//! Stations 1+X+Y: filed, approved by another, moved in; what the public sees; who is on duty.

mod common;

use chrono::TimeDelta;
use common::{district, now, region};
use domain::policy::Fault;
use domain::station::{DutyDraft, Refusal, StationDraft, StationKind, Status, Step, UnitDraft, UnitKind};
use domain::{DepartmentCode, RegionCode, StationCode};
use sqlx::PgPool;
use store::Db;
use store::admin_log::Wanted;
use store::policy::{By, ChangeError};
use store::stations::{
    add_turn, change, file, file_station, file_unit, list, on_duty, remove_turn, step_station, step_unit,
};

fn by<'a>(region: &'a RegionCode, person: &'a str) -> By<'a> {
    By {
        region,
        person,
        now: now(),
    }
}

fn code(text: &str) -> StationCode {
    StationCode::parse(text).expect("a code")
}

fn station(text: &str) -> StationDraft {
    StationDraft {
        code: code(text),
        name: format!("{text} 站"),
        name_en: None,
        kind: StationKind::Station,
        township: None,
        address: "一号路 1 号".into(),
        speciality: None,
        speciality_en: None,
        place: [121.2, 28.6],
        branch: Some("联合党支部".into()),
        branch_lead: Some("王芳".into()),
        branch_phone: None,
    }
}

fn unit(department: &str, kind: UnitKind) -> UnitDraft {
    UnitDraft {
        department: DepartmentCode::parse(department).expect("a code"),
        kind,
        liaison_name: Some("李雷".into()),
        liaison_phone: Some("110".into()),
    }
}

async fn units(db: &Db, names: &[&str]) {
    for name in names {
        sqlx::query(
            "insert into core.departments (region_code, department_code, name) values ('999001', $1, $1)",
        )
        .bind(name)
        .execute(db.pool())
        .await
        .expect("a unit");
    }
}

/// Station `s1` in service, filed by wang, approved by chen.
async fn in_service(pool: PgPool) -> Db {
    let (db, _) = district(pool).await;
    let region = region();
    units(&db, &["police", "fire"]).await;
    file_station(&db, by(&region, "wang"), &station("s1"))
        .await
        .expect("filed");
    step_station(&db, by(&region, "chen"), &code("s1"), Step::Approve, None)
        .await
        .expect("approved");
    step_station(&db, by(&region, "wang"), &code("s1"), Step::MoveIn, None)
        .await
        .expect("in service");
    db
}

/// The unit at `s1`, moved in.
async fn moved_in(db: &Db, draft: &UnitDraft) -> u16 {
    let region = region();
    let number = file_unit(db, by(&region, "wang"), &code("s1"), draft)
        .await
        .expect("filed");
    for (person, step) in [("chen", Step::Approve), ("wang", Step::MoveIn)] {
        step_unit(db, by(&region, person), &code("s1"), number, step, None)
            .await
            .expect("possible");
    }
    number
}

type Public = Vec<(String, Vec<String>, Vec<String>)>;

async fn public(db: &Db) -> Public {
    sqlx::query_as("select station_code, resident_units, on_call_units from published.stations order by 1")
        .fetch_all(db.pool())
        .await
        .expect("stations")
}

fn shown(resident: &[&str], on_call: &[&str]) -> Public {
    let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    vec![("s1".to_owned(), owned(resident), owned(on_call))]
}

#[sqlx::test(migrations = false)]
async fn a_station_is_public_once_somebody_else_has_approved_it(pool: PgPool) {
    let (db, _) = district(pool).await;
    let region = region();
    file_station(&db, by(&region, "wang"), &station("s1"))
        .await
        .expect("filed");
    assert_eq!(public(&db).await, []);
    let own = step_station(&db, by(&region, "wang"), &code("s1"), Step::Approve, None).await;
    assert!(matches!(own, Err(ChangeError::Refused(Refusal::OwnFiling))));
    assert_eq!(public(&db).await, []);
    let filing = step_station(&db, by(&region, "chen"), &code("s1"), Step::Approve, None)
        .await
        .expect("approved");
    assert_eq!(filing.status, Status::Approved);
    assert_eq!(public(&db).await, shown(&[], &[]));
    step_station(&db, by(&region, "wang"), &code("s1"), Step::Leave, None)
        .await
        .expect("taken back");
    assert_eq!(public(&db).await, []);
    file_station(&db, by(&region, "chen"), &station("s1"))
        .await
        .expect("filed anew");
    let taken = file_station(&db, by(&region, "li"), &station("s1")).await;
    assert!(matches!(taken, Err(ChangeError::Field(fault)) if fault.fault == Fault::Taken));
    let own = step_station(&db, by(&region, "chen"), &code("s1"), Step::Approve, None).await;
    assert!(matches!(own, Err(ChangeError::Refused(Refusal::OwnFiling))));
}

#[sqlx::test(migrations = false)]
async fn the_database_itself_refuses_who_approves_their_own(pool: PgPool) {
    let (db, _) = district(pool).await;
    file_station(&db, by(&region(), "wang"), &station("s1"))
        .await
        .expect("filed");
    let error = sqlx::query("update core.stations set status = 'approved', decided_by = 'wang'")
        .execute(db.pool())
        .await
        .expect_err("refused");
    assert!(error.to_string().contains("approved_by_another"), "{error}");
}

#[sqlx::test(migrations = false)]
async fn the_public_sees_approved_units_and_never_a_liaison(pool: PgPool) {
    let db = in_service(pool).await;
    let region = region();
    let fire = unit("fire", UnitKind::OnCall);
    let number = file_unit(&db, by(&region, "wang"), &code("s1"), &fire)
        .await
        .expect("filed");
    assert_eq!(public(&db).await, shown(&[], &[]));
    let twice = file_unit(&db, by(&region, "wang"), &code("s1"), &fire).await;
    assert!(matches!(twice, Err(ChangeError::Field(fault)) if fault.fault == Fault::Taken));
    let step = async |person, step, reason| {
        step_unit(&db, by(&region, person), &code("s1"), number, step, reason).await
    };
    assert!(step("wang", Step::Approve, None).await.is_err());
    assert!(matches!(
        step("chen", Step::Refuse, None).await,
        Err(ChangeError::Refused(Refusal::NoReason))
    ));
    step("chen", Step::Approve, None).await.expect("approved");
    moved_in(&db, &unit("police", UnitKind::Resident)).await;
    assert_eq!(public(&db).await, shown(&["police"], &["fire"]));
    let columns: Vec<String> = sqlx::query_scalar(
        "select column_name::text from information_schema.columns
         where table_schema = 'published' and table_name = 'stations'
           and column_name ~ 'liaison|branch|filed|decided|reason'",
    )
    .fetch_all(db.pool())
    .await
    .expect("columns");
    assert_eq!(columns, Vec::<String>::new());
    step("wang", Step::Leave, None).await.expect("left");
    assert_eq!(public(&db).await, shown(&["police"], &[]));
    let again = file_unit(&db, by(&region, "wang"), &code("s1"), &fire)
        .await
        .expect("filed anew");
    assert_eq!(again, 3, "the old filing is kept");
}

#[sqlx::test(migrations = false)]
async fn nobody_moves_into_a_station_that_is_not_in_service(pool: PgPool) {
    let (db, _) = district(pool).await;
    let region = region();
    units(&db, &["police"]).await;
    file_station(&db, by(&region, "wang"), &station("s1"))
        .await
        .expect("filed");
    let police = unit("police", UnitKind::Resident);
    let number = file_unit(&db, by(&region, "wang"), &code("s1"), &police)
        .await
        .expect("filed");
    step_unit(&db, by(&region, "chen"), &code("s1"), number, Step::Approve, None)
        .await
        .expect("approved");
    let early = step_unit(&db, by(&region, "wang"), &code("s1"), number, Step::MoveIn, None).await;
    assert!(matches!(
        early,
        Err(ChangeError::Refused(Refusal::WrongStatus {
            status: Status::Filed,
            ..
        }))
    ));
}

#[sqlx::test(migrations = false)]
async fn only_resident_units_that_have_moved_in_take_turns_on_duty(pool: PgPool) {
    let db = in_service(pool).await;
    let region = region();
    let police = moved_in(&db, &unit("police", UnitKind::Resident)).await;
    moved_in(&db, &unit("fire", UnitKind::OnCall)).await;
    let turn = |department: &str, hours: i64| DutyDraft {
        department: DepartmentCode::parse(department).expect("a code"),
        name: "韩梅".into(),
        starts_at: now() + TimeDelta::hours(hours),
        ends_at: now() + TimeDelta::hours(hours + 8),
    };
    let add = async |draft: &DutyDraft| add_turn(&db, by(&region, "wang"), &code("s1"), draft).await;
    let on_call = add(&turn("fire", 0)).await;
    assert!(matches!(on_call, Err(ChangeError::Field(fault)) if fault.fault == Fault::NotResident));
    for hours in [-1, 7, 20] {
        add(&turn("police", hours)).await.expect("added");
    }
    let duty = on_duty(&db, &region, &code("s1"), now()).await.expect("turns");
    assert_eq!(duty.iter().map(|turn| turn.number).collect::<Vec<_>>(), [1]);
    remove_turn(&db, by(&region, "wang"), &code("s1"), 2)
        .await
        .expect("removed");
    let gone = remove_turn(&db, by(&region, "wang"), &code("s1"), 2).await;
    assert!(matches!(gone, Err(ChangeError::NotFound)));
    step_unit(&db, by(&region, "wang"), &code("s1"), police, Step::Leave, None)
        .await
        .expect("left");
    let file = file(&db, &region, &code("s1"), now())
        .await
        .expect("an answer")
        .expect("a station");
    let left: Vec<u32> = file.roster.iter().map(|turn| turn.number).collect();
    assert_eq!(left, [1], "turns to come are gone, the running one stays known");
}

#[sqlx::test(migrations = false)]
async fn the_list_counts_who_has_moved_in_and_who_waits(pool: PgPool) {
    let db = in_service(pool).await;
    let region = region();
    moved_in(&db, &unit("police", UnitKind::Resident)).await;
    file_unit(
        &db,
        by(&region, "wang"),
        &code("s1"),
        &unit("fire", UnitKind::OnCall),
    )
    .await
    .expect("filed");
    let renamed = StationDraft {
        speciality: Some("板凳会".into()),
        ..station("s1")
    };
    change(&db, by(&region, "wang"), &renamed).await.expect("changed");
    let stations = list(&db, &region).await.expect("stations");
    assert_eq!(stations.len(), 1);
    assert_eq!(stations[0].station, renamed);
    assert_eq!((stations[0].moved_in, stations[0].waiting), ([1, 0], 1));
    assert_eq!(
        stations[0].filing.status,
        Status::MovedIn,
        "a new name is no new filing"
    );
    let log = store::admin_log::newest(&db, &region, &Wanted::default(), 100)
        .await
        .expect("the log");
    let done: Vec<&str> = log
        .iter()
        .rev()
        .map(|line| line.what.code())
        .filter(|what| what.starts_with("station_unit"))
        .collect();
    assert_eq!(
        done,
        [
            "station_unit.file",
            "station_unit.approve",
            "station_unit.move_in",
            "station_unit.file"
        ]
    );
}
