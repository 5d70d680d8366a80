use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::board::figures::{CaseFact, Repeats, Share, Steps, Verdict};
use futures::TryStreamExt;
use sqlx::FromRow;
use sqlx::postgres::PgListener;

use crate::error::known;
use crate::{PublicDb, StoreError};

/// One published batch.
#[derive(Debug, Clone, FromRow)]
pub struct ChangeRow {
    pub version: i64,
    pub region_code: String,
    pub at: DateTime<Utc>,
    /// Cases it published; 0 = it tells that names, stations or the like have changed.
    pub cases: i32,
    pub bulk: bool,
}

/// A case as the map needs it.
#[derive(Debug, Clone, FromRow)]
pub struct MapRow {
    pub public_code: String,
    pub withdrawn: bool,
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
    pub current_due_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed: bool,
    pub verdict: Option<String>,
    pub suspended: bool,
}

/// What a case adds to totals, or a former lead's or co-handler's share in it.
#[derive(Debug, Clone, FromRow)]
pub struct TallyRow {
    pub tally_key: i64,
    /// 0 = the case itself.
    pub part: i16,
    /// `case`, `former`, `co`, or `none` where it counts no more.
    pub share: String,
    pub department_code: Option<String>,
    pub station_code: Option<String>,
    /// This and the three below are told of listed cases only.
    pub category_code: Option<String>,
    pub source_code: Option<String>,
    pub township_code: Option<String>,
    pub community_code: Option<String>,
    pub received_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub closed: bool,
    pub closed_at: Option<DateTime<Utc>>,
    pub verdict: Option<String>,
    pub suspended: bool,
    pub satisfied: Option<bool>,
    pub dispatched: bool,
    pub signed_in_time: bool,
    pub contacted_in_time: bool,
    pub returned: bool,
    pub reworked: bool,
    pub solved: Option<bool>,
    pub repeats_place: bool,
    pub repeats_person: bool,
    pub repeats_matter: bool,
    pub handling_minutes: Option<i32>,
    pub completed: bool,
}

/// The columns of [`TallyRow`].
pub(crate) const TALLY_COLUMNS: &str = "tally_key, part, share, department_code, station_code, category_code, source_code, \
    township_code, community_code, received_at, due_at, closed, closed_at, verdict, suspended, satisfied, dispatched, \
    signed_in_time, contacted_in_time, returned, reworked, solved, repeats_place, repeats_person, repeats_matter, \
    handling_minutes, completed";

impl TallyRow {
    /// The fact that it is; `None` where it counts no more.
    pub fn fact(&self) -> Result<Option<CaseFact>, StoreError> {
        let share = match self.share.as_str() {
            "case" => Share::Case,
            "former" => Share::FormerLead,
            "co" => Share::CoHandler,
            _ => return Ok(None),
        };
        let verdict = self.verdict.as_deref();
        let seconds = |at: DateTime<Utc>| at.timestamp();
        Ok(Some(CaseFact {
            received_at: seconds(self.received_at),
            due_at: self.due_at.map(seconds),
            closed: self.closed,
            closed_at: self.closed_at.map(seconds),
            verdict: verdict
                .map(|code| known("tally.verdict", code, verdict_of))
                .transpose()?,
            suspended: self.suspended,
            satisfied: self.satisfied,
            share,
            steps: Steps {
                dispatched: self.dispatched,
                signed_in_time: self.signed_in_time,
                contacted_in_time: self.contacted_in_time,
                returned: self.returned,
                reworked: self.reworked,
                solved: self.solved,
                repeats: Repeats {
                    place: self.repeats_place,
                    person: self.repeats_person,
                    matter: self.repeats_matter,
                },
                handling: self
                    .handling_minutes
                    .and_then(|minutes| u32::try_from(minutes).ok()),
                completed: self.completed,
            },
        }))
    }
}

/// The verdict of a code.
#[must_use]
pub fn verdict_of(code: &str) -> Option<Verdict> {
    match code {
        "on_time" => Some(Verdict::OnTime),
        "late" => Some(Verdict::Late),
        _ => None,
    }
}

/// An event with what a live list says of its case.
#[derive(Debug, Clone, FromRow)]
pub struct EventOfCase {
    pub public_code: String,
    pub seq: i32,
    pub action: String,
    pub at: DateTime<Utc>,
    pub to_state: String,
    pub reason: Option<String>,
    pub category_code: String,
    pub township_code: Option<String>,
    pub department_code: Option<String>,
    pub clock_started_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed: bool,
    pub verdict: Option<String>,
    pub suspended: bool,
}

/// The newest published version; 0 before the first.
pub async fn newest_version(db: &PublicDb) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("select coalesce(max(version), 0) from published.changes")
            .fetch_one(&db.pool)
            .await?,
    )
}

/// Batches after `version`, in order, at most 1,000.
pub async fn changes_after(db: &PublicDb, version: i64) -> Result<Vec<ChangeRow>, StoreError> {
    Ok(sqlx::query_as(
        "select version, region_code, at, cases, bulk from published.changes where version > $1
         order by version limit 1000",
    )
    .bind(version)
    .fetch_all(&db.pool)
    .await?)
}

/// The newest batch that was published at `at` or before; 0 before the first.
pub async fn version_at(db: &PublicDb, at: DateTime<Utc>) -> Result<i64, StoreError> {
    let version: Option<i64> = sqlx::query_scalar(
        "select version from published.changes where at <= $1 order by version desc limit 1",
    )
    .bind(at)
    .fetch_optional(&db.pool)
    .await?;
    Ok(version.unwrap_or(0))
}

/// When these batches were published.
pub async fn times_of(db: &PublicDb, versions: &[i64]) -> Result<HashMap<i64, DateTime<Utc>>, StoreError> {
    let rows: Vec<(i64, DateTime<Utc>)> =
        sqlx::query_as("select version, at from published.changes where version = any($1)")
            .bind(versions)
            .fetch_all(&db.pool)
            .await?;
    Ok(rows.into_iter().collect())
}

const MAP_COLUMNS: &str = "public_code, withdrawn, category_code, source_code, state, department_code, township_code, \
    community_code, grid_code, lng, lat, received_at, current_due_at, closed_at, closed, verdict, suspended";

/// Calls `each` with every case of `region` written after version `after` and up to `until`.
pub async fn map_rows(
    db: &PublicDb,
    region: &str,
    after: i64,
    until: i64,
    mut each: impl FnMut(MapRow) + Send,
) -> Result<(), StoreError> {
    let sql = format!(
        "select {MAP_COLUMNS} from published.cases where region_code = $1 and version > $2 and version <= $3"
    );
    let mut transaction = db.begin_reading_long().await?;
    let mut rows = sqlx::query_as::<_, MapRow>(crate::bulk::assembled(sql))
        .bind(region)
        .bind(after)
        .bind(until)
        .fetch(&mut *transaction);
    while let Some(row) = rows.try_next().await? {
        each(row);
    }
    Ok(())
}

/// Calls `each` with every tally of `region` written after version `after` and up to `until`.
pub async fn tally_rows(
    db: &PublicDb,
    region: &str,
    after: i64,
    until: i64,
    mut each: impl FnMut(TallyRow) + Send,
) -> Result<(), StoreError> {
    let sql = format!(
        "select {TALLY_COLUMNS} from published.tally where region_code = $1 and version > $2 and version <= $3"
    );
    let mut transaction = db.begin_reading_long().await?;
    let mut rows = sqlx::query_as::<_, TallyRow>(crate::bulk::assembled(sql))
        .bind(region)
        .bind(after)
        .bind(until)
        .fetch(&mut *transaction);
    while let Some(row) = rows.try_next().await? {
        each(row);
    }
    Ok(())
}

const EVENT_COLUMNS: &str = "event.public_code, event.seq, event.action, event.at, event.to_state, event.reason, \
    c.category_code, \
    c.township_code, coalesce(event.department_code, c.department_code) as department_code, c.clock_started_at, \
    c.current_due_at, c.closed_at, c.closed, c.verdict, c.suspended";

/// Events that batch `version` published, newest first, at most `limit`.
pub async fn events_of_version(
    db: &PublicDb,
    region: &str,
    version: i64,
    limit: i64,
) -> Result<Vec<EventOfCase>, StoreError> {
    let sql = format!(
        "select {EVENT_COLUMNS} from published.case_events as event
         join published.cases as c using (region_code, public_code)
         where event.region_code = $1 and event.version = $2 and not c.withdrawn
         order by event.at desc, event.public_code, event.seq desc limit $3"
    );
    let query = sqlx::query_as(crate::bulk::assembled(sql))
        .bind(region)
        .bind(version)
        .bind(limit);
    Ok(query.fetch_all(&db.pool).await?)
}

/// The latest events of a region by time among those published after version `after`, newest first. That a source told
/// us how a case stands is no event of the case, unless it told when it was closed.
pub async fn latest_events(
    db: &PublicDb,
    region: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<EventOfCase>, StoreError> {
    // Bounded by the newest batches first, so that the cost does not grow with the history.
    let sql = format!(
        "select {EVENT_COLUMNS} from (
             select * from published.case_events where region_code = $1 and version > $2
             order by version desc limit 20000
         ) as event
         join published.cases as c using (region_code, public_code)
         where not c.withdrawn and (event.action <> 'record' or event.at = c.closed_at)
         order by event.at desc, event.public_code, event.seq desc limit $3"
    );
    Ok(sqlx::query_as(crate::bulk::assembled(sql))
        .bind(region)
        .bind(after)
        .bind(limit)
        .fetch_all(&db.pool)
        .await?)
}

/// Events of public cases that batches after `after` and up to `until` have published, oldest batch first.
pub async fn events_between(
    db: &PublicDb,
    region: &str,
    (after, until): (i64, i64),
    limit: i64,
    skip: i64,
) -> Result<Vec<EventOfCase>, StoreError> {
    let sql = format!(
        "select {EVENT_COLUMNS} from published.case_events as event
         join published.cases as c using (region_code, public_code)
         where region_code = $1 and event.version > $2 and event.version <= $3 and not c.withdrawn
         order by event.version, event.public_code, event.seq limit $4 offset $5"
    );
    Ok(sqlx::query_as(crate::bulk::assembled(sql))
        .bind(region)
        .bind(after)
        .bind(until)
        .bind(limit)
        .bind(skip)
        .fetch_all(&db.pool)
        .await?)
}

/// Hears the hints of the publisher.
#[derive(Debug)]
pub struct PublishedListener(PgListener);

impl PublishedListener {
    /// Starts listening.
    pub async fn connect(db: &PublicDb) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(&db.pool).await?;
        listener.listen("lianqin_published").await?;
        Ok(Self(listener))
    }

    /// Returns at the next hint, or after `at_most`: `published.changes` is the truth.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), StoreError> {
        match tokio::time::timeout(at_most, self.0.recv()).await {
            Ok(Ok(_)) | Err(_) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
        }
    }
}
