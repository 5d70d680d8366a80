//! What tests in the browser stand on: a page made of some HTML, and a server that answers as it is told.
//!
//! All tests share one page, one after another; [`show`] takes back whatever the one before has left.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Promise, Reflect};
use leptos::mount::hydrate_islands;
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, EventTarget, Response};

/// Where the page is unless a test goes elsewhere.
const ADDRESS: &str = "/map";

/// Connections that are opened are only written down, in `lines`.
const NO_CONNECTIONS: &str = "
    globalThis.lines = [];
    globalThis.EventSource = class extends EventTarget {
        constructor(url) { super(); this.url = url; this.readyState = 1; lines.push(this); }
        close() { this.readyState = 2; }
    };";

/// Makes a page of this; its server answers nothing yet.
pub(crate) fn show(html: &str) {
    let page = document();
    let place = page.get_element_by_id("place").unwrap_or_else(|| {
        // Starts what runs our tasks, as on every page; there are no islands.
        hydrate_islands();
        let place = page.create_element("main").unwrap();
        place.set_id("place");
        page.body().unwrap().append_child(&place).unwrap();
        place
    });
    place.set_inner_html(html);
    js(NO_CONNECTIONS);
    go(ADDRESS);
    serve(|_| None);
}

/// Changes the address of the page.
pub(crate) fn go(address: &str) {
    let history = window().history().unwrap();
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(address))
        .unwrap();
}

/// Path and query of the page.
pub(crate) fn address() -> String {
    let location = window().location();
    location.pathname().unwrap() + &location.search().unwrap()
}

/// From now on requests get what `answer` makes of their address, or fail. Gives the paths and queries asked for.
pub(crate) fn serve(answer: impl Fn(&str) -> Option<String> + 'static) -> Rc<RefCell<Vec<String>>> {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&asked);
    let fetch = Closure::<dyn FnMut(String) -> Promise<Response>>::new(move |url: String| {
        let origin = window().location().origin().unwrap();
        let url = url.strip_prefix(&origin).unwrap_or(&url).to_owned();
        let text = answer(&url);
        heard.borrow_mut().push(url);
        let response = text.map_or_else(Response::error, |text| {
            Response::new_with_opt_str(Some(&text)).unwrap()
        });
        Promise::resolve(&response)
    });
    Reflect::set(&window(), &"fetch".into(), &fetch.into_js_value()).unwrap();
    asked
}

/// The first element that `selector` names.
pub(crate) fn find(selector: &str) -> Element {
    let found = document().query_selector(selector).unwrap();
    found.unwrap_or_else(|| panic!("the page has no {selector}"))
}

/// What stands in it.
pub(crate) fn text(selector: &str) -> String {
    find(selector).text_content().unwrap_or_default()
}

/// Raises the event that this script makes.
pub(crate) fn raise(target: &EventTarget, script: &str) -> Event {
    let event: Event = js(script).unchecked_into();
    target.dispatch_event(&event).unwrap();
    event
}

/// What a script comes to. For what the bundle's bindings leave out.
pub(crate) fn js(script: &str) -> JsValue {
    js_sys::eval(script).unwrap()
}

/// Lets everything run that waits for nothing but an answer of [`serve`].
pub(crate) async fn settle() {
    sleep(Duration::ZERO).await;
}

pub(crate) async fn sleep(time: Duration) {
    let waiting = Promise::new(&mut |done, _| {
        set_timeout(
            move || {
                done.call0(&JsValue::NULL).unwrap();
            },
            time,
        );
    });
    JsFuture::from(waiting).await.unwrap();
}
