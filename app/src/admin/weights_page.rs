use domain::board::composite::Component;
use domain::policy::{WeightSetRow, WeightsView};
use leptos::prelude::*;

use super::api::list_weight_sets;
use super::page::{AddForm, Listed};
use super::standing;
use crate::portal::framed;
use crate::text::{policy as text, terms};
use crate::ui::{Form, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &[
    "on_time",
    "closing",
    "signing",
    "response",
    "solved",
    "satisfaction",
    "weights",
    "valid_from",
    "decided_by",
    "note",
];

/// `/admin/weights`: every set of weights, and a new one.
#[component]
pub(crate) fn WeightsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_weight_sets(visit.links.region);
    let lead = text::weights_lead(lang);
    framed(text::weights(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Sets view /> }
    })
}

#[component]
fn Sets(view: WeightsView) -> impl IntoView {
    let lang = Visit::get().lang();
    let WeightsView { rows, today } = view;
    let lines = rows
        .into_iter()
        .map(|row| {
            let is_future = row.set.valid_from > today;
            view! { <Set row is_future /> }.into_any()
        })
        .collect();
    let heads = vec![
        text::shares(lang),
        text::valid_from(lang),
        text::state(lang),
        text::decision(lang),
    ];
    view! {
        <AddForm title=text::new_weights(lang) path="/admin/weights">
            <Shares />
            <TextField name="valid_from" label=text::valid_from(lang) kind="date" hint=text::weights_from_hint(lang) />
            <TextField
                name="decided_by"
                label=text::decision(lang)
                hint=text::decision_hint(lang)
                maxlength=100
                required=true
            />
            <TextField name="note" label=text::note(lang) maxlength=500 />
        </AddForm>
        <Listed label=text::weights(lang) heads none=text::no_weights(lang) rows=lines />
    }
}

/// A field per component; what is wrong with their sum stands below all of them.
#[component]
fn Shares() -> impl IntoView {
    let lang = Visit::get().lang();
    let fields = Component::ALL
        .iter()
        .map(|component| {
            let label = terms::component(lang, *component);
            view! { <div><TextField name=component.code() label kind="number" maxlength=3 /></div> }
        })
        .collect_view();
    let fault = Form::get()
        .fault("weights")
        .map(|fault| view! { <p class="fault" id="weights-fault" role="alert">{fault}</p> });
    view! {
        <fieldset class="shares">
            <legend>{text::shares(lang)}</legend>
            <div>{fields}</div>
            {fault}
            <p class="hint">{text::shares_hint(lang)}</p>
        </fieldset>
    }
}

#[component]
fn Set(row: WeightSetRow, is_future: bool) -> impl IntoView {
    let lang = Visit::get().lang();
    let WeightSetRow { set, valid_to, holds } = row;
    let shares: Vec<String> = set
        .weights
        .shares()
        .map(|(component, share)| format!("{} {share}", terms::component(lang, component)))
        .collect();
    let until = valid_to.map_or_else(
        || text::until_further_notice(lang).to_owned(),
        |day| text::until_day(lang, &day.to_string()),
    );
    view! {
        <tr class:muted=!holds>
            <td>{shares.join(lang.pick("，", Some(", ")))}</td>
            <td>{set.valid_from.to_string()} " " <span class="hint">{until}</span></td>
            <td>{standing(lang, holds, is_future)}</td>
            <td>{set.decided_by} " " <span class="hint">{set.note}</span></td>
        </tr>
    }
}
