use domain::fusion::{Evidence, PairSide};
use leptos::prelude::*;

use crate::cases::StateSign;
use crate::text::fusion as text;
use crate::ui::time;
use crate::visit::Visit;

/// One case of a pair or a matter: what it says, where and when it came from.
#[component]
pub(super) fn Side(side: PairSide) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let href = visit.to(&format!("/desk/cases/{}", side.code), &[]);
    let title = side.title.unwrap_or_else(|| side.category.clone());
    let place = side.address.map(|address| view! { <span>{address}</span> });
    let lead = side.lead.map(|lead| view! { <span>{lead}</span> });
    let narrative = side
        .narrative
        .map(|text| view! { <p class="side-text">{text}</p> });
    view! {
        <h3>
            <a href=href>{title}</a>
        </h3>
        <p class="notice-facts">
            <span class="code">{side.code}</span>
            <StateSign state=side.state lang />
            <span>{side.source.name(lang)}</span>
            <span>{side.category}</span>
            {place}
            {lead}
            <time datetime=time::machine(side.received_at)>{time::minute(side.received_at, visit.zone)}</time>
        </p>
        {narrative}
    }
}

/// Why, in words; what speaks against it is marked by its sign, not by colour alone.
#[component]
pub(super) fn Reasons(evidence: Vec<Evidence>) -> impl IntoView {
    let lang = Visit::get().lang();
    let reasons = evidence
        .into_iter()
        .map(|evidence| {
            let sign = match evidence.weight {
                1.. => "＋",
                0 => "·",
                _ => "−",
            };
            view! {
                <li class="tag" class:against=evidence.weight < 0>
                    <span aria-hidden="true">{sign}</span>
                    {text::ground(lang, evidence.ground)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="reasons" aria-label=text::why(lang)>{reasons}</ul> }
}
