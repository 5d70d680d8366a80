use domain::Lang;
use domain::case::Lookalike;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::ReportStep;
use super::api::{ReportChoices, get_report_choices};
use super::pick::PickPlace;
use crate::assets::MapAssets;
use crate::cases::StateSign;
use crate::filters::kind_options;
use crate::map::svg::Projection;
use crate::portal::Problem;
use crate::text::report as text;
use crate::ui::{AreaField, ChoiceField, Form, FormProblem, Locate, TextField, time};
use crate::visit::Visit;

/// What is carried from the first step to the second.
const CARRIED: [&str; 6] = ["category", "narrative", "lng", "lat", "address", "township"];
/// Fields that show their own faults.
const FIELDS: &[&str] = &[
    "category",
    "place",
    "narrative",
    "address",
    "township",
    "contact",
    "contact_name",
    "file",
];
/// Width of the picture that stands for the map where there is no script, in CSS pixels: where it was pointed at
/// comes in these.
pub(crate) const PICTURE_WIDTH: u16 = 320;

#[component]
pub(super) fn ReportForm(step: ReportStep) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let (title, lead) = match step.lookalikes {
        None => (text::title(lang), text::lead(lang)),
        Some(_) => (text::check_title(lang), text::check_lead(lang)),
    };
    let content = Suspend::new(async move {
        match get_report_choices(region, lang).await {
            Ok(choices) => Either::Left(match step.lookalikes {
                None => Either::Left(view! { <Say ticket=step.ticket choices /> }),
                Some(lookalikes) => Either::Right(view! { <Check ticket=step.ticket lookalikes choices /> }),
            }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=title />
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

/// The first step: what and where.
#[component]
fn Say(ticket: String, choices: ReportChoices) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let form = Form::get();
    let fault = form
        .fault("place")
        .map(|fault| view! { <p class="fault" role="alert">{fault}</p> });
    let category_fault = form
        .fault("category")
        .map(|fault| view! { <p class="fault" id="category-fault">{fault}</p> });
    let is_wrong = category_fault.is_some();
    let townships = std::iter::once((String::new(), text::any(lang).to_owned()))
        .chain(
            choices
                .choices
                .townships
                .into_iter()
                .map(|unit| (unit.code, unit.name)),
        )
        .collect();
    let map = choices
        .bbox
        .map(|bbox| view! { <Pick bbox drawn=choices.drawn /> });
    view! {
        <form class="form card report" method="post" action=visit.to("/report", &[])>
            <input type="hidden" name="ticket" value=ticket />
            <label class="field">
                <span>{text::kind(lang)}</span>
                <select
                    name="category"
                    required
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=is_wrong.then_some("category-fault")
                >
                    <option value="">{text::choose(lang)}</option>
                    {kind_options(&form.value("category"), &choices.choices.categories, text::other_of, lang)}
                </select>
            </label>
            {category_fault}
            <AreaField name="narrative" label=text::words(lang) hint=text::words_hint(lang) rows=4 />
            <fieldset class="report-place">
                <legend>{text::where_title(lang)}</legend>
                <p class="hint">{text::where_hint(lang)}</p>
                {fault}
                {map}
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
                <TextField name="address" label=text::address(lang) maxlength=200 />
                <ChoiceField name="township" label=text::township(lang) options=townships />
                <div class="pair">
                    <TextField name="lng" label=text::lng(lang) maxlength=16 />
                    <TextField name="lat" label=text::lat(lang) maxlength=16 />
                </div>
            </fieldset>
            <button class="button primary" name="step" value="check">
                {text::next(lang)}
            </button>
            <p class="hint">{text::urgent(lang)}</p>
        </form>
        <Locate />
    }
}

/// The map on which a place is pointed at; without script, a picture of it.
#[component]
fn Pick(bbox: [f64; 4], drawn: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let picture = drawn.then(|| {
        let src = format!("/report/map.svg?region={region}");
        let height = Projection::fit(bbox).height_at(PICTURE_WIDTH);
        view! {
            <noscript>
                <input
                    type="image"
                    class="pick-picture"
                    name="spot"
                    src=src
                    width=PICTURE_WIDTH.to_string()
                    height=height.to_string()
                    alt=text::map_picture(lang)
                />
            </noscript>
        }
    });
    view! {
        <MapAssets />
        <div
            class="pick-stage"
            data-view=format!("[{},{},{},{}]", bbox[0], bbox[1], bbox[2], bbox[3])
            data-region=region
            data-lang=lang.code()
            data-label=text::map_label(lang)
        >
            <PickPlace />
        </div>
        {picture}
    }
}

/// The second step: whether it is known already, a photo, and how to be reached.
#[component]
fn Check(ticket: String, lookalikes: Vec<Lookalike>, choices: ReportChoices) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let form = Form::get();
    let carried: Vec<_> = CARRIED
        .iter()
        .map(|name| view! { <input type="hidden" name=*name value=form.value(name) /> })
        .collect();
    let said = said(&form, &choices, lang);
    let none_alike = lookalikes.is_empty();
    let alike = if none_alike {
        Either::Left(view! { <p class="hint">{text::alike_none(lang)}</p> })
    } else {
        let lines = lookalikes
            .into_iter()
            .map(|one| view! { <Alike one /> })
            .collect_view();
        Either::Right(view! {
            <section class="card alike">
                <h2>{text::alike_title(lang)}</h2>
                <p>{text::alike_lead(lang)}</p>
                <ul>{lines}</ul>
            </section>
        })
    };
    let send = if none_alike {
        text::send(lang)
    } else {
        text::alike_no(lang)
    };
    view! {
        {alike}
        <form
            class="form card report"
            method="post"
            enctype="multipart/form-data"
            action=visit.to("/report/files", &[])
        >
            <input type="hidden" name="ticket" value=ticket />
            {carried}
            <h2>{text::said(lang)}</h2>
            <dl class="facts">{said}</dl>
            <label class="field">
                <span>{text::photo(lang)}</span>
                <input type="file" name="file" accept="image/*,application/pdf" />
            </label>
            {form.fault("file").map(|fault| view! { <p class="fault" role="alert">{fault}</p> })}
            <p class="hint">{text::photo_hint(lang)}</p>
            <fieldset>
                <legend>{text::contact_title(lang)}</legend>
                <div class="pair">
                    <TextField name="contact_name" label=text::contact_name(lang) maxlength=80 autocomplete="name" />
                    <TextField name="contact" label=text::contact(lang) maxlength=120 autocomplete="tel" />
                </div>
                <p class="hint">{text::contact_hint(lang)}</p>
            </fieldset>
            <div class="report-ends">
                <button class="button primary" name="step" value="send">
                    {send}
                </button>
                <button
                    class="button"
                    name="step"
                    value="change"
                    formaction=visit.to("/report", &[])
                    formenctype="application/x-www-form-urlencoded"
                    formnovalidate
                >
                    {text::change(lang)}
                </button>
            </div>
        </form>
    }
}

/// What was said in the first step.
fn said(form: &Form, choices: &ReportChoices, lang: Lang) -> Vec<impl IntoView + use<>> {
    let category = form.value("category");
    let kinds = &choices.choices.categories;
    let kind = kinds.iter().find(|kind| kind.code == category);
    let township = form.value("township");
    let townships = &choices.choices.townships;
    let township = townships.iter().find(|unit| unit.code == township);
    let (lng, lat) = (form.value("lng"), form.value("lat"));
    let facts = [
        (text::kind(lang), kind.map(|kind| kind.name.clone())),
        (text::words(lang), Some(form.value("narrative"))),
        (text::address(lang), Some(form.value("address"))),
        (text::township(lang), township.map(|unit| unit.name.clone())),
        (
            text::where_title(lang),
            (!lng.is_empty() && !lat.is_empty()).then(|| text::at(lang, &lng, &lat)),
        ),
    ];
    facts
        .into_iter()
        .filter_map(|(label, value)| Some((label, value.filter(|value| !value.is_empty())?)))
        .map(|(label, value)| {
            view! {
                <dt>{label}</dt>
                <dd class="as-said">{value}</dd>
            }
        })
        .collect()
}

#[component]
fn Alike(one: Lookalike) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let case = one.case;
    let at = visit.to(&format!("/cases/{}", case.code), &[]);
    let place = case.place.community.or(case.place.township).or(case.place.grid);
    let facts = [
        one.metres.map(|metres| text::metres(lang, metres)),
        place.map(|unit| unit.name),
        Some(text::received(lang, &time::day(case.received_at, visit.zone))),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <a href=at>{case.category.name}</a>
            " "
            <StateSign state=case.state lang />
            <p class="hint">{facts}</p>
        </li>
    }
}
