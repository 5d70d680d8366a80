use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::board::figures::{Repeats, Verdict};
use domain::board::recount::{self as rules, differences};
use domain::board::{PartFact, facts};
use domain::case::{Action, CaseState, EventDraft, Reason, Role, State};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::bulk::assembled;
use crate::cases::RuleBook;
use crate::cases::{ASSIGNMENT, AssignmentRow, CASE, CaseRow, case_state};
use crate::error::known;
use crate::published::{TALLY_COLUMNS, TallyRow, verdict_of};
use crate::{Db, StoreError};

/// Cases looked at together.
const PAGE: i64 = 1_000;
/// Differing cases that are kept by name.
const EXAMPLES: usize = 50;

/// One case whose figures are not what they should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Public code.
    pub code: String,
    /// 0 = the case itself; else one more than the position of the assignment.
    pub part: u16,
    /// `events` = its events say otherwise; `published` = its published row does.
    pub against: String,
}

/// What a recount of one region found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    pub at: DateTime<Utc>,
    pub cases: u64,
    pub differing: u64,
    /// The first of them.
    pub examples: Vec<Found>,
}

#[derive(FromRow)]
struct RecountRow {
    at: DateTime<Utc>,
    cases: i64,
    differing: i64,
    examples: Json<Vec<Found>>,
}

#[derive(FromRow)]
struct CountedRow {
    case_id: Uuid,
    public_code: String,
    tally_key: i64,
    source_verdict: Option<String>,
    repeats_place: bool,
    repeats_person: bool,
    repeats_matter: bool,
    /// Its last change is not published yet.
    waits: bool,
    #[sqlx(flatten)]
    case: CaseRow,
}

#[derive(FromRow)]
struct PartRow {
    case_id: Uuid,
    #[sqlx(flatten)]
    part: AssignmentRow,
}

#[derive(FromRow)]
struct EventRow {
    case_id: Uuid,
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
    sign_due_at: Option<DateTime<Utc>>,
    contact_due_at: Option<DateTime<Utc>>,
    satisfaction: Option<i16>,
    solved: Option<bool>,
    co_departments: Vec<String>,
}

/// Counts every case of a region once more from its events, compares with what is kept and with what is
/// published, and keeps what was found. Each page of cases is seen as of one moment.
pub async fn recount(
    db: &Db,
    region: &RegionCode,
    book: &RuleBook,
    now: DateTime<Utc>,
) -> Result<Recount, StoreError> {
    let mut found = Recount {
        at: now,
        cases: 0,
        differing: 0,
        examples: Vec::new(),
    };
    let mut last = Uuid::nil();
    loop {
        let mut connection = db.begin_reading().await?;
        let rows = page(&mut connection, region, last).await?;
        let Some(end) = rows.last().map(|row| row.case_id) else {
            break;
        };
        last = end;
        compare(&mut connection, region, book, rows, &mut found).await?;
    }
    sqlx::query(
        "insert into core.recounts (region_code, at, cases, differing, examples) values ($1, $2, $3, $4, $5)
         on conflict (region_code, at) do nothing",
    )
    .bind(region.as_str())
    .bind(now)
    .bind(i64::try_from(found.cases).unwrap_or(i64::MAX))
    .bind(i64::try_from(found.differing).unwrap_or(i64::MAX))
    .bind(Json(&found.examples))
    .execute(&db.pool)
    .await?;
    Ok(found)
}

/// The newest recount of a region.
pub async fn last_recount(db: &Db, region: &RegionCode) -> Result<Option<Recount>, StoreError> {
    let row: Option<RecountRow> = sqlx::query_as(
        "select at, cases, differing, examples from core.recounts where region_code = $1 order by at desc limit 1",
    )
    .bind(region.as_str())
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|row| Recount {
        at: row.at,
        cases: row.cases.unsigned_abs(),
        differing: row.differing.unsigned_abs(),
        examples: row.examples.0,
    }))
}

async fn page(
    connection: &mut PgConnection,
    region: &RegionCode,
    last: Uuid,
) -> Result<Vec<CountedRow>, StoreError> {
    let sql = format!(
        "select c.case_id, c.public_code, c.tally_key, c.source_verdict, trait.place_gap is not null as repeats_place,
                trait.person_gap is not null as repeats_person, trait.matter_gap is not null as repeats_matter,
                exists (select from core.outbox as waiting where waiting.region_code = c.region_code
                            and waiting.case_id = c.case_id) as waits, {CASE}
         from core.cases as c
         left join core.case_traits as trait on trait.region_code = c.region_code and trait.case_id = c.case_id
         where c.region_code = $1 and c.case_id > $2 order by c.case_id limit {PAGE}"
    );
    Ok(sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(last)
        .fetch_all(connection)
        .await?)
}

async fn compare(
    connection: &mut PgConnection,
    region: &RegionCode,
    book: &RuleBook,
    rows: Vec<CountedRow>,
    found: &mut Recount,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.case_id).collect();
    let keys: Vec<i64> = rows.iter().map(|row| row.tally_key).collect();
    let mut parts = parts(connection, region, &ids).await?;
    let mut events = events(connection, region, &ids).await?;
    let mut tallies = tallies(connection, region, &keys).await?;
    for row in rows {
        let case = case_state(
            row.case,
            parts.remove(&row.case_id).unwrap_or_default(),
            Vec::new(),
        )?;
        let verdict = row
            .source_verdict
            .as_deref()
            .map(|code| known("cases.source_verdict", code, verdict_of))
            .transpose()?;
        let repeats = Repeats {
            place: row.repeats_place,
            person: row.repeats_person,
            matter: row.repeats_matter,
        };
        let counted = facts(&case, verdict, repeats);
        let events = events.remove(&row.case_id).unwrap_or_default();
        let recounted = from_events(&events, &case, verdict, repeats, book);
        let published = tallies.remove(&row.tally_key).unwrap_or_default();
        let mut differing = against("events", &row.public_code, &counted, &recounted);
        if !row.waits {
            differing.extend(against("published", &row.public_code, &counted, &published));
        }
        found.cases += 1;
        found.differing += u64::from(!differing.is_empty());
        let room = EXAMPLES.saturating_sub(found.examples.len());
        found.examples.extend(differing.into_iter().take(room));
    }
    Ok(())
}

fn from_events(
    events: &[EventDraft],
    case: &CaseState,
    verdict: Option<Verdict>,
    repeats: Repeats,
    book: &RuleBook,
) -> Vec<PartFact> {
    rules::recount(events, case, verdict, repeats, &book.calendar, book.zone)
}

fn against(what: &str, code: &str, counted: &[PartFact], other: &[PartFact]) -> Vec<Found> {
    differences(code, counted, other)
        .into_iter()
        .map(|difference| Found {
            code: difference.code,
            part: difference.part,
            against: what.to_owned(),
        })
        .collect()
}

async fn parts(
    connection: &mut PgConnection,
    region: &RegionCode,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<AssignmentRow>>, StoreError> {
    let sql = format!(
        "select case_id, {ASSIGNMENT} from core.case_assignments
         where region_code = $1 and case_id = any($2) order by case_id, position"
    );
    let rows: Vec<PartRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(ids)
        .fetch_all(connection)
        .await?;
    let mut of_case: HashMap<Uuid, Vec<AssignmentRow>> = HashMap::new();
    for row in rows {
        of_case.entry(row.case_id).or_default().push(row.part);
    }
    Ok(of_case)
}

async fn events(
    connection: &mut PgConnection,
    region: &RegionCode,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<EventDraft>>, StoreError> {
    let rows: Vec<EventRow> = sqlx::query_as(
        "select case_id, action, role, actor, at, from_state, to_state, department_code, reason, due_at, note,
                sign_due_at, contact_due_at, satisfaction, solved, co_departments
         from core.case_events where region_code = $1 and case_id = any($2) order by case_id, seq",
    )
    .bind(region.as_str())
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let mut of_case: HashMap<Uuid, Vec<EventDraft>> = HashMap::new();
    for row in rows {
        let state = |code: &str| known("case_events.state", code, State::from_code);
        let event = EventDraft {
            action: known("case_events.action", &row.action, Action::from_code)?,
            role: known("case_events.role", &row.role, Role::from_code)?,
            actor: row.actor,
            department: row.department_code,
            at: row.at,
            from: row.from_state.as_deref().map(state).transpose()?,
            to: state(&row.to_state)?,
            reason: row
                .reason
                .as_deref()
                .map(|code| known("case_events.reason", code, Reason::from_code))
                .transpose()?,
            due_at: row.due_at,
            sign_due_at: row.sign_due_at,
            contact_due_at: row.contact_due_at,
            co_departments: row.co_departments,
            satisfaction: row.satisfaction.and_then(|level| u8::try_from(level).ok()),
            solved: row.solved,
            note: row.note,
        };
        of_case.entry(row.case_id).or_default().push(event);
    }
    Ok(of_case)
}

async fn tallies(
    connection: &mut PgConnection,
    region: &RegionCode,
    keys: &[i64],
) -> Result<HashMap<i64, Vec<PartFact>>, StoreError> {
    let sql = format!(
        "select {TALLY_COLUMNS} from published.tally
         where region_code = $1 and tally_key = any($2) order by tally_key, part"
    );
    let rows: Vec<TallyRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(keys)
        .fetch_all(connection)
        .await?;
    let mut of_case: HashMap<i64, Vec<PartFact>> = HashMap::new();
    for row in rows {
        let Some(fact) = row.fact()? else { continue };
        of_case.entry(row.tally_key).or_default().push(PartFact {
            part: row.part.unsigned_abs(),
            department: row.department_code,
            fact,
        });
    }
    Ok(of_case)
}
