//! The sweep: records when clocks turn yellow, orange and red, and tells the units.
//!
//! A colour is reached at a moment that the rules give exactly; that somebody looked later changes nothing
//! about it. Whoever acts on a case records first what its clocks had reached before ([`record_due`]), so that
//! no action hides a colour the sweep has not come to yet.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::{Assignment, AssignmentRole, CaseState};
use domain::clock::{Mark, next_mark};
use domain::notice;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::standing::Standing;
use crate::error::known;
use crate::notices::{Subject, tell};
use crate::{Db, StoreError};

/// What one round of the sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Cases looked at: as many as asked for means that more may wait.
    pub cases: usize,
    /// Colours recorded now.
    pub marks: usize,
}

/// Records the colours that clocks have reached at `now`, of up to `limit` parts, and makes the notices, in one
/// transaction. Any number of servers may sweep at once: each takes cases that no one else has.
pub async fn sweep(db: &Db, now: DateTime<Utc>, limit: i64) -> Result<Swept, StoreError> {
    let mut transaction = db.begin().await?;
    // The case is what everybody locks first. Its parts are read after that, as they are then.
    let mut cases: Vec<(String, Uuid)> = sqlx::query_as(
        "select c.region_code, c.case_id
         from core.case_assignments as part
         join core.cases as c on c.region_code = part.region_code and c.case_id = part.case_id
         where part.next_mark_at <= $1
         order by part.next_mark_at limit $2 for update of c skip locked",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(&mut *transaction)
    .await?;
    cases.sort_unstable();
    cases.dedup();
    let marks = record(&mut transaction, &cases, now).await?;
    transaction.commit().await?;
    Ok(Swept {
        cases: cases.len(),
        marks,
    })
}

/// Records what the clocks of a case, as it was before an action at `now`, had reached by then. The case is
/// locked by the caller.
pub(super) async fn record_due(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    before: &CaseState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let is_coloured = |part: &Assignment| Standing::of(before, part, now).mark.is_some();
    // Most cases are green: nothing to look for.
    if before.assignments.iter().any(is_coloured) {
        record(connection, &[(region.to_string(), case_id)], now).await?;
    }
    Ok(())
}

/// Records the colours that a part has from the very moment of an action: an extension that came late, a lead
/// that takes over what is overdue, a reopened case. Nobody is told: the action itself has told them.
pub(super) async fn record_inherited(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    (position, part, standing): (i16, &Assignment, Standing),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((due, latest)) = part.current_due_at.zip(standing.mark) else {
        return Ok(());
    };
    let mut rows = Rows::default();
    for mark in Mark::ALL.into_iter().filter(|mark| *mark <= latest) {
        let since = mark.at(part.assigned_at, due).max(now);
        rows.push(region.as_str(), case_id, position, mark, due, since);
    }
    rows.insert(connection, now).await?;
    Ok(())
}

#[derive(FromRow)]
struct PartRow {
    region_code: String,
    case_id: Uuid,
    position: i16,
    department_code: String,
    role: String,
    assigned_at: DateTime<Utc>,
    current_due_at: Option<DateTime<Utc>>,
    mark: Option<String>,
}

async fn record(
    connection: &mut PgConnection,
    cases: &[(String, Uuid)],
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    if cases.is_empty() {
        return Ok(0);
    }
    let (regions, ids): (Vec<&str>, Vec<Uuid>) =
        cases.iter().map(|(region, id)| (region.as_str(), *id)).unzip();
    let parts: Vec<PartRow> = sqlx::query_as(
        "select part.region_code, part.case_id, part.position, part.department_code, part.role, part.assigned_at,
                part.current_due_at, part.mark
         from unnest($1::text[], $2::uuid[]) as due (region_code, case_id)
         join core.case_assignments as part
           on part.region_code = due.region_code and part.case_id = due.case_id
         where part.next_mark_at <= $3
         order by part.region_code, part.case_id, part.position for update of part",
    )
    .bind(&regions)
    .bind(&ids)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    let mut reached = Rows::default();
    let mut standing = Vec::new();
    let mut causes = Vec::new();
    for row in &parts {
        let so_far = row
            .mark
            .as_deref()
            .map(|code| known("case_assignments.mark", code, Mark::from_code))
            .transpose()?;
        let Some(due) = row.current_due_at else {
            standing.push((so_far, None));
            continue;
        };
        let mut latest = so_far;
        let mut marks = Vec::new();
        while let Some((mark, at)) = next_mark(row.assigned_at, due, latest).filter(|(_, at)| *at <= now) {
            reached.push(&row.region_code, row.case_id, row.position, mark, due, at);
            marks.push(mark);
            latest = Some(mark);
        }
        standing.push((latest, next_mark(row.assigned_at, due, latest).map(|(_, at)| at)));
        let part = Assignment {
            current_due_at: Some(due),
            ..Assignment::new(
                row.department_code.clone(),
                known("case_assignments.role", &row.role, AssignmentRole::from_code)?,
                row.assigned_at,
            )
        };
        if let Some(notice) = notice::of_marks(&part, &marks) {
            causes.push((
                row,
                format!("mark {} {}", row.position, due.timestamp_micros()),
                notice,
            ));
        }
    }
    let recorded = reached.insert(connection, now).await?;
    update_parts(connection, &parts, &standing).await?;
    let told: Vec<_> = causes
        .iter()
        .map(|(row, cause, notice)| {
            let subject = Subject {
                region: &row.region_code,
                case_id: row.case_id,
                cause,
            };
            (subject, notice.clone())
        })
        .collect();
    tell(connection, &told, now).await?;
    Ok(recorded)
}

async fn update_parts(
    connection: &mut PgConnection,
    parts: &[PartRow],
    standing: &[(Option<Mark>, Option<DateTime<Utc>>)],
) -> Result<(), StoreError> {
    let regions: Vec<&str> = parts.iter().map(|row| row.region_code.as_str()).collect();
    let ids: Vec<Uuid> = parts.iter().map(|row| row.case_id).collect();
    let positions: Vec<i16> = parts.iter().map(|row| row.position).collect();
    let marks: Vec<Option<&str>> = standing.iter().map(|(mark, _)| mark.map(Mark::code)).collect();
    let nexts: Vec<Option<DateTime<Utc>>> = standing.iter().map(|(_, next)| *next).collect();
    sqlx::query(
        "update core.case_assignments as part set mark = now.mark, next_mark_at = now.next_mark_at
         from unnest($1::text[], $2::uuid[], $3::smallint[], $4::text[], $5::timestamptz[])
             as now (region_code, case_id, position, mark, next_mark_at)
         where part.region_code = now.region_code and part.case_id = now.case_id and part.position = now.position",
    )
    .bind(&regions)
    .bind(&ids)
    .bind(&positions)
    .bind(&marks)
    .bind(&nexts)
    .execute(connection)
    .await?;
    Ok(())
}

/// Rows of `core.clock_marks` to be.
#[derive(Default)]
struct Rows<'a> {
    regions: Vec<&'a str>,
    ids: Vec<Uuid>,
    positions: Vec<i16>,
    marks: Vec<&'static str>,
    dues: Vec<DateTime<Utc>>,
    reached: Vec<DateTime<Utc>>,
}

impl<'a> Rows<'a> {
    fn push(
        &mut self,
        region: &'a str,
        case_id: Uuid,
        position: i16,
        mark: Mark,
        due: DateTime<Utc>,
        reached: DateTime<Utc>,
    ) {
        self.regions.push(region);
        self.ids.push(case_id);
        self.positions.push(position);
        self.marks.push(mark.code());
        self.dues.push(due);
        self.reached.push(reached);
    }

    /// Writes what is not recorded yet; returns how many that were.
    async fn insert(&self, connection: &mut PgConnection, now: DateTime<Utc>) -> Result<usize, StoreError> {
        if self.ids.is_empty() {
            return Ok(0);
        }
        let done = sqlx::query(
            "insert into core.clock_marks (region_code, case_id, position, mark, due_at, reached_at, recorded_at)
             select *, $7 from unnest($1::text[], $2::uuid[], $3::smallint[], $4::text[], $5::timestamptz[],
                 $6::timestamptz[])
             on conflict (region_code, case_id, position, mark, due_at) do nothing",
        )
        .bind(&self.regions)
        .bind(&self.ids)
        .bind(&self.positions)
        .bind(&self.marks)
        .bind(&self.dues)
        .bind(&self.reached)
        .bind(now)
        .execute(connection)
        .await?;
        Ok(usize::try_from(done.rows_affected()).unwrap_or(0))
    }
}
