use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::map::AreaMap;
use crate::test_page::{address, find, go, raise, serve, settle, show, text};

/// Stations, cameras and schools; the usual layers are ticked.
const PAGE: &str = r#"
    <div class="map-stage" data-region="r1" data-lang="zh" style="width: 400px; height: 300px">
        <div class="map-host" style="width: 400px; height: 300px"></div>
    </div>
    <div class="map-panel" data-separator="、"></div>
    <form id="f"></form>
    <div class="map-layers" data-address="/api/v1/elements" data-map="/map" data-failed="failed">
        <input type="hidden" name="layers" value="none" form="f">
        <ul>
            <li><input type="checkbox" name="layers" value="station" checked form="f" data-count="1"></li>
            <li><input type="checkbox" name="layers" value="camera" form="f" data-count="2">
                <svg class="element-icon"><path d="M0 0h9v9z"/></svg><b class="layer-name">视频监控</b></li>
        </ul>
        <p class="layer-status"></p>
        <h2 class="layer-title" data-in-view="in view"></h2>
        <ul class="layer-list"></ul>
    </div>
    <template id="panel-element">
        <h2 data-slot="name"></h2><i data-slot="kind"></i><u data-slot="station"></u><b data-slot="cases"></b><a href=""></a>
    </template>"#;

const CAMERAS: &str = r#"{"features": [
    {"geometry": {"coordinates": [121.1, 28.1]}, "properties": {"kind": "camera", "name": "<b>南门</b>"}},
    {"geometry": {"coordinates": [121.9, 28.1]}, "properties": {"kind": "camera", "name": "远处"}}
]}"#;

fn answers(url: &str) -> Option<String> {
    if url.starts_with("/api/v1/elements?") {
        Some(CAMERAS.to_owned())
    } else if url.starts_with("/api/v1/stations?") {
        Some(r#"[{"name": "东城站", "lng": 121.1, "lat": 28.101}]"#.to_owned())
    } else if url.starts_with("/api/v1/points?") {
        // One at the door, one in a corner of the box, farther than the circle reaches.
        Some(r#"{"points": [{"lng": 121.1, "lat": 28.1}, {"lng": 121.10098, "lat": 28.10088}], "truncated": false}"#.to_owned())
    } else {
        None
    }
}

fn page() -> Rc<RefCell<Vec<String>>> {
    show(PAGE);
    let asked = serve(answers);
    let map = AreaMap::new(
        find(".map-host").unchecked_ref(),
        [121.0, 28.0, 121.2, 28.2],
        false,
    );
    follow(&find(".map-stage"), map.unwrap().overlay().unwrap(), || {});
    asked
}

/// Until what was asked for is on the page: an answer is read in several steps.
async fn arrived() {
    for _ in 0..4 {
        settle().await;
    }
}

fn tick(value: &str, is_ticked: bool) {
    let selector = "input[type=checkbox][value=".to_owned() + value + "]";
    let input: HtmlInputElement = find(&selector).unchecked_into();
    input.set_checked(is_ticked);
    raise(&input, "new Event('change', { bubbles: true })");
}

#[wasm_bindgen_test]
async fn ticked_layers_stand_in_the_address_and_in_the_form_and_the_usual_ones_do_not() {
    page();
    go("/map?category=a");
    tick("camera", true);
    assert_eq!(address(), "/map?category=a&layers=station,camera");
    let said: HtmlInputElement = find("input[type=hidden]").unchecked_into();
    assert_eq!(
        (said.value().as_str(), said.disabled()),
        ("station,camera", false)
    );
    tick("camera", false);
    assert_eq!(address(), "/map?category=a");
    assert!(said.disabled(), "the form says nothing of them");
    tick("station", false);
    assert_eq!(address(), "/map?category=a&layers=none");
    let off = find(".map-stage").get_attribute("data-off").unwrap();
    assert!(off.contains("station"));
    settle().await;
}

#[wasm_bindgen_test]
async fn only_what_is_ticked_is_asked_for_and_only_once() {
    let asked = page();
    settle().await;
    assert!(asked.borrow().is_empty(), "stations come with the map");
    tick("camera", true);
    settle().await;
    raise(&find(".map-stage"), "new Event('mousemove')");
    assert_eq!(*asked.borrow(), ["/api/v1/elements?region=r1&kind=camera"]);
}

#[wasm_bindgen_test]
async fn what_is_in_view_is_listed_and_chosen_by_a_button() {
    page();
    tick("camera", true);
    arrived().await;
    assert_eq!(
        text(".layer-list"),
        "<b>南门</b>",
        "a name is no markup, and what is far is not listed"
    );
    let button: web_sys::HtmlElement = find(".layer-list button").unchecked_into();
    button.click();
    assert_eq!(text(".map-panel h2"), "<b>南门</b>");
    assert_eq!(text(".map-panel i"), "视频监控");
    arrived().await;
    assert_eq!(text(".map-panel u"), "东城站");
    assert_eq!(text(".map-panel b"), "1", "within a circle, not a box");
    let link = find(".map-panel a").get_attribute("href").unwrap();
    assert_eq!(link, "/map?layers=station,camera&at=121.100000,28.100000");
}

#[wasm_bindgen_test]
async fn a_mark_is_pointed_at_before_what_lies_under_it() {
    page();
    tick("camera", true);
    arrived().await;
    // The middle of the map, where the first camera is.
    let at = find(".map-host").get_bounding_client_rect();
    let (x, y) = (at.left() + 200.0, at.top() + 150.0);
    let click = |x: f64, y: f64| {
        let place =
            "{ bubbles: true, clientX: ".to_owned() + &x.to_string() + ", clientY: " + &y.to_string() + " })";
        raise(
            &find(".map-host"),
            &("new MouseEvent('pointerdown', ".to_owned() + &place),
        );
        raise(
            &find(".map-host"),
            &("new MouseEvent('click', ".to_owned() + &place),
        );
    };
    click(x + 60.0, y);
    assert!(!find(".map-panel").has_child_nodes());
    click(x, y);
    assert_eq!(text(".map-panel h2"), "<b>南门</b>");
}

#[wasm_bindgen_test]
async fn where_the_layers_do_not_come_the_page_says_so() {
    page();
    serve(|_| None);
    tick("camera", true);
    settle().await;
    assert_eq!(text(".layer-status"), "failed");
}

#[wasm_bindgen_test]
async fn the_answer_to_a_layer_that_was_unticked_meanwhile_is_not_shown() {
    page();
    tick("camera", true);
    tick("camera", false);
    arrived().await;
    assert_eq!(text(".layer-list"), "");
    tick("camera", true);
    arrived().await;
    assert!(text(".layer-list").contains("南门"), "and is asked for again");
}
