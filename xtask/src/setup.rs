//! Brings what a build or a test needs, or says in one line how to.
//!
//! Debian packages are installed only when something is missing, `apt-get` is there and we may use
//! it: as root, or by `sudo` without a password. Nothing is downloaded from anywhere but the usual
//! registries of rustup, npm and Debian.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::{build, shell};

/// Something a make target needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Need {
    /// Rust's standard library for the browser.
    Wasm,
    /// The npm packages of package-lock.json.
    Npm,
    /// The programs of a Postgres server.
    Postgres,
    /// Chromium.
    Browser,
    /// A font with Chinese characters, for the browser.
    Fonts,
    /// The Python packages of end2end/requirements.txt: clients of others, with which ours is tried.
    Python,
    /// What benchmarks load servers with, and their peer.
    Load,
}

/// Brings everything named, or everything there is.
pub(crate) fn run(needs: &[Need]) -> Result<()> {
    let root = shell::root()?;
    // What benchmarks want is brought by them alone.
    let all = || {
        Need::value_variants()
            .iter()
            .copied()
            .filter(|need| *need != Need::Load)
            .collect()
    };
    let needs: Vec<Need> = if needs.is_empty() { all() } else { needs.to_vec() };
    for need in needs {
        ensure(need, &root)?;
    }
    Ok(())
}

/// Does nothing when the need is already met.
pub(crate) fn ensure(need: Need, root: &Path) -> Result<()> {
    match need {
        Need::Wasm => wasm(),
        Need::Npm => npm(root),
        Need::Postgres => debian(has_postgres, "a Postgres server", &["postgresql"]),
        Need::Browser => debian(has_chromium, "Chromium", &["chromium"]),
        Need::Python => python(root),
        Need::Load => debian(has_load, "wrk, nginx or curl", &["wrk", "nginx-light", "curl"]),
        Need::Fonts => debian(has_chinese_font, "a Chinese font", &["fonts-noto-cjk"]),
    }
}

fn wasm() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = shell::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib")
        .is_dir()
    {
        return Ok(());
    }
    shell::run(Command::new("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "this Rust cannot build for browsers; install the target {TARGET} (ARCHITECTURE.md, Building)"
        )
    })
}

/// Install scripts are not run: nothing we use needs one, and they would download browsers.
fn npm(root: &Path) -> Result<()> {
    let wanted = build::short_hash(&fs::read(root.join("package-lock.json"))?);
    let stamp = root.join("node_modules/.lianqin-lock");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    if !shell::on_path("npm") {
        bail!("npm is missing; install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)");
    }
    shell::run(
        Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(root),
    )
    .context("the npm packages could not be installed; check the network or the npm registry")?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Into a virtual environment of its own.
fn python(root: &Path) -> Result<()> {
    let list = root.join("end2end/requirements.txt");
    let wanted = build::short_hash(&fs::read(&list)?);
    let home = root.join("target/python");
    let stamp = home.join(".lianqin-requirements");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    debian(has_venv, "Python 3 with venv", &["python3-venv"])?;
    shell::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    shell::run(
        Command::new(home.join("bin/python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(&list),
    )
    .context("the Python packages could not be installed; check the network or the index of packages")?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn has_venv() -> bool {
    Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn has_postgres() -> bool {
    let packaged = fs::read_dir("/usr/lib/postgresql")
        .is_ok_and(|versions| versions.flatten().any(|v| v.path().join("bin/initdb").is_file()));
    packaged || (shell::on_path("initdb") && shell::on_path("postgres"))
}

fn has_chromium() -> bool {
    std::env::var_os("CHROMIUM").is_some_and(|path| Path::new(&path).is_file())
        || ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .any(shell::on_path)
}

fn has_load() -> bool {
    // nginx lives where only root's PATH looks.
    let nginx = shell::on_path("nginx") || Path::new("/usr/sbin/nginx").is_file();
    nginx && shell::on_path("wrk") && shell::on_path("curl")
}

fn has_chinese_font() -> bool {
    Command::new("fc-list")
        .arg(":lang=zh")
        .output()
        .is_ok_and(|output| !output.stdout.is_empty())
}

fn debian(present: fn() -> bool, what: &str, packages: &[&str]) -> Result<()> {
    if present() {
        return Ok(());
    }
    let by_hand = format!(
        "{what} is missing; as root: apt-get install {}",
        packages.join(" ")
    );
    if !shell::on_path("apt-get") {
        bail!(
            "{what} is missing, and this is no Debian: install what its package {} holds",
            packages.join(", ")
        );
    }
    let Some(prefix) = privilege() else {
        bail!("{by_hand}")
    };
    eprintln!("{what} is missing: installing {}", packages.join(" "));
    apt(prefix, &["update", "-q"]).with_context(|| by_hand.clone())?;
    apt(
        prefix,
        &[&["install", "-q", "-y", "--no-install-recommends"], packages].concat(),
    )
    .with_context(|| by_hand.clone())?;
    if !present() {
        bail!(
            "{what} is still not found after installing {}",
            packages.join(" ")
        );
    }
    Ok(())
}

/// What to put before `apt-get`, or `None` if we may not use it.
fn privilege() -> Option<&'static [&'static str]> {
    let quiet = |program: &str, args: &[&str]| {
        Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
    };
    if quiet("id", &["-u"]).is_ok_and(|output| output.stdout.trim_ascii() == b"0") {
        return Some(&[]);
    }
    quiet("sudo", &["-n", "true"])
        .is_ok_and(|output| output.status.success())
        .then_some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], args: &[&str]) -> Result<()> {
    let words: Vec<&str> = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
        args,
    ]
    .concat();
    shell::run(Command::new(words[0]).args(&words[1..]))
}
