//! Administration of policy and stations: who may, what is refused and in which field.

use std::fmt::Debug;

use chrono::{Days, Utc};
use desk::{Caller, Desk, DeskError, LogQuery};
use domain::access::{Membership, Person, Right};
use domain::admin_log::LogKind;
use domain::case::Role;
use domain::intake::RegionDefaults;
use domain::policy::{
    CategoryForm, DayForm, DefaultLeadForm, DepartmentForm, Fault, HoursForm, LimitForm, WeightSetForm,
};
use domain::station::{DutyForm, StationForm, Status, Step, UnitForm};
use domain::{Lang, RegionCode};
use sqlx::PgPool;
use store::Db;
use uuid::Uuid;

async fn desk(pool: PgPool) -> Desk {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    let defaults = RegionDefaults {
        name: "示范区".into(),
        name_en: Some("Demo".into()),
        time_zone: "Asia/Shanghai".into(),
        locale: "zh-CN".into(),
        scheme: "cn".into(),
    };
    store::intake::ensure_region(&db, &region(), Some(&defaults), true)
        .await
        .expect("region");
    Desk::new(db)
}

fn region() -> RegionCode {
    RegionCode::parse("999001").expect("a region")
}

fn caller(id: &str, roles: &[Role]) -> Caller {
    let person = Person {
        id: id.to_owned(),
        memberships: roles
            .iter()
            .map(|role| Membership {
                role: *role,
                department: None,
            })
            .collect(),
    };
    Caller::new(region(), person, id)
}

fn admin() -> Caller {
    caller("admin", &[Role::Admin])
}

fn lamp() -> CategoryForm {
    CategoryForm {
        code: "lamp".into(),
        name: "路灯".into(),
        name_en: "Street lamps".into(),
        urgency: "normal".into(),
        tier: "exact".into(),
        rounding: "none".into(),
        delay_minutes: "0".into(),
        ..CategoryForm::default()
    }
}

fn unit(code: &str) -> DepartmentForm {
    DepartmentForm {
        code: code.into(),
        name: format!("{code} 局"),
        name_en: format!("{code} bureau"),
        kind: "bureau".into(),
        peer_group: "department".into(),
        active: "on".into(),
    }
}

fn station() -> StationForm {
    StationForm {
        code: "s1".into(),
        name: "星河站".into(),
        kind: "station".into(),
        address: "星河路 1 号".into(),
        lng: "121.2".into(),
        lat: "28.6".into(),
        ..StationForm::default()
    }
}

fn forbidden<T: Debug>(result: Result<T, DeskError>) -> Right {
    match result.expect_err("refused") {
        DeskError::Forbidden(right) => right,
        other => panic!("{other}"),
    }
}

fn fault<T: Debug>(result: Result<T, DeskError>) -> (&'static str, Fault) {
    match result.expect_err("refused") {
        DeskError::Field(fault) => (fault.field, fault.fault),
        other => panic!("{other}"),
    }
}

/// A role each that works at a desk and lacks the right.
#[sqlx::test(migrations = false)]
async fn nobody_changes_policy_without_the_right(pool: PgPool) {
    let desk = desk(pool).await;
    let who = caller("han", &[Role::Handler, Role::Analyst, Role::Verifier]);
    let (category, department) = (Right::ManageCategories, Right::ManageDepartments);
    assert_eq!(forbidden(desk.categories(&who).await), category);
    assert_eq!(forbidden(desk.create_category(&who, &lamp()).await), category);
    assert_eq!(forbidden(desk.change_category(&who, &lamp()).await), category);
    assert_eq!(forbidden(desk.departments(&who).await), department);
    assert_eq!(
        forbidden(desk.create_department(&who, &unit("a")).await),
        department
    );
    assert_eq!(
        forbidden(desk.change_department(&who, &unit("a")).await),
        department
    );
    assert_eq!(forbidden(desk.limits(&who, Lang::Zh).await), Right::ManageLimits);
    let limit = LimitForm::default();
    assert_eq!(forbidden(desk.add_limit(&who, &limit).await), Right::ManageLimits);
    let calendar = Right::ManageCalendars;
    assert_eq!(forbidden(desk.calendar(&who).await), calendar);
    assert_eq!(
        forbidden(desk.put_calendar_day(&who, &DayForm::default()).await),
        calendar
    );
    assert_eq!(
        forbidden(desk.remove_calendar_day(&who, "2026-01-01").await),
        calendar
    );
    assert_eq!(
        forbidden(desk.import_calendar_year(&who, "2026", "").await),
        calendar
    );
    assert_eq!(
        forbidden(desk.announce_calendar_year(&who, "2026", true).await),
        calendar
    );
    let hours = HoursForm::default();
    assert_eq!(forbidden(desk.change_working_hours(&who, &hours).await), calendar);
    let leads = Right::ManageDefaultLeads;
    assert_eq!(forbidden(desk.default_leads(&who, Lang::Zh).await), leads);
    let lead = DefaultLeadForm::default();
    assert_eq!(forbidden(desk.add_default_lead(&who, &lead).await), leads);
    let weights = Right::ManageWeights;
    assert_eq!(forbidden(desk.weight_sets(&who).await), weights);
    let set = WeightSetForm::default();
    assert_eq!(forbidden(desk.add_weight_set(&who, &set).await), weights);
    let handler = caller("han", &[Role::Handler]);
    let proposal = desk.suggested_lead(&handler, Uuid::nil(), Lang::Zh).await;
    assert_eq!(forbidden(proposal), Right::SeeEveryCase);
    let dispatcher = caller("dou", &[Role::Dispatcher]);
    assert!(desk.default_leads(&dispatcher, Lang::Zh).await.is_ok());
}

#[sqlx::test(migrations = false)]
async fn nobody_files_or_approves_stations_without_the_right(pool: PgPool) {
    let desk = desk(pool).await;
    let who = caller("sup", &[Role::Supervisor]);
    let file = Right::FileStations;
    assert_eq!(forbidden(desk.file_station(&who, &station()).await), file);
    assert_eq!(forbidden(desk.change_station(&who, &station()).await), file);
    assert_eq!(
        forbidden(desk.file_unit(&who, "s1", &UnitForm::default()).await),
        file
    );
    assert_eq!(
        forbidden(desk.add_duty(&who, "s1", &DutyForm::default()).await),
        file
    );
    assert_eq!(forbidden(desk.remove_duty(&who, "s1", "1").await), file);
    for step in [Step::MoveIn, Step::Leave] {
        let taken = desk.step_filing(&who, "s1", "", step.code(), "").await;
        assert_eq!(forbidden(taken), file);
    }
    for step in [Step::Approve, Step::Refuse] {
        let taken = desk.step_filing(&admin(), "s1", "1", step.code(), "x").await;
        assert_eq!(forbidden(taken), Right::ApproveStations);
    }
    let handler = caller("han", &[Role::Handler]);
    assert!(desk.stations(&handler, Lang::Zh).await.is_err());
    assert!(desk.station(&handler, "s1", Lang::Zh).await.is_err());
    assert!(desk.stations(&who, Lang::Zh).await.is_ok());
}

#[sqlx::test(migrations = false)]
async fn a_form_that_cannot_be_taken_names_its_field(pool: PgPool) {
    let desk = desk(pool).await;
    let admin = admin();
    let nameless = CategoryForm {
        name: "  ".into(),
        ..lamp()
    };
    assert_eq!(
        fault(desk.create_category(&admin, &nameless).await),
        ("name", Fault::Empty)
    );
    desk.create_category(&admin, &lamp()).await.expect("made");
    assert_eq!(
        fault(desk.create_category(&admin, &lamp()).await),
        ("code", Fault::Taken)
    );
    let limit = LimitForm {
        scope: "category:lamp".into(),
        stage: "sign".into(),
        minutes: "60".into(),
        clock: "working".into(),
        valid_from: "2020-01-01".into(),
    };
    assert_eq!(
        fault(desk.add_limit(&admin, &limit).await),
        ("valid_from", Fault::InPast)
    );
    let list = "2027-01-01,holiday,元旦\n2027-13-01,holiday,?";
    assert_eq!(
        fault(desk.import_calendar_year(&admin, "2027", list).await),
        ("list", Fault::Line { line: 2 })
    );
    assert_eq!(
        fault(desk.import_calendar_year(&admin, "2031", "").await),
        ("year", Fault::Unknown)
    );
    let hours = HoursForm {
        valid_from: "2099-01-01".into(),
        hours: "17:00-09:00".into(),
    };
    assert_eq!(
        fault(desk.change_working_hours(&admin, &hours).await),
        ("hours", Fault::Hours)
    );
    let lead = DefaultLeadForm {
        category: "lamp".into(),
        department: "nobody".into(),
        ..DefaultLeadForm::default()
    };
    assert_eq!(
        fault(desk.add_default_lead(&admin, &lead).await),
        ("department", Fault::Unknown)
    );
}

#[sqlx::test(migrations = false)]
async fn a_limit_set_here_holds_here_at_once_and_a_later_one_waits(pool: PgPool) {
    let desk = desk(pool).await;
    let admin = admin();
    desk.create_category(&admin, &lamp()).await.expect("made");
    let tomorrow = Utc::now().date_naive() + Days::new(2);
    for (minutes, valid_from) in [("60", String::new()), ("30", tomorrow.to_string())] {
        let form = LimitForm {
            scope: "category:lamp".into(),
            stage: "sign".into(),
            minutes: minutes.into(),
            clock: "working".into(),
            valid_from,
        };
        desk.add_limit(&admin, &form).await.expect("set");
    }
    let view = desk.limits(&admin, Lang::En).await.expect("the page");
    let rows: Vec<_> = view
        .rows
        .iter()
        .map(|row| (row.limit.map(|limit| limit.minutes), row.holds))
        .collect();
    assert_eq!(rows, [(Some(30), false), (Some(60), true)]);
    assert_eq!(
        view.categories[0].name, "Street lamps",
        "in the reader's language"
    );
}

#[sqlx::test(migrations = false)]
async fn weights_set_here_count_from_today_and_do_not_add_up_to_something_else(pool: PgPool) {
    let desk = desk(pool).await;
    let form = |solved: &str| WeightSetForm {
        response: "60".into(),
        solved: solved.into(),
        decided_by: "区委政法委".into(),
        ..WeightSetForm::default()
    };
    let refused = desk.add_weight_set(&admin(), &form("30")).await;
    assert_eq!(fault(refused), ("weights", Fault::Sum { sum: 90 }));
    desk.add_weight_set(&admin(), &form("40")).await.expect("added");
    let view = desk.weight_sets(&admin()).await.expect("the page");
    assert_eq!(view.rows.len(), 1);
    assert!(view.rows[0].holds && view.rows[0].set.valid_from == view.today);
}

#[sqlx::test(migrations = false)]
async fn a_due_in_a_year_that_is_not_announced_is_a_forecast(pool: PgPool) {
    let desk = desk(pool).await;
    let due = "2027-02-09T02:00:00Z".parse().ok();
    assert!(desk.is_forecast(&region(), due).await.expect("an answer"));
    assert!(!desk.is_forecast(&region(), None).await.expect("an answer"));
    desk.announce_calendar_year(&admin(), "2027", true)
        .await
        .expect("announced");
    assert!(
        !desk.is_forecast(&region(), due).await.expect("an answer"),
        "at once"
    );
    let view = desk.calendar(&admin()).await.expect("the page");
    assert!(
        view.years
            .iter()
            .any(|year| year.year == 2027 && !year.provisional)
    );
}

#[sqlx::test(migrations = false)]
async fn an_administrator_reads_the_log_by_kind_and_page_by_page(pool: PgPool) {
    let desk = desk(pool).await;
    let who = caller("han", &[Role::Handler, Role::Dispatcher, Role::Supervisor]);
    let refused = desk.admin_log(&who, LogQuery::default(), Lang::Zh).await;
    assert_eq!(forbidden(refused), Right::ReadAdminLog);
    desk.create_category(&admin(), &lamp()).await.expect("made");
    let renamed = CategoryForm {
        name: "照明".into(),
        ..lamp()
    };
    desk.change_category(&admin(), &renamed).await.expect("changed");
    for number in 0..51 {
        let unit = unit(&format!("u{number}"));
        desk.create_department(&admin(), &unit).await.expect("made");
    }
    let read = async |query| {
        let page = desk.admin_log(&admin(), query, Lang::En).await;
        page.expect("a page")
    };
    let first = read(LogQuery::default()).await;
    assert_eq!(first.rows.len(), 50);
    assert_eq!(first.rows[0].subject.code, "u50", "newest first");
    let next = LogQuery::parse(None, first.next.as_deref()).expect("a cursor");
    let second = read(next).await;
    let codes: Vec<&str> = second.rows.iter().map(|row| row.deed.code()).collect();
    assert_eq!(codes, ["department.create", "category.change", "category.create"]);
    assert_eq!((second.rows[0].subject.code.as_str(), second.next), ("u0", None));

    let of_kinds = read(LogQuery {
        kind: Some(LogKind::Categories),
        cursor: None,
    })
    .await;
    assert_eq!(of_kinds.rows.len(), 2);
    let change = &of_kinds.rows[0];
    assert_eq!(change.subject.name, "Street lamps", "in the reader's language");
    let told: Vec<_> = change
        .changes
        .iter()
        .map(|change| {
            (
                change.field.as_str(),
                change.before.as_deref(),
                change.after.as_deref(),
            )
        })
        .collect();
    assert_eq!(told, [("name", Some("路灯"), Some("照明"))]);
}

#[sqlx::test(migrations = false)]
async fn a_station_is_filed_by_one_and_approved_by_another(pool: PgPool) {
    let desk = desk(pool).await;
    let (wang, chen) = (
        caller("wang", &[Role::StationStaff, Role::Supervisor]),
        caller("chen", &[Role::Supervisor]),
    );
    desk.create_department(&admin(), &unit("police"))
        .await
        .expect("made");
    desk.file_station(&wang, &station()).await.expect("filed");
    let own = desk.step_filing(&wang, "s1", "", "approve", "").await;
    assert!(matches!(own, Err(DeskError::Filing(_))), "{own:?}");
    let steps = async |who: &Caller| desk.station(who, "s1", Lang::En).await.expect("the page").steps;
    assert_eq!(
        steps(&wang).await,
        [Step::Leave],
        "an approval is not even offered"
    );
    assert_eq!(steps(&chen).await, [Step::Approve, Step::Refuse]);
    desk.step_filing(&chen, "s1", "", "approve", "")
        .await
        .expect("approved");

    let police = UnitForm {
        department: "police".into(),
        kind: "resident".into(),
        ..UnitForm::default()
    };
    desk.file_unit(&wang, "s1", &police).await.expect("filed");
    desk.step_filing(&chen, "s1", "1", "approve", "")
        .await
        .expect("approved");
    let file = desk.station(&wang, "s1", Lang::En).await.expect("the page");
    assert_eq!(file.units[0].department.name, "police bureau");
    assert_eq!(
        file.units[0].steps,
        [Step::Leave],
        "the station is not in service yet"
    );
    desk.step_filing(&wang, "s1", "", "move_in", "")
        .await
        .expect("in service");
    desk.step_filing(&wang, "s1", "1", "move_in", "")
        .await
        .expect("moved in");
    let turn = DutyForm {
        department: "police".into(),
        name: "李雷".into(),
        starts_at: "2099-01-01T08:00".into(),
        ends_at: "2099-01-01T20:00".into(),
    };
    desk.add_duty(&wang, "s1", &turn).await.expect("added");
    let file = desk.station(&chen, "s1", Lang::Zh).await.expect("the page");
    assert_eq!(file.filing.status, Status::MovedIn);
    assert_eq!((file.roster.len(), file.may_file), (1, false));
    desk.remove_duty(&wang, "s1", "1").await.expect("removed");
    let rows = desk.stations(&chen, Lang::Zh).await.expect("the page").rows;
    assert_eq!(rows[0].moved_in, [1, 0]);
    assert!(matches!(
        desk.station(&wang, "s9", Lang::Zh).await,
        Err(DeskError::NotFound)
    ));
    assert_eq!(
        fault(desk.step_filing(&wang, "s1", "", "vanish", "").await),
        ("step", Fault::Choice)
    );
}

#[sqlx::test(migrations = false)]
async fn a_proposal_names_the_unit_in_the_readers_language(pool: PgPool) {
    let desk = desk(pool).await;
    let admin = admin();
    desk.create_category(&admin, &lamp()).await.expect("made");
    desk.create_department(&admin, &unit("urban"))
        .await
        .expect("made");
    let lead = DefaultLeadForm {
        category: "lamp".into(),
        department: "urban".into(),
        ..DefaultLeadForm::default()
    };
    desk.add_default_lead(&admin, &lead).await.expect("added");
    let view = desk.default_leads(&admin, Lang::En).await.expect("the page");
    let named = view.rows[0].department.as_ref().map(|unit| unit.name.as_str());
    assert_eq!(named, Some("urban bureau"));
    let dispatcher = caller("dou", &[Role::Dispatcher]);
    let nothing = desk.suggested_lead(&dispatcher, Uuid::nil(), Lang::En).await;
    assert_eq!(nothing.expect("an answer"), None);
}
