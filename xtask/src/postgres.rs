//! A throw-away Postgres for tests and benches, in `target/test-cluster`.

use std::{env, process::Command, process::ExitCode};

use anyhow::{Context, Result};
use cluster::{Cluster, ClusterOptions};

use crate::{
    setup::{self, Need},
    shell,
};

/// A running database, or the one that the environment names.
pub(crate) struct Database {
    url: String,
    /// Stops the server when dropped, unless another process still uses it.
    _own: Option<Cluster>,
}

impl Database {
    /// Takes what `variable` names; starts the project's own cluster if it is not set. That one is
    /// fast and forgets committed data when the machine loses power.
    pub(crate) fn start(variable: &str) -> Result<Self> {
        if let Ok(url) = env::var(variable) {
            return Ok(Self { url, _own: None });
        }
        let root = shell::root()?;
        setup::ensure(Need::Postgres, &root)?;
        let mut options = ClusterOptions::new(root.join("target/test-cluster"));
        options.fast_unsafe = true;
        let cluster = Cluster::start(&options).context("the tests' Postgres does not start")?;
        Ok(Self {
            url: cluster.url("postgres"),
            _own: Some(cluster),
        })
    }

    /// Where a superuser reaches the database `postgres`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Runs `command` with the URL in `variable`; its exit status becomes ours.
pub(crate) fn run(variable: &str, command: &[String]) -> Result<ExitCode> {
    let database = Database::start(variable)?;
    let (program, args) = command.split_first().context("no command given")?;
    let status = Command::new(program)
        .args(args)
        .env(variable, database.url())
        .status()
        .with_context(|| format!("`{program}` cannot be started"))?;
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(ExitCode::from(code))
}
