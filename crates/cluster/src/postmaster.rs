//! Telling whether the server runs, from `postmaster.pid` and the process it names.
//!
//! A process id in a file proves little: the process may be gone, a zombie nobody reaps (in a
//! container), or another program that got the number after a reboot. Postgres itself only asks
//! whether such a process exists, and refuses to start if so; hence [`lay_to_rest`].

use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::error::ClusterError;
use crate::files::replace;
use crate::place::Place;

/// No process has this id: Linux numbers end at 2²², and Postgres can still parse it.
const NOBODY: &str = "2147483647";

/// What `postmaster.pid` and the process table say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// There is no server, though there may be a stale file that Postgres copes with.
    Down,
    /// Our server's process lives.
    Up {
        pid: u32,
        /// The server says in its file that it is ready for connections.
        ready: bool,
    },
    /// The file names a process that is not our server.
    Impostor { pid: u32 },
    /// The file is empty or not a pid file, as a crash of the machine may leave it.
    Garbled,
}

pub(crate) fn state(place: &Place) -> Result<State, ClusterError> {
    let path = place.pgdata.join("postmaster.pid");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(State::Down),
        Err(error) => return Err(ClusterError::io(&path)(error)),
    };
    // Lines: pid, data directory, start time, port, socket directory, address, memory key, status.
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let pid = lines.first().and_then(|line| line.parse::<u32>().ok());
    let Some(pid) = pid.filter(|pid| *pid > 0) else {
        return Ok(State::Garbled);
    };
    Ok(if !is_alive(pid) {
        State::Down
    } else if is_postmaster_of(pid, &place.pgdata) || answers_on_socket(place, pid) {
        State::Up {
            pid,
            ready: lines.get(7) == Some(&"ready"),
        }
    } else {
        State::Impostor { pid }
    })
}

/// The process id of the running server.
pub(crate) fn running_pid(place: &Place) -> Option<u32> {
    match state(place) {
        Ok(State::Up { pid, .. }) => Some(pid),
        _ => None,
    }
}

/// Makes a `postmaster.pid` that names somebody else's process stop standing in the way of a start.
///
/// Only the number is replaced. The memory key in the file stays: by it Postgres notices backends
/// that outlived their server, which must not meet a new one.
pub(crate) fn lay_to_rest(place: &Place, pid: u32) -> Result<(), ClusterError> {
    tracing::warn!(
        pid,
        "postmaster.pid is stale: its process id now belongs to another program"
    );
    let path = place.pgdata.join("postmaster.pid");
    let text = fs::read_to_string(&path).map_err(ClusterError::io(&path))?;
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    replace(place, &path, &format!("{NOBODY}\n{rest}"))
}

/// Removes what a dead server left of its socket. Its lock file, too, names a process whose number
/// may by now be another's.
pub(crate) fn clear_socket(place: &Place) -> Result<(), ClusterError> {
    if UnixStream::connect(place.socket()).is_ok() {
        return Ok(());
    }
    remove(&place.socket_lock())?;
    remove(&place.socket())
}

/// Removes a `postmaster.pid` that says nothing.
pub(crate) fn remove_garbled(place: &Place) -> Result<(), ClusterError> {
    tracing::warn!("removing an unreadable postmaster.pid");
    remove(&place.pgdata.join("postmaster.pid"))
}

/// Sends a signal to every server process of this cluster that outlived its postmaster (Linux only;
/// elsewhere they are waited for). Call only when the postmaster is known to be dead.
pub(crate) fn signal_orphans(place: &Place, signal: Signal) {
    let title = format!("postgres: {}: ", place.cluster_name());
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let is_ours = entry.metadata().is_ok_and(|found| found.uid() == place.uid());
        let is_backend =
            fs::read(entry.path().join("cmdline")).is_ok_and(|cmdline| cmdline.starts_with(title.as_bytes()));
        if let (true, true, Some(pid)) = (is_ours, is_backend, Pid::from_raw(pid)) {
            tracing::warn!(
                pid = pid.as_raw_nonzero(),
                ?signal,
                "ending a process of the dead Postgres"
            );
            let _ = kill_process(pid, signal);
        }
    }
}

fn remove(path: &Path) -> Result<(), ClusterError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(ClusterError::io(path)(error)),
        _ => Ok(()),
    }
}

fn is_alive(pid: u32) -> bool {
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else {
        return false;
    };
    matches!(test_kill_process(pid), Ok(()) | Err(Errno::PERM))
}

/// Somebody listens on our socket, in our private directory, and the lock beside it names the
/// process: a server started by hand, or before its directory was renamed. The lock alone would
/// prove nothing: it is as stale as `postmaster.pid`.
fn answers_on_socket(place: &Place, pid: u32) -> bool {
    let named = fs::read_to_string(place.socket_lock())
        .ok()
        .and_then(|text| text.lines().next()?.trim().parse().ok());
    named == Some(pid) && UnixStream::connect(place.socket()).is_ok()
}

/// The process was started as `…/postgres -D <pgdata>`, which is how `pg_ctl` does it.
fn is_postmaster_of(pid: u32, pgdata: &Path) -> bool {
    let pgdata = pgdata.as_os_str().as_bytes();
    // Readable for everyone, unlike the process' working directory. Empty for a zombie.
    if let Ok(cmdline) = fs::read(format!("/proc/{pid}/cmdline")) {
        let mut args = cmdline.split(|&byte| byte == 0);
        let program = args.next().unwrap_or_default();
        return program.ends_with(b"postgres") && args.any(|arg| arg == pgdata);
    }
    let listed = Command::new("ps")
        .args(["-o", "args=", "-p", &pid.to_string()])
        .stdin(Stdio::null())
        .output();
    listed.is_ok_and(|listed| listed.stdout.windows(pgdata.len()).any(|window| window == pgdata))
}
