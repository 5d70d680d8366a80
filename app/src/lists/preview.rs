use domain::intake::{FaultyRow, ListPreview, PreviewedRow};
use leptos::prelude::*;

use crate::text::{lists as text, row_faults};
use crate::ui::number::grouped;
use crate::ui::{Lines, time};
use crate::visit::Visit;

/// What the beginning of a list comes to, and the button that imports it.
#[component]
pub(super) fn Preview(preview: ListPreview, id: String, busy: bool, was_run: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let action = visit.to("/admin/import/run", &[("id", &id)]);
    let faults = (!preview.faults.is_empty()).then(|| view! { <Faults faults=preview.faults /> });
    let rows = (!preview.rows.is_empty()).then(|| view! { <Rows rows=preview.rows /> });
    let button = match was_run {
        true => text::run_again(lang),
        false => text::run(lang),
    };
    let waits = busy.then(|| view! { <p>{text::busy(lang)}</p> });
    view! {
        <section class="card">
            <h2>{text::preview_title(lang)}</h2>
            <p>
                {text::previewed(lang, &grouped(preview.looked), &grouped(preview.faulty))} " "
                {(!was_run).then(|| text::not_written(lang))}
            </p>
            {faults}
            {rows}
            <form class="form" method="post" action=action>
                <input type="hidden" name="do" value="run" />
                <p class="hint">{text::run_hint(lang)}</p>
                {waits}
                <button class="button primary" disabled=busy>
                    {button}
                </button>
            </form>
        </section>
    }
}

#[component]
fn Faults(faults: Vec<FaultyRow>) -> impl IntoView {
    let lang = Visit::get().lang();
    let rows = faults
        .into_iter()
        .map(|fault| {
            view! {
                <tr>
                    <td>{text::line_at(lang, fault.line)}</td>
                    <td>{fault.field}</td>
                    <td>{row_faults::words(lang, &fault.reason)}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![text::line(lang), text::at_column(lang), text::reason(lang)];
    view! {
        <h3>{text::faults_title(lang)}</h3>
        <Lines label=text::faults_title(lang) heads>
            {rows}
        </Lines>
    }
}

#[component]
fn Rows(rows: Vec<PreviewedRow>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let rows = rows
        .into_iter()
        .map(|row| {
            let place = match row.place {
                Some((lng, lat)) => format!("{lng:.5}, {lat:.5}"),
                None => text::no_place(lang).to_owned(),
            };
            let place = [row.township.unwrap_or_default(), place].join(" ");
            let state = match row.closed {
                true => text::closed(lang),
                false => text::open(lang),
            };
            view! {
                <tr>
                    <td>{row.external_id}</td>
                    <td data-label=text::received(lang)>
                        <time datetime=time::machine(row.received_at)>{time::minute(row.received_at, zone)}</time>
                    </td>
                    <td data-label=text::category(lang)>{row.category}</td>
                    <td data-label=text::department(lang)>{row.department}</td>
                    <td data-label=text::place(lang)>{place}</td>
                    <td data-label=text::state(lang)>{state}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![
        text::number(lang),
        text::received(lang),
        text::category(lang),
        text::department(lang),
        text::place(lang),
        text::state(lang),
    ];
    view! {
        <h3>{text::first_rows(lang)}</h3>
        <Lines label=text::first_rows(lang) heads>
            {rows}
        </Lines>
    }
}
