//! Where the built files are: hashed paths by their logical names, and the tags that load them.
//!
//! `cargo xtask build` writes `assets.json` into the site directory; the server reads it once and
//! gives [`Assets`] to every page by context. Nothing here reads a file, and no other module
//! spells the name of an asset.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Stylesheet;
use serde::Deserialize;

/// What every page needs; a manifest without one of them is not from a whole build.
const REQUIRED: [&str; 9] = [
    "boot.js",
    "boot_maps.js",
    "lianqin.js",
    "lianqin.wasm",
    "maps.js",
    "maps.wasm",
    "main.css",
    "leaflet.js",
    "leaflet.css",
];

/// The manifest of one build. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: Arc<BTreeMap<String, Asset>>,
    build: Arc<str>,
}

/// One built file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Asset {
    /// Absolute path on the site, such as `/pkg/main.1f3a….css`; its content never changes.
    pub path: String,
    /// Size in bytes as it is.
    pub raw: u64,
    /// Size in bytes with brotli.
    pub br: u64,
    /// Size in bytes with gzip.
    pub gz: u64,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// Not the JSON that the build writes.
    #[error("assets.json cannot be read: {0}; run `cargo xtask build`")]
    Json(#[from] serde_json::Error),
    /// Written by an older or broken build.
    #[error("assets.json names no {0}; run `cargo xtask build`")]
    Missing(&'static str),
}

impl Assets {
    /// Parses the text of `assets.json` and checks that every page can be built from it.
    pub fn from_json(text: &str) -> Result<Self, AssetsError> {
        let files: BTreeMap<String, Asset> = serde_json::from_str(text)?;
        match REQUIRED.into_iter().find(|name| !files.contains_key(*name)) {
            Some(name) => Err(AssetsError::Missing(name)),
            None => Ok(Self {
                build: build_of(&files).into(),
                files: Arc::new(files),
            }),
        }
    }

    /// The same files, served by this program: another one draws other pages with them.
    #[must_use]
    pub fn served_by(self, program: &str) -> Self {
        Self {
            build: format!("{}-{program}", self.build).into(),
            ..self
        }
    }

    /// The path to load `name` from: hashed if it is of the build, else `/name` as in `public/`.
    #[must_use]
    pub fn href(&self, name: &str) -> String {
        self.files
            .get(name)
            .map_or_else(|| format!("/{name}"), |asset| asset.path.clone())
    }

    /// The page with the tags that load WASM bundle and boot module at the end of its head, if it has
    /// islands: of the bundle with maps where it has one. A page without any stays as it is and loads no script.
    #[must_use]
    pub fn with_boot(&self, html: String) -> String {
        let Some(head) = html.find("</head>").filter(|_| html.contains("<leptos-island")) else {
            return html;
        };
        let bundle = if html.contains(&self.href("leaflet.js")) {
            ["maps.js", "maps.wasm", "boot_maps.js"]
        } else {
            ["lianqin.js", "lianqin.wasm", "boot.js"]
        };
        let [script, wasm, boot] = bundle.map(|name| self.href(name));
        let tags = format!(
            "<link rel=\"modulepreload\" href=\"{script}\">\
             <link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin=\"\">\
             <script type=\"module\" src=\"{boot}\"></script>"
        );
        let mut html = html;
        html.insert_str(head, &tags);
        html
    }

    /// Changes whenever any built file or the program that serves them does: part of the `ETag` of every page.
    #[must_use]
    pub fn build_id(&self) -> &str {
        &self.build
    }
}

/// Of every path, since each holds the hash of its content.
fn build_of(files: &BTreeMap<String, Asset>) -> String {
    let mut hasher = DefaultHasher::new();
    for asset in files.values() {
        asset.path.hash(&mut hasher);
    }
    format!("{:x}", hasher.finish())
}

/// What every page needs in its head: the style sheet.
///
/// Stands after `<MetaTags/>`, so that our style sheet wins over Leaflet's. Wants [`Assets`] in context.
/// The boot module is not here: only once a page is rendered is it known to hold islands, see
/// [`Assets::with_boot`].
#[component]
pub fn PageAssets() -> impl IntoView {
    let assets = expect_context::<Assets>();
    view! { <link rel="stylesheet" href=assets.href("main.css") /> }
}

/// Leaflet, for pages with a map: call it once, anywhere in the page.
///
/// A classic script, because the bindings want the global `L`; the boot module waits for it. Not
/// `leptos_meta::Script`: that adds a nonce nobody needs, and no two answers would be the same bytes.
#[component]
pub fn MapAssets() -> impl IntoView {
    let assets = expect_context::<Assets>();
    view! {
        <Stylesheet href=assets.href("leaflet.css") />
        <script src=assets.href("leaflet.js") defer=true></script>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(names: &[&str]) -> String {
        let files: Vec<String> = names
            .iter()
            .map(|name| {
                let (stem, ext) = name.rsplit_once('.').unwrap();
                format!(r#""{name}":{{"path":"/pkg/{stem}.0a1b2c.{ext}","raw":3,"br":2,"gz":2}}"#)
            })
            .collect();
        format!("{{{}}}", files.join(","))
    }

    #[test]
    fn a_built_file_has_its_hashed_path_and_a_public_one_its_own() {
        let assets = Assets::from_json(&manifest(&REQUIRED)).unwrap();
        assert_eq!(assets.href("main.css"), "/pkg/main.0a1b2c.css");
        assert_eq!(assets.href("robots.txt"), "/robots.txt");
    }

    #[test]
    fn a_build_differs_by_any_file_and_by_the_program() {
        let of = |text: &str| Assets::from_json(text).unwrap();
        let text = manifest(&REQUIRED);
        let build = of(&text).build_id().to_owned();
        assert_eq!(of(&text).build_id(), build);
        let style = of(&text.replace("main.0a1b2c", "main.ffffff"));
        assert_ne!(style.build_id(), build);
        assert_ne!(of(&text).served_by("7f").build_id(), build);
    }

    #[test]
    fn only_a_page_with_islands_loads_the_bundle() {
        let assets = Assets::from_json(&manifest(&REQUIRED)).unwrap();
        let still = "<html><head></head><body><p>text</p></body></html>";
        assert_eq!(assets.with_boot(still.into()), still);

        let live = "<html><head></head><body><leptos-island></leptos-island></body></html>";
        let booted = assets.with_boot(live.into());
        for tag in [
            r#"<link rel="modulepreload" href="/pkg/lianqin.0a1b2c.js">"#,
            r#"href="/pkg/lianqin.0a1b2c.wasm" as="fetch""#,
            r#"<script type="module" src="/pkg/boot.0a1b2c.js"></script></head>"#,
        ] {
            assert!(booted.contains(tag), "{tag} is not in {booted}");
        }
    }

    #[test]
    fn a_page_with_a_map_loads_the_bundle_with_maps_and_no_other() {
        let assets = Assets::from_json(&manifest(&REQUIRED)).unwrap();
        let map = "<html><head><script src=\"/pkg/leaflet.0a1b2c.js\" defer></script></head>\
                   <body><leptos-island></leptos-island></body></html>";
        let booted = assets.with_boot(map.into());
        for tag in [
            r#"<link rel="modulepreload" href="/pkg/maps.0a1b2c.js">"#,
            r#"href="/pkg/maps.0a1b2c.wasm" as="fetch""#,
            r#"<script type="module" src="/pkg/boot_maps.0a1b2c.js"></script></head>"#,
        ] {
            assert!(booted.contains(tag), "{tag} is not in {booted}");
        }
        assert!(!booted.contains("lianqin.0a1b2c"), "{booted}");
    }

    #[test]
    fn a_manifest_without_the_bundle_is_refused() {
        let error = Assets::from_json(&manifest(&["boot.js", "boot_maps.js", "lianqin.js"])).unwrap_err();
        assert!(error.to_string().contains("lianqin.wasm"), "{error}");
    }
}
