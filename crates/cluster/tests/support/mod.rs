//! A data directory of one test, and what is needed to mistreat its cluster.
#![expect(clippy::unwrap_used, reason = "a test's helpers fail as its body does")]

use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cluster::{Cluster, ClusterOptions};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Names the data directory to a [`Holder`].
pub(crate) const HOLD: &str = "LIANQIN_TEST_HOLD";

/// A data directory. When it goes, so do the server (also after a panic) and all files.
pub(crate) struct Playground {
    pub(crate) options: ClusterOptions,
    temp: TempDir,
}

impl Playground {
    /// A cluster that keeps what it committed.
    pub(crate) fn safe() -> Self {
        Self::at("data")
    }

    pub(crate) fn fast() -> Self {
        let mut playground = Self::at("data");
        playground.options.fast_unsafe = true;
        playground
    }

    pub(crate) fn at(relative: &str) -> Self {
        let temp = tempfile::tempdir().unwrap();
        Self {
            options: ClusterOptions::new(temp.path().join(relative)),
            temp,
        }
    }

    pub(crate) fn start(&self) -> Cluster {
        Cluster::start(&self.options).unwrap()
    }

    /// Another path in the same temporary directory.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// Where data, locks and log are: the data directory's `postgres`, for root a link.
    pub(crate) fn cluster_dir(&self) -> Option<PathBuf> {
        fs::canonicalize(self.options.data_dir.join("postgres")).ok()
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        let Some(dir) = self.cluster_dir() else {
            return;
        };
        if dir.join("data/postmaster.pid").exists() {
            // Joins what runs, and as the last one stops it.
            drop(Cluster::start(&self.options));
        }
        let _ = fs::remove_dir_all(dir);
    }
}

/// Another process that holds a share, until it is dropped or killed.
pub(crate) struct Holder {
    child: Child,
    /// Kept open: the process reports its result to it when it ends.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Holder {
    /// Runs the test `holds_a_share_until_told` of this very program.
    pub(crate) fn start(options: &ClusterOptions) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "holds_a_share_until_told", "--ignored", "--nocapture"])
            .env(HOLD, &options.data_dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let held = said
            .by_ref()
            .map_while(Result::ok)
            .any(|line| line.contains("holding"));
        assert!(held, "the other process did not get its share");
        Self { child, _said: said }
    }

    /// Lets it drop its share and end.
    pub(crate) fn release(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }

    /// kill -9.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process that is ended with the test.
pub(crate) struct Ended(pub(crate) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// kill -9 for the server itself, not for its children; they go by themselves if they notice.
pub(crate) fn kill_server(cluster: &Cluster) {
    let pid = cluster.postmaster_pid().unwrap().cast_signed();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
    // Dead, though perhaps a zombie still.
    eventually("the killed server dies", || cluster.postmaster_pid().is_none());
}

pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(30), "in vain: {what}");
        sleep(Duration::from_millis(20));
    }
}

pub(crate) fn owner(path: &Path) -> u32 {
    fs::metadata(path).unwrap().uid()
}

/// Puts another process id into the first line of a lock file of Postgres.
pub(crate) fn put_pid(path: &Path, pid: u32) {
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(path, format!("{pid}\n{rest}")).unwrap();
}
