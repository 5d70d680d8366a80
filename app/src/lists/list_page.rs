use domain::intake::{ListLine, ListRun, ListState};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::brought_lists;
use crate::portal::framed;
use crate::text::lists as text;
use crate::ui::number::grouped;
use crate::ui::{FileField, Lines, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["file"];

/// `/admin/import`: a file is brought, and what was brought before.
#[component]
pub(crate) fn ListsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region;
    let lead = text::lead(lang);
    framed(
        text::title(lang),
        Some(lead),
        FIELDS,
        brought_lists(region),
        |lines| {
            view! {
                <Bring />
                <Earlier lines />
            }
        },
    )
}

#[component]
fn Bring() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let action = visit.to("/admin/import/files", &[]);
    view! {
        <form class="card form wide" method="post" enctype="multipart/form-data" action=action>
            <h2>{text::bring(lang)}</h2>
            <FileField label=text::file(lang) hint=text::file_hint(lang) accept=".csv,.tsv,.txt,.gz,.jsonl,.ndjson,.json,.xlsx" />
            <button class="button primary">{text::send(lang)}</button>
        </form>
    }
}

#[component]
fn Earlier(lines: Vec<ListLine>) -> impl IntoView {
    let lang = Visit::get().lang();
    if lines.is_empty() {
        return Either::Left(view! { <p class="card empty">{text::none(lang)}</p> });
    }
    let heads = vec![
        text::file(lang),
        text::outcome(lang),
        text::mapping(lang),
        text::who(lang),
        text::when(lang),
    ];
    let rows = lines
        .into_iter()
        .map(|line| view! { <Line line /> })
        .collect_view();
    Either::Right(view! {
        <section class="card">
            <h2>{text::earlier(lang)}</h2>
            <Lines label=text::earlier(lang) heads>{rows}</Lines>
            <p class="hint">{text::kept(lang)}</p>
        </section>
    })
}

#[component]
fn Line(line: ListLine) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let page = visit.to("/admin/import/run", &[("id", &line.id)]);
    let outcome = match &line.run {
        None => text::not_run(lang).to_owned(),
        Some(run) if run.state == ListState::Done => counts(lang, run),
        Some(run) => format!("{} · {}", text::standing(lang, run.state), counts(lang, run)),
    };
    let mapping = line.run.map(|run| run.mapping);
    view! {
        <tr>
            <td>
                <a href=page>{line.file_name}</a>
            </td>
            <td>{outcome}</td>
            <td data-label=text::mapping(lang)>{mapping}</td>
            <td data-label=text::who(lang)>{line.by}</td>
            <td>
                <time datetime=time::machine(line.brought_at)>{time::minute(line.brought_at, zone)}</time>
            </td>
        </tr>
    }
}

fn counts(lang: domain::Lang, run: &ListRun) -> String {
    let summary = &run.summary;
    text::counted(
        lang,
        &grouped(summary.new),
        &grouped(summary.updated),
        &grouped(summary.unchanged),
        &grouped(summary.rejected),
    )
}
