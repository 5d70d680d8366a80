//! `GET /live`: what moves, as server-sent events, while a page is open.
//!
//! Every message is a [`LiveEvent`] with its version as the event's id. The first one says where the
//! data stands and has no items, so that a page that was rendered a little earlier, or whose
//! connection broke, knows whether it has to ask again. A reader that is too slow is not buffered
//! for: its stream ends, its browser comes back by itself and is told where the data stands.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use domain::live::LiveEvent;
use domain::{Lang, RegionCode};
use futures::stream;
use http::{HeaderName, HeaderValue, header};
use portal::{LiveMessage, RegionQuery};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

use crate::open_data::Params;
use crate::problem::Problem;
use crate::state::{PublicState, Reader};

/// Proxies cut silent connections after a minute or less.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Readers at once.
const MOST_READERS: usize = 20_000;
/// How soon a browser whose stream ended comes back.
const RETRY: Duration = Duration::from_secs(2);

pub(crate) async fn live(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let region = RegionQuery::parse(params.pairs(), &state.portal)?.region;
    if state.shutdown.is_draining() {
        return Err(Problem::unavailable("the server is stopping"));
    }
    let reader = Reader::enter(&state.readers, MOST_READERS)
        .ok_or_else(|| Problem::unavailable("too many live readers"))?;
    // Subscribed before the version is read: nothing falls between the two.
    let feed = state.portal.subscribe();
    let version = state.portal.version(&region)?;
    let follower = Follower {
        feed,
        lang: params.lang(),
        region,
        version,
        greeted: false,
        stopping: state.shutdown.draining(),
        _reader: reader,
    };
    let events = stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would collect the events otherwise.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

/// One reader's stream.
struct Follower {
    feed: Receiver<Arc<LiveMessage>>,
    lang: Lang,
    region: RegionCode,
    /// The last one told.
    version: u64,
    greeted: bool,
    stopping: CancellationToken,
    _reader: Reader,
}

impl Follower {
    async fn next(&mut self) -> Option<Event> {
        if !self.greeted {
            self.greeted = true;
            let greeting = LiveEvent {
                version: self.version,
                at: Utc::now(),
                items: Vec::new(),
            };
            return match serde_json::to_string(&greeting) {
                Ok(json) => Some(message(self.version, &json).retry(RETRY)),
                Err(error) => {
                    tracing::error!(%error, "a live event cannot be written");
                    None
                }
            };
        }
        loop {
            let received = tokio::select! {
                received = self.feed.recv() => received,
                () = self.stopping.cancelled() => return None,
            };
            match received {
                Ok(told) if told.region == self.region && told.version > self.version => {
                    self.version = told.version;
                    return Some(message(told.version, told.json(self.lang)));
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            }
        }
    }
}

fn message(version: u64, json: &str) -> Event {
    Event::default().id(version.to_string()).data(json)
}
