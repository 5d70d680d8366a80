//! What a filter is narrowed to besides the fields of its form, in words.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::cases as words;
use crate::visit::Visit;

/// A parameter that the form carries along, in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Narrowed {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) label: String,
}

/// Each with a way to take it back.
#[component]
pub(crate) fn NarrowedFields(
    narrowed: Vec<Narrowed>,
    /// All that the address chooses by.
    pairs: Vec<(String, String)>,
    path: &'static str,
    /// The form carries them by itself.
    #[prop(optional)]
    is_shown_only: bool,
    visit: Visit,
) -> impl IntoView {
    let lang = visit.lang();
    narrowed
        .into_iter()
        .map(|one| {
            let others: Vec<(&str, &str)> = pairs
                .iter()
                .filter(|(name, _)| *name != one.name)
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let drop = format!("{}: {}", words::drop_one(lang), one.label);
            view! {
                <p class="narrowed">
                    {(!is_shown_only).then(|| view! { <input type="hidden" name=one.name.clone() value=one.value /> })}
                    <span class="chip" aria-current="true">{one.label}</span>
                    <a href=visit.to(path, &others) aria-label=drop data-drop=one.name>{words::drop_one(lang)}</a>
                </p>
            }
        })
        .collect_view()
}
