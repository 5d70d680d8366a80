//! Rebuild on change: looks at modification times twice a second, which needs no tool installed.

use std::{
    path::Path,
    process::{Child, Command},
    thread::sleep,
    time::{Duration, SystemTime},
};

use anyhow::Result;

use crate::{build, setup, shell};

const LOOK: Duration = Duration::from_millis(500);
const WATCHED: [&str; 8] = [
    "Cargo.toml",
    "app",
    "crates",
    "public",
    "server/src",
    "server/Cargo.toml",
    "style",
    "xtask/src",
];

/// Builds and serves, for ever. A build that fails leaves the last good server running.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let root = shell::root()?;
    setup::run(&[setup::Need::Postgres])?;
    let mut server: Option<Server> = None;
    loop {
        let seen = newest(&root)?;
        match compile(&root) {
            Ok(()) => {
                drop(server.take());
                server = Some(Server::start(&root, args)?);
            }
            Err(error) => eprintln!("dev: {error:#}; waiting for the next change"),
        }
        while newest(&root)? == seen {
            sleep(LOOK);
        }
        // An editor may still be writing its other files.
        sleep(LOOK);
    }
}

fn compile(root: &Path) -> Result<()> {
    build::run(&build::Options {
        out: "target/site".into(),
        dev: true,
    })?;
    shell::run(
        shell::cargo()
            .args(["build", "--package", "server"])
            .current_dir(root),
    )
}

/// How many files there are and when the newest was changed.
fn newest(root: &Path) -> Result<(usize, Option<SystemTime>)> {
    let mut count = 0;
    let mut newest = None;
    for path in WATCHED {
        for file in build::under(&root.join(path))? {
            count += 1;
            // A file may vanish between listing and looking.
            newest = newest.max(file.metadata().and_then(|m| m.modified()).ok());
        }
    }
    Ok((count, newest))
}

/// The running server; dropping it asks it to stop and waits.
struct Server(Child);

impl Server {
    fn start(root: &Path, args: &[String]) -> Result<Self> {
        let mut command = Command::new(root.join("target/debug/lianqin"));
        Ok(Self(command.arg("demo").args(args).current_dir(root).spawn()?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The standard library can only kill; a graceful stop closes the streams of open pages.
        let asked = Command::new("kill")
            .args(["-TERM", &self.0.id().to_string()])
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}
