use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::case::Role;
use serde_json::json;
use sqlx::postgres::PgConnection;
use thiserror::Error;
use uuid::Uuid;

use crate::admin_log::{self, Entry};
use crate::{Db, StoreError};

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub name_en: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Argon2id as a PHC string; `None` = no sign-in by password.
    pub password_hash: Option<String>,
    pub must_change_password: bool,
}

/// A role to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRole {
    pub role: Role,
    pub department: Option<String>,
    pub station: Option<String>,
}

impl NewRole {
    fn to_json(&self) -> serde_json::Value {
        json!({"role": self.role.code(), "department": self.department, "station": self.station})
    }
}

/// Why an account was not made. Nothing was written.
#[derive(Debug, Error)]
pub enum AddError {
    #[error("the login is taken")]
    LoginTaken,
    #[error("the e-mail address belongs to somebody else")]
    EmailTaken,
    #[error(transparent)]
    Role(#[from] GrantError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a role was not given. Nothing was written.
#[derive(Debug, Error)]
pub enum GrantError {
    #[error("there is no such department")]
    NoDepartment,
    #[error("there is no such station")]
    NoStation,
    #[error("this role is held for a department")]
    DepartmentMissing,
    #[error("they hold it already")]
    Held,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for AddError {
    fn from(error: sqlx::Error) -> Self {
        match constraint(&error) {
            Some("people_login") => Self::LoginTaken,
            Some("people_email") => Self::EmailTaken,
            _ => Self::Store(error.into()),
        }
    }
}

impl From<sqlx::Error> for GrantError {
    fn from(error: sqlx::Error) -> Self {
        match constraint(&error) {
            Some("memberships_region_code_department_code_fkey") => Self::NoDepartment,
            Some("memberships_region_code_station_code_fkey") => Self::NoStation,
            Some("memberships_check") => Self::DepartmentMissing,
            Some("memberships_held") => Self::Held,
            _ => Self::Store(error.into()),
        }
    }
}

fn constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(|inner| inner.constraint())
}

/// Makes an account with its first roles in `region`. `by` = who makes it; `None` = a command.
pub async fn add(
    db: &Db,
    region: &RegionCode,
    person: &NewPerson,
    roles: &[NewRole],
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), AddError> {
    let mut transaction = db.begin().await?;
    insert(&mut transaction, person, false, by, now).await?;
    let subject = person.id.to_string();
    let entry = Entry {
        region,
        at: now,
        person: by,
        what: LogDeed::PersonAdd,
        subject: &subject,
        before: None,
        after: Some(json!({"login": person.login, "name": person.name})),
    };
    admin_log::write(&mut transaction, entry).await?;
    for role in roles {
        give(&mut transaction, region, person.id, role, by, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn insert(
    connection: &mut PgConnection,
    person: &NewPerson,
    made_up: bool,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into core.people (person_id, login, name, name_en, email, phone, password_hash,
                must_change_password, made_up, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(person.id)
    .bind(&person.login)
    .bind(&person.name)
    .bind(&person.name_en)
    .bind(&person.email)
    .bind(&person.phone)
    .bind(&person.password_hash)
    .bind(person.must_change_password)
    .bind(made_up)
    .bind(now)
    .bind(by)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn give(
    connection: &mut PgConnection,
    region: &RegionCode,
    person: Uuid,
    role: &NewRole,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), GrantError> {
    sqlx::query(
        "insert into core.memberships (region_code, membership_id, person_id, role, department_code, station_code,
                granted_at, granted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(region.as_str())
    .bind(Uuid::now_v7())
    .bind(person)
    .bind(role.role.code())
    .bind(&role.department)
    .bind(&role.station)
    .bind(now)
    .bind(by)
    .execute(&mut *connection)
    .await?;
    let subject = person.to_string();
    let entry = Entry {
        region,
        at: now,
        person: by,
        what: LogDeed::RoleGive,
        subject: &subject,
        before: None,
        after: Some(role.to_json()),
    };
    Ok(admin_log::write(connection, entry).await?)
}

/// Gives a role.
pub async fn grant(
    db: &Db,
    region: &RegionCode,
    person: Uuid,
    role: &NewRole,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), GrantError> {
    let mut transaction = db.begin().await?;
    give(&mut transaction, region, person, role, by, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a role away; `false` = nobody holds that one in this region, or `by` holds it themselves.
pub async fn revoke(
    db: &Db,
    region: &RegionCode,
    membership: Uuid,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let taken: Option<(Uuid, String, Option<String>, Option<String>)> = sqlx::query_as(
        "update core.memberships set revoked_at = $3, revoked_by = $4
         where region_code = $1 and membership_id = $2 and revoked_at is null and person_id is distinct from $4
         returning person_id, role, department_code, station_code",
    )
    .bind(region.as_str())
    .bind(membership)
    .bind(now)
    .bind(by)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((person, role, department, station)) = taken else {
        return Ok(false);
    };
    let subject = person.to_string();
    let entry = Entry {
        region,
        at: now,
        person: by,
        what: LogDeed::RoleTake,
        subject: &subject,
        before: Some(json!({"role": role, "department": department, "station": station})),
        after: None,
    };
    admin_log::write(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Sets a password that somebody else chose (`by`), or that the person chose (`by` = themselves).
///
/// Ends every session but `kept`; where somebody else chose it, every token too, and the person has to choose
/// one of their own. `region` = where it is logged; what a person does to their own password is not.
pub async fn set_password(
    db: &Db,
    person: Uuid,
    hash: &str,
    kept: Option<&[u8; 32]>,
    by_another: Option<(&RegionCode, Option<Uuid>)>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let changed = sqlx::query(
        "update core.people set password_hash = $2, must_change_password = $3, password_changed_at = $4
         where person_id = $1",
    )
    .bind(person)
    .bind(hash)
    .bind(by_another.is_some())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("delete from core.sessions where person_id = $1 and token_hash is distinct from $2")
        .bind(person)
        .bind(kept.map(<[u8; 32]>::as_slice))
        .execute(&mut *transaction)
        .await?;
    if let Some((region, by)) = by_another {
        revoke_tokens(&mut transaction, person, now).await?;
        let subject = person.to_string();
        let entry = Entry {
            region,
            at: now,
            person: by,
            what: LogDeed::PasswordReset,
            subject: &subject,
            before: None,
            after: None,
        };
        admin_log::write(&mut transaction, entry).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Closes an account, or opens it again; closing ends sessions and tokens. `false` = nothing to change.
pub async fn set_active(
    db: &Db,
    region: &RegionCode,
    person: Uuid,
    active: bool,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let changed = sqlx::query("update core.people set active = $2 where person_id = $1 and active <> $2")
        .bind(person)
        .bind(active)
        .execute(&mut *transaction)
        .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    if !active {
        sqlx::query("delete from core.sessions where person_id = $1")
            .bind(person)
            .execute(&mut *transaction)
            .await?;
        revoke_tokens(&mut transaction, person, now).await?;
    }
    let subject = person.to_string();
    let entry = Entry {
        region,
        at: now,
        person: by,
        what: if active {
            LogDeed::PersonOpen
        } else {
            LogDeed::PersonClose
        },
        subject: &subject,
        before: Some(json!({"active": !active})),
        after: Some(json!({"active": active})),
    };
    admin_log::write(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn revoke_tokens(
    connection: &mut PgConnection,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("update core.api_tokens set revoked_at = $2 where person_id = $1 and revoked_at is null")
        .bind(person)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}
