//! The directory a server hands out: hashed names, compressed twins, and the manifest.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;

use super::files;

/// How hard to compress.
#[derive(Clone, Copy)]
pub(crate) enum Strength {
    /// For a rebuild someone waits for.
    Quick,
    /// For delivery.
    Best,
}

/// A site in the making.
pub(crate) struct Site {
    out: PathBuf,
    strength: Strength,
    /// Logical name to path and sizes.
    assets: BTreeMap<String, Asset>,
}

#[derive(Debug, PartialEq, Eq)]
struct Asset {
    path: String,
    raw: usize,
    br: usize,
    gz: usize,
}

const COMPRESSIBLE: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];

impl Site {
    /// Starts with an empty directory.
    pub(crate) fn create(out: &Path, strength: Strength) -> Result<Self> {
        if out.is_dir() {
            fs::remove_dir_all(out)?;
        }
        fs::create_dir_all(out.join("pkg"))?;
        Ok(Self {
            out: out.to_path_buf(),
            strength,
            assets: BTreeMap::new(),
        })
    }

    /// Adds a file as `/pkg/<stem>.<hash>.<ext>`.
    pub(crate) fn add(&mut self, name: &str, content: Vec<u8>) -> Result<()> {
        let path = format!("/pkg/{}", hashed(name, &content));
        let (br, gz) = self.write(&path, &content)?;
        self.assets.insert(
            name.to_owned(),
            Asset {
                path,
                raw: content.len(),
                br,
                gz,
            },
        );
        Ok(())
    }

    /// Adds a script whose imports (`"./name"`) of files added before become their hashed names.
    pub(crate) fn add_script(&mut self, name: &str, script: &str) -> Result<()> {
        let linked = self.link(script);
        self.add(name, linked.into_bytes())
    }

    /// Adds every file below `public` twice: under its own name, for what browsers and crawlers ask
    /// for unasked, and hashed, for what pages name.
    pub(crate) fn add_public(&mut self, public: &Path) -> Result<()> {
        for file in files::under(public)? {
            let name = file.strip_prefix(public)?.to_string_lossy().into_owned();
            if name.split('/').any(|part| part.starts_with(".git")) {
                continue;
            }
            let content = fs::read(&file)?;
            self.write(&format!("/{name}"), &content)?;
            self.add(&name, content)?;
        }
        Ok(())
    }

    /// The text of `assets.json`: logical name to `{path, raw, br, gz}`, sizes in bytes.
    pub(crate) fn manifest(&self) -> Result<String> {
        let assets: BTreeMap<_, _> = self
            .assets
            .iter()
            .map(|(name, a)| {
                (
                    name,
                    json!({"path": a.path, "raw": a.raw, "br": a.br, "gz": a.gz}),
                )
            })
            .collect();
        Ok(serde_json::to_string_pretty(&assets)? + "\n")
    }

    fn link(&self, script: &str) -> String {
        let mut linked = script.to_owned();
        for (name, asset) in &self.assets {
            let hashed = asset.path.trim_start_matches("/pkg/");
            for quote in ['"', '\''] {
                linked = linked.replace(
                    &format!("{quote}./{name}{quote}"),
                    &format!("{quote}./{hashed}{quote}"),
                );
            }
        }
        linked
    }

    /// Writes the file and its compressed twins; returns the sizes to transfer, brotli and gzip.
    fn write(&self, path: &str, content: &[u8]) -> Result<(usize, usize)> {
        let file = self.out.join(path.trim_start_matches('/'));
        let directory = file.parent().context("an asset has a directory")?;
        fs::create_dir_all(directory)?;
        fs::write(&file, content)?;
        let extension = path.rsplit('.').next().unwrap_or_default();
        if !COMPRESSIBLE.contains(&extension) {
            return Ok((content.len(), content.len()));
        }
        let (br, gz) = (brotli(content, self.strength)?, gzip(content, self.strength)?);
        fs::write(twin(&file, "br"), &br)?;
        fs::write(twin(&file, "gz"), &gz)?;
        Ok((br.len(), gz.len()))
    }
}

fn twin(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn hashed(name: &str, content: &[u8]) -> String {
    let hash = files::short_hash(content);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn brotli(content: &[u8], strength: Strength) -> Result<Vec<u8>> {
    let quality = match strength {
        Strength::Quick => 4,
        Strength::Best => 11,
    };
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, quality, 22);
    writer.write_all(content)?;
    drop(writer);
    Ok(out)
}

fn gzip(content: &[u8], strength: Strength) -> Result<Vec<u8>> {
    let level = match strength {
        Strength::Quick => Compression::fast(),
        Strength::Best => Compression::best(),
    };
    let mut writer = GzEncoder::new(Vec::new(), level);
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(directory: &Path) -> Site {
        Site::create(&directory.join("site"), Strength::Quick).unwrap()
    }

    #[test]
    fn a_file_is_found_by_its_logical_name_and_lies_beside_its_compressed_twins() {
        let temp = tempfile::tempdir().unwrap();
        let mut site = site(temp.path());
        site.add("main.css", b"body{margin:0}".to_vec()).unwrap();

        let manifest: serde_json::Value = serde_json::from_str(&site.manifest().unwrap()).unwrap();
        let path = manifest["main.css"]["path"].as_str().unwrap();
        assert_eq!(
            path,
            format!("/pkg/main.{}.css", files::short_hash(b"body{margin:0}"))
        );
        assert_eq!(manifest["main.css"]["raw"], 14);
        for twin in ["", ".br", ".gz"] {
            assert!(
                temp.path().join(format!("site{path}{twin}")).is_file(),
                "{path}{twin}"
            );
        }
    }

    #[test]
    fn a_script_imports_the_hashed_names_so_its_own_hash_follows_theirs() {
        let temp = tempfile::tempdir().unwrap();
        let mut site = site(temp.path());
        site.add("lianqin.wasm", b"one".to_vec()).unwrap();
        let linked = site.link(r#"fetch(new URL("./lianqin.wasm", import.meta.url)); "lianqin.wasm";"#);
        let hash = files::short_hash(b"one");
        assert_eq!(
            linked,
            format!(r#"fetch(new URL("./lianqin.{hash}.wasm", import.meta.url)); "lianqin.wasm";"#)
        );
    }

    #[test]
    fn a_public_file_keeps_its_name_and_has_a_hashed_one() {
        let temp = tempfile::tempdir().unwrap();
        let public = temp.path().join("public");
        fs::create_dir_all(public.join("icons")).unwrap();
        fs::write(public.join("icons/a.png"), b"png").unwrap();
        let mut site = site(temp.path());
        site.add_public(&public).unwrap();
        assert!(temp.path().join("site/icons/a.png").is_file());
        assert!(
            !temp.path().join("site/icons/a.png.br").exists(),
            "images are compressed already"
        );
        let manifest: serde_json::Value = serde_json::from_str(&site.manifest().unwrap()).unwrap();
        let path = manifest["icons/a.png"]["path"].as_str().unwrap();
        assert!(temp.path().join(format!("site{path}")).is_file());
    }

    #[test]
    fn what_is_compressed_can_be_read_again() {
        let text = "热线与巡查 ".repeat(200);
        for strength in [Strength::Quick, Strength::Best] {
            let mut plain = Vec::new();
            brotli::BrotliDecompress(
                &mut brotli(text.as_bytes(), strength).unwrap().as_slice(),
                &mut plain,
            )
            .unwrap();
            assert_eq!(plain, text.as_bytes());
        }
    }
}
