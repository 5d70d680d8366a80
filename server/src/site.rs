//! The built site in memory: scripts, styles, WASM, icons, with their compressed twins.
//!
//! Read once at start, so that no request touches the file system (there is no path to traverse) and
//! a rebuild beside a running server does not take a page's files away. It builds nothing:
//! `cargo xtask build` does.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use app::assets::{Assets, AssetsError};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::middleware::encoding::Encoding;

/// For files whose name holds their content's hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For files browsers ask for by a fixed name: icons, manifest, robots.txt.
const FOR_AN_HOUR: &str = "public, max-age=3600";
/// The build's own records, not for readers.
const RECORDS: [&str; 2] = ["assets.json", "build.stamp"];

/// Every file of the site by its path, and the manifest pages take their names from.
#[derive(Debug)]
pub struct Site {
    files: HashMap<String, File>,
    assets: Assets,
}

#[derive(Debug)]
struct File {
    content_type: &'static str,
    cache_control: &'static str,
    etag: HeaderValue,
    raw: Bytes,
    br: Option<Bytes>,
    gz: Option<Bytes>,
}

/// Why there is no site to serve.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Nothing was built, or somewhere else.
    #[error("no built site in {}: run `make build`, or name its directory with --site-root", .0.display())]
    Missing(PathBuf),
    /// A file of it cannot be read.
    #[error("the site file {} cannot be read: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// The manifest is not from a whole build.
    #[error(transparent)]
    Assets(#[from] AssetsError),
}

impl Site {
    /// Reads the directory that the build wrote.
    pub fn load(root: &Path) -> Result<Self, SiteError> {
        let manifest = root.join("assets.json");
        let text = match std::fs::read_to_string(&manifest) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(SiteError::Missing(root.to_owned()));
            }
            Err(source) => {
                return Err(SiteError::Io {
                    path: manifest,
                    source,
                });
            }
        };
        let assets = Assets::from_json(&text)?.served_by(&program_id());
        let mut found = HashMap::new();
        collect(root, "", &mut found).map_err(|(path, source)| SiteError::Io { path, source })?;
        let files = found
            .iter()
            .filter(|(path, _)| !is_twin(path, &found) && !RECORDS.contains(&path.trim_start_matches('/')))
            .map(|(path, raw)| (path.clone(), File::new(path, raw, &found)))
            .collect();
        Ok(Self { files, assets })
    }

    /// What pages name their scripts and styles by.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The file at `path`, in the best encoding the reader takes; `None` if the site has no such file.
    pub(crate) fn answer(&self, path: &str, request: &HeaderMap) -> Option<Response> {
        let file = self.files.get(path)?;
        let (encoding, body) = file.best(Encoding::accepted_all(request));
        let unchanged = crate::middleware::etag::matches(request, &file.etag);
        let mut response = Response::new(if unchanged {
            Body::empty()
        } else {
            Body::from(body.clone())
        });
        let headers = response.headers_mut();
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(file.cache_control),
        );
        headers.insert(header::ETAG, file.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if unchanged {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            if let Some(encoding) = encoding.header() {
                headers.insert(header::CONTENT_ENCODING, encoding);
            }
        }
        Some(response)
    }
}

impl File {
    fn new(path: &str, raw: &Bytes, all: &HashMap<String, Bytes>) -> Self {
        let immutable = path.starts_with("/pkg/");
        Self {
            content_type: content_type(path),
            cache_control: if immutable { FOR_EVER } else { FOR_AN_HOUR },
            etag: crate::middleware::etag::of_content(raw),
            raw: raw.clone(),
            br: all.get(&format!("{path}.br")).cloned(),
            gz: all.get(&format!("{path}.gz")).cloned(),
        }
    }

    fn best(&self, (br, gzip): (bool, bool)) -> (Encoding, &Bytes) {
        match (&self.br, &self.gz) {
            (Some(file), _) if br => (Encoding::Brotli, file),
            (_, Some(file)) if gzip => (Encoding::Gzip, file),
            _ => (Encoding::Identity, &self.raw),
        }
    }
}

/// Differs between builds of the program, so that a new one is not taken for the old one's pages.
fn program_id() -> String {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    if let Ok(program) = std::env::current_exe().and_then(std::fs::metadata) {
        program.len().hash(&mut hasher);
        program.modified().ok().hash(&mut hasher);
    }
    format!("{:x}", hasher.finish())
}

fn is_twin(path: &str, all: &HashMap<String, Bytes>) -> bool {
    path.strip_suffix(".br")
        .or_else(|| path.strip_suffix(".gz"))
        .is_some_and(|plain| all.contains_key(plain))
}

fn collect(
    directory: &Path,
    prefix: &str,
    files: &mut HashMap<String, Bytes>,
) -> Result<(), (PathBuf, io::Error)> {
    let at = |error| (directory.to_owned(), error);
    for entry in std::fs::read_dir(directory).map_err(at)? {
        let entry = entry.map_err(at)?;
        let path = entry.path();
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else {
            let content = std::fs::read(&path).map_err(|error| (path, error))?;
            files.insert(name, content.into());
        }
    }
    Ok(())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
