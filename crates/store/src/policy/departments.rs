//! Units of a region. A code is never given to another; a name may change and the old ones are kept.

use chrono::{DateTime, Utc};
use domain::admin_log::LogDeed;
use domain::policy::{DepartmentDraft, DepartmentRow, Fault};
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

/// Refuses a unit that does not exist or is no longer in use.
pub(crate) async fn check_in_use(
    connection: &mut PgConnection,
    region: &RegionCode,
    field: &'static str,
    code: &DepartmentCode,
) -> Result<(), ChangeError> {
    let active: Option<bool> = sqlx::query_scalar(
        "select active from core.departments where region_code = $1 and department_code = $2",
    )
    .bind(region.as_str())
    .bind(code.as_str())
    .fetch_optional(connection)
    .await?;
    match active {
        Some(true) => Ok(()),
        Some(false) => Err(ChangeError::field(field, Fault::Inactive)),
        None => Err(ChangeError::field(field, Fault::Unknown)),
    }
}

async fn write(connection: &mut PgConnection, by: By<'_>, unit: &DepartmentDraft) -> Result<(), StoreError> {
    let now: DateTime<Utc> = by.now;
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
    .bind(now)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "insert into core.department_names (region_code, department_code, name, first_seen_at)
         values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(by.region.as_str())
    .bind(unit.code.as_str())
    .bind(&unit.name)
    .bind(now)
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
        "select department_code, name, name_en, kind, peer_group, active,
                array(select former.name from core.department_names as former
                      where former.region_code = unit.region_code and former.department_code = unit.department_code
                        and former.name <> unit.name
                      order by former.first_seen_at desc, former.name) as former_names
         from core.departments as unit
         where region_code = $1 and ($2::text is null or department_code = $2) order by department_code",
    )
    .bind(region.as_str())
    .bind(code.map(DepartmentCode::as_str))
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(DepartmentRow::try_from).collect()
}
