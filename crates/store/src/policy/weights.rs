//! Weights of the composite, every set of them.

use chrono::NaiveDate;
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::board::composite::Weights;
use domain::policy::{Fault, WeightSet, WeightSetRow};
use sqlx::FromRow;
use sqlx::types::Json;

use super::{By, ChangeError, lock_region, log};
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

#[derive(FromRow)]
struct Row {
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    components: Json<Weights>,
    decided_by: String,
    note: Option<String>,
}

/// Every set, newest first.
pub async fn rows(db: &Db, region: &RegionCode, today: NaiveDate) -> Result<Vec<WeightSetRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select valid_from, lead(valid_from) over (order by valid_from) as valid_to, components, decided_by, note
         from core.weight_sets where region_code = $1 order by valid_from desc",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WeightSetRow {
            holds: row.valid_from <= today && row.valid_to.is_none_or(|to| to > today),
            valid_to: row.valid_to,
            set: WeightSet {
                valid_from: row.valid_from,
                weights: row.components.0,
                decided_by: row.decided_by,
                note: row.note,
            },
        })
        .collect())
}

/// Adds a set; the one before it ends where it begins. One that counts already is history; one that is still to come
/// may be replaced.
pub async fn add(db: &Db, by: By<'_>, set: &WeightSet) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (zone, _) = lock_region(&mut transaction, by.region).await?;
    let today = by.now.with_timezone(&zone).date_naive();
    if set.valid_from < today {
        return Err(ChangeError::field("valid_from", Fault::InPast));
    }
    let before: Option<Row> = sqlx::query_as(
        "select valid_from, null::date as valid_to, components, decided_by, note from core.weight_sets
         where region_code = $1 and valid_from <= $2 order by valid_from desc limit 1",
    )
    .bind(by.region.as_str())
    .bind(set.valid_from)
    .fetch_optional(&mut *transaction)
    .await?;
    let before = before.map(|row| WeightSet {
        valid_from: row.valid_from,
        weights: row.components.0,
        decided_by: row.decided_by,
        note: row.note,
    });
    let is_there = before
        .as_ref()
        .is_some_and(|before| before.valid_from == set.valid_from);
    if is_there && set.valid_from == today {
        return Err(ChangeError::field("valid_from", Fault::Taken));
    }
    sqlx::query(
        "insert into core.weight_sets (region_code, valid_from, components, decided_by, note)
         values ($1, $2, $3, $4, $5)
         on conflict (region_code, valid_from) do update set components = excluded.components,
                decided_by = excluded.decided_by, note = excluded.note",
    )
    .bind(by.region.as_str())
    .bind(set.valid_from)
    .bind(Json(set.weights))
    .bind(&set.decided_by)
    .bind(&set.note)
    .execute(&mut *transaction)
    .await?;
    log(
        &mut transaction,
        by,
        LogDeed::WeightSetAdd,
        &set.valid_from.to_string(),
        before.as_ref(),
        Some(set),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}
