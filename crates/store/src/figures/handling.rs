use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::clock::working_minutes;
use uuid::Uuid;

use crate::cases::RuleBook;
use crate::{Db, StoreError};

/// Cases measured together.
const PAGE: i64 = 5_000;

/// Measures how long every closed case took once more, by the calendar as it is now, and publishes those that change.
/// Returns how many did. For a calendar that was corrected after the fact; reports that were made keep what they say.
pub async fn measure_again(db: &Db, region: &RegionCode, book: &RuleBook) -> Result<u64, StoreError> {
    let (mut last, mut changed) = (Uuid::nil(), 0);
    loop {
        let mut transaction = db.begin().await?;
        let rows: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>, i32)> = sqlx::query_as(
            "select case_id, dispatched_at, closed_at, handling_minutes from core.cases
             where region_code = $1 and case_id > $2 and handling_minutes is not null and dispatched_at is not null
               and closed_at is not null
             order by case_id limit $3 for update",
        )
        .bind(region.as_str())
        .bind(last)
        .bind(PAGE)
        .fetch_all(&mut *transaction)
        .await?;
        let Some((end, ..)) = rows.last() else { break };
        last = *end;
        let (mut cases, mut minutes) = (Vec::new(), Vec::new());
        for (case_id, dispatched, closed, kept) in rows {
            let now = working_minutes(dispatched, closed, &book.calendar, book.zone);
            let now = i32::try_from(now).unwrap_or(i32::MAX);
            if now != kept {
                cases.push(case_id);
                minutes.push(now);
            }
        }
        sqlx::query(
            "update core.cases as c set handling_minutes = given.minutes
             from unnest($2::uuid[], $3::int[]) as given (case_id, minutes)
             where c.region_code = $1 and c.case_id = given.case_id",
        )
        .bind(region.as_str())
        .bind(&cases)
        .bind(&minutes)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "insert into core.outbox (region_code, case_id, bulk) select $1, unnest($2::uuid[]), true",
        )
        .bind(region.as_str())
        .bind(&cases)
        .execute(&mut *transaction)
        .await?;
        crate::cases::notify(&mut transaction).await?;
        transaction.commit().await?;
        changed += cases.len() as u64;
    }
    Ok(changed)
}
