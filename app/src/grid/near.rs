//! The cases nearest to the place that the map looks at.

use domain::map::NearestView;
use leptos::either::Either;
use leptos::prelude::*;

use crate::text::{area as words, terms};
use crate::ui::number::grouped;
use crate::visit::Visit;

#[component]
pub(super) fn Near(near: NearestView, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let lines = near.cases.into_iter().map(|case| {
        view! {
            <li>
                <a href=visit.to(&format!("/cases/{}", case.code), &[])>{case.code.clone()}</a>
                <span>{case.category.name}</span>
                <small>
                    {words::metres(lang, &grouped(case.metres))} " · "
                    {terms::state(lang, case.state)}
                </small>
            </li>
        }
    });
    let lines = lines.collect_view();
    let list = if lines.is_empty() {
        Either::Left(view! { <p class="hint">{words::near_none(lang)}</p> })
    } else {
        Either::Right(view! {
            <ul>{lines}</ul>
            <p class="hint">{words::near_hint(lang)}</p>
        })
    };
    view! {
        <section class="panel-more map-near" data-live="map-near">
            <h2>{words::near(lang)}</h2>
            {list}
        </section>
    }
}
