use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::notice::Notice;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::read::Reader;
use crate::{Db, StoreError};

/// What notices are about.
pub(crate) struct Subject<'a> {
    pub(crate) region: &'a str,
    pub(crate) case_id: Uuid,
    /// What happened, e.g. the number of the event: with case, addressee and kind it makes the identity.
    pub(crate) cause: &'a str,
}

impl Subject<'_> {
    fn notice_id(&self, notice: &Notice) -> Uuid {
        let name = format!("{}\n{}\n{}", self.cause, notice.kind.code(), notice.to);
        Uuid::new_v5(&self.case_id, name.as_bytes())
    }
}

/// Stores notices and what is to be delivered of them, within the caller's transaction.
pub(crate) async fn tell(
    connection: &mut PgConnection,
    told: &[(Subject<'_>, Notice)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if told.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::default();
    for (subject, notice) in told {
        rows.regions.push(subject.region);
        rows.ids.push(subject.notice_id(notice));
        rows.addressees.push(notice.to.to_string());
        rows.cases.push(subject.case_id);
        rows.kinds.push(notice.kind.code());
        rows.dues.push(notice.due_at);
    }
    sqlx::query(
        "insert into core.notices (region_code, notice_id, addressee, case_id, kind, due_at, created_at)
         select told.*, $7 from unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[])
             as told
         on conflict (region_code, notice_id) do nothing",
    )
    .bind(&rows.regions)
    .bind(&rows.ids)
    .bind(&rows.addressees)
    .bind(&rows.cases)
    .bind(&rows.kinds)
    .bind(&rows.dues)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    deliver(connection, &rows, now).await?;
    // A hint; the table is the truth.
    sqlx::query("notify lianqin_notices").execute(connection).await?;
    Ok(())
}

#[derive(Default)]
struct Rows<'a> {
    regions: Vec<&'a str>,
    ids: Vec<Uuid>,
    addressees: Vec<String>,
    cases: Vec<Uuid>,
    kinds: Vec<&'static str>,
    dues: Vec<Option<DateTime<Utc>>>,
}

/// One delivery for each channel of an addressee.
async fn deliver(
    connection: &mut PgConnection,
    rows: &Rows<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let channels: Vec<(String, Uuid, Uuid, String, String)> = sqlx::query_as(
        "select channel.region_code, told.notice_id, channel.channel_id, channel.channel, channel.target
         from unnest($1::text[], $2::uuid[], $3::text[]) as told (region_code, notice_id, addressee)
         join core.notice_channels as channel using (region_code, addressee)
         where channel.active",
    )
    .bind(&rows.regions)
    .bind(&rows.ids)
    .bind(&rows.addressees)
    .fetch_all(&mut *connection)
    .await?;
    for (region, notice_id, channel_id, channel, target) in channels {
        sqlx::query(
            "insert into core.deliveries (region_code, delivery_id, notice_id, channel_id, channel, target,
                    next_attempt_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7)
             on conflict (region_code, delivery_id) do nothing",
        )
        .bind(region)
        .bind(Uuid::new_v5(&notice_id, channel_id.as_bytes()))
        .bind(notice_id)
        .bind(channel_id)
        .bind(channel)
        .bind(target)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Marks one notice as read by a person it is for; false if there is none such.
pub async fn mark_read(
    db: &Db,
    region: &RegionCode,
    reader: &Reader,
    notice_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<bool> = sqlx::query_scalar(
        "with notice as (
             select region_code, notice_id from core.notices
             where region_code = $1 and notice_id = $2 and addressee = any($3)),
         marked as (
             insert into core.notice_reads (region_code, notice_id, person_id, read_at)
             select region_code, notice_id, $4, $5 from notice
             on conflict do nothing)
         select true from notice",
    )
    .bind(region.as_str())
    .bind(notice_id)
    .bind(&reader.addressees)
    .bind(&reader.person)
    .bind(now)
    .fetch_optional(&db.pool)
    .await?;
    Ok(found.is_some())
}

/// Marks every notice that a person can see as read; returns how many were not. One that is committed
/// meanwhile stays unread.
pub async fn mark_all_read(
    db: &Db,
    region: &RegionCode,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "insert into core.notice_reads (region_code, notice_id, person_id, read_at)
         select notice.region_code, notice.notice_id, $3, $4 from core.notices as notice
         where notice.region_code = $1 and notice.addressee = any($2)
         on conflict do nothing",
    )
    .bind(region.as_str())
    .bind(&reader.addressees)
    .bind(&reader.person)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected())
}

/// Removes up to `limit` notices made before `until`, with what was delivered of them; those with a delivery
/// that is still on its way stay. Returns how many went.
pub async fn forget(db: &Db, until: DateTime<Utc>, limit: i64) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from core.notices where (region_code, notice_id) in (
             select region_code, notice_id from core.notices as notice
             where created_at < $1 and not exists (
                 select from core.deliveries as delivery
                 where delivery.region_code = notice.region_code and delivery.notice_id = notice.notice_id
                   and delivery.state in ('waiting', 'sending'))
             order by created_at limit $2)",
    )
    .bind(until)
    .bind(limit)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected())
}
