use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::StoreError;

async fn connect(url: &str, name: &str, max_connections: u32) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name(name)
        .disable_statement_logging();
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?)
}

/// The owner's connections: reads and writes everything.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) pool: PgPool,
}

impl Db {
    /// Connects with up to `max_connections` connections; the first one is made at once, so that a wrong
    /// address fails here.
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self, StoreError> {
        Ok(Self {
            pool: connect(url, "lianqin", max_connections).await?,
        })
    }

    /// The handle over connections made elsewhere (tests).
    #[must_use]
    pub fn from_pool(pool: PgPool) -> Self {
        Self { pool }
    }

    /// The connections themselves, for tests that check what is stored.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Waits for running queries and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The public side's connections: may read `published.*`, nothing else, by the rights of its database role.
#[derive(Debug, Clone)]
pub struct PublicDb {
    pub(crate) pool: PgPool,
}

impl PublicDb {
    /// Connects as the public role; see [`crate::bootstrap_roles`] for the address. Refuses an address
    /// whose role can read the schema `core`.
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self, StoreError> {
        let pool = connect(url, "lianqin public", max_connections).await?;
        let too_much: bool = sqlx::query_scalar(
            "select coalesce((select has_schema_privilege(oid, 'usage') from pg_namespace where nspname = 'core'), false)",
        )
        .fetch_one(&pool)
        .await?;
        if too_much {
            pool.close().await;
            return Err(StoreError::Database(sqlx::Error::Configuration(
                "the public database role may read schema core; give it a role of its own".into(),
            )));
        }
        Ok(Self { pool })
    }

    /// Whether a query gets an answer.
    pub async fn is_ready(&self) -> bool {
        sqlx::query("select 1").execute(&self.pool).await.is_ok()
    }

    /// Waits for running queries and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
