use leptos::prelude::*;

use crate::text::{about as text, errors, site};
use crate::ui::{number, time};
use crate::visit::Visit;

/// The regions of this platform, each with its number of cases and the days they are from.
#[component]
pub(super) fn Regions(visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let regions = visit
        .regions
        .iter()
        .map(|region| {
            let links = visit.links_to(region);
            let name = lang.pick(&region.name, region.name_en.as_deref()).to_owned();
            let zone = region.time_zone.parse().unwrap_or(chrono_tz::UTC);
            let span = region
                .first_received_at
                .zip(region.last_received_at)
                .map(|(first, last)| {
                    let span = text::region_span(lang, &time::day(first, zone), &time::day(last, zone));
                    view! { <span class="hint">{span}</span> }
                });
            let synthetic = region
                .synthetic
                .then(|| view! { <span class="tag sun">{site::synthetic(lang)}</span> });
            view! {
                <li class="card region">
                    <h3><a href=links.to("/", &[])>{name}</a></h3>
                    <span>{text::region_cases(lang, &number::grouped(region.cases))}</span>
                    {span}
                    {synthetic}
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{errors::regions_here(lang)}</h2>
            <ul class="regions">{regions}</ul>
        </section>
    }
}
