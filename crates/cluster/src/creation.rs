//! Creating a cluster, and its settings.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::SUPERUSER;
use crate::binaries::{Binaries, Existing};
use crate::error::{ClusterError, decisive_line};
use crate::files::{replace, sync_dir};
use crate::place::Place;

/// Name of directories `initdb` works in before they become the cluster.
const UNFINISHED: &str = "data.new-";

/// The cluster that is there already, if any.
pub(crate) fn existing(place: &Place) -> Result<Option<Existing<'_>>, ClusterError> {
    let pgdata = place.pgdata.as_path();
    // `initdb` finishes elsewhere, so a `data` without this file is nothing we made.
    if !pgdata.exists() {
        return Ok(None);
    }
    let path = pgdata.join("PG_VERSION");
    let version = fs::read_to_string(&path).map_err(ClusterError::io(&path))?;
    let major = version.trim().parse().map_err(|_| ClusterError::Initdb {
        dir: pgdata.to_owned(),
        detail: format!("its PG_VERSION is {:?}; move the directory away", version.trim()),
    })?;
    Ok(Some(Existing { major, pgdata }))
}

/// Runs `initdb` beside its final place and moves the whole result there.
pub(crate) fn create_if_missing(
    place: &Place,
    binaries: &Binaries,
    fast_unsafe: bool,
) -> Result<(), ClusterError> {
    if place.pgdata.exists() {
        return Ok(());
    }
    remove_unfinished(place);
    // A fresh name: the `initdb` of a killed process may still be writing to the old one.
    let fresh = place.dir.join(format!("{UNFINISHED}{}", Place::unique()));
    tracing::info!(dir = %place.pgdata.display(), major = binaries.major, "creating the private Postgres cluster");
    let initdb = binaries.program("initdb");
    let output = place
        .command(&initdb)
        .args([
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums",
            "--auth=trust",
        ])
        .arg(format!("--username={SUPERUSER}"))
        .arg("--pgdata")
        .arg(&fresh)
        .args(fast_unsafe.then_some("--no-sync"))
        .output()
        .map_err(ClusterError::io(&initdb))?;
    if !output.status.success() {
        let _ = fs::remove_dir_all(&fresh);
        return Err(ClusterError::Initdb {
            dir: place.pgdata.clone(),
            detail: decisive_line(&String::from_utf8_lossy(&output.stderr)),
        });
    }
    // Whoever may enter the socket's directory is trusted; there is no other way in.
    replace(place, &fresh.join("pg_hba.conf"), "local all all trust\n")?;
    let main = fresh.join("postgresql.conf");
    let settings = fs::read_to_string(&main).map_err(ClusterError::io(&main))?;
    replace(
        place,
        &main,
        &format!(
            "{settings}\n# Rewritten by lianqin at every start; ALTER SYSTEM overrides it.\ninclude = 'lianqin.conf'\n"
        ),
    )?;
    write_settings(place, &fresh, fast_unsafe)?;
    sync_dir(&fresh)?;
    fs::rename(&fresh, &place.pgdata).map_err(ClusterError::io(&place.pgdata))?;
    sync_dir(&place.dir)
}

/// What killed `initdb`s left. What cannot be removed is left for the next time.
fn remove_unfinished(place: &Place) {
    for entry in fs::read_dir(&place.dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Writes `lianqin.conf`, which the server reads when it starts.
pub(crate) fn write_settings(place: &Place, pgdata: &Path, fast_unsafe: bool) -> Result<(), ClusterError> {
    let path = pgdata.join("lianqin.conf");
    let text = settings(&place.socket_dir, &place.cluster_name(), fast_unsafe);
    // Unchanged settings spare a start two disk flushes.
    if fs::read_to_string(&path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    replace(place, &path, &text)
}

/// Megabytes of memory for pages that are worked on.
const LEAST_BUFFERS: u64 = 256;
const MOST_BUFFERS: u64 = 2048;

/// An eighth of the machine's memory, within bounds. Indexes of random keys that do not fit are written again and again.
fn buffers() -> u64 {
    let total = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    total.map_or(LEAST_BUFFERS, |kilobytes| {
        (kilobytes / 1024 / 8).clamp(LEAST_BUFFERS, MOST_BUFFERS)
    })
}

fn settings(socket_dir: &Path, cluster_name: &str, fast_unsafe: bool) -> String {
    let safe = if fast_unsafe { "off" } else { "on" };
    let socket_dir = socket_dir.display().to_string();
    let shared_buffers = format!("{}MB", if fast_unsafe { LEAST_BUFFERS } else { buffers() });
    let pairs = [
        // Reached over the private socket only.
        ("listen_addresses", ""),
        ("port", "5432"),
        ("unix_socket_directories", &socket_dir),
        ("unix_socket_permissions", "0700"),
        // Shown in the title of every process: how orphans are told from others' processes.
        ("cluster_name", cluster_name),
        ("update_process_title", "on"),
        ("max_connections", "200"),
        ("shared_buffers", &shared_buffers),
        // Sized for one district on a small machine.
        ("work_mem", "16MB"),
        ("maintenance_work_mem", "256MB"),
        ("max_wal_size", if fast_unsafe { "512MB" } else { "4GB" }),
        ("random_page_cost", "1.1"),
        // Our queries are short: compiling them costs more than it saves.
        ("jit", "off"),
        ("fsync", safe),
        ("full_page_writes", safe),
        ("synchronous_commit", safe),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("logging_collector", "off"),
        ("log_destination", "stderr"),
        // Statements and the keys quoted in DETAIL may hold personal data: keep them out of the log.
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
    ];
    pairs.iter().fold(String::new(), |mut text, (name, value)| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name} = '{}'", value.replace('\'', "''"));
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_throw_away_cluster_gives_up_durability() {
        let durable = |text: &str| {
            ["fsync", "full_page_writes", "synchronous_commit"]
                .iter()
                .all(|name| text.contains(&format!("{name} = 'on'\n")))
        };
        assert!(durable(&settings(Path::new("/s"), "n", false)));
        assert!(!durable(&settings(Path::new("/s"), "n", true)));
    }
}
