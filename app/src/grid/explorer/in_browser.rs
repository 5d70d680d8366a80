use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::test_page::{find, go, serve, settle, show, text};

/// Two cells: 12 cases of which 2 are overdue, and none.
const STAGE: &str = r#"
    <div class="map-stage" data-label="地图" data-view="[121.0,28.0,121.2,28.2]" data-region="r1" data-lang="zh"
        data-cases="/cases">
        <div data-live="map-picture"><svg class="grid-picture" data-cells="[3,12,2,0,0,0]"></svg></div>
        <div class="map-host" style="width: 400px; height: 300px"></div>
        <p class="map-over"></p>
    </div>
    <div class="map-panel" data-separator="、"></div>
    <p class="map-status" data-failed="failed" data-truncated="{shown} of {total}"></p>
    <template id="panel-area">
        <h2 data-slot="name"></h2>
        <b data-slot="count"></b>
        <i data-slot="overdue"></i>
        <a href=""></a>
    </template>"#;

const GRID: &str = r#"{
    "cells": [
        { "code": "g1", "name": "东城一", "ring": [12100000, 2800000, 10000, 0, 0, 10000] },
        { "code": "g2", "name": "东城二", "ring": [12110000, 2800000, 10000, 0, 0, 10000] }
    ],
    "outline": [],
    "stations": []
}"#;

fn map() -> Rc<Explorer> {
    show(STAGE);
    let explorer = Explorer::new(&find(".map-host")).map(Rc::new);
    explorer.expect("everything is there that a map needs")
}

async fn loaded_map() -> Rc<Explorer> {
    let explorer = map();
    serve(|url| url.starts_with("/api/v1/grid?").then(|| GRID.to_owned()));
    Rc::clone(&explorer).load().await;
    explorer
}

#[wasm_bindgen_test]
async fn a_map_takes_over_once_its_grid_is_there() {
    let explorer = map();
    let asked = serve(|_| Some(GRID.to_owned()));
    assert!(!explorer.stage.class_list().contains("ready"));
    Rc::clone(&explorer).load().await;
    assert_eq!(
        *asked.borrow(),
        [
            "/api/v1/grid?region=r1&lang=zh",
            "/api/v1/basemap?region=r1&lang=zh"
        ]
    );
    assert!(explorer.stage.class_list().contains("ready"));
    assert_eq!(text(".map-status"), "");
}

#[wasm_bindgen_test]
async fn without_its_grid_the_picture_stays_and_the_page_says_so() {
    let explorer = map();
    Rc::clone(&explorer).load().await;
    assert!(!explorer.stage.class_list().contains("ready"));
    assert_eq!(text(".map-status"), "failed");
}

#[wasm_bindgen_test]
async fn whoever_is_sent_the_address_sees_the_same_cell() {
    let explorer = loaded_map().await;
    explorer.choose_area(1);
    assert_eq!(crate::test_page::address(), "/map?cell=g2");
    explorer.close();
    assert_eq!(crate::test_page::address(), "/map");
    let explorer = map();
    serve(|url| url.starts_with("/api/v1/grid?").then(|| GRID.to_owned()));
    go("/map?cell=g2");
    Rc::clone(&explorer).load().await;
    assert_eq!(text("h2"), "东城二");
    // A code that is none chooses nothing.
    let explorer = map();
    serve(|url| url.starts_with("/api/v1/grid?").then(|| GRID.to_owned()));
    go("/map?cell=gone");
    Rc::clone(&explorer).load().await;
    assert_eq!(text(".map-panel"), "");
}

#[wasm_bindgen_test]
async fn a_cell_is_described_by_the_servers_figures_and_leads_to_its_cases() {
    let explorer = loaded_map().await;
    go("/en/map?category=noise&measure=overdue&all=1&at=121,28&region=other&utm_source=post&to=");
    explorer.choose_area(0);
    assert_eq!([text("h2"), text("b"), text("i")], ["东城一", "12", "2"]);
    let link = find(".map-panel a").get_attribute("href").unwrap();
    assert_eq!(link, "/cases?category=noise&region=r1&grid=g1");
}

#[wasm_bindgen_test]
async fn what_the_pointer_is_over_is_said_until_it_leaves() {
    let explorer = loaded_map().await;
    explorer.say_over(Some(0));
    assert_eq!(text(".map-over"), "东城一 · 12 · ▲ 2");
    explorer.say_over(Some(1));
    assert_eq!(text(".map-over"), "东城二 · 0");
    explorer.say_over(None);
    assert_eq!(text(".map-over"), "");
}

#[wasm_bindgen_test]
async fn a_filter_that_changes_while_the_page_is_drawn_is_drawn_too() {
    let explorer = loaded_map().await;
    go("/map?category=a");
    let asked = serve(|url| {
        if url == "/map?category=a" {
            go("/map?category=b");
        }
        Some("<html data-version=3></html>".to_owned())
    });
    let meanwhile = Rc::new(Cell::new(Some(0)));
    let (other, reached) = (Rc::clone(&explorer), Rc::clone(&meanwhile));
    spawn_local(async move { reached.set(other.redraw().await) });
    assert_eq!(explorer.redraw().await, Some(3));
    assert_eq!(meanwhile.get(), None, "whoever is at it does this, too");
    settle().await;
    assert_eq!(*asked.borrow(), ["/map?category=a", "/map?category=b"]);
}

#[wasm_bindgen_test]
async fn the_shades_of_the_new_picture_hold() {
    let explorer = loaded_map().await;
    serve(|_| {
        Some(
            r#"<div data-live="map-picture"><svg class="grid-picture" data-cells="[5,80,9,1,3,0]"></svg></div>"#
                .to_owned(),
        )
    });
    Rc::clone(&explorer).redraw().await;
    let figures = explorer.area(0).map(|(_, count, overdue)| (count, overdue));
    assert_eq!(figures, Some((80, 9)));
}

#[wasm_bindgen_test]
async fn many_incidents_are_circles_and_few_are_dots() {
    let explorer = loaded_map().await;
    let signal = AbortController::new().unwrap().signal();
    let cells = |total: u32| {
        let answer = format!(r#"{{ "total": {total}, "cells": [] }}"#);
        serve(move |url| {
            Some(if url.starts_with("/api/v1/cells?") {
                answer.clone()
            } else {
                r#"{ "total": 90, "truncated": true, "points": [] }"#.to_owned()
            })
        })
    };
    let asked = cells(FEW + 1);
    explorer.ask_within(&signal).await.unwrap();
    assert!(matches!(*explorer.drawn.borrow(), Drawn::Cells(_)));
    assert_eq!((asked.borrow().len(), text(".map-status")), (1, String::new()));

    let asked = cells(FEW);
    explorer.ask_within(&signal).await.unwrap();
    assert!(matches!(*explorer.drawn.borrow(), Drawn::Points(_)));
    assert_eq!(asked.borrow().len(), 2);
    assert_eq!(text(".map-status"), "0 of 90", "a list cut short says so");
}
