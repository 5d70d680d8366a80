//! What was chosen on the map, in words. The server draws each kind of panel once, empty, as a `<template>`; here
//! a copy is filled in.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement};

/// The place for panels.
pub(super) struct Panel(Element);

impl Panel {
    pub(super) fn find() -> Option<Self> {
        document().query_selector(".map-panel").ok().flatten().map(Self)
    }

    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// What stands between names in a list.
    pub(super) fn separator(&self) -> String {
        self.0.get_attribute("data-separator").unwrap_or_default()
    }

    pub(super) fn clear(&self) {
        self.0.set_inner_html("");
    }

    /// Shows the panel of this kind. Each value goes where the template has `data-slot` of that name; without one
    /// the template's own words stay.
    pub(super) fn show(&self, kind: &str, is_late: bool, values: &[(&str, Option<String>)]) {
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
            "href" => find("a".to_owned()).map(|link| link.set_attribute("href", value)),
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
