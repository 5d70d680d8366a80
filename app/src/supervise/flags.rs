//! Patterns that are worth a look, with the cases that show them.

use domain::supervise::FlagView;
use leptos::either::Either;
use leptos::prelude::*;

use super::behind::Behind;
use crate::text::{desk, supervise as text};
use crate::ui::number::percent;
use crate::ui::time;

#[component]
pub(super) fn Flags(flags: Vec<FlagView>, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let list = if flags.is_empty() {
        Either::Left(view! { <p class="empty">{text::flags_none(lang)}</p> })
    } else {
        let entries = flags.iter().map(|one| entry(one, &behind)).collect_view();
        Either::Right(view! { <ul class="flags">{entries}</ul> })
    };
    view! {
        <section class="card" id="flags">
            <h2>{text::flags(lang)}</h2>
            <p class="hint">{text::flags_lead(lang)}</p>
            {list}
        </section>
    }
}

fn entry(flag: &FlagView, behind: &Behind) -> impl IntoView + use<> {
    let visit = &behind.visit;
    let lang = visit.lang();
    let span = flag
        .span
        .map(|span| span.map(|at| time::minute(at, visit.zone)))
        .map(|[from, to]| view! { <span>{text::between(lang, &from, &to)}</span> });
    let level = flag.level.and_then(|level| {
        let levels = desk::levels(lang);
        let found = levels.into_iter().find(|(value, _)| *value == level.to_string());
        found.map(|(_, words)| view! { <span class="tag">{words}</span> })
    });
    let elsewhere = flag
        .elsewhere
        .map(|share| view! { <span>{text::elsewhere(lang, flag.kind, &percent(share))}</span> });
    let cases = flag
        .cases
        .iter()
        .map(|code| {
            let at = visit.to(&format!("/desk/cases/{code}"), &[]);
            view! { <li><a class="code" href=at>{code.clone()}</a></li> }
        })
        .collect_view();
    let listed = (flag.count > flag.cases.len())
        .then(|| view! { <p class="hint">{text::listed(lang, flag.cases.len(), flag.count)}</p> });
    let evidence = (!flag.cases.is_empty()).then(|| {
        view! {
            <details>
                <summary>{text::evidence(lang)}</summary>
                <ul class="evidence">{cases}</ul>
                {listed}
            </details>
        }
    });
    view! {
        <li class="flag" data-flag=flag.kind.code()>
            <h3>
                <span class="tag sun">{text::flag(lang, flag.kind)}</span>
                " "
                {flag.subject.clone()}
            </h3>
            <p>{text::flag_told(lang, flag.kind, flag.count, flag.of)} " " {level}</p>
            <p class="hint">{span} " " {elsewhere}</p>
            {evidence}
        </li>
    }
}
