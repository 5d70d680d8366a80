use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionCode;
use domain::case::Capacity;
use domain::case::code::Token;
use uuid::Uuid;

use super::hash;
use crate::{Db, StoreError};

/// `last_used_at` is kept to the minute: looking at a page is not a write each time.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A guest to be let in to one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGuest {
    pub code_id: Uuid,
    pub case_id: Uuid,
    pub name: String,
    pub capacity: Capacity,
    pub invited_by: String,
    pub expires_at: DateTime<Utc>,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    New,
    /// The case has this code already, until then.
    Known {
        expires_at: DateTime<Utc>,
    },
    /// There are as many guests as there may be.
    TooMany,
}

/// Stores a guest's code: its hash, not the token. At most `most` guests of a case are let in at a time; a code
/// that the case has or had stays as it is.
pub async fn add_guest(
    db: &Db,
    region: &RegionCode,
    guest: &NewGuest,
    token: &Token,
    most: i64,
    now: DateTime<Utc>,
) -> Result<Added, StoreError> {
    let mut transaction = db.begin().await?;
    // Two invitations at once are counted one after the other.
    sqlx::query("select from core.cases where region_code = $1 and case_id = $2 for no key update")
        .bind(region.as_str())
        .bind(guest.case_id)
        .execute(&mut *transaction)
        .await?;
    let known: Option<DateTime<Utc>> = sqlx::query_scalar(
        "select expires_at from core.case_codes
         where region_code = $1 and code_id = $2 and case_id = $3 and kind = 'guest'",
    )
    .bind(region.as_str())
    .bind(guest.code_id)
    .bind(guest.case_id)
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(expires_at) = known {
        return Ok(Added::Known { expires_at });
    }
    let inserted = sqlx::query(
        "insert into core.case_codes (region_code, code_id, case_id, kind, token_hash, guest_name, guest_capacity,
                created_by, created_at, expires_at)
         select $1, $2, $3, 'guest', $4, $5, $6, $7, $8, $9
         where (select count(*) from core.case_codes
                where region_code = $1 and case_id = $3 and kind = 'guest' and revoked_at is null
                  and expires_at > $8) < $10",
    )
    .bind(region.as_str())
    .bind(guest.code_id)
    .bind(guest.case_id)
    .bind(&hash(token.as_str())[..])
    .bind(&guest.name)
    .bind(guest.capacity.code())
    .bind(&guest.invited_by)
    .bind(now)
    .bind(guest.expires_at)
    .bind(most)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(match inserted.rows_affected() {
        0 => Added::TooMany,
        _ => Added::New,
    })
}

/// The token of a case's handler code: the one it has, or `fresh`, which it has from now on.
pub async fn handler_token(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    fresh: (Uuid, &Token),
    by: &str,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query(
        "insert into core.case_codes (region_code, code_id, case_id, kind, token_hash, token, created_by, created_at)
         values ($1, $2, $3, 'handler', $4, $5, $6, $7)
         on conflict (region_code, case_id) where kind = 'handler' and revoked_at is null do nothing",
    )
    .bind(region.as_str())
    .bind(fresh.0)
    .bind(case_id)
    .bind(&hash(fresh.1.as_str())[..])
    .bind(fresh.1.as_str())
    .bind(by)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    let token = sqlx::query_scalar(
        "select token from core.case_codes
         where region_code = $1 and case_id = $2 and kind = 'handler' and revoked_at is null",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(token)
}

/// Takes a guest's code back; `false`: the case has no such guest, or not any more.
pub async fn revoke_guest(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    code_id: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let revoked = sqlx::query(
        "update core.case_codes set revoked_at = $4, revoked_by = $5
         where region_code = $1 and case_id = $2 and code_id = $3 and kind = 'guest' and revoked_at is null",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(code_id)
    .bind(now)
    .bind(by)
    .execute(&db.pool)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// Takes a case's handler code back, if it has one; the next print sheet makes another.
pub async fn revoke_handler(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "update core.case_codes set revoked_at = $3, revoked_by = $4
         where region_code = $1 and case_id = $2 and kind = 'handler' and revoked_at is null",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(now)
    .bind(by)
    .execute(&db.pool)
    .await?;
    Ok(())
}

/// Notes that a code was used.
pub async fn touch(
    db: &Db,
    region: &RegionCode,
    code_id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "update core.case_codes set last_used_at = $3
         where region_code = $1 and code_id = $2 and (last_used_at is null or last_used_at < $4)",
    )
    .bind(region.as_str())
    .bind(code_id)
    .bind(now)
    .bind(now - USED_EVERY)
    .execute(&db.pool)
    .await?;
    Ok(())
}
