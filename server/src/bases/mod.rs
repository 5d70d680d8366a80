//! What maps may lie on: read from the settings, checked, and opened before anything is served.
//!
//! Tiles of others are fetched by the browsers, so their hosts are opened in the Content-Security-Policy of the map page, and
//! nowhere else. Archives of tiles are read here and served by [`tiles`].

mod archive;
mod settings;
mod template;
mod tiles;

use std::collections::HashMap;
use std::sync::Arc;

use app::server::Bases;
use http::HeaderValue;

use self::archive::Archive;
pub(crate) use self::settings::{MapFile, MapSettings};
pub(crate) use self::tiles::entry;
use crate::middleware::headers;

/// Everything that maps may lie on, ready to be served.
#[derive(Debug, Clone)]
pub struct MapSources {
    pub(crate) bases: Arc<Bases>,
    /// The policy of the map page.
    pub(crate) policy: HeaderValue,
    archives: Arc<HashMap<String, Archive>>,
}

/// Our own base map alone.
impl Default for MapSources {
    fn default() -> Self {
        Self {
            bases: Arc::default(),
            policy: headers::map_policy(&[]),
            archives: Arc::default(),
        }
    }
}

impl MapSources {
    /// Reads and opens what `[map]` of a settings file says; an error names the key that is wrong.
    pub async fn read(toml: &str) -> Result<Self, String> {
        let file: MapFile = toml::from_str(toml).map_err(|error| error.message().to_owned())?;
        Self::open(file.settings()?).await
    }

    /// Opens what the settings name.
    pub(crate) async fn open(settings: MapSettings) -> Result<Self, String> {
        let MapSettings {
            mut bases,
            origins,
            archives: files,
        } = settings;
        let mut archives = HashMap::new();
        for (key, path) in files {
            let wrong = |error: String| format!("map.sources {key}: file: {}: {error}", path.display());
            let archive = Archive::open(&path).await.map_err(wrong)?;
            if !archive.is_picture() && bases.first.as_ref() == Some(&key) {
                return Err(format!(
                    "map.base: {key} holds vector tiles: they are served, and not drawn"
                ));
            }
            bases.sources.retain_mut(|source| {
                if source.key == key {
                    source.zooms = archive.zooms();
                }
                source.key != key || archive.is_picture()
            });
            archives.insert(key, archive);
        }
        Ok(Self {
            bases: Arc::new(bases),
            policy: headers::map_policy(&origins),
            archives: Arc::new(archives),
        })
    }

    fn archive(&self, key: &str) -> Option<&Archive> {
        self.archives.get(key)
    }
}
