//! `/desk/new`: a case in three taps: kind, place, send.

use domain::desk::NewCaseForm;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::begin_case;

use crate::portal::Problem;
use crate::text::desk as text;
use crate::ui::{AreaField, ChoiceField, Form, FormProblem, Locate, TextField};
use crate::visit::Visit;

/// Fields that show their own faults.
const FIELDS: &[&str] = &[
    "category",
    "place",
    "title",
    "narrative",
    "address",
    "township",
    "file",
];

#[component]
pub(crate) fn NewCasePage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match begin_case(region, lang).await {
            Ok(new) => Either::Left(view! { <Fields new /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::new_title(lang) />
        <div class="page-head">
            <h1>{text::new_title(lang)}</h1>
            <p class="lead">{text::new_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Fields(new: NewCaseForm) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let form = Form::get();
    let with_first = |units: Vec<domain::board::UnitRef>, first: &str| -> Vec<(String, String)> {
        std::iter::once((String::new(), first.to_owned()))
            .chain(units.into_iter().map(|unit| (unit.code, unit.name)))
            .collect()
    };
    // A form that comes back with a fault keeps its ticket: sent again, it is still one case.
    let ticket = match form.value("ticket") {
        sent if sent.is_empty() => new.ticket,
        sent => sent,
    };
    let more_is_wrong = ["narrative", "address", "township"]
        .iter()
        .any(|name| form.fault(name).is_some());
    let fault = form
        .fault("place")
        .map(|fault| view! { <p class="fault">{fault}</p> });
    view! {
        <form
            class="form card new-case"
            method="post"
            enctype="multipart/form-data"
            action=visit.to("/desk/new/files", &[])
        >
            <input type="hidden" name="ticket" value=ticket />
            <ChoiceField
                name="category"
                label=text::kind(lang)
                options=with_first(new.choices.categories, text::choose(lang))
                required=true
            />
            <div class="locate">
                <button
                    type="button"
                    class="button"
                    hidden
                    data-locate=""
                    data-found=text::here_found(lang)
                    data-failed=text::here_failed(lang)
                >
                    {text::here(lang)}
                </button>
                <div class="pair">
                    <TextField name="lng" label=text::lng(lang) maxlength=16 />
                    <TextField name="lat" label=text::lat(lang) maxlength=16 />
                </div>
                {fault}
            </div>
            <label class="field">
                <span>{text::photo(lang)}</span>
                <input type="file" name="file" accept="image/*,application/pdf" capture="environment" />
            </label>
            {form.fault("file").map(|fault| view! { <p class="fault" role="alert">{fault}</p> })}
            <TextField name="title" label=text::title_field(lang) maxlength=120 />
            <details class="fold more-fields" open=more_is_wrong>
                <summary>{text::more_fields(lang)}</summary>
                <AreaField name="narrative" label=text::narrative_field(lang) hint=text::private_note(lang) rows=4 />
                <TextField name="address" label=text::address_field(lang) maxlength=200 />
                <ChoiceField
                    name="township"
                    label=text::township(lang)
                    options=with_first(new.choices.townships, text::any(lang))
                />
            </details>
            <button class="button primary">{text::send(lang)}</button>
        </form>
        <Locate />
    }
}
