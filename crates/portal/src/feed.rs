//! Following the published projection: `published.changes` is the truth, NOTIFY only a hint.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::live::LiveEvent;
use domain::{Lang, RegionCode};
use futures::FutureExt;
use store::published::{self, ChangeRow, EventOfCase, MapRow, PublishedListener, RegionRow, TallyRow};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::merging::Merging;
use crate::names::Names;
use crate::picture::{LATEST, RegionPicture};
use crate::{LiveMessage, Portal, PortalError};

/// How long the feed sleeps without a hint.
const POLL: Duration = Duration::from_millis(500);
/// How long it waits before trying a lost database again.
const RETRY: Duration = Duration::from_secs(1);
/// How soon and how often pictures are kept while it runs.
const KEEP_FIRST: Duration = Duration::from_secs(60);
const KEEP_EVERY: Duration = Duration::from_secs(3600);

impl Portal {
    /// Follows the published data until `stop` is done. Survives the loss of the database.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                result = self.follow() => {
                    if let Err(error) = result {
                        tracing::warn!(%error, "lost the published data, trying again");
                    }
                }
            }
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(RETRY) => {}
            }
        }
        for writing in self.keep().await {
            // It has said itself what went wrong.
            let _ended = writing.await;
        }
        self.feed_db.close().await;
    }

    async fn follow(&self) -> Result<(), PortalError> {
        let mut listener = PublishedListener::connect(&self.feed_db).await?;
        let mut merging = None;
        let mut keeping = tokio::time::interval_at(Instant::now() + KEEP_FIRST, KEEP_EVERY);
        loop {
            self.catch_up().await?;
            self.merge(&mut merging);
            if keeping.tick().now_or_never().is_some() {
                // Nobody waits for it.
                drop(self.keep().await);
            }
            listener.wait(POLL).await?;
        }
    }

    /// Begins to write the pictures that are newer than what is kept of them.
    async fn keep(&self) -> Vec<JoinHandle<()>> {
        let behind: Vec<(RegionCode, Arc<RegionPicture>)> = self
            .pictures()
            .iter()
            .filter(|(code, picture)| self.kept.is_behind(code, picture.version))
            .map(|(code, picture)| (code.clone(), Arc::clone(picture)))
            .collect();
        let versions: Vec<i64> = behind
            .iter()
            .map(|(_, picture)| number(picture.version))
            .collect();
        let times = match published::times_of(&self.feed_db, &versions).await {
            Ok(times) => times,
            Err(error) => {
                tracing::warn!(%error, "no picture is kept");
                return Vec::new();
            }
        };
        let write = |(code, picture): (RegionCode, Arc<RegionPicture>)| {
            let at = *times.get(&number(picture.version))?;
            let kept = Arc::clone(&self.kept);
            Some(tokio::task::spawn_blocking(move || {
                if let Err(error) = kept.write(&code, &picture, at) {
                    tracing::warn!(%error, region = %code, "the picture is not kept");
                }
            }))
        };
        behind.into_iter().filter_map(write).collect()
    }

    /// Folds the changes of a map into its months on another thread, one map at a time: nobody waits for it.
    fn merge(&self, merging: &mut Option<Merging>) {
        if let Some(job) = merging
            && let Some(merged) = job.ended()
        {
            if let Some(merged) = merged
                && let Ok(picture) = self.picture(job.region())
            {
                let mut picture = RegionPicture::clone(&picture);
                picture.lens.finish_merge(merged);
                self.show(job.region().clone(), picture);
            }
            *merging = None;
        }
        if merging.is_some() {
            return;
        }
        let wanting = {
            let pictures = self.pictures();
            let wanting = pictures.iter().find(|(_, picture)| picture.lens.wants_merge());
            wanting.map(|(code, picture)| (code.clone(), RegionPicture::clone(picture)))
        };
        if let Some((code, mut picture)) = wanting
            && let Some(job) = picture.lens.begin_merge()
        {
            self.show(code.clone(), picture);
            *merging = Some(Merging::begin(code, job));
        }
    }

    /// Brings every picture to the newest published version. Returns whether anything was new.
    pub async fn catch_up(&self) -> Result<bool, PortalError> {
        let seen = self
            .pictures()
            .values()
            .map(|picture| picture.version)
            .max()
            .unwrap_or(0);
        let changes = published::changes_after(&self.feed_db, number(seen)).await?;
        if changes.is_empty() {
            return Ok(false);
        }
        let mut by_region: BTreeMap<&str, Vec<&ChangeRow>> = BTreeMap::new();
        for change in &changes {
            by_region.entry(&change.region_code).or_default().push(change);
        }
        for (region, changes) in by_region {
            let Ok(code) = RegionCode::parse(region) else {
                continue;
            };
            match self.picture(&code) {
                Ok(picture) => self.advance(code, &picture, &changes).await?,
                Err(_) => self.load_new_regions().await?,
            }
        }
        Ok(true)
    }

    /// Loads regions that have no picture yet.
    pub(crate) async fn load_new_regions(&self) -> Result<(), PortalError> {
        for row in published::regions(&self.feed_db).await? {
            let Ok(code) = RegionCode::parse(&row.region_code) else {
                continue;
            };
            if self.picture(&code).is_ok() {
                continue;
            }
            let until = published::newest_version(&self.feed_db).await?;
            let names = self.read_names(&row, None).await?;
            let mut picture = match self.find_kept(&row, &names).await? {
                Some(picture) => picture,
                None => RegionPicture::empty(row, names),
            };
            let (cases, tallies) = self
                .read_rows(code.as_str(), number(picture.version), until)
                .await?;
            picture.apply(u64::try_from(until).unwrap_or(0), cases, &tallies);
            let latest = published::latest_events(&self.feed_db, code.as_str(), 0, LATEST as i64).await?;
            picture.announce(&latest);
            self.show(code, picture);
        }
        Ok(())
    }

    /// The picture that was kept of a region, if it was made of this database.
    async fn find_kept(
        &self,
        row: &RegionRow,
        names: &Arc<Names>,
    ) -> Result<Option<RegionPicture>, PortalError> {
        let (kept, row, names) = (Arc::clone(&self.kept), row.clone(), Arc::clone(names));
        let Ok(Some(found)) = tokio::task::spawn_blocking(move || kept.read(row, names)).await else {
            return Ok(None);
        };
        let version = number(found.picture.version);
        let times = published::times_of(&self.feed_db, &[version]).await?;
        Ok((times.get(&version) == Some(&found.at)).then_some(found.picture))
    }

    async fn advance(
        &self,
        code: RegionCode,
        picture: &RegionPicture,
        changes: &[&ChangeRow],
    ) -> Result<(), PortalError> {
        let Some(last) = changes.last() else { return Ok(()) };
        let after = number(picture.version);
        let (cases, tallies) = self.read_rows(code.as_str(), after, last.version).await?;
        let mut picture = picture.clone();
        // Names come with their first case, or are told of.
        if changes.iter().any(|change| change.cases == 0) || !picture.knows(&cases, &tallies) {
            self.reload_names(&code, &mut picture).await?;
        }
        picture.apply(u64::try_from(last.version).unwrap_or(0), cases, &tallies);
        let mut events: Vec<EventOfCase> = Vec::new();
        for change in changes.iter().rev().filter(|change| !change.bulk) {
            events.extend(
                published::events_of_version(&self.feed_db, code.as_str(), change.version, LATEST as i64)
                    .await?,
            );
            if events.len() >= LATEST {
                break;
            }
        }
        picture.announce(&events);
        if changes.iter().any(|change| change.bulk && change.cases > 0) {
            let latest = published::latest_events(&self.feed_db, code.as_str(), after, LATEST as i64).await?;
            picture.announce(&latest);
        }
        let message = message(&code, &picture, &events, last);
        self.show(code, picture);
        // Nobody listening is not an error.
        let _nobody = self.live.send(Arc::new(message));
        Ok(())
    }

    async fn reload_names(&self, code: &RegionCode, picture: &mut RegionPicture) -> Result<(), PortalError> {
        let rows = published::regions(&self.feed_db).await?;
        if let Some(row) = rows.into_iter().find(|row| row.region_code == code.as_str()) {
            picture.names = self.read_names(&row, Some(&picture.names)).await?;
            picture.row = Arc::new(row);
            self.reloads.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    async fn read_names(&self, row: &RegionRow, before: Option<&Names>) -> Result<Arc<Names>, PortalError> {
        let reference = published::reference(&self.feed_db, &row.region_code, self.now()).await?;
        Ok(Arc::new(Names::new(row, reference, before)))
    }

    async fn read_rows(
        &self,
        region: &str,
        after: i64,
        until: i64,
    ) -> Result<(Vec<MapRow>, Vec<TallyRow>), PortalError> {
        let (mut cases, mut tallies) = (Vec::new(), Vec::new());
        published::map_rows(&self.feed_db, region, after, until, |row| cases.push(row)).await?;
        published::tally_rows(&self.feed_db, region, after, until, |row| tallies.push(row)).await?;
        Ok((cases, tallies))
    }
}

/// A version as the database numbers it.
fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

fn message(
    code: &RegionCode,
    picture: &RegionPicture,
    events: &[EventOfCase],
    last: &ChangeRow,
) -> LiveMessage {
    let json = |lang: Lang| {
        let items = events
            .iter()
            .take(LATEST)
            .filter_map(|event| picture.live_item(event, lang, last.at))
            .collect();
        let event = LiveEvent {
            version: picture.version,
            at: last.at,
            items,
        };
        serde_json::to_string(&event).unwrap_or_default()
    };
    LiveMessage {
        region: code.clone(),
        version: picture.version,
        zh: json(Lang::Zh),
        en: json(Lang::En),
    }
}
