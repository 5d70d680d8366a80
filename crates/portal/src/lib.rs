//! The public side's read model: pictures in memory, kept up to date from the published projection, and
//! every question a public page or API may ask of them.
//!
//! It holds a [`store::PublicDb`] and nothing else: what it cannot read it cannot leak. Pages and the JSON
//! API ask here, so that both show the same value. It writes nothing and renders nothing.

mod answers;
mod borders;
mod codes;
mod error;
mod feed;
mod kept;
mod merging;
mod names;
mod picture;
mod query;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};
use domain::live::RegionInfo;
use domain::{Lang, RegionCode};
use store::PublicDb;
use tokio::sync::broadcast;

pub use answers::{
    KeptReport, RequestUpdate, RequestsAsked, ServiceRequest, Tile, areas_of, cells_of, points_of,
};
pub use codes::{CodeIndex, Codes, case_code};
pub use error::PortalError;
use kept::Kept;
pub use names::Dictionary;
use picture::RegionPicture;
pub use query::{
    AreaLevel, AreasQuery, BoardQuery, CasesQuery, CellsQuery, ChangesQuery, Comparison, ComparisonError,
    EffectQuery, ElementsQuery, FacetsQuery, FeaturesPage, FeaturesQuery, HistogramQuery, MapFilter,
    NearestQuery, Pairs, Period, PlacesQuery, PointsQuery, RegionQuery, SummaryQuery, TileQuery, TopQuery,
};

/// A live message, ready for the wire in each language.
#[derive(Debug)]
pub struct LiveMessage {
    pub region: RegionCode,
    pub version: u64,
    zh: String,
    en: String,
}

impl LiveMessage {
    /// The [`domain::live::LiveEvent`] as JSON.
    #[must_use]
    pub fn json(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// The feed's own connections: one that listens, the others read.
const FEED_CONNECTIONS: u32 = 4;

/// Readers that fall this many messages behind are told to ask again.
const LIVE_BACKLOG: usize = 256;

/// Everything the public side knows.
#[derive(Debug)]
pub struct Portal {
    /// For whoever asks.
    db: PublicDb,
    /// For what pictures are made of: it does not wait behind them.
    feed_db: PublicDb,
    default_region: RegionCode,
    pictures: RwLock<HashMap<RegionCode, Arc<RegionPicture>>>,
    live: broadcast::Sender<Arc<LiveMessage>>,
    kept: Arc<Kept>,
    reloads: std::sync::atomic::AtomicU64,
}

impl Portal {
    /// Loads every region's picture: from `kept` and what was published since, or by one read of the published cases.
    /// A running portal keeps its pictures there, in a directory of its own.
    pub async fn open(
        db: PublicDb,
        default_region: RegionCode,
        kept: PathBuf,
    ) -> Result<Arc<Self>, PortalError> {
        let (live, _) = broadcast::channel(LIVE_BACKLOG);
        let portal = Arc::new(Self {
            feed_db: db.aside(FEED_CONNECTIONS),
            db,
            default_region,
            pictures: RwLock::default(),
            live,
            kept: Arc::new(Kept::new(kept)),
            reloads: std::sync::atomic::AtomicU64::new(0),
        });
        portal.load_new_regions().await?;
        Ok(portal)
    }

    /// Region of requests that name none.
    #[must_use]
    pub fn default_region(&self) -> &RegionCode {
        &self.default_region
    }

    /// Every region, by code.
    #[must_use]
    pub fn regions(&self) -> Vec<RegionInfo> {
        let mut regions: Vec<RegionInfo> = self.pictures().values().map(|picture| picture.info()).collect();
        regions.sort_by(|a, b| a.code.cmp(&b.code));
        regions
    }

    /// One region.
    pub fn region(&self, code: &RegionCode) -> Result<RegionInfo, PortalError> {
        Ok(self.picture(code)?.info())
    }

    /// Version of a region's published data; grows with every published batch.
    pub fn version(&self, code: &RegionCode) -> Result<u64, PortalError> {
        Ok(self.picture(code)?.version)
    }

    /// A number that changes whenever anything of any region does; the base of entity tags.
    #[must_use]
    pub fn data_version(&self) -> u64 {
        let pictures = self.pictures();
        pictures
            .values()
            .map(|picture| picture.version)
            .max()
            .unwrap_or(0)
            + self.reloads.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The time now: the one clock of the public side.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Runs what only computes away from the threads that answer requests.
    pub async fn compute<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, PortalError> + Send + 'static,
    ) -> Result<T, PortalError> {
        let portal = Arc::clone(self);
        match tokio::task::spawn_blocking(move || work(&portal)).await {
            Ok(result) => result,
            Err(error) => Err(PortalError::BrokenOff(error.to_string())),
        }
    }

    /// Messages from now on. A receiver that lags has to ask again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<LiveMessage>> {
        self.live.subscribe()
    }

    /// Whether questions can be answered from the database too.
    pub async fn is_ready(&self) -> bool {
        self.db.is_ready().await
    }

    fn pictures(&self) -> std::sync::RwLockReadGuard<'_, HashMap<RegionCode, Arc<RegionPicture>>> {
        self.pictures
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn picture(&self, code: &RegionCode) -> Result<Arc<RegionPicture>, PortalError> {
        self.pictures()
            .get(code)
            .cloned()
            .ok_or_else(|| PortalError::UnknownRegion(code.clone()))
    }

    fn show(&self, code: RegionCode, picture: RegionPicture) {
        self.pictures
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(code, Arc::new(picture));
    }
}
