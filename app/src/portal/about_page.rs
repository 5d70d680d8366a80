//! `/about`: what this is, what is public, and which regions there are.

use leptos::prelude::*;
use leptos_meta::Title;

use super::regions::Regions;
use crate::text::{about as text, site};
use crate::visit::Visit;

#[component]
pub(crate) fn AboutPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let data = if visit.region.synthetic {
        text::data_synthetic(lang).to_owned()
    } else {
        text::data_real(lang, visit.region_name())
    };
    view! {
        <Title text=text::title(lang) />
        <div class="page-head">
            <h1>{text::title(lang)}</h1>
            <p class="lead">{text::lead(lang)}</p>
        </div>
        <div class="with-aside">
            <div class="prose">
                <h2>{text::how_title(lang)}</h2>
                <ol>
                    <li>{text::how_1(lang)}</li>
                    <li>{text::how_2(lang)}</li>
                    <li>{text::how_3(lang)}</li>
                    <li>{text::how_4(lang)}</li>
                    <li>{text::how_5(lang)}</li>
                </ol>
                <h2>{text::privacy_title(lang)}</h2>
                <p>{text::privacy_text(lang)} " " <a href=visit.to("/method#tiers", &[])>{site::method(lang)}</a></p>
                <h2>{text::data_title(lang)}</h2>
                <p>{data}</p>
                <h2>{text::open_title(lang)}</h2>
                <p>{text::open_text(lang)}</p>
                <ul>
                    <li><a href="/api/v1/openapi.json">{site::api(lang)}</a></li>
                    <li><a href=visit.links.api("board.csv", &[])>{site::csv(lang)}</a></li>
                    <li><a href=visit.to("/method", &[])>{site::method_link(lang)}</a></li>
                </ul>
                <p>{site::source_code(lang)}</p>
                <p class="hint">{text::conformance(lang)}</p>
            </div>
            <Regions visit />
        </div>
    }
}
