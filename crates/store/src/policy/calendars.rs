//! Calendars of regions: days, announced and provisional years, working hours.
//!
//! A year belongs to the region once somebody has changed it there; until then, in scheme `cn`, the data
//! that comes with the program holds, so that a newer program brings a newer announcement.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::clock::{Calendar, CalendarDay, CalendarDays, CalendarSheet, DayKind, WorkingHours};
use domain::policy::{CalendarSource, CalendarYear, Fault, HoursRow};
use sqlx::postgres::{PgConnection, PgExecutor};
use sqlx::types::Json;

use super::{By, ChangeError, lock_region, log};
use crate::error::known;
use crate::{Db, StoreError};

/// The scheme whose regions have China's calendar.
const CHINA: &str = "cn";

/// The calendar of a region.
pub(crate) async fn calendar(db: &Db, region: &RegionCode, scheme: &str) -> Result<Calendar, StoreError> {
    let own = own_years(&db.pool, region).await?;
    let mut sheet = if scheme == CHINA {
        CalendarSheet::china()
    } else {
        CalendarSheet::default()
    };
    sheet.days.retain(|entry| !own.contains_key(&entry.day.year()));
    sheet.provisional_years.retain(|year| !own.contains_key(year));
    sheet.days.extend(own_days(&db.pool, region, None).await?);
    let provisional = own.iter().filter(|(_, provisional)| **provisional);
    sheet.provisional_years.extend(provisional.map(|(year, _)| *year));
    Ok(Calendar {
        changes: hour_changes(db, region).await?,
        days: CalendarDays::from(sheet),
        ..Calendar::default()
    })
}

/// Every year that is known, and those up to two years after `today`, in order.
pub async fn years(db: &Db, region: &RegionCode, today: NaiveDate) -> Result<Vec<CalendarYear>, StoreError> {
    let scheme: Option<String> = sqlx::query_scalar("select scheme from core.regions where region_code = $1")
        .bind(region.as_str())
        .fetch_optional(&db.pool)
        .await?;
    let scheme = scheme.ok_or_else(|| StoreError::UnknownRegion(region.to_string()))?;
    let own = own_years(&db.pool, region).await?;
    let days = own_days(&db.pool, region, None).await?;
    let mut known: BTreeSet<i32> = own.keys().copied().collect();
    known.extend(today.year()..=today.year() + 2);
    if scheme == CHINA {
        known.extend(CalendarSheet::china().years());
    }
    Ok(known
        .into_iter()
        .map(|year| match own.get(&year) {
            Some(provisional) => CalendarYear {
                year,
                source: CalendarSource::Own,
                provisional: *provisional,
                days: days
                    .iter()
                    .filter(|entry| entry.day.year() == year)
                    .cloned()
                    .collect(),
            },
            None => unowned(year, &scheme),
        })
        .collect())
}

/// A year that the region does not keep itself.
fn unowned(year: i32, scheme: &str) -> CalendarYear {
    let shipped = (scheme == CHINA).then(|| CalendarYear::shipped(year)).flatten();
    shipped.unwrap_or(CalendarYear {
        year,
        source: CalendarSource::Plain,
        // Where there are holidays, those of a year that nobody knows are not announced yet.
        provisional: scheme == CHINA,
        days: Vec::new(),
    })
}

/// Every version of the working hours, newest first; the last one held before any change.
pub async fn hours(db: &Db, region: &RegionCode) -> Result<Vec<HoursRow>, StoreError> {
    let changes = hour_changes(db, region).await?;
    let first = HoursRow {
        valid_from: None,
        hours: WorkingHours::default(),
    };
    let later = changes.into_iter().rev().map(|(from, hours)| HoursRow {
        valid_from: Some(from),
        hours,
    });
    Ok(later.chain([first]).collect())
}

/// Adds a day, or says something else about it.
pub async fn put_day(db: &Db, by: By<'_>, day: &CalendarDay) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (_, scheme) = lock_region(&mut transaction, by.region).await?;
    adopt(&mut transaction, by.region, day.day.year(), &scheme).await?;
    let before = own_days(&mut *transaction, by.region, Some(day.day)).await?;
    write_days(&mut transaction, by.region, std::slice::from_ref(day)).await?;
    let subject = day.day.to_string();
    log(
        &mut transaction,
        by,
        LogDeed::CalendarPutDay,
        &subject,
        before.first(),
        Some(day),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a day out: it is as the week says again.
pub async fn remove_day(db: &Db, by: By<'_>, day: NaiveDate) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (_, scheme) = lock_region(&mut transaction, by.region).await?;
    adopt(&mut transaction, by.region, day.year(), &scheme).await?;
    let before = own_days(&mut *transaction, by.region, Some(day)).await?;
    let before = before.first().ok_or(ChangeError::NotFound)?;
    sqlx::query("delete from core.calendar_days where region_code = $1 and day = $2")
        .bind(by.region.as_str())
        .bind(day)
        .execute(&mut *transaction)
        .await?;
    log(
        &mut transaction,
        by,
        LogDeed::CalendarRemoveDay,
        &day.to_string(),
        Some(before),
        None,
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Replaces a whole year.
pub async fn put_year(db: &Db, by: By<'_>, year: &CalendarYear) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (_, scheme) = lock_region(&mut transaction, by.region).await?;
    let before = stored_year(&mut transaction, by.region, year.year, &scheme).await?;
    sqlx::query("delete from core.calendar_days where region_code = $1 and extract(year from day) = $2")
        .bind(by.region.as_str())
        .bind(year.year)
        .execute(&mut *transaction)
        .await?;
    write_days(&mut transaction, by.region, &year.days).await?;
    write_year(&mut transaction, by.region, year.year, year.provisional).await?;
    let subject = year.year.to_string();
    log(
        &mut transaction,
        by,
        LogDeed::CalendarPutYear,
        &subject,
        Some(&before),
        Some(year),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Says whether the holidays of a year are announced.
pub async fn set_provisional(db: &Db, by: By<'_>, year: i32, provisional: bool) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (_, scheme) = lock_region(&mut transaction, by.region).await?;
    let before = stored_year(&mut transaction, by.region, year, &scheme).await?;
    adopt(&mut transaction, by.region, year, &scheme).await?;
    write_year(&mut transaction, by.region, year, provisional).await?;
    log(
        &mut transaction,
        by,
        LogDeed::CalendarAnnounce,
        &year.to_string(),
        Some(&before.provisional),
        Some(&provisional),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Sets the working hours from a day on; what held before stays as it was.
pub async fn set_hours(
    db: &Db,
    by: By<'_>,
    from: NaiveDate,
    hours: &WorkingHours,
) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (zone, _) = lock_region(&mut transaction, by.region).await?;
    if from < by.now.with_timezone(&zone).date_naive() {
        return Err(ChangeError::field("valid_from", Fault::InPast));
    }
    let before: Option<Json<WorkingHours>> = sqlx::query_scalar(
        "select sessions from core.working_hours where region_code = $1 and valid_from <= $2
         order by valid_from desc limit 1",
    )
    .bind(by.region.as_str())
    .bind(from)
    .fetch_optional(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into core.working_hours (region_code, valid_from, sessions) values ($1, $2, $3)
         on conflict (region_code, valid_from) do update set sessions = excluded.sessions",
    )
    .bind(by.region.as_str())
    .bind(from)
    .bind(Json(hours))
    .execute(&mut *transaction)
    .await?;
    let before = before.map_or_else(WorkingHours::default, |json| json.0);
    log(
        &mut transaction,
        by,
        LogDeed::CalendarHours,
        &from.to_string(),
        Some(&before),
        Some(hours),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Makes a year the region's own, with the days it has had until now.
async fn adopt(
    connection: &mut PgConnection,
    region: &RegionCode,
    year: i32,
    scheme: &str,
) -> Result<(), StoreError> {
    if own_years(&mut *connection, region).await?.contains_key(&year) {
        return Ok(());
    }
    let now = unowned(year, scheme);
    write_days(connection, region, &now.days).await?;
    write_year(connection, region, year, now.provisional).await
}

async fn stored_year(
    connection: &mut PgConnection,
    region: &RegionCode,
    year: i32,
    scheme: &str,
) -> Result<CalendarYear, StoreError> {
    let own = own_years(&mut *connection, region).await?;
    let Some(provisional) = own.get(&year) else {
        return Ok(unowned(year, scheme));
    };
    let mut days = own_days(connection, region, None).await?;
    days.retain(|entry| entry.day.year() == year);
    Ok(CalendarYear {
        year,
        source: CalendarSource::Own,
        provisional: *provisional,
        days,
    })
}

async fn write_year(
    connection: &mut PgConnection,
    region: &RegionCode,
    year: i32,
    provisional: bool,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.calendar_years (region_code, year, provisional) values ($1, $2, $3)
         on conflict (region_code, year) do update set provisional = excluded.provisional",
    )
    .bind(region.as_str())
    .bind(year)
    .bind(provisional)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_days(
    connection: &mut PgConnection,
    region: &RegionCode,
    days: &[CalendarDay],
) -> Result<(), StoreError> {
    let dates: Vec<NaiveDate> = days.iter().map(|entry| entry.day).collect();
    let kinds: Vec<&str> = days.iter().map(|entry| entry.kind.code()).collect();
    let occasions: Vec<&str> = days.iter().map(|entry| entry.occasion.as_str()).collect();
    sqlx::query(
        "insert into core.calendar_days (region_code, day, kind, occasion)
         select $1, day, kind, occasion from unnest($2::date[], $3::text[], $4::text[]) as list (day, kind, occasion)
         on conflict (region_code, day) do update set kind = excluded.kind, occasion = excluded.occasion",
    )
    .bind(region.as_str())
    .bind(dates)
    .bind(kinds)
    .bind(occasions)
    .execute(connection)
    .await?;
    Ok(())
}

/// The years a region keeps itself, and whether each is provisional.
async fn own_years(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
) -> Result<BTreeMap<i32, bool>, StoreError> {
    let rows: Vec<(i32, bool)> =
        sqlx::query_as("select year, provisional from core.calendar_years where region_code = $1")
            .bind(region.as_str())
            .fetch_all(executor)
            .await?;
    Ok(rows.into_iter().collect())
}

/// The days of those years, or this one of them, in order.
async fn own_days(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    day: Option<NaiveDate>,
) -> Result<Vec<CalendarDay>, StoreError> {
    let rows: Vec<(NaiveDate, String, String)> = sqlx::query_as(
        "select day, kind, occasion from core.calendar_days
         where region_code = $1 and ($2::date is null or day = $2) order by day",
    )
    .bind(region.as_str())
    .bind(day)
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|(day, kind, occasion)| {
            Ok(CalendarDay {
                day,
                kind: known("calendar_days.kind", &kind, DayKind::from_code)?,
                occasion,
            })
        })
        .collect()
}

async fn hour_changes(db: &Db, region: &RegionCode) -> Result<BTreeMap<NaiveDate, WorkingHours>, StoreError> {
    let rows: Vec<(NaiveDate, Json<WorkingHours>)> =
        sqlx::query_as("select valid_from, sessions from core.working_hours where region_code = $1")
            .bind(region.as_str())
            .fetch_all(&db.pool)
            .await?;
    Ok(rows.into_iter().map(|(from, hours)| (from, hours.0)).collect())
}
