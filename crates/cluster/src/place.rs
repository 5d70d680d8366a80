//! Where a cluster lives and as whom its programs run.

use std::env;
use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, lchown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest as _, Sha256};

use crate::error::ClusterError;

/// Home of the clusters of root, one subdirectory each.
const ROOTS_CLUSTERS: &str = "/var/lib/lianqin";
const SOCKET_NAME: &str = ".s.PGSQL.5432";
/// What fits into `sockaddr_un.sun_path` on Linux, less the final NUL. (BSDs have four less.)
const SOCKET_PATH_MAX: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// A user to run programs as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// The directories of one cluster; all exist.
#[derive(Debug)]
pub(crate) struct Place {
    /// Of everything: `data/` (PGDATA), `run/` (the socket), the locks and the log.
    pub(crate) dir: PathBuf,
    pub(crate) pgdata: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) socket_dir: PathBuf,
    /// Set when we are root.
    pub(crate) run_as: Option<Account>,
    /// 16 hex digits that tell this cluster from others on the machine.
    pub(crate) id: String,
}

impl Place {
    /// Finds the place that belongs to a data directory, and makes what is missing of it.
    pub(crate) fn of(data_dir: &Path) -> Result<Self, ClusterError> {
        let io = || ClusterError::io(data_dir);
        fs::create_dir_all(data_dir).map_err(io())?;
        let data_dir = &fs::canonicalize(data_dir).map_err(io())?;
        let me = rustix::process::geteuid();
        owned_by(me.as_raw(), data_dir)?;

        let place = if me.is_root() {
            let id = short_hash(data_dir);
            let account = account_named("postgres").ok_or(ClusterError::NoPostgresUser)?;
            Self::at(Path::new(ROOTS_CLUSTERS).join(&id), id, Some(account))
        } else {
            let dir = data_dir.join("postgres");
            if dir.as_os_str().as_bytes().iter().any(|&byte| breaks_pg_ctl(byte)) {
                return Err(ClusterError::UnusablePath { dir });
            }
            let id = short_hash(&dir);
            Self::at(dir, id, None)
        };
        place.prepare()?;
        if me.is_root() {
            // A help for people; the cluster is found without it.
            let _ = symlink(&place.dir, data_dir.join("postgres"));
        }
        Ok(place)
    }

    fn at(dir: PathBuf, id: String, run_as: Option<Account>) -> Self {
        let uid = run_as.map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid);
        Self {
            pgdata: dir.join("data"),
            log: dir.join("postgres.log"),
            socket_dir: socket_dir(&dir, uid, &id),
            dir,
            run_as,
            id,
        }
    }

    /// Makes the directories, or makes sure that they are ours alone.
    pub(crate) fn prepare(&self) -> Result<(), ClusterError> {
        if self.run_as.is_some() {
            let parent = Path::new(ROOTS_CLUSTERS);
            // Whatever root's umask is, the user `postgres` has to get through.
            fs::create_dir_all(parent)
                .and_then(|()| fs::set_permissions(parent, Permissions::from_mode(0o755)))
                .map_err(ClusterError::io(parent))?;
        }
        self.private_dir(&self.dir)?;
        self.private_dir(&self.socket_dir)
    }

    fn private_dir(&self, dir: &Path) -> Result<(), ClusterError> {
        match DirBuilder::new().mode(0o700).create(dir) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
        .map_err(ClusterError::io(dir))?;
        // A link in place of the directory is looked at as such: in /tmp anybody can make one.
        let found = fs::symlink_metadata(dir).map_err(ClusterError::io(dir))?;
        match self.run_as {
            // Just made, by us or by another process of root's that is (or was killed) just here.
            Some(account) if found.uid() == 0 => {
                lchown(dir, Some(account.uid), Some(account.gid)).map_err(ClusterError::io(dir))?;
            }
            _ => owned_by(self.uid(), dir)?,
        }
        if !found.is_dir() {
            Err(io::Error::from(ErrorKind::NotADirectory))
        } else if found.mode() & 0o077 != 0 {
            fs::set_permissions(dir, Permissions::from_mode(0o700))
        } else {
            Ok(())
        }
        .map_err(ClusterError::io(dir))
    }

    /// The user whom the files belong to and as whom the server runs.
    pub(crate) fn uid(&self) -> u32 {
        self.run_as
            .map_or_else(|| rustix::process::geteuid().as_raw(), |account| account.uid)
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.socket_dir.join(SOCKET_NAME)
    }

    pub(crate) fn socket_lock(&self) -> PathBuf {
        self.socket_dir.join(format!("{SOCKET_NAME}.lock"))
    }

    /// What `cluster_name` is set to; it appears in the title of each of the server's processes.
    pub(crate) fn cluster_name(&self) -> String {
        format!("lianqin-{}", self.id)
    }

    /// A program run as the right user, in a directory it may enter, with none of the `PG*`
    /// variables of our caller and with messages in English.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in env::vars_os() {
            if name.as_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        command
            .env("LC_ALL", "C")
            .env("HOME", &self.dir)
            .env("PGCONNECT_TIMEOUT", "10")
            .current_dir(&self.dir)
            .stdin(Stdio::null());
        if let Some(account) = self.run_as {
            // From root, setting the user also empties the supplementary groups.
            command.gid(account.gid).uid(account.uid);
        }
        command
    }

    /// A suffix for temporary names, never used before.
    pub(crate) fn unique() -> String {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        format!("{}-{count}", process::id())
    }
}

/// Inside the cluster if such a socket path fits and Postgres' list syntax can express it, else in
/// a directory of our own in /tmp.
fn socket_dir(cluster: &Path, uid: u32, id: &str) -> PathBuf {
    let inside = cluster.join("run");
    let path = inside.as_os_str().as_bytes();
    let plain = path
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(byte));
    if plain && path.len() + 1 + SOCKET_NAME.len() <= SOCKET_PATH_MAX {
        inside
    } else {
        PathBuf::from(format!("/tmp/lianqin-{uid}-{}", &id[..8]))
    }
}

/// `pg_ctl` puts paths between double quotes into a shell command.
fn breaks_pg_ctl(byte: u8) -> bool {
    b"\"$`\\".contains(&byte) || byte.is_ascii_control()
}

fn short_hash(path: &Path) -> String {
    let mut hash = hex::encode(Sha256::digest(path.as_os_str().as_bytes()));
    hash.truncate(16);
    hash
}

fn owned_by(uid: u32, dir: &Path) -> Result<(), ClusterError> {
    let found = fs::symlink_metadata(dir).map_err(ClusterError::io(dir))?.uid();
    if found == uid {
        return Ok(());
    }
    Err(ClusterError::ForeignOwner {
        dir: dir.to_owned(),
        owner: name_of(found).unwrap_or_else(|| format!("user {found}")),
    })
}

/// The fields of /etc/passwd: name, password, uid, gid, …
fn passwd<T>(pick: impl Fn(&[&str]) -> Option<T>) -> Option<T> {
    let passwd = fs::read("/etc/passwd").ok()?;
    String::from_utf8_lossy(&passwd)
        .lines()
        .find_map(|line| pick(&line.split(':').collect::<Vec<_>>()))
}

fn account_named(wanted: &str) -> Option<Account> {
    passwd(|fields| match fields {
        [name, _, uid, gid, ..] if *name == wanted => Some(Account {
            uid: uid.parse().ok()?,
            gid: gid.parse().ok()?,
        }),
        _ => None,
    })
}

fn name_of(wanted: u32) -> Option<String> {
    passwd(|fields| match fields {
        [name, _, uid, ..] if uid.parse() == Ok(wanted) => Some((*name).to_owned()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_inside_the_cluster_while_its_path_fits() {
        // `/run/.s.PGSQL.5432` takes 18 bytes.
        let fits = format!("/{}", "d".repeat(SOCKET_PATH_MAX - 18 - 1));
        let inside = socket_dir(Path::new(&fits), 7, "0123456789abcdef");
        assert_eq!(inside, Path::new(&fits).join("run"));
        assert_eq!(inside.join(SOCKET_NAME).as_os_str().len(), SOCKET_PATH_MAX);

        let too_long = format!("{fits}d");
        assert_eq!(
            socket_dir(Path::new(&too_long), 7, "0123456789abcdef"),
            Path::new("/tmp/lianqin-7-01234567")
        );
    }

    #[test]
    fn a_socket_directory_that_postgres_would_read_as_a_list_is_avoided() {
        assert_eq!(
            socket_dir(Path::new("/home/a,b"), 7, "0123456789abcdef"),
            Path::new("/tmp/lianqin-7-01234567")
        );
    }
}
