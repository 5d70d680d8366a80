//! The private Postgres that `lianqin` and its tests start for themselves.
//!
//! Whoever needs the database calls [`Cluster::start`] with a data directory and holds the
//! [`Cluster`] for as long as it wants the server to run. Every process on one data directory shares
//! one server; the last one out stops it. Nobody's death breaks that: shares are file locks, which
//! vanish with their process, so
//!
//! - a killed `lianqin` leaves Postgres running, and the next start joins it;
//! - a killed Postgres is started again by the next start (or by [`Cluster::revive`]), which waits
//!   for, and if need be ends, what the dead server left behind;
//! - a killed `initdb` leaves a temporary directory, never half a cluster.
//!
//! What it deliberately does not do: download anything, listen on TCP, create databases, roles or
//! tables (that is `store`'s), upgrade a cluster between Postgres versions, or speak the Postgres
//! protocol. It is blocking code; call it from `spawn_blocking` where a runtime must not wait.
//!
//! Supported: Postgres 13 and newer, on Linux; other Unixes work with a little less certainty about
//! whose process a process id is.
#![cfg(unix)]

mod binaries;
mod creation;
mod error;
mod files;
mod locks;
mod place;
mod postmaster;
mod supervision;
mod url;

use std::path::{Path, PathBuf};

pub use binaries::{Binaries, OLDEST_MAJOR, find_binaries};
pub use error::ClusterError;

use binaries::find_for;
use error::decisive_line;
use locks::Lock;
use place::Place;

/// The superuser role that owns the cluster.
pub const SUPERUSER: &str = "lianqin";

/// Which cluster, and how to run it.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// The data directory of `lianqin`; made if missing. An ordinary user's cluster lives in its
    /// `postgres` subdirectory. As root, which Postgres refuses to run as, the cluster lives in
    /// `/var/lib/lianqin/<hash of the directory>`, belongs to the user `postgres`, and
    /// `<data_dir>/postgres` is a link to it.
    pub data_dir: PathBuf,
    /// Where `initdb`, `postgres`, `pg_ctl`, `pg_isready` and `psql` are; see [`find_binaries`].
    pub bin_dir: Option<PathBuf>,
    /// For throw-away clusters only: no fsync, no full page writes, asynchronous commit. A crash of
    /// the *machine* may then corrupt the cluster. Takes effect when the server is started, not when
    /// a running one is joined.
    pub fast_unsafe: bool,
}

impl ClusterOptions {
    /// The safe defaults for a data directory.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            bin_dir: None,
            fast_unsafe: false,
        }
    }
}

/// A share in a running cluster. Dropping it gives the share back; the last share stops the server.
#[derive(Debug)]
pub struct Cluster {
    place: Place,
    binaries: Binaries,
    fast_unsafe: bool,
    /// `None` once given back.
    share: Option<Lock>,
}

impl Cluster {
    /// Finds the binaries, creates the cluster if there is none, starts or joins its server and
    /// waits until it answers. Recovery after a crash is waited for (at most a quarter of an hour).
    pub fn start(options: &ClusterOptions) -> Result<Self, ClusterError> {
        let place = Place::of(&options.data_dir)?;
        // Held to the end of this function: one process at a time starts or stops.
        let _starting = Lock::to_start(&place, supervision::START_PATIENCE)?;
        let binaries = find_for(options.bin_dir.as_deref(), creation::existing(&place)?)?;
        creation::create_if_missing(&place, &binaries, options.fast_unsafe)?;
        supervision::ensure_running(&place, &binaries, options.fast_unsafe)?;
        let share = Lock::share(&place)?;
        Ok(Self {
            place,
            binaries,
            fast_unsafe: options.fast_unsafe,
            share: Some(share),
        })
    }

    /// Brings the server back if it died while this share was held; otherwise does nothing.
    pub fn revive(&self) -> Result<(), ClusterError> {
        let _starting = Lock::to_start(&self.place, supervision::START_PATIENCE)?;
        supervision::ensure_running(&self.place, &self.binaries, self.fast_unsafe)
    }

    /// Where the superuser reaches `database`: a URL over the Unix socket that libpq and sqlx read.
    pub fn url(&self, database: &str) -> String {
        self.url_as(SUPERUSER, database)
    }

    /// The same for another role. The role has to exist; no password is asked for: whoever may
    /// enter the socket's directory (this user, and root) is trusted.
    pub fn url_as(&self, role: &str, database: &str) -> String {
        url::socket_url(self.socket_dir(), role, database)
    }

    /// The private (0700) directory of the socket.
    pub fn socket_dir(&self) -> &Path {
        &self.place.socket_dir
    }

    /// Where the programs used are.
    pub fn bin_dir(&self) -> &Path {
        &self.binaries.dir
    }

    /// Postgres' own data directory (`PGDATA`). Its parent also holds the log and the locks.
    pub fn data_path(&self) -> &Path {
        &self.place.pgdata
    }

    /// The log of the server.
    pub fn log_path(&self) -> &Path {
        &self.place.log
    }

    /// The running server's process id; `None` if it is not running.
    pub fn postmaster_pid(&self) -> Option<u32> {
        postmaster::running_pid(&self.place)
    }

    /// Runs SQL as the superuser with `psql`, for tests and tools: rows one a line, columns
    /// separated by `|`, without headings. The first failing statement is the error.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String, ClusterError> {
        let psql = self.binaries.program("psql");
        let output = self
            .place
            .command(&psql)
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-p", "5432"])
            .args(["-U", SUPERUSER, "-h"])
            .arg(self.socket_dir())
            .args(["-c", sql])
            // Not `-d`, which reads some names as connection strings.
            .env("PGDATABASE", database)
            .output()
            .map_err(ClusterError::io(&psql))?;
        if output.status.success() {
            let text = String::from_utf8_lossy(&output.stdout);
            Ok(text.trim_end_matches('\n').to_owned())
        } else {
            Err(ClusterError::Psql {
                detail: decisive_line(&String::from_utf8_lossy(&output.stderr)),
            })
        }
    }

    /// Gives the share back, as dropping it does, and says how that went.
    pub fn stop(mut self) -> Result<(), ClusterError> {
        self.release()
    }

    fn release(&mut self) -> Result<(), ClusterError> {
        let Some(share) = self.share.take() else {
            return Ok(());
        };
        let _stopping = Lock::to_start(&self.place, supervision::STOP_PATIENCE)?;
        if share.give_back()? {
            supervision::stop(&self.place, &self.binaries)?;
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.release() {
            tracing::warn!(%error, "the private Postgres was not stopped");
        }
    }
}
