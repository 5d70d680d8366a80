//! Claiming what is to be sent, and recording how it went.
//!
//! Nobody can know whether a mail or a request that was not confirmed has arrived, so nothing here promises
//! that it arrives once. Promised is: at most one attempt at a time, by lease; nothing is forgotten, because
//! a lease that runs out is claimed again; and every attempt of one delivery carries the same id.

use chrono::{DateTime, TimeDelta, Utc};
use domain::notice::{Addressee, ChannelKind, DeadLetter, NoticeKind, pause_after};
use domain::{Lang, RegionCode};
use sqlx::FromRow;
use uuid::Uuid;

use super::read::{Position, shown_code, unit_name};
use crate::error::known;
use crate::{Db, StoreError};

/// Names one attempt: an older one of the same delivery has nothing to say any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub region: String,
    pub delivery_id: Uuid,
    /// From 1.
    pub number: u16,
}

/// A delivery that the caller has to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub attempt: Attempt,
    pub channel: ChannelKind,
    pub target: String,
    /// `None`: the channel is gone.
    pub secret: Option<String>,
    pub to: Addressee,
    pub kind: NoticeKind,
    pub due_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Public code with hyphens.
    pub code: String,
    pub serial: String,
    pub category: String,
    pub category_name: String,
    pub category_name_en: Option<String>,
    /// IANA name of the region's zone.
    pub time_zone: String,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Sent,
    /// To be tried again, not before `pause` has passed, unless that was the last attempt.
    Failed {
        why: String,
        pause: Option<TimeDelta>,
    },
    /// Given up at once.
    Refused {
        why: String,
    },
}

#[derive(FromRow)]
struct Row {
    region_code: String,
    delivery_id: Uuid,
    attempts: i16,
    channel: String,
    target: String,
    secret: Option<String>,
    addressee: String,
    kind: String,
    due_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    public_code: String,
    serial: String,
    category_code: String,
    category_name: Option<String>,
    category_name_en: Option<String>,
    time_zone: String,
}

impl TryFrom<Row> for Claimed {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            attempt: Attempt {
                region: row.region_code,
                delivery_id: row.delivery_id,
                number: u16::try_from(row.attempts).unwrap_or(0),
            },
            channel: known("deliveries.channel", &row.channel, ChannelKind::from_code)?,
            target: row.target,
            secret: row.secret,
            to: known("notices.addressee", &row.addressee, Addressee::parse)?,
            kind: known("notices.kind", &row.kind, NoticeKind::from_code)?,
            due_at: row.due_at,
            created_at: row.created_at,
            code: shown_code(&row.public_code),
            serial: row.serial,
            category_name: row.category_name.unwrap_or_else(|| row.category_code.clone()),
            category_name_en: row.category_name_en,
            category: row.category_code,
            time_zone: row.time_zone,
        })
    }
}

/// Takes up to `limit` deliveries that are due, for the time of `lease`: within it nobody else gets them,
/// after it anybody. One whose last attempt of `most` was never heard of is given up instead. Any number of
/// senders may call it at once.
pub async fn claim(
    db: &Db,
    now: DateTime<Utc>,
    lease: TimeDelta,
    most: u16,
    limit: i64,
) -> Result<Vec<Claimed>, StoreError> {
    let most = i16::try_from(most).unwrap_or(i16::MAX);
    let mut transaction = db.begin().await?;
    sqlx::query(
        "update core.deliveries set state = 'dead', last_error = 'nobody recorded how the last attempt ended'
         where (region_code, delivery_id) in (
             select region_code, delivery_id from core.deliveries
             where state = 'sending' and next_attempt_at <= $1 and attempts >= $2
             for update skip locked)",
    )
    .bind(now)
    .bind(most)
    .execute(&mut *transaction)
    .await?;
    let rows: Vec<Row> = sqlx::query_as(
        "with due as (
             select region_code, delivery_id from core.deliveries
             where state in ('waiting', 'sending') and next_attempt_at <= $1
             order by next_attempt_at limit $3 for update skip locked),
         claimed as (
             update core.deliveries as delivery
             set state = 'sending', attempts = delivery.attempts + 1, next_attempt_at = $2
             from due
             where delivery.region_code = due.region_code and delivery.delivery_id = due.delivery_id
             returning delivery.*)
         select claimed.region_code, claimed.delivery_id, claimed.attempts, claimed.channel, claimed.target,
                channel.secret, notice.addressee, notice.kind, notice.due_at, notice.created_at, c.public_code,
                c.serial, c.category_code, category.name as category_name, category.name_en as category_name_en,
                region.time_zone
         from claimed
         join core.regions as region on region.region_code = claimed.region_code
         join core.notices as notice
           on notice.region_code = claimed.region_code and notice.notice_id = claimed.notice_id
         join core.cases as c on c.region_code = notice.region_code and c.case_id = notice.case_id
         left join core.categories as category
           on category.region_code = c.region_code and category.category_code = c.category_code
         left join core.notice_channels as channel
           on channel.region_code = claimed.region_code and channel.channel_id = claimed.channel_id",
    )
    .bind(now)
    .bind(now + lease)
    .bind(limit)
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    rows.into_iter().map(Claimed::try_from).collect()
}

/// Records how an attempt ended; after `most` failures the delivery is dead. False if a newer attempt has
/// begun meanwhile: then that one decides.
pub async fn record_outcome(
    db: &Db,
    attempt: &Attempt,
    ended: &Ended,
    most: u16,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let (state, why, next) = match ended {
        Ended::Sent => ("sent", None, now),
        Ended::Refused { why } => ("dead", Some(why), now),
        Ended::Failed { why, .. } if attempt.number >= most => ("dead", Some(why), now),
        Ended::Failed { why, pause } => {
            let pause = pause_after(attempt.number).max(pause.unwrap_or_default());
            ("waiting", Some(why), now + pause)
        }
    };
    let done = sqlx::query(
        "update core.deliveries set state = $4, last_error = $5, next_attempt_at = $6,
                sent_at = case when $4 = 'sent' then $7 end
         where region_code = $1 and delivery_id = $2 and attempts = $3 and state = 'sending'",
    )
    .bind(&attempt.region)
    .bind(attempt.delivery_id)
    .bind(i16::try_from(attempt.number).unwrap_or(i16::MAX))
    .bind(state)
    .bind(why)
    .bind(next)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many deliveries of a region are on their way.
pub async fn count_unsent(db: &Db, region: &RegionCode) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "select count(*) from core.deliveries where region_code = $1 and state in ('waiting', 'sending')",
    )
    .bind(region.as_str())
    .fetch_one(&db.pool)
    .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// A dead letter with where the list goes on after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadRow {
    pub letter: DeadLetter,
    pub position: Position,
}

/// Deliveries of a region that were given up, newest first, after `from`.
pub async fn dead_letters(
    db: &Db,
    region: &RegionCode,
    from: Option<Position>,
    limit: i64,
    lang: Lang,
) -> Result<Vec<DeadRow>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        delivery_id: Uuid,
        channel: String,
        target: String,
        addressee: String,
        unit_name: Option<String>,
        unit_name_en: Option<String>,
        kind: String,
        public_code: String,
        attempts: i16,
        last_error: Option<String>,
        created_at: DateTime<Utc>,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select delivery.delivery_id, delivery.channel, delivery.target, notice.addressee, notice.kind,
                c.public_code, delivery.attempts, delivery.last_error, delivery.created_at,
                unit.name as unit_name, unit.name_en as unit_name_en
         from core.deliveries as delivery
         join core.notices as notice
           on notice.region_code = delivery.region_code and notice.notice_id = delivery.notice_id
         join core.cases as c on c.region_code = notice.region_code and c.case_id = notice.case_id
         left join core.departments as unit
           on unit.region_code = notice.region_code and notice.addressee like 'unit:%'
          and unit.department_code = substr(notice.addressee, 6)
         where delivery.region_code = $1 and delivery.state = 'dead'
           and ($2::timestamptz is null or (delivery.created_at, delivery.delivery_id) < ($2, $3))
         order by delivery.created_at desc, delivery.delivery_id desc limit $4",
    )
    .bind(region.as_str())
    .bind(from.map(|from| from.at))
    .bind(from.map(|from| from.notice_id))
    .bind(limit)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(DeadRow {
                position: Position {
                    at: row.created_at,
                    notice_id: row.delivery_id,
                },
                letter: DeadLetter {
                    id: row.delivery_id.to_string(),
                    channel: known("deliveries.channel", &row.channel, ChannelKind::from_code)?,
                    target: row.target,
                    to: known("notices.addressee", &row.addressee, Addressee::parse)?,
                    to_name: unit_name(row.unit_name, row.unit_name_en.as_deref(), lang),
                    kind: known("notices.kind", &row.kind, NoticeKind::from_code)?,
                    code: shown_code(&row.public_code),
                    attempts: u16::try_from(row.attempts).unwrap_or(0),
                    last_error: row.last_error,
                    created_at: row.created_at,
                },
            })
        })
        .collect()
}

/// Lets a dead delivery be tried again from now on, with the same id and as many attempts as a new one, to
/// where its channel leads now. False if there is no such dead delivery, or its channel is gone.
pub async fn retry(
    db: &Db,
    region: &RegionCode,
    delivery_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update core.deliveries as delivery set state = 'waiting', attempts = 0, next_attempt_at = $3,
                target = channel.target
         from core.notice_channels as channel
         where delivery.region_code = $1 and delivery.delivery_id = $2 and delivery.state = 'dead'
           and channel.region_code = delivery.region_code and channel.channel_id = delivery.channel_id",
    )
    .bind(region.as_str())
    .bind(delivery_id)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected() > 0)
}
