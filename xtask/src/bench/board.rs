//! `/board` against nginx.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use super::{Bench, TURNS, median};

/// How long wrk loads a server in each turn.
const LOAD: &str = "5s";

impl Bench {
    pub(super) fn board(&self) -> Result<()> {
        let port = free_port()?;
        let server = Stopped(
            self.lianqin("bench0")
                .args(["serve", "--region", "bench", "--addr"])
                .arg(format!("127.0.0.1:{port}"))
                .arg("--site-root")
                .arg(&self.site)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?,
        );
        let address = format!("http://127.0.0.1:{port}/board?from=2026-01-01&to=2027-01-01");
        let page = wait_for(&address)?;
        let (nginx, peer) = self.nginx(&page)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.push(load(&address)?);
            theirs.push(load(&peer)?);
        }
        drop((server, nginx));
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        eprintln!(
            "/board: {ours:.0} requests/s, nginx with a file of the same {} bytes {theirs:.0} requests/s, ratio {:.3}",
            page.len(),
            ours / theirs
        );
        Ok(())
    }

    /// Serves `page` as a static file.
    fn nginx(&self, page: &str) -> Result<(Stopped, String)> {
        let directory = std::env::temp_dir().join(format!("lianqin-bench-nginx-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        fs::write(directory.join("board.html"), page)?;
        let port = free_port()?;
        let root = directory.display();
        let config = format!(
            "daemon off; pid {root}/pid; error_log {root}/error.log; worker_processes auto;
             events {{ worker_connections 1024; }}
             http {{ access_log off; sendfile on; keepalive_requests 1000000; types {{ text/html html; }}
                     server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
        );
        fs::write(directory.join("nginx.conf"), config)?;
        let child = Command::new("nginx")
            .arg("-c")
            .arg(directory.join("nginx.conf"))
            .stderr(Stdio::null())
            .spawn()?;
        let address = format!("http://127.0.0.1:{port}/board.html");
        let server = Stopped(child);
        wait_for(&address)?;
        Ok((server, address))
    }
}

/// A child that is ended with its owner.
pub(super) struct Stopped(pub(super) Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // SIGTERM, so that nginx takes its workers along; what has ended already is fine.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

pub(super) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The body at `address` once it answers.
pub(super) fn wait_for(address: &str) -> Result<String> {
    for _ in 0..100 {
        let answer = Command::new("curl").args(["-sf", address]).output()?;
        if answer.status.success() {
            return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    bail!("{address} does not answer")
}

/// Requests per second of one turn of wrk; every answer must be a success.
fn load(address: &str) -> Result<f64> {
    let mut child = Command::new("wrk")
        .args(["-t1", "-c16", "-d", LOAD, address])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().context("wrk has no output")?;
    let mut speed = None;
    for line in BufReader::new(output).lines() {
        let line = line?;
        ensure!(!line.contains("Non-2xx"), "{address}: {line}");
        if let Some(value) = line.strip_prefix("Requests/sec:") {
            speed = Some(value.trim().parse()?);
        }
    }
    child.wait()?;
    speed.with_context(|| format!("wrk did not say how fast {address} is"))
}
