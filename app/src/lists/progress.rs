use domain::intake::{ListRun, ListState};
use leptos::prelude::*;

use crate::text::lists as text;
use crate::ui::number::grouped;
use crate::ui::time;
use crate::visit::Visit;

/// How the import of a list stands.
#[component]
pub(super) fn Progress(run: ListRun, id: String) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let summary = &run.summary;
    let counts = [
        (text::read(lang), summary.read),
        (text::new(lang), summary.new),
        (text::updated(lang), summary.updated),
        (text::unchanged(lang), summary.unchanged),
        (text::rejected(lang), summary.rejected),
        (text::unplaced(lang), summary.unplaced),
    ];
    let counts = counts
        .map(|(words, count)| view! { <dt>{words}</dt><dd>{grouped(count)}</dd> })
        .collect_view();
    let at = |words: &'static str, at| {
        view! {
            <dt>{words}</dt>
            <dd>
                <time datetime=time::machine(at)>{time::second(at, zone)}</time>
            </dd>
        }
    };
    let bar = (run.state == ListState::Running).then(|| {
        let (bytes, total) = (run.bytes.to_string(), run.bytes_total.max(1).to_string());
        view! {
            <p>
                <progress class="list-progress" aria-label=text::progress(lang) value=bytes max=total></progress>
            </p>
            <p class="hint">{text::refreshes(lang)}</p>
        }
    });
    let told = match (run.state, &run.failure) {
        (ListState::CutOff, _) => Some(text::cut_off_hint(lang).to_owned()),
        (ListState::Failed, reason) => Some(text::failed_hint(lang, reason.as_deref().unwrap_or_default())),
        _ => None,
    };
    let told = told.map(|words| view! { <p class="notice">{words}</p> });
    let is_over = run.state != ListState::Running;
    let rejects = (is_over && summary.rejected > 0).then(|| {
        let address = visit.to("/admin/import/rejects", &[("id", &id)]);
        view! {
            <p>
                <a class="button" href=address download>
                    {text::rejects(lang)}
                </a>
            </p>
            <p class="hint">
                <a href=visit.to("/admin/quarantine", &[])>{text::quarantine(lang)}</a>
            </p>
        }
    });
    view! {
        <section class="card" data-state=run.state.code()>
            <h2>{text::run_title(lang)} " " <span class="tag">{text::standing(lang, run.state)}</span></h2>
            {bar}
            {told}
            <dl class="facts">
                {counts}
                <dt>{text::mapping(lang)}</dt>
                <dd>{run.mapping.clone()}</dd>
                {at(text::began(lang), run.began_at)}
                {run.ended_at.map(|ended| at(text::ended(lang), ended))}
            </dl>
            {rejects}
        </section>
    }
}
