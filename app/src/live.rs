//! What moves while a page is open.
//!
//! One connection per page (`GET /live`, [`line`]), closed while the page is hidden and opened anew when it shows
//! again. Messages are hints: who hears of a newer version asks for its own picture again, at most twice
//! a second. Every connection begins with the version the data stand at, so nothing is missed while
//! there is none. Runs in the browser only: call [`follow`] in an Effect.
//!
//! Most pages need no code of their own to move: the [`Live`] island fetches the page it stands on again
//! and puts the new content of every element with `data-live` in place of the old. The server is the only
//! one that draws.
//!
//! A page on a wall (`data-unattended`) has nobody who would reload it. It is drawn again every minute, because clocks
//! run out while nothing happens; a connection that is silent and dead is found by that, too; and once the server
//! comes from another build, the page is loaded anew.

mod line;

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use js_sys::JsString;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Document, DomParser, Element, RequestInit, Response, SupportedType};

/// Between two refreshes; doubled with each that fails, up to so many times.
const PAUSE: Duration = Duration::from_millis(500);
const DOUBLINGS: u32 = 4;
/// A server that has not answered after so long is not there.
const PATIENCE_MS: u32 = 30_000;
/// Between two drawings of a page that nobody reloads, even if nothing happens.
const EVERY: Duration = Duration::from_secs(60);
/// How old, in milliseconds, such a page is before it is loaded anew: where servers of two builds take turns, it
/// does not reload with each answer.
const SETTLED_MS: f64 = 10_000.0;

/// Keeps the marked parts of this page (`data-live="some-name"`) as the server draws them now. Parts that
/// changed and carry a `data-key` get the class `fresh`. A part that holds the focus, or an open form that somebody
/// may be writing in (`data-draft`), waits.
///
/// Stands anywhere on the page. Where an element carries `data-about`, the code of a case, only messages that name
/// it matter. On a page that nobody reloads an element carries `data-unattended`. An island without props: reading them would bring the bundle a JSON parser.
#[island]
pub(crate) fn Live() -> impl IntoView {
    view! { <span hidden use:keep></span> }
}

fn keep(_: Element) {
    let about = document().query_selector("[data-about]").ok().flatten();
    let about = about.and_then(|element| element.get_attribute("data-about"));
    let concerns = move |message: &JsString| {
        let says = |text: &str| message.includes(text, 0);
        about
            .as_deref()
            .is_none_or(|about| says(about) || says("\"items\":[]"))
    };
    let follower = start(concerns, refresh);
    if is_unattended() {
        set_interval(
            move || {
                if line::is_open() {
                    Rc::clone(&follower).again();
                }
            },
            EVERY,
        );
    }
}

/// Draws this page again; where that fails on a page that nobody reloads, the server is gone, whatever the connection
/// may look like.
async fn refresh() -> Option<u64> {
    let reached = redraw().await.ok();
    if reached.is_none() && is_unattended() {
        line::lost();
    }
    reached
}

fn is_unattended() -> bool {
    document()
        .query_selector("[data-unattended]")
        .is_ok_and(|found| found.is_some())
}

/// The version of the data a page was drawn from: `<html data-version>`.
fn page_version(page: &Document) -> u64 {
    let version = page
        .document_element()
        .and_then(|html| html.get_attribute("data-version"));
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}

/// What the server that drew a page was built from: `<html data-build>`.
fn build(page: &Document) -> Option<String> {
    page.document_element()?.get_attribute("data-build")
}

fn is_settled() -> bool {
    window()
        .performance()
        .is_some_and(|since_loaded| since_loaded.now() > SETTLED_MS)
}

/// Fetches this page again and puts its moving parts in place; gives the version reached.
pub(crate) async fn redraw() -> Result<u64, JsValue> {
    let page = document();
    let options = RequestInit::new();
    options.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(&page.url()?, &options))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    let newer = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    if is_unattended() && build(&newer) != build(&page) && is_settled() {
        // It was answered just now, so it will be.
        window().location().reload()?;
    }
    for new in elements(newer.query_selector_all("[data-live]")?) {
        let name = new.get_attribute("data-live");
        let old = elements(page.query_selector_all("[data-live]")?);
        if let Some(old) = old.into_iter().find(|old| old.get_attribute("data-live") == name) {
            replace(&page, &old, &new)?;
        }
    }
    Ok(page_version(&newer))
}

fn replace(page: &Document, old: &Element, new: &Element) -> Result<(), JsValue> {
    let html = new.inner_html();
    let has_focus = page
        .active_element()
        .is_some_and(|focused| old.contains(Some(&focused)));
    let has_draft = old.query_selector("[data-draft][open]")?.is_some();
    if has_focus || has_draft || (html == old.inner_html() && has_attributes_of(old, new)) {
        return Ok(());
    }
    let key = |element: &Element| (element.get_attribute("data-key"), element.inner_html());
    let known: Vec<_> = elements(old.query_selector_all("[data-key]")?)
        .iter()
        .map(key)
        .collect();
    for element in elements(new.query_selector_all("[data-key]")?) {
        if !known.contains(&key(&element)) {
            element.class_list().add_1("fresh")?;
        }
    }
    // Attributes such as a class may have changed with the content.
    let adopted: Element = page.import_node_with_deep(new, true)?.dyn_into()?;
    old.replace_with_with_node_1(&adopted)
}

/// What a script has added by itself, such as that something is open, does not count.
fn has_attributes_of(old: &Element, new: &Element) -> bool {
    new.get_attribute_names().iter().all(|name| {
        let name = name.as_string().unwrap_or_default();
        old.get_attribute(&name) == new.get_attribute(&name)
    })
}

fn elements(list: web_sys::NodeList) -> Vec<Element> {
    (0..list.length())
        .filter_map(|at| list.get(at)?.dyn_into().ok())
        .collect()
}

/// Calls `refresh` whenever the data of the feed (`<html data-feed-at>`) have moved past what the page shows by a
/// message that `concerns` us, at most twice a second and never two at a time. `refresh` gives the
/// version it reached, or None if it failed; then it is asked again, after a while that grows.
///
/// Follows as long as the page is open; there is nothing to take back.
pub(crate) fn follow<F, Reached>(concerns: impl Fn(&JsString) -> bool + 'static, refresh: F)
where
    F: Fn() -> Reached + 'static,
    Reached: Future<Output = Option<u64>> + 'static,
{
    start(concerns, refresh);
}

fn start<F, Reached>(concerns: impl Fn(&JsString) -> bool + 'static, refresh: F) -> Rc<Follower<F>>
where
    F: Fn() -> Reached + 'static,
    Reached: Future<Output = Option<u64>> + 'static,
{
    let html = document().document_element();
    let feed = html.and_then(|html| html.get_attribute("data-feed-at"));
    let follower = Rc::new(Follower::new(page_version(&document()), refresh));
    let hears = Rc::clone(&follower);
    let listener = move |version, message: &JsString| {
        if concerns(message) {
            Rc::clone(&hears).hear(version);
        }
    };
    line::join(feed.unwrap_or_default(), Rc::new(listener));
    follower
}

struct Follower<F> {
    refresh: F,
    shown: Cell<u64>,
    /// The newest version anybody told of.
    heard: Cell<u64>,
    is_busy: Cell<bool>,
    /// Refreshes that failed since the last good one, up to [`DOUBLINGS`].
    failures: Cell<u32>,
}

impl<F, Reached> Follower<F>
where
    F: Fn() -> Reached + 'static,
    Reached: Future<Output = Option<u64>> + 'static,
{
    fn new(shown: u64, refresh: F) -> Self {
        Self {
            refresh,
            shown: Cell::new(shown),
            heard: Cell::new(shown),
            is_busy: Cell::new(false),
            failures: Cell::new(0),
        }
    }

    fn hear(self: Rc<Self>, version: u64) {
        self.heard.set(version);
        if version <= self.shown.get() || self.is_busy.replace(true) {
            return;
        }
        spawn_local(async move {
            let failures = self.failures.get();
            let pause = PAUSE * (1 << failures);
            if let Some(reached) = (self.refresh)().await {
                self.shown.set(reached);
                self.failures.set(0);
            } else {
                self.failures.set((failures + 1).min(DOUBLINGS));
            }
            set_timeout(
                move || {
                    self.is_busy.set(false);
                    let heard = self.heard.get();
                    self.hear(heard);
                },
                pause,
            );
        });
    }

    /// Asks once more, though nobody told of anything newer.
    fn again(self: Rc<Self>) {
        self.shown.set(0);
        let heard = self.heard.get();
        self.hear(heard);
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser;
