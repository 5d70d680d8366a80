use std::cell::RefCell;
use std::future::{Ready, ready};

use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{EventSource, HtmlElement};

use super::line::{LINE, join, version_of};
use super::*;
use crate::test_page::{find, js, raise, serve, settle, show, sleep, text};

fn page_at(version: u64, parts: &str) -> Option<String> {
    Some(format!(
        "<html data-version={version}><body>{parts}</body></html>"
    ))
}

#[wasm_bindgen_test]
async fn only_living_parts_that_changed_are_replaced() {
    show(r#"<p data-live="a">1</p><p data-live="b">2</p><p id="still">3</p>"#);
    let (same, changed) = (find("[data-live=a]"), find("[data-live=b]"));
    let asked = serve(|_| {
        page_at(
            8,
            r#"<p data-live="a">1</p><p data-live="b" class="late">9</p><p data-live="c"></p><p id="still">9</p>"#,
        )
    });
    assert_eq!(redraw().await, Ok(8));
    assert_eq!(*asked.borrow(), ["/map"]);
    assert!(find("[data-live=a]").is_same_node(Some(&same)));
    assert!(!changed.is_connected());
    assert_eq!(
        find("#place").inner_html(),
        r#"<p data-live="a">1</p><p data-live="b" class="late">9</p><p id="still">3</p>"#
    );
}

#[wasm_bindgen_test]
async fn a_part_of_which_only_an_attribute_changed_is_replaced_too() {
    show(
        r#"<p data-live="a" data-ring="[1]" data-own="script">1</p><p data-live="b" data-own="script">2</p>"#,
    );
    let untouched = find("[data-live=b]");
    serve(|_| {
        page_at(
            8,
            r#"<p data-live="a" data-ring="[2]">1</p><p data-live="b">2</p>"#,
        )
    });
    redraw().await.unwrap();
    assert_eq!(
        find("[data-live=a]").get_attribute("data-ring").as_deref(),
        Some("[2]")
    );
    assert!(find("[data-live=b]").is_same_node(Some(&untouched)));
}

#[wasm_bindgen_test]
async fn a_part_that_holds_the_focus_waits() {
    show(r#"<div data-live="a"><a href="/x">1</a></div><div data-live="b">1</div>"#);
    let link: HtmlElement = find("a").unchecked_into();
    link.focus().unwrap();
    serve(|_| {
        page_at(
            8,
            r#"<div data-live="a"><a href="/x">2</a></div><div data-live="b">2</div>"#,
        )
    });
    redraw().await.unwrap();
    assert_eq!(find("#place").text_content().unwrap(), "12");
    link.blur().unwrap();
    redraw().await.unwrap();
    assert_eq!(find("#place").text_content().unwrap(), "22");
}

#[wasm_bindgen_test]
async fn a_part_with_an_open_form_that_somebody_may_be_writing_in_waits() {
    show(r#"<div data-live="a"><details data-draft open><form><input value="typed"></form></details></div>"#);
    serve(|_| {
        page_at(
            8,
            r#"<div data-live="a"><details data-draft><form><input></form></details></div>"#,
        )
    });
    redraw().await.unwrap();
    assert_eq!(find("input").get_attribute("value").as_deref(), Some("typed"));
    find("details").remove_attribute("open").unwrap();
    redraw().await.unwrap();
    assert_eq!(find("input").get_attribute("value"), None);
}

#[wasm_bindgen_test]
async fn only_lines_that_are_new_or_changed_are_fresh() {
    show(r#"<ul data-live="a"><li data-key="1">x</li><li data-key="2">y</li></ul>"#);
    serve(|_| {
        page_at(
            8,
            r#"<ul data-live="a"><li data-key="3">x</li><li data-key="1">x</li><li data-key="2">z</li></ul>"#,
        )
    });
    redraw().await.unwrap();
    let fresh = elements(document().query_selector_all(".fresh").unwrap());
    let keys: Vec<_> = fresh.iter().map(|line| line.get_attribute("data-key")).collect();
    assert_eq!(keys, [Some("3".to_owned()), Some("2".to_owned())]);
}

#[wasm_bindgen_test]
async fn a_page_that_cannot_be_had_changes_nothing() {
    show(r#"<p data-live="a">1</p>"#);
    serve(|_| None);
    assert!(redraw().await.is_err());
    assert_eq!(find("#place").inner_html(), r#"<p data-live="a">1</p>"#);
}

#[wasm_bindgen_test]
fn a_message_without_a_version_is_none() {
    for (message, version) in [
        (r#"{"version":12,"items":[]}"#, Some(12)),
        (r#"{"items":[]}"#, None),
        (r#"{"version":"twelve"}"#, None),
        ("", None),
    ] {
        assert_eq!(version_of(&message.into()), version, "{message}");
    }
}

/// Of a page at version 5, whose refreshes reach `reached` one after another and are counted.
fn follower(
    reached: &'static [Option<u64>],
    count: &Rc<Cell<usize>>,
) -> Rc<Follower<impl Fn() -> Ready<Option<u64>> + 'static>> {
    let count = Rc::clone(count);
    let refresh = move || {
        count.set(count.get() + 1);
        ready(reached[count.get() - 1])
    };
    Rc::new(Follower::new(5, refresh))
}

#[wasm_bindgen_test]
async fn a_version_the_page_already_shows_asks_for_nothing() {
    let count = Rc::default();
    let follower = follower(&[], &count);
    Rc::clone(&follower).hear(4);
    follower.hear(5);
    settle().await;
    assert_eq!(count.get(), 0);
}

#[wasm_bindgen_test]
async fn many_messages_at_once_ask_once_and_then_for_the_newest() {
    let count = Rc::default();
    let follower = follower(&[Some(6), Some(9)], &count);
    for version in 6..=9 {
        Rc::clone(&follower).hear(version);
    }
    settle().await;
    assert_eq!(count.get(), 1);
    sleep(PAUSE * 2).await;
    assert_eq!((count.get(), follower.shown.get()), (2, 9));
    sleep(PAUSE * 2).await;
    assert_eq!(count.get(), 2, "nothing newer was heard");
}

#[wasm_bindgen_test]
async fn a_refresh_that_failed_is_tried_again() {
    let count = Rc::default();
    let follower = follower(&[None, Some(6)], &count);
    Rc::clone(&follower).hear(6);
    settle().await;
    assert_eq!((count.get(), follower.shown.get()), (1, 5));
    sleep(PAUSE * 2).await;
    assert_eq!((count.get(), follower.shown.get()), (2, 6));
}

#[wasm_bindgen_test]
async fn a_page_that_nobody_reloads_is_drawn_again_though_nothing_happened() {
    let count = Rc::default();
    let follower = follower(&[Some(5), Some(5)], &count);
    Rc::clone(&follower).again();
    // Twice at once is once.
    Rc::clone(&follower).again();
    settle().await;
    assert_eq!((count.get(), follower.shown.get()), (1, 5));
    sleep(PAUSE * 2).await;
    follower.again();
    settle().await;
    assert_eq!(count.get(), 2);
}

#[wasm_bindgen_test]
async fn whoever_is_refused_again_and_again_asks_less_and_less_often() {
    let count = Rc::default();
    let follower = follower(&[None, None, None, Some(6)], &count);
    Rc::clone(&follower).hear(6);
    // Asks at 0, 0.5 and 1.5 seconds, and then at 3.5.
    sleep(PAUSE * 5).await;
    assert_eq!(count.get(), 3);
    sleep(PAUSE * 3).await;
    assert_eq!((count.get(), follower.shown.get()), (4, 6));
}

/// The page's connections since it was shown.
fn lines() -> Vec<EventSource> {
    Array::from(&js("lines"))
        .iter()
        .map(JsCast::unchecked_into)
        .collect()
}

fn send(line: &EventSource, message: &str) {
    raise(
        line,
        &format!("new MessageEvent('message', {{ data: {message:?} }})"),
    );
}

fn look_away(is_hidden: bool) {
    js(&format!(
        "Object.defineProperty(document, 'hidden', {{ configurable: true, value: {is_hidden} }})"
    ));
    raise(&document(), "new Event('visibilitychange')");
}

#[wasm_bindgen_test]
fn a_page_has_one_connection_and_none_while_it_is_hidden() {
    show("");
    LINE.take();
    let heard = Rc::new(RefCell::new(Vec::new()));
    for name in ["a", "b"] {
        let heard = Rc::clone(&heard);
        let listener = move |version, _: &JsString| heard.borrow_mut().push((name, version));
        join("/live?region=1".to_owned(), Rc::new(listener));
    }
    let [line] = &lines()[..] else {
        panic!("not one connection")
    };
    assert_eq!(line.url(), "/live?region=1");
    send(line, r#"{"version":7}"#);
    assert_eq!(*heard.borrow(), [("a", 7), ("b", 7)]);

    look_away(true);
    assert_eq!(line.ready_state(), EventSource::CLOSED);
    look_away(false);
    let lines = lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1].ready_state(), EventSource::OPEN);
}

#[wasm_bindgen_test]
fn a_page_says_whether_its_connection_stands() {
    show("");
    LINE.take();
    join(String::new(), Rc::new(|_, _: &JsString| {}));
    let state = || find("html").get_attribute("data-feed").unwrap_or_default();
    raise(&lines()[0], "new Event('open')");
    assert_eq!(state(), "on");
    raise(&lines()[0], "new Event('error')");
    assert_eq!(state(), "off");
}

/// A page with a connection that has just been lost.
fn show_lost(html: &str) -> EventSource {
    show(html);
    LINE.take();
    let _ = find("html").remove_attribute("data-feed");
    join(String::new(), Rc::new(|_, _: &JsString| {}));
    let line = lines().remove(0);
    raise(&line, "new Event('error')");
    line
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_made_again_after_a_while() {
    let line = show_lost("");
    assert_eq!(line.ready_state(), EventSource::CLOSED);
    sleep(Duration::from_millis(1_200)).await;
    assert_eq!(lines().len(), 1, "not at once");
    sleep(Duration::from_millis(1_800)).await;
    assert_eq!(lines().len(), 2);
    raise(&lines()[1], "new Event('open')");
    assert_eq!(find("html").get_attribute("data-feed").as_deref(), Some("on"));
}

#[wasm_bindgen_test]
async fn an_attempt_that_waits_is_given_up_once_the_page_connects() {
    show_lost("");
    for _ in 0..3 {
        look_away(true);
        look_away(false);
    }
    assert_eq!(lines().len(), 4, "one for each time it was shown");
    sleep(Duration::from_millis(3_000)).await;
    assert_eq!(lines().len(), 4, "nothing was waiting");
}

#[wasm_bindgen_test]
fn a_page_says_since_when_its_connection_is_lost() {
    show_lost(r#"<time data-since='{"timeZone":"UTC","year":"numeric"}'></time>"#);
    let now = js("String(new Date().getUTCFullYear())").as_string().unwrap();
    assert!(text("time").contains(&now), "{}", text("time"));
}

#[wasm_bindgen_test]
async fn a_page_that_nobody_reloads_takes_a_server_that_does_not_answer_for_gone() {
    for (html, state) in [
        (r#"<p data-live="a">1</p>"#, EventSource::OPEN),
        (r#"<p data-live="a" data-unattended>1</p>"#, EventSource::CLOSED),
    ] {
        show(html);
        LINE.take();
        join(String::new(), Rc::new(|_, _: &JsString| {}));
        assert_eq!(refresh().await, None);
        assert_eq!(lines()[0].ready_state(), state, "{html}");
    }
}

#[wasm_bindgen_test]
async fn a_page_about_one_case_does_not_move_for_others() {
    show(r#"<p data-about="LQ-1" data-live="a">1</p>"#);
    LINE.take();
    let asked = serve(|_| page_at(9, ""));
    keep(find("p"));
    let line = &lines()[0];
    send(line, r#"{"version":7,"items":[{"code":"LQ-2"}]}"#);
    settle().await;
    assert_eq!(asked.borrow().len(), 0);
    send(line, r#"{"version":8,"items":[{"code":"LQ-1"}]}"#);
    settle().await;
    assert_eq!(asked.borrow().len(), 1);
}
