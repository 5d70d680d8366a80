use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, Postgres};
use sqlx::{ConnectOptions, Transaction};

use crate::StoreError;

async fn connect(
    url: &str,
    name: &str,
    max_connections: u32,
    at_most: Option<Duration>,
) -> Result<PgPool, StoreError> {
    let mut options = PgConnectOptions::from_str(url)?
        .application_name(name)
        .disable_statement_logging();
    if let Some(at_most) = at_most {
        let milliseconds = at_most.as_millis().to_string();
        options = options.options([("statement_timeout", milliseconds)]);
    }
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?)
}

/// What a transaction begins with that reads one picture by several statements. Said with `begin`: a statement
/// of its own may come too late.
const READING: &str = "begin isolation level repeatable read, read only";

/// Begins a transaction. Whoever asks may stop waiting at any time, as a request does whose reader has left: the
/// beginning is gone through all the same, and what was begun is rolled back. Given up half-way by sqlx 0.9.0, it
/// would leave the connection inside a transaction that nobody ends, and the next to use it would write in vain.
#[expect(clippy::disallowed_methods, reason = "the one place that may")]
async fn begin(
    pool: &PgPool,
    statement: Option<&'static str>,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move {
        match statement {
            Some(statement) => pool.begin_with(statement).await,
            None => pool.begin().await,
        }
    });
    match begun.await {
        Ok(begun) => begun,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program is stopping.
            Err(_) => Err(sqlx::Error::PoolClosed),
        },
    }
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
            pool: connect(url, "lianqin", max_connections, None).await?,
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

    /// Begins a transaction; dropped without a commit, it never was.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        begin(&self.pool, None).await
    }

    /// Begins a transaction that sees one picture and changes nothing.
    pub(crate) async fn begin_reading(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        begin(&self.pool, Some(READING)).await
    }

    /// Waits for running queries and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The public side's connections: may read `published.*`, nothing else, by the rights of its database role. Whoever asks
/// waits no longer than [`Self::AT_MOST`] for a statement, so that what takes long does not keep the connections of all
/// others; only what pictures are made of is read for as long as it takes.
#[derive(Debug, Clone)]
pub struct PublicDb {
    pub(crate) pool: PgPool,
}

impl PublicDb {
    /// What one statement may take: less than requests are waited for, so that none goes on for nobody.
    pub const AT_MOST: Duration = Duration::from_secs(20);

    /// Connects as the public role; see [`crate::bootstrap_roles`] for the address. Refuses an address
    /// whose role can read the schema `core`.
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self, StoreError> {
        Self::connect_within(url, max_connections, Self::AT_MOST).await
    }

    async fn connect_within(url: &str, max_connections: u32, at_most: Duration) -> Result<Self, StoreError> {
        let pool = connect(url, "lianqin public", max_connections, Some(at_most)).await?;
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

    /// Begins a transaction that sees one picture.
    pub(crate) async fn begin_reading(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        begin(&self.pool, Some(READING)).await
    }

    /// The same for rows by the million, which take as long as they take.
    pub(crate) async fn begin_reading_long(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        let mut transaction = self.begin_reading().await?;
        sqlx::query("set local statement_timeout = 0")
            .execute(&mut *transaction)
            .await?;
        Ok(transaction)
    }

    /// Connections of their own to the same place, for what must not wait until whoever asks has been answered.
    #[must_use]
    pub fn aside(&self, max_connections: u32) -> Self {
        let options = self.pool.options().clone().max_connections(max_connections);
        let to = PgConnectOptions::clone(&self.pool.connect_options());
        Self {
            pool: options.connect_lazy_with(to),
        }
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

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::task::{Context, Poll};

    use super::*;

    /// What a statement may take, as the database says it.
    async fn limit_of(connection: impl sqlx::PgExecutor<'_>) -> String {
        sqlx::query_scalar("show statement_timeout")
            .fetch_one(connection)
            .await
            .expect("a setting")
    }

    #[sqlx::test(migrations = false)]
    async fn the_public_side_waits_for_a_statement_only_so_long_and_the_owner_as_long_as_it_takes(
        _: PgPoolOptions,
        connect: PgConnectOptions,
    ) {
        let url = connect.to_url_lossy().to_string();
        let public = PublicDb::connect(&url, 1).await.expect("the public side");
        assert_eq!(limit_of(&public.pool).await, "20s");
        // Also whoever comes to a connection that was used for rows by the million.
        let mut long = public.begin_reading_long().await.expect("a transaction");
        assert_eq!(limit_of(&mut *long).await, "0");
        drop(long);
        assert_eq!(limit_of(&public.pool).await, "20s");
        public.close().await;
        let owner = Db::connect(&url, 1).await.expect("the owner");
        assert_eq!(limit_of(&owner.pool).await, "0");
        owner.close().await;
    }

    #[sqlx::test(migrations = false)]
    async fn what_takes_too_long_is_given_up_and_its_connection_answers_the_next(
        _: PgPoolOptions,
        connect: PgConnectOptions,
    ) {
        let url = connect.to_url_lossy().to_string();
        let public = PublicDb::connect_within(&url, 1, Duration::from_secs(1))
            .await
            .expect("the public side");
        let slept = sqlx::query("select pg_sleep(60)").execute(&public.pool).await;
        let error = StoreError::from(slept.expect_err("given up"));
        assert!(matches!(error, StoreError::GivenUp(_)), "{error:?}");
        assert!(error.is_unreachable(), "trying again may help");
        assert!(public.is_ready().await);
        let mut long = public.begin_reading_long().await.expect("a transaction");
        sqlx::query("select pg_sleep(1.5)")
            .execute(&mut *long)
            .await
            .expect("as long as it takes");
        drop(long);
        public.close().await;
    }

    #[sqlx::test(migrations = false)]
    async fn whoever_stops_waiting_for_a_transaction_leaves_none_behind(
        _: PgPoolOptions,
        connect: PgConnectOptions,
    ) {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .connect_with(connect)
            .await
            .expect("a pool");
        let db = Db::from_pool(pool);
        for polls in 1..12 {
            // Gives up after so many steps: while a connection is looked at, after BEGIN was sent, and so on.
            let mut beginning = Box::pin(db.begin_reading());
            for _ in 0..polls {
                let step =
                    |context: &mut Context<'_>| Poll::Ready(beginning.as_mut().poll(context).is_ready());
                if std::future::poll_fn(step).await {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            drop(beginning);
            // Inside a transaction, `now()` is when it began.
            let row = sqlx::raw_sql("select now() = statement_timestamp()")
                .fetch_one(&db.pool)
                .await
                .expect("an answer");
            let outside: bool = sqlx::Row::get(&row, 0);
            assert!(outside, "given up after {polls} steps");
        }
    }
}
