//! What has to exist before the first query: the database, the public role, the schema.

use std::str::FromStr;

use sha2::{Digest, Sha256};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::{Db, StoreError};

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// The role of the public side. Roles belong to a cluster, not to a database: made once, here, under a lock.
const PUBLIC_ROLE: &str = "lianqin_public";
/// Advisory lock for what is global to a cluster: "lianqin" as a number.
const BOOTSTRAP_LOCK: i64 = 0x6c69_616e_7169_6e00;

/// Creates database `name` on the server of `admin_url` if it is missing.
pub async fn ensure_database(admin_url: &str, name: &str) -> Result<(), StoreError> {
    let mut connection = PgConnectOptions::from_str(admin_url)?.connect().await?;
    lock(&mut connection).await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(&mut connection)
        .await?;
    if !exists {
        let statement = format!("create database {}", quote_identifier(name));
        connection.execute(AssertSqlSafe(statement)).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Makes the public role if it is missing and returns the address the public side logs in with.
///
/// Its password is derived from the owner's address, so that every server of one database agrees on it
/// without storing it. Over a private socket, where the server trusts who gets in, it is not looked at.
pub async fn bootstrap_roles(owner_url: &str) -> Result<String, StoreError> {
    let options = PgConnectOptions::from_str(owner_url)?;
    let password = hex::encode(Sha256::digest(format!(
        "lianqin public role\0{}",
        credentials(owner_url)
    )));
    let public = options.clone().username(PUBLIC_ROLE).password(&password);
    let address = public.to_url_lossy().to_string();
    if let Ok(connection) = public.connect().await {
        connection.close().await?;
        return Ok(address);
    }
    // Servers of different databases may get here at once, and advisory locks end at a database's border:
    // the loser of the race finds the role made.
    let mut attempts = 0;
    loop {
        match make_public_role(&options, &password).await {
            Ok(()) => return Ok(address),
            Err(error) if attempts < 5 && is_race(&error) => attempts += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

async fn make_public_role(options: &PgConnectOptions, password: &str) -> Result<(), sqlx::Error> {
    let mut connection = options.connect().await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(PUBLIC_ROLE)
        .fetch_one(&mut connection)
        .await?;
    let verb = if exists { "alter" } else { "create" };
    let statement = format!(
        "{verb} role {PUBLIC_ROLE} login nosuperuser nocreatedb nocreaterole noinherit password '{password}'"
    );
    connection.execute(AssertSqlSafe(statement)).await?;
    connection.close().await
}

/// Duplicate object, unique violation, or "tuple concurrently updated".
fn is_race(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|inner| inner.code());
    code.is_some_and(|code| matches!(&*code, "42710" | "23505" | "XX000"))
}

/// What [`migrate`] did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MigrationReport {
    /// Migrations applied now.
    pub applied: usize,
    /// Newest migration the database has.
    pub version: i64,
}

/// Brings the schema up to date, and gives the public role its rights.
pub async fn migrate(db: &Db) -> Result<MigrationReport, StoreError> {
    let known = MIGRATOR
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0);
    let before = applied(db).await?;
    if let Some(found) = before.iter().copied().max().filter(|found| *found > known) {
        return Err(StoreError::NewerSchema { found, known });
    }
    MIGRATOR.run(&db.pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::NewerSchema { found, known },
        MigrateError::VersionMismatch(version) => StoreError::ChangedMigration(version),
        MigrateError::Execute(inner) | MigrateError::ExecuteMigration(inner, _) => inner.into(),
        other => StoreError::Database(sqlx::Error::Migrate(Box::new(other))),
    })?;
    grant_published(db).await?;
    Ok(MigrationReport {
        applied: applied(db).await?.len() - before.len(),
        version: known,
    })
}

async fn applied(db: &Db) -> Result<Vec<i64>, StoreError> {
    let exists: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&db.pool)
        .await?;
    if !exists {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_scalar("select version from _sqlx_migrations")
        .fetch_all(&db.pool)
        .await?)
}

/// Grants are given again after every migration, so that a new table of `published` is never forgotten.
async fn grant_published(db: &Db) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(BOOTSTRAP_LOCK)
        .execute(&mut *transaction)
        .await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(PUBLIC_ROLE)
        .fetch_one(&mut *transaction)
        .await?;
    if exists {
        transaction
            .execute("grant usage on schema published to lianqin_public")
            .await?;
        transaction
            .execute("grant select on all tables in schema published to lianqin_public")
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn lock(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("select pg_advisory_lock($1)")
        .bind(BOOTSTRAP_LOCK)
        .execute(connection)
        .await?;
    Ok(())
}

/// The part of an address that proves who one is: everything before the last `@`.
fn credentials(url: &str) -> &str {
    url.rsplit_once('@').map_or("", |(credentials, _)| credentials)
}

fn quote_identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
