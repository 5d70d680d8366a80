//! What the architecture promises and a compiler does not check.
//!
//! Every check is a pure function over sources and manifests, so that it can be tested itself. A
//! line that has to break a rule says so at its end: `tidy-allow: <check>, <why>`.

mod layers;
mod migrations;
mod sources;

use std::{fmt, fs, path::Path, process::Command};

use anyhow::{Result, bail};

use crate::shell;

/// One broken promise.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Where: a file, with a line if there is one.
    place: String,
    /// The name of the check.
    check: &'static str,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.message, self.check)
    }
}

/// A file of the project as text, by its path from the root.
pub(crate) struct Source {
    path: String,
    text: String,
}

const LONG: usize = 400;

/// Prints every finding; fails if there is one. Long files are only mentioned.
pub(crate) fn run() -> Result<()> {
    let root = shell::root()?;
    let files = project_files(&root)?;
    let mut findings: Vec<Finding> = files.iter().flat_map(sources::check).collect();
    findings.extend(migrations::check(&files));
    findings.extend(layers::check(&root)?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    report_sizes(&files);
    if !findings.is_empty() {
        bail!("{} found by tidy", findings.len());
    }
    eprintln!("tidy: {} files, nothing found", files.len());
    Ok(())
}

/// Everything that is or would be committed, if it is text.
fn project_files(root: &Path) -> Result<Vec<Source>> {
    let list = shell::output(
        Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root),
    )?;
    let mut files = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        // A deleted file is still in the index; a binary one is not text.
        if let Ok(text) = fs::read_to_string(root.join(path)) {
            files.push(Source {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(files)
}

fn report_sizes(files: &[Source]) {
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let lines = file.text.lines().count();
        if lines > LONG {
            eprintln!(
                "note: {} has {lines} lines; look whether it holds two concepts",
                file.path
            );
        }
    }
}
