use chrono::{DateTime, Utc};
use std::sync::Arc;

use domain::area::DrawnArea;
use domain::board::figures::{Counted, Timeliness};
use domain::case::Action;
use sqlx::postgres::Postgres;
use sqlx::{FromRow, QueryBuilder};

use crate::states::clock_stopped;
use crate::{PublicDb, StoreError};

/// A published case, as stored: codes, no names.
#[derive(Debug, Clone, FromRow)]
pub struct CaseRecord {
    pub public_code: String,
    pub category_code: String,
    pub source_code: String,
    pub state: String,
    pub department_code: Option<String>,
    pub township_code: Option<String>,
    pub community_code: Option<String>,
    pub grid_code: Option<String>,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub received_at: DateTime<Utc>,
    pub received_rounding: String,
    pub clock_started_at: Option<DateTime<Utc>>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed: bool,
    pub verdict: Option<String>,
    pub suspended: bool,
    pub public_token: String,
    /// Batch that wrote it last.
    pub version: i64,
}

/// A case as it stands since a batch: it may have been withdrawn by it.
#[derive(Debug, Clone, FromRow)]
pub struct CaseChangeRecord {
    #[sqlx(flatten)]
    pub case: CaseRecord,
    pub withdrawn: bool,
    /// When the batch was published.
    pub published_at: DateTime<Utc>,
}

/// A unit's part.
#[derive(Debug, Clone, FromRow)]
pub struct UnitRecord {
    pub department_code: String,
    pub role: String,
    pub assigned_at: DateTime<Utc>,
    pub signed_at: Option<DateTime<Utc>>,
    pub feedback_at: Option<DateTime<Utc>>,
    pub released_at: Option<DateTime<Utc>>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
}

/// One event.
#[derive(Debug, Clone, FromRow)]
pub struct EventRecord {
    pub seq: i32,
    pub action: String,
    pub at: DateTime<Utc>,
    pub from_state: Option<String>,
    pub to_state: String,
    pub department_code: Option<String>,
    pub reason: Option<String>,
    pub due_at: Option<DateTime<Utc>>,
}

/// A case with its units and timeline.
#[derive(Debug, Clone)]
pub struct CaseRecordFile {
    pub case: CaseRecord,
    pub units: Vec<UnitRecord>,
    pub events: Vec<EventRecord>,
}

/// Which cases to list; empty sets and `None` do not restrict. All conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    pub categories: Vec<String>,
    /// Departments; [`domain::DepartmentCode::UNASSIGNED`] stands for none.
    pub departments: Vec<String>,
    pub states: Vec<String>,
    pub sources: Vec<String>,
    pub townships: Vec<String>,
    pub communities: Vec<String>,
    pub grids: Vec<String>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Moment at which `timeliness` and `counted` are judged.
    pub as_of: DateTime<Utc>,
    /// Whether that moment may lie before closings that are known.
    pub looks_back: bool,
    /// Only cases that stand so against their limit.
    pub timeliness: Vec<Timeliness>,
    /// Only what this figure counts. Where it is about a unit's part, `departments` are the units that took it.
    pub counted: Option<Counted>,
    /// Only cases without a place on the map.
    pub unplaced: bool,
    /// Only cases whose published place lies in this box: west, south, east, north. West and north belong to it, east and
    /// south do not, as with the map engine's boxes; those of a `lens::Bbox` are its limits.
    pub within: Option<[f64; 4]>,
    /// Only cases whose published place lies in an area that somebody drew.
    pub area: Option<Arc<DrawnArea>>,
    /// Only cases that are not closed.
    pub open: bool,
    /// Public codes without hyphens.
    pub codes: Vec<String>,
    /// Only cases written last by a batch after this one.
    pub after_version: Option<i64>,
    /// Only cases written last by this batch or one before it.
    pub until_version: Option<i64>,
    /// So many are left out from the beginning.
    pub skip: i64,
    /// Search: a code prefix, or categories, townships and communities whose names matched.
    pub search: Option<Search>,
    /// Continue after this receipt and code.
    pub after: Option<(DateTime<Utc>, String)>,
}

/// What a search text stands for, resolved against names by the caller.
#[derive(Debug, Clone, Default)]
pub struct Search {
    pub code_prefix: Option<String>,
    pub categories: Vec<String>,
    pub townships: Vec<String>,
    pub communities: Vec<String>,
}

const COLUMNS: &str = "public_code, category_code, source_code, state, department_code, township_code, community_code, \
    grid_code, lng, lat, received_at, received_rounding, clock_started_at, original_due_at, current_due_at, closed_at, \
    closed, verdict, suspended, public_token, version";

/// Cases of `region`, newest receipt first, at most `limit`.
pub async fn cases(
    db: &PublicDb,
    region: &str,
    filter: &CaseFilter,
    limit: i64,
) -> Result<Vec<CaseRecord>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new("select ");
    query
        .push(COLUMNS)
        .push(" from published.cases where not withdrawn and region_code = ")
        .push_bind(region);
    for (column, values) in [
        ("category_code", &filter.categories),
        ("state", &filter.states),
        ("source_code", &filter.sources),
        ("township_code", &filter.townships),
        ("community_code", &filter.communities),
        ("grid_code", &filter.grids),
        ("public_code", &filter.codes),
    ] {
        if !values.is_empty() {
            query
                .push(" and ")
                .push(column)
                .push(" = any(")
                .push_bind(values)
                .push(")");
        }
    }
    let of_a_part = filter.counted.is_some_and(Counted::is_of_a_part);
    if !filter.departments.is_empty() && !of_a_part {
        let unassigned = filter
            .departments
            .iter()
            .any(|code| code == domain::DepartmentCode::UNASSIGNED);
        query
            .push(" and (department_code = any(")
            .push_bind(&filter.departments)
            .push(")");
        query.push(if unassigned {
            " or department_code is null)"
        } else {
            ")"
        });
    }
    if let Some(from) = filter.from {
        query.push(" and received_at >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" and received_at < ").push_bind(to);
    }
    push_timeliness(&mut query, filter);
    if let Some(counted) = filter.counted {
        push_counted(&mut query, counted, filter);
    }
    if filter.unplaced {
        query.push(" and lng is null");
    }
    if let Some([west, south, east, north]) = filter.within {
        query.push(" and lng >= ").push_bind(west);
        query.push(" and lng < ").push_bind(east);
        query.push(" and lat > ").push_bind(south);
        query.push(" and lat <= ").push_bind(north);
    }
    if let Some(area) = &filter.area {
        push_area(&mut query, area);
    }
    if filter.open {
        query.push(" and not closed");
    }
    if let Some(version) = filter.after_version {
        query.push(" and version > ").push_bind(version);
    }
    if let Some(version) = filter.until_version {
        query.push(" and version <= ").push_bind(version);
    }
    if let Some(search) = &filter.search {
        query
            .push(" and (category_code = any(")
            .push_bind(&search.categories);
        query
            .push(") or township_code = any(")
            .push_bind(&search.townships);
        query
            .push(") or community_code = any(")
            .push_bind(&search.communities)
            .push(")");
        if let Some(prefix) = &search.code_prefix {
            query
                .push(" or starts_with(public_code, ")
                .push_bind(prefix)
                .push(")");
        }
        query.push(")");
    }
    if let Some((received_at, code)) = &filter.after {
        query
            .push(" and (received_at, public_code) < (")
            .push_bind(received_at)
            .push(", ")
            .push_bind(code)
            .push(")");
    }
    query
        .push(" order by received_at desc, public_code desc limit ")
        .push_bind(limit)
        .push(" offset ")
        .push_bind(filter.skip);
    Ok(query.build_query_as().fetch_all(&db.pool).await?)
}

/// The rule of [`DrawnArea::holds`]: in whole 1e-7 degrees Postgres' own operator is exact, and what lies on the line is inside.
fn push_area(query: &mut QueryBuilder<Postgres>, area: &DrawnArea) {
    let [west, south, east, north] = area.bounds();
    let units = "round(lng * 1e7)::float8, round(lat * 1e7)::float8";
    query
        .push(" and round(lng * 1e7) between ")
        .push_bind(f64::from(west))
        .push(" and ")
        .push_bind(f64::from(east));
    query
        .push(" and round(lat * 1e7) between ")
        .push_bind(f64::from(south))
        .push(" and ")
        .push_bind(f64::from(north));
    let corners: Vec<String> = area.corners().iter().map(|(x, y)| format!("({x},{y})")).collect();
    query
        .push(" and ")
        .push_bind(format!("({})", corners.join(",")))
        .push(format!("::polygon @> point({units})"));
}

/// The rule of `domain::board::figures::CaseFact::timeliness`, to the second as there.
fn push_timeliness(query: &mut QueryBuilder<Postgres>, filter: &CaseFilter) {
    let (at, stopped) = (filter.as_of, clock_stopped());
    match filter.timeliness.as_slice() {
        [] => {}
        // The one that is asked for most has an index.
        [Timeliness::Overdue] if !filter.looks_back => {
            query
                .push(" and not closed and verdict is null and not suspended and current_due_at < date_trunc('second', ")
                .push_bind(at)
                .push(format!("::timestamptz) and state not in ({stopped})"));
        }
        classes => {
            let due =
                format!("(case when state not in ({stopped}) then date_trunc('second', current_due_at) end)");
            query
                .push(" and case when (closed or verdict is not null) and coalesce(closed_at <= ")
                .push_bind(at)
                .push(format!(
                    ", true) then case when verdict is not null then verdict
                                       when {due} is null then 'no_limit'
                                       when date_trunc('second', closed_at) <= {due} then 'on_time'
                                       else 'late' end
                         when {due} is null then 'no_limit'
                         when {due} >= date_trunc('second', "
                ))
                .push_bind(at)
                .push(
                    "::timestamptz) then 'running' when suspended then 'suspended' else 'overdue' end = any(",
                )
                .push_bind(classes.iter().map(|class| class.code()).collect::<Vec<_>>())
                .push(")");
        }
    }
}

fn push_counted(query: &mut QueryBuilder<Postgres>, counted: Counted, filter: &CaseFilter) {
    let (table, is_one) = match counted {
        Counted::Closed => {
            query
                .push(" and (closed or verdict is not null) and coalesce(closed_at <= ")
                .push_bind(filter.as_of)
                .push(", true)");
            return;
        }
        Counted::Returned => (
            "case_events",
            format!("part.action = '{}'", Action::Return.code()),
        ),
        Counted::Reworked => {
            let (rework, reopen) = (Action::Rework.code(), Action::Reopen.code());
            ("case_events", format!("part.action in ('{rework}', '{reopen}')"))
        }
        Counted::HandedOver => (
            "case_units",
            "part.role = 'co' and (part.released_at is null or part.feedback_at is not null)".to_owned(),
        ),
        Counted::Completed => (
            "case_units",
            "part.role = 'co' and part.feedback_at is not null".to_owned(),
        ),
    };
    query.push(format!(
        " and exists (select from published.{table} as part
                      where part.region_code = cases.region_code and part.public_code = cases.public_code and {is_one}"
    ));
    if counted.is_of_a_part() && !filter.departments.is_empty() {
        query
            .push(" and part.department_code = any(")
            .push_bind(filter.departments.clone())
            .push(")");
    }
    query.push(")");
}

/// Cases as they stand, those written last after the batch `version`, or by it and with a greater code, in that order:
/// each is told once, by the newest batch that wrote it.
pub async fn case_changes(
    db: &PublicDb,
    region: &str,
    (version, code): (i64, &str),
    limit: i64,
) -> Result<Vec<CaseChangeRecord>, StoreError> {
    let sql = format!(
        "select {COLUMNS}, withdrawn, coalesce(changes.at, 'epoch') as published_at
         from published.cases left join (select version, at from published.changes) as changes using (version)
         where region_code = $1 and version >= $2 and (version, public_code) > ($2, $3)
         order by version, public_code limit $4"
    );
    Ok(sqlx::query_as(crate::bulk::assembled(sql))
        .bind(region)
        .bind(version)
        .bind(code)
        .bind(limit)
        .fetch_all(&db.pool)
        .await?)
}

/// The case with this public code (no hyphens).
pub async fn case_by_code(
    db: &PublicDb,
    region: &str,
    code: &str,
) -> Result<Option<CaseRecordFile>, StoreError> {
    one(db, region, "public_code", code).await
}

/// The case with this QR token.
pub async fn case_by_token(
    db: &PublicDb,
    region: &str,
    token: &str,
) -> Result<Option<CaseRecordFile>, StoreError> {
    one(db, region, "public_token", token).await
}

async fn one(
    db: &PublicDb,
    region: &str,
    column: &'static str,
    value: &str,
) -> Result<Option<CaseRecordFile>, StoreError> {
    let mut transaction = db.begin_reading().await?;
    let sql = format!(
        "select {COLUMNS} from published.cases where not withdrawn and region_code = $1 and {column} = $2"
    );
    let case: Option<CaseRecord> = sqlx::query_as(crate::bulk::assembled(sql))
        .bind(region)
        .bind(value)
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(case) = case else { return Ok(None) };
    let units = sqlx::query_as(
        "select department_code, role, assigned_at, signed_at, feedback_at, released_at, original_due_at, current_due_at
         from published.case_units where region_code = $1 and public_code = $2 order by position",
    )
    .bind(region)
    .bind(&case.public_code)
    .fetch_all(&mut *transaction)
    .await?;
    let events = sqlx::query_as(
        "select seq, action, at, from_state, to_state, department_code, reason, due_at
         from published.case_events where region_code = $1 and public_code = $2 order by seq",
    )
    .bind(region)
    .bind(&case.public_code)
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(CaseRecordFile { case, units, events }))
}
