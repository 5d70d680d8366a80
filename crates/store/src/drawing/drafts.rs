use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::drawing::{DraftBrief, Refused, StepKind};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::DrawingError;
use crate::error::known;
use crate::{Db, StoreError};

/// A step of a draft, as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftStep {
    pub kind: StepKind,
    pub step: Value,
}

/// Somebody's draft of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When the grid it was begun on had been cut last.
    pub made_for: Option<DateTime<Utc>>,
    pub version: u64,
    /// How many of the steps hold.
    pub position: usize,
    /// Codes of the cells that the last change touched.
    pub touched: Vec<String>,
    pub changed_at: DateTime<Utc>,
    pub steps: Vec<DraftStep>,
}

/// Whose draft, and which version of it they have seen; 0 = none yet.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub region: &'a RegionCode,
    pub person: Uuid,
    pub version: u64,
    pub now: DateTime<Utc>,
}

/// A step to be added behind those that hold; what was taken back is forgotten.
#[derive(Debug, Clone)]
pub struct NewStep {
    pub kind: StepKind,
    pub step: Value,
    pub touched: Vec<String>,
    /// For the first step of a draft.
    pub made_for: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    made_for: Option<DateTime<Utc>>,
    version: i64,
    position: i32,
    touched: Vec<String>,
    changed_at: DateTime<Utc>,
}

fn number<T, U: TryFrom<T> + Default>(number: T) -> U {
    U::try_from(number).unwrap_or_default()
}

/// The draft of a person, with its steps.
pub async fn draft(db: &Db, region: &RegionCode, person: Uuid) -> Result<Option<Draft>, StoreError> {
    let mut transaction = db.begin_reading().await?;
    let row: Option<Row> = sqlx::query_as(
        "select made_for, version, position, touched, changed_at from core.grid_drafts
         where region_code = $1 and person_id = $2",
    )
    .bind(region.as_str())
    .bind(person)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let steps: Vec<(String, Json<Value>)> = sqlx::query_as(
        "select kind, step from core.grid_draft_steps where region_code = $1 and person_id = $2 order by number",
    )
    .bind(region.as_str())
    .bind(person)
    .fetch_all(&mut *transaction)
    .await?;
    let steps: Result<Vec<_>, StoreError> = steps
        .into_iter()
        .map(|(kind, step)| {
            Ok(DraftStep {
                kind: known("grid_draft_steps.kind", &kind, StepKind::from_code)?,
                step: step.0,
            })
        })
        .collect();
    Ok(Some(Draft {
        made_for: row.made_for,
        version: number(row.version),
        position: number(row.position),
        touched: row.touched,
        changed_at: row.changed_at,
        steps: steps?,
    }))
}

/// Whether a person has a draft, without its steps.
pub async fn drafted(db: &Db, region: &RegionCode, person: Uuid) -> Result<Option<DraftBrief>, StoreError> {
    let row: Option<(DateTime<Utc>, i32)> = sqlx::query_as(
        "select changed_at, position from core.grid_drafts where region_code = $1 and person_id = $2",
    )
    .bind(region.as_str())
    .bind(person)
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|(changed_at, position)| DraftBrief {
        changed_at,
        steps: number(position),
    }))
}

/// Adds a step; with the first, the draft begins.
pub async fn add_step(db: &Db, seen: Seen<'_>, new: &NewStep) -> Result<(), DrawingError> {
    let mut transaction = db.begin().await?;
    if seen.version == 0 {
        let begun = sqlx::query(
            "insert into core.grid_drafts (region_code, person_id, made_for, version, position, touched, changed_at)
             values ($1, $2, $3, 0, 0, '{}', $4) on conflict do nothing",
        )
        .bind(seen.region.as_str())
        .bind(seen.person)
        .bind(new.made_for)
        .bind(seen.now)
        .execute(&mut *transaction)
        .await?;
        if begun.rows_affected() == 0 {
            return Err(Refused::ChangedMeanwhile.into());
        }
    }
    let position: Option<i32> = sqlx::query_scalar(
        "select position from core.grid_drafts where region_code = $1 and person_id = $2 and version = $3 for update",
    )
    .bind(seen.region.as_str())
    .bind(seen.person)
    .bind(number::<_, i64>(seen.version))
    .fetch_optional(&mut *transaction)
    .await?;
    let position = position.ok_or(Refused::ChangedMeanwhile)?;
    sqlx::query(
        "delete from core.grid_draft_steps where region_code = $1 and person_id = $2 and number > $3",
    )
    .bind(seen.region.as_str())
    .bind(seen.person)
    .bind(position)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into core.grid_draft_steps (region_code, person_id, number, kind, step) values ($1, $2, $3, $4, $5)",
    )
    .bind(seen.region.as_str())
    .bind(seen.person)
    .bind(position + 1)
    .bind(new.kind.code())
    .bind(Json(&new.step))
    .execute(&mut *transaction)
    .await?;
    changed(&mut transaction, seen, position + 1, &new.touched).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes steps back, or does them again: so many hold from now on.
pub async fn go_to(db: &Db, seen: Seen<'_>, position: usize, touched: &[String]) -> Result<(), DrawingError> {
    let mut transaction = db.begin().await?;
    changed(&mut transaction, seen, number(position), touched).await?;
    transaction.commit().await?;
    Ok(())
}

/// The draft is one of the grid that was cut at that time.
pub async fn take_over(db: &Db, seen: Seen<'_>, made_for: Option<DateTime<Utc>>) -> Result<(), DrawingError> {
    let done = sqlx::query(
        "update core.grid_drafts set made_for = $4, version = version + 1, changed_at = $5, touched = '{}'
         where region_code = $1 and person_id = $2 and version = $3",
    )
    .bind(seen.region.as_str())
    .bind(seen.person)
    .bind(number::<_, i64>(seen.version))
    .bind(made_for)
    .bind(seen.now)
    .execute(&db.pool)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Refused::ChangedMeanwhile.into());
    }
    Ok(())
}

/// Throws a draft away, in the version that was seen.
pub async fn forget(db: &Db, seen: Seen<'_>) -> Result<(), DrawingError> {
    let done = sqlx::query(
        "delete from core.grid_drafts where region_code = $1 and person_id = $2 and version = $3",
    )
    .bind(seen.region.as_str())
    .bind(seen.person)
    .bind(number::<_, i64>(seen.version))
    .execute(&db.pool)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Refused::ChangedMeanwhile.into());
    }
    Ok(())
}

async fn changed(
    connection: &mut PgConnection,
    seen: Seen<'_>,
    position: i32,
    touched: &[String],
) -> Result<(), DrawingError> {
    let done = sqlx::query(
        "update core.grid_drafts set position = $4, touched = $5, changed_at = $6, version = version + 1
         where region_code = $1 and person_id = $2 and version = $3",
    )
    .bind(seen.region.as_str())
    .bind(seen.person)
    .bind(number::<_, i64>(seen.version))
    .bind(position)
    .bind(touched)
    .bind(seen.now)
    .execute(connection)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Refused::ChangedMeanwhile.into());
    }
    Ok(())
}
