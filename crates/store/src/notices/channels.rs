use chrono::{DateTime, Utc};
use domain::notice::{Addressee, Channel, ChannelKind};
use domain::{Lang, RegionCode};
use sqlx::FromRow;
use uuid::Uuid;

use super::read::unit_name;
use crate::error::known;
use crate::{Db, StoreError};

/// A channel to be made.
#[derive(Debug, Clone)]
pub struct NewChannel {
    pub channel_id: Uuid,
    pub to: Addressee,
    pub kind: ChannelKind,
    pub target: String,
    /// What webhooks are signed with.
    pub secret: String,
}

/// What shall be different about a channel; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ChannelChange {
    pub target: Option<String>,
    pub active: Option<bool>,
}

#[derive(FromRow)]
struct Row {
    channel_id: Uuid,
    addressee: String,
    unit_name: Option<String>,
    unit_name_en: Option<String>,
    channel: String,
    target: String,
    active: bool,
    created_at: DateTime<Utc>,
}

impl Row {
    fn into_channel(self, lang: Lang) -> Result<Channel, StoreError> {
        Ok(Channel {
            id: self.channel_id.to_string(),
            to: known("notice_channels.addressee", &self.addressee, Addressee::parse)?,
            to_name: unit_name(self.unit_name, self.unit_name_en.as_deref(), lang),
            kind: known("notice_channels.channel", &self.channel, ChannelKind::from_code)?,
            target: self.target,
            active: self.active,
            created_at: self.created_at,
        })
    }
}

/// The channels of a region, by addressee; their secrets stay here.
pub async fn channels(db: &Db, region: &RegionCode, lang: Lang) -> Result<Vec<Channel>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select channel.channel_id, channel.addressee, channel.channel, channel.target, channel.active,
                channel.created_at, unit.name as unit_name, unit.name_en as unit_name_en
         from core.notice_channels as channel
         left join core.departments as unit
           on unit.region_code = channel.region_code and channel.addressee like 'unit:%'
          and unit.department_code = substr(channel.addressee, 6)
         where channel.region_code = $1 order by channel.addressee, channel.channel, channel.target",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter().map(|row| row.into_channel(lang)).collect()
}

/// What the webhooks of a channel are signed with.
pub async fn channel_secret(
    db: &Db,
    region: &RegionCode,
    channel_id: Uuid,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select secret from core.notice_channels where region_code = $1 and channel_id = $2",
    )
    .bind(region.as_str())
    .bind(channel_id)
    .fetch_optional(&db.pool)
    .await?)
}

/// Makes a channel; false if there is the same one already.
pub async fn add_channel(
    db: &Db,
    region: &RegionCode,
    new: &NewChannel,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into core.notice_channels (region_code, channel_id, addressee, channel, target, secret, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
    )
    .bind(region.as_str())
    .bind(new.channel_id)
    .bind(new.to.to_string())
    .bind(new.kind.code())
    .bind(&new.target)
    .bind(&new.secret)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Changes a channel; what already waits keeps its target. False if there is no such channel.
pub async fn change_channel(
    db: &Db,
    region: &RegionCode,
    channel_id: Uuid,
    change: &ChannelChange,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update core.notice_channels set target = coalesce($3, target), active = coalesce($4, active)
         where region_code = $1 and channel_id = $2",
    )
    .bind(region.as_str())
    .bind(channel_id)
    .bind(&change.target)
    .bind(change.active)
    .execute(&db.pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Removes a channel; what still waits to go by it is given up. False if there is no such channel.
pub async fn remove_channel(db: &Db, region: &RegionCode, channel_id: Uuid) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let done = sqlx::query("delete from core.notice_channels where region_code = $1 and channel_id = $2")
        .bind(region.as_str())
        .bind(channel_id)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "update core.deliveries set state = 'dead', last_error = 'the channel was removed'
         where region_code = $1 and channel_id = $2 and state = 'waiting'",
    )
    .bind(region.as_str())
    .bind(channel_id)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(done.rows_affected() > 0)
}

/// Whether there is such a unit.
pub async fn has_unit(db: &Db, region: &RegionCode, department: &str) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select from core.departments where region_code = $1 and department_code = $2)",
    )
    .bind(region.as_str())
    .bind(department)
    .fetch_one(&db.pool)
    .await?)
}
