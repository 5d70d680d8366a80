use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::board::figures::{CaseFact, Share, Steps};
use domain::board::hand_over;
use domain::case::{Assignment, AssignmentRole, State};
use domain::supervise::{LedPart, OpenPart};
use futures::TryStreamExt;
use sqlx::{FromRow, Postgres, Transaction};

use crate::error::known;
use crate::published::verdict_of;
use crate::{Db, StoreError};

/// A region as of one moment, for as long as it is held.
pub struct Picture {
    pub(super) transaction: Transaction<'static, Postgres>,
    pub(super) region: RegionCode,
}

#[derive(FromRow)]
struct OpenRow {
    public_code: String,
    department_code: Option<String>,
    role: String,
    original_due_at: Option<DateTime<Utc>>,
    current_due_at: Option<DateTime<Utc>>,
    sign_due_at: Option<DateTime<Utc>>,
    suspended: bool,
    supervised: bool,
}

#[derive(FromRow)]
struct LedRow {
    public_code: String,
    department_code: Option<String>,
    state: String,
    received_at: DateTime<Utc>,
    current_due_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    source_verdict: Option<String>,
    suspended: bool,
    satisfaction: Option<i16>,
    solved: Option<bool>,
    reworks: i16,
    assigned_at: Option<DateTime<Utc>>,
    signed_at: Option<DateTime<Utc>>,
    sign_due_at: Option<DateTime<Utc>>,
    contacted_at: Option<DateTime<Utc>>,
    contact_due_at: Option<DateTime<Utc>>,
    is_former: bool,
    returned: bool,
    in_charge: Option<String>,
}

impl Picture {
    /// Takes the picture.
    pub async fn take(db: &Db, region: &RegionCode) -> Result<Self, StoreError> {
        Ok(Self {
            transaction: db.begin_reading().await?,
            region: region.clone(),
        })
    }

    /// Lets it go.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// Open cases with their leads, and the open parts of co-handlers.
    pub async fn open_parts(&mut self) -> Result<Vec<OpenPart>, StoreError> {
        let rows: Vec<OpenRow> = sqlx::query_as(
            "select c.public_code, c.lead_department as department_code, 'lead' as role, c.original_due_at,
                    c.current_due_at, lead.sign_due_at, c.suspended_at is not null as suspended,
                    c.supervised_at is not null as supervised
             from core.cases as c
             left join lateral (select case when part.signed_at is null then part.sign_due_at end as sign_due_at
                                from core.case_assignments as part
                                where part.region_code = c.region_code and part.case_id = c.case_id
                                  and part.role = 'lead' and part.released_at is null
                                order by part.position desc limit 1) as lead on true
             where c.region_code = $1 and c.state not in ('closed', 'archived', 'rejected', 'merged')
             union all
             select c.public_code, part.department_code, part.role, part.original_due_at, part.current_due_at,
                    case when part.signed_at is null then part.sign_due_at end, c.suspended_at is not null, false
             from core.case_assignments as part join core.cases as c using (region_code, case_id)
             where part.region_code = $1 and part.is_open and part.role = 'co'",
        )
        .bind(self.region.as_str())
        .fetch_all(&mut *self.transaction)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(OpenPart {
                    case: row.public_code,
                    department: row.department_code,
                    role: known("case_assignments.role", &row.role, AssignmentRole::from_code)?,
                    original_due_at: row.original_due_at,
                    current_due_at: row.current_due_at,
                    sign_due_at: row.sign_due_at,
                    is_suspended: row.suspended,
                    is_supervised: row.supervised,
                })
            })
            .collect()
    }

    /// Calls `each` with every unit's share of the cases received in `[from, to)`: of the one that leads, of those
    /// that led, and of nobody where nobody leads. Memory does not grow with their number. Who signed is told of the
    /// parts of `named` alone.
    pub async fn led_parts(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        named: Option<&str>,
        mut each: impl FnMut(LedPart) + Send,
    ) -> Result<(), StoreError> {
        let mut rows = sqlx::query_as::<_, LedRow>(
            "select c.public_code, part.department_code, c.state, c.received_at, c.current_due_at, c.closed_at,
                    c.source_verdict, c.suspended_at is not null as suspended, c.satisfaction, c.solved, c.reworks,
                    part.assigned_at, part.signed_at, part.sign_due_at, part.contacted_at, part.contact_due_at,
                    part.released_at is not null as is_former,
                    part.returned, signer.actor as in_charge
             from core.cases as c join core.case_assignments as part using (region_code, case_id)
             left join lateral (select event.actor from core.case_events as event
                                where part.department_code = $4 and event.region_code = c.region_code
                                  and event.case_id = c.case_id and event.action = 'sign'
                                  and event.department_code = part.department_code and event.at = part.signed_at
                                order by event.seq desc limit 1) as signer on true
             where c.region_code = $1 and c.received_at >= $2 and c.received_at < $3 and part.role = 'lead'
             union all
             select c.public_code, null, c.state, c.received_at, c.current_due_at, c.closed_at, c.source_verdict,
                    c.suspended_at is not null, c.satisfaction, c.solved, c.reworks, null, null, null, null, null,
                    false, false, null
             from core.cases as c
             where c.region_code = $1 and c.received_at >= $2 and c.received_at < $3 and c.lead_department is null",
        )
        .bind(self.region.as_str())
        .bind(from)
        .bind(to)
        .bind(named)
        .fetch(&mut *self.transaction);
        while let Some(row) = rows.try_next().await? {
            each(row.try_into()?);
        }
        Ok(())
    }

    /// Who may be compared with whom: the peer group of every unit.
    pub async fn peer_groups(&mut self) -> Result<HashMap<String, String>, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("select department_code, peer_group from core.departments where region_code = $1")
                .bind(self.region.as_str())
                .fetch_all(&mut *self.transaction)
                .await?;
        Ok(rows.into_iter().collect())
    }
}

impl TryFrom<LedRow> for LedPart {
    type Error = StoreError;
    fn try_from(row: LedRow) -> Result<Self, StoreError> {
        let state = known("cases.state", &row.state, State::from_code)?;
        let verdict = row.source_verdict.as_deref();
        let given = row.assigned_at.map(|at| Assignment {
            signed_at: row.signed_at,
            sign_due_at: row.sign_due_at,
            contacted_at: row.contacted_at,
            contact_due_at: row.contact_due_at,
            returned: row.returned,
            ..Assignment::new(
                row.department_code.clone().unwrap_or_default(),
                AssignmentRole::Lead,
                at,
            )
        });
        let seconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
        Ok(Self {
            case: row.public_code,
            fact: CaseFact {
                received_at: row.received_at.timestamp(),
                due_at: seconds(row.current_due_at.filter(|_| !state.clock_stopped())),
                closed: matches!(state, State::Closed | State::Archived),
                closed_at: seconds(row.closed_at),
                verdict: verdict
                    .map(|code| known("cases.source_verdict", code, verdict_of))
                    .transpose()?,
                suspended: row.suspended,
                satisfied: row.satisfaction.map(|level| level >= 4),
                share: if row.is_former {
                    Share::FormerLead
                } else {
                    Share::Case
                },
                steps: Steps {
                    reworked: row.reworks > 0,
                    solved: row.solved,
                    ..given.as_ref().map(hand_over).unwrap_or_default()
                },
            },
            department: row.department_code,
            in_charge: row.in_charge,
            signed: row.assigned_at.zip(row.signed_at),
        })
    }
}
