//! Calendars: years of the region's own, forecasts, hours, and what a change never alters.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::clock::{Calendar, CalendarDay, DayKind, WorkingHours};
use domain::policy::{CalendarSource, CalendarYear, Fault};
use sqlx::PgPool;
use store::Db;
use store::policy::{ChangeError, calendars, categories, departments, limits};
use store::publication::publish_all;
use uuid::Uuid;

use crate::common::{now, region};
use crate::support::{
    TO_CLOSING, TO_DISPATCH, administered, by, category, day, department, drive, fault, limit, logged,
    of_category, opened, rules,
};

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
