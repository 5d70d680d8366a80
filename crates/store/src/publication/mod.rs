//! The publisher: the one place where something becomes public. It copies what the public may see of changed
//! cases from `core` to `published`, batch by batch; batches become visible in the order of their versions.

mod again;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnection, PgListener};
use uuid::Uuid;

use crate::{Db, StoreError};

pub(crate) use again::{publish_kind_again, publish_reference_again};

/// What one batch published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Cases taken from the outbox; 0 = nothing was waiting.
    pub cases: u64,
    /// Newest version made.
    pub version: Option<i64>,
}

/// Advisory lock of the publisher: two at once would make versions visible out of order.
const PUBLISHER_LOCK: i64 = 0x7075_626c_6973_6800;

/// Publishes up to `limit` waiting cases in one transaction. Any number of processes may call it; they take
/// turns.
pub async fn publish_pending(db: &Db, now: DateTime<Utc>, limit: i64) -> Result<Published, StoreError> {
    let mut transaction = db.pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(PUBLISHER_LOCK)
        .execute(&mut *transaction)
        .await?;
    let rows: Vec<(String, Uuid, bool)> = sqlx::query_as(
        // An array, so that the plan stays one look-up per id while the table is filled faster than analysed.
        "delete from core.outbox
         where id = any(array(select id from core.outbox where not_before <= $1 order by id limit $2))
         returning region_code, case_id, bulk",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(&mut *transaction)
    .await?;
    let mut published = Published {
        cases: rows.len() as u64,
        version: None,
    };
    let mut regions: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    for region in regions {
        let of_region = || rows.iter().filter(|row| row.0 == region);
        let mut cases: Vec<Uuid> = of_region().map(|row| row.1).collect();
        cases.sort_unstable();
        cases.dedup();
        let bulk = of_region().all(|row| row.2);
        published.version = Some(publish_cases(&mut transaction, region, &cases, bulk, now).await?);
    }
    if published.version.is_some() {
        sqlx::query("notify lianqin_published")
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(published)
}

/// Publishes until nothing is waiting; returns how many cases that were.
pub async fn publish_all(db: &Db, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut total = 0;
    loop {
        let published = publish_pending(db, now, 10_000).await?;
        total += published.cases;
        if published.cases == 0 {
            return Ok(total);
        }
    }
}

/// Seconds the oldest publishable case has been waiting, by its last change; 0 when nothing waits.
pub async fn lag_seconds(db: &Db, now: DateTime<Utc>) -> Result<f64, StoreError> {
    Ok(sqlx::query_scalar(
        "select coalesce(extract(epoch from $1 - min(c.updated_at)), 0)::float8
         from (select region_code, case_id from core.outbox where not_before <= $1 order by id limit 1) as waiting
         join core.cases as c using (region_code, case_id)",
    )
    .bind(now)
    .fetch_one(&db.pool)
    .await?)
}

async fn publish_cases(
    connection: &mut PgConnection,
    region: &str,
    cases: &[Uuid],
    bulk: bool,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let version: i64 = sqlx::query_scalar("select nextval('published.version_seq')")
        .fetch_one(&mut *connection)
        .await?;
    // Totals first: they count every case at once, whatever its tier and delay.
    sqlx::query(
        "insert into published.tally (region_code, tally_key, version, department_code, received_at, due_at, closed,
                closed_at, verdict, suspended, satisfied)
         select region_code, tally_key, $3, lead_department, received_at,
                case when state not in ('rejected', 'merged') then current_due_at end,
                state in ('closed', 'archived'), closed_at, source_verdict, suspended_at is not null, satisfaction >= 4
         from core.cases where region_code = $1 and case_id = any($2)
         on conflict (region_code, tally_key) do update set version = excluded.version,
                department_code = excluded.department_code, received_at = excluded.received_at,
                due_at = excluded.due_at, closed = excluded.closed, closed_at = excluded.closed_at,
                verdict = excluded.verdict, suspended = excluded.suspended, satisfied = excluded.satisfied",
    )
    .bind(region)
    .bind(cases)
    .bind(version)
    .execute(&mut *connection)
    .await?;
    // Cases of a delayed kind come back when their time has come.
    sqlx::query(
        "insert into core.outbox (region_code, case_id, not_before, bulk)
         select c.region_code, c.case_id, c.received_at + make_interval(mins => category.delay_minutes), $4
         from core.cases as c join core.categories as category using (region_code, category_code)
         where c.region_code = $1 and c.case_id = any($2)
           and category.tier in ('exact', 'snapped', 'grid')
           and c.received_at + make_interval(mins => category.delay_minutes) > $3",
    )
    .bind(region)
    .bind(cases)
    .bind(now)
    .bind(bulk)
    .execute(&mut *connection)
    .await?;
    let listed: Vec<(Uuid, String)> = sqlx::query_as(
        "insert into published.cases as shown (region_code, public_code, version, category_code, source_code, state,
                department_code, township_code, community_code, grid_code, lng, lat, received_at, received_rounding,
                clock_started_at, original_due_at, current_due_at, closed_at, closed, verdict, suspended, public_token)
         select c.region_code, c.public_code, $3, c.category_code, c.source_code, c.state, c.lead_department,
                c.township_code, c.community_code, c.grid_code, place.lng, place.lat, c.public_received_at,
                category.rounding, coalesce(c.dispatched_at, c.public_received_at), c.original_due_at, c.current_due_at,
                c.closed_at, c.state in ('closed', 'archived'), c.source_verdict, c.suspended_at is not null,
                c.public_token
         from core.cases as c join core.categories as category using (region_code, category_code)
         -- A case that was written while its kind became more private still carries the place of before.
         left join lateral (select c.public_lng as lng, c.public_lat as lat
                            where category.tier = 'exact'
                               or (category.tier = 'snapped'
                                   and (c.public_lng, c.public_lat) is distinct from (c.lng, c.lat))) as place on true
         where c.region_code = $1 and c.case_id = any($2) and category.tier in ('exact', 'snapped', 'grid')
           and c.received_at + make_interval(mins => category.delay_minutes) <= $4
         on conflict (region_code, public_code) do update set version = excluded.version, withdrawn = false,
                category_code = excluded.category_code, state = excluded.state,
                department_code = excluded.department_code, township_code = excluded.township_code,
                community_code = excluded.community_code, grid_code = excluded.grid_code, lng = excluded.lng,
                lat = excluded.lat, received_at = excluded.received_at,
                received_rounding = excluded.received_rounding, clock_started_at = excluded.clock_started_at,
                original_due_at = excluded.original_due_at, current_due_at = excluded.current_due_at,
                closed_at = excluded.closed_at, closed = excluded.closed, verdict = excluded.verdict,
                suspended = excluded.suspended, public_token = excluded.public_token
         returning (select case_id from core.cases as c
                    where c.region_code = shown.region_code and c.public_code = shown.public_code), public_code",
    )
    .bind(region)
    .bind(cases)
    .bind(version)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    withdraw_unlisted(connection, region, cases, version).await?;
    let (ids, codes): (Vec<Uuid>, Vec<String>) = listed.into_iter().unzip();
    publish_parts(connection, region, &ids, &codes, version).await?;
    sqlx::query(
        "insert into published.changes (version, region_code, at, cases, bulk) values ($1, $2, $3, $4, $5)",
    )
    .bind(version)
    .bind(region)
    .bind(now)
    .bind(i32::try_from(cases.len()).unwrap_or(i32::MAX))
    .bind(bulk)
    .execute(connection)
    .await?;
    Ok(version)
}

/// A case whose kind has become more private goes out of sight with everything about it.
async fn withdraw_unlisted(
    connection: &mut PgConnection,
    region: &str,
    cases: &[Uuid],
    version: i64,
) -> Result<(), StoreError> {
    let codes: Vec<String> = sqlx::query_scalar(
        "update published.cases as shown set version = $3, withdrawn = true, lng = null, lat = null, grid_code = null,
                community_code = null, township_code = null, department_code = null
         from core.cases as c join core.categories as category using (region_code, category_code)
         where c.region_code = $1 and c.case_id = any($2) and shown.region_code = c.region_code
           and shown.public_code = c.public_code and category.tier in ('count', 'absent')
         returning shown.public_code",
    )
    .bind(region)
    .bind(cases)
    .bind(version)
    .fetch_all(&mut *connection)
    .await?;
    if !codes.is_empty() {
        for statement in [
            "delete from published.case_units where region_code = $1 and public_code = any($2)",
            "delete from published.case_events where region_code = $1 and public_code = any($2)",
        ] {
            sqlx::query(statement)
                .bind(region)
                .bind(&codes)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// Units and timeline of listed cases.
async fn publish_parts(
    connection: &mut PgConnection,
    region: &str,
    ids: &[Uuid],
    codes: &[String],
    version: i64,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into published.case_units (region_code, public_code, position, department_code, role, assigned_at,
                signed_at, feedback_at, released_at, original_due_at, current_due_at)
         select part.region_code, listed.code, part.position, part.department_code, part.role, part.assigned_at,
                part.signed_at, part.feedback_at, part.released_at, part.original_due_at, part.current_due_at
         from unnest($2::uuid[], $3::text[]) as listed (id, code)
         join core.case_assignments as part on part.region_code = $1 and part.case_id = listed.id
         on conflict (region_code, public_code, position) do update set department_code = excluded.department_code,
                signed_at = excluded.signed_at, feedback_at = excluded.feedback_at,
                released_at = excluded.released_at, original_due_at = excluded.original_due_at,
                current_due_at = excluded.current_due_at",
    )
    .bind(region)
    .bind(ids)
    .bind(codes)
    .execute(&mut *connection)
    .await?;
    // The receipt is told as the case tells it, also when its kind begins to round it; later steps at their time.
    sqlx::query(
        "insert into published.case_events as shown (region_code, public_code, seq, version, action, at, from_state, to_state,
                department_code, reason, due_at)
         select event.region_code, listed.code, event.seq, $4, event.action,
                case when event.seq = 1 then c.public_received_at else event.at end,
                event.from_state, event.to_state, event.department_code, event.reason, event.due_at
         from unnest($2::uuid[], $3::text[]) as listed (id, code)
         join core.cases as c on c.region_code = $1 and c.case_id = listed.id
         join core.case_events as event on event.region_code = $1 and event.case_id = listed.id
         on conflict (region_code, public_code, seq) do update set at = excluded.at, version = excluded.version
         where shown.seq = 1 and shown.at <> excluded.at",
    )
    .bind(region)
    .bind(ids)
    .bind(codes)
    .bind(version)
    .execute(connection)
    .await?;
    Ok(())
}

/// Hears the hints of those who write to the outbox.
#[derive(Debug)]
pub struct OutboxListener(PgListener);

impl OutboxListener {
    /// Starts listening.
    pub async fn connect(db: &Db) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(&db.pool).await?;
        listener.listen("lianqin_outbox").await?;
        Ok(Self(listener))
    }

    /// Returns at the next hint, or after `at_most`: the outbox itself is the truth.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), StoreError> {
        match tokio::time::timeout(at_most, self.0.recv()).await {
            Ok(Ok(_)) | Err(_) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
        }
    }
}
