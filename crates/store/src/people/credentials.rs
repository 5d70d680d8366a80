use chrono::{DateTime, Utc};
use domain::RegionCode;
use uuid::Uuid;

use super::read::region_code;
use crate::{Db, StoreError};

/// Begins a session, and forgets what has ended: sessions, and failures nobody counts any more.
pub async fn open_session(
    db: &Db,
    token_hash: &[u8; 32],
    person: Uuid,
    issuer: Option<&str>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    forget_failures_before: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query(
        "insert into core.sessions (token_hash, person_id, created_at, last_seen_at, expires_at, issuer)
         values ($1, $2, $3, $3, $4, $5)",
    )
    .bind(token_hash.as_slice())
    .bind(person)
    .bind(now)
    .bind(expires_at)
    .bind(issuer)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("delete from core.sessions where expires_at <= $1")
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    // Rows somebody is working on are left for the next time.
    sqlx::query(
        "delete from core.sign_in_failures where key_hash in
         (select key_hash from core.sign_in_failures where last_at < $1 for update skip locked)",
    )
    .bind(forget_failures_before)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Notes that a session was used.
pub async fn touch_session(db: &Db, token_hash: &[u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("update core.sessions set last_seen_at = greatest(last_seen_at, $2) where token_hash = $1")
        .bind(token_hash.as_slice())
        .bind(now)
        .execute(&db.pool)
        .await?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(db: &Db, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    sqlx::query("delete from core.sessions where token_hash = $1")
        .bind(token_hash.as_slice())
        .execute(&db.pool)
        .await?;
    Ok(())
}

/// Ends every session of a person but `kept`.
pub async fn end_sessions(db: &Db, person: Uuid, kept: Option<&[u8; 32]>) -> Result<u64, StoreError> {
    let ended =
        sqlx::query("delete from core.sessions where person_id = $1 and token_hash is distinct from $2")
            .bind(person)
            .bind(kept.map(<[u8; 32]>::as_slice))
            .execute(&db.pool)
            .await?;
    Ok(ended.rows_affected())
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    pub id: Uuid,
    pub name: String,
    pub region: Option<RegionCode>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub id: Uuid,
    pub token_hash: [u8; 32],
    pub person: Uuid,
    pub region: Option<RegionCode>,
    pub name: String,
    pub expires_at: DateTime<Utc>,
}

/// Makes a token; `false` = the person has `most` that hold already.
pub async fn add_token(db: &Db, token: &NewToken, most: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    // One after the other, so that two at once do not both find room for the last one.
    sqlx::query("select from core.people where person_id = $1 for update")
        .bind(token.person)
        .execute(&mut *transaction)
        .await?;
    let made = sqlx::query(
        "insert into core.api_tokens (token_hash, token_id, person_id, region_code, name, created_at, expires_at)
         select $1, $2, $3, $4, $5, $6, $7
         where (select count(*) from core.api_tokens
                where person_id = $3 and revoked_at is null and expires_at > $6) < $8",
    )
    .bind(token.token_hash.as_slice())
    .bind(token.id)
    .bind(token.person)
    .bind(token.region.as_ref().map(RegionCode::as_str))
    .bind(&token.name)
    .bind(now)
    .bind(token.expires_at)
    .bind(most)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(made.rows_affected() == 1)
}

/// The tokens of a person that hold, newest first.
pub async fn tokens(db: &Db, person: Uuid, now: DateTime<Utc>) -> Result<Vec<ApiToken>, StoreError> {
    type Row = (
        Uuid,
        String,
        Option<String>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        DateTime<Utc>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "select token_id, name, region_code, created_at, last_used_at, expires_at from core.api_tokens
         where person_id = $1 and revoked_at is null and expires_at > $2 order by created_at desc, token_id",
    )
    .bind(person)
    .bind(now)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter()
        .map(|(id, name, region, created_at, last_used_at, expires_at)| {
            Ok(ApiToken {
                id,
                name,
                region: region
                    .map(|code| region_code("core.api_tokens.region_code", &code))
                    .transpose()?,
                created_at,
                last_used_at,
                expires_at,
            })
        })
        .collect()
}

/// Takes a token of this person back; `false` = there is no such one.
pub async fn revoke_token(
    db: &Db,
    person: Uuid,
    token: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let revoked = sqlx::query(
        "update core.api_tokens set revoked_at = $3 where person_id = $1 and token_id = $2 and revoked_at is null",
    )
    .bind(person)
    .bind(token)
    .bind(now)
    .execute(&db.pool)
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// Notes that a token was used.
pub async fn touch_token(db: &Db, token_hash: &[u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("update core.api_tokens set last_used_at = $2 where token_hash = $1")
        .bind(token_hash.as_slice())
        .bind(now)
        .execute(&db.pool)
        .await?;
    Ok(())
}

/// Whom a provider's name stands for.
pub async fn person_of_identity(db: &Db, issuer: &str, subject: &str) -> Result<Option<Uuid>, StoreError> {
    Ok(
        sqlx::query_scalar("select person_id from core.identities where issuer = $1 and subject = $2")
            .bind(issuer)
            .bind(subject)
            .fetch_optional(&db.pool)
            .await?,
    )
}

/// Links a provider's name to a person; returns whom it stands for, which may be somebody else already.
pub async fn link_identity(
    db: &Db,
    issuer: &str,
    subject: &str,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<Uuid, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into core.identities (issuer, subject, person_id, created_at) values ($1, $2, $3, $4)
         on conflict (issuer, subject) do update set issuer = excluded.issuer returning person_id",
    )
    .bind(issuer)
    .bind(subject)
    .bind(person)
    .bind(now)
    .fetch_one(&db.pool)
    .await?)
}
