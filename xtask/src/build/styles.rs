//! Style sheets: bundled, lowered to what the supported browsers know, minified.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::shell;

/// The oldest browsers a page must look right in.
const BROWSERS: &str = "chrome 105, edge 105, firefox 115, safari 16";

/// One minified sheet out of `entry` and everything it imports.
pub(crate) fn bundle(root: &Path, entry: &str) -> Result<Vec<u8>> {
    lightningcss(root, &["--bundle"], &root.join(entry))
}

/// One sheet of someone else's, minified.
pub(crate) fn minify(root: &Path, sheet: &Path) -> Result<Vec<u8>> {
    lightningcss(root, &[], sheet)
}

fn lightningcss(root: &Path, args: &[&str], sheet: &Path) -> Result<Vec<u8>> {
    let css = shell::output(
        Command::new(binary(&root.join("node_modules"))?)
            .args(args)
            .args(["--minify", "--targets", BROWSERS])
            .arg(sheet),
    )?;
    Ok(css.into_bytes())
}

/// The platform's own package holds the program: so no install script of npm's has to be run.
fn binary(modules: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(modules)? {
        let directory = entry?;
        let binary = directory.path().join("lightningcss");
        if directory
            .file_name()
            .to_string_lossy()
            .starts_with("lightningcss-cli-")
            && binary.is_file()
        {
            return Ok(binary);
        }
    }
    None.context("lightningcss has no binary for this machine in node_modules; run `npm ci`")
}
