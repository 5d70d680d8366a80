use domain::intake::{QuarantinePage, QuarantinedRow};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_quarantine;
use crate::portal::framed;
use crate::text::{quarantine as text, row_faults};
use crate::ui::{Lines, time};
use crate::visit::Visit;

/// `/admin/quarantine`: rows that wait for a person, the newest first.
#[component]
pub(crate) fn QuarantineListPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let page: u32 = visit
        .parameter("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(0);
    let lead = text::lead(lang);
    framed(
        text::title(lang),
        Some(lead),
        &[],
        list_quarantine(region, page),
        move |found| {
            view! { <Rows found page /> }
        },
    )
}

#[component]
fn Rows(found: QuarantinePage, page: u32) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    if found.rows.is_empty() && page == 0 {
        return Either::Left(view! { <p class="card empty">{text::none(lang)}</p> });
    }
    let rows = found
        .rows
        .into_iter()
        .map(|row| view! { <Row row /> })
        .collect_view();
    let to_page = |page: u32| visit.to("/admin/quarantine", &[("page", &page.to_string())]);
    let back = page
        .checked_sub(1)
        .map(|page| view! { <a href=to_page(page)>{text::newer(lang)}</a> });
    let more = found
        .more
        .then(|| view! { <a href=to_page(page + 1)>{text::older(lang)}</a> });
    let heads = vec![
        text::reason(lang),
        text::field(lang),
        text::from(lang),
        text::line(lang),
        text::came(lang),
        text::mend(lang),
    ];
    Either::Right(view! {
        <section class="card">
            <Lines label=text::title(lang) heads>{rows}</Lines>
        </section>
        <p class="more">{back} " " {more}</p>
    })
}

#[component]
fn Row(row: QuarantinedRow) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let mend = visit.to("/admin/quarantine/row", &[("code", &row.id)]);
    let label = text::mend_line(lang, row.line);
    let came = time::minute(row.came_at, visit.zone);
    view! {
        <tr>
            <td>{row_faults::words(lang, &row.reason)}</td>
            <td>{row.field}</td>
            <td>{text::system(lang, &row.system)} " " <code>{row.mapping}</code></td>
            <td data-label=text::line(lang)>{row.line}</td>
            <td>
                <time datetime=time::machine(row.came_at)>{came}</time>
            </td>
            <td>
                <a href=mend aria-label=label>{text::mend(lang)}</a>
            </td>
        </tr>
    }
}
