//! How units answer whistles.

use domain::supervise::WhistleRow;
use leptos::either::Either;
use leptos::prelude::*;

use super::behind::Behind;
use crate::text::supervise as text;
use crate::ui::Lines;
use crate::ui::number::grouped;

#[component]
pub(super) fn Whistles(rows: Vec<WhistleRow>, behind: Behind) -> impl IntoView {
    let lang = behind.visit.lang();
    let table = if rows.is_empty() {
        Either::Left(view! { <p class="empty">{text::whistles_none(lang)}</p> })
    } else {
        let heads = vec![
            text::unit(lang),
            text::called(lang),
            text::answered(lang),
            text::declined(lang),
            text::arrived(lang),
            text::arrival(lang),
        ];
        let lines = rows.iter().map(|one| row(one, &behind)).collect_view();
        Either::Right(view! {
            <Lines label=text::whistles(lang) heads>
                {lines}
            </Lines>
        })
    };
    view! {
        <section class="card unit-counts" id="whistles">
            <h2>{text::whistles(lang)}</h2>
            <p class="hint">{text::whistles_lead(lang)}</p>
            {table}
        </section>
    }
}

fn row(row: &WhistleRow, behind: &Behind) -> impl IntoView + use<> {
    let lang = behind.visit.lang();
    let name = if row.unit.code.is_empty() {
        text::guests(lang).to_owned()
    } else {
        behind.name(&row.unit)
    };
    let arrival = row.median_arrival.map(|minutes| text::minutes(lang, minutes));
    view! {
        <tr>
            <td>{name}</td>
            <td class="n" data-label=text::called(lang)>{grouped(row.called)}</td>
            <td class="n" data-label=text::answered(lang)>{grouped(row.answered)}</td>
            <td class="n" data-label=text::declined(lang)>{grouped(row.declined)}</td>
            <td class="n" data-label=text::arrived(lang)>{grouped(row.arrived)}</td>
            <td class="n" data-label=text::arrival(lang)>{arrival}</td>
        </tr>
    }
}
