use chrono::{DateTime, Utc};
use domain::clock::{LimitKind, Stage};
use domain::policy::{LimitRow, LimitScope, LimitsView, Urgency};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_limits;
use super::page::AddForm;
use super::standing;
use crate::portal::framed;
use crate::text::policy as text;
use crate::ui::{ChoiceField, Lines, TextField, time};
use crate::visit::Visit;

const FIELDS: &[&str] = &["scope", "stage", "minutes", "clock", "valid_from"];

/// `/admin/limits`: what holds for every kind, its versions behind that, and a new one.
#[component]
pub(crate) fn LimitsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_limits(visit.links.region, lang);
    let lead = text::limits_lead(lang);
    framed(text::limits(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Limits view /> }
    })
}

#[component]
fn Limits(view: LimitsView) -> impl IntoView {
    let lang = Visit::get().lang();
    let LimitsView {
        mut rows,
        categories,
        as_of,
    } = view;
    let of_urgencies = Urgency::ALL.iter().map(|urgency| {
        let words = text::every_kind_of(lang, text::urgency_word(lang, *urgency));
        (LimitScope::Urgency(*urgency).key(), words)
    });
    let of_kinds = categories
        .into_iter()
        .map(|kind| (format!("category:{}", kind.code), kind.name));
    let scopes: Vec<(String, String)> = of_urgencies.chain(of_kinds).collect();
    let stages = Stage::ALL
        .iter()
        .map(|stage| (stage.code().to_owned(), text::stage_word(lang, *stage).to_owned()))
        .collect();
    let clocks = [LimitKind::Working, LimitKind::Continuous]
        .iter()
        .map(|kind| (kind.code().to_owned(), text::clock_word(lang, *kind).to_owned()))
        .collect();
    let list = if rows.is_empty() {
        Either::Left(view! { <p class="card empty">{text::no_limits(lang)}</p> })
    } else {
        // In the order of the field in which they are chosen.
        let of_scopes = scopes
            .iter()
            .filter_map(|(key, words)| {
                let own: Vec<LimitRow> = rows.extract_if(.., |row| row.scope.key() == *key).collect();
                (!own.is_empty()).then(|| view! { <Scope words=words.clone() rows=own as_of /> })
            })
            .collect_view();
        Either::Right(view! { <div class="card folds">{of_scopes}</div> })
    };
    view! {
        <AddForm title=text::new_limit(lang) path="/admin/limits">
            <ChoiceField name="scope" label=text::scope(lang) options=scopes required=true />
            <ChoiceField name="stage" label=text::stage(lang) options=stages required=true />
            <TextField name="minutes" label=text::minutes(lang) kind="number" hint=text::minutes_hint(lang) maxlength=6 />
            <ChoiceField name="clock" label=text::clock(lang) options=clocks />
            <TextField name="valid_from" label=text::valid_from(lang) kind="date" hint=text::valid_from_hint(lang) />
        </AddForm>
        {list}
    }
}

/// The limits of one kind, or of an urgency: those that hold now, and every version when it is opened.
#[component]
fn Scope(words: String, rows: Vec<LimitRow>, as_of: DateTime<Utc>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let said = |row: &LimitRow| {
        row.limit.map_or_else(
            || text::no_limit(lang).to_owned(),
            |limit| text::limit_words(lang, limit),
        )
    };
    let now = Stage::ALL
        .iter()
        .map(|stage| {
            let holds = rows.iter().find(|row| row.stage == *stage && row.holds);
            view! {
                <span>
                    <small>{text::stage_word(lang, *stage)}</small>
                    " "
                    {holds.map_or_else(|| "–".to_owned(), said)}
                </span>
            }
        })
        .collect_view();
    let versions = Stage::ALL
        .iter()
        .flat_map(|stage| rows.iter().filter(move |row| row.stage == *stage))
        .map(|row| {
            let from = row
                .valid_from
                .map_or_else(|| text::since_ever(lang).to_owned(), |at| time::minute(at, zone));
            let is_future = row.valid_from.is_some_and(|from| from > as_of);
            view! {
                <tr class:muted=!row.holds>
                    <td>{text::stage_word(lang, row.stage)}</td>
                    <td>{said(row)}</td>
                    <td>{from}</td>
                    <td>{standing(lang, row.holds, is_future)}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![
        text::stage(lang),
        text::limit(lang),
        text::valid_from(lang),
        text::state(lang),
    ];
    view! {
        <details class="fold limits">
            <summary>
                <strong>{words.clone()}</strong>
                <span class="now">{now}</span>
            </summary>
            <Lines label=words heads>
                {versions}
            </Lines>
        </details>
    }
}
