//! What is measured, started and stopped: a server of ours on a port of its own, or a peer of it.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use super::Bench;
use crate::shell;

/// A child that is ended with its owner.
pub(crate) struct Stopped(pub(super) Child);

impl Stopped {
    pub(crate) fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        // SIGTERM, so that nginx takes its workers along; what has ended already is fine.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

impl Bench {
    /// Serves a region of a database, and says on which port; ready when it returns.
    pub(crate) fn serve(&self, database: &str, region: &str) -> Result<(Stopped, u16)> {
        ensure!(
            self.site.is_dir(),
            "{} is missing: `cargo xtask build` makes it",
            self.site.display()
        );
        let port = free_port()?;
        let server = Stopped(
            self.lianqin(database)
                .args(["serve", "--region", region, "--addr"])
                .arg(format!("127.0.0.1:{port}"))
                .arg("--site-root")
                .arg(&self.site)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .with_context(|| format!("{} cannot be started", self.program.display()))?,
        );
        wait_for(&format!("http://127.0.0.1:{port}/readyz"))?;
        Ok((server, port))
    }

    /// A key with which the system `grid_inspection` pushes into a region.
    pub(crate) fn intake_key(&self, database: &str, region: &str) -> Result<String> {
        let made = shell::output(
            self.lianqin(database)
                .args(["intake-key", "add", "--region", region])
                .args(["--mapping", "grid_inspection"]),
        )?;
        let made: serde_json::Value = serde_json::from_str(&made)?;
        Ok(made["key"].as_str().context("a key")?.to_owned())
    }
}

pub(super) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The body at `address` once it answers.
pub(super) fn wait_for(address: &str) -> Result<String> {
    for _ in 0..300 {
        let answer = Command::new("curl").args(["-sf", address]).output()?;
        if answer.status.success() {
            return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
        }
        sleep(Duration::from_millis(200));
    }
    bail!("{address} does not answer")
}
