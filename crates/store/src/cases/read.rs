use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::{
    Action, Assignment, AssignmentRole, CaseState, Clock, Reason, Role, State, Supervision, Whistle,
    WhistleCall,
};
use domain::desk::Change;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::StoreError;
use crate::bulk::assembled;
use crate::error::known;

/// The unit that leads a case now.
pub(crate) fn current_lead(case: &CaseState) -> Option<&str> {
    case.assignments
        .iter()
        .rev()
        .find(|part| part.role == AssignmentRole::Lead && part.released_at.is_none())
        .map(|part| part.department.as_str())
}

/// What [`CaseRow`] is read from.
pub(crate) const CASE: &str = "c.state, c.resumes_to, c.category_code, c.received_at, c.accepted_at, c.dispatched_at, \
    c.closed_at, c.original_due_at, c.current_due_at, c.suspended_at, c.fed_back_by, c.extension_by, \
    c.extension_until, c.returns, c.reworks, c.satisfaction, c.solved, c.version, c.verify_due_at, c.call_back_due_at, \
    c.verified_at, c.called_back_at, c.supervised_by, c.supervised_at, c.supervision_due_at, c.supervisions, c.whistles, \
    c.merged_into, c.said_by_code, c.handling_minutes";
/// What [`AssignmentRow`] is read from.
pub(crate) const ASSIGNMENT: &str = "department_code, role, assigned_at, signed_at, feedback_at, released_at, original_due_at, current_due_at, \
    sign_due_at, contact_due_at, contacted_at, returned, extension_by, extension_until";

/// The columns of [`CASE`].
#[derive(FromRow)]
pub(crate) struct CaseRow {
    state: String,
    resumes_to: Option<String>,
    pub(crate) category_code: String,
    received_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    dispatched_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    original_due_at: Option<DateTime<Utc>>,
    current_due_at: Option<DateTime<Utc>>,
    suspended_at: Option<DateTime<Utc>>,
    fed_back_by: Option<String>,
    extension_by: Option<String>,
    extension_until: Option<DateTime<Utc>>,
    returns: i16,
    reworks: i16,
    satisfaction: Option<i16>,
    solved: Option<bool>,
    version: i32,
    verify_due_at: Option<DateTime<Utc>>,
    call_back_due_at: Option<DateTime<Utc>>,
    verified_at: Option<DateTime<Utc>>,
    called_back_at: Option<DateTime<Utc>>,
    supervised_by: Option<String>,
    supervised_at: Option<DateTime<Utc>>,
    supervision_due_at: Option<DateTime<Utc>>,
    supervisions: i16,
    pub(crate) whistles: i16,
    merged_into: Option<String>,
    said_by_code: bool,
    handling_minutes: Option<i32>,
}

/// The columns of [`ASSIGNMENT`].
#[derive(FromRow)]
pub(crate) struct AssignmentRow {
    department_code: String,
    role: String,
    assigned_at: DateTime<Utc>,
    signed_at: Option<DateTime<Utc>>,
    feedback_at: Option<DateTime<Utc>>,
    released_at: Option<DateTime<Utc>>,
    original_due_at: Option<DateTime<Utc>>,
    current_due_at: Option<DateTime<Utc>>,
    sign_due_at: Option<DateTime<Utc>>,
    contact_due_at: Option<DateTime<Utc>>,
    contacted_at: Option<DateTime<Utc>>,
    returned: bool,
    extension_by: Option<String>,
    extension_until: Option<DateTime<Utc>>,
}

impl TryFrom<AssignmentRow> for Assignment {
    type Error = StoreError;
    fn try_from(row: AssignmentRow) -> Result<Self, StoreError> {
        Ok(Self {
            role: known("case_assignments.role", &row.role, AssignmentRole::from_code)?,
            department: row.department_code,
            assigned_at: row.assigned_at,
            signed_at: row.signed_at,
            feedback_at: row.feedback_at,
            released_at: row.released_at,
            original_due_at: row.original_due_at,
            current_due_at: row.current_due_at,
            sign_due_at: row.sign_due_at,
            contact_due_at: row.contact_due_at,
            contacted_at: row.contacted_at,
            returned: row.returned,
            extension: row.extension_by.zip(row.extension_until),
        })
    }
}

/// The case, locked until the transaction ends, with its category code.
pub(crate) async fn lock_case(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
) -> Result<Option<(CaseState, String)>, StoreError> {
    let sql =
        format!("select {CASE} from core.cases as c where c.region_code = $1 and c.case_id = $2 for update");
    let row: Option<CaseRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(case_id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sql = format!(
        "select {ASSIGNMENT} from core.case_assignments where region_code = $1 and case_id = $2 order by position"
    );
    let assignments: Vec<AssignmentRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(case_id)
        .fetch_all(&mut *connection)
        .await?;
    let whistles = match row.whistles {
        0 => Vec::new(),
        _ => whistles(connection, region, case_id).await?,
    };
    let category = row.category_code.clone();
    Ok(Some((case_state(row, assignments, whistles)?, category)))
}

/// Every whistle of a case, oldest first.
pub(crate) async fn whistles(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
) -> Result<Vec<Whistle>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        number: i16,
        place: String,
        blown_by: String,
        department_code: Option<String>,
        blown_at: DateTime<Utc>,
        callee: String,
        answered_at: Option<DateTime<Utc>>,
        declined: Option<String>,
        arrived_at: Option<DateTime<Utc>>,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select number, place, blown_by, department_code, blown_at, callee, answered_at, declined, arrived_at
         from core.whistles join core.whistle_calls using (region_code, case_id, number)
         where region_code = $1 and case_id = $2 order by number, position",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_all(connection)
    .await?;
    let mut whistles: Vec<(i16, Whistle)> = Vec::new();
    for row in rows {
        let call = WhistleCall {
            callee: row.callee,
            answered_at: row.answered_at,
            declined: row
                .declined
                .map(|code| known("whistle_calls.declined", &code, Reason::from_code))
                .transpose()?,
            arrived_at: row.arrived_at,
        };
        match whistles.last_mut() {
            Some((number, whistle)) if *number == row.number => whistle.calls.push(call),
            _ => whistles.push((
                row.number,
                Whistle {
                    place: row.place,
                    blown_by: row.blown_by,
                    department: row.department_code,
                    blown_at: row.blown_at,
                    calls: vec![call],
                },
            )),
        }
    }
    Ok(whistles.into_iter().map(|(_, whistle)| whistle).collect())
}

/// The case of a row, its assignments and its whistles, in order.
pub(crate) fn case_state(
    row: CaseRow,
    assignments: Vec<AssignmentRow>,
    whistles: Vec<Whistle>,
) -> Result<CaseState, StoreError> {
    let supervision = row
        .supervised_by
        .zip(row.supervised_at)
        .zip(row.supervision_due_at);
    Ok(CaseState {
        state: known("cases.state", &row.state, State::from_code)?,
        resumes_to: row
            .resumes_to
            .map(|code| known("cases.resumes_to", &code, State::from_code))
            .transpose()?,
        clock: Clock {
            original_due_at: row.original_due_at,
            current_due_at: row.current_due_at,
            suspended_at: row.suspended_at,
            verify_due_at: row.verify_due_at,
            call_back_due_at: row.call_back_due_at,
        },
        assignments: assignments
            .into_iter()
            .map(Assignment::try_from)
            .collect::<Result<_, _>>()?,
        reported_at: row.received_at,
        accepted_at: row.accepted_at,
        dispatched_at: row.dispatched_at,
        closed_at: row.closed_at,
        verified_at: row.verified_at,
        called_back_at: row.called_back_at,
        fed_back_by: row.fed_back_by,
        extension: row.extension_by.zip(row.extension_until),
        supervision: supervision.map(|((by, at), due_at)| Supervision { by, at, due_at }),
        supervisions: u16::try_from(row.supervisions).unwrap_or(0),
        whistles,
        merged_into: row.merged_into,
        returns: u16::try_from(row.returns).unwrap_or(0),
        reworks: u16::try_from(row.reworks).unwrap_or(0),
        satisfaction: row.satisfaction.and_then(|value| u8::try_from(value).ok()),
        solved: row.solved,
        said_by_code: row.said_by_code,
        handling: row
            .handling_minutes
            .and_then(|minutes| u32::try_from(minutes).ok()),
        version: u32::try_from(row.version).unwrap_or(0),
    })
}

/// The version that action `action_id` made, if it has acted already.
pub(crate) async fn version_of_action(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    action_id: Uuid,
) -> Result<Option<i32>, StoreError> {
    Ok(sqlx::query_scalar(
        "select seq from core.case_events where region_code = $1 and case_id = $2 and action_id = $3",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(action_id)
    .fetch_optional(connection)
    .await?)
}

/// What was done after version `seen`, oldest first.
pub(crate) async fn changes_since(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    seen: u32,
) -> Result<Vec<Change>, StoreError> {
    type Row = (i32, String, String, Option<String>, DateTime<Utc>);
    let rows: Vec<Row> = sqlx::query_as(
        "select seq, action, role, department_code, at from core.case_events
         where region_code = $1 and case_id = $2 and seq > $3 order by seq limit 100",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(i32::try_from(seen).unwrap_or(i32::MAX))
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(seq, action, role, department, at)| {
            Ok(Change {
                seq: u32::try_from(seq).unwrap_or(0),
                action: known("case_events.action", &action, Action::from_code)?,
                role: known("case_events.role", &role, Role::from_code)?,
                department,
                at,
            })
        })
        .collect()
}
