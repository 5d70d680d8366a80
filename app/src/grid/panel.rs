//! What was chosen on the map, in words. The server draws each kind of panel once, empty, as a `<template>`; here
//! a copy is filled in.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement};

/// The place for panels.
pub(crate) struct Panel(Element);

impl Panel {
    pub(crate) fn find() -> Option<Self> {
        document().query_selector(".map-panel").ok().flatten().map(Self)
    }

    pub(crate) fn element(&self) -> &Element {
        &self.0
    }

    /// What stands between names in a list.
    pub(crate) fn separator(&self) -> String {
        self.0.get_attribute("data-separator").unwrap_or_default()
    }

    pub(crate) fn clear(&self) {
        self.0.set_inner_html("");
    }

    /// Shows the panel of this kind. Each value goes where the template has `data-slot` of that name; without one
    /// the template's own words stay.
    pub(crate) fn show(&self, kind: &str, is_late: bool, values: &[(&str, Option<String>)]) {
        let template = document()
            .get_element_by_id(&("panel-".to_owned() + kind))
            .and_then(|template| template.dyn_into::<HtmlTemplateElement>().ok());
        let Some(content) = template.and_then(|template| template.content().clone_node_with_deep(true).ok())
        else {
            return;
        };
        self.clear();
        if self.0.append_child(&content).is_err() {
            return;
        }
        for (slot, value) in values {
            if let Some(value) = value {
                self.fill(slot, value);
            }
        }
        if is_late && let Some(card) = self.0.first_element_child() {
            let _ = card.class_list().add_1("is-late");
        }
    }

    fn fill(&self, slot: &str, value: &str) {
        let find = |selector: String| self.0.query_selector(&selector).ok().flatten();
        let _ = match slot {
            "href" => find("a.button, a[href='']".to_owned()).map(|link| link.set_attribute("href", value)),
            "anchor" => find("a".to_owned()).map(|link| {
                let href = link.get_attribute("href").unwrap_or_default();
                link.set_attribute("href", &(href + "#" + value))
            }),
            "state" => {
                find("[data-state=".to_owned() + value + "]").map(|state| state.remove_attribute("hidden"))
            }
            _ => find("[data-slot=".to_owned() + slot + "]").map(|place| {
                place.set_text_content(Some(value));
                Ok(())
            }),
        };
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::test_page::{find, show, text};

    fn panel() -> Panel {
        show(
            r#"<div class="map-panel"></div>
            <template id="panel-area">
                <div class="panel-card">
                    <h2 data-slot="name"></h2>
                    <b data-slot="share">too few</b>
                    <i data-state="open" hidden></i><i data-state="closed" hidden></i>
                    <a href="/stations"></a>
                </div>
            </template>"#,
        );
        Panel::find().unwrap()
    }

    #[wasm_bindgen_test]
    fn a_name_never_becomes_markup() {
        let name = "<img src=x onerror=alert(1)>";
        panel().show("area", false, &[("name", Some(name.to_owned()))]);
        assert_eq!(text("h2"), name);
        assert_eq!(find("h2").child_element_count(), 0);
    }

    #[wasm_bindgen_test]
    fn where_nothing_is_known_the_servers_words_stay() {
        panel().show("area", false, &[("share", None)]);
        assert_eq!(text(".map-panel b"), "too few");
        panel().show("area", false, &[("share", Some("4.0%".to_owned()))]);
        assert_eq!(text(".map-panel b"), "4.0%");
    }

    #[wasm_bindgen_test]
    fn a_panel_says_one_thing_at_a_time() {
        let panel = panel();
        panel.show("area", true, &[("anchor", Some("station-7".to_owned()))]);
        assert!(find(".panel-card").class_list().contains("is-late"));
        assert_eq!(
            find(".map-panel a").get_attribute("href").as_deref(),
            Some("/stations#station-7")
        );

        panel.show("area", false, &[("state", Some("closed".to_owned()))]);
        let cards = document().query_selector_all(".panel-card").unwrap();
        assert_eq!(cards.length(), 1);
        assert!(!find(".panel-card").class_list().contains("is-late"));
        let shown = document()
            .query_selector_all(".map-panel i:not([hidden])")
            .unwrap();
        assert_eq!(shown.length(), 1);
        assert!(!find(".map-panel [data-state=closed]").has_attribute("hidden"));

        panel.show("unheard-of", false, &[]);
        assert!(
            find(".map-panel").has_child_nodes(),
            "without a template nothing changes"
        );
        panel.clear();
        assert!(!find(".map-panel").has_child_nodes());
    }
}
