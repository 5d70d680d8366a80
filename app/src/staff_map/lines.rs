use domain::supervise::CaseLine;
use leptos::either::Either;
use leptos::prelude::*;

use super::StaffCases;
use crate::supervise::CaseCells;
use crate::text::{desk, staff_map as words};
use crate::ui::number::grouped;
use crate::visit::Visit;

/// The latest cases of the map, as a table.
#[component]
pub(crate) fn Lines(cases: StaffCases, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let StaffCases { areas, lines, .. } = cases;
    let listed = words::listed(lang, lines.len(), &grouped(areas.total));
    let rows = if lines.is_empty() {
        Either::Left(view! { <p class="empty">{words::no_cases(lang)}</p> })
    } else {
        let heads = [
            desk::case(lang),
            desk::state(lang),
            desk::clock(lang),
            desk::unit(lang),
        ];
        let rows = lines
            .into_iter()
            .map(|line: CaseLine| {
                let code = line.code.clone();
                view! {
                    <tr data-key=code>
                        <CaseCells line visit=visit.clone() />
                    </tr>
                }
            })
            .collect_view();
        Either::Right(view! {
            <table class="cases queue">
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <section class="card case-list">
            <div class="card-head">
                <h2>{words::latest(lang)}</h2>
                <span class="hint">{listed}</span>
            </div>
            {rows}
        </section>
    }
}
