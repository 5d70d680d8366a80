//! The browser's side of the site, from sources to files a server can hand out unchanged.
//!
//! Cargo makes the WASM, the wasm-bindgen library its script, wasm-opt makes it small, lightningcss
//! the style sheet; every file of the build then gets its content's hash into its name and a `.br`
//! and `.gz` beside it. `assets.json` says which name became which. It never builds the server:
//! the two sides must not share a cargo call, or their features unify.

mod budget;
mod files;
mod site;
mod styles;
mod wasm;

use std::{fs, path::Path, path::PathBuf, time::Instant};

use anyhow::{Context, Result};

use self::{
    files::Digest,
    site::{Site, Strength},
};
pub(crate) use self::{
    files::{short_hash, under},
    wasm::{Kind, build_tests},
};
use crate::{setup, shell};

const STAMP: &str = "build.stamp";
const MANIFEST: &str = "assets.json";

/// What to build, and where to.
pub(crate) struct Options {
    pub(crate) out: PathBuf,
    pub(crate) dev: bool,
}

/// Builds the site unless nothing it is made of has changed; fails when it is over a byte budget.
pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root()?;
    let out = root.join(&options.out);
    let started = Instant::now();

    setup::ensure(setup::Need::Wasm, &root)?;
    setup::ensure(setup::Need::Npm, &root)?;

    let inputs = inputs(&root, options.dev)?;
    let stamp = out.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) && out.join(MANIFEST).is_file() {
        eprintln!(
            "site: nothing has changed since the last build of {}",
            options.out.display()
        );
        return budget_of(&out, options.dev);
    }

    let bundles = [Kind::Light, Kind::Maps]
        .map(|kind| wasm::build(&root, kind, options.dev).map(|bundle| (kind, bundle)));
    let style = styles::bundle(&root, "style/main.css")?;
    let leaflet = root.join("node_modules/leaflet/dist");

    let fresh = out.with_extension("new");
    let mut site = Site::create(
        &fresh,
        if options.dev {
            Strength::Quick
        } else {
            Strength::Best
        },
    )?;
    let boot = read(&root.join("app/js/boot.js"))?;
    for bundle in bundles {
        let (kind, bundle) = bundle?;
        site.add(&format!("{}.wasm", kind.name()), bundle.wasm)?;
        for (name, script) in bundle.snippets {
            site.add(&name, script.into_bytes())?;
        }
        site.add_script(&format!("{}.js", kind.name()), &bundle.script)?;
        match kind {
            Kind::Light => site.add_script("boot.js", &boot)?,
            // The same with the other bundle.
            Kind::Maps => site.add_script("boot_maps.js", &boot.replace("./lianqin.", "./maps."))?,
        }
    }
    site.add_script("map_image.js", &read(&root.join("app/js/map_image.js"))?)?;
    site.add("main.css", style)?;
    site.add(
        "leaflet.js",
        without_source_map(&read(&leaflet.join("leaflet.js"))?).into_bytes(),
    )?;
    site.add(
        "leaflet.css",
        styles::minify(&root, &leaflet.join("leaflet.css"))?,
    )?;
    site.add_public(&root.join("public"))?;
    fs::write(fresh.join(MANIFEST), site.manifest()?)?;
    fs::write(fresh.join(STAMP), inputs)?;
    replace(&fresh, &out)?;

    eprintln!(
        "site: built {} in {:.1} s",
        options.out.display(),
        started.elapsed().as_secs_f32()
    );
    budget_of(&out, options.dev)
}

fn budget_of(out: &Path, dev: bool) -> Result<()> {
    if dev {
        return Ok(());
    }
    budget::check(&read(&out.join(MANIFEST))?)
}

/// A hash over everything the site is made of, this program included.
fn inputs(root: &Path, dev: bool) -> Result<String> {
    let mut digest = Digest::new();
    digest.add(if dev { b"dev" } else { b"release" });
    digest.add(shell::output(std::process::Command::new("rustc").arg("-vV"))?.as_bytes());
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "package-lock.json",
        "app",
        // Of our crates the browser's side knows this one only.
        "crates/domain",
        "style",
        "public",
        "xtask/src",
    ] {
        for file in files::under(&root.join(path))? {
            digest.add(file.strip_prefix(root)?.to_string_lossy().as_bytes());
            digest.add(&fs::read(&file)?);
        }
    }
    Ok(digest.hex())
}

/// Puts the new directory in the old one's place. A reader may for a moment find neither.
fn replace(fresh: &Path, out: &Path) -> Result<()> {
    let old = out.with_extension("old");
    if old.is_dir() {
        fs::remove_dir_all(&old)?;
    }
    if out.is_dir() {
        fs::rename(out, &old)?;
    }
    fs::rename(fresh, out).with_context(|| format!("{} cannot be put in place", out.display()))?;
    if old.is_dir() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The map is not delivered; a browser that looks for it would log a 404.
fn without_source_map(script: &str) -> String {
    script
        .lines()
        .filter(|line| !line.starts_with("//# sourceMappingURL="))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivered_script_points_to_no_source_map() {
        assert_eq!(
            without_source_map("a();\n//# sourceMappingURL=a.js.map"),
            "a();\n"
        );
    }
}
