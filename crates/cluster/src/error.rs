//! What can go wrong, each in one line that says what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::binaries::OLDEST_MAJOR;

/// Why there is no cluster. Every message is one line and fit to be shown to the user as it is.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No usable Postgres installation.
    #[error(
        "no Postgres {OLDEST_MAJOR} or newer found (looked in {looked}): install the package \
         `postgresql` (e.g. `apt-get install postgresql`), point LIANQIN_PG_BIN at its bin directory, \
         or set DATABASE_URL to use another server"
    )]
    NoBinaries {
        /// The places tried, for the message.
        looked: String,
    },

    /// Run as root, and there is no unprivileged user to run Postgres as.
    #[error(
        "Postgres refuses to run as root and there is no user `postgres` to run it as: create one \
         (`useradd --system postgres`), run as an ordinary user, or set DATABASE_URL"
    )]
    NoPostgresUser,

    /// The data directory, or what should be ours in it, is somebody else's.
    #[error(
        "the directory {} belongs to {owner}: run as {owner}, or choose a directory of your own with --data-dir",
        dir.display()
    )]
    ForeignOwner {
        /// The directory.
        dir: PathBuf,
        /// Its owner's name, or number if it has no name here.
        owner: String,
    },

    /// `pg_ctl` hands paths to a shell without escaping them.
    #[error(
        "the directory {dir:?} has a character in its name that Postgres' pg_ctl cannot take (\" $ ` \\ or a control character): choose another with --data-dir"
    )]
    UnusablePath {
        /// The directory.
        dir: PathBuf,
    },

    /// `initdb` failed.
    #[error("a new Postgres cluster could not be made in {}: {detail}", dir.display())]
    Initdb {
        /// Where it was to be.
        dir: PathBuf,
        /// The last line `initdb` wrote.
        detail: String,
    },

    /// The server did not come up.
    #[error("the private Postgres did not start: {detail} (see {})", log.display())]
    Start {
        /// The decisive line of the log.
        detail: String,
        /// The whole log.
        log: PathBuf,
    },

    /// The server did not stop in time. It will go on stopping by itself.
    #[error("the private Postgres did not stop: {detail} (see {})", log.display())]
    Stop {
        /// What `pg_ctl` said.
        detail: String,
        /// The whole log.
        log: PathBuf,
    },

    /// The cluster was made by a Postgres of another major version than the ones installed.
    #[error(
        "the cluster in {} was made by Postgres {data} but only {found} is installed: install the package `postgresql-{data}`, or move the directory away to begin anew",
        dir.display()
    )]
    Incompatible {
        /// Postgres' data directory.
        dir: PathBuf,
        /// Its major version.
        data: u32,
        /// The major versions installed.
        found: String,
    },

    /// Another process has been starting or stopping this cluster for too long.
    #[error(
        "another lianqin has been starting or stopping the Postgres of this data directory for {seconds} s (it holds {}): wait for it or end it, then try again",
        path.display()
    )]
    Busy {
        /// The lock file.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },

    /// `psql` refused a statement.
    #[error("psql: {detail}")]
    Psql {
        /// Its complaint.
        detail: String,
    },

    /// The file system or the start of a program failed.
    #[error(
        "cannot use {}: {source}; check its permissions and the free space, or choose another --data-dir",
        path.display()
    )]
    Io {
        /// What was touched.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl ClusterError {
    /// For `map_err`: an I/O error and the path it happened at.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// The line of a program's output that tells most, without its time stamp: the last fatal one, else
/// the last error, else the last line.
pub(crate) fn decisive_line(output: &str) -> String {
    let lines = || output.lines().map(str::trim).filter(|line| !line.is_empty());
    ["PANIC:", "FATAL:", "ERROR:", "error:"]
        .iter()
        .find_map(|mark| lines().rev().find_map(|line| Some(&line[line.find(mark)?..])))
        .or_else(|| lines().next_back())
        .unwrap_or("it said nothing")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fatal_line_is_told_rather_than_the_last() {
        let log = "LOG:  starting\n2026 FATAL:  out of disk\nLOG:  database system is shut down\n";
        assert_eq!(decisive_line(log), "FATAL:  out of disk");
        assert_eq!(decisive_line("one\ntwo\n\n"), "two");
        assert_eq!(decisive_line(""), "it said nothing");
    }
}
