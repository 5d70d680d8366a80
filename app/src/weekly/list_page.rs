use domain::Lang;
use domain::board::weekly::ReportLine;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_reports;
use crate::portal::framed;
use crate::text::{board, weekly as text};
use crate::ui::{Lines, number, time};
use crate::visit::Visit;

/// `/reports`: every weekly report, newest first.
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_reports(visit.links.region, lang);
    framed(text::title(lang), Some(text::lead(lang)), &[], asked, |lines| {
        view! { <Reports lines /> }
    })
}

#[component]
fn Reports(lines: Vec<ReportLine>) -> impl IntoView {
    let lang = Visit::get().lang();
    if lines.is_empty() {
        return Either::Left(view! { <p class="card empty">{text::none(lang)}</p> });
    }
    let rows = lines
        .into_iter()
        .map(|line| view! { <Report line lang /> })
        .collect_view();
    let heads = vec![
        text::week(lang),
        board::rate(lang),
        board::received(lang),
        board::overdue(lang),
        text::made(lang),
        text::files(lang),
    ];
    Either::Right(view! {
        <section class="card">
            <Lines label=text::title(lang) heads>
                {rows}
            </Lines>
        </section>
    })
}

#[component]
fn Report(line: ReportLine, lang: Lang) -> impl IntoView {
    let visit = Visit::get();
    let week = line.week.to_string();
    let to = |suffix: &str| visit.to(&format!("/reports/{week}{suffix}"), &[]);
    let (page, xlsx, json) = (to(""), to(".xlsx"), to(".json"));
    let totals = line.totals;
    let rate = totals
        .on_time_rate
        .map_or_else(|| number::NONE.to_owned(), number::percent);
    let last = line.week.end().pred_opt().unwrap_or(line.week.end());
    view! {
        <tr>
            <td>
                <a href=page>{week.clone()}</a>
                " "
                <small class="hint">{text::days(lang, &line.week.monday().to_string(), &last.to_string())}</small>
            </td>
            <td class="num" data-label=board::rate(lang)>{rate}</td>
            <td class="num" data-label=board::received(lang)>{number::grouped(totals.received)}</td>
            <td class="num" data-label=board::overdue(lang)>{number::grouped(totals.overdue_open)}</td>
            <td data-label=text::made(lang)>{time::minute(line.made_at, visit.zone)}</td>
            <td>
                <a href=xlsx download="" aria-label=format!("XLSX {week}")>"XLSX"</a>
                " "
                <a href=json aria-label=format!("JSON {week}")>"JSON"</a>
            </td>
        </tr>
    }
}
