//! The app as WASM and the script that binds it; and its tests, bound in the same way.
//!
//! Both come from one profile, so what they share is compiled once.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::files;
use crate::shell;

/// A bundle by what it holds. Either has every island of the pages that load it.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// For pages without a map.
    Light,
    /// For those with one, and for tests.
    Maps,
}

impl Kind {
    /// The name of its files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "lianqin",
            Self::Maps => "maps",
        }
    }

    /// The features of the app.
    pub(crate) fn features(self) -> &'static str {
        match self {
            Self::Light => "hydrate",
            Self::Maps => "hydrate,maps",
        }
    }
}

/// What a browser needs of the app; names in the script are the logical ones.
pub(crate) struct Bundle {
    pub(crate) wasm: Vec<u8>,
    pub(crate) script: String,
    /// Scripts that crates bring along: `snippets/…` to text.
    pub(crate) snippets: BTreeMap<String, String>,
}

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// What rustc emits by default and every supported browser knows. Not `--all-features`: that lets
/// wasm-opt write encodings, such as compact imports, that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the bundle. Binding and wasm-opt are skipped when cargo's output is what it was.
pub(crate) fn build(root: &Path, kind: Kind, dev: bool) -> Result<Bundle> {
    // As a library for Rust, too, it would not be optimised across crates.
    shell::run(cargo(root, "rustc", kind).args(["--crate-type", "cdylib"]))?;
    let target = target(root);
    let compiled = target.join(TARGET).join(PROFILE).join("app.wasm");
    let mut bundle = bind(&compiled, kind)?;
    if !dev {
        bundle.wasm = optimise(root, &target.join("optimised").join(kind.name()), bundle.wasm)?;
    }
    Ok(bundle)
}

/// Builds the app's tests into a directory a browser can load them from: `tests.js` and `tests_bg.wasm`.
pub(crate) fn build_tests(root: &Path) -> Result<PathBuf> {
    let mut command = cargo(root, "test", Kind::Maps);
    command.args(["--no-run", "--message-format", "json-render-diagnostics"]);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("the browser's tests do not compile");
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let compiled = messages
        .lines()
        .find_map(executable)
        .context("cargo has not said where the browser's tests are")?;
    let bound = target(root).join("tests");
    if bound.is_dir() {
        fs::remove_dir_all(&bound)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .out_name("tests")
        .web(true)?
        .typescript(false)
        .debug(true)
        // The main function of Rust's own harness, which is of no use here.
        .emit_start(false)
        .generate(&bound)
        .context("wasm-bindgen cannot bind the tests; crate and cli-support must have one version")?;
    Ok(bound)
}

/// The program that one of cargo's messages says it has made.
fn executable(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}

/// A cargo command about the app's library for browsers.
fn cargo(root: &Path, command: &str, kind: Kind) -> Command {
    let mut cargo = shell::cargo();
    cargo
        .args([
            command,
            "--package",
            "app",
            "--lib",
            "--features",
            kind.features(),
        ])
        .args(["--target", TARGET, "--profile", PROFILE])
        .env("CARGO_TARGET_DIR", target(root))
        .current_dir(root);
    cargo
}

/// Of its own, so that the two sides never wait for each other.
fn target(root: &Path) -> PathBuf {
    root.join("target/hydrate")
}

fn bind(compiled: &Path, kind: Kind) -> Result<Bundle> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name(kind.name())
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate_output()
        .context("wasm-bindgen cannot bind the app; crate and cli-support must have one version")?;
    let mut snippets = BTreeMap::new();
    for (path, script) in output.local_modules() {
        snippets.insert(format!("snippets/{path}"), script.clone());
    }
    for (crate_id, scripts) in output.snippets() {
        for (index, script) in scripts.iter().enumerate() {
            snippets.insert(format!("snippets/{crate_id}/inline{index}.js"), script.clone());
        }
    }
    Ok(Bundle {
        wasm: output.wasm_mut().emit_wasm(),
        script: output.js().to_owned(),
        snippets,
    })
}

/// `wasm-opt`, remembered by its input: it takes longer than all the rest of an unchanged build.
fn optimise(root: &Path, directory: &Path, wasm: Vec<u8>) -> Result<Vec<u8>> {
    let tools = fs::read(root.join("package-lock.json"))?;
    let key = files::short_hash(&[tools, wasm.clone()].concat());
    let done = directory.join(format!("{key}.wasm"));
    if let Ok(bytes) = fs::read(&done) {
        return Ok(bytes);
    }
    if directory.is_dir() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    let (input, output) = (directory.join("in.wasm"), directory.join("out.wasm"));
    fs::write(&input, wasm)?;
    shell::run(
        Command::new(root.join("node_modules/.bin/wasm-opt"))
            .args([
                "-Oz",
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ])
            .args(FEATURES)
            .arg(&input)
            .arg("-o")
            .arg(&output),
    )?;
    fs::rename(&output, &done)?;
    fs::remove_file(&input)?;
    Ok(fs::read(done)?)
}
