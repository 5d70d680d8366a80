use chrono::{DateTime, Utc};
use domain::admin_log::LogDeed;
use domain::board::UnitRef;
use domain::drawing::{CellStaff, Duty, Refused, StaffRow};
use domain::{Lang, RegionCode};
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::DrawingError;
use crate::error::known;
use crate::policy::{By, lock_region, log};
use crate::{Db, StoreError};

/// Somebody who is to work in a cell.
#[derive(Debug, Clone)]
pub struct Assignment {
    pub cell: String,
    pub person: Uuid,
    pub duty: Duty,
    pub from: DateTime<Utc>,
    pub to: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct Logged {
    person: Uuid,
    duty: Duty,
    valid_from: DateTime<Utc>,
    valid_to: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    grid_code: String,
    cell_name: Option<String>,
    holds: bool,
    person_id: Uuid,
    name: String,
    name_en: Option<String>,
    duty: String,
    valid_from: DateTime<Utc>,
    valid_to: Option<DateTime<Utc>>,
}

/// Who works, worked and will work in a cell, or in all of them.
pub async fn staff(
    db: &Db,
    region: &RegionCode,
    cell: Option<&str>,
    at: DateTime<Utc>,
    lang: Lang,
) -> Result<Vec<StaffRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select s.grid_code, cell.name as cell_name, coalesce(cell.valid_to > $3, false) as holds, s.person_id, p.name,
                p.name_en, s.duty, s.valid_from, nullif(s.valid_to, 'infinity') as valid_to
         from core.grid_staff as s
         join core.people as p using (person_id)
         left join lateral (select name, valid_to from core.grid_cells as c
                            where c.region_code = s.region_code and c.grid_code = s.grid_code and c.valid_from <= $3
                            order by c.valid_from desc limit 1) as cell on true
         where s.region_code = $1 and ($2::text is null or s.grid_code = $2)
         order by s.grid_code, s.valid_from desc, s.duty, p.name",
    )
    .bind(region.as_str())
    .bind(cell)
    .bind(at)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(StaffRow {
                cell: UnitRef {
                    name: row.cell_name.unwrap_or_else(|| row.grid_code.clone()),
                    code: row.grid_code,
                },
                cell_holds: row.holds,
                duty: known("grid_staff.duty", &row.duty, Duty::from_code)?,
                person: UnitRef {
                    code: row.person_id.to_string(),
                    name: lang.pick(&row.name, row.name_en.as_deref()).to_owned(),
                },
                valid_from: row.valid_from,
                valid_to: row.valid_to,
            })
        })
        .collect()
}

/// Codes of the cells that hold at a time and in which nobody works then.
pub async fn unstaffed(db: &Db, region: &RegionCode, at: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select grid_code from core.grid_cells as c
         where region_code = $1 and valid_from <= $2 and valid_to > $2
           and not exists (select from core.grid_staff as s
                           where s.region_code = c.region_code and s.grid_code = c.grid_code
                             and s.valid_from <= $2 and s.valid_to > $2)
         order by grid_code",
    )
    .bind(region.as_str())
    .bind(at)
    .fetch_all(&db.pool)
    .await?)
}

/// Who works in a cell at a time: heads of the grid first.
pub async fn of_cell(
    db: &Db,
    region: &RegionCode,
    cell: &str,
    at: DateTime<Utc>,
    lang: Lang,
) -> Result<Vec<CellStaff>, StoreError> {
    let rows: Vec<(String, String, Option<String>, Option<String>)> = sqlx::query_as(
        "select s.duty, p.name, p.name_en, p.phone from core.grid_staff as s join core.people as p using (person_id)
         where s.region_code = $1 and s.grid_code = $2 and s.valid_from <= $3 and s.valid_to > $3
         order by s.duty, p.name",
    )
    .bind(region.as_str())
    .bind(cell)
    .bind(at)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|(duty, name, name_en, phone)| {
            Ok(CellStaff {
                duty: known("grid_staff.duty", &duty, Duty::from_code)?,
                name: lang.pick(&name, name_en.as_deref()).to_owned(),
                phone: phone.filter(|phone| !phone.is_empty()),
            })
        })
        .collect()
}

/// People who hold a role in the region and may sign in: id, login and name, by name.
pub async fn people(
    db: &Db,
    region: &RegionCode,
    lang: Lang,
) -> Result<Vec<(Uuid, String, String)>, StoreError> {
    let rows: Vec<(Uuid, String, String, Option<String>)> = sqlx::query_as(
        "select person_id, login, name, name_en from core.people as p
         where active and exists (select from core.memberships as m
                                  where m.region_code = $1 and m.person_id = p.person_id and m.revoked_at is null)
         order by name, login",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    let said = |(id, login, name, name_en): (Uuid, String, String, Option<String>)| {
        (id, login, lang.pick(&name, name_en.as_deref()).to_owned())
    };
    Ok(rows.into_iter().map(said).collect())
}

/// Lets people work in cells, all of them or none; one that stands already is refused with its position.
pub async fn assign(db: &Db, by: By<'_>, wanted: &[Assignment]) -> Result<(), (usize, DrawingError)> {
    let failed = |at: usize| move |error: sqlx::Error| (at, DrawingError::from(error));
    let mut transaction = db.begin().await.map_err(|error| (0, error.into()))?;
    lock_region(&mut transaction, by.region)
        .await
        .map_err(|error| (0, error.into()))?;
    for (at, one) in wanted.iter().enumerate() {
        if one.to.is_some_and(|to| to <= one.from) {
            return Err((at, Refused::Backwards.into()));
        }
        let (cell, person): (bool, bool) = sqlx::query_as(
            "select exists (select from core.grid_cells where region_code = $1 and grid_code = $2),
                    exists (select from core.memberships where region_code = $1 and person_id = $3 and revoked_at is null)",
        )
        .bind(by.region.as_str())
        .bind(&one.cell)
        .bind(one.person)
        .fetch_one(&mut *transaction)
        .await
        .map_err(failed(at))?;
        if !cell {
            let code = one.cell.clone();
            return Err((at, Refused::NoCell { code }.into()));
        }
        if !person {
            return Err((at, Refused::NoPerson.into()));
        }
        let added = sqlx::query(
            "insert into core.grid_staff (region_code, grid_code, person_id, duty, valid_from, valid_to)
             select $1, $2, $3, $4, $5, coalesce($6, 'infinity')
             where not exists (select from core.grid_staff
                               where region_code = $1 and grid_code = $2 and person_id = $3 and duty = $4
                                 and valid_from < coalesce($6, 'infinity') and valid_to > $5)",
        )
        .bind(by.region.as_str())
        .bind(&one.cell)
        .bind(one.person)
        .bind(one.duty.code())
        .bind(one.from)
        .bind(one.to)
        .execute(&mut *transaction)
        .await
        .map_err(failed(at))?;
        if added.rows_affected() == 0 {
            return Err((at, Refused::AssignedAlready.into()));
        }
        let after = logged(one);
        log(
            &mut transaction,
            by,
            LogDeed::GridStaffAssign,
            &one.cell,
            None,
            Some(&after),
        )
        .await
        .map_err(|error| (at, error.into()))?;
    }
    transaction.commit().await.map_err(failed(0))
}

/// Ends what somebody does in a cell, from a time on. What had not begun by then is taken out.
pub async fn end(db: &Db, by: By<'_>, one: &Assignment, at: DateTime<Utc>) -> Result<(), DrawingError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let statement = if at <= one.from {
        "delete from core.grid_staff where region_code = $1 and grid_code = $2 and person_id = $3 and duty = $4
           and valid_from = $5 and valid_to > $6"
    } else {
        "update core.grid_staff set valid_to = $6 where region_code = $1 and grid_code = $2 and person_id = $3
           and duty = $4 and valid_from = $5 and valid_to > $6"
    };
    let ended = sqlx::query(statement)
        .bind(by.region.as_str())
        .bind(&one.cell)
        .bind(one.person)
        .bind(one.duty.code())
        .bind(one.from)
        .bind(at)
        .execute(&mut *transaction)
        .await?;
    if ended.rows_affected() == 0 {
        return Err(Refused::NoPerson.into());
    }
    let before = logged(one);
    let after = (at > one.from).then(|| Logged {
        valid_to: Some(at),
        ..logged(one)
    });
    log(
        &mut transaction,
        by,
        LogDeed::GridStaffEnd,
        &one.cell,
        Some(&before),
        after.as_ref(),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

fn logged(one: &Assignment) -> Logged {
    Logged {
        person: one.person,
        duty: one.duty,
        valid_from: one.from,
        valid_to: one.to,
    }
}
