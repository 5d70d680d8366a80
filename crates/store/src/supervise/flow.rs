use chrono::{DateTime, Utc};
use domain::supervise::gaming::{Closure, Path, Rating};
use sqlx::FromRow;

use super::Picture;
use crate::StoreError;

/// Paths that are read at most: the longest ones.
const MOST_PATHS: i64 = 2_000;
/// Ratings and reopenings that are read at most, the latest ones.
const MOST_RECORDS: i64 = 50_000;

/// More time that was asked for in one case.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct MoreTime {
    /// Public code of the case, without hyphens.
    #[sqlx(rename = "public_code")]
    pub case: String,
    /// The co-handler that asked for its own part; else who leads the case.
    #[sqlx(rename = "department_code")]
    pub department: Option<String>,
    pub asked: i64,
    pub approved: i64,
    pub refused: i64,
}

/// How one of those called by whistles came.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct CalledUnit {
    /// `None`: guests, together.
    #[sqlx(rename = "department_code")]
    pub department: Option<String>,
    pub called: i64,
    pub answered: i64,
    pub declined: i64,
    pub arrived: i64,
    /// Median of the minutes from the whistle to the arrival.
    pub median_arrival: Option<f64>,
}

impl Picture {
    /// More time asked for in the cases received in `[from, to)`, a line for each case and unit.
    pub async fn extensions(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<MoreTime>, StoreError> {
        Ok(sqlx::query_as(
            "select c.public_code,
                    case when event.action like 'co\\_%' then event.department_code else c.lead_department end
                        as department_code,
                    count(*) filter (where event.action in ('ask_extension', 'co_ask_extension')) as asked,
                    count(*) filter (where event.action in ('approve_extension', 'co_approve_extension')) as approved,
                    count(*) filter (where event.action in ('refuse_extension', 'co_refuse_extension')) as refused
             from core.cases as c join core.case_events as event using (region_code, case_id)
             where c.region_code = $1 and c.received_at >= $2 and c.received_at < $3
               and event.action in ('ask_extension', 'approve_extension', 'refuse_extension', 'co_ask_extension',
                                    'co_approve_extension', 'co_refuse_extension')
             group by c.public_code, 2, c.received_at order by c.received_at desc, c.public_code, 2",
        )
        .bind(self.region.as_str())
        .bind(from)
        .bind(to)
        .fetch_all(&mut *self.transaction)
        .await?)
    }

    /// Cases received in `[from, to)` whose lead was given more than once, the longest paths first; at most two
    /// thousand of them, and how many there are.
    pub async fn paths(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(Vec<Path>, usize), StoreError> {
        let rows: Vec<(String, Vec<String>, i64)> = sqlx::query_as(
            "select c.public_code, array_agg(part.department_code order by part.position) as departments,
                    count(*) over () as total
             from core.cases as c join core.case_assignments as part using (region_code, case_id)
             where c.region_code = $1 and c.received_at >= $2 and c.received_at < $3 and part.role = 'lead'
             group by c.public_code, c.received_at having count(*) > 1
             order by count(*) desc, c.received_at desc, c.public_code limit $4",
        )
        .bind(self.region.as_str())
        .bind(from)
        .bind(to)
        .bind(MOST_PATHS)
        .fetch_all(&mut *self.transaction)
        .await?;
        let total = rows.first().map_or(0, |(_, _, total)| *total);
        let paths = rows
            .into_iter()
            .map(|(case, departments, _)| Path { case, departments })
            .collect();
        Ok((paths, usize::try_from(total).unwrap_or(0)))
    }

    /// Closures of the cases received in `[from, to)` that were opened again, with who led at the closing.
    pub async fn reopenings(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Closure>, StoreError> {
        type Row = (String, String, DateTime<Utc>, DateTime<Utc>);
        let rows: Vec<Row> = sqlx::query_as(
            "select c.public_code, lead.department_code, closing.at, reopening.at
             from core.cases as c
             join core.case_events as closing using (region_code, case_id)
             cross join lateral (select later.at from core.case_events as later
                                 where later.region_code = c.region_code and later.case_id = c.case_id
                                   and later.seq > closing.seq and later.to_state = 'reopened'
                                   and later.from_state <> 'reopened'
                                 order by later.seq limit 1) as reopening
             cross join lateral (select part.department_code from core.case_assignments as part
                                 where part.region_code = c.region_code and part.case_id = c.case_id
                                   and part.role = 'lead' and part.assigned_at <= closing.at
                                 order by part.position desc limit 1) as lead
             where c.region_code = $1 and c.received_at >= $2 and c.received_at < $3 and c.reworks > 0
               and closing.to_state = 'closed' and closing.from_state <> 'closed'
             order by closing.at desc limit $4",
        )
        .bind(self.region.as_str())
        .bind(from)
        .bind(to)
        .bind(MOST_RECORDS)
        .fetch_all(&mut *self.transaction)
        .await?;
        let closure = |(case, department, closed, reopened): Row| Closure {
            case,
            department,
            closed_at: closed.timestamp(),
            // The limit that held then is not kept; whoever masses closures keeps them closed.
            due_at: None,
            reopened_at: Some(reopened.timestamp()),
        };
        Ok(rows.into_iter().map(closure).collect())
    }

    /// What caller-backs wrote down of the cases received in `[from, to)`: the rating of a case is what its last
    /// call-back brought, unless a citizen has spoken since.
    pub async fn ratings(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Rating>, StoreError> {
        type Row = (String, String, DateTime<Utc>, i16);
        let rows: Vec<Row> = sqlx::query_as(
            "select c.public_code, last.actor, last.at, c.satisfaction
             from core.cases as c
             cross join lateral (select event.actor, event.at, event.role from core.case_events as event
                                 where event.region_code = c.region_code and event.case_id = c.case_id
                                   and event.action in ('call_back', 'reopen')
                                 order by event.seq desc limit 1) as last
             where c.region_code = $1 and c.received_at >= $2 and c.received_at < $3
               and c.satisfaction is not null and last.role = 'caller_back'
             order by last.at desc limit $4",
        )
        .bind(self.region.as_str())
        .bind(from)
        .bind(to)
        .bind(MOST_RECORDS)
        .fetch_all(&mut *self.transaction)
        .await?;
        let rating = |(case, caller, at, level): Row| Rating {
            case,
            caller,
            at: at.timestamp(),
            level: u8::try_from(level).unwrap_or(0),
        };
        Ok(rows.into_iter().map(rating).collect())
    }

    /// How those came who were called by whistles blown in `[from, to)`, units by code, guests together at the end.
    pub async fn called(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<CalledUnit>, StoreError> {
        Ok(sqlx::query_as(
            "select case when call.callee not like 'guest:%' then call.callee end as department_code,
                    count(*) as called, count(call.answered_at) as answered, count(call.declined) as declined,
                    count(call.arrived_at) as arrived,
                    percentile_cont(0.5) within group (
                        order by (extract(epoch from call.arrived_at - whistle.blown_at) / 60)::float8) as median_arrival
             from core.whistles as whistle
             join core.whistle_calls as call using (region_code, case_id, number)
             where whistle.region_code = $1 and whistle.blown_at >= $2 and whistle.blown_at < $3
             group by 1 order by 1 nulls last",
        )
        .bind(self.region.as_str())
        .bind(from)
        .bind(to)
        .fetch_all(&mut *self.transaction)
        .await?)
    }
}
