//! The page's one connection to the server: opened, lost, and opened again.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Date, JSON, JsString, Math, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventSource, MessageEvent};

use super::elements;

/// Before the first attempt to connect again, in milliseconds; doubled with each that fails.
const RETRY_MS: u32 = 2_000;
/// After so many: about every half minute.
const DOUBLINGS: u32 = 4;

/// Hears the version the data stand at, and the message that said so.
pub(super) type Listener = Rc<dyn Fn(u64, &JsString)>;

pub(super) struct Line {
    address: String,
    source: Option<EventSource>,
    /// Attempts that failed since the connection last stood, up to [`DOUBLINGS`].
    failures: u32,
    /// The next attempt, while it waits for its time.
    retry: Option<TimeoutHandle>,
    listeners: Vec<Listener>,
}

thread_local! {
    pub(super) static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
}

/// Adds a listener to the page's one connection, opening it if it is the first.
pub(super) fn join(address: String, listener: Listener) {
    let is_first = LINE.with_borrow_mut(|line| {
        let is_first = line.is_none();
        let line = line.get_or_insert_with(|| Line {
            address,
            source: None,
            failures: 0,
            retry: None,
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

/// Whether there is a connection, or one is being made.
pub(super) fn is_open() -> bool {
    LINE.with_borrow(|line| line.as_ref().is_some_and(|line| line.source.is_some()))
}

fn open() {
    let opened = LINE.with_borrow_mut(|line| {
        let line = line.as_mut()?;
        line.wait_no_more();
        if line.source.is_some() {
            return None;
        }
        line.source = EventSource::new(&line.address).ok();
        line.source.clone()
    });
    let Some(source) = opened else { return };
    on(&source, "open", |_: Event| {
        show_state("on");
        LINE.with_borrow_mut(|line| {
            if let Some(line) = line {
                line.failures = 0;
            }
        });
    });
    on(&source, "message", |event: MessageEvent| {
        if let Ok(message) = event.data().dyn_into::<JsString>()
            && let Some(version) = version_of(&message)
        {
            tell(version, &message);
        }
    });
    on(&source, "error", |_: Event| lost());
}

fn close() {
    LINE.with_borrow_mut(|line| {
        if let Some(line) = line {
            line.wait_no_more();
            if let Some(source) = line.source.take() {
                source.close();
            }
        }
    });
}

/// The connection is gone, or nothing can come through it. The page says so, and tries again after a while that
/// grows, instead of as often as the browser would: after a restart not everybody comes back at once.
pub(super) fn lost() {
    show_state("off");
    LINE.with_borrow_mut(|line| {
        let Some(line) = line else { return };
        let Some(source) = line.source.take() else { return };
        source.close();
        let pause = f64::from(RETRY_MS << line.failures) * (0.75 + Math::random() / 2.0);
        line.failures = (line.failures + 1).min(DOUBLINGS);
        line.wait_no_more();
        line.retry = set_timeout_with_handle(open, Duration::from_secs_f64(pause / 1_000.0)).ok();
    });
}

impl Line {
    /// There is one attempt to come at most, however often the page was hidden and shown meanwhile.
    fn wait_no_more(&mut self) {
        if let Some(retry) = self.retry.take() {
            retry.clear();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.wait_no_more();
    }
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
pub(super) fn version_of(message: &JsString) -> Option<u64> {
    let event = JSON::parse(&String::from(message)).ok()?;
    let version = Reflect::get(&event, &JsValue::from_str("version")).ok()?;
    version.as_f64().map(|version| version as u64)
}

/// Whether the connection stands, for the style sheet: `<html data-feed>`. Since when it does not is written where
/// the page has a place for it.
fn show_state(state: &str) {
    let Some(html) = document().document_element() else {
        return;
    };
    if html.get_attribute("data-feed").as_deref() == Some(state) {
        return;
    }
    // An attribute can always be set.
    let _ = html.set_attribute("data-feed", state);
    if state == "off" {
        write_time(&html);
    }
}

/// Writes the time into every `data-since`, which says how: options of `Date.toLocaleString`, in JSON.
fn write_time(html: &Element) {
    let Ok(places) = document().query_selector_all("[data-since]") else {
        return;
    };
    // `und` is no language: the browser's own.
    let lang = html.get_attribute("lang").filter(|lang| !lang.is_empty());
    let lang = lang.as_deref().unwrap_or("und");
    for place in elements(places) {
        let form = place.get_attribute("data-since").unwrap_or_default();
        if let Ok(options) = JSON::parse(&form) {
            let now = Date::new_0().to_locale_string(lang, &options);
            place.set_text_content(Some(&String::from(now)));
        }
    }
}

/// Listens as long as the target lives.
fn on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &web_sys::EventTarget,
    name: &str,
    handle: impl FnMut(E) + 'static,
) {
    let handle = Closure::<dyn FnMut(E)>::new(handle).into_js_value();
    // Fails only for a target that takes no listeners; these do.
    let _ = target.add_event_listener_with_callback(name, handle.unchecked_ref());
}
