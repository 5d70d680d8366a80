use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::RegionCode;
use domain::case::{
    Action, Assignment, AssignmentRole, CaseState, Clock, Reason, Role, Rules, State, Supervision, Whistle,
    WhistleCall,
};
use domain::clock::{Calendar, Limit, LimitKind, StageLimits};
use domain::desk::Change;
use domain::publication::{Rounding, Tier};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::bulk::assembled;
use crate::district::Category;
use crate::error::known;
use crate::{Db, StoreError};

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
    c.merged_into";
/// What [`AssignmentRow`] is read from.
pub(crate) const ASSIGNMENT: &str = "department_code, role, assigned_at, signed_at, feedback_at, released_at, original_due_at, current_due_at, \
    sign_due_at, contact_due_at, contacted_at";

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
    let rows: Vec<(i32, String, String, Option<String>, DateTime<Utc>)> = sqlx::query_as(
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

/// What a category says about publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryPolicy {
    pub tier: Tier,
    pub rounding: Rounding,
}

/// The limits and calendar of one region, read once and passed to the rules.
#[derive(Debug, Clone)]
pub struct RuleBook {
    pub zone: Tz,
    pub calendar: Calendar,
    limits: HashMap<String, StageLimits>,
    policies: HashMap<String, CategoryPolicy>,
    none: StageLimits,
}

impl RuleBook {
    /// Reads the rules that hold at `now`.
    pub async fn load(db: &Db, region: &RegionCode, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let row: Option<(String, String)> =
            sqlx::query_as("select time_zone, scheme from core.regions where region_code = $1")
                .bind(region.as_str())
                .fetch_optional(&db.pool)
                .await?;
        let (zone, scheme) = row.ok_or_else(|| StoreError::UnknownRegion(region.to_string()))?;
        let zone: Tz = known("regions.time_zone", &zone, |text| text.parse().ok())?;
        let rows: Vec<(String, String, i32, String)> = sqlx::query_as(
            "select distinct on (category_code, stage) category_code, stage, minutes, clock
             from core.stage_limits where region_code = $1 and valid_from <= $2
             order by category_code, stage, valid_from desc",
        )
        .bind(region.as_str())
        .bind(now)
        .fetch_all(&db.pool)
        .await?;
        let mut limits: HashMap<String, StageLimits> = HashMap::new();
        for (category, stage, minutes, clock) in rows {
            let limit = Limit {
                minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
                kind: known("stage_limits.clock", &clock, |code| match code {
                    "working" => Some(LimitKind::Working),
                    "continuous" => Some(LimitKind::Continuous),
                    _ => None,
                })?,
            };
            set_limit(limits.entry(category).or_default(), &stage, limit);
        }
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "select category_code, tier, rounding from core.categories where region_code = $1",
        )
        .bind(region.as_str())
        .fetch_all(&db.pool)
        .await?;
        let policies = rows
            .into_iter()
            .map(|(category, tier, rounding)| {
                let policy = CategoryPolicy {
                    tier: known("categories.tier", &tier, Tier::from_code)?,
                    rounding: known("categories.rounding", &rounding, Rounding::from_code)?,
                };
                Ok((category, policy))
            })
            .collect::<Result<_, StoreError>>()?;
        let calendar = if scheme == "cn" {
            Calendar::china()
        } else {
            Calendar::default()
        };
        Ok(Self {
            zone,
            calendar,
            limits,
            policies,
            none: StageLimits::default(),
        })
    }

    /// The rules that these categories say, as [`Self::load`] gives them once the categories are stored.
    #[must_use]
    pub fn of_categories(categories: &[Category], zone: Tz, calendar: Calendar) -> Self {
        let mut limits: HashMap<String, StageLimits> = HashMap::new();
        for category in categories {
            for limit in &category.limits {
                let minutes = limit.minutes;
                let kind = if limit.working {
                    LimitKind::Working
                } else {
                    LimitKind::Continuous
                };
                set_limit(
                    limits.entry(category.code.clone()).or_default(),
                    &limit.stage,
                    Limit { minutes, kind },
                );
            }
        }
        let policy = |category: &Category| CategoryPolicy {
            tier: category.tier,
            rounding: category.rounding,
        };
        Self {
            zone,
            calendar,
            limits,
            policies: categories
                .iter()
                .map(|category| (category.code.clone(), policy(category)))
                .collect(),
            none: StageLimits::default(),
        }
    }

    /// The rules for a category; one without limits has none.
    #[must_use]
    pub fn rules(&self, category: &str) -> Rules<'_> {
        Rules {
            limits: self.limits.get(category).unwrap_or(&self.none),
            calendar: &self.calendar,
            zone: self.zone,
        }
    }

    /// The publication policy of a category; an unknown one is never listed.
    #[must_use]
    pub fn policy(&self, category: &str) -> CategoryPolicy {
        self.policies.get(category).copied().unwrap_or(CategoryPolicy {
            tier: Tier::Absent,
            rounding: Rounding::Week,
        })
    }
}

fn set_limit(limits: &mut StageLimits, stage: &str, limit: Limit) {
    match stage {
        "sign" => limits.sign = Some(limit),
        "contact" => limits.first_contact = Some(limit),
        "dispose" => limits.dispose = Some(limit),
        "verify" => limits.verify = Some(limit),
        _ => limits.call_back = Some(limit),
    }
}
