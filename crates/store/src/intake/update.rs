//! Newer content of a record whose case exists.

use chrono::{DateTime, Utc};
use domain::GridCode;
use domain::area::PlacedBy;
use domain::board::figures::Verdict;
use domain::case::State;
use domain::clock::Mark;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::batch::{ImportState, PlacedRecord};
use super::case::{case_state, policy_of, record_event};
use super::crosswalk::category_of;
use crate::StoreError;
use crate::bulk::verdict_code;
use crate::cases::Standing;
use crate::error::known;
use crate::fusion::MACHINE;

/// Brings a case to newer content of its record, unless people have acted on it since: then the version is
/// kept and the case is theirs.
pub(super) async fn update_case(
    connection: &mut PgConnection,
    state: &ImportState,
    case_id: Uuid,
    placed: &PlacedRecord,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (region, record) = (&state.region, &placed.record);
    let last: Option<(i32, String, String)> = sqlx::query_as(
        "select event.seq, event.actor, event.to_state
         from core.cases as c join core.case_events as event using (region_code, case_id)
         where c.region_code = $1 and c.case_id = $2 order by event.seq desc limit 1 for update of c",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((seq, last_actor, last_state)) = last else {
        return Ok(());
    };
    if !last_actor.starts_with("source:") && last_actor != MACHINE {
        return Ok(());
    }
    let case = case_state(record);
    let policy = policy_of(state, record);
    let public = policy.tier.public_place(record.place, placed.anchor);
    sqlx::query(
        "update core.cases set state = $3, category_code = $4, title = $5, narrative = $6, address = $7,
                township_code = case when $26 and placed_by = 'person' then township_code else $8 end,
                community_code = case when $26 and placed_by = 'person' then community_code else $9 end,
                grid_code = case when $26 and placed_by = 'person' then grid_code else $10 end,
                lng = case when $26 and placed_by = 'person' then lng else $11 end,
                lat = case when $26 and placed_by = 'person' then lat else $12 end,
                public_lng = case when $26 and placed_by = 'person' then public_lng else $13 end,
                public_lat = case when $26 and placed_by = 'person' then public_lat else $14 end,
                placed_by = case when $26 and placed_by = 'person' then placed_by else $27 end, received_at = $15, public_received_at = $16, closed_at = $17, lead_department = $18,
                original_due_at = $19, current_due_at = $19, source_verdict = $20, duplicate = $21,
                satisfaction = $22, version = $23, updated_at = $24, dispatched_at = $25, merged_into = null,
                resumes_to = null
         where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(case.state.code())
    .bind(category_of(state, record).as_str())
    .bind(&record.title)
    .bind(&record.narrative)
    .bind(&record.address)
    .bind(record.township.as_ref().map(|named| &named.code))
    .bind(record.community.as_ref().map(|named| &named.code))
    .bind(placed.grid.as_ref().map(GridCode::as_str))
    .bind(record.place.map(|place| place.0))
    .bind(record.place.map(|place| place.1))
    .bind(public.map(|place| place.0))
    .bind(public.map(|place| place.1))
    .bind(record.received_at)
    .bind(policy.rounding.apply(record.received_at, state.zone))
    .bind(record.closed_at)
    .bind(record.department.as_ref().map(|named| &named.code))
    .bind(record.due_at)
    .bind(record.verdict.map(verdict_code as fn(Verdict) -> &'static str))
    .bind(record.duplicate)
    .bind(case.satisfaction.map(i16::from))
    .bind(seq + 1)
    .bind(now)
    .bind(case.dispatched_at)
    // What a colleague has placed stays where it is, as long as the source names no point.
    .bind(record.place.is_none())
    .bind(placed.placed_by.map(PlacedBy::code))
    .execute(&mut *connection)
    .await?;
    if let Some(part) = case.assignments.first() {
        let standing = Standing::of(&case, part, now);
        sqlx::query(
            "insert into core.case_assignments (region_code, case_id, position, department_code, role, assigned_at,
                    feedback_at, original_due_at, current_due_at, is_open, mark, next_mark_at)
             values ($1, $2, 0, $3, 'lead', $4, $5, $6, $6, $7, $8, $9)
             on conflict (region_code, case_id, position) do update set department_code = excluded.department_code,
                    assigned_at = excluded.assigned_at,
                    feedback_at = excluded.feedback_at, original_due_at = excluded.original_due_at,
                    current_due_at = excluded.current_due_at, is_open = excluded.is_open, mark = excluded.mark,
                    next_mark_at = excluded.next_mark_at",
        )
        .bind(region.as_str())
        .bind(case_id)
        .bind(&part.department)
        .bind(part.assigned_at)
        .bind(part.feedback_at)
        .bind(part.current_due_at)
        .bind(standing.is_open)
        .bind(standing.mark.map(Mark::code))
        .bind(standing.next_mark_at)
        .execute(&mut *connection)
        .await?;
    }
    if case.assignments.is_empty() {
        sqlx::query("delete from core.case_assignments where region_code = $1 and case_id = $2")
            .bind(region.as_str())
            .bind(case_id)
            .execute(&mut *connection)
            .await?;
    }
    let from = known("case_events.to_state", &last_state, State::from_code)?;
    let event = record_event(record, from, now);
    sqlx::query(
        "insert into core.case_events (region_code, case_id, seq, action_id, action, role, actor, at, from_state,
                to_state, department_code, due_at)
         values ($1, $2, $3, gen_random_uuid(), $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(seq + 1)
    .bind(event.action.code())
    .bind(event.role.code())
    .bind(&event.actor)
    .bind(event.at)
    .bind(from.code())
    .bind(event.to.code())
    .bind(&event.department)
    .bind(event.due_at)
    .execute(&mut *connection)
    .await?;
    sqlx::query("insert into core.outbox (region_code, case_id, bulk) values ($1, $2, true)")
        .bind(region.as_str())
        .bind(case_id)
        .execute(connection)
        .await?;
    Ok(())
}
