//! Who puts load on the workbench, and on its peer.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};
use cluster::{Cluster, SUPERUSER};

use super::{Pass, Target};
use crate::shell;

/// Clients that act at once, as many in pgbench.
const CLIENTS: usize = 8;
/// How long one turn takes.
const SECONDS: usize = 5;

/// Signs in as a browser does, and makes a token.
pub(super) fn sign_in(base: &str, login: &str, password: &str) -> Result<Pass> {
    let form = |path: &str, cookie: &str, fields: &[(&str, &str)]| {
        let mut command = Command::new("curl");
        command
            .args(["-s", "-i", "-H", "sec-fetch-site: same-origin", "-H"])
            .arg(format!("cookie: {cookie}"));
        for (name, value) in fields {
            command.arg("--data-urlencode").arg(format!("{name}={value}"));
        }
        shell::output(command.arg(format!("{base}{path}")))
    };
    let answer = form("/sign-in", "", &[("login", login), ("password", password)])?;
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next())
        .with_context(|| format!("{login} is not signed in: {answer}"))?
        .to_owned();
    let page = form("/account/tokens", &cookie, &[("name", "bench"), ("days", "1")])?;
    let token: String = page
        .split("lq_")
        .nth(1)
        .with_context(|| format!("no token: {page}"))?
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || "_-".contains(*letter))
        .collect();
    Ok(Pass {
        cookie,
        token: format!("lq_{token}"),
    })
}

/// One comment; the id of the action.
pub(super) fn act(base: &str, token: &str, code: &str) -> Result<String> {
    let action_id = fs::read_to_string("/proc/sys/kernel/random/uuid")?
        .trim()
        .to_owned();
    let answer = shell::output(
        Command::new("curl")
            .args(["-s", "-H", "content-type: application/json", "-H"])
            .arg(format!("authorization: Bearer {token}"))
            .arg("-d")
            .arg(body(&action_id))
            .arg(format!("{base}/api/v1/staff/cases/{code}/actions")),
    )?;
    ensure!(answer.contains("\"repeated\":false"), "{code}: {answer}");
    Ok(action_id)
}

fn body(action_id: &str) -> String {
    format!(
        r#"{{"action_id":"{action_id}","version":2,"command":{{"action":"comment","note":"去看过了，明天再去。"}}}}"#
    )
}

/// Actions per second through HTTP, each on a case of its own, on connections that are kept.
pub(super) fn actions(place: &Path, base: &str, token: &str, targets: &[Target]) -> Result<f64> {
    let mut script = String::from("local codes = {\n");
    for target in targets {
        // Writing to a String cannot fail.
        let _ = writeln!(script, "\"{}\",", target.code);
    }
    let _ = write!(
        script,
        r#"}}
local n = 0
local hex = function(length)
  local text = ""
  for _ = 1, length do text = text .. string.format("%x", math.random(0, 15)) end
  return text
end
math.randomseed({seed})
request = function()
  n = n + 1
  local id = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-8" .. hex(3) .. "-" .. hex(12)
  local body = [[{body}]]
  return wrk.format("POST", "/api/v1/staff/cases/" .. codes[n] .. "/actions",
    {{ ["content-type"] = "application/json", ["authorization"] = "Bearer {token}" }}, (body:gsub("ACTION", id)))
end
"#,
        seed = std::process::id() as usize + targets.first().map_or(0, |target| hash(&target.code)),
        body = body("ACTION"),
    );
    let file = place.join("actions.lua");
    fs::write(&file, script)?;
    let said = wrk(CLIENTS, base, |command| command.arg("-s").arg(&file))?;
    number(&said, "Requests/sec:")
}

/// A seed that differs between turns.
fn hash(text: &str) -> usize {
    text.bytes().fold(7, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte)) % 1_000_003
    })
}

/// The 99th percentile of four clients' waiting, in milliseconds.
pub(super) fn p99(address: &str, header: &str) -> Result<f64> {
    let page = shell::output(Command::new("curl").args(["-sf", "-H", header, address]))?;
    ensure!(page.contains("路灯不亮"), "{address} shows no case");
    let said = wrk(4, address, |command| command.args(["--latency", "-H", header]))?;
    let text = said
        .lines()
        .find_map(|line| line.trim().strip_prefix("99%"))
        .with_context(|| format!("no percentile: {said}"))?
        .trim();
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0)] {
        if let Some(value) = text.strip_suffix(unit) {
            return Ok(value.parse::<f64>()? * factor);
        }
    }
    bail!("not a time: {text}")
}

/// What wrk says; every answer must be a success.
fn wrk(clients: usize, address: &str, more: impl FnOnce(&mut Command) -> &mut Command) -> Result<String> {
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c", &clients.to_string(), "-d", &format!("{SECONDS}s")]);
    let said = shell::output(more(&mut command).arg(address))?;
    ensure!(
        !said.contains("Non-2xx") && !said.contains("Socket errors"),
        "{address}: {said}"
    );
    Ok(said)
}

/// Transactions per second of pgbench over the cluster's socket, statements prepared, as ours are.
pub(super) fn pgbench(cluster: &Cluster, database: &str, file: &Path, targets: usize) -> Result<f64> {
    let said = shell::output(
        Command::new(cluster.bin_dir().join("pgbench"))
            .args(["-n", "-M", "prepared", "-j", "2", "-c", &CLIENTS.to_string()])
            .args(["-T", &SECONDS.to_string(), "-D", "i=0"])
            .args(["-D", &format!("each={}", targets / CLIENTS)])
            .args(["-U", SUPERUSER, "-p", "5432", "-h"])
            .arg(cluster.socket_dir())
            .arg("-f")
            .arg(file)
            .arg(database),
    )?;
    ensure!(said.contains("failed transactions: 0 "), "{said}");
    number(&said, "tps =")
}

/// The number after `label`.
fn number(said: &str, label: &str) -> Result<f64> {
    said.lines()
        .find_map(|line| {
            line.trim()
                .strip_prefix(label)?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        })
        .with_context(|| format!("no {label} in: {said}"))
}
