//! Where the flow itself is stuck (流程堵点): cases that are handed on and on.

use domain::supervise::{Bounce, Bounces, Kind};
use leptos::either::Either;
use leptos::prelude::*;

use super::behind::Behind;
use crate::cases::StateSign;
use crate::text::{desk, supervise as text};
use crate::ui::{Lines, time};

#[component]
pub(super) fn Bouncing(bounces: Bounces, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let shown = bounces.cases.len();
    let all = behind.may_open.then(|| {
        view! { <a href=behind.cases(Kind::Bounced, "")>{text::all_of_them(lang)}</a> }
    });
    let table = if bounces.cases.is_empty() {
        Either::Left(view! { <p class="empty">{text::flow_none(lang)}</p> })
    } else {
        let lines = bounces.cases.iter().map(|one| row(one, &behind)).collect_view();
        let heads = vec![
            text::path(lang),
            desk::case(lang),
            desk::state(lang),
            desk::received(lang),
        ];
        Either::Right(view! {
            <Lines label=text::flow(lang) heads>
                {lines}
            </Lines>
            <p class="hint">{text::listed(lang, shown, bounces.total)} " " {all}</p>
        })
    };
    view! {
        <section class="card" id="flow">
            <h2>{text::flow(lang)}</h2>
            <p class="hint">{text::flow_lead(lang)}</p>
            {table}
        </section>
    }
}

fn row(bounce: &Bounce, behind: &Behind) -> impl IntoView + use<> {
    let visit = &behind.visit;
    let lang = visit.lang();
    let names: Vec<String> = bounce.path.iter().map(|unit| behind.name(unit)).collect();
    let code = (!bounce.code.is_empty()).then(|| {
        let at = visit.to(&format!("/desk/cases/{}", bounce.code), &[]);
        view! { <a class="code" href=at>{bounce.code.clone()}</a> }
    });
    view! {
        <tr>
            <td>{names.join(" → ")} " " <small>{text::times(lang, names.len())}</small></td>
            <td>{code}</td>
            <td>
                <StateSign state=bounce.state lang />
            </td>
            <td data-label=desk::received(lang)>
                <time datetime=time::machine(bounce.received_at)>{time::minute(bounce.received_at, visit.zone)}</time>
            </td>
        </tr>
    }
}
