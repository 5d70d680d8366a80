//! New notices as they come: the tables are the truth, NOTIFY only a hint.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Right;
use domain::notice::LiveNotice;
use store::StoreError;
use store::notices::{News, NoticeListener, Reader, news_since};
use tokio::sync::broadcast::{self, error::RecvError};
use uuid::Uuid;

use super::reading::reader;
use crate::{Caller, Desk, DeskError};

/// How long the feed sleeps without a hint.
const POLL: Duration = Duration::from_millis(500);
/// How long it waits before trying a lost database again.
const RETRY: Duration = Duration::from_secs(1);
/// How far back it looks each time: an action that took as long as this to commit is still noticed.
const LOOK_BACK: TimeDelta = TimeDelta::seconds(60);
/// News kept for readers; who falls further behind looks at where things stand instead.
const BUFFER: usize = 1024;
/// How often a reader is told where things stand though nothing was heard of: a notice may be read on
/// another device, and a hint may be missed.
const CHECK: Duration = Duration::from_secs(30);
/// How long news are collected before a reader is told.
const COLLECT: Duration = Duration::from_millis(150);

/// Where new notices are announced within this server.
#[derive(Debug)]
pub(crate) struct NewsDesk(broadcast::Sender<Arc<News>>);

impl Default for NewsDesk {
    fn default() -> Self {
        Self(broadcast::channel(BUFFER).0)
    }
}

impl Desk {
    /// Follows new notices until `stop` is done. Survives the loss of the database.
    pub async fn follow_notices(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                Err(error) = self.announce() => {
                    tracing::warn!(%error, "lost the notices, trying again");
                }
            }
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(RETRY) => {}
            }
        }
    }

    async fn announce(&self) -> Result<Infallible, StoreError> {
        let mut hints = NoticeListener::connect(&self.db).await?;
        let mut seen: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
        // What is there already is no news.
        let mut is_first = true;
        loop {
            let since = self.now() - LOOK_BACK;
            seen.retain(|_, at| *at >= since);
            for news in news_since(&self.db, since).await? {
                let is_new = seen.insert(news.notice_id, news.created_at).is_none();
                if is_new && !is_first {
                    // Nobody listening is fine.
                    let _ = self.news.0.send(Arc::new(news));
                }
            }
            is_first = false;
            hints.wait(POLL).await?;
        }
    }

    /// The caller's live stream.
    pub fn notice_feed(&self, caller: Caller) -> Result<NoticeFeed, DeskError> {
        caller.needs(Right::UseDesk)?;
        Ok(NoticeFeed {
            // Subscribed before anything is read: nothing falls between the two.
            news: self.news.0.subscribe(),
            reader: reader(&caller.person),
            desk: self.clone(),
            caller,
            told: None,
        })
    }
}

/// One reader's live stream: where things stand at first, and again whenever that has changed.
#[derive(Debug)]
pub struct NoticeFeed {
    desk: Desk,
    caller: Caller,
    reader: Reader,
    news: broadcast::Receiver<Arc<News>>,
    /// What was said last.
    told: Option<LiveNotice>,
}

impl NoticeFeed {
    /// The next message; ends with an error when the database cannot be asked. Dropping the future loses
    /// nothing: where things stand is read anew each time.
    pub async fn next(&mut self) -> Result<LiveNotice, DeskError> {
        loop {
            if self.told.is_some() {
                let _ = tokio::time::timeout(CHECK, self.hear()).await;
            }
            let now = self.desk.live_notice(&self.caller, &self.reader).await?;
            if self.told.as_ref() != Some(&now) {
                self.told = Some(now.clone());
                return Ok(now);
            }
        }
    }

    /// Returns when something was told to the reader, or may have been.
    async fn hear(&mut self) {
        loop {
            match self.news.recv().await {
                Ok(news) if self.is_theirs(&news) => break,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => break,
                // The follower has ended with the server.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
        // One action often tells several things.
        tokio::time::sleep(COLLECT).await;
    }

    fn is_theirs(&self, news: &News) -> bool {
        news.region_code == self.caller.region.as_str() && self.reader.is(&news.addressee)
    }
}
