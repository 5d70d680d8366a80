//! A PMTiles archive (version 3) on our disk.

use std::collections::HashMap;
use std::fs::File;
use std::future::Future;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use pmtiles::{
    AsyncBackend, AsyncPmTilesReader, BackendResponse, DirCacheResult, Directory, DirectoryCache, PmtError,
    PmtResult, TileCoord, TileId, TileType,
};

/// Largest piece that is read at once: a tile, or a directory of them.
const MOST_BYTES: usize = 16 << 20;
/// Directories kept in memory; a planet has thousands.
const KEPT_DIRECTORIES: usize = 64;

#[derive(Clone)]
pub(super) struct Archive {
    reader: Arc<AsyncPmTilesReader<Disk, Directories>>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}

impl Archive {
    /// Reads its header and root directory; what is wrong with it in words.
    pub(super) async fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let disk = Disk(Arc::new(file));
        let reader = AsyncPmTilesReader::try_from_cached_source(disk, Directories::default())
            .await
            .map_err(|error| format!("it is no PMTiles archive of version 3 that can be read: {error}"))?;
        let header = reader.get_header();
        if header.tile_type == TileType::Unknown {
            return Err("it does not say what its tiles are".to_owned());
        }
        if header.min_zoom > header.max_zoom {
            return Err("its zooms are out of order".to_owned());
        }
        Ok(Self {
            reader: Arc::new(reader),
        })
    }

    /// Whether a browser can show its tiles.
    pub(super) fn is_picture(&self) -> bool {
        matches!(
            self.reader.get_header().tile_type,
            TileType::Png | TileType::Jpeg | TileType::Webp | TileType::Avif
        )
    }

    pub(super) fn zooms(&self) -> [u8; 2] {
        let header = self.reader.get_header();
        [header.min_zoom, header.max_zoom]
    }

    pub(super) fn content_type(&self) -> &'static str {
        self.reader.get_header().tile_type.content_type()
    }

    /// A tile, unpacked; none where there is none.
    pub(super) async fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Bytes>, PmtError> {
        let Ok(place) = TileCoord::new(z, x, y) else {
            return Ok(None);
        };
        self.reader.get_tile_decompressed(place).await
    }
}

/// Reads by position. Not mapped into memory: a file that is cut short would take the server down with it.
struct Disk(Arc<File>);

impl AsyncBackend for Disk {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        if length > MOST_BYTES {
            return Err(PmtError::InvalidEntry);
        }
        let file = Arc::clone(&self.0);
        let reading = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; length];
            let mut filled = 0;
            while filled < length {
                match file.read_at(&mut bytes[filled..], offset + filled as u64) {
                    Ok(0) => break,
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            bytes.truncate(filled);
            Ok(Bytes::from(bytes))
        });
        let bytes = reading.await.map_err(std::io::Error::other)??;
        Ok(BackendResponse::new(bytes))
    }
}

#[derive(Default)]
struct Directories(RwLock<HashMap<u64, Directory>>);

impl DirectoryCache for Directories {
    async fn get_dir_entry_or_insert(
        &self,
        offset: u64,
        tile: TileId,
        fetcher: impl Future<Output = PmtResult<Directory>> + Send,
    ) -> PmtResult<Option<pmtiles::DirEntry>> {
        let known = {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            kept.get(&offset).map_or(DirCacheResult::NotCached, |directory| {
                directory.find_tile_id(tile).into()
            })
        };
        match known {
            DirCacheResult::Found(entry) => Ok(Some(entry)),
            DirCacheResult::NotFound => Ok(None),
            DirCacheResult::NotCached => {
                let directory = fetcher.await?;
                let entry = directory.find_tile_id(tile).copied();
                let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
                if kept.len() >= KEPT_DIRECTORIES {
                    kept.clear();
                }
                kept.insert(offset, directory);
                Ok(entry)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pmtiles::PmTilesWriter;

    use super::*;

    fn archive(tiles: &[(u8, u32, u32)]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let mut writer = PmTilesWriter::new(TileType::Png)
            .min_zoom(2)
            .max_zoom(9)
            .create(file.reopen().expect("the file"))
            .expect("a writer");
        for (z, x, y) in tiles {
            let place = TileCoord::new(*z, *x, *y).expect("a place");
            writer
                .add_tile(place, format!("{z}/{x}/{y}").as_bytes())
                .expect("a tile");
        }
        writer.finalize().expect("an archive");
        file
    }

    #[tokio::test]
    async fn a_tile_is_read_where_it_is_and_nowhere_else() {
        // So many that they have directories of their own.
        let tiles: Vec<_> = (0..256).flat_map(|x| (0..120).map(move |y| (9, x, y))).collect();
        let file = archive(&tiles);
        let archive = Archive::open(file.path()).await.expect("an archive");
        assert!(archive.is_picture());
        assert_eq!((archive.zooms(), archive.content_type()), ([2, 9], "image/png"));
        for (z, x, y) in [(9, 0, 0), (9, 255, 119), (9, 100, 7)] {
            let tile = archive.tile(z, x, y).await.expect("readable");
            assert_eq!(tile.as_deref(), Some(format!("{z}/{x}/{y}").as_bytes()));
        }
        for (z, x, y) in [(9, 255, 120), (9, 511, 511), (8, 0, 0), (9, 512, 0), (200, 0, 0)] {
            assert_eq!(
                archive.tile(z, x, y).await.expect("readable"),
                None,
                "{z}/{x}/{y}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_archive_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "PNG").expect("written");
        let error = Archive::open(file.path()).await.expect_err("no archive");
        assert!(error.contains("PMTiles"), "{error}");
        assert!(Archive::open(Path::new("/nowhere/a.pmtiles")).await.is_err());
    }
}
