//! Starting and stopping the server. Call with `start.lock` held.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::binaries::Binaries;
use crate::creation::write_settings;
use crate::error::{ClusterError, decisive_line};
use crate::files::tail;
use crate::place::Place;
use crate::postmaster::{self, State};

/// How long a server may take to start: it may have gigabytes of WAL to replay.
const RECOVERY: Duration = Duration::from_secs(900);
/// How long a server may take to stop before we let it go on stopping alone.
const STOPPING: Duration = Duration::from_secs(60);
/// How long to wait for another process that is starting the server, in order to use it …
pub(crate) const START_PATIENCE: Duration = Duration::from_secs(960);
/// … and in order to leave it. Giving up means that the server runs on until somebody else leaves.
pub(crate) const STOP_PATIENCE: Duration = Duration::from_secs(90);
/// How long anything else that should pass may take to pass.
const PATIENCE: Duration = Duration::from_secs(60);
/// After this, processes of a dead server are ended with SIGQUIT, and after twice this, SIGKILL.
const ORPHANS: Duration = Duration::from_secs(3);
/// How often a server that came up and died is started again.
const STARTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(50);
/// Beyond this the log is begun anew; the old one is kept as `postgres.log.1`.
const LOG_MAX: u64 = 10 * 1024 * 1024;

/// What `pg_isready` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Ready,
    /// The server is there but still recovering, or already stopping.
    NotNow,
    Silence,
}

/// Returns once the server runs and answers, whatever it takes to get there.
pub(crate) fn ensure_running(
    place: &Place,
    binaries: &Binaries,
    fast_unsafe: bool,
) -> Result<(), ClusterError> {
    let began = Instant::now();
    let mut garbled_since = None;
    let mut blocked_since = None;
    let mut starts = 0;
    let mut last_words = String::new();
    loop {
        let waited = began.elapsed();
        match postmaster::state(place)? {
            State::Up { pid, ready } => match is_ready(place, binaries)? {
                Answer::Ready => return Ok(()),
                Answer::NotNow if waited < RECOVERY => {}
                // Its socket was deleted, or is elsewhere: nobody will ever reach it here.
                Answer::Silence if ready && !place.socket().exists() => {
                    tracing::warn!(pid, "restarting a Postgres that cannot be reached");
                    stop(place, binaries)?;
                }
                _ if waited < PATIENCE => {}
                _ => {
                    let detail = format!(
                        "process {pid} has not answered for {} s; end it (kill {pid}) and try again",
                        waited.as_secs()
                    );
                    return Err(start_error(place, detail));
                }
            },
            State::Impostor { pid } => postmaster::lay_to_rest(place, pid)?,
            State::Garbled => {
                // A server that is just starting writes its file in a moment.
                let since = *garbled_since.get_or_insert_with(Instant::now);
                if since.elapsed() > Duration::from_secs(2) {
                    postmaster::remove_garbled(place)?;
                }
            }
            State::Down if starts == STARTS => {
                let detail = format!("it died {STARTS} times; the last it said: {last_words}");
                return Err(start_error(place, detail));
            }
            State::Down => match start(place, binaries, fast_unsafe)? {
                Attempt::Started => starts += 1,
                Attempt::Killed(detail) => {
                    starts += 1;
                    last_words = detail;
                }
                Attempt::Blocked(_) if waited < PATIENCE => {
                    let since = *blocked_since.get_or_insert_with(Instant::now);
                    if since.elapsed() > 2 * ORPHANS {
                        postmaster::signal_orphans(place, Signal::KILL);
                    } else if since.elapsed() > ORPHANS {
                        postmaster::signal_orphans(place, Signal::QUIT);
                    }
                }
                Attempt::Blocked(detail) => return Err(start_error(place, detail)),
            },
        }
        sleep(PAUSE);
    }
}

/// Stops the server if it runs: connections are ended, transactions rolled back, memory written out.
pub(crate) fn stop(place: &Place, binaries: &Binaries) -> Result<(), ClusterError> {
    // `pg_ctl stop` would signal whatever process the file names.
    let State::Up { .. } = postmaster::state(place)? else {
        return Ok(());
    };
    let pg_ctl = binaries.program("pg_ctl");
    let output = place
        .command(&pg_ctl)
        .args(["stop", "-s", "-w", "-m", "fast", "-t"])
        .arg(STOPPING.as_secs().to_string())
        .arg("-D")
        .arg(&place.pgdata)
        .output()
        .map_err(ClusterError::io(&pg_ctl))?;
    if output.status.success() || postmaster::running_pid(place).is_none() {
        return Ok(());
    }
    Err(ClusterError::Stop {
        detail: decisive_line(&String::from_utf8_lossy(&output.stderr)),
        log: place.log.clone(),
    })
}

/// How a start went; other failures are errors.
enum Attempt {
    Started,
    /// It went without a complaint of its own.
    Killed(String),
    /// By something that will pass: processes of the dead server, or another start.
    Blocked(String),
}

/// One `pg_ctl start`. It puts the server in a session of its own: Ctrl-C in our terminal does not
/// reach it.
fn start(place: &Place, binaries: &Binaries, fast_unsafe: bool) -> Result<Attempt, ClusterError> {
    write_settings(place, &place.pgdata, fast_unsafe)?;
    postmaster::clear_socket(place)?;
    let log_began = rotate_log(place)?;
    let pg_ctl = binaries.program("pg_ctl");
    let output = place
        .command(&pg_ctl)
        .args(["start", "-s", "-w", "-t"])
        .arg(RECOVERY.as_secs().to_string())
        .arg("-D")
        .arg(&place.pgdata)
        .arg("-l")
        .arg(&place.log)
        .output()
        .map_err(ClusterError::io(&pg_ctl))?;
    if output.status.success() {
        return Ok(Attempt::Started);
    }
    let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.push('\n');
    said.push_str(&tail(&place.log, log_began));
    let detail = decisive_line(&said);
    let blocked = said.contains("pre-existing shared memory block")
        || (said.contains("lock file") && said.contains("already exists"));
    if blocked {
        Ok(Attempt::Blocked(detail))
    } else if ["FATAL:", "PANIC:", "error:"]
        .iter()
        .any(|mark| detail.starts_with(mark))
    {
        Err(start_error(place, detail))
    } else {
        tracing::warn!("Postgres was killed while it started");
        Ok(Attempt::Killed(detail))
    }
}

fn start_error(place: &Place, detail: String) -> ClusterError {
    ClusterError::Start {
        detail,
        log: place.log.clone(),
    }
}

fn is_ready(place: &Place, binaries: &Binaries) -> Result<Answer, ClusterError> {
    let pg_isready = binaries.program("pg_isready");
    let status = place
        .command(&pg_isready)
        .args(["-q", "-t", "5", "-p", "5432", "-h"])
        .arg(&place.socket_dir)
        .status()
        .map_err(ClusterError::io(&pg_isready))?;
    Ok(match status.code() {
        Some(0) => Answer::Ready,
        Some(1) => Answer::NotNow,
        _ => Answer::Silence,
    })
}

/// Returns the length of the log the server will append to.
fn rotate_log(place: &Place) -> Result<u64, ClusterError> {
    let length = fs::metadata(&place.log).map_or(0, |log| log.len());
    if length <= LOG_MAX {
        return Ok(length);
    }
    fs::rename(&place.log, place.log.with_extension("log.1")).map_err(ClusterError::io(&place.log))?;
    Ok(0)
}
