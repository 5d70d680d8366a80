//! Which crate may know which: the direction of the layers, and what the pure ones must not pull in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::Finding;
use crate::shell;

/// Each of our crates and those of our crates it may depend on, tests aside.
const ALLOWED: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("basemap", &["domain"]),
    ("cadastre", &["domain"]),
    ("cluster", &[]),
    ("lens", &["domain"]),
    ("store", &["domain"]),
    ("intake", &["domain"]),
    ("synthetic", &["basemap", "domain", "store"]),
    ("portal", &["basemap", "domain", "lens", "store"]),
    ("desk", &["cadastre", "domain", "lens", "portal", "store"]),
    ("testkit", &["cluster", "domain", "intake", "store"]),
    ("app", &["desk", "domain", "lens", "portal", "store"]),
    (
        "server",
        &[
            "app",
            "basemap",
            "cadastre",
            "cluster",
            "desk",
            "domain",
            "intake",
            "lens",
            "portal",
            "store",
            "synthetic",
        ],
    ),
    ("xtask", &["cluster"]),
];

/// Crates that must be nowhere below these.
const PURE: [&str; 4] = ["basemap", "cadastre", "domain", "lens"];
const IMPURE: [&str; 4] = ["axum", "leptos", "sqlx", "tokio"];

pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for manifest in manifests(root)? {
        let text = fs::read_to_string(&manifest)
            .with_context(|| format!("{} cannot be read", manifest.display()))?;
        findings.extend(directions(
            &manifest.strip_prefix(root)?.to_string_lossy(),
            &text,
        )?);
    }
    for name in PURE {
        let tree = shell::output(
            shell::cargo()
                .args(["tree", "--package", name, "--edges", "normal", "--target", "all"])
                .args(["--prefix", "none", "--format", "{p}"])
                .current_dir(root),
        )?;
        findings.extend(purity(name, &tree));
    }
    Ok(findings)
}

/// The manifests of the workspace's members.
fn manifests(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = ["app", "server", "xtask"].map(|name| root.join(name)).into();
    for entry in fs::read_dir(root.join("crates"))? {
        found.push(entry?.path());
    }
    found.sort();
    Ok(found
        .into_iter()
        .map(|directory| directory.join("Cargo.toml"))
        .filter(|path| path.is_file())
        .collect())
}

fn directions(place: &str, manifest: &str) -> Result<Vec<Finding>> {
    let manifest: toml::Table = manifest.parse()?;
    let name = manifest["package"]["name"]
        .as_str()
        .context("a package has a name")?;
    let finding = |message| Finding {
        place: place.to_owned(),
        check: "layers",
        message,
    };
    let Some((_, allowed)) = ALLOWED.iter().find(|(of, _)| *of == name) else {
        return Ok(vec![finding(format!(
            "{name} has no place among the layers (xtask/src/tidy/layers.rs)"
        ))]);
    };
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    Ok(dependencies
        .into_iter()
        .flat_map(toml::Table::keys)
        .filter(|dependency| ALLOWED.iter().any(|(ours, _)| ours == dependency))
        .filter(|dependency| !allowed.contains(&dependency.as_str()))
        .map(|dependency| finding(format!("{name} must not know {dependency}")))
        .collect())
}

/// `tree` is one `name vX.Y.Z …` a line.
fn purity(name: &str, tree: &str) -> Vec<Finding> {
    let mut impure: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|dependency| is_impure(dependency))
        .collect();
    impure.sort_unstable();
    impure.dedup();
    impure
        .into_iter()
        .map(|dependency| Finding {
            place: format!("crates/{name}/Cargo.toml"),
            check: "pure",
            message: format!("{name} pulls in {dependency}"),
        })
        .collect()
}

fn is_impure(dependency: &str) -> bool {
    IMPURE.iter().any(|word| {
        dependency
            .strip_prefix(word)
            .is_some_and(|tail| tail.is_empty() || tail.starts_with(['-', '_']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(findings: Vec<Finding>) -> Vec<String> {
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_lower_layer_must_not_know_a_higher_one() {
        let manifest = "[package]\nname = \"lens\"\n[dependencies]\ndomain.workspace = true\n\
                        store = { workspace = true }\nserde = \"1\"\n\
                        [dev-dependencies]\ntestkit.workspace = true";
        let findings = directions("crates/lens/Cargo.toml", manifest).unwrap();
        assert_eq!(messages(findings), ["lens must not know store"]);
    }

    #[test]
    fn a_new_crate_gets_a_place_among_the_layers() {
        let findings = directions("crates/new/Cargo.toml", "[package]\nname = \"new\"").unwrap();
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn the_pure_crates_pull_in_no_runtime_not_even_from_below() {
        let tree = "lens v0.1.0 (/x)\nrayon v1.0.0\ntokio-util v0.7.0\nsqlx-core v0.9.0\nsqlx-core v0.9.0 (*)\ntokiota v1.0.0";
        assert_eq!(
            messages(purity("lens", tree)),
            ["lens pulls in sqlx-core", "lens pulls in tokio-util"]
        );
    }
}
