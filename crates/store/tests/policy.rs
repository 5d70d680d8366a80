//! Policy as data: what holds when, what a change reaches, and what it never touches.

mod common;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use common::{actor, command, district, now, region, reported};
use domain::case::{Action, Role};
use domain::clock::{Calendar, CalendarDay, DayKind, Limit, Stage, WorkingHours};
use domain::policy::{
    CalendarSource, CalendarYear, CategoryDraft, DefaultLeadDraft, DepartmentDraft, Fault, LimitDraft,
    LimitScope, Urgency,
};
use domain::publication::{Rounding, Tier};
use domain::{CategoryCode, DepartmentCode, RegionCode, TownshipCode};
use sqlx::PgPool;
use store::Db;
use store::cases::{ActRequest, RuleBook, act, open_case};
use store::policy::{By, ChangeError, calendars, categories, default_leads, departments, limits};
use store::publication::publish_all;
use uuid::Uuid;

/// Id of the administrator.
const ADMIN: &str = "00000000-0000-7000-8000-000000000001";

/// The administrator, at the fixed time.
fn by(region: &RegionCode) -> By<'_> {
    By {
        region,
        person: ADMIN,
        now: now(),
    }
}

/// A region with its administrator.
async fn administered(pool: PgPool) -> Db {
    let (db, _) = district(pool).await;
    sqlx::query("insert into core.people (person_id, login, name, created_at) values ($1::uuid, 'admin', '管理员', $2)")
        .bind(ADMIN)
        .bind(now())
        .execute(db.pool())
        .await
        .expect("a person");
    db
}

fn category(code: &str) -> CategoryDraft {
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

fn department(code: &str) -> DepartmentDraft {
    DepartmentDraft {
        code: DepartmentCode::parse(code).expect("a code"),
        name: format!("{code} name"),
        name_en: None,
        kind: "bureau".into(),
        peer_group: "department".into(),
        active: true,
    }
}

fn limit(scope: LimitScope, minutes: Option<u32>, valid_from: DateTime<Utc>) -> LimitDraft {
    LimitDraft {
        scope,
        stage: Stage::Dispose,
        limit: minutes.map(Limit::working),
        valid_from,
    }
}

fn of_category(code: &str) -> LimitScope {
    LimitScope::Category(CategoryCode::parse(code).expect("a code"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

async fn rules(db: &Db, at: DateTime<Utc>) -> RuleBook {
    RuleBook::load(db, &region(), at).await.expect("rules")
}

async fn dispose(db: &Db, code: &str, at: DateTime<Utc>) -> Option<u32> {
    let rules = rules(db, at).await;
    rules.rules(code).limits.dispose.map(|limit| limit.minutes)
}

fn fault(result: Result<(), ChangeError>) -> (&'static str, Fault) {
    match result.expect_err("a fault") {
        ChangeError::Field(fault) => (fault.field, fault.fault),
        other => panic!("{other}"),
    }
}

async fn logged(db: &Db) -> Vec<String> {
    let lines = store::admin_log::newest(db, &region(), None, 100)
        .await
        .expect("the log");
    lines
        .into_iter()
        .map(|line| format!("{} {}", line.what, line.subject))
        .collect()
}

/// Takes the case from its report through these actions.
async fn drive(db: &Db, case_id: Uuid, actions: &[Action], at: DateTime<Utc>) {
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

const TO_DISPATCH: [Action; 2] = [Action::Accept, Action::Dispatch];
const TO_CLOSING: [Action; 7] = [
    Action::Accept,
    Action::Dispatch,
    Action::Sign,
    Action::Start,
    Action::Feedback,
    Action::Verify,
    Action::Close,
];

async fn opened(db: &Db, code: &str) -> Uuid {
    let case = reported(code);
    let case_id = case.case_id;
    open_case(db, &region(), case, None, now()).await.expect("opened");
    case_id
}

#[sqlx::test(migrations = false)]
async fn a_year_is_the_shipped_one_until_the_region_keeps_it_itself(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    assert_eq!(rules(&db, now()).await.calendar, Calendar::china());
    let local = CalendarDay {
        day: day("2026-08-03"),
        kind: DayKind::Holiday,
        occasion: "建区纪念日".into(),
    };
    calendars::put_day(&db, by(&region), &local).await.expect("added");
    let calendar = rules(&db, now()).await.calendar;
    assert!(!calendar.is_working_day(day("2026-08-03")));
    assert!(
        !calendar.is_working_day(day("2026-10-01")),
        "the rest of the year came along"
    );
    assert!(calendar.is_working_day(day("2026-10-10")), "make-up workdays too");
    assert!(calendar.is_provisional(2027), "other years are the shipped ones");
    let years = calendars::years(&db, &region, day("2026-07-01"))
        .await
        .expect("years");
    let source = |year| {
        years
            .iter()
            .find(|known| known.year == year)
            .map(|known| known.source)
    };
    assert_eq!(source(2026), Some(CalendarSource::Own));
    assert_eq!(source(2025), Some(CalendarSource::Shipped));
    assert_eq!(source(2028), Some(CalendarSource::Plain));

    calendars::remove_day(&db, by(&region), local.day)
        .await
        .expect("removed");
    assert_eq!(rules(&db, now()).await.calendar, Calendar::china(), "as before");
    let gone = calendars::remove_day(&db, by(&region), local.day).await;
    assert!(matches!(gone, Err(ChangeError::NotFound)));
    assert_eq!(
        logged(&db).await,
        ["calendar.remove_day 2026-08-03", "calendar.put_day 2026-08-03"]
    );
}

#[sqlx::test(migrations = false)]
async fn a_pasted_year_replaces_the_forecast(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let due = "2027-02-09T02:00:00Z".parse().ok();
    assert!(rules(&db, now()).await.is_forecast(due));
    let list = "2027-02-20,workday,春节\n2027-02-08,holiday,春节\n2027-02-09,holiday,春节";
    let year = CalendarYear::from_list(2027, list).expect("a year");
    calendars::put_year(&db, by(&region), &year)
        .await
        .expect("imported");
    let book = rules(&db, now()).await;
    assert!(!book.is_forecast(due), "it is announced");
    assert!(book.calendar.is_working_day(day("2027-02-20")));
    assert!(!book.calendar.is_working_day(day("2027-02-09")));
    assert!(
        book.calendar.is_working_day(day("2027-01-01")),
        "only what the list says"
    );
    calendars::set_provisional(&db, by(&region), 2027, true)
        .await
        .expect("marked");
    assert!(rules(&db, now()).await.is_forecast(due));
    let shipped = CalendarYear::shipped(2027).expect("known");
    calendars::put_year(&db, by(&region), &shipped)
        .await
        .expect("imported");
    assert_eq!(rules(&db, now()).await.calendar, Calendar::china());
}

#[sqlx::test(migrations = false)]
async fn hours_hold_from_their_day_on_and_never_change_in_the_past(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    let summer = WorkingHours::new(vec![(time(7), time(12))]).expect("hours");
    let past = calendars::set_hours(&db, by(&region), day("2026-06-30"), &summer).await;
    assert_eq!(fault(past), ("valid_from", Fault::InPast));
    calendars::set_hours(&db, by(&region), day("2026-07-10"), &summer)
        .await
        .expect("set");
    let calendar = rules(&db, now()).await.calendar;
    assert_eq!(calendar.hours_on(day("2026-07-09")), &WorkingHours::default());
    assert_eq!(calendar.hours_on(day("2026-07-10")), &summer);
    let versions = calendars::hours(&db, &region).await.expect("versions");
    let from: Vec<_> = versions.iter().map(|version| version.valid_from).collect();
    assert_eq!(from, [Some(day("2026-07-10")), None]);
}

/// Everything that was promised, done and counted.
async fn history(db: &Db) -> Vec<String> {
    let statements = [
        "select to_jsonb(c)::text from core.cases as c order by case_id",
        "select to_jsonb(c)::text from core.case_assignments as c order by case_id, position",
        "select to_jsonb(c)::text from core.case_events as c order by case_id, seq",
        "select (to_jsonb(c) - 'version')::text from published.tally as c order by tally_key",
        "select (to_jsonb(c) - 'version')::text from published.cases as c order by public_code",
    ];
    let mut all = Vec::new();
    for statement in statements {
        let rows: Vec<String> = sqlx::query_scalar(statement)
            .fetch_all(db.pool())
            .await
            .expect("rows");
        all.extend(rows);
    }
    all
}

#[sqlx::test(migrations = false)]
async fn a_calendar_change_never_alters_history(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    limits::add(
        &db,
        by(&region),
        &limit(of_category("lamp"), Some(3 * 420), now()),
    )
    .await
    .expect("set");
    let (closed, open) = (opened(&db, "lamp").await, opened(&db, "lamp").await);
    drive(&db, closed, &TO_CLOSING, now()).await;
    drive(&db, open, &TO_DISPATCH, now()).await;
    publish_all(&db, now()).await.expect("published");
    let before = history(&db).await;
    assert!(before.iter().any(|row| row.contains("\"state\": \"closed\"")));

    let mut year = CalendarYear::shipped(2026).expect("known");
    year.days.retain(|entry| entry.day.month() != 7);
    year.days.extend((1..=10).map(|offset| CalendarDay {
        day: day("2026-07-01") + chrono::Days::new(offset - 1),
        kind: DayKind::Holiday,
        occasion: "台风".into(),
    }));
    calendars::put_year(&db, by(&region), &year)
        .await
        .expect("changed");
    let noon = chrono::NaiveTime::from_hms_opt(12, 0, 0).expect("a time");
    let short = WorkingHours::new(vec![(noon, noon + TimeDelta::hours(1))]).expect("hours");
    calendars::set_hours(&db, by(&region), day("2026-07-01"), &short)
        .await
        .expect("changed");
    // Even when all of it is published once more.
    sqlx::query("insert into core.outbox (region_code, case_id) select region_code, case_id from core.cases")
        .execute(db.pool())
        .await
        .expect("put on the outbox");
    publish_all(&db, now()).await.expect("published");
    assert_eq!(history(&db).await, before);

    let fresh = opened(&db, "lamp").await;
    drive(&db, fresh, &TO_DISPATCH, now()).await;
    let dues: Vec<(Uuid, DateTime<Utc>)> =
        sqlx::query_as("select case_id, original_due_at from core.cases where case_id = any($1)")
            .bind([open, fresh])
            .fetch_all(db.pool())
            .await
            .expect("dues");
    let due = |id| {
        dues.iter()
            .find(|row| row.0 == id)
            .map(|row| row.1)
            .expect("a due")
    };
    assert!(due(fresh) > due(open) + TimeDelta::days(7), "new cases follow it");
}

#[sqlx::test(migrations = false)]
async fn a_limit_is_the_kinds_own_else_its_parents_else_its_urgencys(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("roads"))
        .await
        .expect("made");
    let lamp = CategoryDraft {
        parent: CategoryCode::parse("roads").ok(),
        urgency: Urgency::Urgent,
        ..category("lamp")
    };
    categories::create(&db, by(&region), &lamp).await.expect("made");
    let add = async |scope, minutes| {
        limits::add(&db, by(&region), &limit(scope, minutes, now()))
            .await
            .expect("set");
    };
    assert_eq!(dispose(&db, "lamp", now()).await, None);
    add(LimitScope::Urgency(Urgency::Normal), Some(30)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, None, "of another urgency");
    add(LimitScope::Urgency(Urgency::Urgent), Some(20)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, Some(20));
    assert_eq!(dispose(&db, "roads", now()).await, Some(30));
    add(of_category("roads"), Some(10)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, Some(10));
    add(of_category("lamp"), Some(5)).await;
    assert_eq!(dispose(&db, "lamp", now()).await, Some(5));
    let unknown = limits::add(&db, by(&region), &limit(of_category("egg"), Some(5), now())).await;
    assert_eq!(fault(unknown), ("scope", Fault::Unknown));
}

#[sqlx::test(migrations = false)]
async fn a_limit_holds_from_its_day_on_and_its_past_is_kept(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    let later = now() + TimeDelta::days(30);
    for draft in [
        limit(LimitScope::Urgency(Urgency::Normal), Some(99), now()),
        limit(of_category("lamp"), Some(60), now()),
        limit(of_category("lamp"), Some(30), later),
        limit(of_category("lamp"), None, later + TimeDelta::days(30)),
    ] {
        limits::add(&db, by(&region), &draft).await.expect("set");
    }
    assert_eq!(
        dispose(&db, "lamp", now()).await,
        Some(60),
        "the future does not hold yet"
    );
    assert_eq!(dispose(&db, "lamp", later).await, Some(30));
    let after = later + TimeDelta::days(30);
    assert_eq!(
        dispose(&db, "lamp", after).await,
        Some(99),
        "ended: the urgency's"
    );
    let past = limit(of_category("lamp"), Some(1), now() - TimeDelta::seconds(1));
    let past = limits::add(&db, by(&region), &past).await;
    assert_eq!(fault(past), ("valid_from", Fault::InPast));

    let rows = limits::rows(&db, &region, later).await.expect("rows");
    let of_lamp: Vec<_> = rows
        .iter()
        .filter(|row| row.scope == of_category("lamp"))
        .map(|row| (row.limit.map(|limit| limit.minutes), row.holds))
        .collect();
    assert_eq!(of_lamp, [(None, false), (Some(30), true), (Some(60), false)]);
}

#[sqlx::test(migrations = false)]
async fn a_kind_stands_below_a_known_one_and_never_below_itself(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let below = |code: &str, parent: &str| CategoryDraft {
        parent: CategoryCode::parse(parent).ok(),
        ..category(code)
    };
    categories::create(&db, by(&region), &category("city"))
        .await
        .expect("made");
    categories::create(&db, by(&region), &below("roads", "city"))
        .await
        .expect("made");
    let taken = categories::create(&db, by(&region), &category("roads")).await;
    assert_eq!(fault(taken), ("code", Fault::Taken));
    let unknown = categories::create(&db, by(&region), &below("lamp", "egg")).await;
    assert_eq!(fault(unknown), ("parent", Fault::Unknown));
    for ring in [
        below("city", "roads"),
        below("city", "city"),
        below("roads", "roads"),
    ] {
        let ring = categories::change(&db, by(&region), &ring).await;
        assert_eq!(fault(ring), ("parent", Fault::Ring));
    }
    let nobody = categories::change(&db, by(&region), &category("egg")).await;
    assert!(matches!(nobody, Err(ChangeError::NotFound)));
    assert_eq!(
        logged(&db).await,
        ["category.create roads", "category.create city"]
    );
}

type Shown = (bool, Option<f64>, Option<f64>, DateTime<Utc>);

async fn shown(db: &Db) -> Option<Shown> {
    publish_all(db, now()).await.expect("published");
    sqlx::query_as("select withdrawn, lng, lat, received_at from published.cases")
        .fetch_optional(db.pool())
        .await
        .expect("the published case")
}

#[sqlx::test(migrations = false)]
async fn what_becomes_more_private_is_blurred_anew_or_withdrawn(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    sqlx::query(
        "insert into core.grid_cells (region_code, grid_code, name, ring, anchors)
         values ('999001', 'g1', 'g1', '[]', '[[121.1, 28.1], [121.3, 28.3]]')",
    )
    .execute(db.pool())
    .await
    .expect("a cell");
    let mut case = reported("lamp");
    case.place = Some((121.29, 28.29));
    case.public_place = case.place;
    case.grid = domain::GridCode::parse("g1").ok();
    open_case(&db, &region, case, None, now()).await.expect("opened");
    assert_eq!(shown(&db).await, Some((false, Some(121.29), Some(28.29), now())));

    let turn = async |tier, rounding| {
        let kind = CategoryDraft {
            tier,
            rounding,
            ..category("lamp")
        };
        categories::change(&db, by(&region), &kind)
            .await
            .expect("changed");
        shown(&db).await.expect("it was shown once")
    };
    let midnight = Rounding::Day.apply(now(), chrono_tz::Asia::Shanghai);
    assert_eq!(
        turn(Tier::Snapped, Rounding::None).await,
        (false, Some(121.3), Some(28.3), now())
    );
    assert_eq!(
        turn(Tier::Grid, Rounding::Day).await,
        (false, None, None, midnight)
    );
    let told: Vec<DateTime<Utc>> = sqlx::query_scalar("select at from published.case_events")
        .fetch_all(db.pool())
        .await
        .expect("the timeline");
    assert_eq!(told, [midnight], "the timeline rounds its receipt too");
    let (withdrawn, lng, ..) = turn(Tier::Count, Rounding::Day).await;
    assert_eq!((withdrawn, lng), (true, None));
    let left: i64 = sqlx::query_scalar("select count(*) from published.case_events")
        .fetch_one(db.pool())
        .await
        .expect("count");
    assert_eq!(left, 0, "with everything about it");
    let tallies: i64 = sqlx::query_scalar("select count(*) from published.tally")
        .fetch_one(db.pool())
        .await
        .expect("count");
    assert_eq!(tallies, 1, "totals still count it");
    assert_eq!(
        turn(Tier::Exact, Rounding::None).await,
        (false, Some(121.29), Some(28.29), now()),
        "and back"
    );
}

#[sqlx::test(migrations = false)]
async fn a_case_written_while_its_kind_became_private_shows_no_exact_place(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let kind = CategoryDraft {
        tier: Tier::Snapped,
        ..category("lamp")
    };
    categories::create(&db, by(&region), &kind).await.expect("made");
    let mut case = reported("lamp");
    case.place = Some((121.29, 28.29));
    case.public_place = case.place;
    open_case(&db, &region, case, None, now()).await.expect("opened");
    assert_eq!(shown(&db).await, Some((false, None, None, now())));
}

#[sqlx::test(migrations = false)]
async fn a_new_name_publishes_no_case_again(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    opened(&db, "lamp").await;
    publish_all(&db, now()).await.expect("published");
    let renamed = CategoryDraft {
        name: "照明".into(),
        ..category("lamp")
    };
    categories::change(&db, by(&region), &renamed)
        .await
        .expect("changed");
    let newest = "select coalesce(max(version), 0) from published.changes";
    let version: i64 = sqlx::query_scalar(newest)
        .fetch_one(db.pool())
        .await
        .expect("a version");
    categories::change(&db, by(&region), &category("lamp"))
        .await
        .expect("changed");
    assert_eq!(publish_all(&db, now()).await.expect("published"), 0);
    let next: i64 = sqlx::query_scalar(newest)
        .fetch_one(db.pool())
        .await
        .expect("a version");
    assert!(next > version, "but the public side reads the names again");
}

#[sqlx::test(migrations = false)]
async fn a_unit_keeps_every_name_it_has_had(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    let taken = departments::create(&db, by(&region), &department("urban")).await;
    assert_eq!(fault(taken), ("code", Fault::Taken));
    for (name, days) in [("城市管理局", 1), ("综合行政执法局", 2)] {
        let renamed = DepartmentDraft {
            name: name.into(),
            ..department("urban")
        };
        let later = By {
            now: now() + TimeDelta::days(days),
            ..by(&region)
        };
        departments::change(&db, later, &renamed).await.expect("renamed");
    }
    let unit = departments::list(&db, &region).await.expect("units").remove(0);
    assert_eq!(unit.department.name, "综合行政执法局");
    assert_eq!(unit.former_names, ["城市管理局", "urban name"]);
}

#[sqlx::test(migrations = false)]
async fn the_nearest_rule_that_holds_proposes_a_unit_in_use(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("roads"))
        .await
        .expect("made");
    let lamp = CategoryDraft {
        parent: CategoryCode::parse("roads").ok(),
        ..category("lamp")
    };
    categories::create(&db, by(&region), &lamp).await.expect("made");
    for unit in ["a", "b", "c"] {
        departments::create(&db, by(&region), &department(unit))
            .await
            .expect("made");
    }
    sqlx::query(
        "insert into core.townships (region_code, township_code, name) values ('999001', 't1', '一街')",
    )
    .execute(db.pool())
    .await
    .expect("a township");
    let add = async |category: &str, township: Option<&str>, unit: Option<&str>, valid_from| {
        let draft = DefaultLeadDraft {
            category: CategoryCode::parse(category).expect("a code"),
            township: township.map(|code| TownshipCode::parse(code).expect("a code")),
            department: unit.map(|code| DepartmentCode::parse(code).expect("a code")),
            valid_from,
        };
        default_leads::add(&db, by(&region), &draft).await
    };
    let lead = async |township: Option<&str>, at| {
        let lamp = CategoryCode::parse("lamp").expect("a code");
        let township = township.map(|code| TownshipCode::parse(code).expect("a code"));
        let lead = default_leads::suggest(&db, &region, &lamp, township.as_ref(), at).await;
        lead.expect("an answer").map(|unit| unit.code)
    };
    assert_eq!(lead(Some("t1"), now()).await, None);
    add("roads", None, Some("c"), now()).await.expect("added");
    assert_eq!(lead(Some("t1"), now()).await.as_deref(), Some("c"));
    let later = now() + TimeDelta::days(1);
    add("lamp", None, Some("b"), later).await.expect("added");
    assert_eq!(lead(None, now()).await.as_deref(), Some("c"), "not yet");
    assert_eq!(lead(None, later).await.as_deref(), Some("b"));
    add("lamp", Some("t1"), Some("a"), now()).await.expect("added");
    assert_eq!(lead(Some("t1"), later).await.as_deref(), Some("a"));
    let retired = DepartmentDraft {
        active: false,
        ..department("a")
    };
    departments::change(&db, by(&region), &retired)
        .await
        .expect("changed");
    assert_eq!(
        lead(Some("t1"), later).await.as_deref(),
        Some("b"),
        "a is no longer in use"
    );
    add("lamp", None, None, later + TimeDelta::days(1))
        .await
        .expect("ended");
    let after = later + TimeDelta::days(1);
    assert_eq!(lead(Some("t1"), after).await.as_deref(), Some("c"));

    let wrong = async |category, township, unit| fault(add(category, township, unit, now()).await);
    assert_eq!(wrong("egg", None, None).await, ("category", Fault::Unknown));
    assert_eq!(
        wrong("lamp", Some("t9"), None).await,
        ("township", Fault::Unknown)
    );
    assert_eq!(
        wrong("lamp", None, Some("z")).await,
        ("department", Fault::Unknown)
    );
    assert_eq!(
        wrong("lamp", None, Some("a")).await,
        ("department", Fault::Inactive)
    );
    let rows = default_leads::rows(&db, &region, later).await.expect("rows");
    let holding: Vec<_> = rows.iter().filter(|row| row.holds).collect();
    assert_eq!((rows.len(), holding.len()), (4, 3));
}

#[sqlx::test(migrations = false)]
async fn a_case_is_proposed_to_the_lead_of_its_kind_and_township(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    categories::create(&db, by(&region), &category("lamp"))
        .await
        .expect("made");
    departments::create(&db, by(&region), &department("urban"))
        .await
        .expect("made");
    let draft = DefaultLeadDraft {
        category: CategoryCode::parse("lamp").expect("a code"),
        township: None,
        department: DepartmentCode::parse("urban").ok(),
        valid_from: now(),
    };
    default_leads::add(&db, by(&region), &draft).await.expect("added");
    let case_id = opened(&db, "lamp").await;
    let lead = default_leads::suggest_for_case(&db, &region, case_id, now()).await;
    assert_eq!(
        lead.expect("an answer").map(|unit| unit.name).as_deref(),
        Some("urban name")
    );
    let nobody = default_leads::suggest_for_case(&db, &region, Uuid::nil(), now()).await;
    assert_eq!(nobody.expect("an answer"), None);
}

#[sqlx::test(migrations = false)]
async fn a_refused_change_leaves_no_line_and_no_line_can_be_rewritten(pool: PgPool) {
    let db = administered(pool).await;
    let region = region();
    let unknown = limits::add(&db, by(&region), &limit(of_category("egg"), Some(5), now())).await;
    assert!(unknown.is_err());
    assert_eq!(logged(&db).await, Vec::<String>::new());
    let kind = category("lamp");
    categories::create(&db, by(&region), &kind).await.expect("made");
    let line = store::admin_log::newest(&db, &region, Some("lamp"), 1)
        .await
        .expect("the log")
        .remove(0);
    assert_eq!(
        (line.by.as_deref(), line.before, line.at),
        (Some("管理员"), None, now())
    );
    assert_eq!(line.after, serde_json::to_value(&kind).ok());
    for statement in [
        "update core.admin_log set what = 'x'",
        "delete from core.admin_log",
    ] {
        let error = sqlx::query(statement)
            .execute(db.pool())
            .await
            .expect_err("append-only");
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}
