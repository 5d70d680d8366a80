//! `/supervise/cases`: the cases behind a number, and one tap to demand an answer (督办).

use domain::supervise::{CaseLine, CasePage};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_supervised;
use super::case_cells::CaseCells;
use crate::portal::framed;
use crate::text::{board, desk, supervise as text, terms};
use crate::ui::{Form, time};
use crate::visit::Visit;

#[component]
pub(crate) fn SupervisedCasesPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_supervised(visit.links.region.clone(), visit.query_string(), lang);
    let code = Form::get().value("code");
    // A fault is told at the case it is about; without one, above everything.
    let fields: &[&str] = if code.is_empty() { &[] } else { EVERY_FIELD };
    framed(text::title(lang), None, fields, asked, move |page| {
        view! { <Behind page visit /> }
    })
}

/// Every field of the form of a demand.
const EVERY_FIELD: &[&str] = &["until", "note", "ticket", "version", "action", "code"];

#[component]
fn Behind(page: CasePage, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let back = carried(&visit, "/supervise", &["kind"]);
    let unit = match &page.department {
        Some(unit) if unit.code == domain::DepartmentCode::UNASSIGNED => board::unassigned(lang).to_owned(),
        Some(unit) => unit.name.clone(),
        None => text::all_departments(lang).to_owned(),
    };
    let last = page.asked.to.pred_opt().unwrap_or(page.asked.to);
    let period = (!page.kind.is_of_now())
        .then(|| text::period_of(lang, &page.asked.from.to_string(), &last.to_string()));
    let listed = text::listed(lang, page.rows.len(), page.total);
    let rows = if page.rows.is_empty() {
        Either::Left(view! { <p class="empty">{text::none_behind(lang)}</p> })
    } else {
        let until = page
            .answer_by
            .with_timezone(&visit.zone)
            .format("%Y-%m-%dT%H:%M")
            .to_string();
        let demand = Demand {
            ticket: page.ticket,
            until,
            action: carried(&visit, "/supervise/cases/act", &[]),
        };
        let heads = [
            desk::case(lang),
            desk::state(lang),
            desk::clock(lang),
            desk::unit(lang),
            terms::deed(lang, domain::case::Action::Supervise),
        ];
        let rows = page
            .rows
            .into_iter()
            .map(|row| view! { <Row row visit=visit.clone() demand=demand.clone() /> })
            .collect_view();
        Either::Right(view! {
            <table class="cases queue supervised">
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <div class="page-head">
            <h1>{text::kind(lang, page.kind)} " · " {unit}</h1>
            <p class="lead">{period} " " <a href=back>{text::back(lang)}</a></p>
        </div>
        <section class="card case-list">
            <div class="card-head">
                <h2>{desk::case(lang)}</h2>
                <span class="hint">{listed}</span>
            </div>
            {rows}
        </section>
    }
}

/// The address of a page of ours that is asked what this one is, but for `without`.
fn carried(visit: &Visit, path: &str, without: &[&str]) -> String {
    let pairs: Vec<(&str, &str)> = visit
        .query
        .iter()
        .filter(|(name, value)| name != "region" && !value.is_empty() && !without.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visit.to(path, &pairs)
}

/// What a demand begins with.
#[derive(Clone)]
struct Demand {
    /// One for the whole page: what is done with it is known by the case as well.
    ticket: String,
    until: String,
    action: String,
}

#[component]
fn Row(row: CaseLine, visit: Visit, demand: Demand) -> impl IntoView {
    let lang = visit.lang();
    let waits = row.supervision_due_at.map(|due| {
        view! { <span class="tag sun">{text::demanded_until(lang, &time::minute(due, visit.zone))}</span> }
    });
    let form = row.may_supervise.then(
        || view! { <DemandForm code=row.code.clone() version=row.version visit=visit.clone() demand /> },
    );
    let code = row.code.clone();
    view! {
        <tr data-key=code>
            <CaseCells line=row visit=visit.clone() />
            <td class="queue-demand">{waits} {form}</td>
        </tr>
    }
}

/// One button; what it says and by when can be changed first.
#[component]
fn DemandForm(code: String, version: u32, visit: Visit, demand: Demand) -> impl IntoView {
    let lang = visit.lang();
    let sent = Form::get();
    let is_back = sent.problem.is_some() && sent.value("code") == code;
    let form = if is_back { sent } else { Form::default() };
    let kept = |name: &str, begin: String| match form.value(name) {
        value if value.is_empty() => begin,
        value => value,
    };
    // What is about no field is told above the list: the case may have left it.
    let problem = form
        .problem(&[])
        .filter(|_| form.field.is_some())
        .map(|problem| view! { <p class="fault" role="alert">{problem}</p> });
    let ticket = kept("ticket", demand.ticket);
    let until = kept("until", demand.until);
    let note = kept("note", text::default_note(lang).to_owned());
    let (until_id, note_id) = (format!("{code}-until"), format!("{code}-note"));
    view! {
        <form method="post" action=demand.action class="demand">
            <input type="hidden" name="code" value=code />
            <input type="hidden" name="ticket" value=ticket />
            <input type="hidden" name="version" value=version.to_string() />
            {problem}
            <button class="button">{terms::deed(lang, domain::case::Action::Supervise)}</button>
            <details open=is_back>
                <summary>{text::demand_more(lang)}</summary>
                <label class="field" for=until_id.clone()>
                    <span>{desk::until_answer(lang)}</span>
                    <input
                        id=until_id.clone()
                        type="datetime-local"
                        name="until"
                        value=until
                        required
                    />
                </label>
                <label class="field" for=note_id.clone()>
                    <span>{desk::note(lang)}</span>
                    <textarea id=note_id.clone() name="note" rows="2" maxlength="4000">
                        {note}
                    </textarea>
                </label>
            </details>
        </form>
    }
}
