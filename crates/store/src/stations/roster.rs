use chrono::{DateTime, Utc};
use domain::admin_log::LogDeed;
use domain::policy::Fault;
use domain::station::{DutyDraft, DutyRow};
use domain::{RegionCode, StationCode};
use sqlx::FromRow;

use super::read::{find, unit_ref};
use crate::policy::{By, ChangeError, log};
use crate::{Db, StoreError};

#[derive(FromRow)]
struct Row {
    number: i32,
    department_code: String,
    department_name: Option<String>,
    name: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

impl From<Row> for DutyRow {
    fn from(row: Row) -> Self {
        Self {
            number: u32::try_from(row.number).unwrap_or(0),
            department: unit_ref(row.department_code, row.department_name),
            name: row.name,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        }
    }
}

/// Turns that have not ended at `at`, in order.
pub(super) async fn turns(
    db: &Db,
    region: &RegionCode,
    code: &StationCode,
    at: DateTime<Utc>,
) -> Result<Vec<DutyRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select number, department_code, department.name as department_name, turn.name, starts_at, ends_at
         from core.station_roster as turn left join core.departments as department using (region_code, department_code)
         where region_code = $1 and station_code = $2 and ends_at > $3
         order by starts_at, ends_at, number limit 500",
    )
    .bind(region.as_str())
    .bind(code.as_str())
    .bind(at)
    .fetch_all(&db.pool)
    .await?;
    Ok(rows.into_iter().map(DutyRow::from).collect())
}

/// Who is on duty at `at`.
pub async fn on_duty(
    db: &Db,
    region: &RegionCode,
    code: &StationCode,
    at: DateTime<Utc>,
) -> Result<Vec<DutyRow>, StoreError> {
    let mut turns = turns(db, region, code, at).await?;
    turns.retain(|turn| turn.starts_at <= at);
    Ok(turns)
}

/// Puts somebody of a resident unit that has moved in on the roster.
pub async fn add_turn(db: &Db, by: By<'_>, code: &StationCode, turn: &DutyDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    find(&mut *transaction, by.region, code, true)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let (resident, number): (bool, i32) = sqlx::query_as(
        "select exists (select from core.station_units
                        where region_code = $1 and station_code = $2 and department_code = $3 and kind = 'resident'
                          and status = 'moved_in'),
                (select coalesce(max(number), 0) + 1 from core.station_roster
                 where region_code = $1 and station_code = $2)",
    )
    .bind(by.region.as_str())
    .bind(code.as_str())
    .bind(turn.department.as_str())
    .fetch_one(&mut *transaction)
    .await?;
    if !resident {
        return Err(ChangeError::field("department", Fault::NotResident));
    }
    sqlx::query(
        "insert into core.station_roster (region_code, station_code, number, department_code, name, starts_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(by.region.as_str())
    .bind(code.as_str())
    .bind(number)
    .bind(turn.department.as_str())
    .bind(&turn.name)
    .bind(turn.starts_at)
    .bind(turn.ends_at)
    .execute(&mut *transaction)
    .await?;
    log(
        &mut transaction,
        by,
        LogDeed::StationRoster,
        &format!("{code}/{number}"),
        None,
        Some(turn),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a turn that has not ended off the roster; who was on duty stays known.
pub async fn remove_turn(db: &Db, by: By<'_>, code: &StationCode, number: u32) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let row: Option<Row> = sqlx::query_as(
        "with gone as (
             delete from core.station_roster
             where region_code = $1 and station_code = $2 and number = $3 and ends_at > $4
             returning *)
         select number, department_code, department.name as department_name, gone.name, starts_at, ends_at
         from gone left join core.departments as department using (region_code, department_code)",
    )
    .bind(by.region.as_str())
    .bind(code.as_str())
    .bind(i32::try_from(number).unwrap_or(i32::MAX))
    .bind(by.now)
    .fetch_optional(&mut *transaction)
    .await?;
    let turn: DutyRow = row.ok_or(ChangeError::NotFound)?.into();
    log(
        &mut transaction,
        by,
        LogDeed::StationRoster,
        &format!("{code}/{number}"),
        Some(&turn),
        None,
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}
