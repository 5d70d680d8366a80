use domain::clock::{LimitKind, Stage};
use domain::policy::{LimitScope, LimitsView, Urgency};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_limits;
use super::standing;
use crate::portal::Problem;
use crate::text::policy as text;
use crate::ui::{ChoiceField, FormProblem, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["scope", "stage", "minutes", "clock", "valid_from"];

/// `/admin/limits`: every version of every limit, and a new one.
#[component]
pub(crate) fn LimitsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match list_limits(region, lang).await {
            Ok(view) => Either::Left(view! { <Limits view /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::limits(lang) />
        <div class="page-head">
            <h1>{text::limits(lang)}</h1>
            <p class="lead">{text::limits_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Limits(view: LimitsView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let zone = visit.zone;
    let LimitsView {
        rows,
        categories,
        as_of,
    } = view;
    let scopes: Vec<(String, String)> = Urgency::ALL
        .iter()
        .map(|urgency| {
            let words = text::every_kind_of(lang, text::urgency_word(lang, *urgency));
            (LimitScope::Urgency(*urgency).key(), words)
        })
        .chain(
            categories
                .into_iter()
                .map(|kind| (format!("category:{}", kind.code), kind.name)),
        )
        .collect();
    let stages = Stage::ALL
        .iter()
        .map(|stage| (stage.code().to_owned(), text::stage_word(lang, *stage).to_owned()))
        .collect();
    let clocks = [LimitKind::Working, LimitKind::Continuous]
        .iter()
        .map(|kind| (kind.code().to_owned(), text::clock_word(lang, *kind).to_owned()))
        .collect();
    let none = rows
        .is_empty()
        .then(|| view! { <p class="card empty">{text::no_limits(lang)}</p> });
    let rows = rows
        .into_iter()
        .map(|row| {
            let key = row.scope.key();
            let scope = scopes.iter().find(|(known, _)| *known == key);
            let scope = scope.map_or(key, |(_, words)| words.clone());
            let from = row
                .valid_from
                .map_or_else(|| text::since_ever(lang).to_owned(), |at| time::minute(at, zone));
            let limit = row.limit.map_or_else(
                || text::no_limit(lang).to_owned(),
                |limit| text::limit_words(lang, limit),
            );
            let is_future = row.valid_from.is_some_and(|from| from > as_of);
            view! {
                <tr class:muted=!row.holds>
                    <td>{scope}</td>
                    <td>{text::stage_word(lang, row.stage)}</td>
                    <td>{limit}</td>
                    <td>{from}</td>
                    <td>{standing(lang, row.holds, is_future)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        {none}
        <section class="card scroll" tabindex="0" aria-label=text::limits(lang)>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::scope(lang)}</th>
                        <th scope="col">{text::stage(lang)}</th>
                        <th scope="col">{text::limit(lang)}</th>
                        <th scope="col">{text::valid_from(lang)}</th>
                        <th scope="col">{text::state(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <section class="card">
            <h2>{text::new_limit(lang)}</h2>
            <form class="form wide" method="post" action=visit.to("/admin/limits", &[])>
                <ChoiceField name="scope" label=text::scope(lang) options=scopes required=true />
                <ChoiceField name="stage" label=text::stage(lang) options=stages required=true />
                <TextField name="minutes" label=text::minutes(lang) kind="number" hint=text::minutes_hint(lang) maxlength=6 />
                <ChoiceField name="clock" label=text::clock(lang) options=clocks />
                <TextField name="valid_from" label=text::valid_from(lang) kind="date" hint=text::valid_from_hint(lang) />
                <button class="button primary">{text::add(lang)}</button>
            </form>
        </section>
    }
}
