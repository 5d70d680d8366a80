use domain::board::UnitRef;
use domain::station::{StationForm, StationKind, StationsView};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{get_station, list_filed_stations};
use super::options;
use crate::portal::Problem;
use crate::text::policy as text;
use crate::ui::{ChoiceField, FormProblem, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &[
    "code",
    "name",
    "name_en",
    "kind",
    "township",
    "address",
    "speciality",
    "speciality_en",
    "lng",
    "lat",
    "branch",
    "branch_lead",
    "branch_phone",
];

/// `/admin/stations`: every station, those that wait first, and a filing.
#[component]
pub(crate) fn StationsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match list_filed_stations(region, lang).await {
            Ok(view) => Either::Left(view! { <Stations view /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::stations(lang) />
        <div class="page-head">
            <h1>{text::stations(lang)}</h1>
            <p class="lead">{text::stations_lead(lang)}</p>
        </div>
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Stations(view: StationsView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let none = view
        .rows
        .is_empty()
        .then(|| view! { <p class="card empty">{text::no_stations(lang)}</p> });
    let rows = view
        .rows
        .into_iter()
        .map(|row| {
            let station = row.station;
            let at = visit.to("/admin/station", &[("code", station.code.as_str())]);
            let waiting = (row.waiting > 0)
                .then(|| view! { <span class="tag warn">{text::waiting(lang, row.waiting)}</span> });
            view! {
                <li class="card">
                    <div class="card-head">
                        <h2 class="card-title">
                            <a href=at>{lang.pick(&station.name, station.name_en.as_deref()).to_owned()}</a>
                            " " <code>{station.code.to_string()}</code>
                        </h2>
                        <span class="tags">
                            <span class="tag">{text::status(lang, row.filing.status)}</span> {waiting}
                        </span>
                    </div>
                    <p class="hint">
                        {text::station_kind(lang, station.kind)} " · " {station.address} " · "
                        {text::unit_counts(lang, row.moved_in[0], row.moved_in[1])}
                    </p>
                </li>
            }
        })
        .collect_view();
    let townships = view.townships;
    let file = view.may_file.then(|| {
        view! {
            <section class="card">
                <h2>{text::new_station(lang)}</h2>
                <form class="form wide" method="post" action=visit.to("/admin/stations", &[])>
                    <TextField name="code" label=text::code(lang) hint=text::code_hint(lang) maxlength=64 required=true />
                    <Fields station=StationForm::default() townships />
                    <button class="button primary">{text::new_station(lang)}</button>
                </form>
            </section>
        }
    });
    view! {
        {none}
        <ul class="cards">{rows}</ul>
        {file}
    }
}

/// `/admin/stations/change`: what is said about one station.
#[component]
pub(crate) fn ChangeStationPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let content = Suspend::new(async move {
        match get_station(region, lang, code).await {
            Ok(file) => {
                let station = StationForm::from(&file.station);
                Either::Left(view! { <Station station townships=file.townships /> })
            }
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::stations(lang) />
        <FormProblem fields=FIELDS />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Station(station: StationForm, townships: Vec<UnitRef>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let of = [("code", station.code.as_str())];
    let (action, back) = (
        visit.to("/admin/stations/change", &of),
        visit.to("/admin/station", &of),
    );
    view! {
        <div class="page-head">
            <h1>{station.name.clone()} " " <code>{station.code.clone()}</code></h1>
            <p class="lead"><a href=back>{text::back(lang)}</a></p>
        </div>
        <form class="card form wide" method="post" action=action>
            <input type="hidden" name="code" value=station.code.clone() />
            <Fields station townships />
            <button class="button primary">{text::save(lang)}</button>
        </form>
    }
}

#[component]
fn Fields(station: StationForm, townships: Vec<UnitRef>) -> impl IntoView {
    let lang = Visit::get().lang();
    let kinds = StationKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), text::station_kind(lang, *kind).to_owned()))
        .collect();
    view! {
        <TextField name="name" label=text::name(lang) initial=station.name maxlength=100 required=true />
        <TextField name="name_en" label=text::name_en(lang) initial=station.name_en maxlength=100 />
        <ChoiceField name="kind" label=text::kind(lang) options=kinds initial=station.kind required=true />
        <ChoiceField
            name="township"
            label=text::township(lang)
            options=options(Some(text::none(lang)), &townships)
            initial=station.township
        />
        <TextField name="address" label=text::address(lang) initial=station.address maxlength=200 required=true />
        <TextField name="lng" label=text::lng(lang) initial=station.lng maxlength=24 required=true />
        <TextField name="lat" label=text::lat(lang) initial=station.lat maxlength=24 required=true />
        <TextField name="speciality" label=text::speciality(lang) initial=station.speciality maxlength=200 />
        <TextField name="speciality_en" label=text::speciality_en(lang) initial=station.speciality_en maxlength=200 />
        <TextField name="branch" label=text::branch(lang) initial=station.branch maxlength=100 />
        <TextField name="branch_lead" label=text::branch_lead(lang) initial=station.branch_lead maxlength=50 />
        <TextField name="branch_phone" label=text::branch_phone(lang) kind="tel" initial=station.branch_phone maxlength=30 />
    }
}
