use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::CaseState;
use domain::source::SourceSystem;
use sqlx::FromRow;
use uuid::Uuid;

use super::read::{ASSIGNMENT, AssignmentRow, CASE, CaseRow, case_state};
use crate::bulk::assembled;
use crate::error::known;
use crate::{Db, StoreError};

/// A case that is not over, for machines that act on many.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCase {
    pub case_id: Uuid,
    pub category: String,
    pub source: SourceSystem,
    pub township: Option<String>,
    pub case: CaseState,
    /// When the last event happened.
    pub last_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct OpenRow {
    case_id: Uuid,
    source_code: String,
    township_code: Option<String>,
    last_at: DateTime<Utc>,
    #[sqlx(flatten)]
    case: CaseRow,
}

#[derive(FromRow)]
struct PartRow {
    case_id: Uuid,
    #[sqlx(flatten)]
    part: AssignmentRow,
}

/// Cases of a region that are not over, those received last first, at most `limit`. Nothing is locked:
/// whoever acts says which version they saw.
pub async fn open_cases(db: &Db, region: &RegionCode, limit: i64) -> Result<Vec<OpenCase>, StoreError> {
    let sql = format!(
        "select c.case_id, c.source_code, c.township_code, event.at as last_at, {CASE}
         from core.cases as c
         join core.case_events as event
           on event.region_code = c.region_code and event.case_id = c.case_id and event.seq = c.version
         where c.region_code = $1 and c.state not in ('closed', 'archived', 'rejected', 'merged')
         order by c.received_at desc limit $2"
    );
    let rows: Vec<OpenRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(limit)
        .fetch_all(&db.pool)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.case_id).collect();
    let sql = format!(
        "select case_id, {ASSIGNMENT} from core.case_assignments
         where region_code = $1 and case_id = any($2) order by case_id, position"
    );
    let parts: Vec<PartRow> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(&ids)
        .fetch_all(&db.pool)
        .await?;
    let mut of_case: HashMap<Uuid, Vec<AssignmentRow>> = HashMap::new();
    for part in parts {
        of_case.entry(part.case_id).or_default().push(part.part);
    }
    rows.into_iter()
        .map(|row| {
            Ok(OpenCase {
                case_id: row.case_id,
                category: row.case.category_code.clone(),
                source: known("cases.source_code", &row.source_code, SourceSystem::from_code)?,
                township: row.township_code,
                last_at: row.last_at,
                // Machines blow no whistles and answer none.
                case: case_state(
                    row.case,
                    of_case.remove(&row.case_id).unwrap_or_default(),
                    Vec::new(),
                )?,
            })
        })
        .collect()
}

/// Whether there is such a case.
pub async fn exists(db: &Db, region: &RegionCode, case_id: Uuid) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("select exists (select from core.cases where region_code = $1 and case_id = $2)")
            .bind(region.as_str())
            .bind(case_id)
            .fetch_one(&db.pool)
            .await?,
    )
}
