use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::{Actor, Assignment, CaseState, Command, Decision, Refusal, State, lifecycle};
use domain::clock::Mark;
use domain::desk::Change;
use domain::notice::{self, Notice};
use sqlx::postgres::PgConnection;
use thiserror::Error;
use uuid::Uuid;

use super::contact::{Reporter, note_reporter};
use super::read::{changes_since, current_lead, lock_case, version_of_action};
use super::rules::RuleBook;
use super::standing::Standing;
use super::sweep;
use crate::bulk::{CaseHistory, insert_histories};
use crate::error::known;
use crate::fusion;
use crate::notices::{Subject, tell};
use crate::{Db, StoreError};

/// One action on one case.
#[derive(Debug, Clone)]
pub struct ActRequest {
    pub case_id: Uuid,
    /// Made by the client; sending the same one again acts once.
    pub action_id: Uuid,
    /// Version the person saw; `None` for machines that do not mind.
    pub expected_version: Option<u32>,
    pub actor: Actor,
    pub command: Command,
}

/// What an action led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    pub state: State,
    pub version: u32,
    /// The action had been taken before; nothing was done now.
    pub repeated: bool,
}

/// Why an action did not happen. Nothing was written.
#[derive(Debug, Error)]
pub enum ActError {
    #[error("there is no such case")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else was faster; what they did since.
    #[error("the case has changed: it is at version {version}, {}", .state.code())]
    Conflict {
        version: u32,
        state: State,
        changes: Vec<Change>,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ActError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Opens a case with its first event, and finds the matter it belongs to, in one transaction. `reporter` is whoever
/// reported it, if they said who they are.
pub async fn open_case(
    db: &Db,
    region: &RegionCode,
    mut history: CaseHistory,
    reporter: Option<Reporter>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    let told = of_first_event(&history);
    let case_id = history.case_id;
    let person = reporter.as_ref().map(|reporter| reporter.person);
    let fused = fusion::opening(&mut transaction, region, &mut history, person, now).await?;
    insert_histories(&mut transaction, region, &[history], now, false).await?;
    fused.write(&mut transaction, region, now).await?;
    if let Some(reporter) = &reporter {
        note_reporter(&mut transaction, region, case_id, reporter, now).await?;
    }
    tell_of_event(&mut transaction, region, case_id, 1, told, now).await?;
    notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes one action on one case: lock, let the domain decide, write state + event + outbox row, commit.
pub async fn act(
    db: &Db,
    region: &RegionCode,
    rules: &RuleBook,
    request: &ActRequest,
    now: DateTime<Utc>,
) -> Result<Acted, ActError> {
    let mut transaction = db.begin().await?;
    let speaks_of_matters = fusion::speaks_of_matters(request.command.action);
    if speaks_of_matters {
        fusion::take_turns(&mut transaction, region).await?;
    }
    let Some((case, category)) = lock_case(&mut transaction, region, request.case_id).await? else {
        return Err(ActError::NotFound);
    };
    if version_of_action(&mut transaction, region, request.case_id, request.action_id)
        .await?
        .is_some()
    {
        return Ok(Acted {
            state: case.state,
            version: case.version,
            repeated: true,
        });
    }
    if let Some(seen) = request.expected_version.filter(|seen| *seen != case.version) {
        return Err(ActError::Conflict {
            version: case.version,
            state: case.state,
            changes: changes_since(&mut transaction, region, request.case_id, seen).await?,
        });
    }
    let decision = lifecycle::decide(
        &case,
        &request.command,
        &request.actor,
        rules.rules(&category),
        now,
    )?;
    keep(&mut transaction, region, request, &case, &decision, now).await?;
    if speaks_of_matters {
        fusion::note_deed(&mut transaction, region, request, now).await?;
    }
    notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(Acted {
        state: decision.case.state,
        version: decision.case.version,
        repeated: false,
    })
}

/// Writes what was decided on a locked case: state, event, notices and outbox row.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    region: &RegionCode,
    request: &ActRequest,
    before: &CaseState,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let case_id = request.case_id;
    sweep::record_due(connection, region, case_id, before, now).await?;
    write_state(connection, region, case_id, before, &decision.case, now).await?;
    write_event(connection, region, request, decision).await?;
    let unit = request.actor.department.as_deref();
    let told = notice::of_event(Some(before), &decision.case, &decision.event, unit);
    let version = decision.case.version;
    tell_of_event(connection, region, case_id, version, told, now).await?;
    sqlx::query("insert into core.outbox (region_code, case_id) values ($1, $2)")
        .bind(region.as_str())
        .bind(case_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// What an action led to, if it has been taken.
pub async fn acted(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    action_id: Uuid,
) -> Result<Option<Acted>, StoreError> {
    let row: Option<(String, i32)> = sqlx::query_as(
        "select to_state, seq from core.case_events where region_code = $1 and case_id = $2 and action_id = $3",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(action_id)
    .fetch_optional(&db.pool)
    .await?;
    row.map(|(state, version)| {
        Ok(Acted {
            state: known("case_events.to_state", &state, State::from_code)?,
            version: u32::try_from(version).unwrap_or(0),
            repeated: true,
        })
    })
    .transpose()
}

/// What was done to a case after version `seen`, oldest first.
pub async fn changes(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    seen: u32,
) -> Result<Vec<Change>, StoreError> {
    let mut connection = db.pool.acquire().await?;
    changes_since(&mut connection, region, case_id, seen).await
}

/// What a new case tells. One that comes with a longer history was handled elsewhere: nobody waits for it here.
fn of_first_event(history: &CaseHistory) -> Vec<Notice> {
    match history.events.as_slice() {
        [(_, event)] => notice::of_event(None, &history.case, event, event.department.as_deref()),
        _ => Vec::new(),
    }
}

/// Stores the notices of one event.
async fn tell_of_event(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    seq: u32,
    told: Vec<Notice>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let cause = format!("event {seq}");
    let subject = || Subject {
        region: region.as_str(),
        case_id,
        cause: &cause,
    };
    let told: Vec<_> = told.into_iter().map(|notice| (subject(), notice)).collect();
    tell(connection, &told, now).await
}

/// A hint to the publisher; the outbox is the truth.
pub(crate) async fn notify(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("notify lianqin_outbox").execute(connection).await?;
    Ok(())
}

async fn write_state(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    before: &CaseState,
    case: &CaseState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (extension_by, extension_until) = case.extension.clone().unzip();
    let supervision = case.supervision.as_ref();
    // A source's verdict speaks of the closing it knew; whoever reopens a case drops it.
    let reopened = matches!(case.state, State::Reopened | State::Rework) && before.state != case.state;
    sqlx::query(
        "update core.cases set state = $3, resumes_to = $4, accepted_at = $5, dispatched_at = $6, closed_at = $7,
                lead_department = $8, original_due_at = $9, current_due_at = $10, suspended_at = $11, fed_back_by = $12,
                extension_by = $13, extension_until = $14, returns = $15, reworks = $16, satisfaction = $17,
                solved = $18, version = $19, updated_at = $20,
                source_verdict = case when $21 then null else source_verdict end,
                verify_due_at = $22, call_back_due_at = $23, verified_at = $24, called_back_at = $25,
                supervised_by = $26, supervised_at = $27, supervision_due_at = $28, supervisions = $29,
                whistles = $30, merged_into = $31, said_by_code = $32, handling_minutes = $33
         where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(case.state.code())
    .bind(case.resumes_to.map(State::code))
    .bind(case.accepted_at)
    .bind(case.dispatched_at)
    .bind(case.closed_at)
    .bind(current_lead(case))
    .bind(case.clock.original_due_at)
    .bind(case.clock.current_due_at)
    .bind(case.clock.suspended_at)
    .bind(&case.fed_back_by)
    .bind(extension_by)
    .bind(extension_until)
    .bind(small(case.returns))
    .bind(small(case.reworks))
    .bind(case.satisfaction.map(i16::from))
    .bind(case.solved)
    .bind(i32::try_from(case.version).unwrap_or(i32::MAX))
    .bind(now)
    .bind(reopened)
    .bind(case.clock.verify_due_at)
    .bind(case.clock.call_back_due_at)
    .bind(case.verified_at)
    .bind(case.called_back_at)
    .bind(supervision.map(|demand| &demand.by))
    .bind(supervision.map(|demand| demand.at))
    .bind(supervision.map(|demand| demand.due_at))
    .bind(small(case.supervisions))
    .bind(small(case.whistles.len()))
    .bind(&case.merged_into)
    .bind(case.said_by_code)
    .bind(handling_minutes(case))
    .execute(&mut *connection)
    .await?;
    if before.closed_at != case.closed_at {
        fusion::note_closing(connection, region, case_id, case.closed_at).await?;
    }
    write_parts(connection, region, case_id, before, case, now).await?;
    if before.whistles != case.whistles {
        write_whistles(connection, region, case_id, before, case).await?;
    }
    Ok(())
}

/// Parts that changed, or whose standing in a queue or on the clock does.
async fn write_parts(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    before: &CaseState,
    case: &CaseState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for (position, part) in case.assignments.iter().enumerate() {
        let standing = Standing::of(case, part, now);
        let old = before.assignments.get(position);
        if old == Some(part) && old.is_some_and(|old| Standing::of(before, old, now) == standing) {
            continue;
        }
        let (extension_by, extension_until) = part.extension.clone().unzip();
        sqlx::query(
            "insert into core.case_assignments as part (region_code, case_id, position, department_code, role,
                    assigned_at, signed_at, feedback_at, released_at, original_due_at, current_due_at, sign_due_at,
                    contact_due_at, contacted_at, is_open, mark, next_mark_at, extension_by, extension_until, returned)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
             on conflict (region_code, case_id, position) do update set
                    signed_at = excluded.signed_at, feedback_at = excluded.feedback_at,
                    released_at = excluded.released_at, current_due_at = excluded.current_due_at,
                    sign_due_at = excluded.sign_due_at, contact_due_at = excluded.contact_due_at,
                    contacted_at = excluded.contacted_at, is_open = excluded.is_open, mark = excluded.mark,
                    next_mark_at = excluded.next_mark_at, extension_by = excluded.extension_by,
                    extension_until = excluded.extension_until, returned = excluded.returned",
        )
        .bind(region.as_str())
        .bind(case_id)
        .bind(small(position))
        .bind(&part.department)
        .bind(part.role.code())
        .bind(part.assigned_at)
        .bind(part.signed_at)
        .bind(part.feedback_at)
        .bind(part.released_at)
        .bind(part.original_due_at)
        .bind(part.current_due_at)
        .bind(part.sign_due_at)
        .bind(part.contact_due_at)
        .bind(part.contacted_at)
        .bind(standing.is_open)
        .bind(standing.mark.map(Mark::code))
        .bind(standing.next_mark_at)
        .bind(extension_by)
        .bind(extension_until)
        .bind(part.returned)
        .execute(&mut *connection)
        .await?;
        // What the clock had reached before is recorded already; the rest came with this action.
        let is_new = |old: &Assignment| {
            old.current_due_at != part.current_due_at || Standing::of(before, old, now).mark != standing.mark
        };
        if old.is_none_or(is_new) {
            let part = (small(position), part, standing);
            sweep::record_inherited(connection, region, case_id, part, now).await?;
        }
    }
    Ok(())
}

/// New whistles, and calls that were answered.
async fn write_whistles(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    before: &CaseState,
    case: &CaseState,
) -> Result<(), StoreError> {
    for (number, whistle) in case.whistles.iter().enumerate() {
        let old = before.whistles.get(number);
        if old == Some(whistle) {
            continue;
        }
        if old.is_none() {
            sqlx::query(
                "insert into core.whistles (region_code, case_id, number, place, blown_by, department_code, blown_at)
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(region.as_str())
            .bind(case_id)
            .bind(small(number))
            .bind(&whistle.place)
            .bind(&whistle.blown_by)
            .bind(&whistle.department)
            .bind(whistle.blown_at)
            .execute(&mut *connection)
            .await?;
        }
        for (position, call) in whistle.calls.iter().enumerate() {
            if old.and_then(|old| old.calls.get(position)) == Some(call) {
                continue;
            }
            sqlx::query(
                "insert into core.whistle_calls (region_code, case_id, number, position, callee, answered_at,
                        declined, arrived_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)
                 on conflict (region_code, case_id, number, position) do update set
                        answered_at = excluded.answered_at, declined = excluded.declined,
                        arrived_at = excluded.arrived_at",
            )
            .bind(region.as_str())
            .bind(case_id)
            .bind(small(number))
            .bind(small(position))
            .bind(&call.callee)
            .bind(call.answered_at)
            .bind(call.declined.map(domain::case::Reason::code))
            .bind(call.arrived_at)
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// What a case took, as the database holds it.
pub(crate) fn handling_minutes(case: &CaseState) -> Option<i32> {
    case.handling
        .map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX))
}

/// A count or a position as the database holds it.
fn small(number: impl TryInto<i16>) -> i16 {
    number.try_into().unwrap_or(i16::MAX)
}

async fn write_event(
    connection: &mut PgConnection,
    region: &RegionCode,
    request: &ActRequest,
    decision: &Decision,
) -> Result<(), StoreError> {
    let event = &decision.event;
    sqlx::query(
        "insert into core.case_events (region_code, case_id, seq, action_id, action, role, actor, at, from_state,
                to_state, department_code, reason, due_at, note, sign_due_at, contact_due_at, satisfaction, solved,
                co_departments)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(region.as_str())
    .bind(request.case_id)
    .bind(i32::try_from(decision.case.version).unwrap_or(i32::MAX))
    .bind(request.action_id)
    .bind(event.action.code())
    .bind(event.role.code())
    .bind(&event.actor)
    .bind(event.at)
    .bind(event.from.map(State::code))
    .bind(event.to.code())
    .bind(&event.department)
    .bind(event.reason.map(domain::case::Reason::code))
    .bind(event.due_at)
    .bind(&event.note)
    .bind(event.sign_due_at)
    .bind(event.contact_due_at)
    .bind(event.satisfaction.map(i16::from))
    .bind(event.solved)
    .bind(&event.co_departments)
    .execute(connection)
    .await?;
    Ok(())
}
