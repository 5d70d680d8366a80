//! Public answers from memory: rendered once per data version and second, whoever asks.
//!
//! A page or an API answer depends on its address with the name we are reached by, the data version, the build
//! and the clock, and on nothing the reader brings but the encoding. So:
//!
//! - its tag is known before it is made, and a reader who has it gets 304 without any rendering;
//! - the first reader makes it, everyone who comes meanwhile waits for that one rendering
//!   (single-flight), and for [`MAX_AGE`] it is served from memory, already compressed;
//! - a new data version makes it anew at once. Clocks run on at one version, therefore the second.
//!
//! Only whole 200 answers are kept, at most [`MAX_ENTRIES`] and [`MAX_BYTES`]; streams and live
//! messages do not pass here.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::Utc;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;

use super::encoding::Encoding;
use super::etag;
use crate::problem::Problem;

/// Oldest answer that is served from memory.
const MAX_AGE: Duration = Duration::from_secs(1);
/// Most answers kept.
const MAX_ENTRIES: usize = 2_048;
/// Most bytes of bodies kept.
const MAX_BYTES: usize = 64 << 20;
/// Larger ones are not kept at all.
const MAX_ENTRY_BYTES: usize = 4 << 20;

/// Larger ones are compressed away from the threads that answer.
const LARGE: usize = 512 << 10;

/// What a tag is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// The data version and the minute: for what moves.
    Version,
    /// The bytes of the answer: for what hardly ever changes (shapes, documents).
    Content,
}

/// The data version now.
pub(crate) type Version = Arc<dyn Fn() -> u64 + Send + Sync>;

/// The answers of one server. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fresh {
    tag: Tag,
    build: Arc<str>,
    version: Version,
    answers: Arc<Answers>,
}

#[derive(Default)]
struct Answers {
    slots: Mutex<HashMap<Key, Arc<Slot>>>,
    bytes: AtomicUsize,
}

type Key = (Box<str>, Encoding);
type Slot = tokio::sync::Mutex<Option<Answer>>;

#[derive(Clone)]
struct Answer {
    version: u64,
    made: Instant,
    headers: HeaderMap,
    body: Bytes,
}

impl Fresh {
    pub(crate) fn new(build: &str, version: Version) -> Self {
        Self {
            tag: Tag::Version,
            build: build.into(),
            version,
            answers: Arc::default(),
        }
    }

    /// The same memory for answers with another kind of tag.
    pub(crate) fn tagged(&self, tag: Tag) -> Self {
        Self { tag, ..self.clone() }
    }

    fn slot(&self, key: Key) -> Arc<Slot> {
        let mut slots = self.answers.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MAX_ENTRIES && !slots.contains_key(&key) {
            self.answers.forget_old(&mut slots);
        }
        if slots.len() >= MAX_ENTRIES {
            // Everything is young and in use: this one is made for its reader alone.
            return slots.get(&key).cloned().unwrap_or_default();
        }
        slots.entry(key).or_default().clone()
    }
}

impl Answers {
    fn forget_old(&self, slots: &mut HashMap<Key, Arc<Slot>>) {
        slots.retain(|_, slot| {
            let Ok(mut held) = slot.try_lock() else {
                return true;
            };
            let old = held
                .as_ref()
                .is_none_or(|answer| answer.made.elapsed() >= MAX_AGE);
            if old && let Some(answer) = held.take() {
                self.bytes.fetch_sub(answer.body.len(), Ordering::Relaxed);
            }
            !old
        });
    }

    /// Puts `answer` in the place of what `held` had, if there is room.
    fn keep(&self, held: &mut Option<Answer>, answer: &Answer) {
        if let Some(old) = held.take() {
            self.bytes.fetch_sub(old.body.len(), Ordering::Relaxed);
        }
        let bytes = answer.body.len();
        if bytes > MAX_ENTRY_BYTES {
            return;
        }
        if self.bytes.load(Ordering::Relaxed) + bytes > MAX_BYTES {
            self.forget_old(&mut self.slots.lock().unwrap_or_else(PoisonError::into_inner));
        }
        if self.bytes.load(Ordering::Relaxed) + bytes <= MAX_BYTES {
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
            *held = Some(answer.clone());
        }
    }
}

/// The middleware.
pub(crate) async fn answer(State(fresh): State<Fresh>, mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let uri = asked_at(&request);
    // Read before anything is made: an answer may be newer than its tag says, never older.
    let version = (fresh.version)();
    let early = match fresh.tag {
        Tag::Version => Some(etag::of_version(
            version,
            &fresh.build,
            &uri,
            Utc::now().timestamp(),
        )),
        Tag::Content => None,
    };
    if let Some(tag) = &early
        && etag::matches(request.headers(), tag)
    {
        count("not_modified");
        return not_modified(tag.clone());
    }

    let encoding = Encoding::accepted(request.headers());
    let slot = fresh.slot((uri, encoding));
    let mut held = slot.lock().await;
    let kept = held
        .as_ref()
        .filter(|answer| answer.version == version && answer.made.elapsed() < MAX_AGE);
    let answer = if let Some(answer) = kept {
        count("hit");
        answer.clone()
    } else {
        count("miss");
        let asked_for = request.headers().get(header::IF_NONE_MATCH).cloned();
        normalize(&mut request);
        let answer = match make(request, next, version, (early.clone(), encoding)).await {
            Ok(answer) => answer,
            Err(other) => return *other,
        };
        fresh.answers.keep(&mut held, &answer);
        drop(held);
        return answer.respond(asked_for);
    };
    drop(held);
    let asked_for = request.headers().get(header::IF_NONE_MATCH).cloned();
    answer.respond(asked_for)
}

/// The address as the reader wrote it, our own name included: pages hold links with it (QR codes, what others embed),
/// and whoever makes up a name shall not put it into the pages of others.
fn asked_at(request: &Request) -> Box<str> {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let named = ["host", "x-forwarded-host", "x-forwarded-proto"].map(|name| {
        let value = request.headers().get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    });
    [named.join(" ").as_str(), path].concat().into()
}

/// The request as every reader's: for the whole answer, as it is.
fn normalize(request: &mut Request) {
    *request.method_mut() = Method::GET;
    let headers = request.headers_mut();
    headers.remove(header::IF_NONE_MATCH);
    headers.remove(header::RANGE);
    headers.remove(header::ACCEPT_ENCODING);
}

async fn make(
    request: Request,
    next: Next,
    version: u64,
    (tag, encoding): (Option<HeaderValue>, Encoding),
) -> Result<Answer, Box<Response>> {
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return Err(Box::new(response));
    }
    let (parts, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return Err(Box::new(Problem::internal(error).into_response())),
    };
    let mut headers = parts.headers;
    let body = match encoded(body, &mut headers, encoding).await {
        Ok(body) => body,
        Err(error) => return Err(Box::new(Problem::internal(error).into_response())),
    };
    headers.insert(header::ETAG, tag.unwrap_or_else(|| etag::of_content(&body)));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    Ok(Answer {
        version,
        made: Instant::now(),
        headers,
        body,
    })
}

/// The body in this encoding, in one piece: its length is known, so that it takes two thirds of the time of a stream.
async fn encoded(body: Bytes, headers: &mut HeaderMap, encoding: Encoding) -> std::io::Result<Bytes> {
    let Some(name) = encoding.header().filter(|_| is_compressible(headers)) else {
        return Ok(body);
    };
    let packed = if body.len() > LARGE {
        let body = body.clone();
        let task = tokio::task::spawn_blocking(move || encoding.encode(&body));
        task.await.map_err(std::io::Error::other)??
    } else {
        encoding.encode(&body)?
    };
    Ok(match packed {
        Some(packed) => {
            headers.insert(header::CONTENT_ENCODING, name);
            packed
        }
        None => body,
    })
}

/// Pictures are compressed as they are, but for drawn ones.
fn is_compressible(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    !headers.contains_key(header::CONTENT_ENCODING)
        && (!kind.starts_with("image/") || kind.starts_with("image/svg"))
}

impl Answer {
    fn respond(self, asked_for: Option<HeaderValue>) -> Response {
        let tag = self.headers.get(header::ETAG).cloned();
        if let (Some(tag), Some(asked_for)) = (tag, asked_for) {
            let mut asked = HeaderMap::new();
            asked.insert(header::IF_NONE_MATCH, asked_for);
            if etag::matches(&asked, &tag) {
                return not_modified(tag);
            }
        }
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        response
    }
}

fn not_modified(tag: HeaderValue) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn count(how: &'static str) {
    metrics::counter!("lianqin_cache_total", "how" => how).increment(1);
}
