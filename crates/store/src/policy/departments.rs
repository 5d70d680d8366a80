//! Units of a region. A code is never given to another; a name may change and the old ones are kept.

use chrono::{DateTime, NaiveDate, Utc};
use domain::admin_log::LogDeed;
use domain::board::UnitRef;
use domain::policy::{DepartmentDraft, DepartmentRow, Fault, Merger, MergerDraft};
use domain::{DepartmentCode, RegionCode};
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgExecutor};

use super::{By, ChangeError, lock_region, log};
use crate::error::known;
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

#[derive(FromRow)]
struct Row {
    department_code: String,
    name: String,
    name_en: Option<String>,
    kind: String,
    peer_group: String,
    active: bool,
    former_names: Vec<String>,
    merged_into: Option<String>,
    merged_name: Option<String>,
    merged_on: Option<NaiveDate>,
}

impl TryFrom<Row> for DepartmentRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let code = |text: &str| DepartmentCode::parse(text).ok();
        Ok(Self {
            department: DepartmentDraft {
                code: known("departments.department_code", &row.department_code, code)?,
                name: row.name,
                name_en: row.name_en,
                kind: row.kind,
                peer_group: row.peer_group,
                active: row.active,
            },
            former_names: row.former_names,
            merger: row.merged_into.zip(row.merged_on).map(|(code, on)| Merger {
                into: UnitRef {
                    name: row.merged_name.unwrap_or_else(|| code.clone()),
                    code,
                },
                on,
            }),
        })
    }
}

/// Every unit, in the order of their codes.
pub async fn list(db: &Db, region: &RegionCode) -> Result<Vec<DepartmentRow>, StoreError> {
    read(&db.pool, region, None).await
}

/// One unit.
pub async fn find(
    db: &Db,
    region: &RegionCode,
    code: &DepartmentCode,
) -> Result<Option<DepartmentRow>, StoreError> {
    Ok(read(&db.pool, region, Some(code)).await?.pop())
}

/// Makes a new unit.
pub async fn create(db: &Db, by: By<'_>, unit: &DepartmentDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    if !read(&mut *transaction, by.region, Some(&unit.code))
        .await?
        .is_empty()
    {
        return Err(ChangeError::field("code", Fault::Taken));
    }
    write(&mut transaction, by, unit).await?;
    log(
        &mut transaction,
        by,
        LogDeed::DepartmentCreate,
        unit.code.as_str(),
        None,
        Some(unit),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Changes a unit; a new name joins the old ones. What a unit that is no longer in use has to do stays with
/// it until somebody hands it over.
pub async fn change(db: &Db, by: By<'_>, unit: &DepartmentDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let before = read(&mut *transaction, by.region, Some(&unit.code)).await?.pop();
    let before = before.ok_or(ChangeError::NotFound)?.department;
    write(&mut transaction, by, unit).await?;
    log(
        &mut transaction,
        by,
        LogDeed::DepartmentChange,
        unit.code.as_str(),
        Some(&before),
        Some(unit),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Says from when on a unit is part of another, or takes that back. What has become part of another stays so: what it
/// had stays with it, and it is given nothing new.
pub async fn merge(
    db: &Db,
    by: By<'_>,
    code: &DepartmentCode,
    merger: Option<&MergerDraft>,
) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (zone, _) = lock_region(&mut transaction, by.region).await?;
    let today = by.now.with_timezone(&zone).date_naive();
    let unit = read(&mut *transaction, by.region, Some(code)).await?.pop();
    let before = unit.ok_or(ChangeError::NotFound)?.merger;
    if let Some(done) = before.as_ref().filter(|merger| merger.on <= today) {
        let into = done.into.name.clone();
        return Err(ChangeError::field("into", Fault::Merged { into }));
    }
    if let Some(merger) = merger {
        if merger.on < today {
            return Err(ChangeError::field("merged_on", Fault::InPast));
        }
        if merger.into == *code {
            return Err(ChangeError::field("into", Fault::Choice));
        }
        // One that goes elsewhere itself is no end: so nothing ever goes round in a ring.
        let on = NaiveDate::MAX;
        check_standing(&mut transaction, by.region, "into", &merger.into, on).await?;
    }
    sqlx::query(
        "update core.departments set merged_into = $3, merged_on = $4
         where region_code = $1 and department_code = $2",
    )
    .bind(by.region.as_str())
    .bind(code.as_str())
    .bind(merger.map(|merger| merger.into.as_str()))
    .bind(merger.map(|merger| merger.on))
    .execute(&mut *transaction)
    .await?;
    let before = before.and_then(|merger| {
        let into = DepartmentCode::parse(&merger.into.code).ok()?;
        Some(MergerDraft { into, on: merger.on })
    });
    log(
        &mut transaction,
        by,
        LogDeed::DepartmentMerge,
        code.as_str(),
        before.as_ref(),
        merger,
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Refuses a unit that may not be given anything new at `now`: it does not exist, is no longer in use, or has become
/// part of another, which the refusal names.
pub async fn can_be_given(
    db: &Db,
    region: &RegionCode,
    field: &'static str,
    code: &DepartmentCode,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let mut connection = db.pool.acquire().await?;
    check_in_use(&mut connection, region, field, code, now).await
}

/// The same within a transaction.
pub(crate) async fn check_in_use(
    connection: &mut PgConnection,
    region: &RegionCode,
    field: &'static str,
    code: &DepartmentCode,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let today: Option<NaiveDate> = sqlx::query_scalar(
        "select ($2::timestamptz at time zone time_zone)::date from core.regions where region_code = $1",
    )
    .bind(region.as_str())
    .bind(now)
    .fetch_optional(&mut *connection)
    .await?;
    let today = today.ok_or_else(|| StoreError::UnknownRegion(region.to_string()))?;
    check_standing(connection, region, field, code, today).await
}

/// Refuses a unit that does not stand on its own on a local day.
async fn check_standing(
    connection: &mut PgConnection,
    region: &RegionCode,
    field: &'static str,
    code: &DepartmentCode,
    day: NaiveDate,
) -> Result<(), ChangeError> {
    let unit: Option<(bool, Option<NaiveDate>, Option<String>)> = sqlx::query_as(
        "select unit.active, unit.merged_on, target.name
         from core.departments as unit
         left join core.departments as target
           on target.region_code = unit.region_code and target.department_code = unit.merged_into
         where unit.region_code = $1 and unit.department_code = $2",
    )
    .bind(region.as_str())
    .bind(code.as_str())
    .fetch_optional(connection)
    .await?;
    let fault = match unit {
        None => Fault::Unknown,
        Some((_, Some(on), Some(into))) if on <= day => Fault::Merged { into },
        Some((false, ..)) => Fault::Inactive,
        Some((true, ..)) => return Ok(()),
    };
    Err(ChangeError::field(field, fault))
}

/// Keeps the name that a unit has from now on, and until when it had the one before. Before the unit itself is written.
/// `at`: null = the time of the transaction.
pub(crate) async fn note_name(
    connection: &mut PgConnection,
    region: &RegionCode,
    code: &str,
    name: &str,
    name_en: Option<&str>,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    sqlx::query(
        "with replaced as (
             update core.department_names as old set valid_to = coalesce($5, now())
             from core.departments as unit
             where unit.region_code = $1 and unit.department_code = $2 and unit.name <> $3
               and old.region_code = $1 and old.department_code = $2 and old.name = unit.name)
         insert into core.department_names (region_code, department_code, name, name_en, first_seen_at)
         values ($1, $2, $3, $4, coalesce($5, now()))
         on conflict (region_code, department_code, name) do update set name_en = excluded.name_en, valid_to = null",
    )
    .bind(region.as_str())
    .bind(code)
    .bind(name)
    .bind(name_en)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write(connection: &mut PgConnection, by: By<'_>, unit: &DepartmentDraft) -> Result<(), StoreError> {
    let (code, name_en) = (unit.code.as_str(), unit.name_en.as_deref());
    note_name(connection, by.region, code, &unit.name, name_en, Some(by.now)).await?;
    sqlx::query(
        "insert into core.departments (region_code, department_code, name, name_en, kind, peer_group, active, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (region_code, department_code) do update set name = excluded.name, name_en = excluded.name_en,
                kind = excluded.kind, peer_group = excluded.peer_group, active = excluded.active",
    )
    .bind(by.region.as_str())
    .bind(unit.code.as_str())
    .bind(&unit.name)
    .bind(&unit.name_en)
    .bind(&unit.kind)
    .bind(&unit.peer_group)
    .bind(unit.active)
    .bind(by.now)
    .execute(connection)
    .await?;
    Ok(())
}

async fn read(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    code: Option<&DepartmentCode>,
) -> Result<Vec<DepartmentRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select unit.department_code, unit.name, unit.name_en, unit.kind, unit.peer_group, unit.active,
                unit.merged_into, target.name as merged_name, unit.merged_on,
                array(select former.name from core.department_names as former
                      where former.region_code = unit.region_code and former.department_code = unit.department_code
                        and former.name <> unit.name
                      order by former.first_seen_at desc, former.name) as former_names
         from core.departments as unit
         left join core.departments as target
           on target.region_code = unit.region_code and target.department_code = unit.merged_into
         where unit.region_code = $1 and ($2::text is null or unit.department_code = $2)
         order by unit.department_code",
    )
    .bind(region.as_str())
    .bind(code.map(DepartmentCode::as_str))
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(DepartmentRow::try_from).collect()
}
