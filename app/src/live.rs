//! What moves while a page is open.
//!
//! One connection per page (`GET /live`), closed while the page is hidden and opened anew when it shows
//! again. Messages are hints: who hears of a newer version asks for its own picture again, at most twice
//! a second. Every connection begins with the version the data stand at, so nothing is missed while
//! there is none. Runs in the browser only: call [`follow`] in an Effect.
//!
//! Most pages need no code of their own to move: the [`Live`] island fetches the page it stands on again
//! and puts the new content of every element with `data-live` in place of the old. The server is the only
//! one that draws.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{JSON, JsString, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomParser, Element, Event, EventSource, MessageEvent, Response, SupportedType};

/// Between two refreshes.
const PAUSE: Duration = Duration::from_millis(500);
/// Before we try again where the browser has given up.
const RETRY: Duration = Duration::from_secs(5);

/// Keeps the marked parts of this page (`data-live="some-name"`) as the server draws them now. Parts that
/// changed and carry a `data-key` get the class `fresh`. A part that holds the focus, or an open form that somebody
/// may be writing in (`data-draft`), waits.
///
/// Stands anywhere on the page. Where an element carries `data-about`, the code of a case, only messages that name
/// it matter. An island without props: reading them would bring the bundle a JSON parser.
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
    follow(concerns, || async { redraw().await.ok() });
}

/// The version of the data a page was drawn from: `<html data-version>`.
fn page_version(page: &Document) -> u64 {
    let version = page
        .document_element()
        .and_then(|html| html.get_attribute("data-version"));
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}

/// Fetches this page again and puts its moving parts in place; gives the version reached.
pub(crate) async fn redraw() -> Result<u64, JsValue> {
    let page = document();
    let response: Response = JsFuture::from(window().fetch_with_str(&page.url()?))
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
    if has_focus || has_draft || html == old.inner_html() {
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

fn elements(list: web_sys::NodeList) -> Vec<Element> {
    (0..list.length())
        .filter_map(|at| list.get(at)?.dyn_into().ok())
        .collect()
}

/// Hears the version the data stand at, and the message that said so.
type Listener = Rc<dyn Fn(u64, &JsString)>;

struct Line {
    address: String,
    source: Option<EventSource>,
    listeners: Vec<Listener>,
}

thread_local! {
    static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
}

/// Calls `refresh` whenever the data of the feed (`<html data-feed-at>`) have moved past what the page shows by a
/// message that `concerns` us, at most twice a second and never two at a time. `refresh` gives the
/// version it reached, or None if it failed; it is asked again with the next message.
///
/// Follows as long as the page is open; there is nothing to take back.
pub(crate) fn follow<F, Reached>(concerns: impl Fn(&JsString) -> bool + 'static, refresh: F)
where
    F: Fn() -> Reached + 'static,
    Reached: Future<Output = Option<u64>> + 'static,
{
    let html = document().document_element();
    let feed = html.and_then(|html| html.get_attribute("data-feed-at"));
    let shown = page_version(&document());
    let follower = Rc::new(Follower {
        refresh,
        shown: Cell::new(shown),
        heard: Cell::new(shown),
        is_busy: Cell::new(false),
    });
    let listener = move |version, message: &JsString| {
        if concerns(message) {
            Rc::clone(&follower).hear(version);
        }
    };
    join(feed.unwrap_or_default(), Rc::new(listener));
}

struct Follower<F> {
    refresh: F,
    shown: Cell<u64>,
    /// The newest version anybody told of.
    heard: Cell<u64>,
    is_busy: Cell<bool>,
}

impl<F, Reached> Follower<F>
where
    F: Fn() -> Reached + 'static,
    Reached: Future<Output = Option<u64>> + 'static,
{
    fn hear(self: Rc<Self>, version: u64) {
        self.heard.set(version);
        if version <= self.shown.get() || self.is_busy.replace(true) {
            return;
        }
        spawn_local(async move {
            if let Some(reached) = (self.refresh)().await {
                self.shown.set(reached);
            }
            set_timeout(
                move || {
                    self.is_busy.set(false);
                    let heard = self.heard.get();
                    self.hear(heard);
                },
                PAUSE,
            );
        });
    }
}

/// Adds a listener to the page's one connection, opening it if it is the first.
fn join(address: String, listener: Listener) {
    let is_first = LINE.with_borrow_mut(|line| {
        let is_first = line.is_none();
        let line = line.get_or_insert_with(|| Line {
            address,
            source: None,
            listeners: Vec::new(),
        });
        line.listeners.push(listener);
        is_first
    });
    if is_first {
        if !document().hidden() {
            open();
        }
        on(&document(), "visibilitychange", |_: Event| {
            if document().hidden() {
                close();
            } else {
                open();
            }
        });
    }
}

fn open() {
    let opened = LINE.with_borrow_mut(|line| {
        let line = line.as_mut()?;
        if line.source.is_some() {
            return None;
        }
        line.source = EventSource::new(&line.address).ok();
        line.source.clone()
    });
    let Some(source) = opened else { return };
    on(&source, "open", |_: Event| show_state("on"));
    on(&source, "message", |event: MessageEvent| {
        if let Ok(message) = event.data().dyn_into::<JsString>()
            && let Some(version) = version_of(&message)
        {
            tell(version, &message);
        }
    });
    on(&source, "error", |_: Event| {
        show_state("off");
        let gave_up = LINE.with_borrow_mut(|line| {
            let Some(line) = line.as_mut() else { return false };
            let gave_up = line
                .source
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
            if gave_up {
                line.source = None;
            }
            gave_up
        });
        if gave_up {
            set_timeout(
                || {
                    if !document().hidden() {
                        open();
                    }
                },
                RETRY,
            );
        }
    });
}

fn close() {
    LINE.with_borrow_mut(|line| {
        if let Some(source) = line.as_mut().and_then(|line| line.source.take()) {
            source.close();
        }
    });
}

/// Listeners may join while they are told, so nothing is borrowed then.
fn tell(version: u64, message: &JsString) {
    let listeners = LINE.with_borrow(|line| {
        line.as_ref()
            .map(|line| line.listeners.clone())
            .unwrap_or_default()
    });
    for listener in listeners {
        listener(version, message);
    }
}

/// `version` of a `domain::live::LiveEvent` in JSON.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "versions are small whole numbers"
)]
fn version_of(message: &JsString) -> Option<u64> {
    let event = JSON::parse(&String::from(message)).ok()?;
    let version = Reflect::get(&event, &JsValue::from_str("version")).ok()?;
    version.as_f64().map(|version| version as u64)
}

/// Whether the connection stands, for the style sheet: `<html data-feed>`.
fn show_state(state: &str) {
    if let Some(html) = document().document_element() {
        // An attribute can always be set.
        let _ = html.set_attribute("data-feed", state);
    }
}

/// Listens as long as the page lives.
fn on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &web_sys::EventTarget,
    name: &str,
    handle: impl FnMut(E) + 'static,
) {
    let handle = Closure::<dyn FnMut(E)>::new(handle).into_js_value();
    // Fails only for a target that takes no listeners; these do.
    let _ = target.add_event_listener_with_callback(name, handle.unchecked_ref());
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser;
