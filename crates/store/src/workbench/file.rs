use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::area::PlacedBy;
use domain::case::{Action, CaseState, Reason, Role, State};
use domain::clock::Mark;
use domain::source::SourceSystem;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::assembled;
use crate::cases::read::{ASSIGNMENT, AssignmentRow, CASE, CaseRow, case_state, whistles};
use crate::error::known;
use crate::{Db, StoreError};

/// A case with everything that is kept of it.
#[derive(Debug, Clone)]
pub struct PrivateFile {
    pub case_id: Uuid,
    /// Public code without hyphens.
    pub public_code: String,
    pub serial: String,
    pub public_token: String,
    pub category: String,
    pub source: SourceSystem,
    pub title: Option<String>,
    pub narrative: Option<String>,
    pub address: Option<String>,
    pub township: Option<String>,
    pub community: Option<String>,
    pub grid: Option<String>,
    /// Exact longitude, latitude.
    pub place: Option<(f64, f64)>,
    /// Who says where it lies, if whoever reported it does not.
    pub placed_by: Option<PlacedBy>,
    /// Whether its kind is listed in public.
    pub listed: bool,
    pub opened_by: Option<String>,
    pub case: CaseState,
    /// Oldest first.
    pub events: Vec<StaffEvent>,
    /// Position of the part, colour, due and moment, oldest first.
    pub marks: Vec<(usize, Mark, DateTime<Utc>, DateTime<Utc>)>,
}

/// One event with its private parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffEvent {
    pub seq: u32,
    pub action: Action,
    pub role: Role,
    /// Id of the person, guest or source.
    pub actor: String,
    pub at: DateTime<Utc>,
    pub from: Option<State>,
    pub to: State,
    pub department: Option<String>,
    pub reason: Option<Reason>,
    pub due_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
}

#[derive(FromRow)]
struct FileRow {
    case_id: Uuid,
    public_code: String,
    serial: String,
    public_token: String,
    source_code: String,
    title: Option<String>,
    narrative: Option<String>,
    address: Option<String>,
    township_code: Option<String>,
    community_code: Option<String>,
    grid_code: Option<String>,
    lng: Option<f64>,
    lat: Option<f64>,
    placed_by: Option<String>,
    listed: bool,
    opened_by: Option<String>,
    #[sqlx(flatten)]
    case: CaseRow,
}

#[derive(FromRow)]
struct EventRow {
    seq: i32,
    action: String,
    role: String,
    actor: String,
    at: DateTime<Utc>,
    from_state: Option<String>,
    to_state: String,
    department_code: Option<String>,
    reason: Option<String>,
    due_at: Option<DateTime<Utc>>,
    note: Option<String>,
}

impl TryFrom<EventRow> for StaffEvent {
    type Error = StoreError;
    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        Ok(Self {
            seq: u32::try_from(row.seq).unwrap_or(0),
            action: known("case_events.action", &row.action, Action::from_code)?,
            role: known("case_events.role", &row.role, Role::from_code)?,
            actor: row.actor,
            at: row.at,
            from: row
                .from_state
                .map(|code| known("case_events.from_state", &code, State::from_code))
                .transpose()?,
            to: known("case_events.to_state", &row.to_state, State::from_code)?,
            department: row.department_code,
            reason: row
                .reason
                .map(|code| known("case_events.reason", &code, Reason::from_code))
                .transpose()?,
            due_at: row.due_at,
            note: row.note,
        })
    }
}

/// The case with this public code (without hyphens).
pub async fn case_id_of(db: &Db, region: &RegionCode, public_code: &str) -> Result<Option<Uuid>, StoreError> {
    Ok(
        sqlx::query_scalar("select case_id from core.cases where region_code = $1 and public_code = $2")
            .bind(region.as_str())
            .bind(public_code)
            .fetch_optional(&db.pool)
            .await?,
    )
}

/// The public code (without hyphens) of a case.
pub async fn code_of(db: &Db, region: &RegionCode, case_id: Uuid) -> Result<Option<String>, StoreError> {
    Ok(
        sqlx::query_scalar("select public_code from core.cases where region_code = $1 and case_id = $2")
            .bind(region.as_str())
            .bind(case_id)
            .fetch_optional(&db.pool)
            .await?,
    )
}

/// The whole file of a case, as of one moment.
pub async fn private_file(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
) -> Result<Option<PrivateFile>, StoreError> {
    let mut transaction = db.begin_reading().await?;
    let sql = format!(
        "select c.case_id, c.public_code, c.serial, c.public_token, c.source_code, c.title, c.narrative, c.address,
                c.township_code, c.community_code, c.grid_code, c.lng, c.lat, c.placed_by, c.opened_by,
                coalesce(category.tier in ('exact', 'snapped', 'grid'), false) as listed, {CASE}
         from core.cases as c left join core.categories as category using (region_code, category_code)
         where c.region_code = $1 and c.case_id = $2"
    );
    let row: Option<FileRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(case_id)
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sql = format!(
        "select {ASSIGNMENT} from core.case_assignments where region_code = $1 and case_id = $2 order by position"
    );
    let parts: Vec<AssignmentRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(case_id)
        .fetch_all(&mut *transaction)
        .await?;
    let events: Vec<EventRow> = sqlx::query_as(
        "select seq, action, role, actor, at, from_state, to_state, department_code, reason, due_at, note
         from core.case_events where region_code = $1 and case_id = $2 order by seq",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_all(&mut *transaction)
    .await?;
    let marks: Vec<(i16, String, DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
        "select position, mark, due_at, reached_at from core.clock_marks
         where region_code = $1 and case_id = $2 order by reached_at, position",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_all(&mut *transaction)
    .await?;
    let whistles = whistles(&mut transaction, region, case_id).await?;
    transaction.commit().await?;
    Ok(Some(PrivateFile {
        case_id: row.case_id,
        public_code: row.public_code,
        serial: row.serial,
        public_token: row.public_token,
        category: row.case.category_code.clone(),
        source: known("cases.source_code", &row.source_code, SourceSystem::from_code)?,
        title: row.title,
        narrative: row.narrative,
        address: row.address,
        township: row.township_code,
        community: row.community_code,
        grid: row.grid_code,
        place: row.lng.zip(row.lat),
        placed_by: row
            .placed_by
            .map(|code| known("cases.placed_by", &code, PlacedBy::from_code))
            .transpose()?,
        listed: row.listed,
        opened_by: row.opened_by,
        case: case_state(row.case, parts, whistles)?,
        events: events
            .into_iter()
            .map(StaffEvent::try_from)
            .collect::<Result<_, _>>()?,
        marks: marks
            .into_iter()
            .map(|(position, mark, due_at, reached_at)| {
                let mark = known("clock_marks.mark", &mark, Mark::from_code)?;
                Ok((usize::try_from(position).unwrap_or(0), mark, due_at, reached_at))
            })
            .collect::<Result<_, StoreError>>()?,
    }))
}
