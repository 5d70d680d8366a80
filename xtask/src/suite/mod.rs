//! `make test`: every check there is, one after another, and one line of counts at the end.
//!
//! A step that fails does not stop the later ones: whoever reads the log sees everything that is
//! wrong. What it compiles, it compiles once per side: lints, tests and the tests' server share
//! `target/`, everything for the browser `target/hydrate`.

mod counts;

use std::{
    io::{BufRead, BufReader, IsTerminal, Write},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use self::counts::Counts;
use crate::{
    build,
    postgres::Database,
    setup::{self, Need},
    shell, tidy,
};

/// Which parts to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these steps; all by default.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Step>,
    /// Of the tests of `rust` and `wasm`, only those whose names contain this.
    #[arg(long, value_name = "NAME")]
    named: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Step {
    /// rustfmt has nothing to change.
    Fmt,
    /// The architecture checks.
    Tidy,
    /// Clippy for the server's side.
    Lint,
    /// Clippy for the browser's side.
    LintWasm,
    /// The site builds and is within its byte budgets.
    Site,
    /// Browser-side unit tests, in Chromium.
    Wasm,
    /// Unit, property, store and HTTP tests.
    Rust,
    /// Browser specs.
    Browser,
}

/// Runs the steps and says whether everything passed. The last line on stdout is the counts, unless
/// the steps named hold no tests.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let root = shell::root()?;
    let all = <Step as clap::ValueEnum>::value_variants();
    let steps = if options.only.is_empty() {
        all
    } else {
        &options.only
    };
    let mut counts = Counts::default();
    let mut broken = Vec::new();
    let mut times = Vec::new();
    for step in steps {
        eprintln!("\n── {step:?}");
        let started = Instant::now();
        match run_step(*step, &root, options.named.as_deref()) {
            Ok(of_step) => counts += of_step,
            Err(error) => {
                eprintln!("{step:?}: {error:#}");
                broken.push(format!("{step:?}"));
            }
        }
        times.push(format!("{step:?} {:.0} s", started.elapsed().as_secs_f32()));
    }
    eprintln!("\n{}", times.join(" · "));
    if !broken.is_empty() {
        eprintln!("not passed: {}", broken.join(", "));
        // A step that could not be counted must still be seen by whoever reads the last line only.
        counts.failed = counts.failed.max(1);
    }
    if steps
        .iter()
        .any(|step| matches!(step, Step::Wasm | Step::Rust | Step::Browser))
    {
        writeln!(std::io::stdout(), "{counts}")?;
    }
    Ok(counts.failed == 0)
}

fn run_step(step: Step, root: &Path, named: Option<&str>) -> Result<Counts> {
    match step {
        Step::Fmt => shell::run(shell::cargo().args(["fmt", "--all", "--check"]).current_dir(root))?,
        Step::Tidy => tidy::run()?,
        Step::Lint => lint(root)?,
        Step::LintWasm => lint_wasm(root)?,
        Step::Site => build::run(&build::Options {
            out: "target/site".into(),
            dev: false,
        })?,
        Step::Wasm => return wasm(root, named),
        Step::Rust => return rust(root, named),
        Step::Browser => return browser(root),
    }
    Ok(Counts::default())
}

/// Clippy over everything that is built for this machine; warnings are errors.
fn lint(root: &Path) -> Result<()> {
    shell::run(
        shell::cargo()
            .args([
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])
            .current_dir(root),
    )
}

/// The profile is the bundle's, so that build scripts and macros are compiled once for both.
fn lint_wasm(root: &Path) -> Result<()> {
    setup::ensure(Need::Wasm, root)?;
    shell::run(
        shell::cargo()
            .args([
                "clippy",
                "--quiet",
                "--package",
                "app",
                "--lib",
                "--tests",
                "--features",
                build::Kind::Maps.features(),
            ])
            .args([
                "--target",
                "wasm32-unknown-unknown",
                "--profile",
                "wasm-release",
                "--",
                "-D",
                "warnings",
            ])
            .env("CARGO_TARGET_DIR", root.join("target/hydrate"))
            .current_dir(root),
    )
}

/// What is bound like the bundle runs in the browser of the specs. wasm-bindgen's own runner would do the same
/// with a web server, a WebDriver client and chromedriver, which all would have to be built or installed.
fn wasm(root: &Path, named: Option<&str>) -> Result<Counts> {
    for need in [Need::Wasm, Need::Npm, Need::Browser] {
        setup::ensure(need, root)?;
    }
    let tests = build::build_tests(root)?;
    let mut command = Command::new("node");
    command.arg("end2end/wasm.mjs").arg(tests).args(named);
    counted(command.current_dir(root))
}

fn rust(root: &Path, named: Option<&str>) -> Result<Counts> {
    // The SMTP server that tests send to.
    setup::ensure(Need::Npm, root)?;
    let database = Database::start("DATABASE_URL")?;
    let nextest = shell::cargo()
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let mut command = shell::cargo();
    if nextest {
        command.args([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--no-tests",
            "warn",
        ]);
    } else {
        command.args([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]);
    }
    command
        .args(named)
        .env("DATABASE_URL", database.url())
        .current_dir(root);
    counted(&mut command)
}

fn browser(root: &Path) -> Result<Counts> {
    for need in [
        Need::Npm,
        Need::Python,
        Need::Postgres,
        Need::Browser,
        Need::Fonts,
    ] {
        setup::ensure(need, root)?;
    }
    let specs = specs(&root.join("end2end/specs"))?;
    if specs.is_empty() {
        return Ok(Counts::default());
    }
    // With the same selection as the tests: other features would compile half the world again.
    shell::run(
        shell::cargo()
            .args(["test", "--quiet", "--workspace", "--no-run"])
            .current_dir(root),
    )?;
    let mut command = Command::new("node");
    command.arg("end2end/run.mjs").args(specs);
    command
        .env("LIANQIN_BIN", root.join("target/debug/lianqin"))
        .current_dir(root);
    counted(&mut command)
}

fn specs(directory: &Path) -> Result<Vec<String>> {
    let mut specs: Vec<String> = build::under(directory)?
        .into_iter()
        .map(|file| file.to_string_lossy().into_owned())
        .filter(|file| file.ends_with(".spec.mjs"))
        .collect();
    specs.sort();
    Ok(specs)
}

/// Runs a test runner, shows what it prints, and reads its counts out of that.
fn counted(command: &mut Command) -> Result<Counts> {
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{name}` cannot be started"))?;
    let out = child.stdout.take().context("a child has a standard output")?;
    let err = child.stderr.take().context("a child has a standard error")?;
    let from_err = std::thread::spawn(move || forward(BufReader::new(err)));
    let mut counts = forward(BufReader::new(out))?;
    counts += from_err
        .join()
        .map_err(|_| anyhow::anyhow!("reading the test output failed"))??;
    let status = child.wait()?;
    if !status.success() && counts.failed == 0 {
        bail!("`{name}` ended with {status} before it had run its tests");
    }
    Ok(counts)
}

fn forward(lines: impl BufRead) -> Result<Counts> {
    let mut counts = Counts::default();
    for line in lines.split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        eprintln!("{line}");
        counts += counts::of_line(&line);
    }
    Ok(counts)
}
