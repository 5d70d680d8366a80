//! Hexagons, density, and cases at one place, as the browser draws them.

use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::test_page::{find, js, raise, serve, settle, show, text};

fn stage(mode: &str, measure: &str) -> String {
    r#"
    <div class="map-stage" data-label="地图" data-view="[121.0,28.0,121.2,28.2]" data-region="r1" data-lang="zh"
        data-cases="/cases" data-stack="{count} 件">
        <div data-live="map-picture"><svg class="grid-picture" data-mode="MODE" data-measure="MEASURE" data-cells="[]"></svg></div>
        <div class="map-host" style="width: 400px; height: 300px"></div>
        <p class="map-over"></p>
    </div>
    <div class="map-panel" data-separator="、"></div>
    <p class="map-status" data-failed="failed" data-truncated="{shown} of {total}"></p>
    <div class="legend-mode">
        <div class="legend-hex" data-title="宽约 {across}"><b class="legend-title"></b>
            <ul><li data-step="1"><span></span></li><li data-step="2"><span></span></li><li data-step="3"><span></span></li></ul>
        </div>
        <div class="legend-heat" data-title="半径 {radius}" hidden><b class="legend-title"></b>
            <ol><li></li><li></li><li></li><li></li><li></li></ol>
        </div>
    </div>
    <template id="panel-hex"><i data-slot="count"></i><b data-slot="overdue"></b></template>
    <template id="panel-case"><h2 data-slot="code"></h2><a href=""></a></template>
    <template id="panel-stack"><i data-slot="count"></i><p data-slot="more" data-words="{shown} of {total}"></p></template>"#
        .replace("MODE", mode)
        .replace("MEASURE", measure)
}

const GRID: &str = r#"{ "cells": [], "outline": [], "stations": [] }"#;
/// Two cells of about a kilometre.
const CELLS: &str = r#"{ "total": 900, "cells": [
    { "bbox": [121.10, 28.10, 121.11, 28.11], "count": 30, "overdue": 3 },
    { "bbox": [121.12, 28.10, 121.13, 28.11], "count": 2, "overdue": 0 }
] }"#;

async fn map(mode: &str, measure: &str) -> (Rc<Explorer>, AbortSignal) {
    show(&stage(mode, measure));
    let explorer = Explorer::new(&find(".map-host")).map(Rc::new).unwrap();
    serve(|_| Some(GRID.to_owned()));
    Rc::clone(&explorer).load().await;
    // What a map asks at its beginning is over.
    settle().await;
    (explorer, AbortController::new().unwrap().signal())
}

fn is_hidden(selector: &str) -> bool {
    find(selector).has_attribute("hidden")
}

#[wasm_bindgen_test]
async fn hexagons_come_from_the_engine_and_their_legend_names_their_numbers() {
    let (explorer, signal) = map("hex", "count").await;
    let asked = serve(|_| Some(CELLS.to_owned()));
    explorer.ask_within(&signal).await.unwrap();
    assert!(matches!(*explorer.drawn.borrow(), Drawn::Hexes(_)));
    assert_eq!(asked.borrow().len(), 1, "few are not drawn one by one");
    assert!(asked.borrow()[0].contains("shape=hex"));
    assert_eq!(text(".legend-hex .legend-title"), "宽约 980 m");
    assert_eq!(text("[data-step='1']"), "2–29");
    assert_eq!(text("[data-step='2']"), "30+");
    assert!(is_hidden("[data-step='3']") && is_hidden(".legend-heat") && !is_hidden(".legend-hex"));

    explorer.say_over_incident(Some(0));
    assert_eq!(text(".map-over"), "30 · ▲ 3");
    explorer.choose_incident(0);
    assert_eq!([text(".map-panel i"), text(".map-panel b")], ["30", "3"]);
}

#[wasm_bindgen_test]
async fn density_is_a_picture_over_the_map_whose_legend_ends_above_its_thickest_place() {
    let thickest = |measure: &'static str| async move {
        let (explorer, signal) = map("heat", measure).await;
        let asked = serve(|_| Some(CELLS.to_owned()));
        explorer.ask_within(&signal).await.unwrap();
        assert!(asked.borrow()[0].contains("zoom=12"), "{}", asked.borrow()[0]);
        assert!(is_hidden(".legend-hex") && !is_hidden(".legend-heat"));
        let ticks: Vec<u32> = (0..5)
            .map(|tick| {
                text(&format!(".legend-heat li:nth-child({})", tick + 1))
                    .parse()
                    .unwrap()
            })
            .collect();
        assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]), "{ticks:?}");
        assert!(find("canvas.map-heat").get_bounding_client_rect().width() > 400.0);
        ticks[4]
    };
    // Thirty cases within some kilometres: a few to the square kilometre, and a tenth of that late.
    let (cases, late) = (thickest("count").await, thickest("overdue").await);
    assert!((2..60).contains(&cases) && late <= cases, "{cases} and {late}");
}

#[wasm_bindgen_test]
async fn where_single_cases_are_drawn_no_legend_of_modes_is_left() {
    let (explorer, _) = map("hex", "count").await;
    explorer.take(Drawn::Points(Array::new()));
    assert!(is_hidden(".legend-hex") && is_hidden(".legend-heat"));
}

/// One alone, and three at one place: closed, open, and late.
const POINTS: &str = r#"[
    { "code": "ALONE", "lng": 121.12, "lat": 28.12, "state": "reported", "overdue": false },
    { "code": "OVER", "lng": 121.1, "lat": 28.1, "state": "closed", "overdue": false },
    { "code": "OPEN", "lng": 121.1, "lat": 28.1, "state": "reported", "overdue": false },
    { "code": "LATE", "lng": 121.1, "lat": 28.1, "state": "reported", "overdue": true }
]"#;

fn legs() -> String {
    String::from(
        js("[...document.querySelectorAll('.map-leg')].map((leg) => leg.title).join()")
            .unchecked_into::<JsString>(),
    )
}

async fn stacked() -> Rc<Explorer> {
    let (explorer, _) = map("grid", "count").await;
    explorer.take(Drawn::Points(js(POINTS).unchecked_into()));
    explorer
}

#[wasm_bindgen_test]
async fn cases_at_one_place_are_one_mark_that_a_key_spreads_out_and_folds() {
    let explorer = stacked().await;
    let listener = Rc::clone(&explorer);
    explorer.map.borrow().listen(move |event| listener.handle(event));
    let keys = Rc::clone(&explorer);
    listen(&explorer.stage, "keydown", move |event| keys.hear_key(&event));
    assert_eq!(text(".map-stack"), "3");
    let mark = find(".map-stack");
    assert_eq!(mark.get_attribute("title").as_deref(), Some("3 件"));
    assert_eq!(mark.get_attribute("tabindex").as_deref(), Some("0"));
    assert!(mark.class_list().contains("is-late"));
    assert_eq!(legs(), "");

    raise(
        &mark,
        "new KeyboardEvent('keypress', { key: 'Enter', bubbles: true })",
    );
    assert_eq!(legs(), "LATE,OPEN,OVER");
    assert_eq!(text(".map-panel i"), "3");
    let focused = || {
        document()
            .active_element()
            .and_then(|element| element.get_attribute("title"))
    };
    assert_eq!(focused().as_deref(), Some("LATE"));

    raise(
        &find(".map-leg[title=OPEN]"),
        "new KeyboardEvent('keypress', { key: 'Enter', bubbles: true })",
    );
    assert_eq!(text(".map-panel h2"), "OPEN");
    assert_eq!(legs(), "LATE,OPEN,OVER", "the others can still be chosen");

    raise(
        &find(".map-leg"),
        "new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })",
    );
    assert_eq!(legs(), "");
    assert_eq!(focused().as_deref(), Some("3 件"), "back where it came from");
}

#[wasm_bindgen_test]
async fn what_is_spread_out_stays_so_when_the_map_is_drawn_again() {
    let explorer = stacked().await;
    explorer.choose_stack(0);
    explorer.draw();
    assert_eq!(legs(), "LATE,OPEN,OVER");
    explorer.take(Drawn::Points(Array::new()));
    assert_eq!(legs(), "");
    explorer.take(Drawn::Points(js(POINTS).unchecked_into()));
    assert_eq!(legs(), "", "what was gone is forgotten");
}
