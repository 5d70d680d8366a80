//! What the panel of a cell says besides its figures: the most frequent kinds and the latest cases, asked for once it is
//! open.

use std::cell::RefCell;

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, Element};

use crate::map::browser::ask;
use crate::map::wire::{Latest, Summary, ValueCount};
use crate::ui::number::grouped;

/// The question about the cell that was chosen last.
#[derive(Default)]
pub(super) struct More(RefCell<Option<AbortController>>);

impl More {
    /// Takes the question back that is on its way.
    pub(super) fn cancel(&self) {
        if let Some(older) = self.0.take() {
            older.abort();
        }
    }

    /// From now on only this question matters.
    pub(super) fn begin(&self) -> Option<AbortSignal> {
        self.cancel();
        let question = AbortController::new().ok()?;
        let signal = question.signal();
        self.0.replace(Some(question));
        Some(signal)
    }
}

/// Asks `url` for a summary and puts it into the panel; `cases` is where case files are.
pub(super) async fn fill(
    panel: &Element,
    url: &str,
    cases: impl Fn(&str) -> String,
    signal: &AbortSignal,
) -> Result<(), JsValue> {
    let summary: Summary = ask(url, Some(signal)).await?;
    if signal.aborted() {
        return Ok(());
    }
    let kinds = list(panel, "kinds", &summary.kinds(), |kind| {
        let kind: ValueCount = kind.unchecked_into();
        let name = kind.name().unwrap_or_else(|| kind.code());
        Ok(vec![span(&name)?, span(&grouped(kind.count().into()))?])
    });
    let latest = list(panel, "latest", &summary.latest(), |case| {
        let case: Latest = case.unchecked_into();
        let link = document().create_element("a")?;
        link.set_attribute("href", &cases(&case.code()))?;
        link.set_text_content(Some(&case.code()));
        Ok(vec![link, span(&case.category().name())?])
    });
    kinds.and(latest)
}

/// Fills a list of the panel and shows it, unless there is nothing to list.
fn list(
    panel: &Element,
    name: &str,
    items: &Array,
    parts: impl Fn(JsValue) -> Result<Vec<Element>, JsValue>,
) -> Result<(), JsValue> {
    let selector = "[data-list=".to_owned() + name + "]";
    let Some(list) = panel.query_selector(&selector)? else {
        return Ok(());
    };
    list.set_inner_html("");
    for item in items.iter() {
        let line = document().create_element("li")?;
        for part in parts(item)? {
            line.append_child(&part)?;
        }
        list.append_child(&line)?;
    }
    if items.length() > 0
        && let Some(around) = list.parent_element()
    {
        around.remove_attribute("hidden")?;
    }
    Ok(())
}

fn span(text: &str) -> Result<Element, JsValue> {
    let span = document().create_element("span")?;
    span.set_text_content(Some(text));
    Ok(span)
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::test_page::{find, serve, show, text};

    const PANEL: &str = r#"<div class="map-panel">
        <section hidden><ol data-list="kinds"></ol></section>
        <section hidden><ul data-list="latest"></ul></section>
    </div>"#;
    const SUMMARY: &str = r#"{
        "kinds": [{ "code": "n", "name": "<b>噪声</b>", "count": 1200 }, { "code": "x", "count": 1 }],
        "latest": [{ "code": "AAAA-AAAA-A", "category": { "code": "n", "name": "噪声" } }]
    }"#;

    #[wasm_bindgen_test]
    async fn kinds_and_cases_are_listed_and_a_name_never_becomes_markup() {
        show(PANEL);
        serve(|url| (url == "/api/v1/summary?grid=g1").then(|| SUMMARY.to_owned()));
        let signal = More::default().begin().unwrap();
        let cases = |code: &str| "/cases/".to_owned() + code;
        fill(&find(".map-panel"), "/api/v1/summary?grid=g1", cases, &signal)
            .await
            .unwrap();
        assert_eq!(text("[data-list=kinds]"), "<b>噪声</b>1,200x1");
        assert_eq!(
            find("[data-list=latest] a").get_attribute("href").as_deref(),
            Some("/cases/AAAA-AAAA-A")
        );
        assert_eq!(
            document()
                .query_selector_all(".map-panel [hidden]")
                .unwrap()
                .length(),
            0
        );
    }

    #[wasm_bindgen_test]
    async fn an_answer_that_comes_too_late_changes_nothing() {
        show(PANEL);
        serve(|_| Some(SUMMARY.to_owned()));
        let more = More::default();
        let stale = more.begin().unwrap();
        more.begin();
        assert!(stale.aborted());
        fill(&find(".map-panel"), "/", |_| String::new(), &stale)
            .await
            .unwrap();
        assert_eq!(text("[data-list=kinds]"), "");
    }
}
