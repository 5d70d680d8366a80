//! Byte budgets: what a public page may make a phone transfer. 1 KB is 1000 bytes, brotli.
//!
//! Checked here: our own WASM and scripts, and the static part of a first visit of `/`. The
//! whole first visit, with HTML and data, is measured in a browser by the specs in `end2end`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::Value;

const KB: u64 = 1000;

struct Budget {
    of: &'static str,
    files: &'static [&'static str],
    /// Names that begin so count too.
    also: Option<&'static str>,
    limit: u64,
}

const BUDGETS: [Budget; 3] = [
    Budget {
        of: "WASM and JS of a public page without a map",
        files: &["boot.js", "lianqin.js", "lianqin.wasm"],
        also: Some("snippets/"),
        limit: 90 * KB,
    },
    Budget {
        of: "files of a first visit of /",
        files: &["boot.js", "lianqin.js", "lianqin.wasm", "main.css"],
        also: Some("snippets/"),
        limit: 110 * KB,
    },
    Budget {
        of: "files of a first visit of /map",
        files: &[
            "boot_maps.js",
            "leaflet.css",
            "leaflet.js",
            "main.css",
            "maps.js",
            "maps.wasm",
        ],
        also: Some("snippets/"),
        limit: 220 * KB,
    },
];

/// Prints sizes and budgets; an error names every budget that is exceeded.
pub(crate) fn check(manifest: &str) -> Result<()> {
    let sizes = sizes(manifest)?;
    eprintln!("{:>9} {:>9}  file", "raw", "brotli");
    for (name, (raw, br)) in &sizes {
        eprintln!("{raw:>9} {br:>9}  {name}");
    }
    let mut over = Vec::new();
    for budget in &BUDGETS {
        let sum = sum(budget, &sizes)?;
        let share = sum * 100 / budget.limit;
        eprintln!(
            "{:>9} {sum:>9}  {}: {share} % of {} KB",
            "",
            budget.of,
            budget.limit / KB
        );
        if sum > budget.limit {
            over.push(format!("{} {sum} bytes of {}", budget.of, budget.limit));
        }
    }
    if !over.is_empty() {
        bail!("over the byte budget: {}", over.join("; "));
    }
    Ok(())
}

type Sizes = BTreeMap<String, (u64, u64)>;

fn sizes(manifest: &str) -> Result<Sizes> {
    let assets: BTreeMap<String, Value> = serde_json::from_str(manifest)?;
    assets
        .into_iter()
        .map(|(name, asset)| {
            let size = |key: &str| {
                asset[key]
                    .as_u64()
                    .with_context(|| format!("{name} has no size {key}"))
            };
            let sizes = (size("raw")?, size("br")?);
            Ok((name, sizes))
        })
        .collect()
}

fn sum(budget: &Budget, sizes: &Sizes) -> Result<u64> {
    let mut sum = 0;
    for name in budget.files {
        sum += sizes
            .get(*name)
            .with_context(|| format!("{name} is not in the site"))?
            .1;
    }
    let also = sizes
        .iter()
        .filter(|(name, _)| budget.also.is_some_and(|prefix| name.starts_with(prefix)));
    Ok(sum + also.map(|(_, (_, br))| br).sum::<u64>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(wasm: u64) -> String {
        let asset = |br: u64| serde_json::json!({"path": "/x", "raw": br * 3, "br": br, "gz": br});
        serde_json::json!({
            "boot.js": asset(500), "lianqin.js": asset(5_000), "lianqin.wasm": asset(wasm),
            "boot_maps.js": asset(500), "maps.js": asset(9_000), "maps.wasm": asset(90_000),
            "main.css": asset(9_000), "leaflet.js": asset(37_000), "leaflet.css": asset(2_500),
        })
        .to_string()
    }

    #[test]
    fn a_bundle_within_its_budget_passes() {
        check(&manifest(84_500)).unwrap();
    }

    #[test]
    fn one_byte_over_the_budget_fails_the_build() {
        let error = check(&manifest(84_501)).unwrap_err().to_string();
        assert!(error.contains("90001 bytes of 90000"), "{error}");
    }

    #[test]
    fn a_site_without_the_bundle_has_no_size_to_check() {
        assert!(check("{}").is_err());
    }
}
