//! Stage limits by kind and by urgency, every version of them.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::clock::Stage;
use domain::policy::{Fault, LimitDraft, LimitRow, LimitScope};
use sqlx::FromRow;

use super::{By, ChangeError, lock_region, log};
use crate::cases::limit_of;
use crate::error::known;
use crate::{Db, StoreError};

/// Every version, by scope and stage, newest first.
pub async fn rows(db: &Db, region: &RegionCode, now: DateTime<Utc>) -> Result<Vec<LimitRow>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        scope: String,
        stage: String,
        minutes: Option<i32>,
        clock: Option<String>,
        valid_from: Option<DateTime<Utc>>,
        holds: bool,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select scope, stage, minutes, clock, nullif(valid_from, '-infinity') as valid_from,
                coalesce(valid_from = max(valid_from) filter (where valid_from <= $2)
                         over (partition by scope, stage), false) as holds
         from (select 'urgency:' || urgency as scope, stage, minutes, clock, valid_from
               from core.urgency_limits where region_code = $1
               union all
               select 'category:' || category_code, stage, minutes, clock, valid_from
               from core.stage_limits where region_code = $1) as versions
         order by scope desc, stage, versions.valid_from desc",
    )
    .bind(region.as_str())
    .bind(now)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(LimitRow {
                scope: known("stage_limits.category_code", &row.scope, LimitScope::from_key)?,
                stage: known("stage_limits.stage", &row.stage, Stage::from_code)?,
                limit: limit_of(row.minutes, row.clock.as_deref())?,
                valid_from: row.valid_from,
                holds: row.holds,
            })
        })
        .collect()
}

/// Adds a version. One that holds already is history; one that is still to come may be replaced.
pub async fn add(db: &Db, by: By<'_>, draft: &LimitDraft) -> Result<(), ChangeError> {
    if draft.valid_from < by.now {
        return Err(ChangeError::field("valid_from", Fault::InPast));
    }
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let (code, insert, newest) = match &draft.scope {
        LimitScope::Category(code) => {
            let exists: bool = sqlx::query_scalar(
                "select exists (select from core.categories where region_code = $1 and category_code = $2)",
            )
            .bind(by.region.as_str())
            .bind(code.as_str())
            .fetch_one(&mut *transaction)
            .await?;
            if !exists {
                return Err(ChangeError::field("scope", Fault::Unknown));
            }
            (
                code.as_str(),
                "insert into core.stage_limits (region_code, category_code, stage, valid_from, minutes, clock)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (region_code, category_code, stage, valid_from) do update set
                        minutes = excluded.minutes, clock = excluded.clock",
                "select minutes, clock from core.stage_limits
                 where region_code = $1 and category_code = $2 and stage = $3 and valid_from <= $4
                 order by valid_from desc limit 1",
            )
        }
        LimitScope::Urgency(urgency) => (
            urgency.code(),
            "insert into core.urgency_limits (region_code, urgency, stage, valid_from, minutes, clock)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (region_code, urgency, stage, valid_from) do update set
                    minutes = excluded.minutes, clock = excluded.clock",
            "select minutes, clock from core.urgency_limits
             where region_code = $1 and urgency = $2 and stage = $3 and valid_from <= $4
             order by valid_from desc limit 1",
        ),
    };
    let before: Option<(Option<i32>, Option<String>)> = sqlx::query_as(newest)
        .bind(by.region.as_str())
        .bind(code)
        .bind(draft.stage.code())
        .bind(draft.valid_from)
        .fetch_optional(&mut *transaction)
        .await?;
    let before = match before {
        Some((minutes, clock)) => limit_of(minutes, clock.as_deref())?,
        None => None,
    };
    sqlx::query(insert)
        .bind(by.region.as_str())
        .bind(code)
        .bind(draft.stage.code())
        .bind(draft.valid_from)
        .bind(
            draft
                .limit
                .map(|limit| i32::try_from(limit.minutes).unwrap_or(i32::MAX)),
        )
        .bind(draft.limit.map(|limit| limit.kind.code()))
        .execute(&mut *transaction)
        .await?;
    let before = LimitDraft {
        limit: before,
        ..draft.clone()
    };
    let subject = format!("{}/{}", draft.scope.key(), draft.stage.code());
    log(
        &mut transaction,
        by,
        LogDeed::LimitAdd,
        &subject,
        Some(&before),
        Some(draft),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}
