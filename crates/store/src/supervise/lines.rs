use chrono::{DateTime, Utc};
use domain::case::State;
use sqlx::FromRow;

use super::Picture;
use crate::StoreError;
use crate::error::known;

/// A case as lists of supervision show it; codes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRecord {
    /// Public code without hyphens.
    pub public_code: String,
    pub category: String,
    pub title: Option<String>,
    pub state: State,
    pub lead_department: Option<String>,
    pub received_at: DateTime<Utc>,
    /// When its clock began to run.
    pub clock_started_at: DateTime<Utc>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub suspended: bool,
    pub supervision_due_at: Option<DateTime<Utc>>,
    pub version: u32,
}

#[derive(FromRow)]
struct Row {
    public_code: String,
    category_code: String,
    title: Option<String>,
    state: String,
    lead_department: Option<String>,
    received_at: DateTime<Utc>,
    clock_started_at: DateTime<Utc>,
    original_due_at: Option<DateTime<Utc>>,
    current_due_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    suspended: bool,
    supervision_due_at: Option<DateTime<Utc>>,
    version: i32,
}

impl Picture {
    /// The cases with these public codes, in their order.
    pub async fn cases(&mut self, codes: &[String]) -> Result<Vec<CaseRecord>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select c.public_code, c.category_code, c.title, c.state, c.lead_department, c.received_at,
                    coalesce(c.dispatched_at, c.received_at) as clock_started_at, c.original_due_at, c.current_due_at,
                    c.closed_at, c.suspended_at is not null as suspended, c.supervision_due_at, c.version
             from unnest($2::text[]) with ordinality as wanted (public_code, place)
             join core.cases as c on c.region_code = $1 and c.public_code = wanted.public_code
             order by wanted.place",
        )
        .bind(self.region.as_str())
        .bind(codes)
        .fetch_all(&mut *self.transaction)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(CaseRecord {
                    state: known("cases.state", &row.state, State::from_code)?,
                    public_code: row.public_code,
                    category: row.category_code,
                    title: row.title,
                    lead_department: row.lead_department,
                    received_at: row.received_at,
                    clock_started_at: row.clock_started_at,
                    original_due_at: row.original_due_at,
                    current_due_at: row.current_due_at,
                    closed_at: row.closed_at,
                    suspended: row.suspended,
                    supervision_due_at: row.supervision_due_at,
                    version: u32::try_from(row.version).unwrap_or(0),
                })
            })
            .collect()
    }
}
