//! `/board` against nginx.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::server::{Stopped, free_port, wait_for};
use super::{Bench, TURNS, median};

/// How long wrk loads a server in each turn.
const LOAD: &str = "5s";

impl Bench {
    pub(super) fn board(&self) -> Result<()> {
        let (server, port) = self.serve("bench0", "bench")?;
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
