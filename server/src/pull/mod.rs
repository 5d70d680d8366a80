//! Fetches what a system offers over HTTP, page by page, into the region.
//!
//! A page's records are committed, then the cursor moves. Whatever happens in between, the page is fetched once more,
//! which changes nothing. A system that is busy or away is asked again, ever more seldom; one that answers something
//! else than the mapping says is not.

mod backoff;
mod client;
mod page;

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use chrono::Utc;
use desk::Pseudonyms;
use domain::RegionCode;
use intake::{IntakeError, Mapping, Pull};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;
use store::intake::{Became, ensure_region, move_pull_cursor, pull_cursor};
use store::{Db, StoreError};
use thiserror::Error;

use crate::import::{ImportError, Taker, quarantine, take_objects};
use crate::publishing;
use backoff::Backoff;
use client::{Client, Fault};

/// Largest page, in bytes.
const MAX_PAGE_BYTES: usize = 8 << 20;

/// What to fetch, and how patiently.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) region: RegionCode,
    pub(crate) mapping: Mapping,
    /// Where the key of pseudonyms is.
    pub(crate) data_dir: PathBuf,
    /// How often a page is asked for before the round ends.
    pub(crate) tries: u32,
    /// Before the second try; doubled for each further one.
    pub(crate) first_pause: Duration,
    /// For one answer.
    pub(crate) timeout: Duration,
}

/// What a round came to.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Pulled {
    pub(crate) pages: u64,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) quarantined: u64,
    /// Tries that came to nothing.
    pub(crate) tried_again: u64,
}

/// Why a round ended before its time. What was taken stays, and the next one goes on from there.
#[derive(Debug, Error)]
pub(crate) enum PullError {
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("{0}")]
    Usage(String),
    /// It may work later.
    #[error("{system} could not be reached in {tries} tries: {why}")]
    Away { system: String, tries: u32, why: String },
    /// It will not, as it is.
    #[error("{system}: {why}")]
    Refused { system: String, why: String },
}

/// Fetches from one system.
#[derive(Debug)]
pub(crate) struct Puller {
    db: Db,
    wish: Wish,
    pull: Pull,
    system: String,
    client: Client,
    rng: StdRng,
}

impl Puller {
    /// Reads the key, so that a missing one is told at once.
    pub(crate) fn new(db: &Db, wish: Wish) -> Result<Self, PullError> {
        let name = wish.mapping.name();
        let missing = || {
            PullError::Usage(format!(
                "the mapping {name} does not say in [pull] where its records are fetched"
            ))
        };
        let pull = wish.mapping.pull().cloned().ok_or_else(missing)?;
        let system = wish.mapping.system().ok_or_else(missing)?.code.clone();
        let client = Client::new(&pull, wish.timeout).map_err(PullError::Usage)?;
        Ok(Self {
            db: db.clone(),
            pull,
            system,
            client,
            wish,
            rng: StdRng::from_os_rng(),
        })
    }

    /// Fetches page after page until the system has no more, and publishes what came.
    pub(crate) async fn round(&mut self) -> Result<Pulled, PullError> {
        let db = self.db.clone();
        publishing::beside(&db, self.take_pages()).await
    }

    async fn take_pages(&mut self) -> Result<Pulled, PullError> {
        let region = ensure_region(&self.db, &self.wish.region, self.wish.mapping.region(), false).await?;
        let persons = Pseudonyms::new(self.db.clone(), &self.wish.data_dir);
        let mut taker = Taker::open(&self.db, region, persons).await?;
        let mut cursor = self.cursor().await?.or_else(|| self.pull.first.clone());
        let mut met: HashSet<Option<String>> = HashSet::new();
        let mut pulled = Pulled::default();
        loop {
            if !met.insert(cursor.clone()) {
                return Err(self.refused("its cursors lead in a circle"));
            }
            let body = self.fetch(cursor.as_deref(), &mut pulled).await?;
            let page = page::read(&body, &self.pull).map_err(|why| self.refused(why))?;
            let mapping = &self.wish.mapping;
            let mut rejects = Vec::new();
            for became in take_objects(&mut taker, mapping, &page.records).await? {
                match became {
                    Ok(Became::New) => pulled.new += 1,
                    Ok(Became::Updated) => pulled.updated += 1,
                    Ok(Became::Unchanged) => pulled.unchanged += 1,
                    Err(rejected) => rejects.push(rejected),
                }
            }
            pulled.quarantined += rejects.len() as u64;
            quarantine::keep(&self.db, &self.wish.region, mapping, &[], &rejects).await?;
            pulled.pages += 1;
            let Some(next) = page.next.filter(|next| Some(next) != cursor.as_ref()) else {
                return Ok(pulled);
            };
            let (region, url, now) = (&self.wish.region, &self.pull.url, Utc::now());
            move_pull_cursor(&self.db, region, &self.system, url, &next, now).await?;
            if page.records.is_empty() {
                return Ok(pulled);
            }
            cursor = Some(next);
        }
    }

    async fn cursor(&self) -> Result<Option<String>, StoreError> {
        pull_cursor(&self.db, &self.wish.region, &self.system, &self.pull.url).await
    }

    /// One page, asked for as often as it takes.
    async fn fetch(&mut self, cursor: Option<&str>, pulled: &mut Pulled) -> Result<Vec<u8>, PullError> {
        let mut backoff = Backoff::new(self.wish.first_pause);
        let mut tries = 1;
        loop {
            let (why, asked) = match self.client.get(cursor, MAX_PAGE_BYTES).await {
                Ok(body) => return Ok(body),
                Err(Fault::Refused(why)) => return Err(self.refused(why)),
                Err(Fault::Again { why, pause }) => (why, pause),
            };
            if tries >= self.wish.tries {
                let system = self.system.clone();
                return Err(PullError::Away { system, tries, why });
            }
            tracing::info!(system = self.system, why, "the system is asked again");
            pulled.tried_again += 1;
            tries += 1;
            tokio::time::sleep(backoff.next(asked, &mut self.rng)).await;
        }
    }

    fn refused(&self, why: impl Into<String>) -> PullError {
        PullError::Refused {
            system: self.system.clone(),
            why: why.into(),
        }
    }
}
