//! A place looked for by its name or code: a form, and what was found as links that show it on the map.

use domain::map::{PlaceKind, PlaceView};
use leptos::either::Either;
use leptos::prelude::*;

use super::mode::KEPT;
use crate::filters::Filters;
use crate::text::grid as words;
use crate::visit::Visit;

#[component]
pub(super) fn Search(found: Option<Vec<PlaceView>>, filters: Filters, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let kept: Vec<(String, String)> = filters
        .only(&["region"])
        .chain(filters.choosing())
        .chain(filters.only(&KEPT))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let hidden = kept
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view();
    let text = filters.get("q").map(str::to_owned);
    let results = found.map(|found| {
        if found.is_empty() {
            return Either::Left(view! { <p class="hint">{words::found_none(lang)}</p> });
        }
        let lines = found
            .into_iter()
            .map(|place| {
                let at = format!("{:.5},{:.5}", place.lng, place.lat);
                let mut pairs: Vec<(&str, &str)> = kept
                    .iter()
                    .filter(|(name, _)| name != "region")
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                pairs.push(("at", &at));
                let kind = match place.kind {
                    PlaceKind::Township => words::township(lang),
                    PlaceKind::Community => words::kind_community(lang),
                    PlaceKind::Grid => words::kind_grid(lang),
                    PlaceKind::Station => words::kind_station(lang),
                    PlaceKind::Case => words::kind_case(lang),
                };
                let within = place.township.map(|name| format!(" · {name}"));
                view! {
                    <li>
                        <a href=visit.to("/map", &pairs)>{place.name}</a>
                        " "
                        <small>{kind} {within} " " {place.code}</small>
                    </li>
                }
            })
            .collect_view();
        Either::Right(view! { <ul class="places-found" data-live="places-found">{lines}</ul> })
    });
    view! {
        <form class="find-place" action=visit.to("/map", &[]) method="get" role="search" aria-label=words::find_place(lang)>
            <div hidden data-live="find-kept">{hidden}</div>
            <label class="field search">
                <span>{words::find_place(lang)}</span>
                <input type="search" name="q" maxlength="100" placeholder=words::find_hint(lang) value=text />
            </label>
            <button class="button">{words::find(lang)}</button>
        </form>
        {results}
    }
}
