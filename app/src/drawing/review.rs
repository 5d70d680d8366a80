//! Beneath the map: what is wrong with a draft, what it would change, and from when.

use domain::drawing::{CellChange, DraftView};
use leptos::prelude::*;

use super::faults::Faults;
use super::panel::{AllSent, Deed};
use crate::text::drawing as text;
use crate::ui::{Fold, Lines, TextField};
use crate::visit::Visit;

/// Changes that are told one by one.
const TOLD: usize = 300;

#[component]
pub(super) fn Review(draft: DraftView) -> impl IntoView {
    view! {
        <div class="draw-review" data-part="review">
            <Problems draft=draft.clone() />
            <Preview draft=draft.clone() />
            <Apply draft />
        </div>
    }
}

#[component]
fn Problems(draft: DraftView) -> impl IntoView {
    let lang = Visit::get().lang();
    let (wrong, odd) = (draft.errors.len(), draft.warnings.len());
    let none = (wrong + odd == 0).then(|| view! { <p class="hint">{text::no_problems(lang)}</p> });
    let counts: Vec<String> = [
        (wrong > 0).then(|| text::errors_count(lang, wrong)),
        (odd > 0).then(|| text::warnings_count(lang, odd)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let counts = counts.join(lang.pick("；", Some("; ")));
    view! {
        <section class="card" data-problems=wrong.to_string()>
            <h2>{text::problems(lang)}</h2>
            {none}
            <p role="status">{counts}</p>
            <Faults errors=draft.errors warnings=draft.warnings more=draft.more on_map=!draft.too_large />
        </section>
    }
}

#[component]
fn Preview(draft: DraftView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let count = draft.changes.len();
    let rows: Vec<_> = draft
        .changes
        .into_iter()
        .take(TOLD)
        .map(|change| view! { <Change change /> })
        .collect();
    let heads = vec![text::changes(lang), text::cell(lang), text::from_cells(lang)];
    let list = if rows.is_empty() {
        view! { <p class="hint">{text::no_changes(lang)}</p> }.into_any()
    } else {
        view! { <Lines label=text::preview(lang) heads>{rows}</Lines> }.into_any()
    };
    let export = visit.to("/admin/grid/draft/export", &[]);
    view! {
        <section class="card" data-changes=count.to_string()>
            <h2>{text::preview(lang)}</h2>
            {list}
            <p>
                <a href=export download="">{text::export_draft(lang)}</a>
            </p>
        </section>
    }
}

#[component]
fn Change(change: CellChange) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let from: Vec<String> = change
        .from
        .iter()
        .map(|(code, share)| format!("{code} {:.0} %", share * 100.0))
        .collect();
    let label = (!from.is_empty()).then(|| text::from_cells(lang));
    let at = visit.to("/admin/grid/draft", &[("cell", &change.code)]);
    view! {
        <tr>
            <td>{text::change(lang, change.kind)}</td>
            <td>
                <a href=at>{change.name}</a>
                " "
                <code>{change.code}</code>
            </td>
            <td data-label=label>{from.join(lang.pick("、", Some(", ")))}</td>
        </tr>
    }
}

#[component]
fn Apply(draft: DraftView) -> impl IntoView {
    let lang = Visit::get().lang();
    let first = draft
        .first_day
        .as_deref()
        .map(|day| view! { <p class="hint">{text::apply_first(lang, day)}</p> });
    let sure = AllSent::get().value("do") == "discard";
    (draft.version > 0).then(|| {
        view! {
            <section class="card" id="apply">
                <h2>{text::apply_title(lang)}</h2>
                <Deed what="apply" version=draft.version>
                    <TextField
                        name="from"
                        label=text::apply_from(lang)
                        kind="date"
                        hint=text::apply_hint(lang)
                        initial=draft.proposed_day.clone()
                        required=true
                    />
                    {first}
                    <button class="button primary">{text::apply_do(lang)}</button>
                </Deed>
            </section>
            <Fold title=text::discard(lang) open=sure>
                <Deed what="discard" version=draft.version>
                    <p class="hint">{text::discard_sure(lang)}</p>
                    <button class="button">{text::discard(lang)}</button>
                </Deed>
            </Fold>
        }
    })
}
