//! Everything that happened to a case, newest first.

use chrono_tz::Tz;
use domain::Lang;
use domain::case::PublicEvent;
use leptos::prelude::*;

use crate::text::{cases as words, terms};
use crate::ui::time;

#[component]
pub(super) fn Timeline(events: Vec<PublicEvent>, zone: Tz, lang: Lang) -> impl IntoView {
    let items = events
        .into_iter()
        .rev()
        .map(|event| view! { <Step event zone lang /> })
        .collect_view();
    view! {
        <section class="card">
            <h2>{words::timeline(lang)}</h2>
            <ol class="timeline" reversed>
                {items}
            </ol>
            <p class="hint">{words::timeline_note(lang)}</p>
        </section>
    }
}

#[component]
fn Step(event: PublicEvent, zone: Tz, lang: Lang) -> impl IntoView {
    let change = event
        .from
        .filter(|from| *from != event.to)
        .map(|from| words::state_change(lang, terms::state(lang, from), terms::state(lang, event.to)));
    let reason = event
        .reason
        .map(|reason| words::because(lang, terms::reason(lang, reason)));
    let due = event
        .due_at
        .map(|at| words::new_due(lang, &time::minute(at, zone)));
    let details: Vec<_> = [change, reason, due]
        .into_iter()
        .flatten()
        .map(|detail| view! { <span>{detail}</span> })
        .collect();
    view! {
        <li id=format!("step-{}", event.seq) data-key=event.seq.to_string()>
            <time datetime=time::machine(event.at)>{time::minute(event.at, zone)}</time>
            <div>
                <strong>{terms::action(lang, event.action)}</strong>
                {event.department.map(|unit| view! { <span class="step-unit">{unit.name}</span> })}
                {(!details.is_empty()).then(|| view! { <p class="step-details">{details}</p> })}
            </div>
        </li>
    }
}
