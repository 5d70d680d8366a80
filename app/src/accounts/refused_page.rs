use leptos::prelude::*;
use leptos_meta::Title;

use super::SignedIn;
use crate::text::{accounts as text, errors};
use crate::visit::Visit;

/// Why a page of the staff side is not shown, in words.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) words: String,
}

/// Stands in the place of a page that whoever asks may not see.
#[component]
pub(crate) fn RefusedPage(refusal: Refusal) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    (visit.status.0)(refusal.status);
    let others = SignedIn::get()
        .into_iter()
        .flat_map(|who| who.regions)
        .filter(|region| region.code != visit.links.region)
        .map(|region| {
            let links = crate::visit::Links {
                lang,
                is_default: false,
                region: region.code,
            };
            view! { <li><a href=links.to("/desk", &[])>{text::work_in(lang, &region.name)}</a></li> }
        })
        .collect_view();
    view! {
        <Title text=text::refused(lang) />
        <div class="page-head">
            <p class="status">{errors::status(lang, refusal.status)}</p>
            <h1>{text::refused(lang)}</h1>
            <p class="lead">{refusal.words}</p>
        </div>
        <ul class="plain">
            {others}
            <li>
                <a href=visit.to("/account", &[])>{text::account(lang)}</a>
            </li>
        </ul>
    }
}
