//! From settings to a database that is up to date: somebody's Postgres, or the private one.

use std::path::Path;
use std::sync::Arc;

use cluster::{Cluster, ClusterOptions};
use store::{Db, MigrationReport, StoreError};

use crate::cli::Failure;
use crate::config::Settings;

/// The private cluster's database.
const DATABASE: &str = "lianqin";
/// Connections a command needs: one to read, one to write, one to spare.
const COMMAND_CONNECTIONS: u32 = 4;

/// A database that answers, with its schema up to date.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) db: Db,
    pub(crate) owner_url: String,
    pub(crate) migrated: MigrationReport,
    /// Held as long as the database is used; `None` where it is not ours to run.
    cluster: Option<Arc<Cluster>>,
}

impl Database {
    /// Starts or joins what is needed and migrates.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        Self::open_with(settings, COMMAND_CONNECTIONS).await
    }

    pub(crate) async fn open_with(settings: &Settings, connections: u32) -> Result<Self, Failure> {
        let (owner_url, cluster) = match &settings.database_url {
            Some(url) => (url.clone(), None),
            None => {
                let cluster = start(settings.data_dir.clone()).await?;
                (cluster.url(DATABASE), Some(Arc::new(cluster)))
            }
        };
        let opened = match &cluster {
            Some(cluster) => {
                store::ensure_database(&cluster.url("postgres"), DATABASE).await?;
                Self::connect(&owner_url, connections).await
            }
            None => Self::connect(&owner_url, connections).await,
        };
        let db = opened?;
        // The role first: migrations grant it its rights.
        store::bootstrap_roles(&owner_url).await?;
        let migrated = store::migrate(&db).await?;
        Ok(Self {
            db,
            owner_url,
            migrated,
            cluster,
        })
    }

    async fn connect(url: &str, connections: u32) -> Result<Db, Failure> {
        match Db::connect(url, connections).await {
            Ok(db) => Ok(db),
            Err(StoreError::Database(error)) => Err(Failure::other(format!(
                "the database refuses: {error}; check DATABASE_URL (--database-url)"
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// Where the public side logs in.
    pub(crate) async fn public_url(&self) -> Result<String, Failure> {
        Ok(store::bootstrap_roles(&self.owner_url).await?)
    }

    /// The private cluster, for those who bring it back when it dies.
    pub(crate) fn cluster(&self) -> Option<Arc<Cluster>> {
        self.cluster.clone()
    }

    /// Lets go of connections and cluster; the last one out stops the private Postgres.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        self.db.close().await;
        let Some(cluster) = self.cluster.and_then(Arc::into_inner) else {
            return Ok(());
        };
        match tokio::task::spawn_blocking(move || cluster.stop()).await {
            Ok(stopped) => Ok(stopped?),
            Err(error) => Err(Failure::other(error.to_string())),
        }
    }
}

async fn start(data_dir: std::path::PathBuf) -> Result<Cluster, Failure> {
    match tokio::task::spawn_blocking(move || Cluster::start(&ClusterOptions::new(data_dir))).await {
        Ok(started) => Ok(started?),
        Err(error) => Err(Failure::other(error.to_string())),
    }
}

/// Makes the data directory where a command needs one although the database is elsewhere.
pub(crate) fn make_data_dir(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    let unusable = |error: std::io::Error| {
        Failure::other(format!(
            "cannot use the data directory {}: {error}; choose another with --data-dir",
            path.display()
        ))
    };
    std::fs::create_dir_all(path).map_err(unusable)?;
    let owner = std::fs::metadata(path).map_err(unusable)?.uid();
    let me = rustix::process::geteuid().as_raw();
    if owner == me {
        return Ok(());
    }
    Err(Failure::other(format!(
        "the data directory {} belongs to user {owner}, you are user {me}: run as its owner, \
         or choose a directory of your own with --data-dir",
        path.display()
    )))
}
